"""The record of a reading: where it came from, its bytes, and what has happened to it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.models.table_panel import KeyScrollArea
from clinicapp.ui.models.timeline import TimelineView
from clinicapp.ui.pages.inbox.detail_facts import add_facts, fixed_width_font_label
from clinicapp.ui.pages.inbox.reason_box import ReasonBox
from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.inbox.inbox_view import HeldFact, ReadingRecordView, hex_text
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.source_chip import LINK_ICONS
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


class ReadingRecordDialog(QDialog):
    """Shows one ``ReadingRecordView``; Esc closes it and the focus returns to what opened it.

    With ``reasons`` the reading is on the open form, and can be taken off it with one of them.
    Signals: ``take_back_pressed(reason_code)``.
    """

    take_back_pressed = Signal(str)

    def __init__(
        self,
        view: ReadingRecordView,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        reasons: tuple[OptionView, ...] = (),
    ) -> None:
        super().__init__(parent)
        self.view = view
        self._theme = theme
        self.reasons: ReasonBox | None = None
        self.take_back: ActionButton | None = None
        size = theme.size
        self.setWindowTitle(self.tr("Reading record"))
        self._ring = FocusRing(self, theme.tokens)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[size.gap_20] * 4)
        outer.setSpacing(size.gap_12)
        outer.addWidget(
            WrapLabel(theme, view.title, role=FontRole.PAGE, weight=Weight.BOLD, parent=self)
        )
        self.area = KeyScrollArea(theme, self)
        self.area.setAccessibleName(self.tr("Record of {title}").format(title=view.title))
        content = self._make_content()
        self.area.show_content(content)
        outer.addWidget(self.area, 1)
        if reasons:
            outer.addLayout(self._make_way_back(reasons))
        outer.addLayout(self._make_buttons())
        self._fit(content)
        self.close_button.setFocus()

    def _make_content(self) -> QWidget:
        theme, view, size = self._theme, self.view, self._theme.size
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, size.gap_12, 0)
        column.setSpacing(size.gap_6)
        link = Span(view.link_text, role=FontRole.SMALL, weight=Weight.SEMIBOLD)
        icon = Span(icon=LINK_ICONS[view.link])
        column.addWidget(SpanLabel(theme, (icon, link), content))
        add_facts(column, self._facts(), theme)
        column.addSpacing(size.gap_6)
        bytes_title = self.tr("Bytes received, in hex ({n})").format(n=len(view.raw))
        column.addWidget(WrapLabel(theme, bytes_title, weight=Weight.SEMIBOLD, parent=content))
        text = hex_text(view.raw) or self.tr("No bytes: this was entered by hand.")
        column.addWidget(fixed_width_font_label(text, bytes_title, theme, content))
        column.addSpacing(size.gap_6)
        events_title = self.tr("What happened to it")
        column.addWidget(WrapLabel(theme, events_title, weight=Weight.SEMIBOLD, parent=content))
        if view.events:
            timeline = TimelineView(theme, events_title, content)
            timeline.show_entries(view.events)
            timeline.fit_to(theme.tokens.scaled(size.dialog_width) - 2 * size.gap_24)
            column.addWidget(timeline)
        else:
            words = self.tr("Nothing yet: it was stored and has not been judged.")
            column.addWidget(WrapLabel(theme, words, ink="muted", parent=content))
        column.addStretch(1)
        return content

    def _facts(self) -> tuple[HeldFact, ...]:
        view = self.view
        return (
            HeldFact(self.tr("Device"), view.device, strong=True),
            HeldFact(self.tr("Serial"), view.serial, strong=True),
            HeldFact(self.tr("Driver"), view.driver),
            HeldFact(self.tr("Device time"), view.device_time),
            HeldFact(self.tr("Clock"), view.clock_offset),
            HeldFact(self.tr("Received"), view.received),
            HeldFact(self.tr("Stored"), view.stored),
        )

    def _make_way_back(self, reasons: tuple[OptionView, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_10)
        name = self.tr("Reason to take it off the form")
        self.reasons = box = ReasonBox(self._theme, reasons, name, self)
        button = ActionButton(
            self._theme, "plain", self.tr("Take off the form"), icon="undo-2", parent=self
        )
        self.take_back = button
        missing = self.tr("Choose a reason first.")
        button.disable_because(missing)
        box.currentIndexChanged.connect(lambda: button.disable_because("" if box.code else missing))
        button.clicked.connect(self._take_back)
        row.addWidget(box, 1)
        row.addWidget(button)
        return row

    def _take_back(self) -> None:
        if self.reasons is not None and self.reasons.code:
            self.take_back_pressed.emit(self.reasons.code)
            self.accept()

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        self.close_button = ActionButton(
            self._theme, "primary", self.tr("Close"), keys="Esc", parent=self
        )
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.close_button)
        return row

    def _fit(self, content: QWidget) -> None:
        """As large as its content, and never larger than the window it is opened over."""
        tokens, size = self._theme.tokens, self._theme.size
        width = tokens.scaled(size.dialog_width)
        room = size.window_height - 2 * size.gap_24
        chrome = 2 * size.gap_20 + 2 * size.gap_12 + tokens.target_px
        if self.take_back is not None:
            chrome += size.gap_12 + tokens.target_px
        inside = content.heightForWidth(width - 2 * size.gap_20)
        self.resize(width, min(room, inside + chrome + tokens.line_px(FontRole.PAGE)))
