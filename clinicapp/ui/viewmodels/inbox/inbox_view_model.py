"""The meeting point of the readings inbox and whoever serves it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.inbox.inbox_view import HeldView, InboxRow, InboxView, inbox_hints
from clinicapp.ui.viewmodels.shell_view import KeyHint


@dataclass(frozen=True, slots=True)
class ChosenReasons:
    """What was chosen so far for one reading, by code; empty for none."""

    use: str = ""
    discard: str = ""
    identifiers: frozenset[str] = frozenset()


class InboxViewModel(QObject):
    """Holds one ``InboxView``, the reasons chosen so far, and carries intents.

    An intent counts only for the reading that is both selected and shown, so that a key pressed
    while the next one is being read never acts on the wrong one; and only once, until an answer
    comes by ``show`` or ``refuse``.

    Signals out, to the page: ``changed(InboxView)``, ``refused(sentence)``.

    Signals out, to the composition root: ``selected(reading_id)``, answered by ``show``;
    ``use_requested(reading_id, reason_code, identifiers)`` with a frozenset of what was checked;
    ``discard_requested(reading_id, reason_code)``;
    ``retake_requested(reading_id)``; ``record_requested(reading_id)``; ``more_requested(offset)``,
    answered by ``add_rows``.
    """

    changed = Signal(object)
    refused = Signal(str)
    selected = Signal(str)
    use_requested = Signal(str, str, object)
    discard_requested = Signal(str, str)
    retake_requested = Signal(str)
    record_requested = Signal(str)
    more_requested = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: InboxView | None = None
        self._wanted = ""
        self._waiting = False
        self._asked_from = -1
        self._chosen: dict[str, ChosenReasons] = {}

    @property
    def view(self) -> InboxView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def wanted(self) -> str:
        """The reading that was chosen last, or empty when it is not among those shown."""
        return self._wanted

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter for what is shown."""
        return inbox_hints(self._view)

    # What the composition root tells.

    def show(self, view: InboxView) -> None:
        """Show readings, and the detail of the one that is selected."""
        kept = {row.reading_id for row in view.rows}
        self._view = view
        self._waiting = False
        self._asked_from = -1
        # A newer choice outlives an answer that was on its way when it was made.
        if self._wanted not in kept:
            self._wanted = view.selected_id if view.selected_id in kept else ""
        self._chosen = {key: value for key, value in self._chosen.items() if key in kept}
        self.changed.emit(view)

    def add_rows(self, offset: int, rows: tuple[InboxRow, ...], total: int) -> None:
        """Show more rows after those read so far; an answer to an older question is dropped."""
        if self._view is not None and offset == len(self._view.rows):
            self.show(replace(self._view, rows=(*self._view.rows, *rows), total=total))

    def refuse(self, sentence: str) -> None:
        """Say why what was asked could not be done; the reasons chosen stay."""
        self._waiting = False
        self.refused.emit(sentence)

    # What a person asks.

    def select(self, reading_id: str) -> None:
        """Ask for the detail of a reading."""
        if reading_id != self._wanted:
            self._wanted = reading_id
            self.selected.emit(reading_id)

    def chosen(self, reading_id: str) -> ChosenReasons:
        """The reasons chosen so far for a reading."""
        return self._chosen.get(reading_id, ChosenReasons())

    def choose_use_reason(self, reading_id: str, code: str) -> None:
        """Keep the reason for using a reading."""
        self._chosen[reading_id] = replace(self.chosen(reading_id), use=code)

    def choose_identifiers(self, reading_id: str, codes: frozenset[str]) -> None:
        """Keep what was checked with the person."""
        self._chosen[reading_id] = replace(self.chosen(reading_id), identifiers=codes)

    def choose_discard_reason(self, reading_id: str, code: str) -> None:
        """Keep the reason for discarding a reading."""
        self._chosen[reading_id] = replace(self.chosen(reading_id), discard=code)

    def use(self) -> None:
        """Ask to file the reading on the open form, with the reason chosen."""
        held = self._held()
        if held is None or held.use.why_not:
            return
        chosen = self.chosen(held.reading_id)
        if not held.use.lacks(chosen.use, chosen.identifiers):
            self._waiting = True
            self.use_requested.emit(held.reading_id, chosen.use, chosen.identifiers)

    def discard(self) -> None:
        """Ask to put the reading aside for good, with the reason chosen."""
        held = self._held()
        if held is None or held.discard.why_not:
            return
        reason = self.chosen(held.reading_id).discard
        if reason:
            self._waiting = True
            self.discard_requested.emit(held.reading_id, reason)

    def retake(self) -> None:
        """Ask to measure again with the device that is offered."""
        held = self._held()
        if held is not None and held.retake is not None:
            self.retake_requested.emit(held.reading_id)

    def open_record(self) -> None:
        """Ask for the record of the reading that is shown."""
        detail = self._view.detail if self._view is not None else None
        if detail is not None and detail.reading_id == self._wanted:
            self.record_requested.emit(detail.reading_id)

    def fetch_more(self) -> None:
        """Ask for the rows after those read so far, once for each place."""
        have = len(self._view.rows) if self._view is not None else 0
        if have != self._asked_from:
            self._asked_from = have
            self.more_requested.emit(have)

    def _held(self) -> HeldView | None:
        """The held reading that may be acted on now, or None."""
        detail = self._view.detail if self._view is not None else None
        if self._waiting or not isinstance(detail, HeldView):
            return None
        return detail if detail.reading_id == self._wanted else None
