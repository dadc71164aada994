"""A talking double of a SunTech NIBP module, for the driver ``suntech``."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from drivers.framing.checksums import negated_sum8, sum8
from drivers.simulators.double import Done, Say, Step

_CURVE_MMHG: Final = (60, 165, 120, 70, 4)
_TEST_CODES: Final = bytes((0, 0, 0, 0, 0, 0, 0x31, 0x07))


class SuntechDouble:
    """A module whose cuff fills while it is watched. ``curve`` is the pressure at each look."""

    def __init__(self, curve: Sequence[int] = _CURVE_MMHG) -> None:
        self._curve = curve
        self._looks: deque[int] = deque()
        self._result = result(0, 0, 0, 0)
        self._heard = b""

    def measure(
        self, systolic: int, diastolic: int, mean: int, pulse: int, *, error: int = 0
    ) -> None:
        """A result in mmHg and beats a minute; an ``error`` above 0 is a failed measurement."""
        self._result = result(systolic, diastolic, mean, pulse, error=error)
        self._looks.extend(self._curve)

    def measure_example(self) -> str:
        """Measure 118/76 mmHg, mean 90, pulse 64."""
        self.measure(118, 76, 90, 64)
        return "118/76 mmHg, mean 90, pulse 64"

    def start(self) -> Sequence[Step]:
        """A module says nothing by itself."""
        return (Done(),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """The three questions of the driver; anything else is not answered."""
        self._heard = (self._heard + data)[-64:]
        steps: list[Step] = []
        while (start := self._heard.find(b"\x3a")) >= 0:
            command = self._heard[start:]
            length = 3 if command[1:2] == b"\x20" else 5
            if len(command) < length:
                break
            self._heard = command[length:]
            if sum8(command[:length]) == 0:
                steps += self._answer(command[:length])
        return steps

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()

    def _answer(self, command: bytes) -> list[Step]:
        if command[1] == 0x20:
            self.measure_example()
            return []
        if command[2] == 0x05:
            pressure = self._looks.popleft() if self._looks else 0
            return [Say(frame(pressure.to_bytes(2, "little")))]
        return [Say(self._result)] if command[2] == 0x03 else []


def frame(data: bytes) -> bytes:
    """An answer of the module around ``data``."""
    framed = bytes((0x3E, len(data) + 3)) + data
    return framed + bytes((negated_sum8(framed),))


def result(systolic: int, diastolic: int, mean: int, pulse: int, *, error: int = 0) -> bytes:
    """The answer of 24 bytes; pressures in mmHg, pulse in beats a minute."""
    data = systolic.to_bytes(2, "little") + diastolic.to_bytes(2, "little") + bytes((30, 1))
    data += _TEST_CODES + bytes((pulse, 0)) + mean.to_bytes(2, "little") + bytes((error, 0, 0))
    return frame(data)
