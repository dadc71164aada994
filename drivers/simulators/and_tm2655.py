"""A talking double of an A&D TM-2655P in RB format, for the driver ``and-tm2655``."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drivers.framing.checksums import xor8
from drivers.simulators.double import Done, Say, Step, Wait

_COMMAND: Final = b"\x16\x16\x01" + b"00\x02"
_ANSWER: Final = b"\x16\x16\x01" + b"00"
_MEASURING_SECONDS: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressures:
    """What a double measures: mmHg, mmHg, mmHg, and beats per minute."""

    systolic: int = 128
    diastolic: int = 78
    mean: int = 95
    pulse: int = 71
    taken: str = "2611221200"
    error: int = 0


class AndTm2655Double:
    """A monitor with an arm in it; it measures at its button, or when it is told to start.

    ``block_check`` sends a BCC after the ETX, which a real monitor may or may not do.
    """

    def __init__(self, *, block_check: bool = True) -> None:
        self._block_check = block_check
        self._waiting: deque[bytes] = deque()
        self._heard = b""

    def measure(self, pressures: Pressures) -> None:
        """Press the button with this result."""
        self._waiting.append(measurement(pressures, block_check=self._block_check))

    def measure_example(self) -> str:
        """Measure 128/78 mmHg, pulse 71."""
        self.measure(Pressures())
        return "128/78 mmHg, pulse 71"

    def start(self) -> Sequence[Step]:
        """Send what was measured."""
        return self._next()

    def receive(self, data: bytes) -> Sequence[Step]:
        """START is echoed and measures; STOP is echoed; a damaged command is refused."""
        self._heard = (self._heard + data)[-64:]
        start = self._heard.find(_COMMAND)
        if start < 0 or len(self._heard) < start + 10:
            return ()
        command, self._heard = self._heard[start : start + 10], self._heard[start + 10 :]
        if xor8(command[2:9]) != command[9]:
            return (Say(_ANSWER + b"\x15"),)
        if command[6:8] == b"SP":
            self._waiting.clear()
            return (Say(_ANSWER + b"\x06"), Done())
        if not self._waiting:
            self.measure(Pressures())
        return (Say(_ANSWER + b"\x06"), Wait(_MEASURING_SECONDS))

    def waited(self) -> Sequence[Step]:
        """The cuff is empty again."""
        return self._next()

    def _next(self) -> Sequence[Step]:
        if not self._waiting:
            return (Done(),)
        said = Say(self._waiting.popleft())
        return (said, Wait(_MEASURING_SECONDS) if self._waiting else Done())


def measurement(pressures: Pressures, *, block_check: bool = True) -> bytes:
    """One measurement in RB format; the fields that nobody explains have made-up contents."""
    fields = (
        "TM2655",
        pressures.taken,
        "A",
        "BM",
        f"E{pressures.error:02d}",
        f"S{pressures.systolic:3d}",
        f"M{pressures.mean:3d}",
        f"D{pressures.diastolic:3d}",
        f"P{pressures.pulse:3d}",
        "I180",
        "L143",
    )
    message = b"\x02" + "\x1e".join(fields).encode("ascii") + b"\x03"
    return message + bytes((xor8(message),)) if block_check else message
