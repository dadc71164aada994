"""A talking double of an Afinion AS100, for the driver ``afinion-as100``."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drivers.framing.checksums import crc16_mcrf4xx
from drivers.simulators.double import Done, Say, Step, Wait

NOON: Final = 1_795_348_800
"""22 November 2026, 12:00 UTC, in seconds since 1970."""

REPEAT_SECONDS: Final = 0.3
"""How long it waits for an answer; a real one waits 30 s."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One result: the test's name and unit, limits and value, and how many decimals it shows."""

    test: str
    unit: str
    lowest: float
    highest: float
    value: float
    decimals: int
    valid: bool = True


class AfinionAs100Double:
    """An analyser that sends each record until it is acknowledged."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._number = 0
        self._heard = b""

    def measure(self, *results: Measured, patient: str = "9990000018") -> None:
        """Run a cartridge for ``patient``."""
        self._number += 1
        data = b"0025:record,patient@" + record(self._number, results, patient)
        self._waiting.append(framed(b"%04d" % self._number + data))

    def measure_example(self) -> str:
        """Measure an HbA1c of 6.3 %, 45 mmol/mol."""
        self.measure(
            Measured("HbA1c", "%", 4.0, 15.0, 6.3, 1),
            Measured("HbA1c", "mmol/mol", 20.0, 140.0, 45.0, 0),
        )
        return "6.3 %, 45 mmol/mol"

    def start(self) -> Sequence[Step]:
        """Send what is not acknowledged yet."""
        return self._next()

    def receive(self, data: bytes) -> Sequence[Step]:
        """An acknowledgement of the packet in hand lets it go; a NAK repeats it."""
        self._heard = (self._heard + data)[-256:]
        if not self._waiting:
            return ()
        number = self._waiting[0][2:6]
        if framed(number + b"\x06") in self._heard:
            self._heard = b""
            self._waiting.popleft()
            return self._next()
        if framed(number + b"\x15") in self._heard:
            self._heard = b""
            return self._next()
        return ()

    def waited(self) -> Sequence[Step]:
        """Nobody answered: say it again."""
        return self._next()

    def _next(self) -> Sequence[Step]:
        if not self._waiting:
            return (Done(),)
        return (Say(self._waiting[0]), Wait(REPEAT_SECONDS))


def framed(text: bytes) -> bytes:
    """A packet around ``text``, number included."""
    data = b"\x10\x02" + text.replace(b"\x10", b"\x10\x10") + b"\x10\x17"
    return data + b"%04X\x10\x03" % crc16_mcrf4xx(data)


def record(number: int, results: Sequence[Measured], patient: str) -> bytes:
    """256 bytes: a header, four places for results, and a tail of zeros."""
    head = struct.pack(
        "<ii17x17s17sxI4x", number, 40 + number, b"10190001", patient.encode("ascii"), NOON
    )
    places = b"".join(
        struct.pack(
            "<3fii9s9s2x",
            *(result.lowest, result.highest, result.value),
            *(result.decimals, result.valid),
            *(result.unit.encode("ascii"), result.test.encode("ascii")),
        )
        for result in results
    )
    return (head + places).ljust(256, b"\0")
