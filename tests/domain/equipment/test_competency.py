"""Who may use what on a day: the newest assessment that counts, and nothing that was taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.equipment.competency import (
    CompetencyEntry,
    CompetencyKind,
    CompetencyPolicy,
    CompetencyState,
    Tier,
    operator_codes,
    standing_of,
)
from tests.support.facts import LONDON
from tests.support.stock_samples import an_assessment

POLICY = CompetencyPolicy(required=MappingProxyType({"hba1c_analyser": Tier.ASSESSED}))
START = date(2026, 1, 1)


def withdrawal(entry: CompetencyEntry, day: date) -> CompetencyEntry:
    return an_assessment(
        staff_id=entry.staff_id,
        category=entry.category,
        tier=entry.tier,
        from_on=entry.from_on,
        valid_to=entry.valid_to,
        kind=CompetencyKind.WITHDRAWN,
        target=entry.id,
        at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 1, 9), CompetencyState.NEVER),
        (date(2026, 1, 10), CompetencyState.COMPETENT),
        (date(2027, 12, 10), CompetencyState.COMPETENT),
        (date(2027, 12, 11), CompetencyState.EXPIRES_SOON),
        (date(2028, 1, 10), CompetencyState.EXPIRES_SOON),
        (date(2028, 1, 11), CompetencyState.EXPIRED),
    ],
)
def test_an_assessment_counts_from_its_day_to_its_last_day(
    day: date, state: CompetencyState
) -> None:
    assert standing_of([an_assessment()], day, LONDON).state is state


def test_a_renewal_counts_beside_what_it_renews() -> None:
    old = an_assessment(valid_to=date(2026, 6, 30))
    new = an_assessment(from_on=date(2026, 6, 1), valid_to=date(2028, 6, 1))
    found = standing_of([new, old], date(2026, 7, 1), LONDON)
    assert (found.state, found.entry) == (CompetencyState.COMPETENT, new)
    assert standing_of([new, old], date(2026, 5, 1), LONDON).entry == old


def test_what_was_withdrawn_counted_until_then() -> None:
    entry = an_assessment()
    both = [entry, withdrawal(entry, date(2026, 11, 5))]
    assert standing_of(both, date(2026, 11, 4), LONDON).competent
    after = standing_of(both, date(2026, 11, 5), LONDON)
    assert (after.state, after.competent) == (CompetencyState.WITHDRAWN, False)


def test_a_tier_below_the_one_that_is_needed_does_not_count() -> None:
    declared = an_assessment(tier=Tier.SELF_DECLARED)
    day = date(2026, 11, 22)
    assert standing_of([declared], day, LONDON).competent
    assert not standing_of([declared], day, LONDON, least=Tier.ASSESSED).competent
    assessor = an_assessment(tier=Tier.ASSESSOR)
    assert standing_of([assessor], day, LONDON, least=Tier.ASSESSED).competent


def test_an_assessment_for_one_model_does_not_count_for_another() -> None:
    entry = an_assessment(model="Abbott Afinion 2")
    day = date(2026, 11, 22)
    assert standing_of([entry], day, LONDON, model="abbott afinion 2").competent
    assert not standing_of([entry], day, LONDON, model="Siemens DCA Vantage").competent
    assert standing_of([entry], day, LONDON).competent


def test_what_the_gate_is_told_of_the_operator() -> None:
    entry = an_assessment()
    day = date(2026, 11, 22)

    def codes(category: str, who: object, when: date = day) -> tuple[str, ...]:
        return operator_codes(category, "A B", who, [entry], when, LONDON, POLICY)  # type: ignore[arg-type]

    assert codes("hba1c_analyser", entry.staff_id) == ()
    assert codes("hba1c_analyser", uuid7()) == ("OPERATOR_NOT_COMPETENT",)
    assert codes("hba1c_analyser", None) == ("OPERATOR_UNKNOWN",)
    assert codes("hba1c_analyser", entry.staff_id, date(2029, 1, 1)) == ("OPERATOR_NOT_COMPETENT",)
    assert codes("scale", None) == ()


SPANS = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.integers(0, 400),
        st.sampled_from(Tier),
        st.none() | st.integers(0, 800),
    ),
    max_size=6,
)


@given(SPANS, st.integers(0, 900), st.sampled_from(Tier), st.randoms(use_true_random=False))
def test_it_is_what_looking_at_every_day_of_every_entry_says(
    spans: list[tuple[int, int, Tier, int | None]], offset: int, least: Tier, random: Random
) -> None:
    day = START + timedelta(days=offset)
    entries: list[CompetencyEntry] = []
    able = False
    for begin, length, tier, ended in spans:
        entry = an_assessment(
            tier=tier,
            from_on=START + timedelta(days=begin),
            valid_to=START + timedelta(days=begin + length),
        )
        entries.append(entry)
        end = None if ended is None else START + timedelta(days=ended)
        if end is not None:
            entries.append(withdrawal(entry, end))
        inside = entry.from_on <= day <= entry.valid_to
        able = able or (inside and tier >= least and (end is None or end > day))
    found = standing_of(entries, day, LONDON, least=least)
    assert found.competent == able
    shuffled = random.sample(entries, len(entries))
    assert standing_of(shuffled, day, LONDON, least=least) == found


def test_the_policy_says_how_long_an_assessment_counts() -> None:
    assert CompetencyPolicy(months=12).valid_to(date(2028, 2, 29)) == date(2029, 2, 28)
