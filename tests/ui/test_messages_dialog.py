"""The dialog of the hospital's messages: seen, looked at as they came, and decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from uuid6 import uuid7

from clinicapp.domain.identity import Identifier
from clinicapp.domain.staff import Role
from clinicapp.services.clinic.admission_messages import receive_admission
from clinicapp.station.adt_messages import Hospital, read_message
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.message_list import open_messages
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.worklist.present_messages import (
    APPLY,
    DECISION,
    HANDLED,
    IDENTIFIER,
    NEW,
    REASON,
    waiting_words,
    wrong_answers,
)
from tests.support.adt import adt, block
from tests.support.back_room import STATION, BackRoom
from tests.support.caseload_samples import TODAY, known_person
from tests.support.facts import LONDON, an_actor
from tests.support.page_window import clipped_words

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from clinicapp.domain.people import Person
    from clinicapp.ui.pages.worklist.messages_dialog import MessagesDialog

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Meera Specimen")
BOTH = {IDENTIFIER[0]: Identifier.FULL_NAME.value, IDENTIFIER[1]: Identifier.DATE_OF_BIRTH.value}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[BackRoom]:
    found = BackRoom.open(tmp_path)
    yield found
    found.close()


def hear(room: BackRoom, text: bytes) -> None:
    hospital = Hospital(ward="Ash", zone=LONDON)
    message = read_message(
        block(text),
        text,
        hospital,
        message_id=uuid7(),
        address="192.0.2.7",
        received_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
    )
    by = room.by(STATION)
    room.run(lambda work: receive_admission(work, by, message, frozenset({"Ash"}), TODAY))


@pytest.fixture
def person(room: BackRoom) -> Person:
    found = known_person(nhs_number=None, room="Room 1")
    room.run(lambda work: work.people.add(found))
    hear(room, adt("A40", ward="Ash", more="MRG|9990000026^^^NHS^NH"))
    hear(room, adt("A08", ward="Ash^4^B", control="2"))
    return found


@pytest.fixture
def dialog(room: BackRoom, person: Person, qtbot: QtBot) -> Iterator[MessagesDialog]:
    window = QWidget()
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    questions = Questions(room.backstage, LEAD)
    opened = open_messages(questions, Theme(), window, lambda: None)
    qtbot.waitUntil(lambda: len(rows(opened)) == 2)
    yield opened
    opened.reject()
    questions.close()


def rows(dialog: MessagesDialog) -> list[tuple[str, str]]:
    return [(row.what, row.who) for row in dialog._model.view.rows]


def words(root: QWidget) -> str:
    return " ".join(each.text() for each in root.findChildren(QLabel) if each.isVisible())


def test_each_message_is_told_with_who_what_when_and_why(dialog: MessagesDialog) -> None:
    assert rows(dialog) == [
        ("Changed particulars, Ash", "EXAMPLE, AMARA"),
        ("Two records are one person's, Ash", "EXAMPLE, AMARA"),
    ]
    row = dialog.row
    assert row is not None
    assert row.identity == "born 14 Mar 1985 · 999 000 0018 TEST"
    assert (row.when, row.sender) == ("22 Nov 2026, 09:00", "PAS, RXX at 192.0.2.7")
    assert "known without an NHS number" in words(dialog)
    assert clipped_words(dialog, Theme()) == []


def test_the_message_as_it_came_is_one_click_away(dialog: MessagesDialog) -> None:
    assert "PID|1||" not in words(dialog)
    dialog.raw.click()
    assert "PID|1||L123^^^RXX^PI~9990000018^^^NHS^NH||EXAMPLE^AMARA^^^MS||19850314" in words(dialog)
    assert "\\x0bMSH|" in words(dialog)
    dialog.raw.click()
    assert "PID|1||" not in words(dialog)


def test_a_decision_asks_for_two_identifiers_or_a_reason(dialog: MessagesDialog) -> None:
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    panel = dialog.panel_of_decision
    assert panel is not None
    assert "EXAMPLE, Amara, born 14 Mar 1985, NHS number not known, on Ash" in words(panel)
    panel._submit()
    assert "Choose what is to become of the message." in words(panel)
    panel.reject()
    assert dialog.panel_of_decision is None
    assert dialog.table.hasFocus()


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, {DECISION}),
        ({DECISION: HANDLED}, {REASON}),
        ({DECISION: HANDLED, REASON: " "}, {REASON}),
        ({DECISION: HANDLED, REASON: "Told the clerk"}, set()),
        ({DECISION: NEW}, set(IDENTIFIER)),
        ({DECISION: NEW, IDENTIFIER[0]: "full_name"}, {IDENTIFIER[1]}),
        ({DECISION: NEW, **dict.fromkeys(IDENTIFIER, "full_name")}, {IDENTIFIER[1]}),
        ({DECISION: NEW, **BOTH}, set()),
        ({DECISION: APPLY, **BOTH}, set()),
    ],
)
def test_what_is_missing_is_said_beside_its_field(answers: dict[str, str], wrong: set[str]) -> None:
    assert set(wrong_answers(answers)) == wrong


def test_one_is_applied_and_the_other_set_aside(
    dialog: MessagesDialog, room: BackRoom, person: Person, qtbot: QtBot
) -> None:
    dialog.open_decision()
    panel = dialog.panel_of_decision
    assert panel is not None
    panel.show_answers({DECISION: f"{APPLY}{person.id}", **BOTH})
    panel._submit()
    qtbot.waitUntil(lambda: len(rows(dialog)) == 1)
    after = room.run(lambda work: work.people.get(person.id))
    assert after is not None
    assert str(after.nhs_number) == "9990000018"
    dialog.open_decision()
    panel = dialog.panel_of_decision
    assert panel is not None
    assert "Two records are never joined by the program." in words(panel)
    panel.show_answers({DECISION: HANDLED, REASON: "Both records compared"})
    panel._submit()
    qtbot.waitUntil(lambda: rows(dialog) == [])
    assert "No message of the hospital waits for a decision." in words(dialog)


def test_a_decision_that_cannot_be_taken_says_why_and_keeps_what_was_chosen(
    dialog: MessagesDialog, room: BackRoom, person: Person, qtbot: QtBot
) -> None:
    dialog.open_decision()
    panel = dialog.panel_of_decision
    assert panel is not None
    chosen = {DECISION: f"{APPLY}{uuid7()}", **BOTH}
    dialog._model.submit(dialog._model.view.rows[0].key, chosen)
    qtbot.waitUntil(lambda: "known without an NHS number" in panel.fields[DECISION]._error.text())
    assert panel.isVisible()
    assert len(rows(dialog)) == 2


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, ""),
        (1, "One message from the hospital waits for a decision."),
        (2, "Two messages from the hospital wait for a decision."),
        (12, "12 messages from the hospital wait for a decision."),
    ],
)
def test_how_many_wait_is_told_in_words(count: int, sentence: str) -> None:
    assert waiting_words(count) == sentence
