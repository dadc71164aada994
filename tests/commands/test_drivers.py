"""``clinicapp drivers``: what is listed, as a table and as JSON Lines."""

from __future__ import annotations

import json

import pytest

from clinicapp.cli import DONE, run

# design/command-line.md: a driver is proven to one of these levels.
LEVELS = {"simulated", "documented", "captured", "field"}
FIRST_FOUR = {"gatt-blood-pressure", "gatt-weight-scale", "and-scale", "astm"}


def test_every_driver_is_listed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["drivers", "--json"]) == DONE
    told = capsys.readouterr()
    listed = [json.loads(line) for line in told.out.splitlines()]
    assert {each["key"] for each in listed} >= FIRST_FOUR
    for each in listed:
        assert each["level"] in LEVELS
        assert each["devices"]
        assert each["links"]
        assert each["measures"]
        assert each["protocol"]
    assert told.err == ""


def test_the_table_names_the_same_drivers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    run(["drivers", "--json"])
    keys = [json.loads(line)["key"] for line in capsys.readouterr().out.splitlines()]
    assert run(["drivers"]) == DONE
    table = capsys.readouterr().out
    assert table.splitlines()[0].split() == [
        *("Key", "Devices", "Link", "Protocol", "Measures", "Level")
    ]
    for key in keys:
        assert key in table


@pytest.mark.parametrize("columns", ["20", "80", "300"])
def test_no_word_of_the_table_is_lost_in_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert run(["drivers"]) == DONE
    table = capsys.readouterr().out
    assert "…" not in table
    assert "..." not in table
