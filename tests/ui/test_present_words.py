"""No code of any enum, policy or pack is ever without words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.absences import Absence, NoValue
from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.gate import Decision
from clinicapp.domain.lester.pack import Mark
from clinicapp.domain.lester.record import Activity, Diet, Fasting, Method, Sample, Smoking
from clinicapp.domain.lester.vocabulary import Beside, Domain, Need, Prompt, Why, Zone
from clinicapp.domain.observations import ReadingEventKind, ReadingStatus, Timing
from clinicapp.domain.people import Diabetes, Sex
from clinicapp.domain.screening import Left
from clinicapp.policies import gate_policy
from clinicapp.services.clinic.answers import FIELDS
from clinicapp.ui.documents.summary_result import AGREED, ICONS
from clinicapp.ui.viewmodels.clinic.present_entry import entry_spec
from clinicapp.ui.viewmodels.clinic.present_form import thing_left_text
from clinicapp.ui.viewmodels.clinic.present_visit import CARD_OF
from clinicapp.ui.viewmodels.clinic.present_visit import Visit as View
from clinicapp.ui.words import equipment, held, lester
from clinicapp.ui.words.absences import KINDS, REASONS, no_value_text
from clinicapp.ui.words.plain import (
    counted,
    day_text,
    listed,
    month_text,
    number_text,
    short_day_text,
    time_text,
)
from tests.support.snapshots import ZONE, Visit, clock, demo_visit, meter, pack_named

PACKS = ("lester-2012", "lester-2014", "uk-current")
WORDED: tuple[tuple[type[StrEnum], Mapping[Any, str]], ...] = (
    (Domain, lester.TITLES),
    (Domain, lester.SHORT_TITLES),
    (Domain, lester.ICONS),
    (Beside, lester.BESIDE),
    (Zone, lester.ZONES),
    (Why, lester.WHY),
    (Need, lester.NEEDS),
    (Need, lester.NEEDS_LEFT),
    (Prompt, lester.PROMPTS),
    (Smoking, lester.SMOKING),
    (Smoking, lester.SMOKING_RED),
    (Diet, lester.DIET),
    (Activity, lester.ACTIVITY),
    (Method, lester.METHODS),
    (Sample, lester.SAMPLES),
    (Fasting, lester.FASTING),
    (Sex, lester.SEX),
    (Diabetes, lester.DIABETES),
    (Mark, lester.MARKS),
    (Check, equipment.CHECKS),
    (Standing, equipment.STANDINGS),
    (Verdict, equipment.VERDICTS),
    (AssetEventKind, equipment.ASSET_EVENTS),
    (ReadingStatus, equipment.READING_STATUS),
    (ReadingEventKind, equipment.READING_EVENTS),
    (Decision, equipment.DECISIONS),
    (Timing, equipment.TIMINGS),
)


@pytest.mark.parametrize(("enum", "words"), WORDED)
def test_every_member_of_every_enum_has_words_that_are_no_code(
    enum: type[StrEnum], words: Mapping[StrEnum, str]
) -> None:
    assert set(words) == set(enum)
    assert all(text.strip() and "_" not in text for text in words.values())


def test_no_two_prompts_say_the_same() -> None:
    assert len(set(lester.PROMPTS.values())) == len(Prompt)


@pytest.mark.parametrize("kind", list(Left))
@pytest.mark.parametrize("domain", list(Domain))
def test_everything_that_can_be_left_has_words_for_every_card(kind: Left, domain: Domain) -> None:
    view = View(snapshot=demo_visit().snapshot(), zone=ZONE)
    text = thing_left_text(kind, domain, view)
    assert text
    assert "_" not in text


def test_every_code_of_the_shipped_gate_policy_has_a_sentence_and_a_short_form() -> None:
    today = date(2026, 11, 22)
    for code in gate_policy().decisions:
        sentence = held.why_sentence(code, None, today, ZONE)
        assert sentence.endswith("."), code
        assert code not in sentence, code
        assert "_" not in held.why_short(code), code


def test_a_code_that_nobody_knows_is_still_said() -> None:
    assert "NEW_CODE" in held.why_sentence("NEW_CODE", None, date(2026, 11, 22), ZONE)
    assert held.why_short("NEW_CODE") == "New code"


@pytest.mark.parametrize("name", PACKS)
def test_every_action_of_every_pack_has_plain_words_for_the_person(name: str) -> None:
    assert {action.code for action in pack_named(name).actions} <= set(AGREED)


@pytest.mark.parametrize("name", PACKS)
def test_every_monitoring_item_of_every_pack_has_a_name(name: str) -> None:
    assert {item.item for item in pack_named(name).monitoring} <= set(lester.MONITORING)


def test_an_unknown_monitoring_item_is_read_as_words() -> None:
    assert lester.monitoring_text("liver_function") == "Liver function"


def test_every_field_that_can_be_answered_is_asked_on_the_card_of_its_item() -> None:
    visit = Visit()
    visit.file(meter(), "glucose", clock(9, 40), glucose_mmol_l="6.4", fasting="unknown")
    view = View(snapshot=visit.snapshot(), zone=ZONE)
    asked: dict[str, str] = {}
    for domain in Domain:
        spec = entry_spec(view, domain)
        assert spec is not None
        asked.update({field.key: spec.card for field in spec.fields})
    assert set(asked) == set(FIELDS)
    for key, card in asked.items():
        assert CARD_OF[FIELDS[key].item].value == card


def test_every_answer_that_is_offered_is_one_that_is_taken() -> None:
    view = View(snapshot=Visit().snapshot(), zone=ZONE)
    for domain in Domain:
        spec = entry_spec(view, domain)
        assert spec is not None
        for field in spec.fields:
            for option in field.options:
                assert FIELDS[field.key].read(field.key, option.code) == option.code


@pytest.mark.parametrize("kind", Absence)
def test_why_there_is_no_value_is_said_with_its_day(kind: Absence) -> None:
    for reason in REASONS:
        said = NoValue(kind=kind, reason=reason, retry_on=date(2026, 11, 29))
        words = no_value_text(said)
        assert words.startswith(f"{KINDS[kind]}: ")
        assert reason.lower() in words.lower()
        assert words.endswith(". Try again 29 Nov 2026")
    own = NoValue(kind=kind, reason="HIV clinic has it.")
    assert no_value_text(own) == f"{KINDS[kind]}: HIV clinic has it"


def test_a_refusal_of_before_revision_2_is_still_told() -> None:
    assert no_value_text(NoValue(reason="Declined today")) == "Declined today"


def test_every_icon_that_a_presenter_names_is_shipped() -> None:
    shipped = {path.name for path in files("resources").joinpath("icons").iterdir()}
    named = {*lester.ICONS.values(), *ICONS.values(), *equipment.CATEGORY_ICONS.values()}
    assert {f"{name}.svg" for name in named} <= shipped


def test_dates_and_times_are_written_as_in_the_design() -> None:
    moment = datetime(2026, 7, 5, 8, 4, tzinfo=UTC)
    assert day_text(moment.date()) == "5 Jul 2026"
    assert month_text(moment.date()) == "Jul 2026"
    assert time_text(moment, ZONE) == "09:04"
    assert time_text(clock(9, 49), ZONE) == "09:49"


def test_a_day_keeps_its_year_when_it_is_far_away() -> None:
    today = date(2026, 11, 22)
    assert short_day_text(date(2026, 12, 12), today) == "12 Dec"
    assert short_day_text(date(2027, 1, 4), today) == "4 Jan"
    assert short_day_text(date(2027, 7, 4), today) == "4 Jul 2027"


def test_lists_and_counts_are_plain_english() -> None:
    assert listed(()) == ""
    assert listed(("a", "b", "c")) == "a, b and c"
    assert listed(("a", "b"), "or") == "a or b"
    assert counted(1, "day") == "1 day"
    assert counted(8, "day") == "8 days"


@given(st.decimals(-10_000, 10_000, allow_nan=False, places=3))
def test_a_number_loses_nothing_but_zeros_at_its_end(value: Decimal) -> None:
    text = number_text(value)
    assert Decimal(text) == value
    assert not ("." in text and text.endswith(("0", ".")))
