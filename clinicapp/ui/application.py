"""The Qt application: made once a process, themed, and pumped by those who drive it themselves."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from clinicapp import __version__
from clinicapp.ui.theme.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

_STEP_MS: Final = 10


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def make_application(*, offscreen: bool) -> QApplication:
    """The application with its theme. ``offscreen`` draws without any screen."""
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["clinicapp"])
    application.setApplicationName("clinicapp")
    application.setApplicationVersion(__version__)
    Theme().apply_to(application)
    return application


def pump(application: QApplication, until: Callable[[], bool], seconds: float) -> bool:
    """Let the window live until a condition holds; whether it did within so many seconds."""
    deadline = time.monotonic() + seconds
    while not until():
        if time.monotonic() > deadline:
            return False
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _STEP_MS)
        # processEvents returns at once when nothing is queued.
        time.sleep(_STEP_MS / 5_000)
    return True
