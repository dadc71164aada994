"""Drawing once in a turn of the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clinicapp.ui.desks.once_a_turn import OnceATurn

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_what_changes_often_is_drawn_once(qtbot: QtBot) -> None:
    owner = QObject()
    drawn: list[int] = []
    turn = OnceATurn(lambda: drawn.append(1), owner)
    turn.soon()
    turn.soon()
    assert drawn == []  # not before the turn is over
    qtbot.waitUntil(lambda: drawn == [1])
    turn.soon()
    qtbot.waitUntil(lambda: drawn == [1, 1])


def test_what_was_drawn_for_another_reason_is_not_drawn_again(qtbot: QtBot) -> None:
    owner = QObject()
    drawn: list[int] = []
    turn = OnceATurn(lambda: drawn.append(1), owner)
    turn.soon()
    turn.done()
    qtbot.wait(20)
    assert drawn == []
