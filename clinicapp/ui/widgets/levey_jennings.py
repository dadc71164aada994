"""A Levey-Jennings chart of one level: painted, and stepped through by the arrow keys.

Painted by ourselves: pyqtgraph would load numpy and its own graphics scene when the page opens,
for two charts of some dozen points that neither pan nor zoom, and its items are mute to a screen
reader. The same painter draws the printed chart.
"""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.quality.charts_view import LevelChart, PointKind, PointView
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.chips import paint_box

_TOP_SD = 4.0
_POINT = 4.0
_SHAPE = 10.0
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class LeveyJennings(QWidget):
    """Draws a ``LevelChart``. Signal: ``stepped(result_id)`` when a person moves to a point."""

    stepped = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chart: LevelChart | None = None
        self._current = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(8 * theme.tokens.line_px(FontRole.CAPTION))

    def show_chart(self, chart: LevelChart) -> None:
        """Show another chart; a point that was stepped to stays if it is still there."""
        self._chart = chart
        if all(point.result_id != self._current for point in chart.points):
            self._current = ""
        self.setAccessibleName(chart.summary)
        self.setAccessibleDescription(self._said())
        self.update()

    @property
    def current(self) -> PointView | None:
        """The point that was stepped to."""
        points = self._chart.points if self._chart is not None else ()
        return next((point for point in points if point.result_id == self._current), None)

    def step_to(self, result_id: str) -> None:
        """Mark a point."""
        self._current = result_id
        self.setAccessibleDescription(self._said())
        self.update()

    def _said(self) -> str:
        current = self.current
        return current.words if current else self.tr("Use the arrow keys to step through points.")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        points = self._chart.points if self._chart is not None else ()
        last = len(points) - 1
        at = next((n for n, point in enumerate(points) if point.result_id == self._current), None)
        steps = {
            Qt.Key.Key_Left: last if at is None else max(0, at - 1),
            Qt.Key.Key_Right: last if at is None else min(last, at + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        wanted = steps.get(Qt.Key(event.key()))
        if wanted is None or not points:
            super().keyPressEvent(event)
            return
        self.step_to(points[wanted].result_id)
        announce(self, points[wanted].words)
        self.stepped.emit(points[wanted].result_id)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._chart is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_chart(painter, QRectF(self.rect()), self._chart, self._theme, self.current)
        painter.end()


def paint_chart(
    painter: QPainter,
    room: QRectF,
    chart: LevelChart,
    theme: Theme,
    current: PointView | None = None,
) -> None:
    """Paint a chart into a rectangle; ``current`` gets a ring and its words."""
    line = theme.tokens.line_px(FontRole.CAPTION)
    metrics = theme.metrics(FontRole.CAPTION, Weight.SEMIBOLD)
    names = [metrics.horizontalAdvance(each.name) for each in chart.lines]
    values = [metrics.horizontalAdvance(each.value) for each in chart.lines]
    gap = theme.size.gap_8
    plot = QRectF(room)
    plot.adjust(
        max(names, default=0) + 2 * gap,
        gap,
        -(max(values, default=0) + 2 * gap),
        -(line + theme.size.gap_8),
    )
    _paint_bands(painter, plot, chart, theme)
    _paint_lines(painter, room, plot, chart, theme)
    _paint_days(painter, plot, chart, theme)
    _paint_lots(painter, plot, chart, theme)
    _paint_points(painter, plot, chart, theme)
    if current is not None:
        _paint_current(painter, plot, current, theme)


def _x(plot: QRectF, x: float) -> float:
    inset = 12.0
    return plot.left() + inset + (plot.width() - 2 * inset) * x


def _y(plot: QRectF, sds: float) -> float:
    return plot.center().y() - sds / _TOP_SD * plot.height() / 2


def _at(plot: QRectF, point: PointView) -> QPointF:
    return QPointF(_x(plot, point.x), _y(plot, point.y))


def _paint_bands(painter: QPainter, plot: QRectF, chart: LevelChart, theme: Theme) -> None:
    colour = theme.colour
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(plot, QColor(colour.panel))
    outer = max((line.y for line in chart.lines), default=0.0)
    bands = [(outer, _TOP_SD, colour.red_tint)] if outer else []
    if any(line.y == 2 for line in chart.lines) and outer > 2:
        bands.append((2.0, outer, colour.amber_tint))
    for low, high, tint in bands:
        for side in (1, -1):
            if not any(line.y * side >= low for line in chart.lines):
                continue
            top, bottom = sorted((_y(plot, side * low), _y(plot, side * high)))
            box = QRectF(plot.left(), top, plot.width(), bottom - top)
            painter.fillRect(box, QColor(tint))
    painter.setPen(QPen(QColor(colour.line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(plot)


def _paint_lines(
    painter: QPainter, room: QRectF, plot: QRectF, chart: LevelChart, theme: Theme
) -> None:
    colour, height = theme.colour, theme.tokens.line_px(FontRole.CAPTION)
    limit = max((line.y for line in chart.lines), default=0.0)
    for line in chart.lines:
        y = _y(plot, line.y)
        if line.y == 0:
            pen = QPen(QColor(colour.text), 1.8)
        elif abs(line.y) == limit:
            pen = QPen(QColor(colour.red), 1.8)
        elif abs(line.y) == 2:
            pen = QPen(QColor(colour.amber_edge), 1.2, Qt.PenStyle.DashLine)
        else:
            pen = QPen(QColor(colour.line), 1)
        painter.setPen(pen)
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        weight = Weight.SEMIBOLD if line.strong else Weight.REGULAR
        painter.setFont(theme.font(FontRole.CAPTION, weight))
        painter.setPen(QColor(colour.text if line.strong else colour.muted))
        gap = theme.size.gap_8
        left = QRectF(room.left(), y - height / 2, plot.left() - room.left() - gap, height)
        painter.drawText(left, _RIGHT, line.name)
        painter.setPen(QColor(colour.muted))
        painter.setFont(theme.font(FontRole.CAPTION, tabular=True))
        right = QRectF(
            plot.right() + gap, y - height / 2, room.right() - plot.right() - gap, height
        )
        painter.drawText(right, _LEFT, line.value)


def _paint_days(painter: QPainter, plot: QRectF, chart: LevelChart, theme: Theme) -> None:
    height = theme.tokens.line_px(FontRole.CAPTION)
    free = plot.left() - 40.0
    for tick in chart.ticks:
        x = _x(plot, tick.x)
        painter.setPen(QPen(QColor(theme.colour.muted), 1))
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4))
        weight = Weight.SEMIBOLD if tick.strong else Weight.REGULAR
        width = theme.metrics(FontRole.CAPTION, weight).horizontalAdvance(tick.text) + 4.0
        box = QRectF(x - width / 2, plot.bottom() + theme.size.gap_6, width, height)
        if box.left() < free:
            continue
        free = box.right() + theme.size.gap_8
        painter.setFont(theme.font(FontRole.CAPTION, weight))
        painter.setPen(QColor(theme.colour.text if tick.strong else theme.colour.muted))
        painter.drawText(box, _CENTRE, tick.text)


def _paint_lots(painter: QPainter, plot: QRectF, chart: LevelChart, theme: Theme) -> None:
    colour = theme.colour
    painter.setFont(theme.font(FontRole.CAPTION, Weight.SEMIBOLD))
    height = theme.tokens.line_px(FontRole.CAPTION) + 2.0
    for lot in chart.lot_lines:
        x = _x(plot, lot.x)
        painter.setPen(QPen(QColor(colour.navy), 2, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        width = theme.metrics(FontRole.CAPTION, Weight.SEMIBOLD).horizontalAdvance(lot.text) + 16.0
        left = x + 6 if x + 6 + width < plot.right() else x - 6 - width
        box = QRectF(left, plot.bottom() - height - 3, width, height)
        paint_box(painter, box, theme.size.radius_control, fill=colour.panel, edge=colour.navy)
        painter.setPen(QColor(colour.navy))
        painter.drawText(box, _CENTRE, lot.text)


def _paint_points(painter: QPainter, plot: QRectF, chart: LevelChart, theme: Theme) -> None:
    counted = [point for point in chart.points if point.kind is not PointKind.EXCLUDED]
    painter.setPen(QPen(QColor(theme.colour.muted), 1.4))
    painter.drawPolyline(QPolygonF([_at(plot, point) for point in counted]))
    for point in chart.points:
        at = _at(plot, point)
        _paint_shape(painter, at, point.kind, theme)
        if point.label:
            _paint_label(painter, plot, at, point, theme)


def _paint_shape(painter: QPainter, at: QPointF, kind: PointKind, theme: Theme) -> None:
    colour = theme.colour
    if kind is PointKind.GOOD:
        painter.setPen(QPen(QColor(colour.panel), 1))
        painter.setBrush(QColor(colour.blue))
        painter.drawEllipse(at, _POINT, _POINT)
    elif kind is PointKind.PENDING:
        painter.setPen(QPen(QColor(colour.blue), 2))
        painter.setBrush(QColor(colour.panel))
        painter.drawEllipse(at, _POINT, _POINT)
    elif kind is PointKind.EXCLUDED:
        painter.setPen(QPen(QColor(colour.muted), 2))
        for side in (1, -1):
            reach = QPointF(_POINT, side * _POINT)
            painter.drawLine(at - reach, at + reach)
    else:
        _paint_sign(painter, at, kind, theme)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_sign(painter: QPainter, at: QPointF, kind: PointKind, theme: Theme) -> None:
    """A triangle or an octagon, with an exclamation mark."""
    colour = theme.colour
    warns = kind is PointKind.WARN
    side = _SHAPE
    if warns:
        corners = [(0, -side), (side, side * 0.8), (-side, side * 0.8)]
        fill, edge, ink = colour.amber, colour.text, colour.text
    else:
        cut = side * 0.42
        corners = [(-cut, -side), (cut, -side), (side, -cut), (side, cut)]
        corners += [(-x, -y) for x, y in corners]
        fill, edge, ink = colour.red, colour.panel, colour.panel
    painter.setPen(QPen(QColor(edge), 1.5))
    painter.setBrush(QColor(fill))
    painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in corners]))
    painter.setPen(QPen(QColor(ink), 2))
    low = 2.0 if warns else 1.0
    painter.drawLine(at + QPointF(0, -4), at + QPointF(0, low))
    painter.drawPoint(at + QPointF(0, low + 3.5))


def _paint_label(
    painter: QPainter, plot: QRectF, at: QPointF, point: PointView, theme: Theme
) -> None:
    """The rules beside a sign: at its left, or at its right where there is no room."""
    colour = theme.colour
    warns = point.kind is PointKind.WARN
    font = theme.font(FontRole.CAPTION, Weight.SEMIBOLD)
    width = theme.metrics(FontRole.CAPTION, Weight.SEMIBOLD).horizontalAdvance(point.label) + 16.0
    height = theme.tokens.line_px(FontRole.CAPTION) + 4.0
    left = at.x() - _SHAPE - 6 - width
    if left < plot.left():
        left = at.x() + _SHAPE + 6
    box = QRectF(left, at.y() - height / 2, width, height)
    fill, edge = (colour.panel, colour.amber_edge) if warns else (colour.red, colour.red)
    paint_box(painter, box, theme.size.radius_control, fill=fill, edge=edge)
    painter.setFont(font)
    painter.setPen(QColor(colour.text if warns else colour.panel))
    painter.drawText(box, _CENTRE, point.label)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_current(painter: QPainter, plot: QRectF, point: PointView, theme: Theme) -> None:
    colour, at = theme.colour, _at(plot, point)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width, radius in ((colour.text, 5.0, 12.0), (colour.focus, 2.5, 12.0)):
        painter.setPen(QPen(QColor(ink), width))
        painter.drawEllipse(at, radius, radius)
    metrics = theme.metrics(FontRole.CAPTION, Weight.SEMIBOLD)
    width = metrics.horizontalAdvance(point.words) + 2.0 * theme.size.gap_8
    height = theme.tokens.line_px(FontRole.CAPTION) + theme.size.gap_6
    width = min(width, plot.width())
    left = min(max(plot.left(), at.x() - width / 2), plot.right() - width)
    above = at.y() - height - 18
    top = above if above >= plot.top() else at.y() + 18
    box = QRectF(left, top, width, height)
    paint_box(painter, box, theme.size.radius_control, fill=colour.text, edge=colour.text)
    painter.setFont(theme.font(FontRole.CAPTION, Weight.SEMIBOLD))
    painter.setPen(QColor(colour.panel))
    words = metrics.elidedText(point.words, Qt.TextElideMode.ElideRight, int(width - 8))
    painter.drawText(box, _CENTRE, words)
    painter.setBrush(Qt.BrushStyle.NoBrush)


__all__ = ["LeveyJennings", "paint_chart"]
