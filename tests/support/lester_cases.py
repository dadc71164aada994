"""The 88 test cases of the clinical reference, section 11, as inputs and answers of ``assess``.

``APP`` there is ``uk-current`` here, ``L12`` is ``lester-2012``; ``lester-2014`` judges as 2012
does in every case that is not about lipids. The answers were written from the reference and the
command-line document, not from what the program says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

L12 = "lester-2012"
L14 = "lester-2014"
UK = "uk-current"
ALL = (L12, L14, UK)
TODAY = "2026-11-22"

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One answer: the domain under test of a record that holds little else."""

    number: int
    packs: Sequence[str] = ALL
    domain: str
    given: Json
    zone: str
    why: Sequence[str] = ()
    actions: Sequence[str] = ()
    shows: Json = field(default_factory=dict)
    prompts: Sequence[str] = ()

    @property
    def name(self) -> str:
        """How a test report calls it."""
        return f"case {self.number} {self.domain} {self.zone}"


def record(given: Json, person: Json | None = None) -> dict[str, object]:
    """A record of a White British adult of 41, with what a case gives."""
    facts: dict[str, object] = {"born": "1985-03-14", "ethnicity": "A", **(person or {})}
    told = given.get("person")
    if isinstance(told, Mapping):
        facts.update(told)
    return {"id": "case", "on": TODAY, **given, "person": facts}


def body(kg: str, cm: str = "200", ethnicity: str = "A") -> Json:
    """One weight and a height; at 200 cm the BMI is a quarter of the weight."""
    return {
        "height_cm": cm,
        "weights": [{"on": TODAY, "kg": kg}],
        "person": {"ethnicity": ethnicity},
    }


def weights(cm: str, *pairs: tuple[str, str]) -> Json:
    """Weights on days."""
    return {"height_cm": cm, "weights": [{"on": day, "kg": kg} for day, kg in pairs]}


def pressures(*pairs: tuple[int, int]) -> Json:
    """Readings in order."""
    return {"blood_pressure": [{"systolic": high, "diastolic": low} for high, low in pairs]}


def used(systolic: int, diastolic: int) -> Json:
    """The reading that counts, with nothing needed."""
    return {"used": {"systolic": systolic, "diastolic": diastolic}, "needs": None}


def hba1c(value: str, unit: str = "mmol/mol", **more: object) -> Json:
    """One HbA1c."""
    return {"test": "hba1c", "value": value, "unit": unit, **more}


def glucose(value: str, unit: str = "mmol/L", **more: object) -> Json:
    """One glucose."""
    return {"test": "glucose", "value": value, "unit": unit, **more}


def results(*entries: Json) -> Json:
    """Results of one visit."""
    return {"glucose": list(entries)}


def lipids(person: Json | None = None, **values: str) -> Json:
    """A lipid profile."""
    return {"lipids": values, **({"person": person} if person else {})}


BMI = ("bmi_at_or_above_cut_off",)
LOWER_BMI = ("bmi_at_or_above_lower_cut_off",)
BOTH = ("systolic", "diastolic")
HIGH_RISK = ("hba1c_high_risk",)
DIABETES = ("hba1c_diabetes_range",)
SECOND = {"used": None, "needs": "second_reading"}

