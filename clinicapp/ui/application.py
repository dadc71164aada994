"""The Qt application: made once a process, themed, and pumped by those who drive it themselves."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from clinicapp import __version__
from clinicapp.ui.theme.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

_STEP_MS: Final = 10
_X_PORT: Final = 6000
"""The first display's TCP port (X Window System Protocol, appendix B)."""
_ANSWER_SECONDS: Final = 2.0


def has_display() -> bool:
    """Whether a window can be shown here: Qt ends the whole program when it finds no screen."""
    if sys.platform != "linux":
        return True
    return _has_x() or _has_wayland()


def _has_x() -> bool:
    """Whether an X server answers at ``DISPLAY``, which outlives the session that set it."""
    host, _, rest = os.environ.get("DISPLAY", "").rpartition(":")
    number = rest.partition(".")[0]
    if not number.isdecimal():
        return False
    if host not in ("", "unix"):
        return _answers(socket.AF_INET, (host.rpartition("/")[2], _X_PORT + int(number)))
    path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - fixed by X11
    # The second is in Linux's abstract namespace, which containers share.
    return any(_answers(socket.AF_UNIX, place) for place in (path, f"\0{path}"))


def _has_wayland() -> bool:
    """Whether a Wayland compositor answers."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and _answers(socket.AF_UNIX, str(Path(folder, name)))


def _answers(family: int, address: tuple[str, int] | str) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(_ANSWER_SECONDS)
        try:
            probe.connect(address)
        except (OSError, ValueError):
            return False
    return True


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
