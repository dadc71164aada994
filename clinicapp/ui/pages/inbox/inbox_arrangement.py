"""Where the list and the detail stand: side by side, or one at a time at large text."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.pages.inbox.held_panel import DetailPanel
from clinicapp.ui.pages.inbox.inbox_list import InboxList
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.inbox.inbox_view import InboxView
from clinicapp.ui.widgets.buttons import ActionButton

_LIST_SHARE = 3
_DETAIL_SHARE = 8


class InboxArrangement(QWidget):
    """The list, and room for one detail."""

    def __init__(self, theme: Theme, *, compact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = InboxList(theme, compact=compact, parent=self)
        self.back: ActionButton | None = None
        self.detail: DetailPanel | None = None
        self._head = PageHead(theme, self)
        self._stack: QStackedWidget | None = None
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column = QVBoxLayout(self)
        size = theme.size
        self._column.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_8)
        self._column.setSpacing(size.gap_8)
        if compact:
            self._build_stack(theme)
        else:
            self._build_beside(theme)

    @property
    def detail_is_open(self) -> bool:
        """True when the detail is seen; beside the list it always is."""
        return self._stack is None or self._stack.currentIndex() == 1

    def show_view(self, view: InboxView, wanted: str) -> None:
        """Show other readings in the list, and move to the one that is wanted."""
        self._head.show_head(view.title, view.summary)
        self.list.show_view(view, wanted)
        self._area.setVisible(bool(view.rows))
        if not view.rows:
            self.close_detail()

    def put_detail(self, detail: DetailPanel | None) -> None:
        """Put another detail in place of the one that is there."""
        self._area.takeWidget()
        if self.detail is not None:
            self.detail.hide()
            self.detail.deleteLater()
        self.detail = detail
        if detail is not None:
            self._area.setWidget(detail)
            detail.setAutoFillBackground(False)

    def open_detail(self) -> None:
        """Go to the first thing that can be done with the reading that is chosen."""
        if self.detail is None:
            return
        if self._stack is not None:
            self._stack.setCurrentIndex(1)
        target = self.detail.first_choice() or self.back
        if target is not None:
            target.setFocus()

    def close_detail(self) -> None:
        """Go back to the list."""
        if self._stack is not None:
            self._stack.setCurrentIndex(0)
        self.focus_list()

    def focus_list(self) -> None:
        """Go to the list, or to what stands in its place when it is empty."""
        self.list.panel.focus_rows()

    def _build_beside(self, theme: Theme) -> None:
        self._column.addWidget(self._head)
        row = QHBoxLayout()
        row.setSpacing(theme.size.gap_10)
        row.addWidget(self.list, _LIST_SHARE)
        row.addWidget(self._area, _DETAIL_SHARE)
        self._column.addLayout(row, 1)

    def _build_stack(self, theme: Theme) -> None:
        self._stack = QStackedWidget(self)
        for widgets in ((self._head, self.list), (self._make_back(theme), self._area)):
            page = QWidget(self._stack)
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.size.gap_8)
            column.addWidget(widgets[0])
            column.addWidget(widgets[1], 1)
            self._stack.addWidget(page)
        self._column.addWidget(self._stack)

    def _make_back(self, theme: Theme) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        self.back = ActionButton(
            theme, "plain", self.tr("All readings"), icon="arrow-left", keys="Esc", parent=holder
        )
        self.back.clicked.connect(self.close_detail)
        row.addWidget(self.back)
        row.addStretch(1)
        return holder
