"""The ``assess`` command against its contract and the reference's test cases."""

import importlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from clinicapp import rule_packs
from clinicapp.commands.assess import DONE, REFUSED
from tests.support.assess_command import CONTRACT_INPUT, FULL, ask, judge
from tests.support.lester_case_parts import ALL, L12, TODAY, UK, body, lipids, pressures

CONTRACT_OUTPUT = """
{"id":"c1","pack":"uk-current","domains":{
  "smoking":{"zone":"red","why":["current_smoker"],"actions":["SMK1","SMK2","SMK3"]},
  "lifestyle":{"zone":"red","why":["poor_diet"],"actions":["LIF1"]},
  "weight":{"zone":"red","why":["bmi_at_or_above_lower_cut_off"],"bmi":"24.3","gain_kg":"2.4",
            "actions":["WGT1"]},
  "blood_pressure":{"zone":"red","why":["systolic","diastolic"],
                    "used":{"systolic":146,"diastolic":91},"needs":null,"actions":["BP1"]},
  "glucose":{"zone":"red","why":["hba1c_high_risk"],"actions":["GLU1"]},
  "lipids":{"zone":"declined","why":[],"actions":["DEC1"]}},
 "complete":{"lester":{"done":6,"of":6},"nhse_core":{"done":5,"of":6},"audit":{"done":7,"of":7}},
 "due":[{"item":"weight","on":"2026-11-22"}],"prompts":["poc_hba1c_confirm_with_laboratory"]}
"""


def test_the_example_of_the_contract_comes_out_as_it_is_written_there() -> None:
    status, written, complaints = ask(UK, CONTRACT_INPUT)
    assert (status, complaints) == (DONE, [])
    assert len(written) == 1
    assert json.loads(written[0]) == json.loads(CONTRACT_OUTPUT)
    assert written[0] == json.dumps(json.loads(CONTRACT_OUTPUT), separators=(",", ":"))


