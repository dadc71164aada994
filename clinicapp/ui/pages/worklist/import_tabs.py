"""The tabs of the import dialog: what becomes of the rows, with how many there are of each."""

from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import Weight
from clinicapp.ui.viewmodels.import_view import ImportLook, TabView
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size


class ImportTabButton(QAbstractButton):
    """One tab: icon, word and number, and a line under the one that is open."""

    def __init__(
        self, theme: Theme, view: TabView, icon: str, ink: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = view
        self._icon, self._ink = icon, ink
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(theme.tokens.target_px)
        self.show_tab(view)

    @property
    def tab(self) -> StrEnum:
        """Which tab it opens."""
        return self._view.tab

    def show_tab(self, view: TabView) -> None:
        """Show another number."""
        self._view = view
        self.setText(f"{view.words} {view.count}")
        self.setAccessibleName(f"{view.words}: {view.count}")
        self.updateGeometry()
        self.update()

    def _spans(self) -> Spans:
        icon, ink = self._icon, self._ink
        if not self._view.count:
            ink = "muted"
        chosen = self.isChecked()
        words = "blue" if chosen else "text"
        size = self._theme.size
        return (
            Span(icon=icon, ink="blue" if chosen else ink, icon_size=size.icon_body),
            Span(self._view.words, ink=words, weight=Weight.SEMIBOLD, gap=size.gap_8),
            Span(str(self._view.count), ink=words, weight=Weight.SEMIBOLD, gap=size.gap_8),
        )

    @override
    def sizeHint(self) -> QSize:
        width = spans_size(self._spans(), self._theme).width() + 2 * self._theme.size.gap_12
        return QSize(width, self._theme.tokens.target_px)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        size = self._theme.size
        painter = QPainter(self)
        paint_spans(painter, self.rect().adjusted(size.gap_12, 0, 0, 0), self._spans(), self._theme)
        if self.isChecked():
            under = QRect(0, self.height() - size.gap_4, self.width(), size.gap_4)
            painter.fillRect(under, QColor(self._theme.colour.blue))
        painter.end()


class ImportTabs(QWidget):
    """All tabs in a row. Signals: ``tab_pressed(tab)``."""

    tab_pressed = Signal(object)

    def __init__(self, theme: Theme, look: ImportLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.size.gap_4)
        # There from the beginning, so that Tab comes to them before it comes to the rows.
        self.buttons = tuple(
            self._make(TabView(tab, "", 0), icon, ink) for tab, icon, ink in look.tabs
        )
        self._row.addStretch(1)

    def show_tabs(self, tabs: tuple[TabView, ...], chosen: StrEnum) -> None:
        """Show the numbers, and which tab is open."""
        by_tab = {each.tab: each for each in tabs}
        for button in self.buttons:
            if button.tab in by_tab:
                button.show_tab(by_tab[button.tab])
                button.setChecked(button.tab is chosen)
        self.setVisible(bool(tabs))

    def _make(self, view: TabView, icon: str, ink: str) -> ImportTabButton:
        button = ImportTabButton(self._theme, view, icon, ink, self)
        button.clicked.connect(lambda: self.tab_pressed.emit(button.tab))
        self._row.addWidget(button)
        return button
