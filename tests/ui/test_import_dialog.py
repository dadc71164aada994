"""The import dialog with a real encrypted database behind it, by keyboard and by what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from clinicapp.domain.people import Person
from clinicapp.domain.staff import Role
from clinicapp.services.access import By
from clinicapp.services.clinic.people import add_person
from clinicapp.ui.desks.clinic import import_desk
from clinicapp.ui.desks.questions import OUR_FAULT, Questions
from clinicapp.ui.list_import import may_import, open_list_import
from clinicapp.ui.pages.worklist.import_dialog import ImportDialog
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.import_view import ImportTab, ImportView
from clinicapp.ui.viewmodels.worklist.present_import import LEAVES, NEW_PERSON, STAYS
from tests.support.back_room import NOW, NURSE, BackRoom
from tests.support.caseload_samples import HEADINGS, TODAY, a_number, known_person
from tests.support.facts import an_actor
from tests.support.page_samples import WORKLIST
from tests.support.page_window import clipped_words, open_page
from tests.support.ui_window import accessible_name, controls, tab_chain

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Meera Specimen")
PATIENCE_MS = 20_000
ROWS = (
    "999 000 0018,Example,Amara,14/03/1985,Ash,14,Aripiprazole,01/11/2026",
    "999 000 0026,Sample,Ben,1/2/1970,Ash,2,,",
    "9990000019,Wrong,Cy,31/2/1970,Ash,3,,",
    ",Newcomer,Dora,3 Apr 1991,,,Clozapine,2/11/2026",
)


@dataclass
class Lead:
    """The physical health lead at the dialog, and who was there before."""

    room: BackRoom
    qtbot: QtBot
    folder: Path
    dialog: ImportDialog
    people: dict[str, Person]
    imported: list[bool] = field(default_factory=list)

    @property
    def view(self) -> ImportView:
        return self.dialog._model.view

    def wait(self, until: str = "compared") -> None:
        def check() -> None:
            assert not self.view.busy
            assert self.view.done if until == "done" else self.view.tabs or self.view.trouble

        self.qtbot.waitUntil(check, timeout=PATIENCE_MS)

    def press(self, key: Qt.Key, *, alt: bool = False) -> None:
        held = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
        window = QApplication.focusWindow()
        assert window is not None
        QTest.keyClick(window, key, held)

    def tab_to(self, name: str) -> None:
        for _ in range(20):
            focused = QApplication.focusWidget()
            if focused is not None and focused.accessibleName() == name:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {name!r}")

    def counts(self) -> dict[str, int]:
        return {each.tab.value: each.count for each in self.view.tabs}

    def everybody(self) -> set[Person]:
        return set(self.room.run(lambda work: work.people.everybody()))

    def file(self, *rows: str) -> Path:
        file = self.folder / "list.csv"
        file.write_text("\r\n".join((HEADINGS, *rows)), encoding="utf-8")
        return file


@pytest.fixture
def lead(tmp_path: Path, qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Lead]:
    room = BackRoom.open(tmp_path)
    people = {
        "amara": known_person(),
        "ben": known_person(
            given_name="Ben", family_name="Sample", nhs_number=None, born=date(1970, 2, 1)
        ),
        "dee": known_person(given_name="Dee", nhs_number=None),
    }

    def put(work: object) -> None:
        for person in people.values():
            add_person(work, By(LEAD, NOW), person)  # type: ignore[arg-type]

    room.run(put)
    scale = getattr(request, "param", 1.0)
    opened = open_page(qtbot, "worklist", WORKLIST, scale=scale)
    questions = Questions(room.backstage, LEAD)
    imported: list[bool] = []
    file = tmp_path / "list.csv"
    dialog = open_list_import(
        questions,
        "Ash",
        Theme().at_scale(scale),
        opened.page,
        lambda: imported.append(True),
        ask=lambda _parent: str(file),
    )
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    found = Lead(room, qtbot, tmp_path, dialog, people, imported)
    found.file(*ROWS)
    yield found
    if isValid(dialog):
        dialog.close()
    questions.close()
    room.close()


def test_a_list_is_looked_at_decided_on_and_imported_by_keyboard(lead: Lead) -> None:
    assert QApplication.focusWidget() is lead.dialog.choose
    lead.press(Qt.Key.Key_Space)
    lead.wait()
    assert lead.counts() == {"new": 1, "changed": 1, "conflict": 1, "refused": 1, "missing": 1}
    assert lead.view.sentence == "4 rows compared; nothing has been changed yet."
    # What needs somebody comes first, and the focus is on it.
    assert lead.view.tab is ImportTab.CONFLICT
    assert lead.dialog.table.hasFocus()
    before = lead.everybody()

    lead.press(Qt.Key.Key_Return)
    assert lead.dialog.detail.box.hasFocus()
    lead.press(Qt.Key.Key_Down)
    lead.qtbot.waitUntil(lambda: lead.counts()["conflict"] == 0, timeout=PATIENCE_MS)
    lead.wait()
    assert lead.counts()["changed"] == 2

    lead.press(Qt.Key.Key_5, alt=True)
    assert lead.view.tab is ImportTab.MISSING
    assert lead.dialog.table.hasFocus()
    lead.press(Qt.Key.Key_Return)
    lead.press(Qt.Key.Key_Down)
    assert lead.view.submit == "Import 3 people, discharge 1"
    assert lead.everybody() == before

    lead.tab_to("Import 3 people, discharge 1")
    lead.press(Qt.Key.Key_Space)
    lead.wait("done")
    assert lead.view.sentence == "Done: 1 added, 2 changed and 1 discharged. 1 row left out."
    assert lead.imported == [True]
    assert QApplication.focusWidget() is lead.dialog.leave
    found = {each.display_name: each for each in lead.everybody()}
    assert str(found["SAMPLE, Ben"].nhs_number) == "9990000026"
    assert found["SAMPLE, Ben"].id == lead.people["ben"].id
    assert found["EXAMPLE, Dee"] == replace(lead.people["dee"], discharged_on=TODAY)
    assert found["NEWCOMER, Dora"].antipsychotic_started == date(2026, 11, 2)
    lead.press(Qt.Key.Key_Escape)
    lead.qtbot.waitUntil(lambda: not isValid(lead.dialog))


def test_each_tab_says_what_becomes_of_its_rows(lead: Lead) -> None:
    lead.dialog.choose.click()
    lead.wait()
    said = {}
    for button in lead.dialog.tabs.buttons:
        button.click()
        (row,) = lead.view.rows
        said[button.tab] = (row.row, row.name, row.words, *row.sentences)
    assert said[ImportTab.NEW] == ("Row 5", "NEWCOMER, Dora", "Is added to the list")
    assert said[ImportTab.CHANGED] == (
        "Row 2",
        "EXAMPLE, Amara",
        "Changes room, antipsychotic and its start",
        "Room: 12 → 14.",
        "Antipsychotic: olanzapine → Aripiprazole.",
        "Its start: 30 May 2026 → 1 Nov 2026. The timetable of checks starts anew from that day.",
    )
    assert said[ImportTab.REFUSED][2] == (
        "The date of birth '31/2/1970' is no day of the calendar; check it."
    )
    assert len(said[ImportTab.REFUSED]) == 5
    assert said[ImportTab.MISSING][1:3] == ("EXAMPLE, Dee", "Stays on the list")
    lead.dialog.tabs.buttons[2].click()
    (conflict,) = lead.view.rows
    assert [(each.code, each.label) for each in conflict.choices] == [
        ("", "Leave it out"),
        (
            str(lead.people["ben"].id),
            "It is SAMPLE, Ben, no NHS number · born 1 Feb 1970",
        ),
        (NEW_PERSON, "It is another person, who is new"),
    ]
    assert conflict.identity == "999 000 0026 · born 1 Feb 1970"


def test_a_decision_can_be_taken_back(lead: Lead) -> None:
    lead.dialog.choose.click()
    lead.wait()
    model = lead.dialog._model
    model.decide("3", NEW_PERSON)
    lead.wait()
    assert lead.counts()["new"] == 2
    model.choose_tab(ImportTab.NEW)
    decided = next(row for row in lead.view.rows if row.key == "3")
    assert decided.chosen == NEW_PERSON
    model.decide("3", "")
    lead.wait()
    assert (lead.counts()["new"], lead.counts()["conflict"]) == (1, 1)
    model.choose_tab(ImportTab.MISSING)
    key = lead.view.rows[0].key
    model.decide(key, LEAVES)
    assert lead.view.submit.endswith("discharge 1")
    model.decide(key, STAYS)
    assert lead.view.submit == "Import 2 people"


def test_nothing_is_imported_over_what_somebody_else_did_meanwhile(lead: Lead) -> None:
    lead.dialog.choose.click()
    lead.wait()
    lead.room.run(lambda work: work.people.update(replace(lead.people["amara"], room="99")))
    before = lead.everybody()
    lead.dialog.submit.click()
    lead.wait()
    assert lead.view.trouble
    assert lead.view.sentence.startswith("Somebody has changed the ward's people since")
    assert lead.everybody() == before
    assert lead.imported == []
    lead.dialog.choose.click()
    lead.wait()
    lead.dialog.submit.click()
    lead.wait("done")
    assert lead.imported == [True]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04", "This file is an Excel workbook and no CSV"),
        (b"Surname,Consultant,DOB\nA,B,1/2/1980", "The heading 'Consultant' is not known"),
        (None, "The file list.csv cannot be read: No such file or directory"),
    ],
)
def test_a_file_that_is_no_list_is_one_sentence(
    lead: Lead, content: bytes | None, why: str
) -> None:
    file = lead.folder / "list.csv"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    lead.dialog.choose.click()
    lead.wait()
    assert lead.view.trouble
    assert lead.view.sentence.startswith(why)
    assert not lead.dialog.submit.isEnabled()
    assert QApplication.focusWidget() is lead.dialog.choose
    lead.file(*ROWS)
    lead.dialog.choose.click()
    lead.wait()
    assert lead.view.tabs


def test_a_fault_of_ours_is_said_and_logged(
    lead: Lead, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(import_desk, "read_caseload", broken)
    lead.dialog.choose.click()
    lead.wait()
    assert lead.view.sentence == OUR_FAULT
    assert caplog.messages == ["a list could not be read"]
    caplog.clear()


def test_a_list_with_nothing_new_cannot_be_imported(lead: Lead) -> None:
    lead.file("999 000 0018,Example,Amara,14/03/1985,Ash,,,")
    lead.dialog.choose.click()
    lead.wait()
    assert lead.view.tab is ImportTab.MISSING
    assert lead.view.sentence.endswith("1 row said nothing new.")
    assert lead.dialog.submit.toolTip() == "There is nothing in this list to import."
    lead.dialog.tabs.buttons[0].click()
    assert lead.dialog.panel.is_empty


def test_the_window_lives_while_a_list_of_a_whole_trust_is_read(lead: Lead) -> None:
    rows = [f"{a_number(n)},Person{n},Test,{1 + n % 28}/3/1985,Ash,{n % 30},," for n in range(3000)]
    lead.file(*rows)
    ticks: list[int] = []
    clock = QElapsedTimer()
    clock.start()
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(clock.restart()))
    timer.start(5)
    lead.dialog.choose.click()
    lead.wait()
    timer.stop()
    assert len(ticks) > 10
    assert lead.counts()["new"] == 3000
    # Rows come page by page as they are looked at.
    lead.dialog.tabs.buttons[0].click()
    assert len(lead.view.rows) == import_desk.PAGE
    lead.dialog.table.scrollToBottom()
    lead.qtbot.waitUntil(lambda: len(lead.view.rows) > import_desk.PAGE)
    assert lead.view.total == 3000


def test_closing_while_a_list_is_read_leaves_nothing_behind(lead: Lead) -> None:
    lead.file(*[f"{a_number(n)},P{n},T,1/3/1985,Ash,,," for n in range(2000)])
    lead.dialog.choose.click()
    assert lead.view.busy
    before = lead.everybody()
    lead.press(Qt.Key.Key_Escape)
    lead.qtbot.wait(50)
    assert lead.everybody() == before


@pytest.mark.parametrize("lead", [1.0, 1.5], indirect=True)
def test_nothing_is_clipped_and_everything_has_a_name_and_a_target(lead: Lead) -> None:
    theme = lead.dialog._theme
    lead.dialog.choose.click()
    lead.wait()
    for button in lead.dialog.tabs.buttons:
        button.click()
        lead.qtbot.wait(20)
        assert clipped_words(lead.dialog, theme) == []
        for widget in controls(lead.dialog):
            assert accessible_name(widget), widget
            assert widget.height() >= 44
            assert widget.width() >= 44
        chain = [accessible_name(each) for each in tab_chain(lead.dialog)]
        assert chain[0] == "Choose a file"
        assert chain[-2:] == ["Close", lead.view.submit]
    window = lead.dialog.parentWidget().window()
    assert lead.dialog.width() <= window.width()
    assert lead.dialog.height() <= window.height()


def test_who_is_offered_the_import() -> None:
    assert may_import(LEAD, "Ash")
    assert not may_import(LEAD, None)
    assert not may_import(NURSE, "Ash")
