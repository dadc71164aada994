"""What a notice fits: models by pattern, serial numbers by range, lots by their beginning."""

from __future__ import annotations

from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.equipment.notices import (
    NoticeEventKind,
    NoticeState,
    fits,
    fits_asset,
    fits_lot,
    fits_serial,
    standing_of,
)
from tests.support.facts import an_asset
from tests.support.stock_samples import DAY as AT
from tests.support.stock_samples import a_lot, a_notice, a_notice_event, a_type


@pytest.mark.parametrize(
    ("changes", "serial", "fitting"),
    [
        ({}, "5181200001", True),
        ({"maker": ""}, "5181200001", True),
        ({"maker": "Omron"}, "5181200001", False),
        ({"model": "UA-767*"}, "5181200001", False),
        ({"model": "ua-651ble"}, "5181200001", True),
        ({"serials": ("5181200000-5181200009",)}, "5181200001", True),
        ({"serials": ("5181200002-5181200009",)}, "5181200001", False),
        ({"serials": ("5181200002", "5181200001")}, "5181200001", True),
        ({"serials": ("9",)}, "", True),
        ({"model": "", "gtin": "05012345678900"}, "5181200001", False),
    ],
)
def test_a_notice_fits_an_asset_by_maker_model_and_serial_number(
    changes: dict[str, Any], serial: str, fitting: bool
) -> None:
    assert fits_asset(a_notice(**changes), an_asset(serial=serial)) is fitting


def test_a_gtin_fits_without_a_model_unless_the_notice_is_about_lots() -> None:
    asset = an_asset(gtin="05012345678900", make="Other", model="Else")
    by_gtin = a_notice(model="", gtin="05012345678900")
    assert fits_asset(by_gtin, asset)
    assert not fits_asset(a_notice(model="", gtin="05012345678900", lots=("AB1",)), asset)


@pytest.mark.parametrize(
    ("lots", "number", "fitting"),
    [
        (("10226A",), "10226a", True),
        (("1022 6A",), "10226A", True),
        (("1022*",), "10226A", True),
        (("1023*",), "10226A", False),
        ((), "10226A", False),
    ],
)
def test_a_notice_fits_a_lot_by_its_number(
    lots: tuple[str, ...], number: str, fitting: bool
) -> None:
    kind = a_type(gtin="05012345678900")
    lot = a_lot(kind, number=number)
    assert fits_lot(a_notice(lots=lots), kind, lot) is fitting
    assert not fits_lot(a_notice(lots=lots, gtin="05012345678917"), kind, lot)


WORDS = st.text(st.sampled_from("ab* "), max_size=6)


@given(WORDS, st.text(st.sampled_from("abAB "), max_size=8))
def test_patterns_fit_as_those_of_a_shell_do(pattern: str, text: str) -> None:
    def plain(words: str) -> str:
        return " ".join(words.casefold().split())

    parts = "*".join(plain(part) for part in pattern.split("*"))
    assert fits(pattern, text) == fnmatchcase(plain(text), parts)


@given(
    st.sampled_from(["A", "", "SN-"]),
    st.integers(0, 3000),
    st.integers(0, 3000),
    st.integers(0, 3000),
)
def test_a_range_has_the_numbers_between_its_ends(
    prefix: str, low: int, high: int, number: int
) -> None:
    if "-" in prefix:
        assert fits_serial((f"{prefix}{number}",), f"{prefix}{number}")
        return
    wanted = (f"{prefix}{low:05}-{prefix}{high:05}",)
    assert fits_serial(wanted, f"{prefix}{number:05}") == (low <= number <= high)
    assert not fits_serial(wanted, f"Z{number:05}")


@pytest.mark.parametrize(
    ("kinds", "left", "today", "state"),
    [
        ((), 2, date(2026, 12, 19), NoticeState.TO_CONFIRM),
        ((), 2, date(2026, 12, 20), NoticeState.OVERDUE),
        ((NoticeEventKind.CONFIRMED,), 0, date(2026, 12, 1), NoticeState.IN_HAND),
        ((NoticeEventKind.CONFIRMED,), 0, date(2026, 12, 20), NoticeState.OVERDUE),
        ((NoticeEventKind.CLOSED,), 0, date(2027, 1, 1), NoticeState.CLOSED),
        # A piece that came later and fits opens it again.
        ((NoticeEventKind.CLOSED,), 1, date(2026, 12, 1), NoticeState.TO_CONFIRM),
        ((NoticeEventKind.WITHDRAWN,), 3, date(2027, 1, 1), NoticeState.WITHDRAWN),
    ],
)
def test_where_a_notice_stands(
    kinds: tuple[NoticeEventKind, ...], left: int, today: date, state: NoticeState
) -> None:
    notice = a_notice()
    item = {"asset_id": uuid7()}
    events = [
        a_notice_event(notice, kind, **(item if kind is NoticeEventKind.CONFIRMED else {}))
        for kind in kinds
    ]
    assert standing_of(notice, events, left, today).state is state


def test_the_newest_word_about_an_item_counts_in_any_order() -> None:
    notice, asset, lot = a_notice(), uuid7(), uuid7()
    events = [
        a_notice_event(notice, NoticeEventKind.NOT_AFFECTED, asset_id=asset),
        a_notice_event(
            notice, NoticeEventKind.CONFIRMED, asset_id=asset, at=AT + timedelta(minutes=1)
        ),
        a_notice_event(notice, NoticeEventKind.NOT_AFFECTED, lot_id=lot),
    ]
    for ordered in (events, events[::-1]):
        found = standing_of(notice, ordered, 0, date(2026, 12, 1))
        assert (found.confirmed, found.spared) == ({asset}, {lot})
