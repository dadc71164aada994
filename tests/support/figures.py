"""What the benchmarks print and hold: one line for each figure, and a limit that fails them."""

from __future__ import annotations

import statistics
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_benchmark.fixture import BenchmarkFixture


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that so many percent of all are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * percent // 100) - 1)]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def hold(name: str, figure: float, limit: float, unit: str, *, floor: float | None = None) -> None:
    """Print the figure in one line and fail if it is over the limit.

    With a ``floor`` (of the same unit) the limit is for the ratio of the figure to it, otherwise
    for the figure itself.
    """
    ratio = None if floor is None else figure / floor
    parts = [f"{name}: {figure:.2f} {unit}"]
    if floor is not None:
        parts += [f"floor {floor:.2f} {unit}", f"ratio {ratio:.2f}"]
    parts.append(f"limit {limit:g} {'x floor' if floor is not None else unit}")
    sys.stdout.write(f"\n{', '.join(parts)}\n")
    held = figure if ratio is None else ratio
    assert held <= limit, f"{', '.join(parts)}: over the limit"


def rounds_of(
    benchmark: BenchmarkFixture,
    act: Callable[[], object],
    *,
    rounds: int,
    setup: Callable[[], object] | None = None,
) -> None:
    """Run ``act`` so many times, each after ``setup``, and let pytest-benchmark time the rounds."""

    def before() -> None:
        if setup is not None:
            setup()

    benchmark.pedantic(act, setup=before, rounds=rounds)  # type: ignore[no-untyped-call]