CASES: tuple[Case, ...] = (
    Case(
        number=1,
        domain="smoking",
        given={"smoking": "current"},
        zone="red",
        why=("current_smoker",),
        actions=("SMK1", "SMK2", "SMK3"),
    ),
    Case(number=2, domain="smoking", given={"smoking": "ex"}, zone="clear"),
    Case(number=3, domain="smoking", given={"smoking": "vapes"}, zone="clear"),
    Case(number=4, domain="smoking", given={}, zone="missing"),
    Case(
        number=5,
        domain="lifestyle",
        given={"diet": "poor", "activity": "active"},
        zone="red",
        why=("poor_diet",),
        actions=("LIF1",),
    ),
    Case(
        number=6,
        domain="lifestyle",
        given={"diet": "adequate", "activity": "sedentary"},
        zone="red",
        why=("sedentary",),
        actions=("LIF2",),
    ),
    Case(number=7, domain="weight", given=body("99.6"), zone="clear", shows={"bmi": "24.9"}),
    Case(
        number=8,
        domain="weight",
        given=body("100.0"),
        zone="red",
        why=BMI,
        actions=("WGT1",),
        shows={"bmi": "25.0"},
    ),
    Case(
        number=9,
        domain="weight",
        given=body("64.0", "160"),
        zone="red",
        why=BMI,
        actions=("WGT1",),
        shows={"bmi": "25.0"},
    ),
    Case(
        number=10,
        domain="weight",
        given=body("72.2", "170"),
        zone="red",
        why=BMI,
        actions=("WGT1",),
        shows={"bmi": "25.0"},
    ),
    Case(number=11, domain="weight", given=body("91.6", ethnicity="H"), zone="clear"),
    Case(
        number=12,
        domain="weight",
        given=body("92.0", ethnicity="J"),
        zone="red",
        why=LOWER_BMI,
        actions=("WGT1",),
    ),
    Case(
        number=13,
        domain="weight",
        given=body("94.0", ethnicity="R"),
        zone="red",
        why=LOWER_BMI,
        actions=("WGT1",),
    ),
    Case(number=14, packs=(L12, L14), domain="weight", given=body("94", "200", "N"), zone="clear"),
    Case(
        number=14,
        packs=(UK,),
        domain="weight",
        given=body("94", "200", "N"),
        zone="red",
        why=LOWER_BMI,
        actions=("WGT1",),
    ),
    Case(number=15, domain="weight", given=body("96"), zone="clear", shows={"bmi": "24.0"}),
    Case(
        number=16,
        domain="weight",
        given=body("96", ethnicity="Z"),
        zone="clear",
        prompts=("ethnicity_unknown",),
    ),
    Case(
        number=17,
        domain="weight",
        given=body("93.6", ethnicity="S"),
        zone="prompt",
        prompts=("ask_ethnic_group",),
    ),
    Case(number=18, domain="weight", given=body("73.6"), zone="clear", actions=("WGT0",)),
    Case(
        number=19,
        domain="weight",
        given=weights("196.7", ("2026-08-24", "80.0"), (TODAY, "85.1")),
        zone="red",
        why=("weight_gain",),
        actions=("WGT2",),
        shows={"bmi": "22.0", "gain_kg": "5.1"},
    ),
    Case(
        # The reference has not red for 2012 and a prompt for APP; the contract a prompt for all.
        number=20,
        domain="weight",
        given=weights("196.7", ("2026-08-24", "80.0"), (TODAY, "85.0")),
        zone="prompt",
        shows={"gain_kg": "5.0"},
        prompts=("weight_gain_at_limit",),
    ),
    Case(
        number=21,
        domain="weight",
        given=weights("196.7", ("2026-07-25", "80.0"), (TODAY, "86.0")),
        zone="clear",
        shows={"gain_kg": None},
        prompts=("weight_gain_outside_window",),
    ),
    Case(
        number=22,
        domain="weight",
        given=weights("184", ("2026-09-08", "70.0"), ("2026-11-07", "75.5"), (TODAY, "74.0")),
        zone="clear",
        shows={"gain_kg": "4.0"},
        prompts=("weight_gain_peak_in_window",),
    ),
    Case(
        number=23,
        domain="weight",
        given=body("88"),
        zone="clear",
        shows={"bmi": "22.0", "gain_kg": None},
    ),
    Case(
        number=24, domain="weight", given=body("79.83", "180"), zone="clear", shows={"bmi": "24.6"}
    ),
    Case(
        number=25,
        domain="blood_pressure",
        given=pressures((139, 89)),
        zone="clear",
        shows=used(139, 89),
    ),
    Case(
        number=26,
        domain="blood_pressure",
        given=pressures((140, 85)),
        zone="prompt",
        shows=SECOND,
    ),
    Case(
        number=27,
        domain="blood_pressure",
        given=pressures((144, 88), (139, 86)),
        zone="clear",
        shows=used(139, 86),
    ),
    Case(
        number=28,
        domain="blood_pressure",
        given=pressures((150, 95), (138, 84)),
        zone="prompt",
        shows={"used": None, "needs": "third_reading"},
    ),
    Case(
        number=28,
        domain="blood_pressure",
        given=pressures((150, 95), (138, 84), (141, 86)),
        zone="clear",
        shows=used(138, 84),
    ),
    Case(
        number=29,
        domain="blood_pressure",
        given=pressures((152, 96), (150, 94)),
        zone="red",
        why=BOTH,
        actions=("BP1",),
        shows=used(150, 94),
    ),
    Case(
        number=30,
        packs=(L12, L14),
        domain="blood_pressure",
        given=pressures((140, 90), (140, 90)),
        zone="clear",
        prompts=("blood_pressure_not_at_target",),
    ),
    Case(
        number=30,
        packs=(UK,),
        domain="blood_pressure",
        given=pressures((140, 90), (140, 90)),
        zone="red",
        why=BOTH,
        actions=("BP1",),
    ),
    Case(
        number=31,
        domain="blood_pressure",
        given=pressures((128, 91), (130, 92)),
        zone="red",
        why=("diastolic",),
        actions=("BP1",),
    ),
    Case(
        number=32,
        domain="blood_pressure",
        given=pressures((141, 80), (142, 82)),
        zone="red",
        why=("systolic",),
        actions=("BP1",),
        shows=used(141, 80),
    ),
    Case(
        number=33,
        domain="blood_pressure",
        given=pressures((182, 96), (182, 96)),
        zone="red",
        why=BOTH,
        actions=("BP1", "BP2", "BP3"),
    ),
    Case(
        number=34,
        domain="blood_pressure",
        given=pressures((150, 121), (149, 122)),
        zone="red",
        why=BOTH,
        actions=("BP1", "BP2", "BP3"),
        shows=used(149, 122),
    ),
    Case(
        number=35,
        domain="blood_pressure",
        given=pressures((179, 119), (178, 118)),
        zone="red",
        why=BOTH,
        actions=("BP1", "BP2"),
    ),
    Case(
        number=36,
        domain="blood_pressure",
        given={"blood_pressure": [{"systolic": 132, "diastolic": 78, "pulse_regular": False}]},
        zone="prompt",
        actions=("ECG1",),
        shows={"used": None, "needs": "manual_reading"},
    ),
    Case(
        number=41,
        domain="blood_pressure",
        given={**pressures((146, 84), (146, 84)), "person": {"born": "1944-01-01"}},
        zone="red",
        why=("systolic",),
        actions=("BP1",),
    ),
    Case(number=44, domain="glucose", given=results(hba1c("41")), zone="clear"),
    Case(
        number=45,
        domain="glucose",
        given=results(hba1c("42")),
        zone="red",
        why=HIGH_RISK,
        actions=("GLU1",),
    ),
    Case(
        number=46,
        domain="glucose",
        given=results(hba1c("47")),
        zone="red",
        why=HIGH_RISK,
        actions=("GLU1",),
    ),
    Case(
        number=47,
        domain="glucose",
        given=results(hba1c("48", sample="lab")),
        zone="red",
        why=DIABETES,
        actions=("GLU2",),
    ),
    Case(
        number=48,
        domain="glucose",
        given=results(hba1c("49", sample="poc")),
        zone="red",
        why=DIABETES,
        actions=("GLU2",),
        prompts=("poc_hba1c_confirm_with_laboratory",),
    ),
    Case(
        number=49,
        domain="glucose",
        given=results(hba1c("6.0", "%")),
        zone="red",
        why=HIGH_RISK,
        actions=("GLU1",),
    ),
    Case(number=50, domain="glucose", given=results(hba1c("5.9", "%")), zone="clear"),
    Case(
        number=51,
        domain="glucose",
        given=results(hba1c("6.5", "%")),
        zone="red",
        why=DIABETES,
        actions=("GLU2",),
    ),
    Case(
        number=53,
        domain="glucose",
        given={**results(hba1c("40")), "person": {"antipsychotic_started": "2026-10-25"}},
        zone="clear",
        prompts=("hba1c_lags_after_antipsychotic_start",),
    ),
    Case(
        number=55,
        domain="glucose",
        given={**results(hba1c("50")), "person": {"pregnant": True}},
        zone="not_assessable",
        prompts=("pregnant_maternity_pathway",),
    ),
    Case(number=56, domain="glucose", given=results(glucose("5.4", fasting="yes")), zone="clear"),
    *(
        Case(
            number=56,
            domain="glucose",
            given=results(glucose(value, fasting="yes")),
            zone="red",
            why=(why,),
            actions=(action,),
        )
        for value, why, action in (
            ("5.5", "fasting_high_risk", "GLU1"),
            ("6.9", "fasting_high_risk", "GLU1"),
            ("7.0", "fasting_diabetes_range", "GLU2"),
        )
    ),
    Case(
        number=57,
        domain="glucose",
        given=results(glucose("6.0", fasting="unknown")),
        zone="clear",
        prompts=("ask_fasting_repeat",),
    ),
    Case(
        number=58,
        domain="glucose",
        given=results(glucose("11.0", fasting="no")),
        zone="clear",
        prompts=("random_glucose_ask_hba1c_or_fasting",),
    ),
    Case(
        number=58,
        domain="glucose",
        given=results(glucose("11.1", fasting="no")),
        zone="red",
        why=("random_diabetes_range",),
        actions=("GLU2",),
    ),
    Case(
        number=59,
        domain="glucose",
        given=results(glucose("198", "mg/dL", fasting="no")),
        zone="clear",
        prompts=("random_glucose_ask_hba1c_or_fasting",),
    ),
    Case(
        number=59,
        domain="glucose",
        given=results(glucose("200", "mg/dL", fasting="no")),
        zone="red",
        why=("random_diabetes_range",),
        actions=("GLU2",),
    ),
    Case(
        number=60,
        domain="glucose",
        given=results(glucose("3.6", fasting="no")),
        zone="clear",
        actions=("GLU4",),
    ),
    Case(
        number=61,
        domain="glucose",
        given=results(hba1c("40"), glucose("6.2", fasting="yes")),
        zone="red",
        why=("fasting_high_risk",),
        actions=("GLU1",),
    ),
    Case(
        number=62,
        domain="glucose",
        given={**results(hba1c("52")), "person": {"diabetes": "type2"}},
        zone="red",
        why=DIABETES,
        actions=("GLU2",),
        prompts=("known_diabetes_review",),
    ),
    Case(number=64, packs=(L12,), domain="lipids", given=lipids(total="6.0"), zone="clear"),
    Case(
        number=64,
        packs=(L14, UK),
        domain="lipids",
        given=lipids(total="6.0"),
        zone="prompt",
        prompts=("record_qrisk3",),
    ),
    Case(
        number=65,
        packs=(L12,),
        domain="lipids",
        given=lipids(total="6.1"),
        zone="red",
        why=("total_cholesterol",),
        actions=("LIP1",),
    ),
    *(
        Case(
            number=68,
            packs=packs,
            domain="lipids",
            given=lipids(total="5.0", qrisk3_percent=risk),
            zone="red" if red else "clear",
            why=("cvd_risk",) if red else (),
            actions=("LIP1",) if red else (),
        )
        for risk, packs, red in (
            ("9.9", ALL, False),
            ("10.0", (L12, L14), False),
            ("10.0", (UK,), True),
            ("10.1", (L12,), False),
            ("10.1", (L14, UK), True),
        )
    ),
    Case(
        number=69,
        packs=(L12,),
        domain="lipids",
        given=lipids(total="5.0", qrisk3_percent="20.0"),
        zone="clear",
    ),
    Case(
        number=69,
        packs=(L12,),
        domain="lipids",
        given=lipids(total="5.0", qrisk3_percent="20.1"),
        zone="red",
        why=("cvd_risk",),
        actions=("LIP1",),
    ),
    Case(
        number=70,
        domain="lipids",
        given=lipids({"cvd": True}, total="5.0", qrisk3_percent="6"),
        zone="prompt",
        prompts=("existing_cvd_secondary_prevention",),
    ),
    Case(
        number=71,
        packs=(L14, UK),
        domain="lipids",
        given=lipids({"born": "2002-03-14"}, total="5.0"),
        zone="prompt",
        prompts=("qrisk3_not_for_this_age",),
    ),
    Case(
        number=72,
        domain="lipids",
        given=lipids(total="9.2", qrisk3_percent="5"),
        zone="red",
        why=("total_cholesterol",),
        actions=("LIP1", "LIP2"),
    ),
    Case(
        number=73,
        domain="lipids",
        given=lipids(total="5.0", hdl="1.2", triglycerides="4.0", qrisk3_percent="5"),
        zone="clear",
    ),
    Case(
        number=76,
        domain="weight",
        given=body("104"),
        zone="red",
        why=BMI,
        actions=("WGT1",),
        shows={"bmi": "26.0"},
    ),
    Case(
        number=88,
        domain="glucose",
        given=results(hba1c("47", sample="poc"), hba1c("48", sample="lab")),
        zone="red",
        why=DIABETES,
        actions=("GLU2",),
        prompts=("poc_hba1c_confirm_with_laboratory",),
    ),
)

