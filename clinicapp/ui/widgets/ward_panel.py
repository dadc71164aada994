"""The panel at the right of the worklist: readings that wait, and how the ward gets on.

``WardPanel(model, theme)`` is all it takes; put it at the right of whatever is beside it, hide it
where the layout is folded, and give it ``set_theme`` when the text scale changes. It is as wide as
the tokens say and as high as it is let; its own content scrolls when that is not enough.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.inbox.ward_panel_model import WardPanelModel
from clinicapp.ui.viewmodels.inbox.ward_panel_view import WaitingView, WardPanelView
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.chips import CountBadge, StatusChip
from clinicapp.ui.widgets.run_chart import RunChart
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel
from clinicapp.ui.widgets.why_icons import WHY_ICONS

CARDS = 3


class WaitingCard(QFrame):
    """One reading that waits, with its button; hidden while there is none."""

    def __init__(self, model: WardPanelModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        size, small = theme.size, FontRole.CAPTION
        strong = Weight.SEMIBOLD
        self._theme = theme
        self.setObjectName("wardReading")
        self.reading_id = ""
        across = QHBoxLayout(self)
        across.setContentsMargins(size.gap_10, size.gap_6, size.gap_8, size.gap_6)
        across.setSpacing(size.gap_8)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._value = WrapLabel(theme, role=FontRole.CARD_TITLE, weight=strong, parent=self)
        self._where = WrapLabel(theme, role=small, ink="muted", parent=self)
        self._icon = SpanLabel(theme, (), self)
        self._icon.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._why = WrapLabel(theme, role=small, weight=strong, ink="amber_text", parent=self)
        why = QHBoxLayout()
        why.setSpacing(size.gap_4)
        why.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        why.addWidget(self._why, 1)
        words.addWidget(self._value)
        words.addWidget(self._where)
        words.addLayout(why)
        across.addLayout(words, 1)
        self.button = ActionButton(theme, "plain", "", parent=self)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button.set_padding(size.gap_12)
        self.button.clicked.connect(lambda: model.act_on(self.reading_id))
        across.addWidget(self.button)

    def show_waiting(self, waiting: WaitingView | None) -> None:
        """Show another reading, or none."""
        self.setVisible(waiting is not None)
        self.reading_id = "" if waiting is None else waiting.row.reading_id
        if waiting is None:
            return
        row = waiting.row
        self._value.setText(row.value)
        self._where.setText(f"{row.device} · {row.time}")
        icon_size = self._theme.size.icon_small
        self._icon.set_spans(
            (Span(icon=WHY_ICONS[row.why], ink="amber_text", icon_size=icon_size),)
        )
        self._why.setText(row.why_text)
        act = self.tr("Assign") if waiting.assign else self.tr("Review")
        self.button.set_words(act, f"{act} {row.value}, {row.device}, {row.time}, {row.why_text}")


class WardPanel(QFrame):
    """Draws what the view-model holds.

    Args:
        model: What is shown, and where the buttons are told.
        theme: How to draw.
        parent: Qt parent.
    """

    def __init__(self, model: WardPanelModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self.setObjectName("wardPanel")
        self.setAccessibleName(self.tr("Readings inbox and ward progress"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._cards: tuple[WaitingCard, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.size.edge, 0, 0, 0)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._area)
        self._make()
        model.changed.connect(self._show)

    @property
    def cards(self) -> tuple[WaitingCard, ...]:
        """The cards of the readings that are shown, newest first."""
        return tuple(card for card in self._cards if card.reading_id)

    def set_theme(self, theme: Theme) -> None:
        """Draw at another text scale."""
        if theme is not self._theme:
            self._theme = theme
            self._make()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.tokens.scaled(self._theme.size.ward_panel_width), 0)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._model.set_seen(seen=True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._model.set_seen(seen=False)

    def _make(self) -> None:
        theme, size = self._theme, self._theme.size
        self._body = body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_10)
        column.setSpacing(size.gap_8)
        self._inbox_head = QHBoxLayout()
        self._inbox_head.setSpacing(size.gap_8)
        self._inbox_title = SpanLabel(theme, (), body)
        self._inbox_title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._inbox_note = SpanLabel(theme, (), body)
        self._badge: CountBadge | None = None
        self._inbox_head.addWidget(self._inbox_title)
        self._inbox_head.addStretch(1)
        self._inbox_head.addWidget(self._inbox_note)
        column.addLayout(self._inbox_head)
        self._cards = tuple(WaitingCard(self._model, theme, body) for _ in range(CARDS))
        for card in self._cards:
            column.addWidget(card)
        self._none = WrapLabel(theme, role=FontRole.BODY, ink="muted", parent=body)
        column.addWidget(self._none)
        self.open_inbox = ActionButton(
            theme, "plain", self.tr("Open readings inbox"), icon="inbox", parent=body
        )
        self.open_inbox.clicked.connect(self._model.open_inbox)
        column.addWidget(self.open_inbox)
        divider = QFrame(body)
        divider.setObjectName("wardDivider")
        divider.setFixedHeight(size.edge)
        column.addWidget(divider)
        self._add_progress(column, body)
        column.addStretch(1)
        # The area destroys the widget that it had.
        self._area.setWidget(body)
        body.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)
        self.updateGeometry()
        self._show(self._model.view)

    def _add_progress(self, column: QVBoxLayout, body: QWidget) -> None:
        theme, size = self._theme, self._theme.size
        head = QHBoxLayout()
        head.setSpacing(size.gap_8)
        self._progress_title = SpanLabel(theme, (), body)
        self._chip = StatusChip(theme, body)
        head.addWidget(self._progress_title, 1)
        head.addWidget(self._chip)
        column.addLayout(head)
        self._caption = WrapLabel(theme, role=FontRole.CAPTION, ink="muted", parent=body)
        column.addWidget(self._caption)
        self.chart = RunChart(theme, small=True, parent=body)
        # It gives way where the readings need more lines.
        self.chart.setMaximumHeight(theme.tokens.scaled(size.chart_small_most))
        column.addWidget(self.chart, 10)
        self._sentence = WrapLabel(theme, weight=Weight.SEMIBOLD, parent=body)
        self._due = WrapLabel(theme, ink="muted", parent=body)
        column.addWidget(self._sentence)
        column.addWidget(self._due)

    def _show(self, view: WardPanelView) -> None:
        section = FontRole.SECTION
        self._inbox_title.set_spans((Span(view.inbox_title, role=section, weight=Weight.SEMIBOLD),))
        self._inbox_note.set_spans((Span(view.inbox_note, role=FontRole.CAPTION, ink="muted"),))
        self._inbox_note.setVisible(bool(view.count))
        self._show_badge(view)
        self._show_waiting(view.waiting)
        self._none.setText(view.no_readings)
        self._none.setVisible(not view.count)
        self._progress_title.set_spans(
            (Span(view.progress_title, role=section, weight=Weight.SEMIBOLD),)
        )
        self._show_progress(view)
        self._due.setText(view.due)
        self._due.setVisible(bool(view.due))

    def _show_badge(self, view: WardPanelView) -> None:
        if self._badge is not None:
            self._inbox_head.removeWidget(self._badge)
            self._badge.hide()
            self._badge.deleteLater()
            self._badge = None
        if view.count:
            self._badge = CountBadge(self._theme, view.count, self._body)
            self._inbox_head.insertWidget(1, self._badge)

    def _show_waiting(self, waiting: tuple[WaitingView, ...]) -> None:
        """Show other readings; the focus goes with its reading, never to another one's button."""
        focused = next((card.reading_id for card in self.cards if card.button.hasFocus()), "")
        for place, card in enumerate(self._cards):
            card.show_waiting(waiting[place] if place < len(waiting) else None)
        if focused:
            kept = [card.button for card in self.cards if card.reading_id == focused]
            (kept[0] if kept else self.open_inbox).setFocus()

    def _show_progress(self, view: WardPanelView) -> None:
        progress = view.progress
        for widget in (self._caption, self.chart):
            widget.setVisible(progress is not None)
        self._chip.setVisible(progress is not None and progress.chip is not None)
        if progress is None:
            self._sentence.setText(view.no_progress)
            return
        if progress.chip is not None:
            self._chip.show_chip(progress.chip)
        self._caption.setText(progress.caption)
        self.chart.show_chart(progress.chart)
        self._sentence.setText(progress.sentence)
