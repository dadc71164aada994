"""What the ``assess`` command refuses, and how it says so."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.commands.assess import REFUSED, USED_WRONGLY
from tests.support.assess_command import CONTRACT_INPUT, FULL, ask
from tests.support.lester_case_parts import (
    TODAY,
    UK,
    glucose,
    hba1c,
    lipids,
    pressures,
    record,
    results,
)


def test_an_unknown_pack_is_wrong_use() -> None:
    status, written, complaints = ask("lester-2023", CONTRACT_INPUT)
    assert (status, written) == (USED_WRONGLY, [])
    assert complaints == [
        "There is no rule pack called 'lester-2023'; "
        "choose one of lester-2012, lester-2014, uk-current."
    ]


def test_a_refused_line_does_not_stop_the_next_one() -> None:
    status, written, complaints = ask(UK, "{", "", "\ufeff" + CONTRACT_INPUT + "\n", "[]")
    assert status == REFUSED
    assert [json.loads(line)["id"] for line in written] == ["c1"]
    assert [complaint.split(":")[0] for complaint in complaints] == ["Line 1", "Line 4"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"person": {"age": 3}}, "person.age"),
        ({"weights": [{"on": TODAY, "kg": "70", "lb": "1"}]}, "weights[0].lb"),
        ({"blood_pressure": [{"systolic": 120, "diastolic": 80, "arm": "left"}]}, "[0].arm"),
        ({"glucose": [{**hba1c("40"), "lot": "A"}]}, "glucose[0].lot"),
        ({"lipids": {"ldl": "2"}}, "lipids.ldl"),
        ({"smoking": "sometimes"}, "smoking"),
        ({"person": {"ethnicity": "Q"}}, "person.ethnicity"),
        ({"person": {"born": "2026-11-23"}}, "person.born"),
        ({"person": {"born": "1900-01-01"}}, "person.born"),
        ({"person": {"pregnant": "no"}}, "person.pregnant"),
        ({"on": "22/11/2026"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"id": ""}, "id"),
        ({"id": None}, "id"),
        ({"audit_c": 13}, "audit_c"),
        ({"audit_c": "2.5"}, "audit_c"),
        ({"substances": "unknown"}, "substances"),
        ({"height_cm": "1.68"}, "height_cm"),
        ({"height_cm": "99.9"}, "height_cm"),
        ({"height_cm": "1.7e2"}, "height_cm"),
        ({"height_cm": "0170"}, "height_cm"),
        ({"waist_cm": "251"}, "waist_cm"),
        ({"weights": [{"on": TODAY, "kg": "19.9"}]}, "weights[0].kg"),
        ({"weights": [{"on": "2026-11-23", "kg": "70"}]}, "weights[0].on"),
        ({"height_cm": "230", "weights": [{"on": TODAY, "kg": "21"}]}, "bmi"),
        ({"weights": [{"on": TODAY}]}, "weights[0].kg"),
        (pressures((301, 80)), "blood_pressure[0].systolic"),
        (pressures((120, 19)), "blood_pressure[0].diastolic"),
        (pressures((80, 80)), "blood_pressure[0].systolic"),
        (results(hba1c("201")), "glucose[0].value"),
        (results(hba1c("48", "%")), "glucose[0].value"),
        (results(hba1c("48", "mmol/L")), "glucose[0].unit"),
        (results(glucose("50.1")), "glucose[0].value"),
        (results(glucose("0.4")), "glucose[0].value"),
        (results(glucose("HI")), "glucose[0].value"),
        (lipids(total="30.1"), "lipids.total"),
        (lipids(triglycerides="80.1"), "lipids.triglycerides"),
        (lipids(total="5.0", hdl="5.0"), "lipids.hdl"),
        (lipids(qrisk3_percent="101"), "lipids.qrisk3_percent"),
        ({"declined": ["tea"]}, "declined"),
    ],
)
def test_what_cannot_be_is_refused_with_the_name_of_its_field(
    changed: Mapping[str, object], named: str
) -> None:
    line = json.dumps({**record({}), **changed})
    status, written, complaints = ask(UK, line)
    assert (status, written) == (REFUSED, [])
    assert named in complaints[0]
    assert complaints[0].endswith(".")
    assert "\n" not in complaints[0]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('{"id":"a","id":"b","on":"2026-11-22"}', "twice"),
        ('{"id":"a","on":"2026-11-22","height_cm":NaN}', "NaN"),
        ('{"id":7,"on":"2026-11-22"}', "id"),
        ('{"id":"a","on":"2026-11-22","height_cm":1e2}', "height_cm"),
        ("[" * 100_000, "nested"),
        ('{"id":"a","on":"2026-11-22","audit_c":' + "9" * 5000 + "}", "audit_c"),
    ],
)
def test_json_that_is_not_the_contracts_is_refused(line: str, named: str) -> None:
    status, written, complaints = ask(UK, line)
    assert (status, written) == (REFUSED, [])
    assert named in complaints[0]
    assert len(complaints[0]) < 300


@given(st.text())
def test_no_line_whatsoever_raises(line: str) -> None:
    status, written, complaints = ask(UK, line)
    assert written == []
    assert (status == REFUSED) == bool(complaints)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([*FULL, "id", "on", "person", "declined"]), json_values)
def test_no_value_of_any_key_raises(key: str, value: object) -> None:
    line = json.dumps({**record(FULL), key: value})
    status, written, complaints = ask(UK, line)
    assert (status == REFUSED) == bool(complaints)
    assert len(written) + bool(complaints) == 1
