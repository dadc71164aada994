"""Opens a look-back, and lets its letter list out as a file or on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from clinicapp.domain.documents import Way
from clinicapp.domain.errors import Refused
from clinicapp.ui.desks.quality.look_back_desk import LookBackDesk
from clinicapp.ui.documents.letter_list import letters_printable, write_letters_csv
from clinicapp.ui.documents.press import draw_on, pdf_of, write_file
from clinicapp.ui.equipment.panels import Panels
from clinicapp.ui.pages.documents.preview_dialog import PreviewDialog
from clinicapp.ui.pages.equipment.register_dialog import RegisterDialog
from clinicapp.ui.viewmodels.clinic.document_model import DocumentModel, Outcome
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtGui import QPagedPaintDevice
    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.documents.preview import Printable


def ask_where(parent: QWidget, proposed: str) -> str:
    """The path of the file to write; empty if none."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    name, _kind = QFileDialog.getSaveFileName(
        parent, "Save letter list", str(Path(folder) / proposed), "CSV (*.csv)"
    )
    return name


def open_look_back(
    frame: Frame,
    look_back_id: UUID,
    changed: Callable[[], None],
    *,
    ask: Callable[[QWidget, str], str] = ask_where,
) -> RegisterDialog:
    """Open a look-back over the window.

    Args:
        frame: the window.
        look_back_id: which.
        changed: called once it was signed.
        ask: asks where the letter list is to be saved.
    """
    theme, compact = frame.clinic_area.look
    model = RegisterViewModel()
    dialog = RegisterDialog(
        model, theme, frame.window, title="Look-back", icon="list-checks", compact=compact
    )
    model.setParent(dialog)
    panels = Panels(frame, dialog, over=dialog)
    desk = LookBackDesk(frame.questions, model, panels, look_back_id, dialog)
    desk.troubled.connect(dialog.say)
    desk.summed_up.connect(dialog.sum_up)
    desk.signed.connect(changed)
    letters = _Letters(frame, desk, dialog, ask)
    desk.save_wanted.connect(letters.save)
    desk.print_wanted.connect(letters.preview)
    dialog.finished.connect(dialog.deleteLater)
    desk.read()
    dialog.open()
    return dialog


class _Letters(QObject):
    """The letter list of one look-back."""

    def __init__(
        self,
        frame: Frame,
        desk: LookBackDesk,
        dialog: RegisterDialog,
        ask: Callable[[QWidget, str], str],
    ) -> None:
        super().__init__(dialog)
        self._frame = frame
        self._desk = desk
        self._dialog = dialog
        self._ask = ask

    @property
    def _tag(self) -> str:
        found = self._desk.found
        return "" if found is None else found.asset.tag

    def save(self) -> None:
        """Save it as CSV."""
        name = self._ask(self._dialog, f"letter list {self._tag}.csv")
        if not name:
            return

        def write() -> None:
            try:
                write_letters_csv(self._desk.letters, Path(name))
            except OSError as error:
                reason = error.strerror or str(error)
                self._dialog.say(f"The file was not written: {reason}; choose another place.")

        self._desk.let_out(Way.SAVED, write)

    def preview(self) -> PreviewDialog:
        """Show it on paper, to be printed or saved as PDF."""
        frame = self._frame
        author = next((line.strip() for line in frame.trust.splitlines() if line.strip()), "")
        printable = letters_printable(
            self._desk.letters, self._tag, self._desk.summary, author or "clinicapp"
        )
        model = DocumentModel()
        theme, _compact = frame.clinic_area.look
        preview = PreviewDialog(printable, model, theme, self._dialog)
        model.setParent(preview)
        model.save_requested.connect(
            lambda variant, name: self._let_out(
                Way.SAVED, model, lambda: _saved(printable, variant, Path(name))
            )
        )
        model.print_requested.connect(
            lambda variant, printer: self._let_out(
                Way.PRINTED, model, lambda: _printed(printable, variant, printer)
            )
        )
        preview.lock_requested.connect(frame.window.lock_requested)
        preview.open()
        return preview

    def _let_out(self, way: Way, model: DocumentModel, act: Callable[[], str]) -> None:
        def then() -> None:
            try:
                outcome = Outcome(act())
            except Refused as refusal:
                outcome = Outcome(str(refusal), trouble=True)
            if model.is_open:
                model.told.emit(outcome)

        self._desk.let_out(way, then)


def _saved(printable: Printable, variant: int, path: Path) -> str:
    write_file(pdf_of(printable.variants[variant].printout), path)
    return f"Saved as {path.name}."


def _printed(printable: Printable, variant: int, printer: QPagedPaintDevice) -> str:
    draw_on(printer, printable.variants[variant].printout)
    return "Sent to the printer."
