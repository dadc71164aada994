"""The sign-in screen: every control named, large enough and reached by Tab, and nothing clipped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinicapp.domain.staff import Role
from clinicapp.ui.main_window import MainWindow
from clinicapp.ui.pages.sign_in.pin_boxes import PinBoxes
from clinicapp.ui.pages.sign_in.pin_panel import PinPanel
from clinicapp.ui.pages.sign_in.sign_in_cover import SignInCover
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.staff.present_sign_in import health_of, initials_of
from clinicapp.ui.viewmodels.staff.present_staff import ROLE_WORDS
from clinicapp.ui.viewmodels.staff.sign_in_view import (
    Health,
    HealthItem,
    NameTile,
    SignInView,
    Step,
)
from clinicapp.ui.viewmodels.staff.sign_in_view_model import SignInViewModel
from tests.support.page_window import clipped_words
from tests.support.ui_window import accessible_name, controls, tab_chain

TILES = tuple(
    NameTile(str(number), name, title, initials_of(name), "PIN until 18:52")
    for number, (name, title) in enumerate(
        [
            ("Rosa Tester", "Physical health nurse"),
            ("Kofi Sample", "Nurse in charge"),
            ("Meera Specimen", "Staff nurse"),
            ("Tom Placeholder", "Support worker"),
            ("Ines Demo", "Night nurse"),
            ("Dai Fictional", "Night doctor"),
        ]
    )
)
HEALTH = Health(
    "Checked 07:14",
    (
        HealthItem("bluetooth", "Devices", "4 of 5 connected", "HemoCue asleep", "moon"),
        HealthItem("database", "Database", "Saved 07:13", "Working", "circle-check", Tone.GOOD),
        HealthItem("archive", "Last backup", "None noted here", "Ask IT", "info"),
        HealthItem("calendar-clock", "Calibration", "Due soon: 1", "1 overdue", "clock"),
    ),
)
VIEWS = {
    "name": SignInView(
        "Ash ward", "Station ASH-01", "22 Nov 2026", "07:14", tiles=TILES, health=HEALTH
    ),
    "pin": SignInView(
        "Ash ward",
        "Station ASH-01",
        "22 Nov 2026",
        "07:14",
        step=Step.PIN,
        tiles=TILES,
        chosen=TILES[0],
        health=HEALTH,
    ),
    "password": SignInView(
        "Ash ward",
        "Station ASH-01",
        step=Step.PASSWORD,
        tiles=TILES,
        sentence="The user name or the password is wrong; check both and try again.",
        health=HEALTH,
    ),
    "secrets": SignInView(
        "Ash ward",
        "Station ASH-01",
        step=Step.SECRETS,
        chosen=TILES[0],
        needs=("user_name", "password", "pin"),
        errors={"pin": "This PIN is one of the most common ones; choose another."},
        health=HEALTH,
    ),
}


def covered(qtbot: QtBot, view: SignInView, scale: float) -> tuple[MainWindow, SignInCover, Theme]:
    """A window with the screen over it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme()
    theme.apply_to(application)
    window = MainWindow([], theme)
    qtbot.addWidget(window)
    window.set_text_scale(scale)
    window.set_covered(True)
    model = SignInViewModel(view, window)
    drawn = theme.at_scale(scale)
    cover = SignInCover(model, drawn, window, compact=window.compact)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.wait(20)
    return window, cover, drawn


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("kind", VIEWS)
def test_every_control_is_named_large_enough_and_reached_by_tab(
    qtbot: QtBot, kind: str, scale: float
) -> None:
    window, cover, _theme = covered(qtbot, VIEWS[kind], scale)
    found = controls(cover)
    assert len(found) >= 5
    for widget in found:
        assert accessible_name(widget).strip(), widget
        assert widget.height() >= 44, accessible_name(widget)
        assert widget.width() >= 44, accessible_name(widget)
    chain = tab_chain(window)
    assert [accessible_name(w) for w in found if w.isEnabled() and w not in chain] == []


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("kind", VIEWS)
def test_nothing_is_clipped_and_the_window_does_not_grow(
    qtbot: QtBot, kind: str, scale: float
) -> None:
    window, cover, theme = covered(qtbot, VIEWS[kind], scale)
    assert (window.width(), window.height()) == (1366, 768)
    assert cover.size() == window.size()
    assert cover.page.minimumSizeHint().height() <= 768
    # Station names and devices may be cut short in the strip; their tooltips say them whole.
    strip = {item.note for item in HEALTH.items}
    assert [words for words in clipped_words(cover, theme) if words not in strip] == []


