"""Things to press. Each is at least 44 px high, has words, and says why when it is disabled."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import ActionView
from clinicapp.ui.widgets.chips import paint_box
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size


@dataclass(frozen=True, slots=True)
class ButtonLook:
    """Ink of a button's words, and of its words when it is disabled."""

    ink: str
    disabled_ink: str = "muted_strong"


BUTTON_LOOKS = {
    "plain": ButtonLook("text"),
    "primary": ButtonLook("panel"),
    "banner": ButtonLook("panel"),
    "left": ButtonLook("text"),
    "quiet": ButtonLook("blue_text"),
    "warn": ButtonLook("amber_text"),
    "danger": ButtonLook("red_text"),
}


class ActionButton(QPushButton):
    """A push button with an icon, words and perhaps a key cap; QSS draws its box.

    Args:
        theme: How to draw.
        kind: a key of ``BUTTON_LOOKS``: the QSS property ``kind``.
        text: Words; a screen reader hears them too.
        icon: Lucide name, empty for none.
        keys: Key shown as a cap, empty for none.
    """

    def __init__(
        self,
        theme: Theme,
        kind: str,
        text: str,
        *,
        icon: str = "",
        keys: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._look = BUTTON_LOOKS[kind]
        self._icon = icon
        self._keys = keys
        self._padding = theme.size.gap_16
        self.setProperty("kind", kind)
        self.setMinimumHeight(theme.tokens.target_px)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # Enter presses the focused button, never a default one elsewhere.
        self.setAutoDefault(False)
        self.set_words(text)

    def set_words(self, text: str, spoken_name: str = "") -> None:
        """Change the words, and what a screen reader hears when that is more than the words."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(spoken_name or text)
        self.updateGeometry()

    def set_icon(self, icon: str) -> None:
        """Change the icon, a Lucide name."""
        self._icon = icon
        self.update()

    def set_padding(self, padding: int) -> None:
        """Change the room left and right of the words, in logical pixels."""
        self._padding = padding
        self.updateGeometry()

    def disable_because(self, reason: str) -> None:
        """Disable with a sentence; an empty one enables."""
        self.setEnabled(not reason)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)

    def _spans(self) -> Spans:
        ink = self._look.ink if self.isEnabled() else self._look.disabled_ink
        spans = []
        if self._icon:
            spans.append(Span(icon=self._icon, ink=ink, icon_size=self._theme.size.icon_body))
        words = self.text().replace("&&", "&")
        spans.append(Span(words, ink=ink, weight=Weight.SEMIBOLD, gap=self._theme.size.gap_10))
        return tuple(spans)

    def _cap_size(self) -> QSize:
        if not self._keys:
            return QSize(0, 0)
        words = self._theme.metrics(FontRole.KEY, Weight.SEMIBOLD).horizontalAdvance(self._keys)
        return QSize(words + 2 * self._theme.size.gap_6, self._theme.tokens.line_px(FontRole.SMALL))

    @override
    def sizeHint(self) -> QSize:
        words, cap = spans_size(self._spans(), self._theme), self._cap_size()
        gap = self._theme.size.gap_8 if cap.width() else 0
        width = words.width() + gap + cap.width() + 2 * self._padding
        height = max(self._theme.tokens.target_px, words.height() + self._theme.size.gap_16)
        return QSize(max(width, self._theme.tokens.target_px), height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        words, cap = spans_size(self._spans(), self._theme), self._cap_size()
        gap = self._theme.size.gap_8 if cap.width() else 0
        left = max(0, (self.width() - words.width() - gap - cap.width()) // 2)
        paint_spans(
            painter, QRect(left, 0, words.width(), self.height()), self._spans(), self._theme
        )
        if self._keys:
            box = QRect(left + words.width() + gap, 0, cap.width(), cap.height())
            box.moveTop((self.height() - cap.height()) // 2)
            self._paint_cap(painter, box)
        painter.end()

    def _paint_cap(self, painter: QPainter, box: QRect) -> None:
        ink = self._look.ink if self.isEnabled() else self._look.disabled_ink
        colour = getattr(self._theme.colour, ink)
        paint_box(
            painter,
            QRectF(box),
            self._theme.size.radius_control,
            fill="#00000000",
            edge=colour,
        )
        painter.setFont(self._theme.font(FontRole.KEY, Weight.SEMIBOLD))
        painter.setPen(QColor(colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._keys)


class ActionToggle(QAbstractButton):
    """An action for a red zone: a box with a tick and words that may wrap.

    A press asks; the tick moves only when the next view says that the choice is stored.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.code = ""
        self._status = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(theme.tokens.target_px)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_action(self, action: ActionView, locked_reason: str) -> None:
        """Show an action and whether it is chosen; a reason locks it."""
        self.code = action.code
        self.setText(action.label)
        self.setChecked(action.chosen)
        self.setEnabled(not locked_reason)
        self._status = action.status_text
        about = " ".join(filter(None, (action.detail, locked_reason)))
        self.setToolTip(about)
        self.setAccessibleDescription(about)
        chosen = action.status_text.lower() or self.tr("chosen")
        status = chosen if action.chosen else self.tr("not chosen")
        self.setAccessibleName(f"{action.label}, {status}")
        self.update()

    @override
    def nextCheckState(self) -> None:
        """Leave the tick alone: the stored choice decides."""

    def _text_rect(self, width: int) -> QRect:
        size = self._theme.size
        left = size.gap_10 + self._theme.tokens.scaled(size.icon_card) + size.gap_6
        return QRect(left, 0, width - left - size.gap_8, self.height())

    def _font_weight(self) -> Weight:
        return Weight.SEMIBOLD if self.isChecked() else Weight.REGULAR

    @override
    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics(FontRole.SMALL, Weight.SEMIBOLD)
        longest = max((metrics.horizontalAdvance(w) for w in self.text().split(" ")), default=0)
        chrome = self._theme.size.gap_24 + self._theme.tokens.scaled(self._theme.size.icon_card)
        return QSize(longest + chrome, self._theme.tokens.target_px)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, colour, size = self._theme, self._theme.colour, self._theme.size
        chosen = self.isChecked()
        painter = QPainter(self)
        paint_box(
            painter,
            QRectF(self.rect()),
            size.radius_control,
            fill=colour.blue_tint if chosen or self.isDown() else colour.panel,
            edge=colour.blue if chosen else colour.muted,
            width=size.edge_strong if chosen else size.edge,
        )
        ink = colour.blue_text if chosen else colour.text
        side = theme.tokens.scaled(size.icon_card)
        icon = theme.icons.pixmap(
            "square-check" if chosen else "square", ink, side, ratio=self.devicePixelRatioF()
        )
        painter.drawPixmap(size.gap_8, (self.height() - side) // 2, icon)
        painter.setFont(theme.font(FontRole.SMALL, self._font_weight()))
        painter.setPen(QColor(ink if self.isEnabled() else colour.muted_strong))
        room = self._text_rect(self.width())
        if self._status:
            self._paint_with_status(painter, room)
        else:
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(flags), self.text())
        painter.end()

    def _paint_with_status(self, painter: QPainter, room: QRect) -> None:
        """The label on one line and what became of it below; the tool tip has both in full."""
        theme = self._theme
        metrics = theme.metrics(FontRole.SMALL, self._font_weight())
        line, below = theme.tokens.line_px(FontRole.SMALL), theme.tokens.line_px(FontRole.CAPTION)
        top = max(0, (self.height() - line - below) // 2)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QRect(room.left(), top, room.width(), line), flags, words)
        painter.setFont(theme.font(FontRole.CAPTION))
        painter.drawText(QRect(room.left(), top + line, room.width(), below), flags, self._status)
