"""How long the window takes, and how much memory the idle app holds.

*Ready*: from the start of the process to the end of the first paint of the window, opened as
``clinicapp`` opens it on a station's existing encrypted database (without a screen).

*Floor*: from the start of a process that imports PySide6 (QtCore, QtGui, QtWidgets) and SQLModel,
and nothing else, until it has. The two alternate; medians count.

*Memory*: resident, four seconds after the window was there.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.support.figures import hold, median, rounds_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

LIMIT = 1.5
LIMIT_MB = 200.0
PAIRS = 15
PATIENCE_SECONDS = 60.0
BARE = (
    "import PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets, sqlmodel\nprint('ready', flush=True)"
)


def test_the_window_is_there_in_one_and_a_half_times_the_bare_imports(
    benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    app = ("-m", "tests.support.window_ready", str(tmp_path))
    _seconds(app)
    bare: list[float] = []
    ready: list[float] = []
    rounds_of(
        benchmark,
        lambda: ready.append(_seconds(app)),
        setup=lambda: bare.append(_seconds(("-c", BARE))),
        rounds=PAIRS,
    )
    hold("window ready", median(ready) * 1000, LIMIT, "ms", floor=median(bare) * 1000)


def test_the_idle_app_holds_no_more_memory_than_is_meant_for_it(
    benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    app = ("-m", "tests.support.window_ready", str(tmp_path), "idle")
    held: list[float] = []
    rounds_of(benchmark, lambda: held.append(_megabytes(app)), rounds=3)
    hold("resident memory of the idle app", max(held), LIMIT_MB, "MB")


def _seconds(arguments: Sequence[str]) -> float:
    """From the start of the process until it says that it is ready."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        seconds = time.perf_counter() - began
        assert process.wait(PATIENCE_SECONDS) == 0
    return seconds


def _megabytes(arguments: Sequence[str]) -> float:
    done = subprocess.run(
        [sys.executable, *arguments], stdout=subprocess.PIPE, timeout=PATIENCE_SECONDS, check=True
    )
    return int(done.stdout.split()[-1]) / 1_000_000
