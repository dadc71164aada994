"""What has happened, newest first: a rail with rings, drawn by a delegate."""

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.equipment_view import TimelineEntry, TimelineKind

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LAST_ROLE = int(Qt.ItemDataRole.UserRole) + 2
RING_LOOKS = {
    TimelineKind.PASSED: ("check", "green_text"),
    TimelineKind.FAILED: ("x", "red_text"),
    TimelineKind.WARNED: ("shield-alert", "amber_text"),
    TimelineKind.MOVED: ("inbox", "blue_text"),
    TimelineKind.NOTED: ("info", "muted"),
}
_ROOT = QModelIndex()
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)


class TimelineModel(QAbstractListModel):
    """Entries, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[TimelineEntry, ...] = ()

    def set_entries(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Show other entries; nothing happens when they are the same."""
        if entries != self._entries:
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = [entry.what, entry.when, entry.who]
            return ", ".join(words for words in parts if words)
        if role == ENTRY_ROLE:
            return entry
        if role == LAST_ROLE:
            return index.row() == len(self._entries) - 1
        return None


class TimelineDelegate(QStyledItemDelegate):
    """Paints the rail, the ring with its icon, what, who and the date."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self.room = 1
        """The width in which the words are broken into lines, in logical pixels."""

    def _side(self) -> int:
        return self._theme.tokens.scaled(self._theme.size.chip_height)

    def _words_room(self, width: int, entry: TimelineEntry) -> tuple[int, int]:
        """The width left for what happened, beside the date, and for the line under it."""
        small = self._theme.metrics(FontRole.SMALL, tabular=True)
        whole = width - self._side() - self._theme.size.gap_8 - self._theme.size.gap_2
        return whole - small.horizontalAdvance(entry.when) - self._theme.size.gap_12, whole

    def _heights(self, width: int, entry: TimelineEntry) -> tuple[int, int]:
        beside, whole = self._words_room(width, entry)
        bold = self._theme.metrics(FontRole.SMALL, Weight.SEMIBOLD)
        plain = self._theme.metrics(FontRole.SMALL)
        line = self._theme.tokens.line_px(FontRole.SMALL)
        what = bold.boundingRect(QRect(0, 0, max(1, beside), 0), _WRAP, entry.what).height()
        who = plain.boundingRect(QRect(0, 0, max(1, whole), 0), _WRAP, entry.who).height()
        return max(line, what), max(line, who) if entry.who else 0

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        entry = index.data(ENTRY_ROLE)
        width = self.room
        if not isinstance(entry, TimelineEntry):
            return QSize()
        words = sum(self._heights(width, entry)) + self._theme.size.gap_8
        return QSize(width, max(words, self._side() + self._theme.size.gap_8))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, TimelineEntry):
            return
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ring(painter, rect, entry, last=bool(index.data(LAST_ROLE)))
        self._paint_words(painter, rect, entry)
        painter.restore()

    def _paint_ring(
        self, painter: QPainter, rect: QRect, entry: TimelineEntry, *, last: bool
    ) -> None:
        theme, side = self._theme, self._side()
        icon, ink = RING_LOOKS[entry.kind]
        colour = getattr(theme.colour, ink)
        middle = QPointF(rect.left() + side / 2, rect.top() + side / 2)
        if not last:
            painter.setPen(QPen(QColor(theme.colour.muted), theme.size.edge_strong))
            painter.drawLine(
                QPointF(middle.x(), rect.top() + side), QPointF(middle.x(), rect.bottom() + 1)
            )
        painter.setPen(QPen(QColor(colour), theme.size.edge))
        painter.setBrush(QColor(theme.colour.panel))
        radius = (side - theme.size.edge) / 2
        painter.drawEllipse(middle, radius, radius)
        width = theme.tokens.scaled(theme.size.icon_small)
        pixmap = theme.icons.pixmap(
            icon, colour, width, ratio=painter.device().devicePixelRatioF(), bold=True
        )
        painter.drawPixmap(middle - QPointF(width / 2, width / 2), pixmap)

    def _paint_words(self, painter: QPainter, rect: QRect, entry: TimelineEntry) -> None:
        theme = self._theme
        beside, whole = self._words_room(rect.width(), entry)
        above, below = self._heights(rect.width(), entry)
        left = rect.left() + self._side() + theme.size.gap_8
        painter.setPen(QColor(theme.colour.muted if entry.struck else theme.colour.text))
        words = QFont(theme.font(FontRole.SMALL, Weight.SEMIBOLD))
        words.setStrikeOut(entry.struck)
        painter.setFont(words)
        painter.drawText(QRect(left, rect.top(), beside, above), _WRAP, entry.what)
        painter.setPen(QColor(theme.colour.muted))
        painter.setFont(theme.font(FontRole.SMALL, tabular=True))
        flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        painter.drawText(QRect(left, rect.top(), whole, above), flags, entry.when)
        painter.setFont(theme.font(FontRole.SMALL))
        painter.drawText(QRect(left, rect.top() + above, whole, below), _WRAP, entry.who)


class TimelineView(QListView):
    """A timeline as tall as its entries; whatever holds it scrolls."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = TimelineModel(self)
        self.setModel(self._entries)
        self._painter = TimelineDelegate(theme, self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def show_entries(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Show other entries."""
        self._entries.set_entries(entries)
        self.fit_to(self._painter.room)

    def fit_to(self, width: int) -> None:
        """Be as tall as the entries are at this width, in logical pixels."""
        self._painter.room = width
        rows = range(self._entries.rowCount())
        self.setFixedHeight(max(1, sum(self.sizeHintForRow(row) for row in rows)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_to(event.size().width())
