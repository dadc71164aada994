"""A talking double of an A&D UA-767PC, for the driver ``and-ua767``."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from drivers.framing.checksums import sum8
from drivers.simulators.double import Done, Say, Step

_NOTHING_KNOWN: Final = 0x60


class AndUa767Double:
    """A monitor that sends what it measured once communication is open."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._heard = b""
        self._opened = False

    def measure(self, systolic: int, diastolic: int, pulse: int, *, status: int = 0x80) -> None:
        """A result in mmHg, mmHg and beats a minute; a ``status`` above 80 hex is an error."""
        self._waiting.append(measurement(systolic, diastolic, pulse, status=status))

    def measure_example(self) -> str:
        """Measure 134/82 mmHg, pulse 68."""
        self.measure(134, 82, 68)
        return "134/82 mmHg, pulse 68"

    def start(self) -> Sequence[Step]:
        """It says nothing before it is asked."""
        return self._next()

    def receive(self, data: bytes) -> Sequence[Step]:
        """CPC05 opens communication and CPC04 closes it; a wrong sum is answered with NAK."""
        self._heard = (self._heard + data)[-64:]
        start = self._heard.find(b"\x02")
        if start < 0 or len(self._heard) < start + 7:
            return ()
        command, self._heard = self._heard[start + 1 : start + 7], self._heard[start + 7 :]
        if sum8(command[:5]) != command[5]:
            return (Say(b"\x0170PC\x15"),)
        self._opened = command[:5] == b"CPC05"
        return (Say(b"\x0170PC\x06"), *self._next())

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()

    def _next(self) -> Sequence[Step]:
        if not self._opened:
            return (Done(),)
        said = [Say(data + b"\r") for data in self._waiting]
        self._waiting.clear()
        return (*said, Done())


def measurement(systolic: int, diastolic: int, pulse: int, *, status: int = 0x80) -> bytes:
    """Ten hexadecimal digits; the last two mean nothing that is known.

    Raises:
        ValueError: a value does not fit into one byte.
    """
    octets = bytes((status, systolic - diastolic, diastolic, pulse, _NOTHING_KNOWN))
    return octets.hex().upper().encode("ascii")
