"""Serves the import dialog: reads the file, compares, takes decisions, and imports.

The file is read on a thread of its own that ends with it, and compared and written on the database
thread: a list of a whole trust takes seconds, and the window goes on meanwhile.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.caseload.judging import Standing
from clinicapp.domain.errors import Refused
from clinicapp.interop.caseload_csv import read_caseload
from clinicapp.interop.csv_text import MOST_BYTES
from clinicapp.services.clinic.caseload_import import carry_out, compare
from clinicapp.ui.desks.chosen_file import content_of
from clinicapp.ui.desks.questions import OUR_FAULT
from clinicapp.ui.viewmodels.import_view import ImportTab
from clinicapp.ui.viewmodels.worklist.present_import import (
    LEAVES,
    NEW_PERSON,
    done_sentence,
    present_plan,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from datetime import date

    from clinicapp.domain.caseload.judging import Judgement
    from clinicapp.domain.caseload.plan import Plan
    from clinicapp.domain.caseload.reading import CaseloadList
    from clinicapp.services.clinic.caseload_import import Imported
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.import_view_model import ImportViewModel

PAGE: Final = 200
_FIRST_LOOK: Final = (
    *(ImportTab.CONFLICT, ImportTab.REFUSED, ImportTab.CHANGED, ImportTab.NEW),
    ImportTab.MISSING,
)
"""The tab that is opened is the first of these that has anything in it."""

_log = logging.getLogger(__name__)


class ImportDesk(QObject):
    """Serves one ``ImportViewModel``.

    Signals: ``imported()`` when people have changed.
    """

    imported = Signal()
    _was_read = Signal(object, int)

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
        self._ward = ward
        self._page = page
        self._turn = 0
        self._open = True
        self._list: CaseloadList | None = None
        self._plan: Plan | None = None
        self._file = ""
        self._tab = ImportTab.NEW
        self._shown = page
        self._decisions: dict[int, UUID | None] = {}
        self._offers: dict[int, Judgement] = {}
        self._leavers: frozenset[UUID] = frozenset()
        self._was_read.connect(self._take_list)
        model.file_chosen.connect(self.read)
        model.tab_chosen.connect(self._open_tab)
        model.decided.connect(self._decide)
        model.submitted.connect(self._submit)
        model.more_requested.connect(self._more)

    def close(self) -> None:
        """The dialog has gone; answers that still come are dropped."""
        self._turn += 1
        self._open = False

    def read(self, path: str) -> None:
        """Read a file and compare it with the ward's people."""
        self._file = Path(path).name
        self._plan = self._list = None
        self._decisions, self._offers, self._leavers = {}, {}, frozenset()
        turn = self._begin(f"Reading {self._file}.")
        reader = ThreadPoolExecutor(1, "import")
        reading = reader.submit(_read, Path(path), self._today(), self._ward)
        reading.add_done_callback(lambda done: self._tell_read(done, turn))
        # The thread ends by itself, once it has read.
        reader.shutdown(wait=False)

    def _tell_read(self, done: Future[CaseloadList], turn: int) -> None:
        """On the reading thread: the signal brings it to this object's own."""
        if self._open:
            self._was_read.emit(done, turn)

    def _take_list(self, done: Future[CaseloadList], turn: int) -> None:
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
        self._compare(first=True)

    def _compare(self, *, first: bool = False) -> None:
        if self._list is None:
            return
        turn = self._begin("Comparing the list with the people of the ward.")

        def compared(plan: Plan) -> None:
            if turn != self._turn:
                return
            self._plan = plan
            self._remember_offers(plan)
            if first:
                self._tab = _first_tab(plan)
                self._shown = self._page
            self._show()

        self._questions.ask(
            compared,
            self._refusal_of(turn),
            compare,
            self._list,
            dict(self._decisions),
        )

    def _remember_offers(self, plan: Plan) -> None:
        """What can be decided stays on offer after it was decided, so that it can be undone."""
        for row in plan.of(Standing.CONFLICT):
            if row.judgement.candidates or row.judgement.may_be_new:
                self._offers[row.row] = row.judgement

    def _open_tab(self, tab: ImportTab) -> None:
        self._tab = tab
        self._shown = self._page
        self._show()

    def _more(self, offset: int) -> None:
        self._shown = offset + self._page
        self._show()

    def _decide(self, key: str, code: str) -> None:
        if self._tab is ImportTab.MISSING:
            person = frozenset({UUID(key)})
            self._leavers = self._leavers | person if code == LEAVES else self._leavers - person
            self._show()
            return
        row = int(key)
        if not code:
            self._decisions.pop(row, None)
        else:
            self._decisions[row] = None if code == NEW_PERSON else UUID(code)
        self._compare()

    def _submit(self) -> None:
        if self._list is None or self._plan is None:
            return
        turn = self._begin("Importing.")

        def done(result: Imported) -> None:
            self.imported.emit()
            if turn == self._turn:
                self._show_done(result)

        self._questions.ask(
            done,
            self._refusal_of(turn),
            carry_out,
            self._list,
            self._today(),
            decisions=dict(self._decisions),
            seen=self._plan,
            discharge=self._leavers,
        )

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
                trouble=False,
                busy=True,
                done=False,
                submit_blocked="Wait until this is done.",
            )
        )
        return self._turn

    def _show(self) -> None:
        if self._plan is None or self._list is None:
            return
        self._model.show(
            present_plan(
                self._plan,
                ward=self._ward,
                file=self._file,
                note=self._list.note,
                tab=self._tab,
                shown=self._shown,
                decisions=self._decisions,
                offers=self._offers,
                leavers=self._leavers,
            )
        )

    def _show_done(self, result: Imported) -> None:
        self._plan = result.plan
        self._show()
        self._model.show(replace(self._model.view, sentence=done_sentence(result), done=True))

    def _refusal_of(self, turn: int) -> Callable[[Refused], None]:
        def refused(refusal: Refused) -> None:
            if turn == self._turn:
                self._refused(refusal)

        return refused

    def _refused(self, refusal: Refused) -> None:
        blocked = "Choose another file, or this one again." if self._plan is None else ""
        self._model.show(
            replace(
                self._model.view,
                sentence=str(refusal),
                trouble=True,
                busy=False,
                submit_blocked=blocked,
            )
        )

    def _today(self) -> date:
        backstage = self._questions.backstage
        return backstage.now().astimezone(backstage.zone).date()


def _first_tab(plan: Plan) -> ImportTab:
    counts = plan.counts
    for tab in _FIRST_LOOK:
        if plan.missing if tab is ImportTab.MISSING else counts[Standing(tab.value)]:
            return tab
    return ImportTab.NEW


def _read(path: Path, today: date, ward: str | None) -> CaseloadList:
    """The list in a file. Raises Refused with a sentence."""
    return read_caseload(content_of(path, MOST_BYTES), today, only=ward)
