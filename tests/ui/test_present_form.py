"""The form screen says what the design picture of the demo visit says, from real judgements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from clinicapp.domain.lester.pack import Comparison, Pack, Threshold
from clinicapp.domain.people import Diabetes
from clinicapp.ui.viewmodels.card_view import (
    ActionView,
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
from clinicapp.ui.viewmodels.form_view import BarState, FormView
from clinicapp.ui.viewmodels.present_form import IdentityCheck, RecentFill, present_form
from tests.support.snapshots import (
    TODAY,
    ZONE,
    Visit,
    amara,
    clock,
    demo_visit,
    finished_visit,
    hba1c_analyser,
    in_days,
    monitor,
    pack_named,
    scale,
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
    assert {option.code.split("/")[0] for option in card.entry.absences} == {"alcohol"}


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
    assert view.footer.left == "Signed off"
    assert view.footer.left_note == "Rosa Tester, 22 Nov 2026, 09:56"
    assert view.footer.why_not == "Signed by Rosa Tester, 22 Nov 2026, 09:56."
    assert (view.footer.can_sign, view.footer.can_save_pdf) == (False, True)
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
    ("comparison", "value", "words"),
    [
        (Comparison.AT_OR_ABOVE, "24", "Red zone: 24 or over, or gain over 5 kg in 3 months"),
        (Comparison.ABOVE, "26.5", "Red zone: over 26.5, or gain over 5 kg in 3 months"),
    ],
)
def test_the_weight_rule_follows_the_pack(comparison: Comparison, value: str, words: str) -> None:
    visit = demo_visit()
    visit.pack = with_threshold(visit.pack, "weight", "bmi", value, comparison)
    assert rules(shown(visit).card("weight"))[0] == words


def test_somebody_with_the_lower_cut_off_reads_that_one() -> None:
    visit = demo_visit()
    visit.person = replace(amara(), ethnicity="H")
    card = shown(visit).card("weight")
    assert rules(card)[0].startswith("Red zone: 23 or over")
    assert card.state is CardState.RED
    assert card.sparkline is not None
    assert card.sparkline.limit == 23.0


def test_the_blood_pressure_rule_follows_the_packs_comparison() -> None:
    assert rules(demo("uk-current").card("blood_pressure"))[0] == (
        "Red zone: 140 or over, or 90 or over"
    )
    visit = demo_visit()
    visit.pack = with_threshold(
        visit.pack, "blood_pressure", "systolic", "150", Comparison.AT_OR_ABOVE
    )
    assert rules(shown(visit).card("blood_pressure"))[0] == "Red zone: 150 or over, or 90 or over"


def test_the_alcohol_and_hba1c_rules_follow_the_pack() -> None:
    visit = demo_visit()
    pack = with_threshold(visit.pack, "alcohol", "audit_c", "4", Comparison.ABOVE)
    visit.pack = with_threshold(pack, "glucose", "hba1c_diabetes", "50", Comparison.AT_OR_ABOVE)
    view = shown(visit)
    assert rules(view.card("lifestyle")) == ["Follow up if AUDIT-C is over 4"]
    assert rules(view.card("glucose"))[0].endswith("(42\u201349)")


def test_a_pack_with_a_cholesterol_cut_off_says_so() -> None:
    card = demo("lester-2012").card("lipids")
    assert rules(card) == ["Red zone: cholesterol over 6, or QRISK3 10-year risk over 20%"]


def test_a_first_high_reading_asks_for_the_second_and_is_not_complete() -> None:
    visit = Visit()
    visit.file(monitor(), "blood_pressure", clock(9, 38), systolic_mmhg="152", diastolic_mmhg="94")
    view = shown(visit)
    card = view.card("blood_pressure")
    assert card.state is CardState.MISSING
    assert "Second reading needed: the first is high" in rules(card)
    assert [chip.text for chip in card.chips] == ["Reading needed"]
    assert "Second blood pressure needed" in [thing.text for thing in view.footer.things]


def test_an_irregular_pulse_asks_for_a_manual_reading() -> None:
    visit = Visit()
    visit.answer("pulse_regular", pulse_regular="no")
    visit.file(monitor(), "blood_pressure", clock(9, 38), systolic_mmhg="120", diastolic_mmhg="80")
    card = shown(visit).card("blood_pressure")
    assert "Manual reading needed: the pulse is irregular" in rules(card)
    assert card.primary == "Enter the manual reading"
    visit.answer("blood_pressure", systolic_mmhg="124", diastolic_mmhg="82", method="manual")
    card = shown(visit).card("blood_pressure")
    assert (card.value, card.state) == ("124/82", CardState.OK)
    assert "Irregular pulse: the manual reading counts" in rules(card)
    assert card.source is not None
    assert card.source.source == "Entered by Rosa Tester"


def test_of_two_equal_readings_only_one_is_marked_as_used() -> None:
    visit = Visit()
    for minute in (38, 42):
        visit.file(
            monitor(), "blood_pressure", clock(9, minute), systolic_mmhg="146", diastolic_mmhg="91"
        )
    card = shown(visit).card("blood_pressure")
    strip = next(block for block in card.body if isinstance(block, AttemptStrip))
    assert [attempt.used for attempt in strip.attempts] == [False, True]


def test_a_value_used_with_a_reason_says_so() -> None:
    visit = Visit()
    visit.answer("height", height_cm="168")
    visit.file(
        scale(), "weight", clock(9, 49), codes=("CAL_OVERDUE",), reason="No other", weight_kg="70"
    )
    source = shown(visit).card("weight").source
    assert source is not None
    assert (source.trust, source.trust_text) == (TrustKind.REASON, "Used with a reason")


def test_a_lipid_profile_without_a_score_asks_for_the_score_only() -> None:
    visit = Visit()
    visit.answer("lipids", total_cholesterol_mmol_l="5.1", hdl_mmol_l="1.3")
    card = shown(visit).card("lipids")
    assert card.state is CardState.PROMPT
    assert "Record the QRISK3 score" in rules(card)
    assert card.primary == "Enter QRISK3 score"
    assert card.entry is not None
    assert [field.key for field in card.entry.fields] == ["qrisk3_percent"]


def test_a_declined_domain_says_why_and_by_whom_and_counts_as_complete() -> None:
    visit = demo_visit()
    visit.decline("lipids", "Too unwell or distressed today")
    view = shown(visit)
    card = view.card("lipids")
    assert card.state is CardState.DECLINED
    assert rules(card)[-1] == "Too unwell or distressed today. Recorded by Rosa Tester."
    assert view.footer.bars[5].state is BarState.DECLINED
    assert view.footer.complete == "5 of 6 complete"


def test_declining_alcohol_completes_the_lifestyle_card_with_the_reason() -> None:
    visit = demo_visit()
    visit.decline("alcohol", "Declined today")
    card = shown(visit).card("lifestyle")
    assert card.state is CardState.OK
    assert details(card)["Alcohol"] == "Declined today"
    assert not card.primary


def test_a_positive_alcohol_score_brings_its_action_and_its_prompt() -> None:
    visit = demo_visit()
    visit.answer(
        "audit_c",
        audit_c_frequency="4",
        audit_c_units="2",
        audit_c_six_or_more="1",
        audit_c="7",
    )
    card = shown(visit).card("lifestyle")
    assert details(card)["Alcohol"] == "AUDIT-C score 7"
    assert "AUDIT-C is raised: do the full AUDIT" in rules(card)
    assert card.actions is not None
    assert card.actions.actions[0].code == "ALC1"


def test_every_prompt_of_an_assessment_is_said_on_a_card() -> None:
    visit = demo_visit()
    visit.person = replace(amara(), ethnicity=None, diabetes=Diabetes.TYPE_2, pregnant=True)
    visit.answer("substances", substances="cannabis")
    view = shown(visit)
    said = [text for card in view.cards for text in rules(card)]
    assert visit.snapshot().assessment.prompts
    from clinicapp.ui.words.lester import PROMPTS

    for prompt in visit.snapshot().assessment.prompts:
        assert PROMPTS[prompt] in said, prompt


def test_the_actions_that_rules_ask_for_come_before_those_a_person_may_add() -> None:
    actions = demo().card("blood_pressure").actions
    assert actions is not None
    codes = [action.code for action in actions.actions]
    assert codes == ["BP1", "BP4"]
    assert actions.actions[0] == ActionView("BP1", pack_named().action("BP1").label, chosen=True)


def test_a_cleared_action_is_not_chosen() -> None:
    visit = demo_visit()
    visit.choose("BP1", "cleared")
    view = shown(visit)
    assert "Choose a blood pressure action" in [thing.text for thing in view.footer.things]


def test_a_high_random_glucose_is_shown_before_a_normal_hba1c() -> None:
    visit = Visit()
    visit.file(hba1c_analyser(), "hba1c", clock(9, 40), hba1c_mmol_mol="38", sample="poc")
    visit.answer("glucose", glucose_mmol_l="12.4", sample="lab", fasting="no")
    card = shown(visit).card("glucose")
    assert (card.value, card.unit) == ("12.4", "mmol/L random glucose")
    assert rules(card)[0] == "Red zone: random 11.1 or over. Diabetes range"


def test_a_value_that_a_device_sent_is_never_put_into_a_box() -> None:
    view = demo()
    for key in ("weight", "blood_pressure", "glucose", "lipids"):
        entry = view.card(key).entry
        assert entry is not None
        boxes = {field.key: field.value for field in entry.fields}
        assert not boxes.get("weight_kg")
        assert not boxes.get("systolic_mmhg")
        assert not boxes.get("hba1c_mmol_mol")
        assert not boxes.get("total_cholesterol_mmol_l")
    weight = view.card("weight").entry
    assert weight is not None
    assert {field.key: field.value for field in weight.fields} == {
        "height_cm": "168",
        "weight_kg": "",
        "waist_cm": "82",
    }
    assert "68.6 kg is on the form already." in [field.help_text for field in weight.fields]


def test_a_weight_from_another_day_says_so() -> None:
    visit = Visit()
    visit.earlier = demo_visit().earlier
    visit.answer("height", height_cm="168")
    assert "Weight of 30 Aug 2026: weigh again" in rules(shown(visit).card("weight"))


@pytest.mark.parametrize(
    ("started", "words"),
    [
        (in_days(TODAY, -6), "Olanzapine, week 0"),
        (in_days(TODAY, -84), "Olanzapine, week 12"),
        (date(2024, 3, 1), "Olanzapine, since Mar 2024"),
        (in_days(TODAY, 3), "Olanzapine, from 25 Nov 2026"),
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
