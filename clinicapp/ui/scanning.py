"""What a scanned label does: it opens the person's form, or stops with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from clinicapp.domain.scanning import is_label_of_a_person
from clinicapp.services.identity import number_of_scan, person_of_scan
from clinicapp.ui.scanner import Scanner
from clinicapp.ui.viewmodels.present_form import IdentityCheck
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.entry_dialog import EntryDialog

if TYPE_CHECKING:
    from clinicapp.domain.errors import Refused
    from clinicapp.domain.nhs_number import NhsNumber
    from clinicapp.domain.people import Person
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.clinic_desk import ClinicDesk

ENTERING = (
    "Save or close what you are entering first, then scan the wristband again. Nothing was opened."
)
UNKNOWN = "This label is not one that the station knows. Nothing was opened; scan the wristband."


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


class Scanning(QObject):
    """Serves the scanner of one window."""

    def __init__(self, frame: Frame, clinic: ClinicDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._clinic = clinic
        self._sentence = ""
        self.scanner = Scanner(is_label_of_a_person, focus_is_in_a_field, self)
        self.scanner.scanned.connect(self._scanned)
        self.scanner.unknown.connect(self._unknown)

    def _scanned(self, label: str) -> None:
        if self._frame.window.covered:
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

    def _unknown(self, _label: str) -> None:
        if not self._frame.window.covered:
            self._stop(UNKNOWN)

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
