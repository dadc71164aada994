"""The ``calibration`` command against its contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clinicapp import cli
from clinicapp.commands.calibration import DONE, REFUSED, run

GIVEN: dict[str, Any] = {
    "asset": "BP-1",
    "on": "2026-11-22",
    "standard": {"tag": "PM-7", "valid_to": "2027-03-01"},
    "required": ["50", "100", "150", "200"],
    "points": [
        {
            "reference": "100",
            "as_found": "104",
            "as_left": "100",
            "tolerance": "3",
            "uncertainty": "0.5",
        }
    ],
}
ANSWER = (
    '{"as_found":"fail","as_left":"indeterminate","points":[{"reference":"100",'
    '"as_found":{"error":"4","verdict":"fail"},"as_left":{"error":"0","verdict":"pass"}}],'
    '"why":["missing_points"],"look_back":true}'
)


def ask(*lines: str) -> tuple[int, list[str], list[str]]:
    """What the command answers and complains about."""
    written: list[str] = []
    complaints: list[str] = []
    return run(lines, written.append, complaints.append), written, complaints


def changed(**changes: object) -> str:
    """The contract's example with other values."""
    return json.dumps(GIVEN | changes)


def point(**values: object) -> dict[str, object]:
    """A point with a tolerance of 3 at 100."""
    return {"reference": "100", "tolerance": "3"} | values


def test_the_example_of_the_contract_comes_out_as_it_is_written_there() -> None:
    assert ask(json.dumps(GIVEN)) == (DONE, [ANSWER], [])


def test_the_program_runs_it_on_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "points.jsonl"
    file.write_text(f"\ufeff{json.dumps(GIVEN)}\n\n", encoding="utf-8")
    assert cli.run(["calibration", str(file)]) == 0
    assert capsys.readouterr() == (f"{ANSWER}\n", "")


def test_numbers_stay_exact_and_plain() -> None:
    points = [
        point(as_found="100.10", as_left="-0", reference="0.000000000001"),
        point(as_found=0.1, as_left="0.3", reference="0.2"),
    ]
    _status, (line,), _complaints = ask(changed(required=[], points=points))
    errors = [
        side["error"]
        for each in json.loads(line)["points"]
        for side in (each["as_found"], each["as_left"])
    ]
    assert errors == ["100.099999999999", "-0.000000000001", "-0.1", "0.1"]


def test_nothing_measured_is_null_and_never_a_pass() -> None:
    _status, (line,), _complaints = ask(changed(required=[], points=[point(as_found="100")]))
    answer = json.loads(line)
    assert answer["points"][0]["as_left"] is None
    assert (answer["as_found"], answer["as_left"]) == ("pass", "indeterminate")
    assert answer["why"] == ["missing_points"]
    _status, (line,), _complaints = ask('{"asset":"BP-1","on":"2026-11-22"}')
    answer = json.loads(line)
    assert (answer["as_found"], answer["as_left"]) == ("indeterminate", "indeterminate")
    assert answer["why"] == ["missing_points", "standard_unknown"]


def test_an_expired_standard_passes_nothing() -> None:
    good = [point(as_found="100", as_left="100")]
    for valid_to, verdict, why in (
        ("2026-11-22", "pass", []),
        ("2026-11-21", "indeterminate", ["standard_expired"]),
    ):
        standard = {"tag": "PM-7", "valid_to": valid_to}
        _s, (line,), _c = ask(changed(required=["100.0"], points=good, standard=standard))
        answer = json.loads(line)
        assert (answer["as_found"], answer["as_left"], answer["why"]) == (verdict, verdict, why)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (changed(asset=None), "asset is missing"),
        (changed(on=None), "on is missing"),
        (changed(on="2026-02-30"), "on is 2026-02-30"),
        (changed(colour="red"), "colour is an unknown key"),
        (changed(standard={"tag": "PM-7", "until": "x"}), "standard.until is an unknown key"),
        (changed(standard={"valid_to": "2027-01-01"}), "standard.tag is missing"),
        (changed(required=["50", "1e2"]), "required is"),
        (changed(required="50"), "required is 50"),
        (changed(points=[point(tolerance=None)]), "points[0].tolerance is missing"),
        (changed(points=[point(reference=None)]), "points[0].reference is missing"),
        (changed(points=[point(tolerance="-1")]), "points[0].tolerance is -1"),
        (changed(points=[point(uncertainty="-0.1")]), "points[0].uncertainty is -0.1"),
        (changed(points=[point(as_found="NaN")]), "points[0].as_found is NaN"),
        (changed(points=[point(as_fuond="1")]), "points[0].as_fuond is an unknown key"),
        (changed(points=["100"]), "points is"),
        ("[]", "no JSON object"),
        ("{", "not JSON"),
    ],
)
def test_what_is_not_understood_is_named_and_the_next_line_goes_on(line: str, named: str) -> None:
    status, written, complaints = ask(line, json.dumps(GIVEN))
    assert status == REFUSED
    assert written == [ANSWER]
    assert len(complaints) == 1
    assert complaints[0].startswith("Line 1: ")
    assert named in complaints[0]
    assert complaints[0].endswith(".")
