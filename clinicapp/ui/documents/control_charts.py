"""The charts of one analyser on paper: title, charts and the last results, on A4 across."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter

from clinicapp.ui.documents.paper import HEIGHT, MARGIN, UNITS_PER_INCH, WIDTH
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.widgets.levey_jennings import paint_chart

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

    from clinicapp.ui.viewmodels.quality.charts_view import ChartsView

_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_COLUMNS: Final = (0.0, 0.16, 0.24, 0.36, 0.44, 0.62, 0.80)
_TITLES: Final = ("Time", "Level", "Value", "z", "Rules", "Operator", "Action")
_LINE: Final = 20.0


def draw_charts(device: QPagedPaintDevice, view: ChartsView) -> bool:
    """Draw the page of an analyser onto paper.

    Args:
        device: a printer or a PDF writer; its page is set here.
        view: what the screen shows.

    Returns:
        Whether the device took it.
    """
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0)
    )
    device.setPageLayout(layout)
    painter = QPainter()
    if not painter.begin(device):
        return False
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(device.logicalDpiX() / UNITS_PER_INCH, device.logicalDpiY() / UNITS_PER_INCH)
    _draw(painter, view, Theme())
    return painter.end()


def _draw(painter: QPainter, view: ChartsView, theme: Theme) -> None:
    # A4 across: what is high on a sheet that stands is wide here.
    room = QRectF(MARGIN, MARGIN, HEIGHT - 2 * MARGIN, WIDTH - 2 * MARGIN)
    top = _words(painter, theme, room, room.top(), view.title, FontRole.PAGE, Weight.SEMIBOLD)
    top = _words(painter, theme, room, top, view.summary, FontRole.SMALL)
    if view.banner is not None:
        said = f"{view.banner.title} {view.banner.hint}"
        top = _words(painter, theme, room, top, said, FontRole.BODY, Weight.SEMIBOLD)
    below = _LINE * (len(view.rows) + 1)
    each = (room.bottom() - below - top) / max(1, len(view.charts))
    for chart in view.charts:
        facts = "  ".join(f"{name} {value}" for name, value in chart.facts)
        title = f"{chart.title}  {chart.name}  {facts}"
        inner = _words(painter, theme, room, top, title, FontRole.SMALL, Weight.SEMIBOLD)
        paint_chart(
            painter, QRectF(room.left(), inner, room.width(), top + each - inner), chart, theme
        )
        top += each
    _rows(painter, theme, QRectF(room.left(), top, room.width(), below), view)


def _words(
    painter: QPainter,
    theme: Theme,
    room: QRectF,
    top: float,
    words: str,
    role: FontRole,
    weight: Weight = Weight.REGULAR,
) -> float:
    """Write one line; where the next begins."""
    height = theme.tokens.line_px(role) + 2.0
    painter.setFont(theme.font(role, weight))
    painter.setPen(QColor(theme.colour.text))
    painter.drawText(QRectF(room.left(), top, room.width(), height), _LEFT, words)
    return top + height


def _rows(painter: QPainter, theme: Theme, room: QRectF, view: ChartsView) -> None:
    lines = [_TITLES]
    for row in view.rows:
        value = f"{row.value} {view.unit}".strip()
        lines.append((row.time, row.level, value, row.z, row.rules, row.operator, row.action))
    painter.setPen(QColor(theme.colour.text))
    for place, line in enumerate(lines):
        weight = Weight.REGULAR if place else Weight.SEMIBOLD
        painter.setFont(theme.font(FontRole.SMALL, weight))
        for left, words in zip(_COLUMNS, line, strict=True):
            box = QRectF(
                room.left() + left * room.width(),
                room.top() + place * _LINE,
                room.width() * 0.18,
                _LINE,
            )
            painter.drawText(box, _LEFT, words)
