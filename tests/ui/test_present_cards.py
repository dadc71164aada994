"""The cards follow the pack, the person and the facts, also where the demo visit does not go."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from clinicapp.domain.lester.pack import Comparison, Pack, Threshold
from clinicapp.domain.people import Diabetes
from clinicapp.ui.documents.form_document import form_document
from clinicapp.ui.viewmodels.card_view import (
    ActionView,
    AttemptStrip,
    CardState,
    CardView,
    ChipKind,
    DetailRow,
    RuleLine,
    TrustKind,
)
from clinicapp.ui.viewmodels.clinic.form_view import BarState, FormView
from clinicapp.ui.viewmodels.clinic.present_form import IdentityCheck, RecentFill, present_form
from clinicapp.ui.words.lester import ACTION_STATUS
from tests.support.snapshots import (
    ZONE,
    Visit,
    amara,
    clock,
    demo_visit,
    hba1c_analyser,
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
    assert [chip.text for chip in card.chips] == ["2nd due"]
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
    assert (card.value, card.state) == ("124/82", CardState.PROMPT)
    assert [chip.text for chip in card.chips] == ["Irregular pulse"]
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


@pytest.mark.parametrize(
    ("taken_on", "line"),
    [
        ("2026-10-22", "Sample of 22 Oct 2026"),
        ("2025-11-22", "Sample of 22 Nov 2025"),
        ("2025-11-21", "Sample of 21 Nov 2025, over 12 months ago: due again"),
    ],
)
def test_lipids_of_an_earlier_sample_say_its_day_and_when_it_is_too_long_ago(
    taken_on: str, line: str
) -> None:
    visit = Visit()
    visit.answer("lipids", total_cholesterol_mmol_l="5.1", hdl_mmol_l="1.3", taken_on=taken_on)
    assert line in rules(shown(visit).card("lipids"))
    today = Visit()
    today.answer("lipids", total_cholesterol_mmol_l="5.1", hdl_mmol_l="1.3")
    assert not [each for each in rules(shown(today).card("lipids")) if "Sample of" in each]


def test_an_item_without_a_value_says_why_by_whom_and_when_it_is_tried_again() -> None:
    visit = Visit()
    reason = "Too unwell or distressed today"
    visit.decline("lipids", reason, absence="unable", retry_on="2026-11-29")
    view = shown(visit)
    card = view.card("lipids")
    assert card.state is CardState.DECLINED
    assert rules(card)[-1] == (
        "Unable to do it: too unwell or distressed today. Try again 29 Nov 2026. "
        "Recorded by Rosa Tester."
    )
    assert view.footer.bars[5].state is BarState.DECLINED
    assert view.footer.complete == "1 of 6 complete"
    assert card.actions is None, "what could not be done was not declined"


def test_alcohol_without_an_answer_says_so_in_a_row_and_in_full_on_paper() -> None:
    visit = demo_visit()
    visit.decline("alcohol", "Asleep, or off the ward", absence="unable", retry_on="2026-11-29")
    assert details(shown(visit).card("lifestyle"))["Alcohol"] == "Unable to do it, again 29 Nov"
    document = form_document(
        visit.snapshot(), trust="", station="ASH-01", printed_at=clock(10, 0), zone=ZONE
    )
    said = {row.label: row.text for row in document.general}["Alcohol"]
    words = "Unable to do it: asleep, or off the ward. Try again 29 Nov 2026. Rosa Tester"
    assert said == words


def test_no_refusal_ever_hides_a_value() -> None:
    visit = demo_visit()
    visit.decline("lipids", "Does not want it today", absence="declined")
    visit.decline("blood_pressure", "Does not want it today", absence="declined")
    view = shown(visit)
    assert view.card("lipids").value
    assert view.card("blood_pressure").value == "146/91"
    assert view.card("blood_pressure").state is CardState.RED
    assert "No more today: Declined: does not want it today" in rules(view.card("lipids"))[-1]


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
    action = pack_named().action("BP1")
    assert actions.actions[0] == ActionView(
        "BP1",
        action.label,
        chosen=True,
        status="accepted",
        status_text="Accepted",
        detail=f"{action.text}. Accepted, Rosa Tester, 22 Nov 2026, 09:50",
    )
    assert [each.code for each in actions.statuses] == list(ACTION_STATUS)


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
        "bmi_misleads": "",
    }
    assert "68.6 kg is on the form already." in [field.help_text for field in weight.fields]


def test_a_weight_from_another_day_says_so() -> None:
    visit = Visit()
    visit.earlier = demo_visit().earlier
    visit.answer("height", height_cm="168")
    assert "Weight of 30 Aug 2026: weigh again" in rules(shown(visit).card("weight"))


def test_a_low_glucose_is_shown_first_and_is_never_called_in_range() -> None:
    visit = Visit()
    visit.file(hba1c_analyser(), "hba1c", clock(9, 40), hba1c_mmol_mol="38", sample="poc")
    visit.answer("glucose", glucose_mmol_l="3.1", sample="lab", fasting="no")
    card = shown(visit).card("glucose")
    assert (card.value, card.state) == ("3.1", CardState.PROMPT)
    assert [(chip.kind, chip.text) for chip in card.chips] == [(ChipKind.NOTICE, "Low glucose")]
    assert "Low: glucose under 4.0" in rules(card)
    assert card.actions is not None
    assert card.actions.actions[0].code == "GLU4"
    assert card.note is None


def test_an_underweight_person_is_never_called_in_range() -> None:
    visit = Visit()
    visit.answer("height", height_cm="168")
    visit.file(scale(), "weight", clock(9, 49), weight_kg="50")
    card = shown(visit).card("weight")
    assert [chip.text for chip in card.chips] == ["Low BMI"]
    assert "Low: BMI under 18.5" in rules(card)
