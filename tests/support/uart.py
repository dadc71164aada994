"""A serial line in bits: what a receiver makes of it whose settings are not the sender's.

The receiver waits for a falling edge, looks at the middle of each bit, and hands over every byte,
as operating systems do with wrong parity and missing stop bits. Where the stop bit is missing, the
common 16550 takes what it found for the next start bit; others wait for the next falling edge.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from drivers.driver import SerialLink

TICKS: Final = 2 * 115200
"""Ticks a second: half a bit of every usual speed is a whole number of them."""


@dataclass(frozen=True, slots=True)
class Wire:
    """The level of the line for each bit time, ``bit`` ticks, of the sender; high before and after.

    ``falls`` are the ticks at which it goes from high to low.
    """

    bit: int
    levels: tuple[int, ...]
    falls: tuple[int, ...]

    def level(self, tick: int) -> int:
        """The level at a time."""
        place = tick // self.bit
        return self.levels[place] if 0 <= place < len(self.levels) else 1

    def next_fall(self, after: int) -> int | None:
        """When the line next goes from high to low."""
        place = bisect_right(self.falls, after)
        return self.falls[place] if place < len(self.falls) else None


def send(data: bytes, settings: SerialLink) -> Wire:
    """The bytes on the wire, one close behind the other."""
    levels = [1]
    for byte in data:
        value = byte & ((1 << settings.data_bits) - 1)
        levels.append(0)
        levels += [(value >> place) & 1 for place in range(settings.data_bits)]
        if settings.parity != "N":
            levels.append((value.bit_count() + (settings.parity == "O")) % 2)
        levels += [1] * settings.stop_bits
    bit = TICKS // settings.baud
    falls = tuple(
        place * bit for place in range(1, len(levels)) if levels[place - 1] > levels[place]
    )
    return Wire(bit, tuple(levels), falls)


def receive(wire: Wire, settings: SerialLink, *, like_16550: bool = True) -> bytes:
    """What a receiver with these settings hands over."""
    bit = TICKS // settings.baud
    data = bytearray()
    fall = wire.next_fall(-1)
    while fall is not None:
        middle = fall + bit // 2
        data.append(sum(wire.level(middle + bit * (1 + n)) << n for n in range(settings.data_bits)))
        # It looks for the next edge from the middle of the stop bit on.
        at = middle + bit * (1 + settings.data_bits + (settings.parity != "N"))
        missing = like_16550 and wire.level(at) == 0
        fall = at - bit // 2 if missing else wire.next_fall(at)
    return bytes(data)


def heard(
    data: bytes, sender: SerialLink, receiver: SerialLink, *, like_16550: bool = True
) -> bytes:
    """What is received of ``data``."""
    return receive(send(data, sender), receiver, like_16550=like_16550)
