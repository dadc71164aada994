"""A run chart: months on x, 0 to 100 %, a reference line, and the last month larger.

It cannot be pressed and takes no focus; a screen reader gets all of it as the description, and the
same months stand in a table beside it wherever there is one.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.run_chart_view import ChartSpan, RunChartView

_POINT = 3.0
_LAST_POINT = 5.0
_LINE = 2.0
_TICKS = (0, 20, 40, 60, 80, 100)
_FEW_TICKS = (0, 50, 100)
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class RunChart(QWidget):
    """Paints a ``RunChartView``.

    Args:
        theme: How to draw.
        small: True for the ward panel: no median, no rules, no years.
        parent: Qt parent.
    """

    def __init__(self, theme: Theme, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._small = small
        self._view: RunChartView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_chart(self, view: RunChartView) -> None:
        """Show another chart."""
        self._view = view
        self.setAccessibleName(view.name)
        self.setAccessibleDescription(view.description)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        size, scaled = self._theme.size, self._theme.tokens.scaled
        if self._small:
            return QSize(scaled(size.chart_small_width), scaled(size.chart_small_height))
        return QSize(scaled(size.chart_width), scaled(size.chart_height))

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(hint.width() // 2, hint.height() * 3 // 5)

    def points(self) -> tuple[QPointF | None, ...]:
        """Where each month's point is drawn, None for one that is not shown."""
        view, plot = self._view, self._plot()
        if view is None:
            return ()
        return tuple(
            None if point.percent is None else QPointF(self._x(place), _y(plot, point.percent))
            for place, point in enumerate(view.points)
        )

    def labelled(self) -> tuple[int, ...]:
        """The places of the months that have their name under the axis; the last always has."""
        if self._view is None or not self._view.points:
            return ()
        last = len(self._view.points) - 1
        metrics = self._metrics(Weight.SEMIBOLD)
        widest = max(metrics.horizontalAdvance(point.label) for point in self._view.points)
        room = widest + self._theme.size.gap_12
        step = self._x(1) - self._x(0) if last else 1.0
        every = max(1, -(-room // max(1, int(step))))
        return tuple(range(last % every, last + 1, every))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        if view is None or not view.points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        self._paint_grid(painter, plot)
        self._paint_months(painter, plot, view)
        if view.median is not None and not self._small:
            self._paint_line(painter, plot, view.median, Qt.PenStyle.DotLine, "muted")
        self._paint_line(painter, plot, view.reference, Qt.PenStyle.DashLine, "text")
        # Before the values: where they meet, the values are seen.
        self._paint_line_words(painter, plot, view)
        self._paint_spans(painter, plot, view)
        self._paint_values(painter, plot, view)
        painter.end()

    def _metrics(self, weight: Weight = Weight.REGULAR) -> QFontMetrics:
        return self._theme.metrics(FontRole.CAPTION, weight)

    def _line_px(self) -> int:
        return self._theme.tokens.line_px(FontRole.CAPTION)

    def _plot(self) -> QRectF:
        """The inside of the axes."""
        size, line = self._theme.size, self._line_px()
        widest = self._theme.metrics(FontRole.CAPTION, tabular=True).horizontalAdvance("100%")
        left = widest + size.gap_10
        right, top, below = size.gap_12, line * 0.5 + size.gap_2, line + size.gap_6
        if self._view is not None and not self._small:
            words = (self._view.reference_text, self._view.median_text)
            bold = self._metrics(Weight.SEMIBOLD)
            right = max(bold.horizontalAdvance(each) for each in words) + size.gap_12
            top += line * min(len(self._rows()), 2) + (size.gap_4 if self._rows() else 0)
            below += line
        return QRectF(left, top, self.width() - left - right, self.height() - top - below)

    def _rows(self) -> list[list[int]]:
        return [] if self._view is None or self._small else _rows_of(self._view.spans)

    def _x(self, place: int) -> float:
        view = self._view
        plot, inset = self._plot(), self._theme.size.gap_8
        last = 0 if view is None else len(view.points) - 1
        room = plot.width() - 2 * inset
        return plot.left() + inset + (room * place / last if last else room / 2)

    def _paint_grid(self, painter: QPainter, plot: QRectF) -> None:
        colour, line = self._theme.colour, self._line_px()
        ticks = _TICKS if plot.height() > line * len(_TICKS) else _FEW_TICKS
        painter.setFont(self._theme.font(FontRole.CAPTION, tabular=True))
        for tick in ticks:
            y = _y(plot, tick)
            painter.setPen(QPen(QColor(colour.line_soft), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(colour.muted))
            box = QRectF(0, y - line / 2, plot.left() - self._theme.size.gap_8, line)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | _MIDDLE), f"{tick}%")

    def _paint_months(self, painter: QPainter, plot: QRectF, view: RunChartView) -> None:
        theme, line = self._theme, self._line_px()
        top = plot.bottom() + theme.size.gap_4
        year = ""
        for place in self.labelled():
            point = view.points[place]
            strong = place == len(view.points) - 1
            weight = Weight.SEMIBOLD if strong else Weight.REGULAR
            painter.setFont(theme.font(FontRole.CAPTION, weight))
            painter.setPen(QColor(theme.colour.text if strong else theme.colour.muted))
            painter.drawText(self._centred(self._x(place), top, point.label), _CENTRE, point.label)
            if not self._small and point.year != year:
                box = self._centred(self._x(place), top + line, point.year)
                painter.drawText(box, _CENTRE, point.year)
            year = point.year
        # A cross on the axis: there is such a month, and too few people to show it.
        painter.setPen(QPen(QColor(theme.colour.muted), 1.5))
        for place, point in enumerate(view.points):
            if point.percent is None:
                x, y, arm = self._x(place), plot.bottom() - theme.size.gap_6, _POINT
                painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
                painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))

    def _centred(self, x: float, top: float, words: str) -> QRectF:
        """A box for words, in the middle of ``x`` and inside the widget."""
        width = self._metrics(Weight.SEMIBOLD).horizontalAdvance(words) + 2.0
        left = min(max(0.0, x - width / 2), self.width() - width)
        return QRectF(left, top, width, self._line_px())

    def _paint_line(
        self, painter: QPainter, plot: QRectF, percent: float, style: Qt.PenStyle, ink: str
    ) -> None:
        painter.setPen(QPen(QColor(getattr(self._theme.colour, ink)), 1.5, style))
        y = _y(plot, percent)
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))

    def _paint_line_words(self, painter: QPainter, plot: QRectF, view: RunChartView) -> None:
        """The names of the lines: at their right ends, or in the small chart above the line."""
        theme, line = self._theme, self._line_px()
        painter.setFont(theme.font(FontRole.CAPTION, Weight.SEMIBOLD))
        painter.setPen(QColor(theme.colour.text))
        y = _y(plot, view.reference)
        if self._small:
            box = free_box(
                plot, y, self._centred(0, 0, view.reference_text), self.points(), theme.size.gap_4
            )
            painter.fillRect(box, QColor(theme.colour.panel))
            painter.drawText(box, int(_MIDDLE), view.reference_text)
            return
        left = plot.right() + theme.size.gap_6
        box = QRectF(left, y - line / 2, self.width() - left, line)
        painter.drawText(box, int(_MIDDLE), view.reference_text)
        if view.median is not None:
            middle = _y(plot, view.median)
            if abs(middle - y) < line:
                middle = y + line if middle >= y else y - line
            painter.setFont(theme.font(FontRole.CAPTION))
            painter.setPen(QColor(theme.colour.muted))
            box.moveTop(middle - line / 2)
            painter.drawText(box, int(_MIDDLE), view.median_text)

    def _paint_spans(self, painter: QPainter, plot: QRectF, view: RunChartView) -> None:
        theme, line = self._theme, self._line_px()
        painter.setFont(theme.font(FontRole.CAPTION, Weight.SEMIBOLD))
        for row, places in enumerate(self._rows()[:2]):
            y = plot.top() - self._theme.size.gap_6 - line * (row + 0.5)
            for place in places:
                span = view.spans[place]
                left, right = self._x(span.first), self._x(span.last)
                painter.setPen(QPen(QColor(theme.colour.blue), 1.5))
                painter.drawLine(QPointF(left, y), QPointF(right, y))
                for end in (left, right):
                    painter.drawLine(QPointF(end, y), QPointF(end, y + theme.size.gap_4))
                box = self._centred((left + right) / 2, y - line / 2, span.text)
                box = box.adjusted(-theme.size.gap_4, 0, theme.size.gap_4, 0)
                painter.fillRect(box, QColor(theme.colour.panel))
                painter.setPen(QColor(theme.colour.blue_text))
                painter.drawText(box, int(_CENTRE | _MIDDLE), span.text)

    def _paint_values(self, painter: QPainter, plot: QRectF, view: RunChartView) -> None:
        colour, places = self._theme.colour, self.points()
        painter.setPen(QPen(QColor(colour.blue), _LINE))
        stretch: list[QPointF] = []
        for point in (*places, None):
            if point is not None:
                stretch.append(point)
                continue
            painter.drawPolyline(QPolygonF(stretch))
            stretch = []
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour.blue))
        last = view.last_shown
        for place, point in enumerate(places):
            if point is not None:
                radius = _LAST_POINT if place == last else _POINT
                painter.drawEllipse(point, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if last is not None and (at := places[last]) is not None:
            self._paint_last(painter, plot, view, at)

    def _paint_last(self, painter: QPainter, plot: QRectF, view: RunChartView, at: QPointF) -> None:
        """The value of the last point, below it unless the axis is in the way."""
        theme, line = self._theme, self._line_px()
        painter.setFont(theme.font(FontRole.SMALL, Weight.BOLD, tabular=True))
        width = theme.metrics(FontRole.SMALL, Weight.BOLD).horizontalAdvance(view.last_text) + 4.0
        height = float(theme.tokens.line_px(FontRole.SMALL))
        top = at.y() + _LAST_POINT + theme.size.gap_2
        if top + height > plot.bottom() - line:
            top = at.y() - _LAST_POINT - theme.size.gap_2 - height
        left = min(at.x() - width / 2, plot.right() - width)
        box = QRectF(max(plot.left(), left), top, width, height)
        painter.fillRect(box, QColor(theme.colour.panel))
        painter.setPen(QColor(theme.colour.blue_text))
        painter.drawText(box, int(_CENTRE | _MIDDLE), view.last_text)


def _rows_of(spans: tuple[ChartSpan, ...]) -> list[list[int]]:
    """The spans, so in rows that none overlaps another of its row; at most two are drawn."""
    rows: list[list[int]] = []
    for place, span in enumerate(spans):
        for row in rows:
            if all(span.first > spans[n].last + 1 or spans[n].first > span.last + 1 for n in row):
                row.append(place)
                break
        else:
            rows.append([place])
    return rows


def _y(plot: QRectF, percent: float) -> float:
    return plot.bottom() - plot.height() * percent / 100


def free_box(
    plot: QRectF, y: float, words: QRectF, points: tuple[QPointF | None, ...], gap: int
) -> QRectF:
    """Above or below a line, left or right: the first place where no point is.

    Args:
        plot: The inside of the axes.
        y: Where the line is.
        words: As large as the words are.
        points: Of the chart.
        gap: To the line and to the points, in logical pixels.
    """
    boxes = [
        QRectF(left, top, words.width(), words.height())
        for left in (plot.left() + gap, plot.right() - gap - words.width())
        for top in (y - words.height() - gap / 2, y + gap / 2)
    ]

    def is_free(wanted: QRectF) -> bool:
        room = wanted.adjusted(-2 * gap, -gap, 2 * gap, gap)
        return not any(room.contains(point) for point in points if point is not None)

    return next(filter(is_free, boxes), boxes[0])
