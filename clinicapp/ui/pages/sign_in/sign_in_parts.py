"""What the sign-in screen says: its header, the badge, the way to sign in fully."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView
from clinicapp.ui.viewmodels.staff.sign_in_view import SignInView
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.chips import StatusChip
from clinicapp.ui.widgets.shell_header import LogoMark
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


class SignInHeader(QFrame):
    """Where this is, that it is locked, and the time."""

    def __init__(self, theme: Theme, parent: QWidget, *, compact: bool) -> None:
        super().__init__(parent)
        size = theme.size
        self.setObjectName("shellHeader")
        self.setMinimumHeight(theme.tokens.scaled(size.header_height))
        row = QHBoxLayout(self)
        row.setContentsMargins(size.gap_12, 0, size.gap_12, 0)
        row.setSpacing(size.gap_10)
        row.addWidget(LogoMark(theme, self))
        names = QVBoxLayout()
        names.setSpacing(0)
        self._ward, self._station = SpanLabel(theme, (), self), SpanLabel(theme, (), self)
        names.addStretch(1)
        names.addWidget(self._ward)
        names.addWidget(self._station)
        names.addStretch(1)
        row.addLayout(names)
        row.addStretch(1)
        hidden = self.tr("Patient data is hidden until you sign in")
        spans = (
            Span(icon="lock", icon_size=size.icon_body),
            Span(self.tr("Locked"), role=FontRole.SMALL, weight=Weight.SEMIBOLD),
            Span(hidden, ink="muted", role=FontRole.SMALL, gap=size.gap_6),
        )
        row.addWidget(SpanLabel(theme, spans[:2] if compact else spans, self))
        row.addSpacing(size.gap_10)
        self._clock = SpanLabel(theme, (), self)
        row.addWidget(self._clock)

    def show_view(self, view: SignInView) -> None:
        """Show place and time."""
        self._ward.set_spans((Span(view.ward, weight=Weight.SEMIBOLD),))
        self._station.set_spans((Span(view.station, ink="muted", role=FontRole.CAPTION),))
        day = Span(view.day, ink="muted", role=FontRole.SMALL)
        clock = Span(view.clock, role=FontRole.SECTION, weight=Weight.SEMIBOLD, gap=12)
        self._clock.set_spans((day, clock))


class BadgePanel(QFrame):
    """That a badge is enough."""

    def __init__(self, theme: Theme, parent: QWidget, *, compact: bool) -> None:
        super().__init__(parent)
        size = theme.size
        self.setObjectName("badgePanel")
        row = QHBoxLayout(self)
        row.setContentsMargins(*[size.gap_12 if compact else size.gap_24] * 4)
        row.setSpacing(size.gap_20)
        mark = QFrame(self)
        mark.setObjectName("badgeMark")
        side = size.target if compact else 2 * size.target - size.gap_4
        mark.setFixedSize(theme.tokens.scaled(side), theme.tokens.scaled(side))
        inside = QVBoxLayout(mark)
        inside.setContentsMargins(0, 0, 0, 0)
        icon = Span(icon="id-card", ink="panel", icon_size=side // 2)
        inside.addWidget(SpanLabel(theme, (icon,), mark), 0, Qt.AlignmentFlag.AlignCenter)
        row.addWidget(mark)
        words = QVBoxLayout()
        words.setSpacing(size.gap_4)
        title = Span(self.tr("Scan your badge"), role=FontRole.PAGE, weight=Weight.SEMIBOLD)
        words.addStretch(1)
        words.addWidget(SpanLabel(theme, (title,), self))
        sentence = self.tr("Hold it to the reader. You will be signed in straight away.")
        words.addWidget(WrapLabel(theme, sentence, role=FontRole.BODY, parent=self))
        words.addStretch(1)
        row.addLayout(words, 1)
        chip = StatusChip(theme, self)
        # A reader is a keyboard, which nobody can ask whether it is there.
        chip.show_chip(ChipView(ChipKind.OK, self.tr("Listening")))
        row.addWidget(chip)


class FullSignInBar(QFrame):
    """The way in for whoever has neither badge nor PIN here. Signal: ``pressed()``."""

    pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget, *, compact: bool) -> None:
        super().__init__(parent)
        size = theme.size
        self.setObjectName("signInPanel")
        row = QHBoxLayout(self)
        row.setContentsMargins(size.gap_16, size.gap_10, size.gap_16, size.gap_10)
        row.setSpacing(size.gap_16)
        icon = Span(icon="key-round", icon_size=size.icon_header)
        row.addWidget(SpanLabel(theme, (icon,), self))
        words = QVBoxLayout()
        words.setSpacing(0)
        title = Span(self.tr("Not listed, or no PIN yet?"), weight=Weight.SEMIBOLD)
        words.addWidget(SpanLabel(theme, (title,), self))
        sentence = self.tr("Use your user name and password.")
        if not compact:
            sentence += " " + self.tr("This starts your 12 hours of PIN sign-in.")
        words.addWidget(WrapLabel(theme, sentence, ink="muted", parent=self))
        row.addLayout(words, 1)
        self.button = ActionButton(theme, "quiet", self.tr("Full sign-in"), keys="F2", parent=self)
        self.button.clicked.connect(self.pressed)
        row.addWidget(self.button)
