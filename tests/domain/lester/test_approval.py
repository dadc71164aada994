"""Approvals and activations, against an oracle that goes through the days one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clinicapp import rule_packs
from clinicapp.domain.lester.approval import (
    NoApprovedRules,
    PackEvent,
    PackEventKind,
    WardRules,
    activation_on,
    approval_of,
    wards_by,
)
from tests.support.store_samples import a_pack_event

FIRST = date(2026, 11, 1)
DAYS = st.integers(0, 9).map(lambda days: FIRST + timedelta(days=days))
HASHES = st.sampled_from(["aa", "bb"])
WARDS = st.sampled_from(["Ash", "Birch"])
MADE = a_pack_event(rule_packs.load("uk-current"))


def decided(kind: PackEventKind, sha256: str) -> PackEvent:
    return replace(MADE, kind=kind, sha256=sha256)


def activated(sha256: str, ward: str, day: date) -> PackEvent:
    return replace(MADE, kind=PackEventKind.ACTIVATED, sha256=sha256, ward=ward, active_from=day)


EVENTS = st.lists(
    st.builds(
        decided,
        st.sampled_from([PackEventKind.APPROVED, PackEventKind.WITHDRAWN]),
        HASHES,
    )
    | st.builds(activated, HASHES, WARDS, DAYS),
    max_size=9,
)


def calendar(events: Sequence[PackEvent], ward: str, upto: date) -> PackEvent | None:
    """Day by day: what begins on a day replaces what was there; the last said counts."""
    current, day = None, FIRST
    while day <= upto:
        for event in events:
            if event.ward == ward and event.active_from == day:
                current = event
        day += timedelta(days=1)
    return current


@given(EVENTS, WARDS, DAYS)
def test_what_is_active_is_what_a_calendar_says(
    events: list[PackEvent], ward: str, day: date
) -> None:
    assert activation_on(events, ward, day) == calendar(events, ward, day)


@given(EVENTS, HASHES)
def test_an_approval_stands_until_it_is_withdrawn_and_is_of_one_content_only(
    events: list[PackEvent], sha256: str
) -> None:
    of_it = [e for e in events if e.sha256 == sha256 and e.kind is not PackEventKind.ACTIVATED]
    stands = bool(of_it) and of_it[-1].kind is PackEventKind.APPROVED
    found = approval_of(events, sha256)
    assert (found is not None) == stands
    assert found is None or found.sha256 == sha256
    assert approval_of(events, "cc") is None


@given(EVENTS, HASHES, DAYS)
def test_the_wards_of_a_pack_are_those_where_it_is_or_will_be_in_force(
    events: list[PackEvent], sha256: str, day: date
) -> None:
    found = wards_by(events, sha256, day)
    last = FIRST + timedelta(days=12)
    for ward in ("Ash", "Birch"):
        ever = set()
        each = day
        while each <= last:
            now = calendar(events, ward, each)
            if now is not None and now.sha256 == sha256:
                ever.add(id(now))
            each += timedelta(days=1)
        assert {id(event) for event in found if event.ward == ward} == ever


@given(EVENTS, EVENTS, WARDS, DAYS)
def test_what_was_appended_for_one_ward_changes_no_other(
    events: list[PackEvent], more: list[PackEvent], ward: str, day: date
) -> None:
    others = [event for event in more if event.ward != ward]
    assert activation_on([*events, *others], ward, day) == activation_on(events, ward, day)


def test_rules_are_approved_unless_something_says_why_not() -> None:
    pack = rule_packs.load("uk-current")
    assert WardRules(pack=pack, approval=MADE).approved
    assert not any(WardRules(pack=pack, why_not=why).approved for why in NoApprovedRules)
