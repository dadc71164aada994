"""The focus ring: 3 px of yellow inside 2 px of dark, outside whatever has the focus.

QSS has no outer ring, so one ``QFocusFrame`` in each window follows the focus and one proxy style
draws it. The style is given to the frame alone: a style for the whole program would call into
Python for every metric of every widget.
"""

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.theme.tokens import Tokens


class FocusRingStyle(QProxyStyle):
    """Fusion, with our focus frame."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__("Fusion")
        self._tokens = tokens

    @override
    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        margins = (
            QStyle.PixelMetric.PM_FocusFrameHMargin,
            QStyle.PixelMetric.PM_FocusFrameVMargin,
        )
        if metric in margins:
            return self._tokens.size.focus_dark + self._tokens.size.focus_yellow - 1
        return super().pixelMetric(metric, option, widget)

    @override
    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        # A mask would cut the antialiased edge; the frame lets the mouse through instead.
        if hint == QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0
        return super().styleHint(hint, option, widget, returnData)

    @override
    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element == QStyle.ControlElement.CE_FocusFrame:
            self._draw_ring(painter, QRectF(option.rect))  # type: ignore[attr-defined]
            return
        super().drawControl(element, option, painter, widget)

    def _draw_ring(self, painter: QPainter, outside: QRectF) -> None:
        size, colour = self._tokens.size, self._tokens.colour
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = float(size.radius_control + size.focus_dark + size.focus_yellow)
        rect = outside
        for width, name in (
            (size.focus_dark, colour.text),
            (size.focus_yellow, colour.focus),
        ):
            inside = rect.adjusted(width, width, -width, -width)
            ring = QPainterPath()
            ring.addRoundedRect(rect, radius, radius)
            ring.addRoundedRect(inside, radius - width, radius - width)
            painter.fillPath(ring, QColor(name))
            rect, radius = inside, radius - width
        painter.restore()


class FocusRing(QObject):
    """Keeps the ring round the focused widget of one window."""

    def __init__(self, window: QWidget, tokens: Tokens) -> None:
        super().__init__(window)
        self._window = window
        self._style = FocusRingStyle(tokens)
        self._style.setParent(self)
        self._frame = QFocusFrame(window)
        self._frame.setStyle(self._style)
        self._frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new is self._window or new.window() is not self._window:
            self._frame.setWidget(None)  # type: ignore[arg-type]
            return
        self._frame.setWidget(new)
