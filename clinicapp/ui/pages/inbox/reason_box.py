"""A choice of a reason, drawn like the other controls; the mouse wheel never changes it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.widgets.chips import paint_box
from clinicapp.ui.widgets.entry_dialog import ChoiceBox


class ReasonDelegate(QStyledItemDelegate):
    """Paints a reason as a row that is a full target."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        words = str(index.data(Qt.ItemDataRole.DisplayRole))
        width = self._theme.metrics(FontRole.BODY).horizontalAdvance(words)
        return QSize(width + 2 * self._theme.size.gap_12, self._theme.tokens.target_px)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colour, rect = self._theme.colour, option.rect
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, QColor(colour.blue_tint if marked else colour.panel))
        painter.setPen(QColor(colour.blue_text if marked else colour.text))
        painter.setFont(self._theme.font(FontRole.BODY))
        inside = rect.adjusted(self._theme.size.gap_12, 0, 0, 0)
        words = str(index.data(Qt.ItemDataRole.DisplayRole))
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter), words)


class ReasonBox(ChoiceBox):
    """Offers reasons below a first line that is none of them."""

    def __init__(
        self,
        theme: Theme,
        reasons: tuple[OptionView, ...],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(1)
        rows = QListView(self)
        rows.setFrameShape(QFrame.Shape.Box)
        self.setView(rows)
        self.setItemDelegate(ReasonDelegate(theme, self))
        self.addItem(self.tr("Choose a reason"), "")
        for reason in reasons:
            self.addItem(reason.label, reason.code)

    @property
    def code(self) -> str:
        """The code of the reason chosen, or an empty text."""
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        """Choose a reason by its code; an unknown code chooses none."""
        self.setCurrentIndex(max(0, self.findData(code)))

    @override
    def showPopup(self) -> None:
        room = self.view().sizeHintForColumn(0) + self._theme.size.gap_24
        self.view().setMinimumWidth(max(self.width(), room))
        super().showPopup()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, size, colour = self._theme, self._theme.size, self._theme.colour
        painter = QPainter(self)
        paint_box(
            painter,
            QRectF(self.rect()),
            size.radius_control,
            fill=colour.panel if self.isEnabled() else colour.line_soft,
            edge=colour.muted,
        )
        side = theme.tokens.scaled(size.icon_body)
        icon = theme.icons.pixmap("chevron-down", colour.text, side, ratio=self.devicePixelRatioF())
        left = self.width() - side - size.gap_12
        painter.drawPixmap(left, (self.height() - side) // 2, icon)
        ink = colour.text if self.code else colour.muted
        painter.setPen(QColor(ink if self.isEnabled() else colour.muted_strong))
        painter.setFont(theme.font(FontRole.BODY))
        inside = QRect(size.gap_12, 0, left - size.gap_16, self.height())
        metrics = theme.metrics(FontRole.BODY)
        words = metrics.elidedText(self.currentText(), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()
