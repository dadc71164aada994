"""Serves the documents: makes them, and lets each out only once that is written down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.documents import DocumentKind, Way
from clinicapp.domain.errors import Refused
from clinicapp.services.clinic import documents
from clinicapp.ui.documents.imprint import Imprint
from clinicapp.ui.documents.press import draw_on, pdf_of, write_file
from clinicapp.ui.documents.preview import make_preview
from clinicapp.ui.documents.record_text import record_text
from clinicapp.ui.patient_clipboard import SECONDS, PatientClipboard
from clinicapp.ui.viewmodels.clinic.document_model import DocumentModel, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtGui import QPagedPaintDevice

    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.documents.preview import Preview

COPIED: Final = (
    f"Copied. Paste it within {SECONDS} seconds; then it is taken off the clipboard, and at once "
    "when the station is locked."
)


class DocumentsDesk(QObject):
    """Makes the documents of the form that is open.

    Signals: ``preview_ready(Preview, DocumentModel)`` and ``text_ready(str, DocumentModel)`` for
    whoever shows dialogs; ``troubled(sentence)``.
    """

    preview_ready = Signal(object, object)
    text_ready = Signal(str, object)
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        snapshot: Callable[[], FormSnapshot | None],
        *,
        trust: str,
        ward_phone: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._snapshot = snapshot
        self._trust = trust
        self._ward_phone = ward_phone
        self.clipboard = PatientClipboard(self)

    def open(self, kind: str) -> None:
        """Make a document of the open form, and have it shown."""
        snapshot = self._snapshot()
        if snapshot is None:
            return
        wanted, model = DocumentKind(kind), DocumentModel(self)
        if wanted is DocumentKind.TEXT:
            text = record_text(snapshot, self._imprint())
            model.copy_requested.connect(lambda: self._copy(snapshot.form.id, text, model))
            self.text_ready.emit(text, model)
            return
        preview = make_preview(wanted, snapshot, self._imprint())
        model.save_requested.connect(
            lambda variant, path: self._save(preview, variant, Path(path), model)
        )
        model.print_requested.connect(
            lambda variant, printer: self._print(preview, variant, printer, model)
        )
        self.preview_ready.emit(preview, model)

    def stop(self) -> None:
        """The station is locked, or the window closes: no patient data stays on the clipboard."""
        self.clipboard.clear()

    def _imprint(self) -> Imprint:
        backstage = self._questions.backstage
        return Imprint(
            trust=self._trust,
            ward_phone=self._ward_phone,
            station=self._questions.actor.station,
            printed_at=backstage.now(),
            zone=backstage.zone,
        )

    def _save(self, preview: Preview, variant: int, path: Path, model: DocumentModel) -> None:
        def write() -> str:
            write_file(pdf_of(preview.variants[variant].printout), path)
            return f"Saved as {path.name}."

        self._let_out(preview.form_id, preview.kind, Way.SAVED, write, model)

    def _print(
        self, preview: Preview, variant: int, printer: QPagedPaintDevice, model: DocumentModel
    ) -> None:
        def draw() -> str:
            draw_on(printer, preview.variants[variant].printout)
            return "Sent to the printer."

        self._let_out(preview.form_id, preview.kind, Way.PRINTED, draw, model)

    def _copy(self, form_id: UUID, text: str, model: DocumentModel) -> None:
        def copy() -> str:
            if not model.is_open:
                raise Refused("The text was not copied, because it was closed before; copy again.")
            self.clipboard.copy(text)
            return COPIED

        self._let_out(form_id, DocumentKind.TEXT, Way.COPIED, copy, model)

    def _let_out(
        self,
        form_id: UUID,
        kind: DocumentKind,
        way: Way,
        act: Callable[[], str],
        model: DocumentModel,
    ) -> None:
        """Write it down first; a document that cannot be accounted for does not leave."""

        def refused(refusal: Refused) -> None:
            self._tell(model, Outcome(str(refusal), trouble=True))

        def written(_nothing: None) -> None:
            try:
                outcome = Outcome(act())
            except Refused as refusal:
                outcome = Outcome(str(refusal), trouble=True)
                self._questions.ask(
                    lambda _done: None, refused, documents.kept_in, form_id, kind, way
                )
            self._tell(model, outcome)

        self._questions.ask(written, refused, documents.let_out, form_id, kind, way)

    def _tell(self, model: DocumentModel, outcome: Outcome) -> None:
        """In the dialog, or in the window once that is closed."""
        if model.is_open:
            model.told.emit(outcome)
        elif outcome.trouble:
            self.troubled.emit(outcome.sentence)
