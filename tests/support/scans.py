"""A scanner that types into a window, with the times of its keys as a real one has them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QWindow

NONE: Final = Qt.KeyboardModifier.NoModifier
CTRL: Final = Qt.KeyboardModifier.ControlModifier
CONTROL_KEYS: Final = {
    "\x02": Qt.Key.Key_B,
    "\x03": Qt.Key.Key_C,
    "\x1d": Qt.Key.Key_BracketRight,
}
_CLOCK: Iterator[int] = count(10_000_000, 1_000)


def key(window: QWindow, character: str, at_ms: int, *, key_code: Qt.Key | None = None) -> None:
    """Press and release one key at a time of one's own."""
    code, text, modifier = Qt.Key(ord(character.upper())), character, NONE
    if character in CONTROL_KEYS:
        code, modifier = CONTROL_KEYS[character], CTRL
    if key_code is not None:
        code = key_code
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, code, modifier, text)
        event.setTimestamp(at_ms)
        QCoreApplication.sendEvent(window, event)


def scan(
    window: QWindow, label: str, *, every_ms: int = 6, ends_with: Qt.Key = Qt.Key.Key_Return
) -> None:
    """Type a label as a scanner does, and end it."""
    at = next(_CLOCK)
    for character in label:
        key(window, character, at)
        at += every_ms
    key(window, "\r", at, key_code=ends_with)
