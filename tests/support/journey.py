"""A nurse at the real window: real threads, a real encrypted database, real transports.

The keyboard goes to the window's handle, so that a key reaches whatever really has the focus.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from uuid6 import uuid7

from clinicapp.demo.stage import Stage, raised
from clinicapp.domain.observations import ReadingStatus, status_of
from clinicapp.domain.people import Diabetes, Person, Sex
from clinicapp.domain.staff import Role
from clinicapp.placing import ReadingPlaced
from clinicapp.services.access import By
from clinicapp.services.clinic import people
from clinicapp.station.events import LinkChanged
from clinicapp.ui.clinic_window import UNDO_SECONDS, ClinicWindow
from clinicapp.ui.theme.theme import Theme
from tests.support.facts import an_actor
from tests.support.scans import scan

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from clinicapp.domain.forms import FormContents
    from clinicapp.domain.staff import Actor
    from clinicapp.front_door import FrontDoor
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.ui.widgets.domain_card import DomainCard
    from clinicapp.ui.widgets.entry_dialog import EntryDialog

PATIENCE_MS: Final = 30_000
CTRL: Final = Qt.KeyboardModifier.ControlModifier
NO_MODIFIER: Final = Qt.KeyboardModifier.NoModifier
LEAD: Final = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Meera Specimen")

ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "smoking": {"smoking": "never"},
    "lifestyle": {
        "diet": "adequate",
        "activity": "active",
        "audit_c_frequency": "1",
        "audit_c_units": "0",
        "audit_c_six_or_more": "0",
        "substances": "none",
    },
    "weight": {"height_cm": "168", "weight_kg": "62.5", "waist_cm": "78"},
    "blood_pressure": {"systolic_mmhg": "118", "diastolic_mmhg": "74", "pulse_regular": "yes"},
    "glucose": {"hba1c_mmol_mol": "36", "hba1c_sample": "lab"},
    "lipids": {
        "total_cholesterol_mmol_l": "4.8",
        "hdl_mmol_l": "1.4",
        "triglycerides_mmol_l": "1.2",
        "qrisk3_percent": "2.1",
    },
}
"""A person with nothing red, card by card."""


@contextmanager
def clinic_room() -> Iterator[Stage]:
    """The demonstration's room, database and threads, without bleak's remark on bluetoothctl."""
    log = logging.getLogger("bleak.backends.bluezdbus.version")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with raised() as stage:
            # All links are up before a test starts to count its threads.
            deadline = time.monotonic() + PATIENCE_MS / 1000
            while len(_links_up(stage)) < len(stage.room.links):
                assert time.monotonic() < deadline, "the links of the room did not come up"
                time.sleep(0.01)
            yield stage
    finally:
        log.setLevel(before)


def _links_up(stage: Stage) -> set[str]:
    return {
        each.label
        for each in list(stage.journal.events)
        if isinstance(each, LinkChanged) and each.up
    }


def admit(stage: Stage, name: str) -> UUID:
    """Somebody new on the ward, with everything about them known; their id."""
    now = stage.backstage.now()
    person = Person(
        id=uuid7(),
        family_name=name,
        given_name="Test",
        title="Ms",
        born=date(1985, 3, 14),
        sex=Sex.FEMALE,
        ethnicity="A",
        ward=stage.settings.ward,
        room="Room 1",
        pregnant=False,
        diabetes=Diabetes.NONE,
        cvd=False,
        antipsychotic="Olanzapine",
        antipsychotic_started=date(2020, 1, 15),
    )
    stage.database.run(lambda work: people.add_person(work, By(LEAD, now), person))
    return person.id


@dataclass
class Nurse:
    """Somebody at the window, with nothing but a keyboard."""

    stage: Stage
    clinic: ClinicWindow
    qtbot: QtBot

    # What is seen.

    @property
    def snapshot(self) -> FormSnapshot:
        """The open form."""
        found = self.clinic.clinic.snapshot
        assert found is not None
        return found

    @property
    def contents(self) -> FormContents:
        """What is on the open form."""
        return self.snapshot.contents

    @property
    def dialog(self) -> EntryDialog:
        """The entry dialog that is open."""
        found = self.clinic.form_page.dialog
        assert found is not None
        return found

    def card(self, key: str) -> DomainCard:
        """A card of the form."""
        return self.clinic.form_page.arrangement.cards[key]

    def reads(self, key: str) -> str:
        """Everything that stands on a card."""
        return str(self.card(key).view)

    def focused_card(self) -> str:
        """The card that has the focus, or an empty text."""
        focused = QApplication.focusWidget()
        for key, card in self.clinic.form_page.arrangement.cards.items():
            if focused is not None and (focused is card or card.isAncestorOf(focused)):
                return key
        return ""

    def trouble(self) -> str:
        """The sentence in the trouble bar."""
        return self.clinic.window._trouble_sentence

    def placed(self) -> list[ReadingPlaced]:
        """Every reading that has gone the whole way, oldest first."""
        return [each for each in list(self.stage.journal.events) if isinstance(each, ReadingPlaced)]

    def status(self, reading_id: UUID) -> ReadingStatus:
        """Where a reading stands in the store."""
        return self.stage.database.run(
            lambda work: status_of(work.readings.events(reading_id)), write=False
        )

    # What is done.

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Let the window live until something has come true."""

        def check() -> None:
            assert condition(), f"still waiting for {what}"

        self.qtbot.waitUntil(check, timeout=PATIENCE_MS)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER, times: int = 1
    ) -> None:
        """Press a key wherever the focus is."""
        for _ in range(times):
            window = QApplication.focusWindow()
            assert window is not None, "no window has the focus"
            QTest.keyClick(window, key, modifier)

    def scan(self, label: str) -> None:
        """Have a scanner type a label, wherever the focus is."""
        window = QApplication.focusWindow()
        assert window is not None, "no window has the focus"
        scan(window, label)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        window = QApplication.focusWindow()
        assert window is not None, "no window has the focus"
        for character in text:
            QTest.keyClick(window, character)  # type: ignore[call-overload]  # the stubs forget text
        # Typed faster than any person, so it is held until it is clear that it was no scanner.
        scanner = self.clinic.areas.scanner
        self.wait(lambda: not scanner.is_holding, "what was typed")

    def tab_to(self, wanted: QWidget) -> None:
        """Press Tab until a widget has the focus."""
        for _ in range(80):
            if wanted.hasFocus():
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {wanted.accessibleName()!r}")

    def open(self, person: UUID) -> FormSnapshot:
        """Open a person's form."""
        self.clinic.open_person(person)
        self.wait(
            lambda: (found := self.clinic.clinic.snapshot) and found.person.id == person,
            "the form",
        )
        self.wait(lambda: self.focused_card(), "a card to have the focus")
        return self.snapshot

    def go_to(self, card: str) -> None:
        """Press F8 until the focus is on a card that misses something."""
        for _ in range(12):
            if self.focused_card() == card:
                return
            self.press(Qt.Key.Key_F8)
        raise AssertionError(f"F8 does not go to {card}")

    def open_entry(self, card: str) -> EntryDialog:
        """Open the entry dialog of a card that misses something."""
        self.go_to(card)
        self.press(Qt.Key.Key_Space)
        self.wait(
            lambda: (
                self.clinic.form_page.dialog is not None
                and self.clinic.form_page.dialog.isActiveWindow()
            ),
            f"the dialog of {card}",
        )
        return self.dialog

    def fill(self, answers: Mapping[str, str]) -> None:
        """Answer the open dialog's questions, going from one to the next by Tab."""
        for key, text in answers.items():
            editor = self.dialog.fields[key].editor
            self.tab_to(editor)
            if isinstance(editor, QComboBox):
                self._choose(editor, text)
            else:
                assert isinstance(editor, QLineEdit)
                self.press(Qt.Key.Key_A, CTRL)
                self.type(text)

    def answer(self, card: str, answers: Mapping[str, str]) -> None:
        """Open a card's dialog, answer, and save with Enter."""
        self.open_entry(card)
        self.fill(answers)
        self.press(Qt.Key.Key_Return)
        self.wait_for_dialog_to_close()

    def wait_for_dialog_to_close(self) -> None:
        """Wait until the dialog is gone; then the window is active again, as on a desktop."""
        self.wait(lambda: self.clinic.form_page.dialog is None, "the dialog to close")
        self.come_back()

    def come_back(self) -> None:
        """A dialog in front has gone, and the window is active again."""
        # The offscreen platform has no window manager to do this.
        self.clinic.window.activateWindow()
        self.wait(self.clinic.window.isActiveWindow, "the window to be active again")

    def measure(self, act: Callable[[], object], what: str) -> ReadingPlaced:
        """Have a device measure, and wait until its reading has gone the whole way."""
        before = len(self.placed())
        act()
        self.wait(lambda: len(self.placed()) > before, what)
        return self.placed()[before]

    def lands(self, act: Callable[[], object], what: str) -> ReadingPlaced:
        """Have a device measure, and wait until its reading is on the open form."""
        found = self.measure(act, what)
        assert found.placed.fact is not None, found.placed.gate
        fact = found.placed.fact
        self.wait(lambda: fact.id in self.snapshot.sources, f"{what} on the form")
        return found

    def close_person(self) -> None:
        """Close the person with Ctrl+W."""
        self.press(Qt.Key.Key_W, CTRL)
        self.wait(lambda: self.clinic.clinic.snapshot is None, "the person to be closed")

    def _choose(self, box: QComboBox, code: str) -> None:
        self.press(Qt.Key.Key_Home)
        for _ in range(box.count()):
            if box.currentData() == code:
                return
            self.press(Qt.Key.Key_Down)
        raise AssertionError(f"{code} is no answer of {box.accessibleName()!r}")


