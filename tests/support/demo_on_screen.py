"""The demonstration's windows on a real screen: somebody is found, opened and weighed.

Run as ``python -m tests.support.demo_on_screen FILE`` with a ``DISPLAY``. It types and clicks as a
person would, saves what is on the screen to FILE, says on standard output how far it came, and
closes the windows.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from clinicapp.demo.stage import raised
from clinicapp.demo.window import show
from clinicapp.ui.application import has_display, make_application
from clinicapp.ui.device_remote import DeviceRemote
from clinicapp.ui.main_window import MainWindow
from clinicapp.ui.pages.worklist.worklist_page import WorklistPage
from clinicapp.ui.widgets.domain_card import DomainCard

STEP_MS = 30
WEIGHT = "Weight 68.6 kg, by serial line"

Step = Callable[[], bool]
W = TypeVar("W", bound=QWidget)


class Visitor(QObject):
    """Takes one step after another, each as soon as it can be taken."""

    def __init__(self, picture: str) -> None:
        super().__init__()
        self._picture = picture
        self._steps: Iterator[tuple[str, Step]] = iter(
            (
                ("people", self._search),
                ("found", self._open),
                ("form", self._weigh),
                ("weighed", self._look),
            )
        )
        self._now = next(self._steps)
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._try)
        self._timer.start()

    def _try(self) -> None:
        name, step = self._now
        window = _seen(MainWindow)
        if window is not None and _focused() is None:
            # Nobody manages the windows of this screen.
            window.activateWindow()
        if not step():
            return
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        following = next(self._steps, None)
        if following is None:
            self._timer.stop()
            QApplication.closeAllWindows()
        else:
            self._now = following

    def _search(self) -> bool:
        page = _seen(WorklistPage)
        window = _focused()
        if page is None or page._model.view is None or window is None or not page.search.hasFocus():
            return False
        for letter in "sample":
            QTest.keyClick(window, letter)  # type: ignore[call-overload]  # the stubs forget text
        return True

    def _open(self) -> bool:
        page, window = _seen(WorklistPage), _focused()
        if page is None or window is None or not page._model.only_match():
            return False
        QTest.keyClick(window, Qt.Key.Key_Return)
        return True

    def _weigh(self) -> bool:
        remote = _seen(DeviceRemote)
        if remote is None or _seen(DomainCard) is None:
            return False
        buttons = remote.findChildren(QAbstractButton)
        (button,) = (each for each in buttons if each.text() == WEIGHT)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return True

    def _look(self) -> bool:
        if not any("68.6" in str(card.view) for card in _all_seen(DomainCard)):
            return False
        window = _seen(MainWindow)
        screen = QGuiApplication.primaryScreen()
        # What the X server shows, not what Qt would draw.
        return window is not None and screen.grabWindow(0).save(self._picture)


def _focused() -> QWindow | None:
    """The window that has the keyboard."""
    return QGuiApplication.focusWindow()


def _all_seen(kind: type[W]) -> list[W]:
    found = QApplication.allWidgets()
    return [each for each in found if isinstance(each, kind) and each.isVisible()]


def _seen(kind: type[W]) -> W | None:
    return next(iter(_all_seen(kind)), None)


def main(arguments: list[str]) -> int:
    """Play it; the exit status of the demonstration."""
    if not has_display():
        return 1
    make_application(offscreen=False)
    sys.stdout.write(f"{QGuiApplication.platformName()}\n")
    visitor = Visitor(arguments[0])
    with raised() as stage:
        status = show(stage)
    visitor.deleteLater()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
