"""A stock-take's four lists and an audit's percentages, against counting by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.equipment.kit import KitList, Requirement, kit_of, kit_text, read_kit_list
from clinicapp.domain.equipment.rounds import (
    Item,
    Round,
    RoundEvent,
    RoundEventKind,
    audit,
    stock_take,
)
from clinicapp.domain.errors import Refused
from clinicapp.kit_lists import kit_list
from tests.support.rounds import AT, a_scan, a_ward_round

ITEMS = tuple(Item(uuid7(), f"T{n}", "A&D UA-651", "bp_monitor", "Ash") for n in range(6))


def taking_back(event: RoundEvent) -> RoundEvent:
    return RoundEvent(
        id=uuid7(),
        round_id=event.round_id,
        kind=RoundEventKind.TAKEN_BACK,
        at=AT,
        by="Nurse Example",
        takes_back=event.id,
    )


def answer(begun: Round, key: str, present: int, working: int) -> RoundEvent:
    return RoundEvent(
        id=uuid7(),
        round_id=begun.id,
        kind=RoundEventKind.ANSWERED,
        at=AT,
        by="Nurse Example",
        answers={"requirement": key, "present": str(present), "working": str(working)},
    )


@given(
    expected=st.sets(st.sampled_from(ITEMS)),
    scanned=st.lists(st.one_of(st.sampled_from(ITEMS), st.sampled_from(["X1", "x1", "X2"]))),
    back=st.sets(st.integers(0, 10)),
)
def test_the_four_lists_are_those_of_counting_by_hand(
    expected: set[Item], scanned: list[Item | str], back: set[int]
) -> None:
    begun = a_ward_round(*sorted(expected, key=lambda item: item.tag))
    events = [
        a_scan(begun, None, each)
        if isinstance(each, str)
        else a_scan(begun, each.asset_id, each.tag)
        for each in scanned
    ]
    gone = [taking_back(events[place]) for place in sorted(back) if place < len(events)]
    there = [each for place, each in enumerate(scanned) if place not in back]
    lists = stock_take(begun, [*events, *gone])
    known = {each for each in there if isinstance(each, Item)}
    strange = {each.casefold() for each in there if isinstance(each, str)}
    assert set(lists.expected) == expected
    assert {each.item for each in lists.found} == known & expected
    assert set(lists.missing) == expected - known
    assert {each.item for each in lists.unexpected if each.item} == known - expected
    assert {e.event.text.casefold() for e in lists.unexpected if e.item is None} == strange
    assert len(lists.found) + len(lists.missing) == len(lists.expected)


def test_the_order_of_scans_does_not_matter() -> None:
    begun = a_ward_round(*ITEMS[:3])
    events = [a_scan(begun, item.asset_id, item.tag) for item in ITEMS]
    one, other = stock_take(begun, events), stock_take(begun, events[::-1])
    assert {each.item for each in one.found} == {each.item for each in other.found}
    assert one.missing == other.missing


KIT = KitList(
    name="Test",
    version="1",
    mark="",
    source="",
    requirements=(
        Requirement("bp", "Monitor", 1, "bp_monitor"),
        Requirement("spare", "Spare monitor", 1, "bp_monitor"),
        Requirement("thermometer", "Thermometer", 2, "thermometer"),
        Requirement("sticks", "Urine sticks", 1),
    ),
)


def test_an_audit_counts_what_is_there_and_what_works() -> None:
    begun = replace(a_ward_round(), kit=KIT)
    events = [
        a_scan(begun, uuid7(), "BP-1", works=False),
        a_scan(begun, uuid7(), "BP-2"),
        answer(begun, "thermometer", 3, 1),
    ]
    found = audit(KIT, events)
    assert [(line.present, line.working, line.looked_at) for line in found.lines] == [
        (1, 1, True),
        (1, 0, True),
        (3, 1, True),
        (0, 0, False),
    ]
    assert (found.needed, found.present, found.working) == (5, 4, 2)
    assert (found.present_percent, found.working_percent) == (Decimal(80), Decimal(40))
    assert [line.requirement.key for line in found.left] == ["sticks"]


def test_an_answer_is_corrected_by_a_later_one_and_can_be_taken_back() -> None:
    begun = a_ward_round()
    first, second = answer(begun, "sticks", 0, 0), answer(begun, "sticks", 1, 1)
    assert audit(KIT, [first, second]).lines[3].present == 1
    assert audit(KIT, [first, second, taking_back(second)]).lines[3].present == 0


@given(
    st.lists(st.tuples(st.sampled_from(["bp_monitor", "thermometer", "other"]), st.booleans())),
    st.dictionaries(
        st.sampled_from([each.key for each in KIT.requirements]),
        st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[1] <= pair[0]),
    ),
)
def test_no_percentage_is_more_than_all_and_none_works_that_is_not_there(
    scanned: list[tuple[str, bool]], said: dict[str, tuple[int, int]]
) -> None:
    begun = a_ward_round()
    events = [
        a_scan(begun, uuid7(), f"T{n}", category=category, works=works)
        for n, (category, works) in enumerate(scanned)
    ]
    events += [answer(begun, key, *counts) for key, counts in said.items()]
    found = audit(KIT, events)
    assert 0 <= found.working_percent <= found.present_percent <= 100
    for category, keys in (("bp_monitor", ("bp", "spare")), ("thermometer", ("thermometer",))):
        if not said.keys() & set(keys):
            there = [works for each, works in scanned if each == category]
            lines = [line for line in found.lines if line.requirement.key in keys]
            places = sum(line.requirement.quantity for line in lines)
            assert sum(line.present for line in lines) == min(len(there), places)
            assert sum(line.working for line in lines) == min(sum(there), places)


def test_the_list_that_ships_can_be_read_and_kept() -> None:
    kit = kit_list()
    assert kit.mark == "check against the CQC list"
    assert len(kit.requirements) >= 15
    assert kit_of(kit_text(kit)) == kit


def test_a_trusts_own_list_takes_its_place(tmp_path: Path) -> None:
    own = tmp_path / "kit.toml"
    own.write_text('name="Ours"\nversion="1"\n[[requirement]]\nkey="a"\nwords="A thing"\n')
    assert kit_list(own).requirements == (Requirement("a", "A thing", 1),)
    assert kit_list(tmp_path / "none.toml") == kit_list()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name=", "not usable"),
        ('name="x"\nversion="1"', "no \\[\\[requirement\\]\\]"),
        ('version="1"\n[[requirement]]\nkey="a"\nwords="b"', "lacks the name"),
        ('name="x"\nversion="1"\n[[requirement]]\nkey="a"', "lacks the words"),
        ('name="x"\nversion="1"\n[[requirement]]\nkey="a"\nwords="b"\nquantity=0', "quantity of a"),
        ('name="x"\nversion="1"\n[[requirement]]\nkey="a"\nwords="b"\ncolour="c"', "has colour"),
        ('name="x"\nversion="1"\nowner="c"\n[[requirement]]\nkey="a"\nwords="b"', "has owner"),
        ('name="x"\nversion="1"' + '\n[[requirement]]\nkey="a"\nwords="b"' * 2, "key a twice"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(tmp_path: Path, text: str, words: str) -> None:
    own = tmp_path / "kit.toml"
    own.write_text(text)
    with pytest.raises(Refused, match=words):
        kit_list(own)
    assert read_kit_list({"name": "x", "version": "1", "requirement": [{"key": "a", "words": "b"}]})
