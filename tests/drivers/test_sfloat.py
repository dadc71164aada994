"""Medical floats against published values and an oracle made of fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.framing.sfloat import IllegalFloatError, as_value, decode_float, decode_sfloat
from drivers.readings import Special, Value
from tests.support.gatt import SPECIAL_WORDS, Published, published


def expected(value: object) -> object:
    return Special(SPECIAL_WORDS[value]) if isinstance(value, str) else Decimal(str(value))


@pytest.mark.parametrize("vector", published("SFLOAT"))
def test_published_sfloats_decode_as_published(vector: Published) -> None:
    assert decode_sfloat(vector.payload) == expected(vector.expect["value"])


@pytest.mark.parametrize("vector", published("FLOAT"))
def test_published_floats_decode_as_published(vector: Published) -> None:
    assert decode_float(vector.payload) == expected(vector.expect["value"])


def test_every_sfloat_word_is_its_fraction_or_a_special_or_refused() -> None:
    special = refused = 0
    for exponent in range(-8, 8):
        for mantissa in range(-2048, 2048):
            word = ((exponent % 16) * 4096 + mantissa % 4096).to_bytes(2, "little")
            if -2045 <= mantissa <= 2045:
                decoded = decode_sfloat(word)
                assert isinstance(decoded, Decimal)
                assert Fraction(decoded) == Fraction(mantissa) * Fraction(10) ** exponent
                assert decoded.as_tuple().exponent == exponent
            elif exponent == 0:
                assert isinstance(decode_sfloat(word), Special)
                special += 1
            else:
                with pytest.raises(IllegalFloatError):
                    decode_sfloat(word)
                refused += 1
    assert (special, refused) == (5, 75)


@given(st.integers(-8388605, 8388605), st.integers(-128, 127))
def test_every_float_is_its_fraction_and_keeps_its_precision(mantissa: int, exponent: int) -> None:
    word = (mantissa % 2**24).to_bytes(3, "little") + (exponent % 256).to_bytes(1, "little")

    decoded = decode_float(word)

    assert isinstance(decoded, Decimal)
    assert Fraction(decoded) == Fraction(mantissa) * Fraction(10) ** exponent
    assert decoded.as_tuple().exponent == exponent


@given(st.sampled_from([0x7FFFFF, 0x800000, 0x7FFFFE, 0x800002, 0x800001]), st.integers(1, 255))
def test_a_floats_special_mantissa_with_an_exponent_is_refused(mantissa: int, top: int) -> None:
    with pytest.raises(IllegalFloatError, match="no legal number"):
        decode_float(mantissa.to_bytes(3, "little") + bytes([top]))


def test_a_trailing_zero_that_the_device_sent_is_kept() -> None:
    assert str(decode_sfloat(bytes.fromhex("68f1"))) == "36.0"
    assert str(decode_float(bytes.fromhex("420e00fe"))) == "36.50"


@given(st.binary(max_size=6))
def test_arbitrary_octets_give_a_number_a_special_or_a_value_error(octets: bytes) -> None:
    for decode, length in ((decode_sfloat, 2), (decode_float, 4)):
        try:
            decoded = decode(octets)
        except ValueError:
            continue
        assert len(octets) == length
        assert isinstance(decoded, Decimal | Special)


def test_a_value_is_a_number_or_a_special_under_its_field() -> None:
    assert as_value("mean_mmhg", Decimal(97)) == Value("mean_mmhg", Decimal(97))
    assert as_value("mean_mmhg", Special.NAN) == Value("mean_mmhg", special=Special.NAN)