def test_a_pin_takes_six_digits_and_nothing_else(qtbot: QtBot) -> None:
    boxes = PinBoxes(Theme())
    qtbot.addWidget(boxes)
    entered: list[bool] = []
    boxes.entered.connect(lambda: entered.append(True))
    QTest.keyClicks(boxes, "12a 3-4")
    assert boxes.text() == "1234"
    QTest.keyClick(boxes, Qt.Key.Key_Return)
    assert entered == []
    QTest.keyClick(boxes, Qt.Key.Key_Backspace)
    QTest.keyClicks(boxes, "45678")
    assert boxes.text() == "123456"
    QTest.keyClick(boxes, Qt.Key.Key_Return)
    assert entered == [True]
    assert "123456" not in boxes.accessibleDescription()
    assert boxes.displayText() == boxes.displayText()[0] * 6 != "666666"


def test_the_keypad_types_what_it_says(qtbot: QtBot) -> None:
    panel = PinPanel(Theme())
    qtbot.addWidget(panel)
    panel.show_view(VIEWS["pin"])
    heard: list[str] = []
    panel.entered.connect(heard.append)
    keys = {button.text(): button for button in panel._keys}
    for digit in "274919":
        assert not panel.submit.isEnabled()
        keys[digit].click()
    assert panel.submit.isEnabled()
    panel.submit.click()
    assert heard == ["274919"]
    panel.forget()
    assert panel.boxes.text() == ""
    assert panel.submit.toolTip() == "6 digits left"


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Rosa Tester", "RT"), ("Cher", "C"), ("Anna de la Cruz", "AC"), ("", "?"), (" ", "?")],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_every_role_that_a_person_may_have_can_be_given() -> None:
    given = set(ROLE_WORDS)
    assert Role.STATION not in given
    assert given <= set(Role)
    assert {Role.WARD_NURSE, Role.ADMINISTRATOR, Role.PHYSICAL_HEALTH_LEAD} <= given


def test_a_station_without_equipment_says_so_and_nothing_better() -> None:
    now = datetime(2026, 11, 22, 7, 14, tzinfo=UTC)
    health = health_of((), (), saved_at=None, backup_at=None, trouble="", now=now, zone=UTC)
    said = {item.label: (item.value, item.tone) for item in health.items}
    assert said["Devices"] == ("None here", Tone.MUTED)
    assert said["Calibration"] == ("Nothing to calibrate here", Tone.MUTED)
    broken = health_of(
        (), (), saved_at=now, backup_at=None, trouble="The disk is full.", now=now, zone=UTC
    )
    assert [item.note for item in broken.items if item.tone is Tone.BAD] == ["The disk is full."]


@pytest.mark.parametrize(
    ("days", "note", "tone"),
    [(0, "Complete", Tone.GOOD), (7, "Complete", Tone.GOOD), (8, "8 days ago", Tone.WARN)],
)
def test_the_last_backup_is_told_with_its_time_and_a_late_one_as_late(
    days: int, note: str, tone: Tone
) -> None:
    now = datetime(2026, 11, 22, 7, 14, tzinfo=UTC)
    made = now.replace(hour=2, minute=0) - timedelta(days=days)
    health = health_of((), (), saved_at=None, backup_at=made, trouble="", now=now, zone=UTC)
    item = next(item for item in health.items if item.label == "Last backup")
    assert item.value == f"{22 - days} Nov 2026, 02:00"
    assert item.note.startswith(note)
    assert item.tone is tone
