"""``clinicapp import assets`` and ``export assets``: a dry run, the good rows, and back again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.asset_lists import GOOD, listed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command import Home

BAD = "SC-1,Scale,seca,704,X1,Ash,31/2/2024,,"
BACK = "SC-2,Scale,seca,704,X2,Ash,1/2/2024,1/1/2024,"


def a_file(folder: Path, *rows: str) -> str:
    file = folder / "list.csv"
    file.write_bytes(listed(*rows))
    return str(file)


@pytest.fixture
def ready(home: Home) -> Home:
    assert home.run("db", "init").status == 0
    return home


@pytest.mark.parametrize("option", [(), ("--dry-run",)])
def test_a_dry_run_prints_each_row_and_changes_nothing(
    ready: Home, tmp_path: Path, option: tuple[str, ...]
) -> None:
    file = a_file(tmp_path, GOOD, BAD, BACK, GOOD)
    for _ in range(2):
        ran = ready.run("import", "assets", file, *option)
        assert ran.status == 1
        assert ran.out.splitlines() == [
            "Row 2: new, BP-0001 A&D UA-651",
            "Row 3: refused, SC-1 seca 704: The purchase date '31/2/2024' is no day of the "
            "calendar; check it.",
            "Row 4: backwards in time, SC-2 seca 704: It was accepted on 1 Jan 2024, before it "
            "was purchased on 1 Feb 2024; correct the date that is wrong.",
            "Row 5: duplicate, BP-0001 A&D UA-651: Row 2 says the same of this device; this row "
            "is left out.",
            "4 rows: new 1, changed 0, unchanged 0, backwards in time 1, duplicate 1, refused 1",
            "Nothing was changed. Add --apply to do this.",
        ]


def test_apply_does_the_good_rows(ready: Home, tmp_path: Path) -> None:
    rows = [f"BP-{n:04},bp,A&D,UA-651,S-{n},Ash,,," for n in range(120)]
    ran = ready.run("import", "assets", a_file(tmp_path, *rows, BAD), "--apply", "--json")
    assert ran.status == 1
    *each, told = [json.loads(line) for line in ran.out.splitlines()]
    assert (told["counts"]["new"], told["counts"]["refused"], told["applied"]) == (120, 1, True)
    assert each[0] == {
        "row": 2,
        "result": "new",
        "tag": "BP-0000",
        "name": "A&D UA-651",
        "changes": {},
        "sentences": [],
    }
    again = ready.run("import", "assets", a_file(tmp_path, *rows), "--apply")
    assert again.status == 0
    assert "unchanged 120" in again.out
    assert ready.run("db", "check").status == 0


def test_what_is_exported_is_imported_as_nothing_new(ready: Home, tmp_path: Path) -> None:
    odd = "SC-9,Scale,=seca,+704,@S,Elm,,,"
    ready.run("import", "assets", a_file(tmp_path, GOOD, odd), "--apply")
    out = tmp_path / "out.csv"
    ran = ready.run("export", "assets", "--out", str(out))
    assert (ran.status, ran.out) == (0, f"2 devices written to {out}.\n")
    assert "'=seca,'+704,'@S" in out.read_text(encoding="utf-8-sig")
    ran = ready.run("import", "assets", str(out))
    assert ran.status == 0
    assert "unchanged 2" in ran.out
    assert "There is a file" in ready.run("export", "assets", "--out", str(out)).sentence
    ran = ready.run("export", "assets", "--ward", "Elm")
    assert [line.split(",")[0] for line in ran.out.splitlines()] == ["Asset tag", "SC-9"]
    ran = ready.run("export", "assets", "--histories")
    assert [line.split(",")[1] for line in ran.out.splitlines()[1:]] == ["accepted", "checked"]


def test_what_is_no_list_is_one_sentence(ready: Home, tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(b"PK\x03\x04 and more")
    ran = ready.run("import", "assets", str(file), "--apply")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("This file is an Excel workbook and no CSV")
    assert ready.run("import", "assets", str(tmp_path / "none.csv")).status == 2
