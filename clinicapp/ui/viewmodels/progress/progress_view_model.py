"""The meeting point of the progress page and whoever serves it."""

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.progress.progress_view import PROGRESS_HINTS, ProgressView
from clinicapp.ui.viewmodels.shell_view import KeyHint


class ProgressViewModel(QObject):
    """Holds one ``ProgressView`` and carries intents.

    Signals out, to the page: ``changed(ProgressView)``.

    Signals out, to the desk: ``measure_requested(code)``, ``ward_requested(code)``, each answered
    by ``show``; ``export_requested()``.
    """

    changed = Signal(object)
    measure_requested = Signal(str)
    ward_requested = Signal(str)
    export_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: ProgressView | None = None

    @property
    def view(self) -> ProgressView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on this page."""
        return PROGRESS_HINTS

    def show(self, view: ProgressView) -> None:
        """Show other figures."""
        self._view = view
        self.changed.emit(view)

    def choose_measure(self, code: str) -> None:
        """Ask for another measure of complete screening."""
        if self._view is not None and code != self._view.measure:
            self.measure_requested.emit(code)

    def choose_ward(self, code: str) -> None:
        """Ask for another ward, or for all of them."""
        if self._view is not None and code != self._view.ward:
            self.ward_requested.emit(code)

    def export(self) -> None:
        """Ask for the tables as a file; nothing happens while there are none."""
        if self._view is not None and self._view.figures:
            self.export_requested.emit()
