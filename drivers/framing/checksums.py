"""Checksums of serial protocols. They find a damaged frame; they prove nothing about its sender."""

from __future__ import annotations


def sum8(data: bytes) -> int:
    """The sum of all bytes modulo 256 (E1381-95 and LIS01-A2, section 6.3.1.5)."""
    return sum(data) & 0xFF


def sum8_hex(data: bytes) -> bytes:
    """``sum8`` as two upper-case hexadecimal digits, as ASTM frames carry it."""
    return b"%02X" % sum8(data)
