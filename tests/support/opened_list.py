"""A window with the list of equipment, opened and typed into until it is painted.

Run as ``python -m tests.support.opened_list FOLDER``: prints how many bytes more the process holds
after opening the list of the database there, filtering it and reading on, than before.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from clinicapp.ui.desks.equipment.equipment_desk import EquipmentDesk
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.main_window import Area, MainWindow
from clinicapp.ui.pages.equipment.equipment_page import EquipmentPage
from clinicapp.ui.paint_watch import PaintWatch
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.equipment.equipment_view_model import EquipmentViewModel
from clinicapp.ui.viewmodels.equipment_view import ListWanted
from tests.support.back_room import TECHNICIAN, BackRoom

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.store.work import Work

PATIENCE_S: Final = 30.0
WORDS: Final = ("a", "a&", "a&d", "bp-0007", "bp-000700", "nothing of it", "", "room 7", "ex1", "")
FLOOR: Final = (
    "SELECT base, count(*) FROM asset_listings INDEXED BY ix_asset_listings_all "
    "WHERE instr(search_text, ?) > 0 GROUP BY base"
)


def wait(condition: Callable[[], object]) -> None:
    """Let the window live until something has come true."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, "the list did not come"
        # Not in a circle: that would take the processor from the database's thread.
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
        time.sleep(0.0005)


class Opened:
    """A window with the list of the big inventory."""

    def __init__(self, room: BackRoom) -> None:
        self.room = room
        self.questions = Questions(room.backstage, TECHNICIAN)
        self.open_ms: list[float] = []
        self.key_ms: list[float] = []
        self.floor_ms: list[float] = []
        self._new()

    def _new(self) -> None:
        theme = Theme()
        self.model = EquipmentViewModel(self.questions, wanted=ListWanted())
        self.desk = EquipmentDesk(self.questions, self.model, parent=self.questions)
        self.page = EquipmentPage(self.model, theme)
        self.window = MainWindow([Area("equipment", "Equipment", "package", self.page)], theme)

    def show(self) -> None:
        """A new empty window."""
        self._new()
        self.page.panel.show_rows((), 0, empty_title="", empty_hint="")
        self.window.show()
        wait(self.window.isVisible)

    def anew(self) -> None:
        """Another new empty window in the place of this one."""
        self.put_away()
        self.show()

    def open(self) -> None:
        """Open the list in it."""
        self.open_ms.append(self.painted(self.desk.open_page))
        assert self.page.table.model().rowCount() > 0

    def put_away(self) -> None:
        """Close the window."""
        self.desk.leave_page()
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()

    def type(self, words: str) -> None:
        """Type into the search box."""
        self.key_ms.append(self.painted(lambda: self.page.search.setText(words)))

    def take_floor(self, words: str) -> None:
        """The bare query for the same words."""

        def fetch(work: Work) -> int:
            began = time.perf_counter_ns()
            work.assets._session.run(FLOOR, (words,)).fetchall()
            return time.perf_counter_ns() - began

        self.floor_ms.append(self.room.run(fetch) / 1_000_000)

    def painted(self, act: Callable[[], object]) -> float:
        watch = PaintWatch(self.window)
        done: list[int] = []
        watch.painted.connect(lambda _key, at_ns: done.append(at_ns))

        def listed() -> None:
            watch.expect(self.page, "rows")
            self.page.update()

        self.desk.listed.connect(listed)
        began = time.monotonic_ns()
        act()
        wait(lambda: bool(done))
        self.desk.listed.disconnect(listed)
        watch.deleteLater()
        return (done[0] - began) / 1_000_000


def resident_bytes() -> int:
    """What the process holds in memory now."""
    statm = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(statm[1]) * os.sysconf("SC_PAGE_SIZE")


def main(folder: str) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    Theme().apply_to(application)
    room = BackRoom.open(Path(folder))
    opened = Opened(room)
    opened.show()
    # The same window without rows, so that only the list is counted.
    room.run(lambda work: work.assets.by_tag("none"))
    before = resident_bytes()
    opened.open()
    for words in WORDS:
        opened.type(words)
    opened.model.fetch_more()
    wait(lambda: opened.page.table.model().rowCount() > 60)
    print(resident_bytes() - before, flush=True)
    opened.put_away()
    room.close()


if __name__ == "__main__":
    main(sys.argv[1])
