"""The meeting point of the dialog of the hospital's messages and whoever serves it."""

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.worklist.messages_view import MessagesView


class MessagesViewModel(QObject):
    """Holds one ``MessagesView`` and carries intents.

    Signals out, to the dialog: ``changed(MessagesView)``, ``entry_rejected(dict)``,
    ``entry_closed()``. Signal out, to whoever serves it: ``decision_submitted(key, dict)``,
    answered by ``entry_accepted`` or ``entry_refused``.
    """

    changed = Signal(object)
    decision_submitted = Signal(str, dict)
    entry_rejected = Signal(dict)
    entry_closed = Signal()

    def __init__(self, view: MessagesView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view

    @property
    def view(self) -> MessagesView:
        """What is shown now."""
        return self._view

    def show(self, view: MessagesView) -> None:
        """Show the messages."""
        self._view = view
        self.changed.emit(view)

    def submit(self, key: str, answers: dict[str, str]) -> None:
        """Offer a decision, exactly as it was chosen and typed."""
        self.decision_submitted.emit(key, dict(answers))

    def entry_refused(self, errors: dict[str, str]) -> None:
        """Say beside each field why it cannot be decided so."""
        self.entry_rejected.emit(dict(errors))

    def entry_accepted(self) -> None:
        """Close the panel: it is decided."""
        self.entry_closed.emit()
