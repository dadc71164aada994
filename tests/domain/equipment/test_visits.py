"""A contractor's list: headings, rows that are not right, and what becomes of each row."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.equipment.visits import (
    KnownDevice,
    RefusedVisit,
    VisitColumn,
    VisitEntry,
    VisitStanding,
    judge_rows,
    read_entry,
    read_headings,
)
from clinicapp.domain.lists.headings import HeadingsRefused
from clinicapp.domain.lists.rows import Row

TODAY = date(2026, 11, 22)
GOOD = {
    VisitColumn.SERIAL: "SN-1",
    VisitColumn.DATE: "20/11/2026",
    VisitColumn.RESULT: "Pass",
    VisitColumn.CERTIFICATE: "C-1",
}


def entry(**changes: object) -> VisitEntry:
    values: dict[str, object] = {
        "row": 2,
        "tag": "",
        "serial": "SN-1",
        "done_on": date(2026, 11, 20),
        "result": Verdict.PASS,
        "as_found": None,
        "certificate_no": "C-1",
        "performed_by": "",
    }
    return VisitEntry(**(values | changes))  # type: ignore[arg-type]


def device(**changes: object) -> KnownDevice:
    values: dict[str, object] = {"asset_id": uuid4(), "tag": "BP-1", "name": "A&D UA-651"}
    return KnownDevice(**(values | changes))  # type: ignore[arg-type]


def test_headings_are_known_by_many_names() -> None:
    found = read_headings(["S/N", "Test date", "Outcome", "", "Cert No", "Engineer", "Found"])
    assert found == (
        VisitColumn.SERIAL,
        VisitColumn.DATE,
        VisitColumn.RESULT,
        None,
        VisitColumn.CERTIFICATE,
        VisitColumn.BY,
        VisitColumn.AS_FOUND,
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["Date", "Result", "Certificate"], "neither a column for the serial number"),
        (["Serial", "Result", "Certificate"], "no column 'Date'"),
        (["Serial", "Date", "Result"], "no column 'Certificate number'"),
        (["Serial", "Date", "Result", "Certificate", "Colour"], "'Colour' is not known"),
    ],
)
def test_headings_that_cannot_be_used(cells: list[str], said: str) -> None:
    found = read_headings(cells)
    assert isinstance(found, HeadingsRefused)
    assert said in found.sentence


def test_a_good_row_is_read() -> None:
    more = {VisitColumn.AS_FOUND: "FAILED", VisitColumn.BY: "Example  Ltd"}
    assert read_entry(Row(2, GOOD | more), TODAY) == entry(
        as_found=Verdict.FAIL, performed_by="Example Ltd"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({VisitColumn.SERIAL: ""}, "neither a tag nor a serial number"),
        ({VisitColumn.SERIAL: "5.19E+08"}, "shortened this serial number"),
        ({VisitColumn.DATE: ""}, "no date"),
        ({VisitColumn.DATE: "23/11/2026"}, "in the future"),
        ({VisitColumn.DATE: "31/11/2026"}, "no day of the calendar"),
        ({VisitColumn.RESULT: ""}, "no result"),
        ({VisitColumn.RESULT: "maybe"}, "'maybe' is no result"),
        ({VisitColumn.CERTIFICATE: ""}, "nothing proves it"),
        ({VisitColumn.CERTIFICATE: "C" * 81}, "longer than 80"),
        ({VisitColumn.BY: "Example\ufffd"}, "cannot be read"),
    ],
)
def test_a_row_that_is_not_right_says_why(changes: dict[VisitColumn, str], said: str) -> None:
    found = read_entry(Row(2, GOOD | changes), TODAY)
    assert isinstance(found, RefusedVisit)
    assert any(said in sentence for sentence in found.sentences)


def test_what_becomes_of_each_row() -> None:
    good, other = device(), device(tag="BP-2")
    late = device(tag="BP-3", calibrated_on=date(2026, 11, 21), last=Verdict.PASS)
    new = device(tag="BP-4", accepted_on=date(2026, 11, 21))
    failed = device(tag="BP-5", calibrated_on=date(2026, 1, 1), last=Verdict.FAIL)
    there = device(tag="BP-6", certificates=frozenset({(date(2026, 11, 20), "C-1")}))
    cases = [
        (2, (good,), VisitStanding.MATCHED, ""),
        (3, (good,), VisitStanding.DUPLICATE, "Row 2 is about the same device"),
        (4, (), VisitStanding.UNMATCHED, "No device here has the serial number SN-1"),
        (5, (good, other), VisitStanding.UNMATCHED, "BP-1, BP-2"),
        (6, (late,), VisitStanding.BACKWARDS, "calibrated on 21 Nov 2026, after that day"),
        (7, (new,), VisitStanding.BACKWARDS, "accepted on 21 Nov 2026, after that day"),
        (8, (failed,), VisitStanding.FAILED_BEFORE, "did not pass on 1 Jan 2026"),
        (9, (there,), VisitStanding.DUPLICATE, "Certificate C-1 of 20 Nov 2026 is recorded"),
    ]
    rows = judge_rows(
        [*(entry(row=row) for row, *_ in cases), RefusedVisit(10, ("No.",), "X")],
        {row: devices for row, devices, *_ in cases},
    )
    for row, (number, _devices, standing, said) in zip(rows, cases, strict=False):
        assert (row.row, row.standing) == (number, standing)
        assert said in row.sentence
    assert (rows[-1].standing, rows[-1].called) == (VisitStanding.REFUSED, "X")


@given(st.lists(st.sampled_from(["A", "B", "C", None]), max_size=12))
def test_no_device_is_written_twice(named: list[str | None]) -> None:
    devices = {name: device(tag=name) for name in "ABC"}
    known = {
        number: (() if name is None else (devices[name],)) for number, name in enumerate(named)
    }
    rows = judge_rows([entry(row=number) for number in range(len(named))], known)
    matched = [
        row.device.tag for row in rows if row.standing is VisitStanding.MATCHED and row.device
    ]
    assert matched == list(dict.fromkeys(name for name in named if name is not None))
    assert len(rows) == len(named)