def case_lines() -> list[dict[str, Any]]:
    """The cases as they lie in their file, read by nothing of the program."""
    text = files("resources").joinpath("lester", "cases.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


ANSWERED = [
    pytest.param(case, pack, id=f"{place} case {case['number']} {pack}")
    for place, case in enumerate(case_lines())
    for pack in case.get("packs", ())
]


def differences(wanted: Any, found: Any, path: str = "") -> list[str]:
    """Where an answer is not what was asked for; keys that were not asked for are passed over."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return [
            difference
            for key, value in wanted.items()
            for difference in differences(value, found.get(key, "nothing"), f"{path}.{key}")
        ]
    return [] if wanted == found else [f"{path}: {wanted} wanted, {found} found"]


@pytest.mark.parametrize(("case", "pack"), ANSWERED)
def test_the_command_answers_the_reference_cases(case: dict[str, Any], pack: str) -> None:
    status, written, complaints = ask(pack, json.dumps(case["given"]))
    field = case["expect"].get("refused")
    if field is not None:
        assert (status, written) == (REFUSED, [])
        assert any(complaint.startswith(f"Line 1: {field} ") for complaint in complaints)
        return
    assert (status, complaints) == (DONE, [])
    assert differences(case["expect"], json.loads(written[0])) == []


ON_THE_FORM: Mapping[int, tuple[str, str]] = {
    37: ("tests.domain.lester.test_measuring", "test_cases_37_to_39_a_fall_on_standing"),
    38: ("tests.domain.lester.test_measuring", "test_cases_37_to_39_a_fall_on_standing"),
    39: ("tests.domain.lester.test_measuring", "test_cases_37_to_39_a_fall_on_standing"),
    42: (
        "tests.services.test_filing",
        "test_a_device_that_is_not_fit_keeps_its_reading_off_the_form",
    ),
    54: (
        "tests.domain.lester.test_measuring",
        "test_case_54_an_unreliable_hba1c_clears_nothing_and_asks_for_glucose",
    ),
    63: ("tests.domain.test_filling", "test_a_special_is_never_taken_for_a_number"),
    84: ("tests.domain.test_screening", "test_case_84_red_without_an_action_is_not_intervened"),
}
"""Cases that ``assess`` has no input for and the form has, with the test that holds them."""


@pytest.mark.parametrize("number", ON_THE_FORM)
def test_a_case_of_the_form_is_held_by_its_own_test(number: int) -> None:
    assert number in {case["number"] for case in case_lines() if "elsewhere" in case}
    module, name = ON_THE_FORM[number]
    assert callable(getattr(importlib.import_module(module), name))


def test_every_one_of_the_88_cases_has_its_place_and_those_elsewhere_say_where() -> None:
    answered = {case["number"] for case in case_lines() if "packs" in case}
    elsewhere = {case["number"]: case["elsewhere"] for case in case_lines() if "packs" not in case}
    assert answered.isdisjoint(elsewhere)
    assert answered | set(elsewhere) == set(range(1, 89))
    assert min(map(len, elsewhere.values())) > 30
    assert len(ANSWERED) == sum(len(rule_packs.cases().of_pack(name)) for name in ALL)


START = date(2026, 8, 30)


def due_on(day: int, weighed: tuple[int, ...], start: date = START) -> Any:
    given_ = {
        **FULL,
        "on": (START + timedelta(days=day)).isoformat(),
        "weights": [
            {"on": (START + timedelta(days=before)).isoformat(), "kg": "65.0"} for before in weighed
        ],
        "person": {"antipsychotic_started": start.isoformat()},
    }
    (found,) = judge(UK, given_)["due"]
    assert found["item"] == "weight"
    return (date.fromisoformat(found["on"]) - start).days


def test_a_review_stays_due_on_the_day_it_is_weighed_and_then_gives_way_to_the_year() -> None:
    assert due_on(84, (0, 84)) == 84
    assert due_on(85, (0, 84)) == 365


def test_at_a_review_every_item_that_is_not_there_is_due() -> None:
    given_ = {"person": {"antipsychotic_started": "2026-08-30"}}
    on = [(due["item"], due["on"]) for due in judge(UK, given_)["due"]]
    assert on == [
        (item, "2026-11-22")
        for item in ("blood_pressure", "glucose", "lifestyle", "lipids", "weight")
    ]


def test_without_a_start_nothing_is_due() -> None:
    assert judge(UK, {})["due"] == []


def test_a_record_of_nothing_is_missing_in_every_domain() -> None:
    status, written, _ = ask(UK, '{"id":"x","on":"2026-11-22"}')
    answer = json.loads(written[0])
    assert status == DONE
    assert {found["zone"] for found in answer["domains"].values()} == {"missing"}
    assert {count["done"] for count in answer["complete"].values()} == {0}


def test_numbers_may_be_json_numbers_and_stay_exact() -> None:
    line = (
        '{"id":"a","on":"2026-11-22","height_cm":160.0,"weights":[{"on":"2026-11-22","kg":64.0}],'
        '"person":{"ethnicity":"A"}}'
    )
    status, written, _ = ask(L12, line)
    assert status == DONE
    assert json.loads(written[0])["domains"]["weight"]["bmi"] == "25.0"


def test_a_loss_of_weight_is_a_negative_gain() -> None:
    given_ = {"weights": [{"on": "2026-10-01", "kg": "70.0"}, {"on": TODAY, "kg": "68.5"}]}
    found = judge(UK, {**FULL, **given_})
    assert found["domains"]["weight"]["gain_kg"] == "-1.5"


def test_pregnancy_keeps_the_numbers_and_judges_neither_weight_nor_glucose() -> None:
    answer = judge(UK, {**FULL, **body("120"), "person": {"pregnant": True}})
    assert answer["domains"]["weight"]["zone"] == "not_assessable"
    assert answer["domains"]["weight"]["bmi"] == "30.0"
    assert answer["complete"]["lester"] == {"done": 6, "of": 6}


def test_a_gain_from_before_the_window_is_counted_from_the_last_weight_there() -> None:
    days = (("2026-03-01", "70.0"), ("2026-08-21", "84.0"), (TODAY, "86.0"))
    given_ = {"weights": [{"on": day, "kg": kg} for day, kg in days], "height_cm": "200"}
    assert judge(UK, {**FULL, **given_})["prompts"] == []


def test_known_diabetes_with_a_red_bmi_asks_the_weight_service() -> None:
    answer = judge(UK, {**body("104"), "person": {"diabetes": "type1"}})
    assert answer["domains"]["weight"]["actions"] == ["WGT1", "WGT3"]


@pytest.mark.parametrize(
    ("person", "prompt"),
    [
        ({"born": "1941-11-22"}, "qrisk3_not_for_this_age"),
        ({"born": "2001-11-23"}, "qrisk3_not_for_this_age"),
        ({"diabetes": "type1"}, "qrisk3_not_for_type_1_diabetes"),
    ],
)
def test_a_risk_that_its_tool_does_not_allow_cannot_clear_the_lipids(
    person: Mapping[str, object], prompt: str
) -> None:
    answer = judge(UK, {**FULL, "person": person})
    assert answer["domains"]["lipids"]["zone"] == "prompt"
    assert answer["prompts"] == [prompt]


@pytest.mark.parametrize(
    "person", [{"born": "1941-11-23"}, {"born": "2001-11-22"}, {"diabetes": "type2"}]
)
def test_a_risk_that_its_tool_allows_clears_the_lipids(person: Mapping[str, object]) -> None:
    assert judge(UK, {**FULL, "person": person})["domains"]["lipids"]["zone"] == "clear"


@pytest.mark.parametrize("pack", ALL)
def test_very_high_triglycerides_are_red_even_alone(pack: str) -> None:
    answer = judge(pack, lipids(triglycerides="20.1"))
    assert answer["domains"]["lipids"]["zone"] == "red"
    assert judge(pack, lipids(triglycerides="20"))["domains"]["lipids"]["zone"] == "missing"


def test_a_blood_pressure_that_needs_a_reading_is_done_in_none_of_the_counts() -> None:
    complete = judge(UK, {**FULL, **pressures((150, 80))})["complete"]
    assert [count["of"] - count["done"] for count in complete.values()] == [1, 1, 1]


@pytest.mark.parametrize("item", ["alcohol", "substances"])
def test_declined_alcohol_or_substances_count_for_the_audit_only(item: str) -> None:
    complete = judge(UK, {**FULL, "declined": [item]})["complete"]
    assert complete["audit"] == {"done": 7, "of": 7}
    assert complete["nhse_core"]["done"] == (5 if item == "alcohol" else 6)


def test_what_is_not_assessable_is_done_only_once_it_is_measured() -> None:
    given_ = {key: value for key, value in FULL.items() if key != "glucose"}
    answer = judge(UK, {**given_, "person": {"pregnant": True}})
    assert answer["domains"]["glucose"]["zone"] == "not_assessable"
    assert answer["complete"]["lester"] == {"done": 5, "of": 6}


def test_a_risk_without_its_cholesterol_is_no_lipid_profile() -> None:
    given_ = {
        **FULL,
        **lipids(hdl="1.2", qrisk3_percent="3"),
        "person": {"antipsychotic_started": "2026-08-30"},
    }
    answer = judge(UK, given_)
    assert answer["domains"]["lipids"]["zone"] == "clear"
    assert answer["complete"]["lester"]["done"] == 6
    assert answer["complete"]["nhse_core"]["done"] == 5
    assert {"item": "lipids", "on": TODAY} in answer["due"]


def test_someone_born_today_is_not_refused() -> None:
    assert judge(UK, {"person": {"born": TODAY}})["prompts"] == ["under_18_child_pathway"]
