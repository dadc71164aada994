"""The app as ``clinicapp`` starts it, on an existing or a new database, until its window is there.

Run as ``python -m tests.support.window_ready FOLDER [idle]``: prints ``ready`` when the window has
been painted, and with ``idle`` the resident memory in bytes a few seconds later.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

IDLE_MS = 4_000


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(folder / name.lower())
    os.environ["CLINICAPP_DATA_FOLDER"] = str(folder)
    os.environ["CLINICAPP_DATABASE_KEY"] = "11" * 32
    # What ``clinicapp.__main__`` does, with an ear at the window.
    gc.disable()
    from clinicapp.bootstrap import open_window
    from clinicapp.ui import application
    from clinicapp.ui.clinic_window import ClinicWindow
    from clinicapp.ui.paint_watch import PaintWatch

    watch = PaintWatch()
    show = ClinicWindow.show

    def show_and_watch(window: ClinicWindow) -> None:
        watch.painted.connect(lambda _key, _at: _ready(idle="idle" in arguments[1:]))
        watch.expect(window.window, "window")
        show(window)

    application.has_display = lambda: True  # none is needed where nothing is shown
    ClinicWindow.show = show_and_watch  # type: ignore[assignment, method-assign]
    sys.exit(open_window())


def _ready(*, idle: bool) -> None:
    from PySide6.QtCore import QTimer

    print("ready", flush=True)
    QTimer.singleShot(IDLE_MS if idle else 0, lambda: _end(idle=idle))


def _end(*, idle: bool) -> None:
    from PySide6.QtWidgets import QApplication

    if idle:
        statm = Path("/proc/self/statm").read_text(encoding="ascii").split()
        print(int(statm[1]) * os.sysconf("SC_PAGE_SIZE"), flush=True)
    QApplication.quit()


if __name__ == "__main__":
    main(sys.argv[1:])
