"""The Lester form page: binds a view-model to an arrangement of widgets."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.pages.clinic.form_arrangement import (
    CompactArrangement,
    FormArrangement,
    WideArrangement,
)
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.clinic.document_choices import CHOICES
from clinicapp.ui.viewmodels.clinic.form_view import AMEND, FormView, NewReadingView
from clinicapp.ui.viewmodels.clinic.form_view_model import FormViewModel
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from clinicapp.ui.widgets.page import Page

CARD_KEYS = 6


class FormPage(Page):
    """Draws what the view-model holds and tells it what is pressed."""

    def __init__(
        self,
        model: FormViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._dialog: EntryDialog | None = None
        self._opener = ""
        self._resume = ""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._arrangement = self._make()
        self._bind()
        self._bind_keys()

    @property
    def arrangement(self) -> FormArrangement:
        """The widgets as they are laid out now."""
        return self._arrangement

    @property
    def dialog(self) -> EntryDialog | None:
        """The entry panel that is open, or None."""
        return self._dialog

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        self._resume = self._card_of(self.focusWidget())
        old = self._arrangement
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._arrangement = self._make()
        self.take_focus()

    @override
    def take_focus(self) -> None:
        if self._resume in self._arrangement.cards:
            self.focus_card(self._resume)

    def toggle_devices(self) -> None:
        """Open or close the devices, where they are folded away."""
        self._arrangement.toggle_devices()

    def focus_card(self, key: str) -> None:
        """Go to a card."""
        self._arrangement.focus_card(key)

    def focus_next_missing(self) -> None:
        """Go to the next thing left, after the card that has the focus."""
        view = self._model.view
        if view is None or not view.footer.things:
            return
        keys = [thing.card for thing in view.footer.things]
        here = self._card_of(QApplication.focusWidget())
        place = keys.index(here) + 1 if here in keys else 0
        self.focus_card(keys[place % len(keys)])

    def open_entry(self, key: str) -> None:
        """Open the entry panel of a card."""
        view = self._model.view
        spec = view.entry(key) if view is not None else None
        if spec is None or self._dialog is not None:
            return
        self._opener = key
        dialog = EntryDialog(spec, self._theme, self)
        dialog.submitted.connect(lambda answers: self._model.submit_entry(key, answers))
        dialog.declined.connect(lambda answers: self._model.decline(key, answers))
        dialog.typed.connect(lambda answers: self._model.keep_typed(key, answers))
        dialog.taken_over.connect(lambda author: self._model.take_over(key, author))
        dialog.discarded.connect(lambda author: self._model.discard_typed(key, author))
        dialog.finished.connect(self._entry_finished)
        dialog.show_answers(self._model.typed(key))
        self._dialog = dialog
        dialog.open()

    def open_details(self) -> None:
        """Show how complete the form is, its versions, and the person's other forms."""
        from clinicapp.ui.widgets.form_details import FormDetailsDialog

        view = self._model.view
        if view is None or view.details is None:
            return
        dialog = FormDetailsDialog(view.details, view.footer.measures, self._theme, self)
        dialog.version_pressed.connect(self._model.open_version)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _make(self) -> FormArrangement:
        kind = CompactArrangement if self._compact else WideArrangement
        made = kind(self._theme, self)
        model = self._model
        made.action_pressed.connect(model.toggle_action)
        made.status_chosen.connect(model.set_action_status)
        made.source_pressed.connect(model.open_source)
        made.entry_pressed.connect(self.open_entry)
        made.banner.close_pressed.connect(model.close_patient)
        made.reading.undo_pressed.connect(model.undo)
        made.reading.wrong_patient_pressed.connect(model.wrong_patient)
        footer = made.footer
        footer.card_wanted.connect(self.focus_card)
        footer.next_missing_pressed.connect(self.focus_next_missing)
        footer.sign_off_pressed.connect(model.sign_off)
        footer.document_wanted.connect(model.ask_document)
        footer.details_pressed.connect(self.open_details)
        footer.amend_pressed.connect(lambda: self.open_entry(AMEND))
        self._layout.addWidget(made)
        if model.view is not None:
            made.show_view(model.view, model.seconds_left)
        return made

    def _bind(self) -> None:
        self._model.changed.connect(self._show)
        self._model.countdown_changed.connect(self._show_seconds)
        self._model.reading_arrived.connect(self._announce)
        self._model.entry_rejected.connect(self._show_errors)
        self._model.entry_closed.connect(self._close_entry)
        self._model.typing_settled.connect(self._show_typing)

    def _bind_keys(self) -> None:
        for keys, act in (
            ("F7", self.toggle_devices),
            ("F8", self.focus_next_missing),
            ("F9", self._model.sign_off),
            ("Ctrl+Z", self._model.undo),
            ("Ctrl+W", self._model.close_patient),
            ("Ctrl+F", self._model.close_patient),  # the list opens at its search box
            ("Ctrl+P", lambda: self._model.ask_document(CHOICES[0].kind)),
            ("Ctrl+D", lambda: self._arrangement.footer.open_documents()),
            ("Ctrl+I", self.open_details),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        for number in range(1, CARD_KEYS + 1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.activated.connect(lambda place=number - 1: self._focus_place(place))

    def _focus_place(self, place: int) -> None:
        view = self._model.view
        if view is not None and place < len(view.cards):
            self.focus_card(view.cards[place].key)

    def _card_of(self, focused: QWidget | None) -> str:
        for key, card in self._arrangement.cards.items():
            if focused is not None and (focused is card or card.isAncestorOf(focused)):
                return key
        return ""

    def _show(self, view: FormView) -> None:
        first = not self._arrangement.cards
        self._arrangement.show_view(view, self._model.seconds_left)
        if first:
            # Opening a patient puts the focus on the first thing that is missing.
            self.focus_next_missing()

    def _show_seconds(self, seconds: int) -> None:
        self._arrangement.reading.show_seconds(seconds)
        view = self._model.view
        if view is not None:
            self._arrangement.footer.show_footer(view.footer, pending_undo=seconds > 0)

    def _announce(self, reading: NewReadingView) -> None:
        words = self.tr("New reading {value} from {device}. {outcome}.")
        announce(
            self,
            words.format(value=reading.value, device=reading.device, outcome=reading.outcome),
        )

    def _show_errors(self, errors: dict[str, str]) -> None:
        if self._dialog is not None:
            self._dialog.show_errors(errors)

    def _close_entry(self, card: str) -> None:
        if self._dialog is not None and self._dialog.spec.card == card:
            self._dialog.accept()

    def _show_typing(self, card: str) -> None:
        """What a colleague typed is now one's own, or gone; the panel stays open."""
        spec = self._model.view.entry(card) if self._model.view is not None else None
        if self._dialog is not None and self._dialog.spec.card == card and spec is not None:
            self._dialog.show_errors({})
            self._dialog.colleagues.show_notes(spec.colleagues)
            self._dialog.show_answers(self._model.typed(card))

    def _entry_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
        if self._opener in self._arrangement.cards:
            self._arrangement.cards[self._opener].focus_first()
        else:
            self._arrangement.footer.take_focus()
