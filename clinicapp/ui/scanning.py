"""What a scanned label does: it opens a person's form or a device's record, or says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from clinicapp.domain.equipment.labels import claims_to_be_equipment
from clinicapp.domain.scanning import is_label_of_a_person
from clinicapp.services.clinic.identity import number_of_scan, person_of_scan
from clinicapp.services.equipment.scanned import (
    ControlLotFound,
    NewLot,
    StockLot,
    equipment_of_scan,
    thing_of_scan,
)
from clinicapp.ui.pages.worklist.search_box import SearchBox
from clinicapp.ui.scanner import Scanner
from clinicapp.ui.viewmodels.clinic.present_form import IdentityCheck
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.entry_dialog import EntryDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.errors import Refused
    from clinicapp.domain.nhs_number import NhsNumber
    from clinicapp.domain.people import Person
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.clinic.clinic_desk import ClinicDesk
    from clinicapp.ui.station_session import StationSession

ENTERING = (
    "Save or close what you are entering first, then scan the wristband again. Nothing was opened."
)

DEVICE_LATER = (
    "Save or close what you are entering first, then scan the device again. Nothing was opened."
)


def focus_is_in_a_field() -> bool:
    """Whether what is typed goes into a field."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QTextEdit | QPlainTextEdit)


def _put(dialog: EntryDialog, number: NhsNumber) -> None:
    """Put a scanned number into its field; something else that was typed there stays."""
    key = dialog.spec.scan_into
    field = dialog.fields[key]
    typed = field.answer().replace(" ", "").replace("-", "")
    if typed not in ("", number.digits):
        dialog.show_errors(
            {
                key: f"The wristband says {number.spaced}, which is not what stands here. Find "
                "out which is right, and clear the field before you scan again."
            }
        )
        return
    dialog.show_errors({})
    field.show_answer(number.spaced)
    announce(dialog, f"{field.spec.label}: {number.spaced}")


def opens_something(label: str) -> bool:
    """Whether a label is one of a person, or of equipment where nothing is being entered.

    A dialog may ask for a device's label itself; into its field it is typed.
    """
    if is_label_of_a_person(label):
        return True
    return QApplication.activeModalWidget() is None and claims_to_be_equipment(label)


class TakesScans(Protocol):
    """An area whose open section may want a label itself: a round counts it."""

    def take_scan(self, label: str) -> bool:
        """Whether it has taken the label."""


class Areas(Protocol):
    """Where a device's record is shown."""

    @property
    def equipment(self) -> TakesScans | None:
        """The equipment area, once it has been made."""

    def open_asset(self, tag: str) -> None:
        """Show the record of the device with this tag."""

    def open_lot(self, lot: StockLot | ControlLotFound | NewLot) -> None:
        """Show a lot, or offer to receive one that is not kept here."""


class Scanning(QObject):
    """Serves the scanner of one window."""

    def __init__(
        self,
        frame: Frame,
        clinic: ClinicDesk,
        session: StationSession,
        areas: Areas,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._clinic = clinic
        self._session = session
        self._areas = areas
        self._sentence = ""
        self.scanner = Scanner(
            self._wanted, focus_is_in_a_field, self, known=session.is_badge_at_the_door
        )
        self.scanner.scanned.connect(self._scanned)
        self.scanner.unknown.connect(self._look_for_equipment)
        self.scanner.typed_on.connect(self._typed)

    def _wanted(self, label: str) -> bool:
        return self._session.takes(label) or opens_something(label)

    def _scanned(self, label: str) -> None:
        if self._session.takes(label):
            self._session.scanned(label)
            return
        if self._frame.window.covered:
            return
        if not is_label_of_a_person(label):
            self._look_for_equipment(label)
            return
        questions = self._frame.questions
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, EntryDialog) and dialog.spec.scan_into:
            self._scan_into(dialog, label)
            return
        if dialog is not None:
            self._stop(ENTERING)
            return
        identity = IdentityCheck(at=questions.backstage.now(), scanned=True)

        def found(person: Person) -> None:
            self._found(person, identity)

        questions.ask(found, self._refused, person_of_scan, label)

    def _scan_into(self, dialog: EntryDialog, label: str) -> None:
        """A wristband while somebody is being added: its number is the answer to a question."""

        def read(number: NhsNumber) -> None:
            if dialog.isVisible():
                _put(dialog, number)

        def refused(refusal: Refused) -> None:
            if dialog.isVisible():
                dialog.show_errors({dialog.spec.scan_into: str(refusal)})

        self._frame.questions.ask(read, refused, number_of_scan, label)

    def _found(self, person: Person, identity: IdentityCheck) -> None:
        if self._frame.window.covered:
            return
        if QApplication.activeModalWidget() is not None:
            self._stop(ENTERING)
            return
        open_form = self._clinic.snapshot
        if open_form is not None and open_form.person.id != person.id:
            self._stop(
                f"Stop: this is not the wristband of {open_form.person.display_name}, whose form "
                "is open. Nothing was changed; check who is with you, close the form with Ctrl+W, "
                "and scan again."
            )
            return
        self._clear()
        if open_form is None:
            self._clinic.open_person(person.id, identity)
        else:
            self._clinic.identify(identity)
            self._frame.window.open_area("clinic")

    def _look_for_equipment(self, label: str) -> None:
        if self._frame.window.covered:
            return
        equipment = self._areas.equipment
        entering = QApplication.activeModalWidget() is not None
        if equipment is not None and not entering and equipment.take_scan(label):
            self._clear()
            return
        backstage = self._frame.questions.backstage
        today = backstage.now().astimezone(backstage.zone).date()
        self._frame.questions.ask(
            self._open, self._refused, thing_of_scan, label, today, self._frame.ward
        )

    def _typed(self, label: str) -> None:
        """A text was scanned into a box that finds: if it is a device's tag, that is meant."""
        box = QApplication.focusWidget()
        if not isinstance(box, SearchBox) or self._frame.window.covered:
            return

        def found(asset: Asset) -> None:
            if box is QApplication.focusWidget() and box.text().endswith(label):
                box.setText(box.text().removesuffix(label))
            self._open(asset)

        self._ask_for_equipment(label, found, lambda _refusal: None)

    def _ask_for_equipment(
        self, label: str, found: Callable[[Asset], None], refused: Callable[[Refused], None]
    ) -> None:
        backstage = self._frame.questions.backstage
        today = backstage.now().astimezone(backstage.zone).date()
        self._frame.questions.ask(found, refused, equipment_of_scan, label, today)

    def _open(self, found: Asset | StockLot | ControlLotFound | NewLot) -> None:
        if self._frame.window.covered:
            return
        if QApplication.activeModalWidget() is not None:
            self._stop(DEVICE_LATER)
            return
        self._clear()
        if isinstance(found, StockLot | ControlLotFound | NewLot):
            self._areas.open_lot(found)
        else:
            self._areas.open_asset(found.tag)

    def _refused(self, refusal: Refused) -> None:
        self._stop(str(refusal))

    def _stop(self, sentence: str) -> None:
        self._sentence = sentence
        self._frame.shell.refused(sentence)

    def _clear(self) -> None:
        """A scan that went well takes the sentence of an earlier one away."""
        if self._sentence and self._frame.window.trouble == self._sentence:
            self._frame.shell.dismiss()
        self._sentence = ""
