"""A serial line in bits: what a receiver makes of it whose settings are not the sender's.

The receiver waits for a falling edge, looks at the middle of each bit, and hands over every byte,
as operating systems do with wrong parity and missing stop bits. Where the stop bit is missing, the
common 16550 takes what it found for the next start bit; others wait for the next falling edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from drivers.driver import SerialLink


@dataclass(frozen=True, slots=True)
class Wire:
    """The level of the line for each bit time of the sender; high before and after."""

    baud: int
    bits: tuple[int, ...]

    def level(self, at: Fraction) -> int:
        """The level at a time in seconds."""
        place = int(at * self.baud) if at >= 0 else -1
        return self.bits[place] if 0 <= place < len(self.bits) else 1

    def next_fall(self, after: Fraction) -> Fraction | None:
        """When the line next goes from high to low."""
        start = max(1, int(after * self.baud) + 1) if after >= 0 else 0
        for place in range(start, len(self.bits)):
            before = self.bits[place - 1] if place else 1
            if before == 1 and self.bits[place] == 0:
                return Fraction(place, self.baud)
        return None


def send(data: bytes, settings: SerialLink) -> Wire:
    """The bytes on the wire, one close behind the other."""
    bits = [1]
    for byte in data:
        value = byte & ((1 << settings.data_bits) - 1)
        bits.append(0)
        bits += [(value >> place) & 1 for place in range(settings.data_bits)]
        if settings.parity != "N":
            bits.append((value.bit_count() + (settings.parity == "O")) % 2)
        bits += [1] * settings.stop_bits
    return Wire(settings.baud, tuple(bits))


def receive(wire: Wire, settings: SerialLink, *, like_16550: bool = True) -> bytes:
    """What a receiver with these settings hands over."""
    bit = Fraction(1, settings.baud)
    data = bytearray()
    fall = wire.next_fall(Fraction(-1))
    while fall is not None:
        middle = fall + bit / 2
        data.append(sum(wire.level(middle + bit * (1 + n)) << n for n in range(settings.data_bits)))
        # It looks for the next edge from the middle of the stop bit on.
        at = middle + bit * (1 + settings.data_bits + (settings.parity != "N"))
        missing = like_16550 and wire.level(at) == 0
        fall = at - bit / 2 if missing else wire.next_fall(at)
    return bytes(data)


def heard(
    data: bytes, sender: SerialLink, receiver: SerialLink, *, like_16550: bool = True
) -> bytes:
    """What is received of ``data``."""
    return receive(send(data, sender), receiver, like_16550=like_16550)
