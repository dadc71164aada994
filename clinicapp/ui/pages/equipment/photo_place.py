"""The place of a device's photo in its record: the photo, or that there is none yet."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.equipment_view import PhotoView
from clinicapp.ui.widgets.chips import paint_box


class PhotoPlace(QAbstractButton):
    """Draws a ``PhotoView``; a press opens the photo, or asks for one where there is none."""

    def __init__(self, theme: Theme, photo: PhotoView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._photo = photo
        self._pixmap = QPixmap()
        if photo.picture is not None:
            self._pixmap.loadFromData(photo.picture, "PNG")
        self.setEnabled(photo.can_press)
        self.setText(photo.words)
        self.setAccessibleName(photo.spoken)
        self.setToolTip(photo.spoken if photo.can_press else "")
        if photo.can_press:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def shows_photo(self) -> bool:
        """Whether a photo is drawn."""
        return not self._pixmap.isNull()

    @override
    def sizeHint(self) -> QSize:
        size, tokens = self._theme.size, self._theme.tokens
        return QSize(tokens.scaled(size.photo_width), tokens.scaled(size.photo_height))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        size, colour = self._theme.size, self._theme.colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        paint_box(painter, rect, size.radius_control, fill=colour.canvas, edge=colour.line)
        if self.shows_photo:
            self._paint_photo(painter, rect)
        else:
            self._paint_words(painter, rect)
        painter.end()

    def _paint_photo(self, painter: QPainter, rect: QRectF) -> None:
        """The whole photo, as sharp as the screen can show it, within the edge."""
        ratio = self.devicePixelRatioF()
        inner = rect.adjusted(1, 1, -1, -1)
        drawn = self._pixmap.scaled(
            (inner.size() * ratio).toSize(),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        drawn.setDevicePixelRatio(ratio)
        shown = drawn.deviceIndependentSize()
        corner = QPointF(
            inner.center().x() - shown.width() / 2, inner.center().y() - shown.height() / 2
        )
        outline = QPainterPath()
        outline.addRoundedRect(inner, self._theme.size.radius_control, 2)
        painter.setClipPath(outline)
        painter.drawPixmap(corner, drawn)

    def _paint_words(self, painter: QPainter, rect: QRectF) -> None:
        theme, size = self._theme, self._theme.size
        lines = [(self._photo.words, "muted", Weight.REGULAR)]
        if self._photo.action:
            lines.append((self._photo.action, "blue_text", Weight.SEMIBOLD))
        side = theme.tokens.scaled(size.icon_tile)
        line = theme.tokens.line_px(FontRole.CAPTION)
        gap = theme.tokens.scaled(size.gap_4)
        top = (rect.height() - side - gap - line * len(lines)) / 2
        icon = theme.icons.pixmap(
            self._photo.icon,
            theme.colour.muted,
            side,
            ratio=self.devicePixelRatioF(),
        )
        painter.drawPixmap(QPointF(rect.center().x() - side / 2, top), icon)
        for place, (words, ink, weight) in enumerate(lines):
            painter.setFont(theme.font(FontRole.CAPTION, weight))
            painter.setPen(QColor(getattr(theme.colour, ink)))
            box = QRectF(rect.left(), top + side + gap + place * line, rect.width(), line)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
