"""Every driver against hostile bytes made from good ones: no exception, no silence, no hoarding."""

from __future__ import annotations

import json
import random
import secrets
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from drivers.decoding import needs_channel
from drivers.driver import Acknowledge, Action, Conversation, Driver, Report, Send
from drivers.registry import catalogue
from drivers.simulators import WIRED
from drivers.simulators.double import Done, Double, Say, Wait

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
DRIVERS = sorted(catalogue().drivers.values(), key=lambda driver: driver.key)
ENDLESS_BYTES = 6 * 1024 * 1024
MEMORY_BYTES = 4 * 1024 * 1024
Chunk = tuple[bytes, str]


def _answers(actions: Sequence[Action]) -> bytes:
    return b"".join(a.data for a in actions if isinstance(a, Send | Acknowledge))


def _talk(driver: Driver, double: Double) -> list[Chunk]:
    """What the double of a device says in one good session."""
    conversation = driver.converse()
    double.measure_example()
    said: list[Chunk] = []
    steps = [*double.receive(_answers(conversation.open())), *double.start()]
    for _ in range(400):
        if not steps:
            break
        step = steps.pop(0)
        if isinstance(step, Say):
            said.append((step.data, ""))
            reply = _answers(conversation.receive(step.data))
            if reply:
                steps = [*double.receive(reply)]
        elif isinstance(step, Wait):
            steps = steps or [*double.waited()]
        elif isinstance(step, Done):
            break
    return said


def _recorded() -> list[Chunk]:
    """Every Bluetooth value of the transcripts, under its characteristic."""
    found: list[Chunk] = []
    for file in sorted(TRANSCRIPTS.rglob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        for entry in content if isinstance(content, list) else []:
            if isinstance(entry, dict) and "uuid" in entry and "hex" in entry:
                found.append((bytes.fromhex(entry["hex"]), str(entry["uuid"]).lower()))
    return found


def _seeds(driver: Driver) -> list[Chunk]:
    seeds = _talk(driver, WIRED[driver.key]()) if driver.key in WIRED else []
    if needs_channel(driver):
        seeds += _recorded()
    return seeds or [(b"", "")]


def _flip(data: bytearray, luck: random.Random) -> None:
    if data:
        data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)


def _cut(data: bytearray, luck: random.Random) -> None:
    del data[luck.randrange(len(data) + 1) :]


def _drop(data: bytearray, luck: random.Random) -> None:
    start = luck.randrange(len(data) + 1)
    del data[start : start + luck.randrange(1, 9)]


def _insert(data: bytearray, luck: random.Random) -> None:
    at = luck.randrange(len(data) + 1)
    control = b"\x00\x01\x02\x03\x04\x05\x06\x0a\x0b\x0d\x10\x15\x17\x1b\x1c\x1d\x1e\x7f\xff"
    data[at:at] = bytes(luck.choices(control + b"0123456789|^~,<>&A", k=luck.randrange(1, 6)))


def _repeat(data: bytearray, luck: random.Random) -> None:
    start = luck.randrange(len(data) + 1)
    piece = bytes(data[start : start + luck.randrange(1, 40)])
    data[start:start] = piece * luck.randrange(1, 50)


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip,
    _cut,
    _drop,
    _insert,
    _repeat,
)


def _mutated(seeds: list[Chunk], luck: random.Random) -> Iterator[Chunk]:
    for _ in range(luck.randrange(1, 8)):
        data, channel = luck.choice(seeds)
        changed = bytearray(data)
        for _ in range(luck.randrange(4)):
            luck.choice(MUTATIONS)(changed, luck)
        yield bytes(changed), channel


def _feed(conversation: Conversation, chunks: Iterator[Chunk]) -> list[Action]:
    actions = [*conversation.open()]
    for data, channel in chunks:
        actions += conversation.receive(data, channel)
    return [*actions, *conversation.time_out(), *conversation.close()]


@pytest.mark.timeout(0)
@pytest.mark.parametrize("driver", DRIVERS, ids=lambda driver: driver.key)
def test_hostile_bytes_are_survived(driver: Driver, fuzz_seconds: float) -> None:
    seed = secrets.randbelow(2**32)
    sys.stdout.write(f"seed {seed}\n")
    luck = random.Random(seed)
    seeds = _seeds(driver)
    until = time.monotonic() + fuzz_seconds
    rounds = 0
    while rounds == 0 or time.monotonic() < until:
        for action in _feed(driver.converse(), _mutated(seeds, luck)):
            if isinstance(action, Report):
                assert action.item.driver == driver.key
        rounds += 1
    sys.stdout.write(f"{rounds} sessions\n")


@pytest.mark.parametrize("driver", DRIVERS, ids=lambda driver: driver.key)
@pytest.mark.parametrize("lead", [b"", b"\x05\x021", b"\x0b", b">"])
def test_an_endless_frame_costs_little(driver: Driver, lead: bytes) -> None:
    conversation = driver.converse()
    conversation.open()
    conversation.receive(lead)
    piece = b"A" * 65536
    tracemalloc.start()
    try:
        for _ in range(ENDLESS_BYTES // len(piece)):
            conversation.receive(piece)
        _size, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY_BYTES
