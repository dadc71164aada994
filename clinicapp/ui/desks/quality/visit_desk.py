"""Serves the import of a contractor's visit: reads the file, compares, and writes in parts.

The file is read on a thread of its own that ends with it; it is compared and written on the
database's thread a part at a time, so that a reading that arrives meanwhile hardly waits.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.equipment.visits import VisitStanding, judge_rows
from clinicapp.domain.errors import Refused
from clinicapp.interop.csv_text import MOST_BYTES
from clinicapp.interop.visit_csv import read_visit
from clinicapp.services.quality import visit_import
from clinicapp.services.quality.visit_import import PART
from clinicapp.ui.desks.chosen_file import content_of
from clinicapp.ui.desks.questions import OUR_FAULT
from clinicapp.ui.viewmodels.quality.present_visit_list import (
    STANDINGS,
    present_visit_list,
    summed_up,
)
from clinicapp.ui.words.plain import counted

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import date

    from clinicapp.domain.equipment.tolerances import CalibrationPolicy
    from clinicapp.domain.equipment.visits import KnownDevice, VisitRow
    from clinicapp.interop.visit_csv import VisitList
    from clinicapp.services.quality.visit_import import Written
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel

_MOST_SAID: Final = 20
"""So many rows that were left out are said one by one."""

_log = logging.getLogger(__name__)


class VisitDesk(QObject):
    """Serves one ``RegisterViewModel``.

    Signals: ``said(words)`` sums it up; ``troubled(sentence)``; ``stopped(sentence)`` when the
    dialog was closed while rows were written; ``imported()`` when rows were written.
    """

    said = Signal(str)
    troubled = Signal(str)
    stopped = Signal(str)
    imported = Signal()
    _was_read = Signal(object)

    def __init__(
        self,
        questions: Questions,
        model: RegisterViewModel,
        policy: CalibrationPolicy,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._policy = policy
        self._open = True
        self._busy = False
        self._reached = self._wanted = 0
        self._file = ""
        self._list: VisitList | None = None
        self._known: dict[int, tuple[KnownDevice, ...]] = {}
        self._rows: tuple[VisitRow, ...] = ()
        self._tab = VisitStanding.MATCHED
        self._done: list[Written] | None = None
        self._was_read.connect(self._take)
        model.chosen.connect(lambda _key: self._show())
        model.tab_chosen.connect(self._open_tab)
        model.tool_pressed.connect(lambda _key: self._write())

    def close(self) -> None:
        """The dialog has gone: nothing more is compared or written; what is written stays."""
        self._open = False
        if self._busy:
            self._busy = False
            self.stopped.emit(
                f"Stopped: {self._reached} of {self._wanted} imported, and they stay."
            )
            self.imported.emit()

    def read(self, path: str) -> None:
        """Read a file and compare it with the register."""
        self._file = Path(path).name
        self.said.emit(f"Reading {self._file}.")
        backstage = self._questions.backstage
        today = backstage.now().astimezone(backstage.zone).date()
        reader = ThreadPoolExecutor(1, "visit")
        reading = reader.submit(_read, Path(path), today)
        reading.add_done_callback(self._tell)
        # The thread ends by itself, once it has read.
        reader.shutdown(wait=False)

    def _tell(self, done: Future[VisitList]) -> None:
        """On the reading thread: the signal brings it to this object's own."""
        if self._open:
            self._was_read.emit(done)

    def _take(self, done: Future[VisitList]) -> None:
        try:
            self._list = done.result()
        except Refused as refusal:
            self._refused(refusal)
            return
        except Exception:  # noqa: BLE001
            _log.exception("a list could not be read")
            self._refused(Refused(OUR_FAULT))
            return
        self._compare(0)

    def _compare(self, begin: int) -> None:
        """Compare the rows from one on, a part at a time."""
        found = self._list
        if found is None or not self._open:
            return
        part = found.entries[begin : begin + PART]
        if not part:
            self._compared(found)
            return
        self.said.emit(f"Comparing row {begin + 1} of {len(found.entries)}.")

        def known(devices: dict[int, tuple[KnownDevice, ...]]) -> None:
            self._known |= devices
            self._compare(begin + PART)

        zone = self._questions.backstage.zone
        self._questions.ask(known, self._refused, visit_import.known_devices, part, zone)

    def _compared(self, found: VisitList) -> None:
        self._rows = judge_rows(found.entries, self._known)
        self._tab = next(
            standing
            for standing in (*reversed(tuple(STANDINGS)), VisitStanding.MATCHED)
            if any(row.standing is standing for row in self._rows)
        )
        self._questions.ask(
            lambda _nothing: self._show(),
            self._refused,
            visit_import.note_compared,
            found.digest,
            self._rows,
        )
        self.said.emit(summed_up(self._rows, self._file, found.note))

    def _open_tab(self, tab: str) -> None:
        self._tab = VisitStanding(tab)
        self._show()

    def _show(self) -> None:
        if self._open and self._list is not None:
            done = self._busy or self._done is not None
            self._model.show(
                present_visit_list(self._rows, self._tab, self._model.wanted, done=done)
            )

    def _write(self) -> None:
        if self._busy or self._done is not None:
            return
        self._busy = True
        self._show()
        matched = [row for row in self._rows if row.standing is VisitStanding.MATCHED]
        self._write_part(matched, 0, [])

    def _write_part(self, rows: list[VisitRow], begin: int, done: list[Written]) -> None:
        part, found = rows[begin : begin + PART], self._list
        if not part or found is None:
            self._written(done)
            return
        self._reached, self._wanted = begin + len(part), len(rows)
        self.said.emit(f"Writing row {begin + 1} of {len(rows)}.")

        def written(each: Written) -> None:
            if not self._open:
                return
            done.append(each)
            self._write_part(rows, begin + PART, done)

        self._questions.ask(
            written,
            self._stopped,
            visit_import.write_rows,
            found.digest,
            part,
            self._policy,
            self._questions.backstage.zone,
        )

    def _written(self, done: list[Written]) -> None:
        self._busy = False
        self._done = done
        words = f"{counted(sum(each.count for each in done), 'calibration')} imported."
        look_backs = sum(each.look_backs for each in done)
        if look_backs:
            words += f" {counted(look_backs, 'look-back')} opened: see what is to do."
        left = [f"Row {row}: {sentence}" for each in done for row, sentence in each.left_out]
        more = len(left) - _MOST_SAID
        if more > 0:
            left[_MOST_SAID:] = [f"{counted(more, 'more row')} had changed; compare it again."]
        self.said.emit(" ".join((words, *left)))
        self.imported.emit()
        self._show()

    def _stopped(self, refusal: Refused) -> None:
        self._busy = False
        self._refused(refusal)
        self.imported.emit()
        self._show()

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))


def _read(path: Path, today: date) -> VisitList:
    """Raises Refused."""
    return read_visit(content_of(path, MOST_BYTES), today)