REFUSED: tuple[tuple[int, Json, str], ...] = (
    (43, pressures((85, 120)), "blood_pressure[0].systolic"),
    (52, results(hba1c("6.2")), "glucose[0].value"),
    (74, lipids(total="5.0", hdl="6.0"), "lipids.hdl"),
)
"""Cases that are refused, with the name of the field that the sentence has to say."""

OWN_TESTS: Mapping[int, str] = {
    75: "test_case_75_an_audit_c_of_five_is_positive_and_four_is_not",
    77: "test_case_77_declined_bloods_count_for_the_audit_and_not_for_the_core_six",
    78: "test_case_78_six_values_and_nothing_red_is_complete_without_actions",
    79: "test_case_79_five_of_six_core_items_are_not_complete",
    81: "test_case_81_someone_of_sixteen_is_not_judged_by_adult_weight_and_glucose_rules",
    82: "test_case_82_after_five_weekly_weights_the_sixth_is_due_and_then_the_twelfth_week",
    83: "test_case_83_a_switch_starts_the_timetable_again",
    85: "test_case_85_nhs_numbers_of_the_reference",
}
"""Cases about completeness, timetable or identity, with the test that holds them."""

ELSEWHERE: tuple[tuple[int, str], ...] = (
    (37, "postural readings are no input of assess; the blood-pressure entry page asks them"),
    (38, "as case 37"),
    (39, "as case 37"),
    (40, "home readings are no clinic readings and no input of assess"),
    (42, "the state of a device is judged by the gate, clinicapp.domain.gate"),
    (54, "a haemoglobin variant is no input of assess; the glucose card asks it"),
    (63, "a result that is a word never becomes a number; the inbox keeps it as it came"),
    (66, "there is no pack for the audit's own 'good health' ranges"),
    (67, "as case 66"),
    (80, "lipids carry no date in a record; the form's facts do"),
    (84, "whether an action was taken is a fact of the form, not of a record"),
    (86, "the wristband is compared when it is scanned"),
    (87, "readings are matched to a person by the station"),
)
"""Cases that belong to other parts of the product, with the reason."""
