"""The form screen says what the design picture of the demo visit says, from real judgements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from clinicapp.domain.lester.pack import Comparison, Pack, Threshold
from clinicapp.ui.viewmodels.card_view import (
    AttemptStrip,
    AttemptView,
    CardState,
    CardView,
    ChipKind,
    DetailRow,
    FigureGrid,
    LinkType,
    RuleLine,
    TrustKind,
)
from clinicapp.ui.viewmodels.clinic.form_view import BarState, FormView
from clinicapp.ui.viewmodels.clinic.present_form import IdentityCheck, RecentFill, present_form
from tests.support.snapshots import (
    TODAY,
    ZONE,
    Visit,
    amara,
    clock,
    demo_visit,
    finished_visit,
)


def shown(visit: Visit, fill: RecentFill | None = None) -> FormView:
    return present_form(visit.snapshot(), (), fill, ZONE)


def fill_of_last(visit: Visit, seconds: int = 8) -> RecentFill:
    fact = visit.facts[-1]
    assert fact.reading_id is not None
    return RecentFill(
        fact_id=fact.id, reading_id=fact.reading_id, item=fact.item, seconds_left=seconds
    )


def demo(pack: str = "uk-current") -> FormView:
    visit = demo_visit(pack)
    identity = IdentityCheck(at=clock(9, 36), scanned=True)
    return present_form(visit.snapshot(), (), fill_of_last(visit), ZONE, identity=identity)


def rules(card: CardView) -> list[str]:
    return [block.text for block in card.body if isinstance(block, RuleLine)]


def details(card: CardView) -> dict[str, str]:
    return {
        item.label: f"{item.value} {item.after}".strip()
        for block in card.body
        if isinstance(block, DetailRow)
        for item in block.items
    }


def with_threshold(pack: Pack, group: str, name: str, value: str, comparison: Comparison) -> Pack:
    rules_ = getattr(pack, group)
    threshold: Threshold = replace(
        getattr(rules_, name), value=Decimal(value), comparison=comparison
    )
    return replace(pack, **{group: replace(rules_, **{name: threshold})})


def test_the_banner_says_who_the_person_is_and_how_that_is_known() -> None:
    banner = demo().banner
    assert (banner.name, banner.title) == ("EXAMPLE, Amara", "(Ms)")
    assert (banner.identity, banner.scanned) == ("Wristband scanned 09:36", True)
    assert [(fact.label, fact.value) for fact in banner.facts] == [
        ("Born", "14 Mar 1985 (41 y)"),
        ("Sex", "Female"),
        ("NHS number", "999 201 4539"),
        ("Ward and room", "Ash, room 7"),
        ("Antipsychotic", "Olanzapine, week 12"),
    ]


def test_without_a_scan_the_banner_says_who_opened_the_form() -> None:
    banner = shown(demo_visit()).banner
    assert (banner.identity, banner.scanned) == ("Opened by Rosa Tester 09:36", False)


def test_the_smoking_card_is_that_of_the_picture() -> None:
    card = demo().card("smoking")
    assert (card.value, card.value_is_words, card.state) == ("Ex-smoker", True, CardState.OK)
    assert [chip.text for chip in card.chips] == ["Not red zone"]
    assert rules(card) == ["Red zone: smokes now"]
    assert details(card) == {"Stopped": "Mar 2023", "Previous": "Ex-smoker, 18 May 2026"}
    assert card.source is not None
    assert card.source.source == "Asked by Rosa Tester"
    assert (card.source.time, card.source.trust_text) == ("09:37", "Entered")


def test_the_lifestyle_card_asks_only_for_what_is_missing() -> None:
    card = demo().card("lifestyle")
    assert card.state is CardState.MISSING
    assert [chip.text for chip in card.chips] == ["Missing"]
    assert details(card)["Alcohol"] == "AUDIT-C score not recorded"
    assert rules(card) == ["Follow up if AUDIT-C is 5 or over"]
    assert card.primary == "Answer 3 alcohol questions"
    assert card.entry is not None
    assert [field.key for field in card.entry.fields] == [
        "audit_c_frequency",
        "audit_c_units",
        "audit_c_six_or_more",
    ]
    assert [option.code for option in card.entry.absence[0].options] == ["alcohol"]


def test_the_weight_card_is_new_and_shows_gain_trend_and_a_due_calibration() -> None:
    card = demo().card("weight")
    assert (card.value, card.unit, card.state) == ("24.3", "kg/m²", CardState.NEW)
    assert [(chip.kind, chip.text) for chip in card.chips] == [
        (ChipKind.NEW, "New"),
        (ChipKind.OK, "In range"),
    ]
    assert card.previous == "Was 23.5 · 30 Aug 2026"
    assert rules(card) == ["Red zone: 25 or over, or gain over 5 kg in 3 months"]
    assert details(card) == {
        "Weight": "68.6 kg",
        "Height": "168 cm",
        "Waist": "82 cm",
        "Gain": "2.4 kg in 12 weeks",
    }
    assert card.sparkline is not None
    assert card.sparkline.points == (23.2, 23.3, 23.5, 24.3)
    assert card.sparkline.limit == 25.0
    assert card.source is not None
    assert (card.source.link, card.source.source) == (LinkType.SERIAL, "seca 704")
    assert (card.source.trust, card.source.trust_text) == (
        TrustKind.DUE,
        "Calibration due 12 Dec",
    )


def test_the_blood_pressure_card_shows_both_attempts_and_which_counts() -> None:
    card = demo("lester-2012").card("blood_pressure")
    assert (card.value, card.unit, card.state) == ("146/91", "mmHg", CardState.RED)
    assert card.previous == "Was 138/86 · 18 May 2026"
    assert rules(card) == ["Red zone: over 140 systolic or over 90 diastolic"]
    strip = next(block for block in card.body if isinstance(block, AttemptStrip))
    assert strip.attempts == (
        AttemptView(1, "152/94", "09:38"),
        AttemptView(2, "146/91", "09:42", used=True),
    )
    assert card.source is not None
    assert (card.source.time, card.source.trust_text) == ("09:42", "In calibration")
    assert card.actions is not None
    assert card.actions.enough
    assert card.actions.chosen_text == f"1 of {len(card.actions.actions)} chosen"


def test_the_glucose_card_asks_for_an_action_and_for_the_laboratory() -> None:
    card = demo().card("glucose")
    assert (card.value, card.unit) == ("44", "mmol/mol HbA1c")
    assert rules(card) == [
        "Red zone: 42 or over. High risk of diabetes (42\u201347)",
        "POC HbA1c: confirm with the laboratory",
    ]
    grid = next(block for block in card.body if isinstance(block, FigureGrid))
    (figure,) = grid.figures
    assert (figure.label, figure.value, figure.time) == ("Random", "6.4", "09:40")
    assert figure.status is not None
    assert figure.status.text == "Under 11.1"
    assert card.source is not None
    assert card.source.trust_text == "QC passed 07:30"
    assert card.actions is not None
    assert (card.actions.enough, card.actions.chosen_text) == (False, "Choose at least 1")


def test_the_lipids_card_has_the_ratio_the_score_and_says_that_nothing_is_needed() -> None:
    card = demo("lester-2014").card("lipids")
    assert (card.value, card.unit, card.previous) == (
        "3.9",
        "chol:HDL ratio",
        "Was 4.0 · 18 May 2026",
    )
    assert rules(card) == ["Red zone: QRISK3 10-year risk over 10%"]
    grid = next(block for block in card.body if isinstance(block, FigureGrid))
    assert [(figure.label, figure.value) for figure in grid.figures] == [
        ("QRISK3", "2.1%"),
        ("Total", "5.1"),
        ("HDL", "1.3"),
        ("Non-HDL", "3.8"),
    ]
    assert card.note is not None
    # A year after the start on 30 Aug 2026, by the pack's own timetable.
    assert card.note.text == "No action needed. Next due Aug 2027"


def test_the_footer_counts_cards_and_names_what_is_left() -> None:
    footer = demo().footer
    assert footer.complete == "5 of 6 complete"
    states = [bar.state for bar in footer.bars]
    assert states.count(BarState.MISSING) == 1
    assert states[1] is BarState.MISSING
    assert (footer.left, footer.left_note) == ("2 things left", "before sign-off")
    assert [(thing.text, thing.card, thing.is_action) for thing in footer.things] == [
        ("Alcohol score missing", "lifestyle", False),
        ("Choose a glucose action", "glucose", True),
    ]
    assert not footer.can_sign
    assert "alcohol score missing" in footer.why_not


def test_the_new_reading_names_the_person_and_can_be_undone() -> None:
    reading = demo().new_reading
    assert reading is not None
    assert (reading.value, reading.device, reading.time) == ("68.6 kg", "seca 704", "09:49")
    assert reading.outcome == "Filled BMI for EXAMPLE, Amara"
    assert (reading.card, reading.seconds_left) == ("weight", 8)


def test_a_signed_form_is_locked_everywhere_and_says_by_whom() -> None:
    view = shown(finished_visit())
    assert view.footer.left == "Signed off 09:56"
    assert view.footer.left_note == "by Rosa Tester"
    assert view.footer.why_not == "Signed by Rosa Tester, 22 Nov 2026, 09:56."
    assert not view.footer.can_sign
    assert [each.kind for each in view.footer.documents] == [
        "summary",
        "gp_letter",
        "form",
        "label",
        "text",
    ]
    assert view.footer.complete == "6 of 6 complete"
    for card in view.cards:
        assert card.entry is None
        assert not card.primary
        assert not card.change
        assert card.actions is None or card.actions.locked_reason


def test_an_empty_form_misses_all_six_and_every_card_says_how_to_begin() -> None:
    view = shown(Visit())
    assert view.footer.complete == "0 of 6 complete"
    assert [card.state for card in view.cards] == [CardState.MISSING] * 6
    assert all(card.primary and card.entry is not None for card in view.cards)
    assert len(view.footer.things) == 6


@pytest.mark.parametrize(
    ("started", "words"),
    [
        (TODAY - timedelta(days=6), "Olanzapine, week 0"),
        (TODAY - timedelta(days=84), "Olanzapine, week 12"),
        (date(2024, 3, 1), "Olanzapine, since Mar 2024"),
        (TODAY + timedelta(days=3), "Olanzapine, from 25 Nov 2026"),
        (None, "Olanzapine"),
    ],
)
def test_the_medicine_is_counted_in_weeks_for_a_year(started: date | None, words: str) -> None:
    visit = demo_visit()
    visit.person = replace(amara(), antipsychotic_started=started)
    assert shown(visit).banner.facts[-1].value == words


def test_a_person_with_little_known_is_shown_without_gaps() -> None:
    visit = Visit(
        person=replace(
            amara(), nhs_number=None, room=None, antipsychotic=None, antipsychotic_started=None
        )
    )
    values = {fact.label: fact.value for fact in shown(visit).banner.facts}
    assert values["NHS number"] == "Not known"
    assert values["Ward and room"] == "Ash"
    assert values["Antipsychotic"] == "None recorded"


def test_the_last_alcohol_score_stands_beside_this_one() -> None:
    visit = demo_visit()
    before = Visit(on=date(2026, 9, 1), number="LHF-2026-00310")
    before.answer("audit_c", audit_c="6")
    visit.before(before)
    visit.answer("audit_c", audit_c="3")
    assert details(shown(visit).card("lifestyle"))["Alcohol"] == "AUDIT-C score 3 was 6"
