"""Telling a scanner from a person: the state machine, and the filter on a real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clinicapp.ui.scanner import Scanner
from clinicapp.ui.wedge import FRAMED_GAP_MS, GAP_MS, LEAST, Verdict, Wedge
from tests.support.scans import key, scan

Stroke = tuple[str, int]
"""A character (Enter is a line break) and how long after the one before, in milliseconds."""
STROKES = st.lists(
    st.tuples(
        st.sampled_from([*"abc019]\x1d\x02", " ", "", "\n"]),
        st.one_of(st.integers(0, GAP_MS), st.integers(GAP_MS + 1, 3 * FRAMED_GAP_MS)),
    ),
    max_size=40,
)


def played(strokes: list[Stroke]) -> tuple[str, list[str]]:
    """What reaches the field, and which labels are read, as the filter does it."""
    wedge, reached, held, labels, at = Wedge(), "", "", [], 0
    for character, after in strokes:
        at += after
        if wedge.is_late(at):
            reached, held = reached + held, ""
            wedge.forget()
        match wedge.press(character, at, ends=character == "\n"):
            case Verdict.PASS:
                reached += character
            case Verdict.HOLD:
                held += character
            case Verdict.GIVE_BACK:
                reached, held = reached + held + character, ""
            case Verdict.SCAN:
                labels.append(wedge.label)
                held = ""
        assert bool(held) == wedge.is_holding
    return reached + held, labels


def judged(strokes: list[Stroke]) -> tuple[str, list[str]]:
    """The same from a look at the whole evening: cut into bursts first, each judged at its end."""
    bursts: list[str] = []
    for character, after in strokes:
        limit = FRAMED_GAP_MS if bursts and bursts[-1].startswith("\x02") else GAP_MS
        begins = character == "\x02" or (character.isprintable() and character not in ("", " "))
        running = bool(bursts) and bursts[-1] != "" and not bursts[-1].endswith(("\n", "\0"))
        if running and after <= limit:
            stays = character == "\n" or begins or character in (" ", "\x1d")
            if character == "\x02" or character == "":
                stays = False
            bursts[-1] += character if stays else f"{character}\0"
        elif begins:
            bursts.append(character)
        else:
            bursts.append(f"{character}\0")
    reached, labels = "", []
    for burst in bursts:
        plain = burst.removesuffix("\n")
        framed = plain.startswith("\x02")
        label = plain.removeprefix("\x02")
        if burst.endswith("\n") and burst != "\n" and (framed or len(label) >= LEAST):
            labels.append(label)
        else:
            reached += burst.replace("\0", "")
    return reached, labels


@settings(deadline=None)
@given(STROKES)
def test_every_key_is_in_a_label_or_reaches_the_field_in_its_order(strokes: list[Stroke]) -> None:
    assert played(strokes) == judged(strokes)


def test_a_label_is_read_and_a_person_is_not() -> None:
    fast = [(character, 8) for character in "9992014539\n"]
    slow = [(character, GAP_MS + 1) for character in "9992014539\n"]
    assert played(fast) == ("", ["9992014539"])
    assert played(slow) == ("9992014539\n", [])
    # One that pauses once is a person.
    paused = [*fast[:4], ("0", GAP_MS + 1), *fast[5:]]
    assert played(paused) == ("9992014539\n", [])


def test_the_gap_itself_is_still_a_scanners() -> None:
    at_the_limit = [(character, GAP_MS) for character in "9992014539\n"]
    assert played(at_the_limit) == ("", ["9992014539"])


def test_a_label_with_a_prefix_may_be_slow_and_short() -> None:
    slow = [(character, GAP_MS + 20) for character in "\x02A7\n"]
    assert played(slow) == ("", ["A7"])


@dataclass
class Desk:
    """A window with a field and a button, and what was heard."""

    window: QWidget
    edit: QLineEdit
    button: QPushButton
    scanner: Scanner
    labels: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    pressed: list[bool] = field(default_factory=list)

    @property
    def handle(self) -> object:
        """The native window."""
        return self.window.windowHandle()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    window = QWidget()
    edit, button = QLineEdit(), QPushButton("Sign off")
    layout = QVBoxLayout(window)
    layout.addWidget(edit)
    layout.addWidget(button)
    qtbot.addWidget(window)
    scanner = Scanner(
        lambda label: label.startswith("999"),
        lambda: isinstance(QApplication.focusWidget(), QLineEdit),
    )
    found = Desk(window, edit, button, scanner)
    scanner.scanned.connect(found.labels.append)
    scanner.unknown.connect(found.unknown.append)
    button.clicked.connect(lambda: found.pressed.append(True))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    edit.setFocus()
    scanner.start()
    yield found
    scanner.stop()


def test_a_wanted_label_leaves_the_field_as_it_was(desk: Desk, qtbot: QtBot) -> None:
    desk.edit.setText("before")
    desk.edit.selectAll()
    scan(desk.window.windowHandle(), "9992014539")
    qtbot.waitUntil(lambda: desk.labels == ["9992014539"])
    assert (desk.edit.text(), desk.edit.selectedText()) == ("before", "before")


def test_a_label_that_ends_with_tab_moves_no_focus(desk: Desk, qtbot: QtBot) -> None:
    scan(desk.window.windowHandle(), "9992014539", ends_with=Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: desk.labels == ["9992014539"])
    assert desk.edit.hasFocus()


def test_another_label_is_typed_where_it_was_going(desk: Desk, qtbot: QtBot) -> None:
    entered: list[bool] = []
    desk.edit.returnPressed.connect(lambda: entered.append(True))
    scan(desk.window.windowHandle(), "LOT-A1-2026")
    assert desk.edit.text() == "LOT-A1-2026"
    # Its end is no Return of a person's, which would submit a panel that is half filled in.
    assert entered == []
    assert (desk.labels, desk.unknown) == ([], [])


def test_another_label_presses_no_button(desk: Desk, qtbot: QtBot) -> None:
    desk.button.setFocus()
    scan(desk.window.windowHandle(), "LOT-A1-2026")
    qtbot.waitUntil(lambda: desk.unknown == ["LOT-A1-2026"])
    assert desk.pressed == []
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_Space)
    assert desk.pressed == [True]


def test_a_person_loses_no_key_and_waits_hardly_at_all(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window.windowHandle()
    key(window, "a", 1_000)
    assert desk.edit.text() == ""
    assert desk.scanner.is_holding
    qtbot.waitUntil(lambda: desk.edit.text() == "a", timeout=1_000)
    # Two keys in one roll of the hand, and then an arrow: all in their order.
    key(window, "b", 2_000)
    key(window, "c", 2_010)
    QTest.keyClick(window, Qt.Key.Key_Home)
    assert desk.edit.text() == "abc"
    assert desk.edit.cursorPosition() == 0
    key(window, "d", 3_000)
    key(window, "e", 3_000 + GAP_MS + 1)
    qtbot.waitUntil(lambda: desk.edit.text() == "deabc", timeout=1_000)
    assert desk.labels == []


def test_keys_that_type_nothing_are_never_held(desk: Desk) -> None:
    window = desk.window.windowHandle()
    for code in (Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return):
        QTest.keyClick(window, code)
        assert not desk.scanner.is_holding


def test_a_window_that_goes_away_takes_nothing_with_it(desk: Desk, qtbot: QtBot) -> None:
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    qtbot.waitExposed(other)
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    scan(other.windowHandle(), "9992014539")
    qtbot.waitUntil(lambda: desk.labels == ["9992014539"])
    assert other.text() == ""
    other.close()
    other.deleteLater()
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    scan(desk.window.windowHandle(), "9992014539")
    qtbot.waitUntil(lambda: len(desk.labels) == 2)


def test_a_short_label_is_one_only_where_it_is_known() -> None:
    def burst(wedge: Wedge, text: str, gap_ms: int = 5) -> Verdict:
        for place, character in enumerate(text):
            if wedge.is_late(place * gap_ms):
                wedge.forget()
            assert wedge.press(character, place * gap_ms) is Verdict.HOLD
        return wedge.press("\n", len(text) * gap_ms, ends=True)

    wedge = Wedge(lambda label: label == "K-12")
    assert (burst(wedge, "K-12"), wedge.label) == (Verdict.SCAN, "K-12")
    assert (burst(wedge, "K-13"), wedge.label) == (Verdict.GIVE_BACK, "")
    # Typed by a person, whatever it says: only the last key is still held.
    assert (burst(wedge, "K-12", GAP_MS + 1), wedge.label) == (Verdict.GIVE_BACK, "")
    assert burst(Wedge(), "K-12") is Verdict.GIVE_BACK
