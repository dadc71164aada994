"""A station that is left alone for a moment: nothing of a person is seen, nothing is lost."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from clinicapp.domain.observations import ReadingStatus
from tests.support.journey import ANSWERS, CTRL, Nurse, admit


def locked(nurse: Nurse) -> None:
    """Lock with F12."""
    nurse.press(Qt.Key.Key_F12)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is None, "the person to be closed")


def test_a_locked_station_shows_nobody_and_files_nothing(nurse: Nurse) -> None:
    person = admit(nurse.stage, "Lockedaway")
    nurse.open(person)
    nurse.answer("smoking", ANSWERS["smoking"])
    locked(nurse)
    assert not nurse.clinic.form_page.isVisible()
    assert nurse.stage.backstage.arming is None
    late = nurse.measure(lambda: nurse.stage.room.weigh(Decimal("91.2")), "a weight")
    assert late.placed.fact is None
    assert nurse.status(late.placed.reading.id) is ReadingStatus.HELD

    nurse.press(Qt.Key.Key_Return)  # the unlock button has the focus
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: nurse.clinic.clinic_area.isVisible(), "the list of people")
    # Not the last patient: the list. What was typed before is in the draft.
    assert nurse.clinic.clinic.snapshot is None
    nurse.open(person)
    assert nurse.contents.answers["smoking"].values["smoking"] == "never"


def test_no_key_lifts_the_cover(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Peekedat"))
    locked(nurse)
    for key, modifier in (
        (Qt.Key.Key_Equal, CTRL),
        (Qt.Key.Key_0, CTRL),
        (Qt.Key.Key_1, CTRL),
        (Qt.Key.Key_2, CTRL),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier),
    ):
        nurse.press(key, modifier)
        QApplication.processEvents()
        assert not nurse.clinic.window.centralWidget().isVisible(), key
        assert not nurse.clinic.clinic_area.isVisible(), key


def test_no_new_size_lifts_the_cover(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Resized"))
    locked(nurse)
    before = nurse.clinic.window.compact
    nurse.clinic.window.resize(nurse.clinic.window.minimumSize())
    QApplication.processEvents()
    assert nurse.clinic.window.compact != before
    assert not nurse.clinic.window.centralWidget().isVisible()
