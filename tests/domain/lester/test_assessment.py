"""Properties that hold for every record and pack."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp import rule_packs
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.entry import check_record
from clinicapp.domain.lester.pack import Pack
from clinicapp.domain.lester.record import (
    Fasting,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    Sample,
    ScreeningRecord,
    Weight,
)
from clinicapp.domain.lester.vocabulary import Domain, Zone
from clinicapp.domain.plausibility import rejected
from tests.support.lester_records import TODAY, maybe, records

packs = st.sampled_from([rule_packs.load(name) for name in rule_packs.names()])
NORMAL = (
    GlucoseResult(
        test=GlucoseTest.HBA1C,
        value=Decimal(35),
        unit=GlucoseUnit.MMOL_MOL,
        sample=Sample.LAB,
    ),
    GlucoseResult(
        test=GlucoseTest.GLUCOSE,
        value=Decimal("4.8"),
        unit=GlucoseUnit.MMOL_L,
        fasting=Fasting.YES,
    ),
)


@given(records, packs)
def test_a_red_domain_has_a_reason_and_an_action_and_no_other_has_a_reason(
    record: ScreeningRecord, pack: Pack
) -> None:
    for found in assess(record, pack).domains.values():
        assert bool(found.why) == (found.zone is Zone.RED)
        if found.zone is Zone.RED:
            assert found.actions


@given(records, packs)
def test_every_action_is_in_the_packs_table_and_offered_by_rule(
    record: ScreeningRecord, pack: Pack
) -> None:
    answer = assess(record, pack)
    for domain, found in answer.domains.items():
        for code in found.actions:
            action = pack.action(code)
            assert action.offered_by_rule
            assert action.belongs_to in (domain, None)
    for code in (*answer.alcohol.actions, *answer.substances.actions):
        assert pack.action(code).offered_by_rule


@given(records, packs)
def test_a_declined_domain_is_declined_whatever_else_is_there(
    record: ScreeningRecord, pack: Pack
) -> None:
    answer = assess(record, pack)
    for domain, found in answer.domains.items():
        assert (found.zone is Zone.DECLINED) == (domain in record.declined)
        if domain in record.declined:
            assert (found.why, found.actions) == ((), ("DEC1",))


@given(records, packs, st.sampled_from(Domain))
def test_declining_one_domain_changes_no_other(
    record: ScreeningRecord, pack: Pack, declined: Domain
) -> None:
    before = assess(record, pack)
    after = assess(replace(record, declined=record.declined | {declined}), pack)
    for domain in Domain:
        if domain is not declined:
            assert after.domains[domain] == before.domains[domain]
    assert after.complete.lester.done >= before.complete.lester.done
    assert after.complete.audit.done >= before.complete.audit.done
    assert after.complete.nhse_core.done <= before.complete.nhse_core.done


@given(records, packs, st.sampled_from(NORMAL))
def test_a_normal_result_beside_an_abnormal_one_never_clears_it(
    record: ScreeningRecord, pack: Pack, normal: GlucoseResult
) -> None:
    before = assess(record, pack).glucose
    after = assess(replace(record, glucose=(*record.glucose, normal)), pack).glucose
    if before.zone is Zone.RED:
        assert after.zone is Zone.RED
        assert after.why == before.why


@given(records, packs, st.randoms(use_true_random=False))
def test_the_order_of_weights_and_of_results_does_not_matter(
    record: ScreeningRecord, pack: Pack, order: Random
) -> None:
    weights, results = list(record.weights), list(record.glucose)
    order.shuffle(weights)
    order.shuffle(results)
    shuffled = replace(record, weights=tuple(weights), glucose=tuple(results))
    assert assess(shuffled, pack) == assess(record, pack)


@given(records, packs)
def test_weight_is_judged_like_fractions_would(record: ScreeningRecord, pack: Pack) -> None:
    found = assess(record, pack).weight
    if found.zone is Zone.DECLINED or record.height_cm is None or not record.weights:
        return
    latest = max(record.weights, key=lambda weight: weight.on)
    exact = Fraction(latest.kg) * 10000 / Fraction(record.height_cm) ** 2
    tenths = floor(exact * 10 + Fraction(1, 2))
    lower = "HJKLMNR" if pack.name == "uk-current" else "HJKR"
    cut_off = 230 if record.person.ethnicity and record.person.ethnicity in lower else 250
    assert found.bmi is not None
    assert found.bmi * 10 == tenths
    assert any(why.startswith("bmi") for why in found.why) == (tenths >= cut_off)


@given(records, packs)
def test_gain_is_latest_less_earliest_of_the_window(record: ScreeningRecord, pack: Pack) -> None:
    found = assess(record, pack).weight
    if found.zone is Zone.DECLINED or not record.weights:
        return
    by_day = {weight.on: weight.kg for weight in record.weights}
    last = max(by_day)
    window = sorted(day for day in by_day if is_in_window(day, last))
    if len(window) < 2:
        assert found.gain_kg is None
    else:
        assert found.gain_kg == by_day[last] - by_day[window[0]]


def is_in_window(day: date, last: date) -> bool:
    """On or after the same day three months before, a short month by its end."""
    ahead = (day.year * 12 + day.month) - (last.year * 12 + last.month - 3)
    is_last_of_month = (day + timedelta(days=1)).day == 1
    return ahead > 0 or (ahead == 0 and (day.day >= last.day or is_last_of_month))


@given(records, packs)
def test_the_three_counts_never_leave_their_range_and_missing_is_never_done(
    record: ScreeningRecord, pack: Pack
) -> None:
    answer = assess(record, pack)
    assert (
        answer.complete.lester.of,
        answer.complete.nhse_core.of,
        answer.complete.audit.of,
    ) == (6, 6, 7)
    missing = sum(found.zone is Zone.MISSING for found in answer.domains.values())
    assert answer.complete.lester.done <= 6 - missing
    assert answer.complete.nhse_core.done <= answer.complete.audit.done


@given(records, packs)
def test_a_judgement_is_the_same_twice_and_raises_for_no_lawful_record(
    record: ScreeningRecord, pack: Pack
) -> None:
    rejected(check_record(record))
    assert assess(record, pack) == assess(record, pack)


@given(records, packs, maybe(st.booleans()))
def test_pregnancy_leaves_weight_and_glucose_unjudged(
    record: ScreeningRecord, pack: Pack, cvd: bool | None
) -> None:
    person = replace(record.person, pregnant=True, cvd=cvd)
    answer = assess(replace(record, person=person), pack)
    for domain in (Domain.WEIGHT, Domain.GLUCOSE):
        assert answer.domains[domain].zone in (Zone.NOT_ASSESSABLE, Zone.DECLINED)


def test_a_red_gain_is_red_even_without_a_height_and_asks_for_it() -> None:
    weights = (Weight(TODAY.replace(month=9), Decimal(80)), Weight(TODAY, Decimal("85.1")))
    answer = assess(
        ScreeningRecord(id="g", on=TODAY, weights=weights), rule_packs.load("uk-current")
    )
    assert answer.weight.zone is Zone.RED
    assert answer.weight.bmi is None
    assert answer.prompts == ("record_height",)
    assert (answer.complete.lester.done, answer.complete.audit.done) == (1, 0)


@pytest.mark.parametrize("name", rule_packs.names())
def test_known_disease_with_a_red_bmi_asks_the_weight_service(name: str) -> None:
    record = ScreeningRecord(
        id="w", on=TODAY, height_cm=Decimal(200), weights=(Weight(TODAY, Decimal(104)),)
    )
    with_cvd = replace(record, person=replace(record.person, cvd=True))
    pack = rule_packs.load(name)
    assert assess(record, pack).weight.actions == ("WGT1",)
    assert assess(with_cvd, pack).weight.actions == ("WGT1", "WGT3")
