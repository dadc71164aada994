"""The line at the bottom: devices, last save, last backup, and the keys that matter now."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole
from clinicapp.ui.viewmodels.shell_view import KeyHint, StatusBarView
from clinicapp.ui.widgets.chips import KeyCap
from clinicapp.ui.widgets.spans import Span, SpanLabel


class StatusStrip(QFrame):
    """Shows a ``StatusBarView``."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: StatusBarView | None = None
        self._hints: tuple[KeyHint, ...] = ()
        self.setObjectName("statusStrip")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size.gap_12, 0, theme.size.gap_12, 0)
        row.setSpacing(theme.size.gap_16)
        self._devices = SpanLabel(theme, (), self)
        self._saved = SpanLabel(theme, (), self)
        self._backup = SpanLabel(theme, (), self)
        for label in (self._devices, self._saved, self._backup):
            row.addWidget(label)
        row.addStretch(1)
        self._keys = QHBoxLayout()
        self._keys.setSpacing(theme.size.gap_4)
        row.addLayout(self._keys)

    def show_status(self, view: StatusBarView) -> None:
        """Show another state."""
        if view == self._view:
            return
        self._view = view
        small = self._theme.size.icon_small
        for label, icon, words in (
            (self._devices, "bluetooth", view.devices),
            (self._saved, "database", view.saved),
            (self._backup, "archive", view.backup),
        ):
            text = Span(words, ink="muted", role=FontRole.CAPTION)
            label.set_spans((Span(icon=icon, ink="muted", icon_size=small), text))
            label.setVisible(bool(words))
        if view.hints != self._hints:
            self._show_hints(view.hints)

    def _show_hints(self, hints: tuple[KeyHint, ...]) -> None:
        self._hints = hints
        while (item := self._keys.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, hint in enumerate(hints):
            if index:
                self._keys.addSpacing(self._theme.size.gap_12)
            self._keys.addWidget(KeyCap(self._theme, hint.keys, self))
            words = Span(hint.text, ink="muted", role=FontRole.CAPTION)
            self._keys.addWidget(SpanLabel(self._theme, (words,), self))
