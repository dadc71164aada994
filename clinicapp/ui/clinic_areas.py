"""The form and the other areas of the clinic window, made after its first picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from clinicapp.domain.errors import Refused
from clinicapp.ui.desks.clinic_desk import ClinicDesk
from clinicapp.ui.desks.inbox_desk import InboxDesk
from clinicapp.ui.pages.clinic.form_page import FormPage
from clinicapp.ui.scanning import Scanning
from clinicapp.ui.station_lock import StationLock
from clinicapp.ui.viewmodels.form_view_model import FormViewModel
from clinicapp.ui.viewmodels.inbox_view_model import InboxViewModel
from clinicapp.ui.viewmodels.present_shell import FORM_HINTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from clinicapp.services.screening import FormSnapshot
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.equipment_desk import EquipmentDesk
    from clinicapp.ui.desks.quality_desk import QualityDesk
    from clinicapp.ui.theme.theme import Theme
    from clinicapp.ui.viewmodels.inbox_view import ReadingRecordView
    from clinicapp.ui.viewmodels.shell_view import KeyHint
    from clinicapp.ui.widgets.page import Page


class ClinicAreas(QObject):
    """Everything of the window but its frame and the worklist."""

    def __init__(
        self, frame: Frame, *, armed_minutes: int, undo_seconds: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        theme, compact = frame.clinic_area.look
        self.form_model = FormViewModel(self)
        self.clinic = ClinicDesk(
            frame.questions,
            self.form_model,
            frame.devices,
            armed_minutes=armed_minutes,
            undo_seconds=undo_seconds,
            parent=self,
        )
        self.form_page = FormPage(self.form_model, theme, compact=compact)
        frame.clinic_area.add_form(self.form_page)
        self.inbox_model = InboxViewModel(self)
        self.inbox = InboxDesk(
            frame.questions,
            self.inbox_model,
            frame.devices,
            lambda: self.clinic.snapshot,
            ward=frame.ward,
            parent=self,
        )
        self.equipment: EquipmentDesk | None = None
        self.quality: QualityDesk | None = None
        self._station_lock = StationLock(frame, self.clinic, self.form_page, self)
        self.scanner = Scanning(frame, self.clinic, self).scanner
        self._connect()

    def start(self) -> None:
        """Count what waits in the inbox, hear scanners, and show the keys of the open page."""
        self.inbox.start()
        self.scanner.start()
        self._show_hints()

    def stop(self) -> None:
        """Stop everything that ticks."""
        self.inbox.stop()
        self.scanner.stop()
        self.form_model.stop()

    def open_area(self, key: str) -> None:
        """An area was opened: its desk reads, the others stop reading."""
        desks = {"inbox": self.inbox, "equipment": self.equipment, "quality": self.quality}
        for name, desk in desks.items():
            if desk is not None and name != key:
                desk.leave_page()
        opened = desks.get(key)
        if opened is not None:
            opened.open_page()
        elif key == "clinic" and not self._frame.clinic_area.shows_form:
            self._frame.worklist.refresh()
        self._show_hints()

    def make_inbox(self, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        """The readings inbox."""
        from clinicapp.ui.pages.inbox.inbox_page import InboxPage

        self.inbox_model.changed.connect(self._show_hints)
        return InboxPage(self.inbox_model, theme, compact=compact, parent=parent)

    def make_equipment(self, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        """The ward's equipment."""
        from clinicapp.ui.desks.equipment_desk import EquipmentDesk
        from clinicapp.ui.pages.equipment.equipment_page import EquipmentPage
        from clinicapp.ui.viewmodels.equipment_view_model import EquipmentViewModel

        model = EquipmentViewModel(self)
        frame = self._frame
        self.equipment = EquipmentDesk(
            frame.questions, model, frame.devices, ward=frame.ward, parent=self
        )
        self.equipment.troubled.connect(frame.shell.refused)
        self.equipment.open_page()
        return EquipmentPage(model, theme, compact=compact, parent=parent)

    def make_quality(self, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        """The control results that have arrived."""
        from clinicapp.ui.desks.quality_desk import QualityDesk
        from clinicapp.ui.pages.quality.quality_page import QualityPage
        from clinicapp.ui.viewmodels.quality_view_model import QualityViewModel

        model = QualityViewModel(self)
        frame = self._frame
        self.quality = QualityDesk(frame.questions, model, ward=frame.ward, parent=self)
        self.quality.troubled.connect(frame.shell.refused)
        self.quality.record_ready.connect(self.show_record)
        self.quality.open_page()
        return QualityPage(model, theme, compact=compact, parent=parent)

    def show_record(self, view: ReadingRecordView) -> None:
        """Show where a reading came from."""
        from clinicapp.ui.pages.inbox.record_dialog import ReadingRecordDialog

        theme, _compact = self._frame.clinic_area.look
        ReadingRecordDialog(view, theme, self._frame.window).open()

    def show_help(self) -> None:
        """Show the help."""
        from clinicapp.ui.pages.help.help_dialog import HelpDialog

        theme, _compact = self._frame.clinic_area.look
        HelpDialog(theme, self._frame.window).open()

    def lock(self) -> None:
        """Hide all patient data; see ``StationLock``."""
        self._station_lock.lock()

    def _connect(self) -> None:
        shell = self._frame.shell
        for desk in (self.clinic, self.inbox):
            desk.troubled.connect(shell.refused)
        self.clinic.opened.connect(self._opened)
        self.clinic.closed.connect(self._closed)
        self.inbox.count_changed.connect(shell.show_inbox_count)
        self.inbox.form_changed.connect(self._used)
        self.inbox.record_ready.connect(self.show_record)
        self.inbox.retake_chosen.connect(self._retake)
        self.form_model.source_opened.connect(self.inbox.open_record)
        self.form_model.print_summary_requested.connect(self._print_summary)
        self.form_model.save_pdf_requested.connect(self._save_pdf)

    def _opened(self, found: FormSnapshot) -> None:
        self._frame.clinic_area.show_form()
        self._frame.window.open_area("clinic")
        self.inbox.follow_form()
        self._show_hints()
        self._station_lock.take_up(found.person.id)

    def _closed(self) -> None:
        self._frame.clinic_area.show_worklist()
        self._frame.worklist.refresh()
        self.inbox.follow_form()
        self._show_hints()

    def _used(self, found: FormSnapshot) -> None:
        """A held reading was used: go back to the form it is on."""
        self.clinic.take(found)
        self._frame.window.open_area("clinic")

    def _retake(self, sentence: str) -> None:
        self._frame.shell.refused(sentence)
        if self.clinic.snapshot is not None:
            self._frame.window.open_area("clinic")

    def _show_hints(self) -> None:
        key = self._frame.window.open_key
        hints: tuple[KeyHint, ...] = self._frame.worklist_model.hints
        if key == "inbox":
            hints = self.inbox_model.hints
        elif key == "clinic" and self._frame.clinic_area.shows_form:
            hints = FORM_HINTS
        self._frame.shell.show_hints(hints)

    def _print_summary(self) -> None:
        from clinicapp.ui.documents.summary_pdf import write_summary_pdf

        frame = self._frame

        def write(snapshot: FormSnapshot, path: Path) -> None:
            write_summary_pdf(
                snapshot,
                path,
                trust=frame.trust,
                ward_phone=frame.ward_phone,
                printed_at=frame.questions.backstage.now(),
                zone=frame.questions.backstage.zone,
            )

        self._save(self.tr("summary"), write)

    def _save_pdf(self) -> None:
        from clinicapp.ui.documents.form_pdf import write_form_pdf

        frame = self._frame

        def write(snapshot: FormSnapshot, path: Path) -> None:
            write_form_pdf(
                snapshot,
                path,
                trust=frame.trust,
                station=frame.questions.actor.station,
                printed_at=frame.questions.backstage.now(),
                zone=frame.questions.backstage.zone,
            )

        self._save(self.tr("form"), write)

    def _save(self, what: str, write: Callable[[FormSnapshot, Path], None]) -> None:
        """Ask where to, write there, and open it for printing."""
        from pathlib import Path

        snapshot = self.clinic.snapshot
        if snapshot is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(folder) / f"{snapshot.form.number} {what}.pdf")
        name, _kind = QFileDialog.getSaveFileName(
            self._frame.window, self.tr("Save as PDF"), proposed, "PDF (*.pdf)"
        )
        if not name:
            return
        try:
            write(snapshot, Path(name))
        except Refused as refusal:
            self._frame.shell.refused(str(refusal))
        except OSError as error:
            reason = error.strerror or str(error)
            self._frame.shell.refused(f"The file was not written: {reason}; choose another place.")
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(name))
