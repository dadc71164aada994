"""The form and the other areas of the clinic window, made after its first picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clinicapp.ui.desks.clinic.clinic_desk import ClinicDesk
from clinicapp.ui.desks.clinic.inbox_desk import InboxDesk
from clinicapp.ui.fault_reporting import FaultReporting
from clinicapp.ui.form_documents import FormDocuments
from clinicapp.ui.pages.clinic.form_page import FormPage
from clinicapp.ui.patient_change import PatientChange
from clinicapp.ui.scanning import Scanning
from clinicapp.ui.viewmodels.clinic.form_view_model import FormViewModel
from clinicapp.ui.viewmodels.inbox.inbox_view_model import InboxViewModel
from clinicapp.ui.viewmodels.inbox.present_record import take_back_reasons
from clinicapp.ui.viewmodels.present_shell import FORM_HINTS
from clinicapp.ui.viewmodels.rules.rules_view import RULES_HINTS
from clinicapp.ui.ward_side import WardSide
from clinicapp.ui.words.held import TAKE_BACK_REASONS

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.services.equipment.scanned import ControlLotFound, NewLot, StockLot
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.clinic.rules_desk import RulesDesk
    from clinicapp.ui.equipment.area import EquipmentArea
    from clinicapp.ui.progress_area import ProgressArea
    from clinicapp.ui.quality_area import QualityArea
    from clinicapp.ui.station_session import StationSession
    from clinicapp.ui.theme.theme import Theme
    from clinicapp.ui.viewmodels.inbox.inbox_view import ReadingRecordView
    from clinicapp.ui.viewmodels.shell_view import KeyHint
    from clinicapp.ui.widgets.page import Page


class ClinicAreas(QObject):
    """Everything of the window but its frame and the worklist."""

    def __init__(
        self, frame: Frame, session: StationSession, *, armed_minutes: int, undo_seconds: int
    ) -> None:
        super().__init__(session)
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
        self.side = WardSide(frame, self.inbox, self.inbox_model, self)
        self.equipment: EquipmentArea | None = None
        self.quality: QualityArea | None = None
        self.change = PatientChange(frame, self.clinic, self.inbox, self)
        self.documents = FormDocuments(frame, self.clinic, self)
        self.rules: RulesDesk | None = None
        self.progress: ProgressArea | None = None
        self.scanner = Scanning(frame, self.clinic, session, self, self).scanner
        session.listen(self.scanner)
        self.faults = FaultReporting(frame, lambda: self.equipment, self)
        self._connect()
        session.attach(self.clinic, self.form_page, self.change)

    def start(self) -> None:
        """Count what waits in the inbox, hear scanners, and show the keys of the open page."""
        self.inbox.start()
        self._frame.shell.read_rules()
        self.side.desk.refresh_progress()
        self.scanner.start()
        self._show_hints()

    def stop(self) -> None:
        """Stop everything that ticks."""
        self.inbox.stop()
        self.scanner.stop()
        self.form_model.stop()
        if self.equipment is not None:
            self.equipment.leave_page()
        self.documents.clear_clipboard()

    def open_area(self, key: str) -> None:
        """An area was opened: its desk reads, the others stop reading."""
        desks = {
            "inbox": self.inbox,
            "equipment": self.equipment,
            "quality": self.quality,
            "rules": self.rules,
            "progress": None if self.progress is None else self.progress.desk,
        }
        for name, desk in desks.items():
            if desk is not None and name != key:
                desk.leave_page()
        if (opened := desks.get(key)) is not None:
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
        """Equipment, by its sections."""
        from clinicapp.ui.equipment.area import EquipmentArea

        self.equipment = EquipmentArea(self._frame, self.open_asset, self._show_hints, self)
        page = self.equipment.make_page(theme, compact, parent)
        self.equipment.open_page()
        return page

    def make_quality(self, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        """Quality control: charts, and the control results that arrived."""
        from clinicapp.ui.quality_area import QualityArea

        self.quality = QualityArea(self._frame, self.show_record, self._show_hints, self)
        page = self.quality.make_page(theme, compact, parent)
        self.quality.open_page()
        return page

    def make_rules(self, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        """The rule packs, for those who may approve them."""
        from clinicapp.ui.pages.rules.rules_page import RulesPage
        from clinicapp.ui.rules_area import make_rules_desk

        self.rules, model = make_rules_desk(self._frame, self)
        self.rules.open_page()
        return RulesPage(model, theme, compact=compact, parent=parent)

    def make_progress(self, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        """How the ward gets on."""
        from clinicapp.ui.progress_area import ProgressArea

        self.progress = ProgressArea(self._frame, self)
        self.progress.desk.open_page()
        return self.progress.make_page(theme, compact, parent)

    def show_record(self, view: ReadingRecordView) -> None:
        """Show where a reading came from; one on the open form can be taken off it."""
        from clinicapp.ui.pages.inbox.record_dialog import ReadingRecordDialog

        theme, _compact = self._frame.clinic_area.look
        reasons = take_back_reasons(self.clinic.snapshot, view.reading_id)
        dialog = ReadingRecordDialog(view, theme, self._frame.window, reasons=reasons)
        dialog.take_back_pressed.connect(
            lambda code: self.clinic.take_back(view.reading_id, TAKE_BACK_REASONS[code])
        )
        dialog.open()

    def open_person(self, person_id: UUID) -> None:
        """Open a person's form; asks first if a reading of another still waits."""
        self.change.open_person(person_id)

    def open_asset(self, tag: str) -> None:
        """Show the record of the piece of equipment with this tag."""
        self._frame.window.open_area("equipment")
        if self.equipment is not None:
            self.equipment.show_asset(tag)

    def open_lot(self, lot: StockLot | ControlLotFound | NewLot) -> None:
        """Show a lot whose label was scanned, or offer to receive one that is not kept here."""
        from clinicapp.ui.equipment.scanned_lots import open_lot

        open_lot(self._frame, self, lot)

    def show_help(self) -> None:
        """Show the help."""
        from clinicapp.ui.pages.help.help_dialog import HelpDialog

        HelpDialog(self._frame.clinic_area.look[0], self._frame.window).open()

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
        self.form_model.close_patient_requested.connect(self.change.close_person)
        self.form_model.source_opened.connect(self.inbox.open_record)
        self.form_model.document_requested.connect(self.documents.open)

    def _opened(self, _found: FormSnapshot) -> None:
        self._frame.clinic_area.show_form()
        self._frame.window.open_area("clinic")
        self.inbox.follow_form()
        self._show_hints()

    def _closed(self) -> None:
        self._frame.clinic_area.show_worklist()
        self._frame.worklist.refresh()
        self.side.desk.refresh_progress()
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
        made = {
            "inbox": self.inbox_model,
            "equipment": self.equipment,
            "quality": self.quality,
            "progress": None if self.progress is None else self.progress.model,
        }
        hints: tuple[KeyHint, ...] = self._frame.worklist_model.hints
        if (area := made.get(key)) is not None:
            hints = area.hints
        elif key == "rules":
            hints = RULES_HINTS
        elif key == "clinic" and self._frame.clinic_area.shows_form:
            hints = FORM_HINTS
        self._frame.shell.show_hints(hints)
