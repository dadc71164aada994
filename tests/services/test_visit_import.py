"""A contractor's list on a real database: read in any encoding, compared and written in parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from clinicapp.domain.equipment.visits import VisitStanding, judge_rows
from clinicapp.interop.visit_csv import read_visit
from clinicapp.policies import calibration_policy
from clinicapp.services.quality import visit_import
from clinicapp.services.quality.calibrations import keep_draft
from clinicapp.ui.desks.quality.visit_desk import VisitDesk
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel
from tests.support.back_room import TECHNICIAN, BackRoom
from tests.support.facts import LONDON

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.domain.equipment.visits import VisitRow

TODAY = date(2026, 11, 22)
HEAD = "Asset tag,Serial number,Date,Result,As found,Certificate number,Performed by\r\n"
POLICY = calibration_policy()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


def compared(room: BackRoom, text: str, encoding: str = "utf-8") -> tuple[VisitRow, ...]:
    found = read_visit((HEAD + text).encode(encoding), TODAY)
    by = room.by(TECHNICIAN)
    known = room.run(lambda work: visit_import.known_devices(work, by, found.entries, LONDON))
    return judge_rows(found.entries, known)


def write(room: BackRoom, rows: tuple[VisitRow, ...]) -> visit_import.Written:
    by = room.by(TECHNICIAN)
    return room.run(lambda work: visit_import.write_rows(work, by, "x", rows, POLICY, LONDON))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_bad_rows_among_many_are_all_shown_and_the_good_ones_can_be_imported(
    room: BackRoom, encoding: str
) -> None:
    for n in range(3):
        room.equip(f"BP-{n}")
    rows = [f"BP-{n},SN-BP-{n},20/11/2026,pass,pass,C-{n},Müller & Söhne" for n in range(3)]
    rows += [f"T{n},S{n},20/11/2026,pass,pass,C{n},=HYPERLINK(1)" for n in range(3_000)]
    for n, day in ((5, "31/02/2026"), (1500, "soon"), (2999, "1/1/2030")):
        rows[3 + n] = f"T{n},S{n},{day},pass,pass,C{n},x"
    judged = compared(room, "\r\n".join(rows) + "\r\n", encoding)
    refused = [row for row in judged if row.standing is VisitStanding.REFUSED]
    assert [row.row for row in refused] == [10, 1505, 3004]
    assert all(row.sentence for row in refused)
    good = tuple(row for row in judged if row.standing is VisitStanding.MATCHED)
    assert write(room, good) == visit_import.Written(3, 0, ())
    asset = room.run(lambda work: work.assets.by_tag("BP-0"))
    assert asset is not None
    (kept,) = room.run(lambda work: work.calibrations.of_asset(asset.id))
    assert kept.performed_by == "Müller & Söhne"


def test_a_device_that_was_written_in_the_same_part_is_looked_at_again(room: BackRoom) -> None:
    asset = room.equip("BP-1")
    by = room.by(TECHNICIAN)
    room.run(lambda work: keep_draft(work, by, asset.id, {"room": "Clinic"}))
    later, earlier = "BP-1,,20/11/2026,pass,,C-1,", "BP-1,,19/11/2026,pass,,C-2,"
    (first,), (second,) = compared(room, later), compared(room, earlier)
    assert {first.standing, second.standing} == {VisitStanding.MATCHED}
    found = write(room, (first, second))
    assert found.count == 1
    assert len(found.left_out) == 1
    # What somebody was typing about the device is theirs, whatever a list says.
    assert room.run(lambda work: work.calibrations.draft(asset.id, TECHNICIAN.id)) is not None


def test_closing_the_dialog_stops_the_writing_and_says_so(
    room: BackRoom, tmp_path: Path, qtbot: QtBot
) -> None:
    count = 3 * visit_import.PART
    for n in range(count):
        room.equip(f"BP-{n:03}")
    file = tmp_path / "visit.csv"
    rows = "".join(f"BP-{n:03},,20/11/2026,pass,,C-{n},\r\n" for n in range(count))
    file.write_text(HEAD + rows, encoding="utf-8")
    questions, model, holder = Questions(room.backstage, TECHNICIAN), RegisterViewModel(), QObject()
    desk = VisitDesk(questions, model, POLICY, holder)
    said: list[str] = []
    desk.said.connect(said.append)
    desk.stopped.connect(said.append)
    desk.read(str(file))
    qtbot.waitUntil(lambda: model.view is not None)
    model.tool_pressed.emit("write")
    desk.close()
    first = visit_import.PART
    assert said[-1] == f"Stopped: {first} of {count} imported, and they stay."
    qtbot.waitUntil(lambda: len(room.run(lambda work: work.calibrations.every())) == first)
    qtbot.wait(50)
    assert len(room.run(lambda work: work.calibrations.every())) == first
    questions.close()
