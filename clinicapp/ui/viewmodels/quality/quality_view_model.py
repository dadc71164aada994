"""The meeting point of the quality control page and whoever serves it."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.quality.quality_view import QUALITY_HINTS, ControlRow, QualityView
from clinicapp.ui.viewmodels.shell_view import KeyHint


class QualityViewModel(QObject):
    """Holds one ``QualityView`` and carries intents.

    Signals out, to the page: ``changed(QualityView)``.

    Signals out, to the composition root: ``record_requested(reading_id)``, answered with the
    reading's record; ``more_requested(offset)``, answered by ``add_rows``.
    """

    changed = Signal(object)
    record_requested = Signal(str)
    more_requested = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: QualityView | None = None
        self._asked_from = -1

    @property
    def view(self) -> QualityView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on this page."""
        return QUALITY_HINTS

    def show(self, view: QualityView) -> None:
        """Show control results."""
        self._view = view
        self._asked_from = -1
        self.changed.emit(view)

    def add_rows(self, offset: int, rows: tuple[ControlRow, ...], total: int) -> None:
        """Show more rows after those read so far; an answer to an older question is dropped."""
        if self._view is not None and offset == len(self._view.rows):
            self.show(replace(self._view, rows=(*self._view.rows, *rows), total=total))

    def open_record(self, reading_id: str) -> None:
        """Ask for the record of a control result."""
        self.record_requested.emit(reading_id)

    def fetch_more(self) -> None:
        """Ask for the rows after those read so far, once for each place."""
        have = len(self._view.rows) if self._view is not None else 0
        if have != self._asked_from:
            self._asked_from = have
            self.more_requested.emit(have)
