"""The focus ring: 3 px of yellow inside 2 px of dark, outside whatever has the focus.

QSS has no outer ring and a widget cannot paint outside itself, so one transparent overlay in each
window follows the focus and one proxy style draws it. The style belongs to the overlay alone: a
style for the whole program would call into Python for every metric of every widget.
"""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QScrollArea,
    QStyle,
    QStyleOption,
    QStyleOptionFocusRect,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from clinicapp.ui.theme.tokens import Tokens

_MOVES = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ParentChange,
)


class FocusRingStyle(QProxyStyle):
    """Fusion, with our focus rectangle."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__("Fusion")
        self._tokens = tokens

    @override
    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element == QStyle.PrimitiveElement.PE_FrameFocusRect:
            self._draw_ring(painter, QRectF(option.rect))
            return
        super().drawPrimitive(element, option, painter, widget)

    def _draw_ring(self, painter: QPainter, outside: QRectF) -> None:
        size, colour = self._tokens.size, self._tokens.colour
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = float(size.radius_control + size.focus_dark + size.focus_yellow)
        rect = outside
        for width, name in ((size.focus_dark, colour.text), (size.focus_yellow, colour.focus)):
            inside = rect.adjusted(width, width, -width, -width)
            ring = QPainterPath()
            ring.addRoundedRect(rect, radius, radius)
            ring.addRoundedRect(inside, radius - width, radius - width)
            painter.fillPath(ring, QColor(name))
            rect, radius = inside, radius - width
        painter.restore()


class FocusRing(QWidget):
    """Keeps the ring round the focused widget of one window; the mouse goes through it."""

    def __init__(self, window: QWidget, tokens: Tokens) -> None:
        super().__init__(window)
        self._window = window
        self._style = FocusRingStyle(tokens)
        self._style.setParent(self)
        self._margin = tokens.size.focus_dark + tokens.size.focus_yellow
        self._followed: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._application = QApplication.instance()
        if isinstance(self._application, QApplication):
            self._application.focusChanged.connect(self._follow)

    def let_go(self) -> None:
        """Stop following, before another ring takes over."""
        if isinstance(self._application, QApplication):
            self._application.focusChanged.disconnect(self._follow)
        self._watch(None)
        self.hide()
        self.deleteLater()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = new is not None and new is not self._window and new.window() is self._window
        self._watch(new if inside else None)
        self._bring_into_view()
        self._place()

    def _areas(self) -> list[QScrollArea]:
        return [area for area in self._watched if isinstance(area, QScrollArea)]

    def _bring_into_view(self) -> None:
        """Scroll whatever scrolls until the focus is seen: F8 and Alt keys need it too."""
        if self._followed is not None:
            for area in self._areas():
                area.ensureWidgetVisible(self._followed, 2 * self._margin, 2 * self._margin)

    def _watch(self, widget: QWidget | None) -> None:
        for old in self._watched:
            # A card may have been deleted since; only what still lives is let go.
            if isValid(old):
                old.removeEventFilter(self)
        self._followed, self._watched = widget, []
        while widget is not None and widget is not self._window:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()

    def _place(self) -> None:
        target = self._followed
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        finder = getattr(target, "ring_rect", None)
        rect: QRect = finder() if finder is not None else target.rect()
        corner = target.mapTo(self._window, rect.topLeft())
        margin = self._margin
        ring = QRect(corner, rect.size()).adjusted(-margin, -margin, margin, margin)
        seen = self._window.rect()
        for area in self._areas():
            port = area.viewport()
            seen &= QRect(port.mapTo(self._window, port.rect().topLeft()), port.size())
        self.setGeometry(ring)
        if seen.adjusted(-margin, -margin, margin, margin).contains(ring):
            self.clearMask()
        else:
            self.setMask(QRegion((seen & ring).translated(-ring.topLeft())))
        self.raise_()
        self.show()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionFocusRect()
        option.initFrom(self)
        painter = QPainter(self)
        self._style.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)
        painter.end()
