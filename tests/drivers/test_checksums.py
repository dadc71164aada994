"""Checksums against independent ways to compute them."""

from __future__ import annotations

import binascii

from hypothesis import given
from hypothesis import strategies as st

from drivers.framing.checksums import (
    crc16_ccitt_false,
    crc16_mcrf4xx,
    negated_sum8,
    sum8,
    sum8_hex,
    sum16,
    sum32,
    xor8,
)


def reversed_bits(value: int, width: int) -> int:
    return int(f"{value:0{width}b}"[::-1], 2)


@given(st.binary(max_size=80))
def test_ccitt_false_is_what_the_standard_library_computes(data: bytes) -> None:
    assert crc16_ccitt_false(data) == binascii.crc_hqx(data, 0xFFFF)


@given(st.binary(max_size=80))
def test_mcrf4xx_is_the_same_polynomial_with_all_bits_the_other_way_round(data: bytes) -> None:
    mirrored = bytes(reversed_bits(byte, 8) for byte in data)
    assert crc16_mcrf4xx(data) == reversed_bits(binascii.crc_hqx(mirrored, 0xFFFF), 16)


def test_crcs_have_the_catalogue_check_values() -> None:
    assert crc16_ccitt_false(b"123456789") == 0x29B1
    assert crc16_mcrf4xx(b"123456789") == 0x6F91


def test_frames_of_real_drivers_carry_these_checks() -> None:
    assert crc16_ccitt_false(bytes.fromhex("02060803")).to_bytes(2, "little").hex() == "c262"
    assert crc16_mcrf4xx(bytes.fromhex("1002303032310610 17".replace(" ", ""))) == 0x1E1F
    assert xor8(b"\x0100\x02ST\x03") == 0x07
    assert sum16(b'T "SAT","08/03/13","22:12:00   "') == 0x0608
    assert sum32(b"2.1.2\r\n") == 0x108
    assert sum8_hex(b"CPC05") == b"3B"


@given(st.binary(max_size=600))
def test_a_negated_sum_brings_the_sum_to_nothing(data: bytes) -> None:
    assert sum8(data + bytes((negated_sum8(data),))) == 0


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_exclusive_or_and_sums_add_up_over_parts(left: bytes, right: bytes) -> None:
    assert xor8(left + right) == xor8(left) ^ xor8(right)
    assert sum16(left + right) == (sum16(left) + sum16(right)) % 65536
    assert sum32(left + right) == sum32(left) + sum32(right)
