"""What a talking double of a serial or TCP device is: bytes in, actions out, like a driver.

A double is the device's half of a session. It has no clock and no socket either, so one test can
run it at full speed against a driver and another over a real wire (``drivers.simulators.running``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Say:
    """Send these bytes now."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Call ``waited`` after this many seconds, unless bytes come first."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Vanish:
    """Break the link this instant: battery out, cable pulled."""


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to say until a new measurement is made."""


Step = Say | Wait | Vanish | Done


class Double(Protocol):
    """The device's half of one link, kept across broken links as a device's memory is."""

    def measure_example(self) -> str:
        """Make an ordinary measurement, and say what it was."""
        ...

    def start(self) -> Sequence[Step]:
        """The link is up."""
        ...

    def receive(self, data: bytes) -> Sequence[Step]:
        """The other side said something."""
        ...

    def waited(self) -> Sequence[Step]:
        """The time of the last ``Wait`` is over and nothing came."""
        ...
