"""The parts of the form, laid out wide (a grid and a rail) or folded (a list and one card)."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.clinic.form_view import FormView
from clinicapp.ui.widgets.card_row import CardRow
from clinicapp.ui.widgets.device_rail import DeviceRail
from clinicapp.ui.widgets.domain_card import DomainCard
from clinicapp.ui.widgets.form_footer import FormFooter
from clinicapp.ui.widgets.new_reading import NewReadingPanel
from clinicapp.ui.widgets.patient_banner import PatientBanner

CARDS_TO_A_ROW = 3


class FormArrangement(QWidget):
    """What both layouts share. Cards are made once, for the keys of the first view.

    Signals: ``action_pressed(card, code)``, ``status_chosen(code, status)``,
    ``source_pressed(reading_id)``, ``entry_pressed(card)``.
    """

    action_pressed = Signal(str, str)
    status_chosen = Signal(str, str)
    source_pressed = Signal(str)
    entry_pressed = Signal(str)

    def __init__(self, theme: Theme, *, compact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.banner = PatientBanner(theme, compact=compact, parent=self)
        self.reading = NewReadingPanel(theme, compact=compact, parent=self)
        self.rail = DeviceRail(theme, None if compact else self.reading, self)
        self.footer = FormFooter(theme, compact=compact, parent=self)
        self.cards: dict[str, DomainCard] = {}
        self._order: list[QWidget] = []

    def show_view(self, view: FormView, seconds_left: int) -> None:
        """Show a form; only what differs is touched."""
        if not self.cards:
            self.make_cards(view)
        for card in view.cards:
            self.cards[card.key].show_card(card)
        self.banner.show_banner(view.banner)
        self.rail.show_devices(view.devices)
        self.reading.show_reading(view.new_reading, seconds_left)
        self.footer.show_footer(view.footer, pending_undo=seconds_left > 0)
        self.order_focus()

    def make_cards(self, view: FormView) -> None:
        """Make a card for each domain."""
        for card in view.cards:
            widget = DomainCard(self.theme, self)
            key = card.key
            widget.action_pressed.connect(lambda code, k=key: self.action_pressed.emit(k, code))
            widget.status_chosen.connect(self.status_chosen)
            widget.source_pressed.connect(self.source_pressed)
            widget.entry_pressed.connect(lambda k=key: self.entry_pressed.emit(k))
            self.cards[key] = widget

    def focus_card(self, key: str) -> None:
        """Put the focus on what is to be done in a card."""
        self.cards[key].focus_first()

    def toggle_devices(self) -> None:
        """Open or close the list of devices; the wide layout always shows it."""

    def card_controls(self) -> list[QWidget]:
        """What can take the focus between banner and footer, in order."""
        return [control for card in self.cards.values() for control in card.controls()]

    def _scrolled(self, inside: QWidget) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area

    def focus_order(self) -> list[QWidget]:
        """Banner, cards left to right then down, the new reading, footer."""
        return [
            *self.banner.controls(),
            *self.card_controls(),
            *self.reading.controls(),
            *self.footer.controls(),
        ]

    def order_focus(self) -> None:
        """Give Tab that order, when it is another than before."""
        order = self.focus_order()
        if order == self._order:
            return
        self._order = order
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)


class WideArrangement(FormArrangement):
    """Six cards in a grid, the rail beside them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, compact=False, parent=parent)
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        canvas = QWidget(self)
        canvas.setObjectName("formCanvas")
        self._grid = QGridLayout(canvas)
        self._grid.setContentsMargins(*[size.page_margin] * 4)
        self._grid.setSpacing(size.gap_10)
        middle.addWidget(self._scrolled(canvas), 1)
        self.rail.setFixedWidth(size.rail_width)
        middle.addWidget(self.rail)
        column.addLayout(middle, 1)
        column.addWidget(self.footer)

    @override
    def make_cards(self, view: FormView) -> None:
        """Put the cards on the grid; the second row, which has actions, is the taller."""
        super().make_cards(view)
        for index, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, index // CARDS_TO_A_ROW, index % CARDS_TO_A_ROW)
        for place in range(CARDS_TO_A_ROW):
            self._grid.setColumnStretch(place, 1)
        self._grid.setRowStretch(0, self.theme.size.first_row_share)
        self._grid.setRowStretch(1, self.theme.size.second_row_share)


class CompactArrangement(FormArrangement):
    """A list of the six with value and status, and one card open beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, compact=True, parent=parent)
        size = theme.size
        self._rows: dict[str, CardRow] = {}
        self._open = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.reading)
        canvas = QWidget(self)
        canvas.setObjectName("formCanvas")
        middle = QHBoxLayout(canvas)
        middle.setContentsMargins(*[size.gap_12] * 4)
        middle.setSpacing(size.gap_12)
        holder = QWidget(canvas)
        holder.setObjectName("formCanvas")
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(size.gap_6)
        middle.addWidget(self._scrolled(holder), size.list_share)
        self._stack = QStackedWidget(canvas)
        middle.addWidget(self._stack, size.card_share)
        self._stack.addWidget(self._scrolled(self.rail))
        column.addWidget(canvas, 1)
        column.addWidget(self.footer)

    @override
    def make_cards(self, view: FormView) -> None:
        """Make a row and a page for each card."""
        super().make_cards(view)
        for key, card in self.cards.items():
            self._stack.addWidget(self._scrolled(card))
            row = CardRow(self.theme, self)
            row.clicked.connect(lambda _=False, k=key: self.open_card(k))
            self._rows[key] = row
            self._list.addWidget(row, 1)
        self.open_card(next(iter(self.cards)))

    @override
    def show_view(self, view: FormView, seconds_left: int) -> None:
        """Show the rows too."""
        super().show_view(view, seconds_left)
        for card in view.cards:
            self._rows[card.key].show_card(card)

    @property
    def open_key(self) -> str:
        """The card that is open."""
        return self._open

    def open_card(self, key: str) -> None:
        """Open a card beside the list, leaving the focus where it is."""
        self._open = key
        self._rows[key].setChecked(True)
        self._stack.setCurrentIndex(1 + list(self.cards).index(key))
        self.order_focus()

    @override
    def focus_card(self, key: str) -> None:
        """Open a card and put the focus on what is to be done there."""
        self.open_card(key)
        super().focus_card(key)

    @override
    def toggle_devices(self) -> None:
        """Show the devices in place of the open card, or the card again."""
        if self._stack.currentIndex() == 0:
            self.open_card(self._open)
        else:
            self._stack.setCurrentIndex(0)

    @override
    def card_controls(self) -> list[QWidget]:
        """The rows, then what is in the open card."""
        open_card = self.cards.get(self._open)
        return [*self._rows.values(), *(open_card.controls() if open_card else [])]

    @override
    def focus_order(self) -> list[QWidget]:
        """The reading is a bar above the list here, so it comes before it."""
        return [
            *self.banner.controls(),
            *self.reading.controls(),
            *self.card_controls(),
            *self.footer.controls(),
        ]
