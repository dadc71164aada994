"""Asking the ``assess`` command, and records to ask it with."""

import json
from collections.abc import Mapping
from typing import Any

from clinicapp.commands.assess import DONE, run
from tests.support.lester_case_parts import TODAY, hba1c, lipids, pressures, record, results

CONTRACT_INPUT = """
{"id":"c1","on":"2026-11-22",
 "person":{"born":"1985-03-14","sex":"female","ethnicity":"H","pregnant":false,"diabetes":"none",
           "cvd":false,"antipsychotic_started":"2026-08-30","antipsychotic":"olanzapine"},
 "smoking":"current","diet":"poor","activity":"active","audit_c":4,"substances":"none",
 "height_cm":"168","weights":[{"on":"2026-08-30","kg":"66.2"},{"on":"2026-11-22","kg":"68.6"}],
 "waist_cm":"82",
 "blood_pressure":[{"systolic":152,"diastolic":94,"pulse_regular":true},
                   {"systolic":146,"diastolic":91}],
 "glucose":[{"test":"hba1c","value":"44","unit":"mmol/mol","sample":"poc"},
            {"test":"glucose","value":"6.4","unit":"mmol/L","fasting":"no"}],
 "lipids":{"total":"5.1","hdl":"1.3","triglycerides":"1.9","qrisk3_percent":"2.1"},
 "declined":["lipids"]}
""".replace("\n", " ")

"""The example of the command line's contract, on one line."""

FULL: dict[str, object] = {
    "smoking": "never",
    "diet": "adequate",
    "activity": "active",
    "audit_c": 2,
    "substances": "none",
    "height_cm": "170",
    "weights": [{"on": TODAY, "kg": "65.0"}],
    "waist_cm": "80",
    **pressures((122, 78)),
    **results(hba1c("36", sample="lab")),
    **lipids(total="4.8", hdl="1.4", qrisk3_percent="3.1"),
}
"""Everything recorded and nothing red."""


def ask(pack: str, *lines: str) -> tuple[int, list[str], list[str]]:
    written: list[str] = []
    complaints: list[str] = []
    return run(pack, lines, written.append, complaints.append), written, complaints


def judge(pack: str, given: Mapping[str, object]) -> Any:
    status, written, complaints = ask(pack, json.dumps(record(given)))
    assert (status, complaints) == (DONE, [])
    (line,) = written
    return json.loads(line)
