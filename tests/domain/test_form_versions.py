"""Which of a person's forms stands, and for which visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.form_versions import versions_of
from clinicapp.domain.forms import FactKind, Form, FormFact, fold

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def a_form(number: int, amends: int | None = None) -> Form:
    return Form(
        id=UUID(int=number),
        number="LHF-2026-00001",
        person_id=UUID(int=99),
        pack="uk-current",
        opened_at=NOON + timedelta(days=number),
        opened_by="Rosa Tester",
        version=number,
        amends=None if amends is None else UUID(int=amends),
    )


def signature(form: Form) -> FormFact:
    return FormFact(
        id=UUID(int=form.id.int + 1000),
        form_id=form.id,
        kind=FactKind.SIGNED,
        at=form.opened_at,
        actor_id=UUID(int=7),
        actor_name="Rosa Tester",
        values=MappingProxyType({}),
    )


@given(st.integers(1, 6), st.booleans())
def test_of_a_chain_only_the_last_signed_one_stands(length: int, last_is_signed: bool) -> None:
    forms = [a_form(n, n - 1 if n > 1 else None) for n in range(1, length + 1)]
    signed = forms if last_is_signed else forms[:-1]
    contents = {form.id: fold([signature(form)] if form in signed else []) for form in forms}
    found = versions_of(reversed(forms), contents)
    assert [each.form for each in found] == forms[::-1]
    assert {each.root for each in found} == {forms[0]}
    assert [each.form for each in found if each.stands] == signed[-1:]
    for each in found:
        after = forms[each.form.version] if each.form.version < length else None
        assert each.superseded_by == after


def test_forms_of_other_visits_stand_beside_each_other() -> None:
    first, second = a_form(1), replace(a_form(2), number="LHF-2026-00002")
    contents = {form.id: fold([signature(form)]) for form in (first, second)}
    found = versions_of([second, first], contents)
    assert all(each.stands and each.root == each.form for each in found)