@contextmanager
def at_the_window(
    stage: Stage,
    qtbot: QtBot,
    *,
    undo_seconds: int = UNDO_SECONDS,
    actor: Actor | None = None,
    door: FrontDoor | None = None,
    nobody: bool = False,
    needs: tuple[str, ...] = (),
    lock_minutes: int = 0,
) -> Iterator[Nurse]:
    """A window of the demonstration's nurse or ``actor``, shown and active; closed at the end.

    With a ``door`` people sign in at it; with ``nobody`` it begins at the sign-in screen.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    Theme().apply_to(application)
    clinic = ClinicWindow(
        stage.backstage,
        None if nobody else actor or stage.ward.nurse,
        ward=stage.settings.ward,
        armed_minutes=stage.settings.armed_minutes,
        undo_seconds=undo_seconds,
        demo_pack=stage.backstage.pack.title,
        door=door,
        needs=needs,
        lock_minutes=lock_minutes,
    )
    qtbot.addWidget(clinic.window)
    try:
        with qtbot.waitSignal(clinic.ready, timeout=PATIENCE_MS):
            clinic.show()
        clinic.window.activateWindow()
        qtbot.waitUntil(lambda: clinic.window.isActiveWindow(), timeout=PATIENCE_MS)
        yield Nurse(stage, clinic, qtbot)
    finally:
        clinic.clinic.close_person()
        clinic.close()
        Theme().apply_to(application)
