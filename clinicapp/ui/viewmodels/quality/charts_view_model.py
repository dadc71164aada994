"""The meeting point of the charts page and whoever serves it."""

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.entry_view import EntrySpec
from clinicapp.ui.viewmodels.quality.charts_view import CHARTS_HINTS, ChartsView
from clinicapp.ui.viewmodels.shell_view import KeyHint


class ChartsViewModel(QObject):
    """Holds one ``ChartsView`` and carries intents.

    Signals out, to the page: ``changed(ChartsView)``; ``asking(EntrySpec, answers)`` opens a panel,
    with what was typed into it before; ``refused({field: sentence})`` and ``stored()`` answer it.

    Signals out, to the desk: ``analyser_chosen(id)``, ``days_chosen(code)``,
    ``panel_requested(kind, result_id)``, ``submitted(kind, answers)``, ``typed(kind, answers)``,
    ``closed(kind)``, ``record_requested(reading_id)``, ``arrivals_requested()``,
    ``print_requested()``.
    """

    changed = Signal(object)
    asking = Signal(object, dict)
    refused = Signal(dict)
    stored = Signal()

    analyser_chosen = Signal(str)
    days_chosen = Signal(str)
    panel_requested = Signal(str, str)
    submitted = Signal(str, dict)
    typed = Signal(str, dict)
    closed = Signal(str)
    record_requested = Signal(str)
    arrivals_requested = Signal()
    print_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: ChartsView | None = None

    @property
    def view(self) -> ChartsView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on this page."""
        return CHARTS_HINTS

    def show(self, view: ChartsView) -> None:
        """Show an analyser."""
        self._view = view
        self.changed.emit(view)

    def ask(self, spec: EntrySpec, typed: dict[str, str]) -> None:
        """Open a panel."""
        self.asking.emit(spec, typed)
