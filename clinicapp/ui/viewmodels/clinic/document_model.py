"""The meeting point of a document's dialog and whoever carries out what is asked there."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, in one sentence; ``trouble`` when it did not work."""

    sentence: str
    trouble: bool = False


class DocumentModel(QObject):
    """Carries what is asked, and what came of it.

    Signals out: ``save_requested(variant, path)``, ``print_requested(variant, printer)`` and
    ``copy_requested()``. Signal in: ``told(Outcome)``.
    """

    save_requested = Signal(int, str)
    print_requested = Signal(int, object)
    copy_requested = Signal()
    told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_open = True
        """False once the dialog is closed; then nothing is put on the clipboard any more."""

    def save(self, variant: int, path: str) -> None:
        """Ask for a variant to be saved."""
        self.save_requested.emit(variant, path)

    def print_on(self, variant: int, printer: object) -> None:
        """Ask for a variant to be printed on a printer that is set up."""
        self.print_requested.emit(variant, printer)

    def copy(self) -> None:
        """Ask for the text to be copied."""
        self.copy_requested.emit()

    def close(self) -> None:
        """The dialog is gone."""
        self.is_open = False
