"""``clinicapp import calibrations`` and ``export calibrations``: a contractor's visit."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from tests.support.asset_lists import listed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command import Home

HEAD = "Serial number,Date,Result,As found,Certificate number,Performed by"


@pytest.fixture
def ready(home: Home, tmp_path: Path) -> Home:
    assert home.run("db", "init").status == 0
    file = tmp_path / "assets.csv"
    rows = [f"BP-{n:04},bp,A&D,UA-651,S-{n},Ash,,1/2/2024,1/2/2025" for n in range(1, 5)]
    file.write_bytes(listed(*rows))
    assert home.run("import", "assets", str(file), "--apply").status == 0
    return home


def a_visit(folder: Path, *rows: str) -> str:
    file = folder / "visit.csv"
    file.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8-sig")
    return str(file)


ROWS = (
    "S-1,1/2/2026,pass,pass,C-1,Example Ltd",
    "S-2,1/2/2026,pass,fail,C-2,Example Ltd",
    "S-9,1/2/2026,pass,,C-3,Example Ltd",
    "S-1,2/2/2026,pass,,C-4,Example Ltd",
    "S-3,1/1/2024,pass,,C-5,Example Ltd",
    "S-4,1/2/2026,perhaps,,C-6,Example Ltd",
)


def test_a_dry_run_says_what_becomes_of_each_row(ready: Home, tmp_path: Path) -> None:
    file = a_visit(tmp_path, *ROWS)
    for _ in range(2):
        ran = ready.run("import", "calibrations", file)
        assert ran.status == 1
        assert ran.out.splitlines() == [
            "Row 2: matched, BP-0001 A&D UA-651",
            "Row 3: matched, BP-0002 A&D UA-651",
            "Row 4: unmatched, S-9: No device here has the serial number S-9; check it, or add "
            "the device first.",
            "Row 5: duplicate, BP-0001 A&D UA-651: Row 2 is about the same device.",
            "Row 6: backwards in time, BP-0003 A&D UA-651: It was accepted on 1 Feb 2024, after "
            "that day.",
            "Row 7: refused, S-4: 'perhaps' is no result; write pass or fail.",
            "6 rows: matched 2, unmatched 1, duplicate 1, backwards in time 1, failed before 0, "
            "refused 1",
            "Nothing was changed. Add --apply to do this.",
        ]


def test_apply_writes_the_matched_rows_and_the_same_list_again_nothing(
    ready: Home, tmp_path: Path
) -> None:
    file = a_visit(tmp_path, *ROWS)
    ran = ready.run("import", "calibrations", file, "--apply", "--json")
    told = json.loads(ran.out.splitlines()[-1])
    assert (ran.status, told["counts"]["matched"], told["left_out"]) == (1, 2, 0)
    again = ready.run("import", "calibrations", file, "--apply", "--json")
    counts = json.loads(again.out.splitlines()[-1])["counts"]
    assert (counts["matched"], counts["duplicate"]) == (0, 3)
    out = tmp_path / "out.csv"
    assert ready.run("export", "calibrations", "--out", str(out)).status == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [(r["Asset tag"], r["Result"], r["As found"], r["Performed by"]) for r in rows] == [
        ("BP-0001", "pass", "pass", "Example Ltd"),
        ("BP-0002", "pass", "fail", "Example Ltd"),
    ]
    assert {row["Against"] for row in rows} == {"certificate"}


def test_no_cell_of_the_export_is_a_formula(ready: Home, tmp_path: Path) -> None:
    file = a_visit(tmp_path, "S-1,1/2/2026,pass,,=1+1,@Example")
    assert ready.run("import", "calibrations", file, "--apply").status == 0
    ran = ready.run("export", "calibrations")
    assert ran.status == 0
    (row,) = list(csv.DictReader(io.StringIO(ran.out)))
    assert (row["Certificate number"], row["Performed by"]) == ("'=1+1", "'@Example")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF document"),
        (b"a,b\n1,2\n", "no line of headings that is known"),
        (b"Serial,Date,Result,Certificate\n", "no calibration in this list"),
        (b"Serial,Date,Result\nS-1,1/2/2026,pass\n", "no column 'Certificate number'"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused(
    ready: Home, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "other.csv"
    file.write_bytes(content)
    ran = ready.run("import", "calibrations", str(file), "--apply")
    assert ran.status == 1
    assert said in ran.sentence
