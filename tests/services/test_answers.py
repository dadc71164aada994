"""What can be typed on the form, and what is said when it is not right."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.record import (
    Activity,
    BmiMisleads,
    Diet,
    Fasting,
    Hba1cUnreliable,
    Sample,
    Smoking,
)
from clinicapp.domain.plausibility import LIMITS, Measure
from clinicapp.services.clinic.answers import FIELDS, Known, checked_answers, taken_out
from clinicapp.services.typed_fields import AnswersRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTNERS = {
    "systolic_mmhg": {"diastolic_mmhg": "60"},
    "diastolic_mmhg": {"systolic_mmhg": "210"},
    "stopped": {"smoking": "ex"},
    "hba1c_sample": {"hba1c_mmol_mol": "44"},
    "glucose_sample": {"glucose_mmol_l": "6.4"},
    "fasting": {"glucose_mmol_l": "6.4"},
}
POSTURAL = {
    "lying_systolic_mmhg": "210",
    "lying_diastolic_mmhg": "60",
    "standing_systolic_mmhg": "210",
    "standing_diastolic_mmhg": "60",
}
PARTNERS |= {field: {k: v for k, v in POSTURAL.items() if k != field} for field in POSTURAL}
AVERAGE = {
    "average_method": "home",
    "average_systolic_mmhg": "210",
    "average_diastolic_mmhg": "60",
}
PARTNERS |= {
    field: {k: v for k, v in AVERAGE.items() if k != field}
    for field in (*AVERAGE, "average_taken_on")
}
MEASURED = {
    "height_cm": Measure.HEIGHT_CM,
    "weight_kg": Measure.WEIGHT_KG,
    "waist_cm": Measure.WAIST_CM,
    "systolic_mmhg": Measure.SYSTOLIC_MMHG,
    "diastolic_mmhg": Measure.DIASTOLIC_MMHG,
    "lying_systolic_mmhg": Measure.SYSTOLIC_MMHG,
    "lying_diastolic_mmhg": Measure.DIASTOLIC_MMHG,
    "standing_systolic_mmhg": Measure.SYSTOLIC_MMHG,
    "standing_diastolic_mmhg": Measure.DIASTOLIC_MMHG,
    "average_systolic_mmhg": Measure.SYSTOLIC_MMHG,
    "average_diastolic_mmhg": Measure.DIASTOLIC_MMHG,
    "hba1c_mmol_mol": Measure.HBA1C_MMOL_MOL,
    "glucose_mmol_l": Measure.GLUCOSE_MMOL_L,
    "total_cholesterol_mmol_l": Measure.TOTAL_CHOLESTEROL_MMOL_L,
    "hdl_mmol_l": Measure.HDL_MMOL_L,
    "triglycerides_mmol_l": Measure.TRIGLYCERIDES_MMOL_L,
    "qrisk3_percent": Measure.QRISK3_PERCENT,
}
CHOICES = {
    "smoking": Smoking,
    "diet": Diet,
    "activity": Activity,
    "hba1c_sample": Sample,
    "glucose_sample": Sample,
    "fasting": Fasting,
    "fasted": Fasting,
    "lipids_fasted": Fasting,
    "bmi_misleads": ("none", *BmiMisleads),
    "hba1c_unreliable": ("none", *Hba1cUnreliable),
    "rested": ("yes", "stimulated", "distressed"),
    "arm": ("left", "right"),
    "average_method": ("home", "ambulatory"),
    "cuff": ("small", "standard", "large", "thigh"),
}
AUDIT_C = ("audit_c_frequency", "audit_c_units", "audit_c_six_or_more")
TYPED = ("", "1", "4", "6.4", "60", "128", "ex", "poc", "yes", "no", "poor", "2023-03", "active")
NOT_NUMBERS = [
    "abc",
    "12 8",
    "12,8,1",
    "NaN",
    "sNaN",
    "Infinity",
    "-Infinity",
    "inf",
    "1E5",
    "1e999999",
    "1E-999999",
    "6_4",
    "0x44",
    "٤٤",
    "\uff14\uff14",
    "½",
    "-",
    ",",
    "1" * 5_000,
    "0." + "1" * 5_000,
    "4\x004",
    "\ud800",
]


def refused(answers: dict[str, str], *, confirmed: bool = False) -> AnswersRefused:
    with pytest.raises(AnswersRefused) as caught:
        checked_answers(answers, confirmed=confirmed)
    assert str(caught.value) == " ".join(caught.value.errors.values())
    return caught.value


def taken(field: str, text: str, confirmed: bool = False) -> str:
    answers = {field: text} | PARTNERS.get(field, {})
    items = checked_answers(answers, confirmed=confirmed)
    key = {
        "hba1c_sample": "sample",
        "glucose_sample": "sample",
        "fasted": "fasting",
        "lipids_fasted": "fasting",
        "average_method": "method",
        "average_systolic_mmhg": "systolic_mmhg",
        "average_diastolic_mmhg": "diastolic_mmhg",
    }.get(field, field)
    return items[FIELDS[field].item][key]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"lipids_taken_on": "31 2 2026"}, "as day, month and year"),
        ({"lipids_taken_on": "last week"}, "as day, month and year"),
        ({"lipids_taken_on": "23 11 2026"}, "has not come yet"),
    ],
)
def test_the_day_of_a_sample_is_a_day_that_has_been(answers: dict[str, str], words: str) -> None:
    known = Known(today=date(2026, 11, 22))
    cholesterol = {"total_cholesterol_mmol_l": "4.8"}
    with pytest.raises(AnswersRefused) as refused:
        checked_answers(answers | cholesterol, known=known)
    assert words in refused.value.errors["lipids_taken_on"]
    assert not refused.value.confirmable


def test_a_day_without_a_result_of_the_sample_is_nothing() -> None:
    with pytest.raises(AnswersRefused) as refused:
        checked_answers({"lipids_taken_on": "22 10 2026"})
    assert set(refused.value.errors) == {"lipids_taken_on"}
    taken = checked_answers({"lipids_taken_on": "22/10/2026", "hdl_mmol_l": "1.4"})
    assert taken == {"lipids": {"taken_on": "2026-10-22", "hdl_mmol_l": "1.4"}}


def test_the_tables_here_name_every_field() -> None:
    asked = {
        "stopped",
        "substances",
        "pulse_regular",
        "lipids_taken_on",
        "average_taken_on",
        *AUDIT_C,
        *MEASURED,
        *CHOICES,
    }
    assert asked == set(FIELDS)


@pytest.mark.parametrize("field", MEASURED)
@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_no_number_is_refused_with_an_example(field: str, text: str) -> None:
    refusal = refused({field: text} | PARTNERS.get(field, {}))
    assert re.search(r"must be a number such as [0-9.]+\.$", refusal.errors[field])
    assert not refusal.confirmable


@pytest.mark.parametrize(("field", "measure"), MEASURED.items())
def test_beyond_its_limits_a_number_is_refused_even_when_confirmed(
    field: str, measure: Measure
) -> None:
    limits = LIMITS[measure]
    for value in (limits.low - 1, limits.high + 1):
        for confirmed in (False, True):
            answers = {field: str(value)} | PARTNERS.get(field, {})
            refusal = refused(answers, confirmed=confirmed)
            assert "outside" in refusal.errors[field]
            assert refusal.errors[field].endswith(".")
            assert not refusal.confirmable


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("height_cm", "139,5"),
        ("height_cm", "206"),
        ("weight_kg", "34,9"),
        ("weight_kg", "200.1"),
        ("waist_cm", "54"),
        ("systolic_mmhg", "221"),
        ("systolic_mmhg", "221.0"),
        ("diastolic_mmhg", "39"),
        ("hba1c_mmol_mol", "19"),
        ("hba1c_mmol_mol", "141"),
        ("glucose_mmol_l", "1,9"),
        ("glucose_mmol_l", "36"),
        ("total_cholesterol_mmol_l", "12,1"),
        ("hdl_mmol_l", "0,4"),
        ("triglycerides_mmol_l", "15,1"),
    ],
)
def test_an_unusual_number_is_taken_when_it_is_sent_again(field: str, text: str) -> None:
    refusal = refused({field: text} | PARTNERS.get(field, {}))
    assert set(refusal.errors) == {field}
    assert refusal.confirmable
    assert refusal.errors[field].endswith("Save again to confirm it.")
    assert Decimal(taken(field, text, confirmed=True)) == Decimal(text.replace(",", "."))


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("weight_kg", "68,6", "68.6"),
        ("weight_kg", "68.60", "68.60"),
        ("weight_kg", " 68.6 ", "68.6"),
        ("height_cm", "+168", "168"),
        ("height_cm", "168.", "168"),
        ("qrisk3_percent", ",5", "0.5"),
        ("qrisk3_percent", "-0", "0"),
        ("systolic_mmhg", "128", "128"),
        ("systolic_mmhg", "128.0", "128"),
        ("diastolic_mmhg", "082", "82"),
        ("hba1c_mmol_mol", "44,0", "44"),
    ],
)
def test_numbers_are_read_as_people_write_them(field: str, text: str, kept: str) -> None:
    assert taken(field, text) == kept


@given(st.sampled_from(sorted(MEASURED)), st.text(max_size=30))
def test_no_text_at_all_breaks_a_number(field: str, text: str) -> None:
    try:
        kept = taken(field, text, confirmed=True)
    except (AnswersRefused, KeyError):
        return
    limits = LIMITS[MEASURED[field]]
    assert re.fullmatch(r"[0-9]+(\.[0-9]+)?", kept)
    assert limits.low <= Decimal(kept) <= limits.high


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), st.sampled_from(TYPED) | st.text()))
def test_whatever_is_typed_is_taken_or_refused_in_sentences(answers: dict[str, str]) -> None:
    errors: dict[str, str] = {}
    items: Mapping[str, object] = {}
    try:
        items = checked_answers(answers)
    except AnswersRefused as refusal:
        errors = refusal.errors
    asked = {FIELDS[field].item for field, text in answers.items() if text.strip()}
    assert (set(errors) <= set(FIELDS) and not items) if errors else set(items) == asked


@pytest.mark.parametrize("field", ["systolic_mmhg", "diastolic_mmhg", "hba1c_mmol_mol"])
def test_whole_numbers_are_whole(field: str) -> None:
    refusal = refused({field: "85.5"} | PARTNERS.get(field, {}))
    assert "must be a whole number such as" in refusal.errors[field]


@pytest.mark.parametrize(
    ("one", "other"),
    [("systolic_mmhg", "diastolic_mmhg"), ("diastolic_mmhg", "systolic_mmhg")],
)
@pytest.mark.parametrize("left_open", [None, "", "  "])
def test_both_halves_of_a_pressure_or_none(one: str, other: str, left_open: str | None) -> None:
    refusal = refused({one: "100"} | ({} if left_open is None else {other: left_open}))
    assert refusal.errors == {other: "Enter both numbers of the blood pressure."}
    assert not refusal.confirmable


def test_a_pressure_with_its_halves_swapped_is_refused_even_when_confirmed() -> None:
    for confirmed in (False, True):
        refusal = refused({"systolic_mmhg": "82", "diastolic_mmhg": "128"}, confirmed=confirmed)
        assert "swapped" in refusal.errors["systolic_mmhg"]
        assert not refusal.confirmable


def test_a_very_narrow_pulse_pressure_has_to_be_confirmed() -> None:
    pressure = {"systolic_mmhg": "128", "diastolic_mmhg": "120"}
    refusal = refused(pressure)
    assert "very narrow pulse pressure" in refusal.errors["systolic_mmhg"]
    assert refusal.confirmable
    assert checked_answers(pressure, confirmed=True)["blood_pressure"] == {
        **pressure,
        "method": "manual",
    }


def test_a_typed_pressure_is_by_hand() -> None:
    items = checked_answers({"systolic_mmhg": "128", "diastolic_mmhg": "82"})
    assert items == {
        "blood_pressure": {"systolic_mmhg": "128", "diastolic_mmhg": "82", "method": "manual"}
    }


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
def test_audit_c_is_the_sum_of_its_three_answers(first: int, second: int, third: int) -> None:
    answers = dict(zip(AUDIT_C, map(str, (first, second, third)), strict=True))
    assert checked_answers(answers)["audit_c"] == {
        **answers,
        "audit_c": str(first + second + third),
    }


@pytest.mark.parametrize("missing", AUDIT_C)
def test_audit_c_needs_all_three(missing: str) -> None:
    refusal = refused(dict.fromkeys(set(AUDIT_C) - {missing}, "1"))
    assert set(refusal.errors) == {missing}
    assert "all three" in refusal.errors[missing]


@pytest.mark.parametrize("text", ["5", "-1", "1.0", "two", "٣", "²", "9" * 5_000])
def test_a_score_is_one_of_the_answers(text: str) -> None:
    refusal = refused(dict.fromkeys(AUDIT_C, "1") | {"audit_c_units": text})
    assert refusal.errors == {"audit_c_units": "Choose one of the answers, 0 to 4."}


@pytest.mark.parametrize(("field", "codes"), CHOICES.items())
def test_a_choice_is_one_of_its_codes(field: str, codes: type[Smoking]) -> None:
    assert {taken(field, str(code)) for code in codes} == {str(code) for code in codes}
    for wrong in ("something else", str(next(iter(codes))).upper()):
        refusal = refused({field: wrong} | PARTNERS.get(field, {}))
        assert refusal.errors == {field: "Choose one of the answers."}


@pytest.mark.parametrize(
    "text", ["2023", "2023-13", "2023-00", "March", "2023-3", "202303", "²023-03"]
)
def test_a_month_is_a_year_and_a_month(text: str) -> None:
    assert set(refused({"smoking": "ex", "stopped": text}).errors) == {"stopped"}


def test_only_who_has_stopped_has_a_month_of_stopping() -> None:
    assert taken("stopped", "2023-03") == "2023-03"
    assert set(refused({"smoking": "never", "stopped": "2023-03"}).errors) == {"stopped"}
    assert set(refused({"stopped": "2023-03"}).errors) == {"stopped"}


def test_words_have_a_longest_length() -> None:
    assert taken("substances", "c" * 200) == "c" * 200
    assert refused({"substances": "c" * 201}).errors == {
        "substances": "Use at most 200 characters."
    }


def test_an_hdl_has_to_be_below_the_total() -> None:
    for hdl in ("2.0", "2.1"):
        refusal = refused({"total_cholesterol_mmol_l": "2.0", "hdl_mmol_l": hdl})
        assert "has to be below" in refusal.errors["hdl_mmol_l"]
    assert checked_answers({"total_cholesterol_mmol_l": "5.1", "hdl_mmol_l": "1.3"})


def test_every_field_that_cannot_be_taken_is_named_at_once() -> None:
    answers = {"height_cm": "1.68", "weight_kg": "x", "smoking": "never", "systolic_mmhg": "221"}
    refusal = refused(answers)
    assert set(refusal.errors) == {"height_cm", "weight_kg", "systolic_mmhg", "diastolic_mmhg"}
    assert not refusal.confirmable


def test_one_refusal_among_unusual_values_is_a_refusal() -> None:
    assert refused({"weight_kg": "34", "waist_cm": "54"}).confirmable
    assert not refused({"weight_kg": "34", "waist_cm": "x"}).confirmable


def test_what_was_left_open_is_not_recorded() -> None:
    assert checked_answers({"smoking": "", "weight_kg": "  "}) == {}


def test_a_field_that_the_form_has_not_is_named() -> None:
    with pytest.raises(Refused, match="no field called shoe_size"):
        checked_answers({"shoe_size": "43"})


KNOWN = Known(
    today=date(2026, 11, 22), height_cm=Decimal(168), weight=(date(2026, 11, 18), Decimal("68.6"))
)


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"height_cm": "171"}, "height_cm", "differs by more than 2 cm"),
        ({"height_cm": "165.9"}, "height_cm", "differs by more than 2 cm"),
        ({"weight_kg": "151.2"}, "weight_kg", "ratio of pounds"),
        ({"weight_kg": "77"}, "weight_kg", "more than a tenth within seven days"),
    ],
)
def test_what_cannot_well_follow_from_before_is_asked_about(
    answers: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(AnswersRefused) as caught:
        checked_answers(answers, known=KNOWN)
    assert words in caught.value.errors[field]
    assert caught.value.confirmable
    assert checked_answers(answers, known=KNOWN, confirmed=True)


@pytest.mark.parametrize("height", ["166", "168", "170"])
def test_a_height_within_2_cm_is_the_same(height: str) -> None:
    assert checked_answers({"height_cm": height}, known=KNOWN)


def test_a_month_that_has_not_come_is_refused() -> None:
    with pytest.raises(AnswersRefused, match="has not come yet") as caught:
        checked_answers({"smoking": "ex", "stopped": "2026-12"}, known=KNOWN, confirmed=True)
    assert set(caught.value.errors) == {"stopped"}
    assert checked_answers({"smoking": "ex", "stopped": "2026-11"}, known=KNOWN)


def test_lying_and_standing_need_all_four_numbers_the_right_way_round() -> None:
    missing = refused({"lying_systolic_mmhg": "130", "lying_diastolic_mmhg": "80"})
    assert set(missing.errors) == {"standing_systolic_mmhg", "standing_diastolic_mmhg"}
    swapped = refused(POSTURAL | {"standing_systolic_mmhg": "90", "standing_diastolic_mmhg": "110"})
    assert "were they swapped" in swapped.errors["standing_systolic_mmhg"]


def test_a_value_is_taken_back_with_a_reason_only() -> None:
    assert taken_out({"weight_kg": "70"}) == ({"weight_kg": "70"}, None)
    fact = "018f0000-0000-7000-8000-000000000001"
    with pytest.raises(AnswersRefused) as caught:
        taken_out({"take_back": fact, "take_back_reason": " "})
    assert set(caught.value.errors) == {"take_back_reason"}
    rest, struck = taken_out({"take_back": fact, "take_back_reason": " typo ", "waist_cm": "82"})
    assert (rest, struck) == ({"waist_cm": "82"}, (UUID(fact), "typo"))


def test_an_average_from_outside_the_clinic_is_an_item_of_its_own() -> None:
    read = checked_answers(
        AVERAGE | {"average_systolic_mmhg": "136", "average_taken_on": "20 11 2026"}
    )
    assert {item: dict(values) for item, values in read.items()} == {
        "average_pressure": {
            "method": "home",
            "systolic_mmhg": "136",
            "diastolic_mmhg": "60",
            "taken_on": "2026-11-20",
        }
    }


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"average_method": "home"}, {"average_systolic_mmhg": "Enter the average too"}),
        (
            {"average_systolic_mmhg": "136", "average_diastolic_mmhg": "84"},
            {"average_method": "Choose how"},
        ),
        (
            {"average_method": "home", "average_systolic_mmhg": "136"},
            {"average_diastolic_mmhg": "Enter both numbers"},
        ),
        (AVERAGE | {"average_systolic_mmhg": "50"}, {"average_systolic_mmhg": "has to be above"}),
        (AVERAGE | {"average_taken_on": "soon"}, {"average_taken_on": "Enter the day"}),
    ],
)
def test_half_an_average_is_refused_beside_its_field(
    answers: dict[str, str], errors: dict[str, str]
) -> None:
    found = refused(answers, confirmed=True).errors
    assert set(found) == set(errors)
    for field, words in errors.items():
        assert words in found[field]


def test_an_average_of_a_day_to_come_is_asked_about() -> None:
    answers = AVERAGE | {"average_systolic_mmhg": "136", "average_taken_on": "23 11 2026"}
    with pytest.raises(AnswersRefused, match="That day has not come yet"):
        checked_answers(answers, known=Known(today=date(2026, 11, 22)))
