"""A talking double of a TaiDoc TD-42xx meter, for the driver ``taidoc``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drivers.framing.checksums import sum8
from drivers.protocols.taidoc_blocks import LENGTH, block
from drivers.simulators.double import Done, Say, Step

MODEL: Final = bytes((0x77, 0x42, 0, 0))


class TaidocDouble:
    """A meter with a memory, newest result first."""

    def __init__(self) -> None:
        self._results: list[tuple[bytes, bytes]] = []
        self._heard = b""
        self.connected = True

    def measure(self, value_mg_dl: int, *, meal: int = 0, at: bytes = b"") -> None:
        """Measure with a strip; ``at`` is a packed time, by default 22 November 2026, 11:58."""
        value = value_mg_dl.to_bytes(2, "little") + bytes((0, meal))
        self._results.insert(0, (at or packed_time(2026, 11, 22, 11, 58), value))

    def measure_example(self) -> str:
        """Measure 113 mg/dL."""
        self.measure(113)
        return "113 mg/dL"

    def start(self) -> Sequence[Step]:
        """It waits to be asked."""
        return (Done(),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """Whole blocks from the station. Off its cable it hears nothing."""
        self._heard += data
        steps: list[Step] = []
        while len(self._heard) >= LENGTH:
            raw, self._heard = self._heard[:LENGTH], self._heard[LENGTH:]
            if self.connected and sum8(raw[:7]) == raw[7]:
                steps += [Say(block(raw[1], a, from_device=True)) for a in self._answer(raw)]
        return steps

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()

    def _answer(self, raw: bytes) -> list[bytes]:
        index = int.from_bytes(raw[2:4], "little")
        count = len(self._results).to_bytes(2, "little")
        match raw[1]:
            case 0x22:
                return [bytes(4)]
            case 0x24:
                return [MODEL]
            case 0x23:
                return [packed_time(2026, 11, 22, 12, 0)]
            case 0x2B:
                return [count + (b"\0\0" if self._results else b"\xff\xff")]
            case 0x25 | 0x26 if index < len(self._results):
                return [self._results[index][raw[1] - 0x25]]
            case _:
                return []


def packed_time(year: int, month: int, day: int, hour: int, minute: int) -> bytes:
    """A time as the meter packs it; ``year`` from 2000 to 2127."""
    packed = (year - 2000) << 9 | month << 5 | day
    return packed.to_bytes(2, "little") + bytes((minute, hour))
