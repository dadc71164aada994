"""The foot of the form: how complete it is, what is left, and how to finish."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.clinic.document_choices import DocumentChoice
from clinicapp.ui.viewmodels.clinic.form_view import FooterView, ThingLeft
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.completeness_bar import CompletenessMeter
from clinicapp.ui.widgets.spans import Span, SpanLabel

SHOWN_AS_BUTTONS = 2
LONGEST_WORDS_SCALE = 1.5


class FormFooter(QFrame):
    """Each thing left is a button that goes to its card; sign-off says why it waits.

    Signals: ``card_wanted(key)``, ``next_missing_pressed()``, ``sign_off_pressed()``,
    ``document_wanted(kind)``, ``details_pressed()``, ``amend_pressed()``.
    """

    card_wanted = Signal(str)
    next_missing_pressed = Signal()
    sign_off_pressed = Signal()
    document_wanted = Signal(str)
    details_pressed = Signal()
    amend_pressed = Signal()

    def __init__(self, theme: Theme, *, compact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = compact
        self._view: FooterView | None = None
        self._pending_undo = False
        self._left_buttons: list[ActionButton] = []
        self.setObjectName("formFooter")
        self._build()

    def controls(self) -> list[QWidget]:
        """What can take the focus, in order."""
        fixed = [self._more, self._documents, self._amend, self._next, self._sign]
        return [w for w in [self._meter, *self._left_buttons, *fixed] if not w.isHidden()]

    def take_focus(self) -> None:
        """Put the focus on the first thing that can be done here."""
        found = [w for w in self.controls() if w.isEnabled() and w is not self._meter]
        (found or [self._meter])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme, size = self._theme, self._theme.size
        row = QHBoxLayout(self)
        margin = size.gap_16 if self._compact else size.gap_12
        row.setContentsMargins(margin, size.gap_10, margin, size.gap_10)
        row.setSpacing(size.gap_12 + size.gap_2)
        self._meter = CompletenessMeter(theme, self)
        self._meter.clicked.connect(self.details_pressed)
        row.addWidget(self._meter)
        row.addSpacing(size.gap_12)
        row.addWidget(self._build_left_words())
        self._left_row = QHBoxLayout()
        self._left_row.setSpacing(row.spacing())
        row.addLayout(self._left_row)
        kind = "warn" if self._compact else "left"
        self._more = ActionButton(theme, kind, "", icon="circle-dashed", parent=self)
        self._menu = QMenu(self._more)
        self._more.clicked.connect(self._open_menu)
        row.addWidget(self._more)
        row.addStretch(1)
        self._build_ends(row)

    def _build_left_words(self) -> QWidget:
        self._left = QFrame(self)
        self._left.setObjectName("footerLeft")
        column = QVBoxLayout(self._left)
        column.setContentsMargins(self._theme.size.gap_12 + self._theme.size.gap_2, 0, 0, 0)
        column.setSpacing(0)
        self._left_count = SpanLabel(self._theme, (), self._left)
        self._left_note = SpanLabel(self._theme, (), self._left)
        column.addWidget(self._left_count)
        column.addWidget(self._left_note)
        self._left.setVisible(not self._compact)
        return self._left

    def _build_ends(self, row: QHBoxLayout) -> None:
        theme = self._theme
        self._documents = ActionButton(
            theme, "plain", self.tr("Documents"), icon="printer", parent=self
        )
        self._document_menu = QMenu(self._documents)
        self._document_menu.setAccessibleName(self.tr("Documents"))
        self._amend = ActionButton(theme, "plain", "", icon="pencil-line", parent=self)
        self._next = ActionButton(theme, "primary", self.tr("Next missing"), keys="F8", parent=self)
        cap = "" if self._compact else "F9"
        self._sign = ActionButton(
            theme, "primary", self.tr("Sign off"), icon="lock", keys=cap, parent=self
        )
        self._documents.clicked.connect(self.open_documents)
        self._document_menu.triggered.connect(
            lambda action: self.document_wanted.emit(str(action.data()))
        )
        self._amend.clicked.connect(self.amend_pressed)
        self._next.clicked.connect(self.next_missing_pressed)
        self._sign.clicked.connect(self.sign_off_pressed)
        for button in (self._documents, self._amend, self._next, self._sign):
            row.addWidget(button)

    def show_footer(self, view: FooterView, *, pending_undo: bool) -> None:
        """Show the footer; a pending undo holds sign-off back."""
        if view == self._view and pending_undo == self._pending_undo:
            return
        self._pending_undo = pending_undo
        if view != self._view:
            self._view = view
            self._show_words(view)
            self._show_things(view.things)
        wait = self.tr("Sign off waits until the time to undo is over.") if pending_undo else ""
        blocked = self.tr("Something is left to do.")
        why = view.why_not or wait or ("" if view.can_sign else blocked)
        self._sign.disable_because(why)
        self._sign.set_icon("lock" if why else "circle-check")

    def _show_words(self, view: FooterView) -> None:
        strong, small = Weight.SEMIBOLD, FontRole.SMALL
        self._meter.show_complete(view.complete, view.bars, view.measures)
        self._left_count.set_spans((Span(view.left, role=small, weight=strong),))
        self._left_note.set_spans((Span(view.left_note, ink="muted", role=small),))
        self._show_documents(view.documents)
        # At large text the list of what is left says how many; a signed form has none.
        self._left.setVisible(not self._compact or view.signed)
        self._amend.setVisible(bool(view.amend))
        self._amend.set_words(view.amend, self.tr("Amend this signed form"))
        # A signed form misses nothing and is signed once: its own buttons need the room.
        self._next.setVisible(not view.signed)
        self._sign.setVisible(not view.signed)
        self._next.disable_because("" if view.things else self.tr("Nothing is missing."))

    def _show_documents(self, choices: tuple[DocumentChoice, ...]) -> None:
        self._document_menu.clear()
        for choice in choices:
            # The key is only shown: the page owns it, also while the menu is closed.
            words = f"{choice.words}\t{choice.keys}" if choice.keys else choice.words
            self._document_menu.addAction(words).setData(choice.kind)
        self._documents.disable_because(
            "" if choices else self.tr("There is nothing to print yet.")
        )

    def open_documents(self) -> None:
        """Open the menu of documents above its button, with its first line chosen."""
        if not self._documents.isEnabled():
            return
        self._document_menu.popup(_above(self._documents, self._document_menu))
        self._document_menu.setActiveAction(self._document_menu.actions()[0])

    def _show_things(self, things: tuple[ThingLeft, ...]) -> None:
        for button in self._left_buttons:
            self._left_row.removeWidget(button)
            button.hide()
            button.deleteLater()
        # Where there are more than two, one of them and "n more" leave room for whole words.
        count = SHOWN_AS_BUTTONS if len(things) <= SHOWN_AS_BUTTONS else 1
        shown = () if self._compact else things[:count]
        self._left_buttons = [self._thing_button(thing) for thing in shown]
        rest = things[len(shown) :]
        self._menu.clear()
        for thing in rest:
            self._menu.addAction(thing.text.replace("&", "&&")).setData(thing.card)
        self._more.setVisible(bool(rest))
        more = self.tr("{n} more").format(n=len(rest))
        if self._compact and self._view is not None:
            more = self._view.left
            # At the largest sizes the note has no room; the count and its list remain.
            if self._theme.tokens.text_scale <= LONGEST_WORDS_SCALE:
                more = f"{more} {self._view.left_note}"
        self._more.set_words(more)

    def _thing_button(self, thing: ThingLeft) -> ActionButton:
        icon = "list-checks" if thing.is_action else "circle-dashed"
        button = ActionButton(self._theme, "left", thing.text, icon=icon, parent=self)
        button.clicked.connect(lambda: self.card_wanted.emit(thing.card))
        self._left_row.addWidget(button)
        return button

    def _open_menu(self) -> None:
        chosen = self._menu.exec(_above(self._more, self._menu))
        if chosen is not None:
            self.card_wanted.emit(str(chosen.data()))


def _above(button: QWidget, menu: QMenu) -> QPoint:
    above = button.mapToGlobal(button.rect().topLeft())
    above.setY(above.y() - menu.sizeHint().height())
    return above
