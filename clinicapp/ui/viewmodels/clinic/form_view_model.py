"""The meeting point of the form page and whoever serves it.

The page calls the methods that say what a person asks; the composition root listens to the
signals and answers with ``show`` and ``entry_refused``. Nothing is shown as done before the answer
comes: a toggle changes when the next ``FormView`` says so.
"""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from clinicapp.ui.viewmodels.clinic.form_view import FormView, NewReadingView

ONE_SECOND_MS = 1000


class FormViewModel(QObject):
    """Holds one ``FormView`` and carries intents.

    Signals out, to the page: ``changed(FormView)``, ``countdown_changed(int)`` in seconds,
    ``undo_ended()``, ``reading_arrived(NewReadingView)``, ``entry_rejected(dict)`` from field to
    sentence, ``entry_closed(str)`` with the card, ``typing_settled(str)`` with the card on which a
    colleague's typing was taken over or discarded.

    Signals out, to the composition root: all those that end in ``requested``, ``toggled``,
    ``submitted`` or ``opened``.
    """

    changed = Signal(object)
    countdown_changed = Signal(int)
    undo_ended = Signal()
    reading_arrived = Signal(object)
    entry_rejected = Signal(dict)
    entry_closed = Signal(str)
    typing_settled = Signal(str)

    action_toggled = Signal(str, str)
    action_status_chosen = Signal(str, str)
    undo_requested = Signal(str)
    wrong_patient_requested = Signal(str)
    entry_submitted = Signal(str, dict)
    declined_requested = Signal(str, dict)
    typed_changed = Signal(str, dict)
    take_over_requested = Signal(str, str)
    discard_requested = Signal(str, str)
    version_requested = Signal(str)
    source_opened = Signal(str)
    sign_off_requested = Signal()
    close_patient_requested = Signal()
    document_requested = Signal(str)

    def __init__(self, parent: QObject | None = None, tick_ms: int = ONE_SECOND_MS) -> None:
        super().__init__(parent)
        self._view: FormView | None = None
        self._seconds_left = 0
        self._typed: dict[str, dict[str, str]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(tick_ms)
        self._timer.timeout.connect(self._tick)

    @property
    def view(self) -> FormView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def seconds_left(self) -> int:
        """Seconds in which the last fill can still be undone."""
        return self._seconds_left

    # What the composition root tells.

    def show(self, view: FormView) -> None:
        """Show a form; the countdown of a reading already shown is never made longer."""
        before = self._view.new_reading if self._view is not None else None
        if self._view is not None and self._view.key != view.key:
            self._typed.clear()
        self._view = view
        self._start_countdown(before, view.new_reading)
        self.changed.emit(view)
        reading = view.new_reading
        if reading is not None and (before is None or before.reading_id != reading.reading_id):
            self.reading_arrived.emit(reading)

    def stop(self) -> None:
        """Stop counting down: the window is closing."""
        self._timer.stop()

    def entry_refused(self, errors: Mapping[str, str]) -> None:
        """Say beside each field, and in a list on top, why the answers cannot be saved."""
        self.entry_rejected.emit(dict(errors))

    def entry_accepted(self, card: str) -> None:
        """Close the entry panel of a card: its answers are saved."""
        self._typed.pop(card, None)
        self.entry_closed.emit(card)

    def colleague_settled(self, card: str) -> None:
        """What a colleague typed on a card was taken over or discarded; the form shows it now."""
        self._typed.pop(card, None)
        self.typing_settled.emit(card)

    # What a person asks.

    def toggle_action(self, card: str, code: str) -> None:
        """Choose an action, or take the choice back."""
        self.action_toggled.emit(card, code)

    def set_action_status(self, code: str, status: str) -> None:
        """Say what became of a chosen action: accepted, declined, or not appropriate."""
        self.action_status_chosen.emit(code, status)

    def undo(self) -> None:
        """Take the last fill back, while its seconds last."""
        reading = self._open_reading()
        if reading is not None:
            self.undo_requested.emit(reading.reading_id)

    def wrong_patient(self) -> None:
        """Take the last fill back and send it to the inbox, while its seconds last."""
        reading = self._open_reading()
        if reading is not None:
            self.wrong_patient_requested.emit(reading.reading_id)

    def submit_entry(self, card: str, answers: Mapping[str, str]) -> None:
        """Offer what was typed, exactly as it was typed."""
        self.entry_submitted.emit(card, dict(answers))

    def decline(self, card: str, answers: Mapping[str, str]) -> None:
        """Record that there is no value: why, and when to try again."""
        self.declined_requested.emit(card, dict(answers))

    def keep_typed(self, card: str, answers: Mapping[str, str]) -> None:
        """Keep what was typed into a card's panel and is not saved; nothing typed forgets it."""
        if self.typed(card) != dict(answers):
            self._typed[card] = dict(answers)
            self.typed_changed.emit(card, dict(answers))

    def typed(self, card: str) -> dict[str, str]:
        """What was typed into a card's panel before and not saved: field to text."""
        spec = self._view.entry(card) if self._view is not None else None
        kept = dict(spec.typed.answers) if spec is not None and spec.typed is not None else {}
        return dict(self._typed.get(card, kept))

    def take_over(self, card: str, author: str) -> None:
        """Make what a colleague typed on a card, and did not save, one's own."""
        self.take_over_requested.emit(card, author)

    def discard_typed(self, card: str, author: str) -> None:
        """Discard what a colleague typed on a card and did not save."""
        self.discard_requested.emit(card, author)

    def open_version(self, key: str) -> None:
        """Ask for another form of the person, or another version of this one."""
        self.version_requested.emit(key)

    def open_source(self, reading_id: str) -> None:
        """Open the record of a reading."""
        self.source_opened.emit(reading_id)

    def sign_off(self) -> None:
        """Ask to sign, when nothing is left and no undo is pending."""
        if self._view is not None and self._view.footer.can_sign and self._seconds_left == 0:
            self.sign_off_requested.emit()

    def close_patient(self) -> None:
        """Ask to close the patient."""
        self.close_patient_requested.emit()

    def ask_document(self, kind: str) -> None:
        """Ask for a document, by the kind of its ``DocumentChoice``."""
        self.document_requested.emit(kind)

    def _open_reading(self) -> NewReadingView | None:
        return self._view.new_reading if self._view is not None and self._seconds_left else None

    def _start_countdown(self, before: NewReadingView | None, now: NewReadingView | None) -> None:
        same = before is not None and now is not None and before.reading_id == now.reading_id
        seconds = now.seconds_left if now is not None else 0
        self._seconds_left = min(seconds, self._seconds_left) if same else seconds
        if not self._seconds_left:
            self._timer.stop()
        elif not same:
            self._timer.start()

    def _tick(self) -> None:
        self._seconds_left -= 1
        self.countdown_changed.emit(self._seconds_left)
        if self._seconds_left <= 0:
            self._timer.stop()
            self.undo_ended.emit()
