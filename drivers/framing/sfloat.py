"""Medical floating point: SFLOAT (16 bits) and FLOAT (32 bits), as Bluetooth health devices send.

Source: IEEE 11073-20601 (SFLOAT-Type, FLOAT-Type); HL7 Personal Health Device guide, "FLOATs".
The exponent says how precise the device was, so a number becomes a ``Decimal`` that keeps it:
0xF168 is 36.0, not 36.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from drivers.readings import Special, Value


class IllegalFloatError(ValueError):
    """The bits stand for no number: a special's mantissa with an exponent that it may not have."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where mantissa and exponent lie (both two's complement) and which words are no numbers.

    A mantissa beyond ``largest_mantissa``, 2^(n-1) - 3, on either side is kept for the specials.
    """

    name: str
    mantissa_bits: int
    octets: int
    largest_mantissa: int
    specials: dict[int, Special]


def _layout(name: str, mantissa_bits: int, exponent_bits: int) -> _Layout:
    middle = 1 << (mantissa_bits - 1)
    return _Layout(
        name=name,
        mantissa_bits=mantissa_bits,
        octets=(mantissa_bits + exponent_bits) // 8,
        largest_mantissa=middle - 3,
        specials={
            middle - 1: Special.NAN,
            middle: Special.NOT_AT_THIS_RESOLUTION,
            middle - 2: Special.ABOVE,
            middle + 2: Special.BELOW,
            middle + 1: Special.RESERVED,
        },
    )


_SFLOATS_REMEMBERED: Final = 1024
_SFLOAT: Final = _layout("SFLOAT", 12, 4)
_FLOAT: Final = _layout("FLOAT", 24, 8)


# Pressures, weights and glucose are a few hundred of the 65,536 words.
@lru_cache(_SFLOATS_REMEMBERED)
def decode_sfloat(octets: bytes) -> Decimal | Special:
    """Two octets, little-endian.

    ::

        bit 15..12          bit 11..0
        exponent (-8..7)    mantissa (-2045..2045)     value = mantissa x 10^exponent
        0x07FF NaN   0x0800 NRes   0x07FE +INFINITY   0x0802 -INFINITY   0x0801 reserved

    Raises:
        IllegalFloatError: when the mantissa is one of the specials' but the exponent is not 0.
        ValueError: when there are not exactly two octets.
    """
    return _decode(octets, _SFLOAT)


def decode_float(octets: bytes) -> Decimal | Special:
    """Four octets, little-endian.

    ::

        bit 31..24             bit 23..0
        exponent (-128..127)   mantissa (-8388605..8388605)   value = mantissa x 10^exponent
        0x007FFFFF NaN   0x00800000 NRes   0x007FFFFE +INFINITY   0x00800002 -INFINITY
        0x00800001 reserved

    Raises:
        IllegalFloatError: when the mantissa is one of the specials' but the exponent is not 0.
        ValueError: when there are not exactly four octets.
    """
    return _decode(octets, _FLOAT)


def as_value(field: str, number: Decimal | Special) -> Value:
    """``number`` under its field's name (unit in the name), whether it is a number or a special."""
    if isinstance(number, Special):
        return Value(field, special=number)
    return Value(field, number)


def _decode(octets: bytes, layout: _Layout) -> Decimal | Special:
    if len(octets) != layout.octets:
        raise ValueError(f"{layout.name} is {layout.octets} octets, not {len(octets)}")
    word = int.from_bytes(octets, "little")
    special = layout.specials.get(word)
    if special is not None:
        return special
    mantissa = _signed(word & ((1 << layout.mantissa_bits) - 1), layout.mantissa_bits)
    exponent = _signed(word >> layout.mantissa_bits, 8 * layout.octets - layout.mantissa_bits)
    if abs(mantissa) > layout.largest_mantissa:
        raise IllegalFloatError(
            f"{layout.name} {octets.hex()} is no legal number: its mantissa is kept for specials"
        )
    return Decimal(f"{mantissa}E{exponent}")


def _signed(bits: int, width: int) -> int:
    """Two's complement of ``width`` bits."""
    return bits - (1 << width) if bits >> (width - 1) else bits
