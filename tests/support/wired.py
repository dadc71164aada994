"""Recordings of serial and TCP devices, and a keeper that notes the order in which it is asked."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from drivers.driver import Acknowledge, Action, Keep, Report, Send
from drivers.errors import NotKept
from drivers.keeping import Batch
from drivers.readings import NotUnderstood, Reading

ROOT: Final = Path(__file__).parents[1] / "transcripts"
NOON: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def noon() -> datetime:
    """The station's clock, stopped."""
    return NOON


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a device sent, and what the driver must make of it.

    Each of ``expect`` is part of one line of ``decode``; ``replies`` are the station's answers.
    """

    driver: str
    chunks: tuple[bytes, ...]
    expect: tuple[dict[str, Any], ...]
    replies: bytes | None
    source: str

    @property
    def sent(self) -> bytes:
        """All of it."""
        return b"".join(self.chunks)


def transcript(driver: str, name: str) -> Transcript:
    """One recording by its name."""
    data = json.loads((ROOT / driver / f"{name}.json").read_text(encoding="utf-8"))
    return Transcript(
        driver,
        tuple(text.encode("latin-1") for text in data["sent"]),
        tuple(data["expect"]),
        bytes.fromhex(data["replies"]) if "replies" in data else None,
        data["source"],
    )


def transcripts(*drivers: str) -> list[Any]:
    """Parameters for pytest: every recording of these drivers."""
    found = [
        pytest.param(transcript(driver, path.stem), id=f"{driver}-{path.stem}")
        for driver in drivers
        for path in sorted((ROOT / driver).glob("*.json"))
    ]
    assert found, f"no recording of {drivers}"
    return found


def reports(actions: Iterable[Action]) -> list[Reading | NotUnderstood]:
    """What was reported."""
    return [action.item for action in actions if isinstance(action, Report)]


def replies(actions: Iterable[Action]) -> bytes:
    """What the station would say if everything could be kept."""
    return b"".join(a.data for a in actions if isinstance(a, Acknowledge | Send))


def readings(batches: Sequence[Batch]) -> list[Reading]:
    """The readings in batches."""
    return [
        item.item
        for batch in batches
        for item in batch.items
        if isinstance(item, Report) and isinstance(item.item, Reading)
    ]


def refusals(batches: Sequence[Batch]) -> list[NotUnderstood]:
    """What was not understood in batches."""
    return [
        item.item
        for batch in batches
        for item in batch.items
        if isinstance(item, Report) and isinstance(item.item, NotUnderstood)
    ]


def kept_bytes(batches: Sequence[Batch]) -> list[bytes]:
    """The frames in batches."""
    return [i.raw for batch in batches for i in batch.items if isinstance(i, Keep)]


async def until(reached: Callable[[], bool]) -> None:
    """Wait for something to come true, five seconds at most."""
    for _ in range(500):
        if reached():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come true within five seconds")


@dataclass(slots=True)
class ListKeeper:
    """Keeps in memory. ``refusing`` counts how many more times it refuses; -1 is for ever."""

    refusing: int = 0
    able: bool = True
    batches: list[Batch] = field(default_factory=list)
    told: list[Batch] = field(default_factory=list)
    delays_ms: list[float] = field(default_factory=list)

    def ready(self) -> bool:
        """Whether it would keep now."""
        return self.able

    async def keep(self, batch: Batch) -> None:
        """Keep, or refuse."""
        if self.refusing:
            self.refusing -= 1
            raise NotKept("The disk is full; free some space.")
        self.delays_ms.append((time.monotonic_ns() - batch.last_byte_ns) / 1e6)
        self.batches.append(batch)

    def acknowledged(self, batch: Batch, at_ns: int) -> None:
        """Note it; what was never kept must not be acknowledged."""
        assert batch in self.batches
        assert at_ns >= batch.last_byte_ns
        self.told.append(batch)
