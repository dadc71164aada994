"""``clinicapp import caseload``: a dry run, and with --apply what it said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.caseload_samples import HEADINGS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command import Home, Ran

GOOD = "999 000 0018,Example,Amara,14/03/1985,Ash,4,Olanzapine,30/08/2026"
BAD = "9990000026,Sample,Ben,30/02/1985,Ash,5,,"


def listed(folder: Path, *rows: str) -> str:
    file = folder / "list.csv"
    file.write_text("\r\n".join((HEADINGS, *rows)), encoding="utf-8-sig")
    return str(file)


@pytest.fixture
def ready(home: Home) -> Home:
    assert home.run("db", "init").status == 0
    return home


def objects(ran: Ran) -> list[dict[str, object]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def test_a_dry_run_prints_each_problem_with_its_row_and_changes_nothing(
    ready: Home, tmp_path: Path
) -> None:
    file = listed(tmp_path, GOOD, BAD)
    for _ in range(2):
        ran = ready.run("import", "caseload", file)
        assert ran.status == 1
        assert ran.out.splitlines() == [
            "Row 2: new, EXAMPLE, Amara",
            "Row 3: refused, SAMPLE, Ben: The date of birth '30/02/1985' is no day of the "
            "calendar; check it.",
            "2 rows: new 1, changed 0, unchanged 0, in conflict 0, refused 1; not in the file: 0",
            "Nothing was changed. Add --apply to do this.",
        ]


def test_apply_does_the_good_rows_and_says_the_same(ready: Home, tmp_path: Path) -> None:
    file = listed(tmp_path, GOOD, BAD)
    dry = objects(ready.run("import", "caseload", file, "--json"))
    ran = ready.run("import", "caseload", file, "--apply", "--json")
    assert ran.status == 1
    done = objects(ran)
    assert done[:-1] == dry[:-1]
    assert done[-1] == dry[-1] | {"applied": True}
    again = ready.run("import", "caseload", listed(tmp_path, GOOD), "--apply")
    assert again.status == 0
    assert again.out.splitlines()[-1] == "Done."
    assert "unchanged 1" in again.out
    assert ready.run("db", "check").status == 0


def test_who_is_missing_is_discharged_only_when_that_is_said(ready: Home, tmp_path: Path) -> None:
    other = "999 000 0026,Sample,Ben,1/2/1970,Ash,5,,"
    ready.run("import", "caseload", listed(tmp_path, GOOD, other), "--apply")
    file = listed(tmp_path, GOOD)
    ran = ready.run("import", "caseload", file, "--ward", "Ash", "--apply")
    assert "SAMPLE, Ben (999 000 0026): not in the file, stays on the list" in ran.out
    options = ("--ward", "Ash", "--apply", "--discharge-missing")
    ran = ready.run("import", "caseload", file, *options)
    assert "SAMPLE, Ben (999 000 0026): discharged" in ran.out
    assert ran.out.splitlines()[-1] == "Done; 1 discharged."
    ran = ready.run("import", "caseload", file, *options)
    assert "not in the file: 0" in ran.out


@pytest.mark.parametrize(
    "options",
    [
        ("--discharge-missing",),
        ("--discharge-missing", "--apply"),
        ("--ward", " "),
        ("--unknown",),
    ],
)
def test_options_that_do_not_go_together(
    ready: Home, tmp_path: Path, options: tuple[str, ...]
) -> None:
    ran = ready.run("import", "caseload", listed(tmp_path, GOOD), *options)
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert ready.run("import", "caseload", str(tmp_path / "none.csv")).status == 2


def test_what_is_no_list_is_one_sentence(ready: Home, tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(b"PK\x03\x04 and more")
    ran = ready.run("import", "caseload", str(file), "--apply")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "This file is an Excel workbook and no CSV; save the list as CSV and choose that.\n"
    )


def test_what_is_exported_is_imported_as_nothing_new(ready: Home, tmp_path: Path) -> None:
    odd = ",=Formula,@At,1/2/1970,Ash,+4,,"
    ready.run("import", "caseload", listed(tmp_path, GOOD, odd), "--apply")
    file = tmp_path / "out.csv"
    ran = ready.run("export", "caseload", str(file), "--ward", "Ash")
    assert (ran.status, ran.out.split(" people")[0]) == (0, "2")
    assert "'=Formula,'@At" in file.read_text(encoding="utf-8-sig")
    ran = ready.run("import", "caseload", str(file), "--ward", "Ash")
    assert ran.status == 0
    assert "unchanged 2" in ran.out
    again = ready.run("export", "caseload", str(file))
    assert again.status == 1
    assert again.sentence.startswith("There is a file")


def test_messages_that_wait_are_listed_and_decided_on(ready: Home) -> None:
    assert ready.run("import", "messages").out == "No message waits for anybody.\n"
    ran = ready.run("import", "messages", "--handled", "x", "--reason", "y")
    assert ran.sentence.startswith("'x' is no message's id")
    unknown = "018f0000-0000-7000-8000-000000000001"
    ran = ready.run("import", "messages", "--set-aside", unknown, "--reason", "y")
    assert ran.sentence.startswith("That message is not in this station's database")
    both = ready.run("import", "messages", "--handled", unknown, "--set-aside", unknown)
    assert both.status == 2
