"""How fast the decoders are, each against an independent library measured in the same run.

*Way*: from the bytes of one message to what we make of them: for HL7 and ASTM typed readings, in a
fresh conversation. *Floor*: what the library makes of the same bytes. The two alternate; figures
are medians in microseconds.
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from astm import codec  # type: ignore[import-untyped]
from bluetooth_sig import BluetoothSIGTranslator
from hl7apy.parser import parse_message  # type: ignore[import-untyped]

from drivers.devices import and_scale, astm, hl7v2
from drivers.driver import Driver, Report
from drivers.protocols.astm_frames import encode_frame
from drivers.protocols.gatt_blood_pressure import decode_measurement
from drivers.readings import Reading
from drivers.simulators.and_scale import print_line
from drivers.simulators.astm import AnalyserResult, records_of
from tests.support.figures import hold, median

ROUNDS = 1_500
TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
FULL_LINE_BYTES_PER_SECOND = 11_520
"""115,200 baud, ten bits a byte."""

pytestmark = pytest.mark.benchmark


def _times(ways: Sequence[Callable[[int], object]]) -> list[list[float]]:
    """Microseconds of each way, alternating, so that a slow moment slows them all."""
    times: list[list[float]] = [[] for _ in ways]
    for number in range(ROUNDS):
        for found, way in zip(times, ways, strict=True):
            start = time.perf_counter_ns()
            way(number)
            found.append((time.perf_counter_ns() - start) / 1_000)
    return times


def _readings(driver: Driver, data: bytes, *before: bytes, channel: str = "") -> int:
    conversation = driver.converse()
    for each in before:
        conversation.receive(each, channel)
    actions = conversation.receive(data, channel)
    return sum(isinstance(a, Report) and isinstance(a.item, Reading) for a in actions)


def test_a_pressure_is_decoded_ten_times_as_fast_as_by_bluetooth_sig(benchmark: Any) -> None:
    translator = BluetoothSIGTranslator()
    sent = [_pressure(number) for number in range(ROUNDS)]
    assert str(decode_measurement(sent[0]).systolic) == "100"
    ours, floor = benchmark.pedantic(
        lambda: _times(
            (
                lambda n: decode_measurement(sent[n]),
                lambda n: translator.parse_characteristic("2A35", sent[n]),
            )
        ),
        rounds=1,
    )
    hold("GATT pressure decoded", median(ours), 0.1, "us", floor=median(floor))


def test_an_hl7_message_is_read_ten_times_as_fast_as_by_hl7apy(benchmark: Any) -> None:
    files = sorted((TRANSCRIPTS / "hl7v2").glob("*.json"))
    framed = next(raw for raw in map(_first_message, files) if b"Afinion" in raw)
    text = framed.strip(b"\x0b\x1c\r").decode("latin-1")
    assert _readings(hl7v2.DRIVER, framed) >= 1
    ours, floor = benchmark.pedantic(
        lambda: _times(
            (
                lambda _n: _readings(hl7v2.DRIVER, framed),
                lambda n: n % 10 or parse_message(text, find_groups=False),
            )
        ),
        rounds=1,
    )
    # Only every tenth round parses with the library, which takes milliseconds.
    hold("HL7 message to readings", median(ours), 0.1, "us", floor=median(floor[::10]))


def test_an_astm_message_is_read_as_fast_as_the_bare_codec(benchmark: Any) -> None:
    frames = [
        encode_frame(1, b"".join(records_of(_result(run), "AF20000001"))) for run in range(500)
    ]
    assert _readings(astm.DRIVER, frames[0], b"\x05") == 1
    conversations = [astm.DRIVER.converse() for _ in range(ROUNDS)]
    for conversation in conversations:
        conversation.receive(b"\x05")
    ours, floor = benchmark.pedantic(
        lambda: _times(
            (
                lambda n: conversations[n].receive(frames[n % len(frames)]),
                lambda n: codec.decode(frames[n % len(frames)]),
            )
        ),
        rounds=1,
    )
    # The two are level; the tenth more is for what the machine does meanwhile.
    hold("ASTM frame to readings", median(ours), 1.1, "us", floor=median(floor))


def test_one_device_at_full_line_rate_costs_under_one_per_cent_of_a_core(benchmark: Any) -> None:
    line = print_line("ST", Decimal("82.4"), "kg")
    second = line * (FULL_LINE_BYTES_PER_SECOND // len(line))
    piece = 64

    def one_second() -> float:
        conversation = and_scale.DRIVER.converse()
        start = time.process_time_ns()
        for at in range(0, len(second), piece):
            conversation.receive(second[at : at + piece])
        return (time.process_time_ns() - start) / 1_000_000

    took = benchmark.pedantic(lambda: [one_second() for _ in range(20)], rounds=1)
    hold("A scale at 115,200 baud, CPU in one second", median(took), 10, "ms")


def _first_message(file: Path) -> bytes:
    """The first message of a transcript, framed, or nothing where it holds none."""
    content = json.loads(file.read_text(encoding="utf-8"))
    sent = content.get("sent") or [""]
    return str(sent[0]).encode("latin-1")


def _pressure(number: int) -> bytes:
    """A 2A35 in mmHg with time, pulse and user, as no two people have it."""
    systolic, diastolic, pulse = 100 + number % 90, 50 + number % 43, 55 + number % 41
    words = (systolic, diastolic, (systolic + 2 * diastolic) // 3)
    time_stamp = bytes.fromhex("ea070b1609") + bytes([number % 60, number % 59])
    return b"\x0e" + struct.pack("<3H", *words) + time_stamp + struct.pack("<HB", pulse, 1)


def _result(run: int) -> AnalyserResult:
    stamp = f"20261122{run // 3600:02d}{run // 60 % 60:02d}{run % 60:02d}"
    return AnalyserResult(run=run, percent="5.9", mmol_mol="41", measured_at=stamp)
