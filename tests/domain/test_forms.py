"""Folding a form's facts: what was withdrawn is as if it had never been, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.forms import REPEATED, FactKind, FormContents, FormFact, fold

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORM = UUID(int=1)
ITEMS = ("smoking", "diet", "lipids", "qrisk3", "blood_pressure", "weight", "hba1c", "glucose")


def a_fact(number: int, kind: FactKind, item: str = "", **changes: object) -> FormFact:
    values: dict[str, object] = {
        "id": UUID(int=1000 + number),
        "form_id": FORM,
        "kind": kind,
        "at": NOON + timedelta(seconds=number),
        "actor_id": UUID(int=2),
        "actor_name": "Rosa Tester",
        "item": item,
        "values": MappingProxyType({"n": str(number)}),
    }
    return FormFact(**(values | changes))  # type: ignore[arg-type]


@st.composite
def facts(draw: st.DrawFn) -> list[FormFact]:
    """Answers and filings, without withdrawals."""
    kinds = draw(st.lists(st.sampled_from([FactKind.ANSWERED, FactKind.FILED]), max_size=12))
    return [a_fact(n, kind, draw(st.sampled_from(ITEMS))) for n, kind in enumerate(kinds)]


def withdrawal(of: FormFact, number: int) -> FormFact:
    return a_fact(number, FactKind.WITHDRAWN, of.item, target=of.id)


@given(facts(), st.data())
def test_withdrawing_any_of_them_is_as_if_they_had_never_been(
    added: list[FormFact], data: st.DataObject
) -> None:
    taken = [fact for fact in added if data.draw(st.booleans())]
    order = data.draw(st.permutations(taken))
    back = [withdrawal(fact, 100 + n) for n, fact in enumerate(order)]
    folded = fold([*added, *back])
    assert replace(folded, taken_back=()) == fold([fact for fact in added if fact not in taken])
    assert list(folded.taken_back) == [(each, b) for each, b in zip(order, back, strict=True)]


@given(facts())
def test_every_fact_stands_where_it_belongs(added: list[FormFact]) -> None:
    contents = fold(added)
    for item in ITEMS:
        here = [fact for fact in added if fact.item == item]
        if item in REPEATED:
            assert list(contents.repeats.get(item, ())) == here
            assert item not in contents.answers
        else:
            assert contents.answers.get(item) == (here[-1] if here else None)
            assert item not in contents.repeats
    filed = [fact for fact in added if fact.kind is FactKind.FILED]
    assert contents.last_fill == (filed[-1] if filed else None)
    assert contents.signed is None


def test_an_empty_form_is_empty() -> None:
    nothing: FormContents = fold(())
    assert (nothing.answers, nothing.repeats, nothing.actions, nothing.declined) == ({}, {}, {}, {})
    assert (nothing.signed, nothing.last_fill) == (None, None)


def test_what_is_folded_cannot_be_changed() -> None:
    contents = fold([a_fact(1, FactKind.ANSWERED, "smoking")])
    with pytest.raises(TypeError):
        contents.answers["smoking"] = a_fact(2, FactKind.ANSWERED)  # type: ignore[index]


def test_the_last_word_on_an_action_counts() -> None:
    offered = a_fact(1, FactKind.ACTION, "BP1", values={"code": "BP1", "status": "offered"})
    cleared = a_fact(2, FactKind.ACTION, "BP1", values={"code": "BP1", "status": "cleared"})
    assert fold([offered, cleared]).actions == {"BP1": cleared}


def test_taking_back_the_last_answer_brings_the_one_before_it_back() -> None:
    first, second = (a_fact(n, FactKind.ANSWERED, "smoking") for n in (1, 2))
    assert fold([first, second, withdrawal(second, 3)]).answers == {"smoking": first}


@pytest.mark.parametrize(
    ("domain", "item"),
    [
        ("smoking", "smoking"),
        ("lifestyle", "diet"),
        ("lifestyle", "activity"),
        ("alcohol", "audit_c"),
        ("substances", "substances"),
        ("weight", "weight"),
        ("blood_pressure", "blood_pressure"),
        ("glucose", "glucose"),
        ("glucose", "hba1c"),
        ("lipids", "lipids"),
        ("lipids", "qrisk3"),
    ],
)
@pytest.mark.parametrize("kind", [FactKind.ANSWERED, FactKind.FILED])
def test_a_value_after_a_refusal_is_not_hidden_by_it(
    domain: str, item: str, kind: FactKind
) -> None:
    declined = a_fact(1, FactKind.DECLINED, domain, values={"reason": "tired"})
    value = a_fact(2, kind, item)
    assert fold([declined]).declined == {domain: declined}
    assert fold([declined, value]).declined == {}
    # Once the value is taken back the refusal is what is left.
    assert fold([declined, value, withdrawal(value, 3)]).declined == {domain: declined}
    # Refused after a first value: the latest word is the refusal.
    assert fold([value, declined]).declined == {domain: declined}


def test_a_refusal_of_one_thing_is_not_undone_by_another() -> None:
    declined = a_fact(1, FactKind.DECLINED, "weight")
    others = [a_fact(n, FactKind.ANSWERED, item) for n, item in enumerate(("height", "waist"), 2)]
    assert set(fold([declined, *others]).declined) == {"weight"}
