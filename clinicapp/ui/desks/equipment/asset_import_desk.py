"""Serves the import of equipment: reads the file, compares, and imports, a part at a time.

The file is read on a thread of its own, the register page by page between what devices send, the
comparison is reckoned where nobody waits, and the rows are written some at a time; each step says
how far it has come, and can be stopped.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.equipment.intake.known import Register
from clinicapp.domain.equipment.intake.plan import Standing, make_plan
from clinicapp.domain.errors import Refused
from clinicapp.interop.asset_csv import read_assets
from clinicapp.interop.csv_text import MOST_BYTES
from clinicapp.services.equipment.asset_import import known_page, note_compared
from clinicapp.ui.desks.chosen_file import content_of
from clinicapp.ui.desks.equipment.asset_writing import Writing
from clinicapp.ui.desks.questions import OUR_FAULT
from clinicapp.ui.viewmodels.equipment.present_asset_import import (
    FIRST_LOOK,
    done_words,
    present_asset_plan,
)
from clinicapp.ui.viewmodels.import_view import AssetTab

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import date

    from clinicapp.domain.equipment.intake.known import KnownAsset
    from clinicapp.domain.equipment.intake.plan import Plan, PlannedRow
    from clinicapp.interop.asset_csv import AssetList
    from clinicapp.services.access import By
    from clinicapp.services.equipment.asset_import import KnownPage
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.import_view_model import ImportViewModel

PAGE: Final = 200
_STOPPED: Final = "Stopped; nothing was changed. Choose a file to begin again."
_log = logging.getLogger(__name__)


class _Stop(Exception):
    """Somebody does not want to wait for the file to be read."""


class AssetImportDesk(QObject):
    """Serves one ``ImportViewModel``. Signals: ``imported()`` when equipment has changed."""

    imported = Signal()
    _was_read = Signal(object, int)
    _read_so_far = Signal(int, int)

    def __init__(
        self,
        questions: Questions,
        model: ImportViewModel,
        ward: str | None,
        *,
        page: int = PAGE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._ward = ward or ""
        self._page = page
        self._turn = 0
        self._open = True
        self._list: AssetList | None = None
        self._plan: Plan | None = None
        self._grouped: Mapping[Standing, Sequence[PlannedRow]] = {}
        self._known: list[KnownAsset] = []
        self._file = ""
        self._tab = AssetTab.NEW
        self._shown = page
        self._writing: Writing | None = None
        self._was_read.connect(self._take_list)
        self._read_so_far.connect(lambda rows, turn: self._tell(turn, f"{rows:,} rows so far."))
        model.file_chosen.connect(self.read)
        model.tab_chosen.connect(self._open_tab)
        model.submitted.connect(self._submit)
        model.more_requested.connect(self._more)
        model.stop_requested.connect(self._stop)

    def close(self) -> None:
        """The dialog has gone; answers that still come are dropped, and nothing more is written."""
        self._turn += 1
        self._open = False
        if self._writing is not None:
            self._writing.stop()

    def read(self, path: str) -> None:
        """Read a file and compare it with the register."""
        self._file = Path(path).name
        self._plan = self._list = None
        self._known = []
        turn = self._begin(f"Reading {self._file}.")
        backstage, ward = self._questions.backstage, self._ward
        today = backstage.now().astimezone(backstage.zone).date()

        def go_on(rows: int) -> None:
            if turn != self._turn:
                raise _Stop
            self._read_so_far.emit(rows, turn)

        reader = ThreadPoolExecutor(1, "import")
        reading = reader.submit(_read, Path(path), today, ward, go_on)
        # On the reading thread: the signal brings it to this object's own.
        reading.add_done_callback(lambda done: self._was_read.emit(done, turn))
        # The thread ends by itself, once it has read.
        reader.shutdown(wait=False)

    def _take_list(self, done: Future[AssetList], turn: int) -> None:
        if turn != self._turn:
            return
        try:
            self._list = done.result()
        except Refused as refusal:
            self._refused(refusal)
            return
        except Exception:  # noqa: BLE001
            _log.exception("a list could not be read")
            self._refused(Refused(OUR_FAULT))
            return
        self._read_page(self._begin("Comparing the list with the register."), "")

    def _read_page(self, turn: int, after: str) -> None:
        zone = self._questions.backstage.zone

        def found(page: KnownPage) -> None:
            if turn != self._turn:
                return
            self._known += page.known
            if page.after:
                self._tell(turn, f"{len(self._known):,} devices so far.")
                self._read_page(turn, page.after)
            else:
                self._compare(turn)

        self._questions.ask(found, self._refusal_of(turn), known_page, after, zone)

    def _compare(self, turn: int) -> None:
        found, known = self._list, tuple(self._known)
        if found is None:
            return

        def compared(plan: Plan) -> None:
            if turn == self._turn and self._list is not None:
                self._known = []
                self._take_plan(plan)
                self._questions.ask(lambda _none: None, None, note_compared, found.digest, plan)

        self._questions.ask_figures(
            compared,
            self._refusal_of(turn),
            lambda _none: make_plan(found.entries, Register(known)),
            _nothing,
        )

    def _take_plan(self, plan: Plan) -> None:
        grouped: dict[Standing, list[PlannedRow]] = defaultdict(list)
        for row in plan.rows:
            grouped[row.standing].append(row)
        self._plan, self._grouped = plan, grouped
        self._tab = next(
            (tab for tab in FIRST_LOOK if grouped[Standing(tab.value)]), AssetTab.UNCHANGED
        )
        self._shown = self._page
        self._show()

    def _open_tab(self, tab: AssetTab) -> None:
        self._tab = tab
        self._shown = self._page
        self._show_again()

    def _more(self, offset: int) -> None:
        self._shown = offset + self._page
        self._show_again()

    def _submit(self) -> None:
        if self._plan is None or self._list is None:
            return
        self._begin("Importing.")
        self._writing = Writing(
            self._questions, self._list.digest, self._plan.used, self._wrote, self._end
        )
        self._writing.go_on()

    def _wrote(self) -> None:
        if self._open and self._writing is not None:
            written, wanted = self._writing.written, len(self._writing.rows)
            self._tell(self._turn, f"{written:,} of {wanted:,} devices.")

    def _end(self, refusal: Refused | None) -> None:
        writing, self._writing = self._writing, None
        self.imported.emit()
        if not self._open or writing is None or self._plan is None:
            return
        if refusal is not None:
            self._refused(refusal)
            return
        counts = self._plan.counts
        unused = len(self._plan.rows) - len(writing.rows) - counts[Standing.UNCHANGED]
        words = done_words(
            writing.imported,
            len(writing.rows),
            unused + len(writing.left_out),
            stopped=writing.stopped,
        )
        words += "".join(f" Row {each.row}: {each.sentence}" for each in writing.left_out[:3])
        self._show()
        self._model.show(replace(self._model.view, sentence=words, done=True))

    def _stop(self) -> None:
        if self._writing is not None:
            self._writing.stop()
            return
        self._turn += 1
        self._known = []
        view = self._model.view
        self._model.show(replace(view, sentence=_STOPPED, progress="", busy=False, stoppable=False))

    def _begin(self, sentence: str) -> int:
        """Something takes its time: say so; its turn."""
        self._turn += 1
        view = self._model.view
        if self._plan is None:
            view = replace(view, tabs=(), rows=(), total=0, empty="")
        self._model.show(
            replace(
                view,
                file=self._file,
                sentence=sentence,
                progress="",
                stoppable=True,
                trouble=False,
                busy=True,
                done=False,
                submit_blocked="Wait until this is done.",
            )
        )
        return self._turn

    def _tell(self, turn: int, progress: str) -> None:
        if turn == self._turn:
            self._model.show(replace(self._model.view, progress=progress))

    def _show_again(self) -> None:
        """Another tab or more rows; what is going on goes on."""
        before = self._model.view
        self._show()
        self._model.show(
            replace(
                self._model.view,
                sentence=before.sentence,
                progress=before.progress,
                stoppable=before.stoppable,
                busy=before.busy,
                done=before.done,
                submit_blocked=before.submit_blocked,
            )
        )

    def _show(self) -> None:
        if self._plan is None or self._list is None:
            return
        self._model.show(
            present_asset_plan(
                self._plan,
                self._grouped,
                file=self._file,
                note=self._list.note,
                tab=self._tab,
                shown=self._shown,
            )
        )

    def _refusal_of(self, turn: int) -> Callable[[Refused], None]:
        return lambda refusal: self._refused(refusal) if turn == self._turn else None

    def _refused(self, refusal: Refused) -> None:
        blocked = "Choose another file, or this one again." if self._plan is None else ""
        self._model.show(
            replace(
                self._model.view,
                sentence=str(refusal),
                progress="",
                stoppable=False,
                trouble=True,
                busy=False,
                submit_blocked=blocked,
            )
        )


def _nothing(_work: Work, _by: By) -> None:
    """There is nothing to read: the pages are here."""


def _read(path: Path, today: date, ward: str, go_on: Callable[[int], None]) -> AssetList:
    """The list in a file. Raises Refused with a sentence."""
    return read_assets(content_of(path, MOST_BYTES), today, ward=ward, go_on=go_on)
