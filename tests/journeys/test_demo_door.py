"""The demonstration locks like a real station: its staff come back with the PIN that it tells."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clinicapp.demo.door import PASSWORD, PIN, TOLD, badge_of, demo_door
from clinicapp.demo.stage import Stage
from clinicapp.ui.pages.sign_in.sign_in_cover import SignInCover
from clinicapp.ui.viewmodels.staff.sign_in_view import Step
from tests.support.journey import at_the_window


def test_the_demonstrations_staff_come_back_with_pin_badge_and_password(
    stage: Stage, qtbot: QtBot
) -> None:
    assert PIN in TOLD
    assert PASSWORD in TOLD
    with demo_door(stage) as door, at_the_window(stage, qtbot, door=door) as nurse:
        session = nurse.clinic.session
        assert session.actor is not None
        assert session.actor.name == "Rosa Tester"
        nurse.wait(lambda: len(door.seen_here().result(5)) == 4, "all secrets to be hashed")
        nurse.press(Qt.Key.Key_F12)
        nurse.wait(lambda: nurse.clinic.window.covered, "the cover")
        cover = session.station_lock.cover
        assert isinstance(cover, SignInCover)
        # Whoever locked is chosen already.
        nurse.wait(lambda: len(cover.page.tiles.buttons) == 4, "all four names")
        desk = session.station_lock.desk
        assert desk is not None
        nurse.wait(lambda: desk.model.view.step is Step.PIN, "Rosa to be asked for her PIN")
        nurse.type(PIN)
        nurse.press(Qt.Key.Key_Return)
        nurse.wait(lambda: not nurse.clinic.window.covered, "Rosa to be in again")
        nurse.press(Qt.Key.Key_F12)
        nurse.wait(lambda: nurse.clinic.window.covered, "the cover")
        nurse.scan(badge_of("Kofi Sample"))
        nurse.wait(lambda: not nurse.clinic.window.covered, "Kofi to be in")
        assert session.actor is not None
        assert session.actor.name == "Kofi Sample"
