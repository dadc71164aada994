"""Serves the preview of a sheet or a label: each is written down before it is let out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.documents import Way
from clinicapp.domain.errors import Refused
from clinicapp.ui.documents.press import draw_on, pdf_of, write_file
from clinicapp.ui.viewmodels.clinic.document_model import DocumentModel, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPagedPaintDevice

    from clinicapp.services.access import By
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.documents.preview import Printable


class SheetDesk(QObject):
    """Lets one sheet out. Signal: ``troubled(sentence)`` after the dialog is gone.

    ``let_out`` is the use case that writes down that it leaves, and by which way.
    """

    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        preview: Printable,
        let_out: Callable[[Work, By, Way], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._use_case = let_out
        self.preview = preview
        self.model = DocumentModel(self)
        self.model.save_requested.connect(self._save)
        self.model.print_requested.connect(self._print)

    def _save(self, variant: int, name: str) -> None:
        path = Path(name)

        def write() -> str:
            write_file(pdf_of(self.preview.variants[variant].printout), path)
            return f"Saved as {path.name}."

        self._let_out(Way.SAVED, write)

    def _print(self, variant: int, printer: QPagedPaintDevice) -> None:
        def draw() -> str:
            draw_on(printer, self.preview.variants[variant].printout)
            return "Sent to the printer."

        self._let_out(Way.PRINTED, draw)

    def _let_out(self, way: Way, act: Callable[[], str]) -> None:
        def refused(refusal: Refused) -> None:
            self._tell(Outcome(str(refusal), trouble=True))

        def written(_nothing: None) -> None:
            try:
                outcome = Outcome(act())
            except Refused as refusal:
                outcome = Outcome(str(refusal), trouble=True)
            self._tell(outcome)

        self._questions.ask(written, refused, self._use_case, way)

    def _tell(self, outcome: Outcome) -> None:
        if self.model.is_open:
            self.model.told.emit(outcome)
        elif outcome.trouble:
            self.troubled.emit(outcome.sentence)
