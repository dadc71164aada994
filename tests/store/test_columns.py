"""Values come back exactly as they went in."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.observations import Quantity
from clinicapp.store.columns import (
    instant_of,
    instant_text,
    mapping_json,
    mapping_of,
    quantities_json,
    quantities_of,
    storable,
    words_json,
    words_of,
)

zones = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
instants = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    max_value=datetime(9000, 1, 1),  # noqa: DTZ001
    timezones=zones,
)
amounts = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.builds(
        lambda sign, digits, exponent: Decimal((sign, tuple(digits), exponent)),
        st.integers(0, 1),
        st.lists(st.integers(0, 9), min_size=1, max_size=30),
        st.integers(-30, 30),
    ),
)


@given(instants)
def test_an_instant_returns_to_the_microsecond_and_aware(instant: datetime) -> None:
    back = instant_of(instant_text(instant))
    assert back == instant
    assert back.utcoffset() == timedelta(0)
    assert (back - instant) == timedelta(0)


@given(instants, instants)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) == (one < other)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        instant_text(datetime(2026, 7, 21))  # noqa: DTZ001 - that is the point


@given(amounts, amounts, st.text(st.characters(codec="utf-8")))
def test_every_digit_of_an_amount_returns(amount: Decimal, limit: Decimal, word: str) -> None:
    sent = (Quantity("glucose_mmol_l", amount), Quantity("ketone_mmol_l", None, word, limit))
    back = quantities_of(quantities_json(sent))
    assert back == sent
    assert back[0].amount is not None
    assert back[0].amount.as_tuple() == amount.as_tuple()


@given(st.lists(st.text()))
def test_words_return_in_their_order(words: list[str]) -> None:
    assert words_of(words_json(tuple(words))) == tuple(words)


@given(st.dictionaries(st.text(), st.text()))
def test_a_mapping_returns_and_has_one_text_only(values: dict[str, str]) -> None:
    text = mapping_json(values)
    assert dict(mapping_of(text)) == values
    assert mapping_json(dict(reversed(values.items()))) == text


def test_a_lone_surrogate_becomes_words_instead_of_an_error() -> None:
    assert storable("caf\udce9") == "caf\\udce9"
    assert storable("café") == "café"
