"""``clinicapp import staff``: a dry run, and with --apply what it said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command import Home, Ran

HEADINGS = "Name,Job title,Role,Login,Badge number"
AMY = "Amy Tester,Staff nurse,Ward nurse,amy.tester,AT-000123"
KOFI = "Kofi Sample,Nurse in charge,Nurse; Equipment lead,kofi.sample,"


@pytest.fixture
def ready(home: Home) -> Home:
    assert home.run("db", "init").status == 0
    return home


def listed(folder: Path, *rows: str) -> str:
    file = folder / "staff.csv"
    file.write_text("\r\n".join((HEADINGS, *rows)), encoding="utf-8-sig")
    return str(file)


def objects(ran: Ran) -> list[dict[str, object]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def test_a_dry_run_reports_every_row_and_changes_nothing(ready: Home, tmp_path: Path) -> None:
    file = listed(tmp_path, AMY, AMY, "Ben Example,,Wizard,,", "Nia New,,,,")
    for _ in range(2):
        ran = ready.run("import", "staff", file, "--dry-run")
        assert ran.status == 1
        assert ran.out.splitlines() == [
            "Row 2: new, Amy Tester",
            "Row 3: duplicate, Amy Tester: This is the person of row 2 again.",
            "Row 4: refused, Ben Example: The role 'Wizard' is not known; write one of Ward nurse, "
            "Equipment lead, Physical health lead, Clinical safety officer, Administrator.",
            "Row 5: refused, Nia New: A new member of staff needs a role, such as Ward nurse.",
            "4 rows: new 1, changed 0, matched 0, duplicate 1, refused 2",
            "Nothing was changed. Add --apply to do this.",
        ]


def test_apply_does_it_once_and_the_next_list_changes_what_differs(
    ready: Home, tmp_path: Path
) -> None:
    ran = ready.run("import", "staff", listed(tmp_path, AMY, KOFI), "--apply")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].startswith("Done.")
    again = ready.run("import", "staff", listed(tmp_path, AMY, KOFI))
    assert "2 rows: new 0, changed 0, matched 2, duplicate 0, refused 0" in again.out
    changed = listed(tmp_path, "Amy Tester-Example,Ward manager,,AMY.TESTER,AT-999", KOFI)
    first = objects(ready.run("import", "staff", changed, "--json"))[0]
    assert first["result"] == "changed"
    assert first["changes"] == {
        "name": ["Amy Tester", "Amy Tester-Example"],
        "title": ["Staff nurse", "Ward manager"],
        "badge": ["AT-000123", "AT-999"],
    }


def test_no_two_rows_take_one_badge(ready: Home, tmp_path: Path) -> None:
    file = listed(tmp_path, AMY, "Ines Demo,Night nurse,Ward nurse,ines.demo,at-000123")
    ran = ready.run("import", "staff", file, "--apply")
    assert ran.status == 1
    # The badge alone would mean Amy; with another user name it is somebody else's badge.
    assert (
        "Row 3: refused, Ines Demo: The badge AT-000123 is Amy Tester's. No two people can have "
        "the same one."
    ) in ran.out.splitlines()
    assert "new 1" in ran.out


def test_a_list_without_names_is_refused(ready: Home, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("Login,Role\namy,Ward nurse\n", encoding="utf-8")
    ran = ready.run("import", "staff", str(file))
    assert ran.status == 1
    assert ran.err.strip() == "The list has no column for the name; add one headed 'Name'."
