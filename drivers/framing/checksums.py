"""Checksums of serial protocols. They find a damaged frame; they prove nothing about its sender."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Final

_CCITT: Final = 0x1021
_CCITT_REFLECTED: Final = 0x8408


def sum8(data: bytes) -> int:
    """The sum of all bytes modulo 256 (E1381-95 and LIS01-A2, section 6.3.1.5)."""
    return sum(data) & 0xFF


def sum8_hex(data: bytes) -> bytes:
    """``sum8`` as two upper-case hexadecimal digits, as ASTM frames carry it."""
    return b"%02X" % sum8(data)


def negated_sum8(data: bytes) -> int:
    """The byte that brings the sum of all bytes to 0 modulo 256 (SunTech modules)."""
    return -sum(data) & 0xFF


def sum16(data: bytes) -> int:
    """The sum of all bytes modulo 65536 (OneTouch Ultra 2, FreeStyle Optium)."""
    return sum(data) & 0xFFFF


def sum32(data: bytes) -> int:
    """The sum of all bytes modulo 2**32 (FreeStyle meters with a USB plug, ``CKSM:``)."""
    return sum(data) & 0xFFFF_FFFF


def xor8(data: bytes) -> int:
    """All bytes combined by exclusive or: the block check character (BCC) of many devices."""
    return reduce(xor, data, 0)


def crc16_ccitt_false(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, not reflected (OneTouch, binary)."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ _CCITT) & 0xFFFF if crc & 0x8000 else crc << 1
    return crc


def crc16_mcrf4xx(data: bytes) -> int:
    """CRC-16/MCRF4XX: polynomial 1021, start FFFF, reflected (Afinion AS100)."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ _CCITT_REFLECTED if crc & 1 else crc >> 1
    return crc
