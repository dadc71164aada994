"""The meeting point of the ward panel and whoever serves it."""

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.inbox.ward_panel_view import WardPanelView


class WardPanelModel(QObject):
    """Holds one ``WardPanelView`` and carries intents.

    Signals out, to the panel: ``changed(WardPanelView)``.

    Signal out, to the desk: ``came_in_sight()``.

    Signals out, to the composition root: ``assign_requested(reading_id)`` for a reading that wants
    a person, ``review_requested(reading_id)`` for one that waits for another reason, and
    ``inbox_requested()``. All three are answered by opening the readings inbox.
    """

    changed = Signal(object)
    came_in_sight = Signal()
    assign_requested = Signal(str)
    review_requested = Signal(str)
    inbox_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = WardPanelView()
        self._seen = False

    @property
    def view(self) -> WardPanelView:
        """What is shown now; an empty panel before the first ``show``."""
        return self._view

    @property
    def seen(self) -> bool:
        """Whether the panel is on the screen."""
        return self._seen

    def set_seen(self, *, seen: bool) -> None:
        """The panel has come onto the screen, or has left it."""
        before, self._seen = self._seen, seen
        if seen and not before:
            self.came_in_sight.emit()

    def show(self, view: WardPanelView) -> None:
        """Show something else; nothing happens when it is the same."""
        if view != self._view:
            self._view = view
            self.changed.emit(view)

    def act_on(self, reading_id: str) -> None:
        """Ask for what the reading's button says."""
        for each in self._view.waiting:
            if each.row.reading_id == reading_id:
                wanted = self.assign_requested if each.assign else self.review_requested
                wanted.emit(reading_id)

    def open_inbox(self) -> None:
        """Ask for the readings inbox."""
        self.inbox_requested.emit()
