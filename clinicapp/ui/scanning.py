"""What a scanned label does: it opens the person's form, or stops with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from clinicapp.domain.scanning import is_label_of_a_person
from clinicapp.services.identity import person_of_scan
from clinicapp.ui.scanner import Scanner
from clinicapp.ui.viewmodels.present_form import IdentityCheck

if TYPE_CHECKING:
    from clinicapp.domain.errors import Refused
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
        if QApplication.activeModalWidget() is not None:
            self._stop(ENTERING)
            return
        questions = self._frame.questions
        identity = IdentityCheck(at=questions.backstage.now(), scanned=True)

        def found(person: Person) -> None:
            self._found(person, identity)

        questions.ask(found, self._refused, person_of_scan, label)

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
