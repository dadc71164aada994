"""A height is carried forward: for good by adults, for half a year by somebody who grows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.carried import carried_height
from tests.support.snapshots import ZONE, Visit, amara, clock, pack_named

MEASURED = date(2026, 3, 1)
PACK = pack_named()


def earlier(on: date = MEASURED) -> Visit:
    visit = Visit(on=on, number=f"LHF-{on.isoformat()}")
    visit.answer("height", at=clock(10, 0, on), height_cm="161")
    return visit


@given(st.integers(0, 4000))
def test_an_adults_height_is_carried_however_old(days: int) -> None:
    on = MEASURED + timedelta(days=days)
    found = carried_height([earlier().contents], amara(), on, PACK, ZONE)
    assert found is not None
    assert (found.cm, found.on, found.is_too_old) == (Decimal(161), MEASURED, False)


@given(st.integers(0, 400))
def test_somebody_under_18_is_measured_again_after_six_months(days: int) -> None:
    child = replace(amara(), born=date(2012, 1, 1))
    on = MEASURED + timedelta(days=days)
    found = carried_height([earlier().contents], child, on, PACK, ZONE)
    assert found is not None
    assert found.is_too_old == (on >= date(2026, 9, 1))


def test_the_latest_height_counts_and_without_one_there_is_none() -> None:
    later = Visit(on=date(2026, 5, 1), number="later")
    assert carried_height([later.contents], amara(), MEASURED, PACK, ZONE) is None
    later.answer("height", at=clock(9, 0, later.on), height_cm="163")
    forms = [earlier().contents, later.contents]
    found = carried_height(forms, amara(), date(2026, 11, 22), PACK, ZONE)
    assert found is not None
    assert (found.cm, found.on) == (Decimal(163), later.on)


def test_a_childs_old_height_is_in_no_record() -> None:
    child = replace(amara(), born=date(2012, 1, 1))
    visit = Visit(person=child)
    visit.before(earlier())
    visit.answer("weight", weight_kg="50")
    assert visit.snapshot().record.height_cm is None
    grown = Visit()
    grown.before(earlier())
    assert grown.snapshot().record.height_cm == Decimal(161)
