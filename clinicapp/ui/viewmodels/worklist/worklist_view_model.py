"""The meeting point of the worklist's page and whoever serves it."""

from PySide6.QtCore import QObject, QTimer, Signal

from clinicapp.ui.viewmodels.shell_view import KeyHint
from clinicapp.ui.viewmodels.worklist.worklist_view import WORKLIST_HINTS, Filter, WorklistView

SEARCH_PAUSE_MS = 120


class WorklistViewModel(QObject):
    """Holds one ``WorklistView`` and carries intents.

    Signals out, to the page: ``changed(WorklistView)``, ``entry_rejected(dict)``,
    ``entry_closed()``.

    Signals out, to the composition root: ``search_requested(text)`` once typing has paused,
    ``filter_requested(Filter)``, ``person_opened(person_id)``, ``import_requested()``,
    ``messages_requested()``, ``person_submitted(dict)``, answered by ``entry_accepted`` or
    ``entry_refused``.

    Args:
        parent: Qt parent.
        pause_ms: How long typing must pause before a search is asked for, in milliseconds.
    """

    changed = Signal(object)
    search_requested = Signal(str)
    filter_requested = Signal(object)
    person_opened = Signal(str)
    import_requested = Signal()
    messages_requested = Signal()
    person_submitted = Signal(dict)
    entry_rejected = Signal(dict)
    entry_closed = Signal()

    def __init__(self, parent: QObject | None = None, pause_ms: int = SEARCH_PAUSE_MS) -> None:
        super().__init__(parent)
        self._view: WorklistView | None = None
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self.search_now)

    @property
    def view(self) -> WorklistView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def typed(self) -> str:
        """What stands in the search box, whether or not it has been searched for yet."""
        return self._typed

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on this page."""
        return WORKLIST_HINTS

    def stop(self) -> None:
        """Ask for no search any more: the window is closing."""
        self._pause.stop()

    def show(self, view: WorklistView) -> None:
        """Show the worklist; the text being typed is left alone."""
        self._view = view
        self.changed.emit(view)

    def type_search(self, text: str) -> None:
        """Take what stands in the search box; the search is asked for after a short pause."""
        if text != self._typed:
            self._typed = text
            self._pause.start()

    def search_now(self) -> None:
        """Ask for the search without waiting any longer."""
        self._pause.stop()
        self.search_requested.emit(self._typed.strip())

    def choose_filter(self, key: Filter) -> None:
        """Ask for other people."""
        self.filter_requested.emit(key)

    def only_match(self) -> str:
        """The person shown when exactly one answers what was typed, else an empty text."""
        view = self._view
        answered = view is not None and view.query == self._typed.strip() and bool(view.query)
        if not answered or view is None or len(view.rows) != 1:
            return ""
        return view.rows[0].person_id

    def submit_person(self, answers: dict[str, str]) -> None:
        """Offer what was typed about a new person, exactly as it was typed."""
        self.person_submitted.emit(dict(answers))

    def entry_refused(self, errors: dict[str, str]) -> None:
        """Say beside each field why the person cannot be added."""
        self.entry_rejected.emit(dict(errors))

    def entry_accepted(self) -> None:
        """Close the panel: the person is on the ward."""
        self.entry_closed.emit()

    def open_person(self, person_id: str) -> None:
        """Ask to open a person's form."""
        self._pause.stop()
        self.person_opened.emit(person_id)
