"""The meeting point of the import dialog and whoever serves it."""

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.import_view import ImportView


class ImportViewModel(QObject):
    """Holds one ``ImportView`` and carries intents.

    Signals out, to the dialog: ``changed(ImportView)``.

    Signals out, to the desk: ``file_chosen(path)``; ``tab_chosen(tab)``;
    ``decided(row_key, code)`` for a row in conflict (an empty code takes the decision back), and
    for somebody who is not in the list; ``submitted()``; ``more_requested(offset)``;
    ``stop_requested()``.
    """

    changed = Signal(object)
    file_chosen = Signal(str)
    tab_chosen = Signal(object)
    decided = Signal(str, str)
    submitted = Signal()
    more_requested = Signal(int)
    stop_requested = Signal()

    def __init__(self, view: ImportView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._asked_from = -1

    @property
    def view(self) -> ImportView:
        """What is shown now."""
        return self._view

    def show(self, view: ImportView) -> None:
        """Show where things stand."""
        self._view = view
        self._asked_from = -1
        self.changed.emit(view)

    def choose_file(self, path: str) -> None:
        """A file was chosen; nothing happens while another is being read."""
        if path and not self._view.busy:
            self.file_chosen.emit(path)

    def choose_tab(self, tab: StrEnum) -> None:
        """Open a tab."""
        if tab != self._view.tab:
            self.tab_chosen.emit(tab)

    def decide(self, key: str, code: str) -> None:
        """Decide about a row; what was decided before stands until another view says otherwise."""
        if not self._view.busy and not self._view.done:
            self.decided.emit(key, code)

    def submit(self) -> None:
        """Import the list as it is shown."""
        if not self._view.busy and not self._view.submit_blocked and not self._view.done:
            self.submitted.emit()

    def stop(self) -> None:
        """Stop what is going on; what was done by then stays."""
        if self._view.stoppable:
            self.stop_requested.emit()

    def fetch_more(self) -> None:
        """Ask for the rows after those read so far, once for each place."""
        have = len(self._view.rows)
        if have != self._asked_from:
            self._asked_from = have
            self.more_requested.emit(have)
