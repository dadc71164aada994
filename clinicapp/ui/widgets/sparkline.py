"""The last results as a line, with the red zone limit dashed and the last point larger."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.card_view import SparklineView

_INSET = 6.0
_POINT = 1.8
_LAST_POINT = 4.0


class Sparkline(QWidget):
    """Paints a ``SparklineView``; its accessible name says the same in words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: SparklineView | None = None
        self._red = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_line(self, view: SparklineView | None, *, red: bool) -> None:
        """Show other results; ``red`` when the last one is in the red zone."""
        self._view, self._red = view, red
        self.setAccessibleName(view.description if view else "")
        self.setVisible(view is not None)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        size, tokens = self._theme.size, self._theme.tokens
        return QSize(tokens.scaled(size.spark_width), tokens.scaled(size.spark_height))

    def _positions(self, view: SparklineView) -> tuple[list[QPointF], float | None]:
        values = [*view.points, *([] if view.limit is None else [view.limit])]
        low, span = min(values), (max(values) - min(values)) or 1.0
        room = self.height() - 2 * _INSET

        def down(value: float) -> float:
            return self.height() - _INSET - (value - low) / span * room

        step = (self.width() - 2 * _INSET) / max(1, len(view.points) - 1)
        points = [QPointF(_INSET + i * step, down(v)) for i, v in enumerate(view.points)]
        return points, None if view.limit is None else down(view.limit)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view is None:
            return
        colour = self._theme.colour
        points, limit = self._positions(self._view)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if limit is not None:
            pen = QPen(QColor(colour.red), 1.2, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3.0, 2.5])
            painter.setPen(pen)
            painter.drawLine(QPointF(0, limit), QPointF(self.width(), limit))
        ink = QColor(colour.muted if self._red else colour.blue)
        painter.setPen(QPen(ink, 1.6))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        for point in points[:-1]:
            painter.drawEllipse(point, _POINT, _POINT)
        painter.setBrush(QColor(colour.red if self._red else colour.blue))
        painter.drawEllipse(points[-1], _LAST_POINT, _LAST_POINT)
        painter.end()
