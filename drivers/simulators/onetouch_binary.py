"""Talking doubles of OneTouch meters with the binary protocol: UltraEasy and Verio IQ."""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override

from drivers.framing.checksums import crc16_ccitt_false
from drivers.protocols.onetouch_binary import frame
from drivers.simulators.double import Done, Say, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One result in a meter's memory: mg/dL, and seconds by the meter's own clock."""

    value_mg_dl: int = 97
    seconds: int = 848_664_000
    control: bool = False
    meal: int = 0


class _OnetouchBinaryDouble(ABC):
    """What both meters do: whole frames in, answers out, oldest result last."""

    def __init__(self, records: Sequence[Stored] = ()) -> None:
        self._records = list(records)
        self._heard = b""
        self.connected = True

    def measure(self, record: Stored) -> None:
        """Measure with a strip."""
        self._records.insert(0, record)

    def measure_example(self) -> str:
        """Measure 97 mg/dL."""
        self.measure(Stored())
        return "97 mg/dL"

    def start(self) -> Sequence[Step]:
        """It waits to be asked."""
        return (Done(),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """Answer every whole frame. Off its cable it hears nothing."""
        self._heard += data
        steps: list[Step] = []
        while len(self._heard) >= 6 and len(self._heard) >= self._heard[1]:
            raw, self._heard = self._heard[: self._heard[1]], self._heard[self._heard[1] :]
            right = crc16_ccitt_false(raw[:-2]) == int.from_bytes(raw[-2:], "little")
            if right and self.connected:
                steps += self._hear(raw[2], raw[3:-3])
        return steps

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()

    def _hear(self, link: int, message: bytes) -> list[Step]:
        del link
        return [Say(frame(answer)) for answer in self._answer(message)]

    @abstractmethod
    def _answer(self, message: bytes) -> list[bytes]:
        """What this model says to ``message``."""


class OnetouchVerioIqDouble(_OnetouchBinaryDouble):
    """A Verio IQ; its clock counts from 2000."""

    @override
    def _answer(self, message: bytes) -> list[bytes]:
        match message[1:2], message[2:]:
            case b"\x0b", b"\x01\x02":
                return [b"\x03\x06EXAMPLE1\0"]
            case b"\x20", b"\x02":
                return [b"\x03\x06" + (848_664_120).to_bytes(4, "little")]
            case b"\x27", b"\x00":
                return [b"\x03\x06" + len(self._records).to_bytes(2, "little")]
            case b"\x21", index if int.from_bytes(index, "little") < len(self._records):
                record = self._records[int.from_bytes(index, "little")]
                values = record.seconds, record.value_mg_dl, record.control, record.meal, 0
                return [b"\x03\x06" + struct.pack("<IH?BH", *values)]
            case _:
                return [b"\x03\x09"]


class OnetouchUltraEasyDouble(_OnetouchBinaryDouble):
    """An UltraEasy; its clock counts from 1970, and every frame is answered with "received"."""

    def __init__(self, records: Sequence[Stored] = ()) -> None:
        super().__init__(records)
        self._sent = 0

    @override
    def measure_example(self) -> str:
        """Measure 97 mg/dL."""
        self.measure(Stored(seconds=1_795_348_800))
        return "97 mg/dL"

    @override
    def _hear(self, link: int, message: bytes) -> list[Step]:
        if link & 8:
            self._sent = 0
            return [Say(frame(b"", 0x0C))]
        if link & 4 or not message:
            return []
        expected = 1 - (link & 1)
        steps: list[Step] = [Say(frame(b"", 4 | self._sent | expected << 1))]
        for answer in self._answer(message):
            steps.append(Say(frame(answer, self._sent | expected << 1)))
            self._sent ^= 1
        return steps

    @override
    def _answer(self, message: bytes) -> list[bytes]:
        match message[1:2], message[2:]:
            case b"\x0b", _:
                return [b"\x05\x06EXAMPLE1Z"]
            case b"\x20", _:
                return [b"\x05\x06" + (1_795_348_920).to_bytes(4, "little")]
            case b"\x1f", b"\xf5\x01":
                return [b"\x05\x0f" + len(self._records).to_bytes(2, "little")]
            case b"\x1f", index if int.from_bytes(index, "little") < len(self._records):
                record = self._records[int.from_bytes(index, "little")]
                return [b"\x05\x06" + struct.pack("<II", record.seconds, record.value_mg_dl)]
            case _:
                return [b"\x05\x09"]
