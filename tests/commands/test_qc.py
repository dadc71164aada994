"""The ``qc`` command against its contract."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from clinicapp.commands.qc import DONE, REFUSED, run

EXAMPLE = (
    '{"at":"2026-11-22T07:30","device":"DCA-1","analyte":"hba1c","lot":"A1","level":1,"run":"r1",'
    '"mean":"38.0","sd":"1.5","value":"41.2"}'
)


def ask(lines: Iterable[str]) -> tuple[int, list[str], list[str]]:
    written: list[str] = []
    complaints: list[str] = []
    return run(lines, written.append, complaints.append), written, complaints


def line(**changes: object) -> str:
    fields = json.loads(EXAMPLE) | changes
    return json.dumps({key: value for key, value in fields.items() if value is not None})


def test_the_example_of_the_contract_comes_out_as_it_is_written_there() -> None:
    assert ask([EXAMPLE]) == (DONE, ['{"z":"2.13","rules":["1-2s"],"verdict":"warn"}'], [])


def test_a_range_accepts_or_rejects_and_has_no_z() -> None:
    ranged = {"mean": None, "sd": None, "low": "36", "high": "40"}
    status, written, complaints = ask([line(**ranged), line(**ranged, value="40")])
    assert (status, complaints) == (DONE, [])
    assert [json.loads(each) for each in written] == [
        {"z": None, "rules": [], "verdict": "reject"},
        {"z": None, "rules": [], "verdict": "accept"},
    ]


def test_a_corrective_action_writes_no_line_and_begins_the_windows_anew() -> None:
    action = (
        '{"corrective_action":true,"at":"2026-11-22T08:00","device":"DCA-1","reason":"new lot"}'
    )
    status, written, _ = ask([EXAMPLE, action, line(at="2026-11-22T08:10", run="r2")])
    assert status == DONE
    assert [json.loads(each)["rules"] for each in written] == [["1-2s"], ["1-2s"]]
    _, written, _ = ask([EXAMPLE, line(at="2026-11-22T08:10", run="r2")])
    assert json.loads(written[1]) == {"z": "2.13", "rules": ["1-2s", "2-2s"], "verdict": "reject"}


def test_lines_are_judged_in_order_of_time_and_written_in_their_own() -> None:
    later = line(at="2026-11-23T07:30:10+00:00", run="r2")
    _, written, _ = ask([later, EXAMPLE])
    assert [json.loads(each)["rules"] for each in written] == [["1-2s", "2-2s"], ["1-2s"]]


def test_blank_lines_and_a_byte_order_mark_are_passed_over() -> None:
    assert ask(["\ufeff" + EXAMPLE, "\n", "  "])[0] == DONE


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (line(colour="red"), "colour is an unknown key"),
        (line(valeu="41.2", value=None), "valeu is an unknown key"),
        (line(value=None), "value is missing"),
        (line(device=None), "device is missing"),
        (line(level="first"), "level is first; it has to be a number"),
        (line(level="1.5"), "a whole number"),
        (line(level=0), "levels are counted from 1"),
        (line(sd="0"), "a standard deviation is above 0"),
        (line(sd=None), "sd is missing"),
        (line(mean=None, sd=None), "mean is missing"),
        (line(low="1", high="2"), "a mean or SD and a range"),
        (line(mean=None, sd=None, low="3", high="2"), "above high"),
        (line(mean=None, sd=None, low="3"), "high is missing"),
        (line(value="4.1e1"), "a number in plain notation"),
        (line(value="041"), "a number in plain notation"),
        (line(at="2026-02-30T07:30"), "a time that exists"),
        (line(at="22/11/2026"), "a time that exists"),
        (line(at="0001-01-01T00:00+23:59"), "a time that exists"),
        ('{"corrective_action":true,"at":"2026-11-22T07:30"}', "device is missing"),
        (EXAMPLE[:-1] + ',"value":"1"}', "is there twice"),
        ("[]", "it is no JSON object"),
        ("nonsense", "it is not JSON"),
    ],
)
def test_a_line_that_is_refused_is_named_and_the_others_go_on(bad: str, sentence: str) -> None:
    status, written, complaints = ask([EXAMPLE, bad])
    assert (status, len(written), len(complaints)) == (REFUSED, 1, 1)
    assert complaints[0].startswith("Line 2: ")
    assert sentence in complaints[0]
