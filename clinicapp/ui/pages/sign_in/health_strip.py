"""How the station is, in one row; and the keys of the screen below it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.shell_view import KeyHint
from clinicapp.ui.viewmodels.staff.sign_in_view import Health, HealthItem
from clinicapp.ui.widgets.chips import KeyCap
from clinicapp.ui.widgets.spans import TONE_INK, Span, SpanLabel, Spans


class HealthCell(QWidget):
    """One thing about the station."""

    def __init__(self, theme: Theme, parent: QWidget, *, compact: bool) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = compact
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_10)
        self._icon = SpanLabel(theme, (), self)
        row.addWidget(self._icon)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._lines = [SpanLabel(theme, (), self) for _ in range(3)]
        for line in self._lines:
            column.addWidget(line)
        row.addLayout(column, 1)
        self._lines[0].setVisible(not compact)

    def show_item(self, item: HealthItem) -> None:
        """Show how it stands."""
        ink = TONE_INK[item.tone]
        size = self._theme.size
        self._icon.set_spans((Span(icon=item.icon, ink=ink, icon_size=size.icon_header),))
        label, value, note = self._lines
        label.set_spans((Span(item.label, ink="muted", role=FontRole.CAPTION),))
        value.set_spans((Span(item.value, weight=Weight.SEMIBOLD),))
        spans: Spans = (Span(item.note, ink=ink, role=FontRole.CAPTION, gap=size.gap_4),)
        if item.note_icon:
            spans = (Span(icon=item.note_icon, ink=ink, icon_size=size.icon_small), *spans)
        note.set_spans(spans if item.note else ())
        self.setToolTip(f"{item.label}: {item.value}. {item.note}".strip())
        self.setAccessibleName(f"{item.label}: {item.value}. {item.note}".strip())


class HealthStrip(QFrame):
    """Shows a ``Health``."""

    def __init__(self, theme: Theme, parent: QWidget, *, compact: bool) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = compact
        self.setObjectName("healthStrip")
        size = theme.size
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_10)
        self._row.setSpacing(size.gap_16)
        self._checked: SpanLabel | None = None
        if not compact:
            head = QVBoxLayout()
            head.setSpacing(0)
            head.addStretch(1)
            title = Span(self.tr("Station health"), weight=Weight.SEMIBOLD)
            head.addWidget(SpanLabel(theme, (title,), self))
            self._checked = SpanLabel(theme, (), self)
            head.addWidget(self._checked)
            head.addStretch(1)
            self._row.addLayout(head)
        self._cells: list[HealthCell] = []

    def show_health(self, health: Health) -> None:
        """Show how the station is."""
        checked = Span(health.checked, ink="muted", role=FontRole.CAPTION)
        if self._checked is not None:
            self._checked.set_spans((checked,))
        while len(self._cells) < len(health.items):
            if self._cells or not self._compact:
                divider = QFrame(self)
                divider.setObjectName("wardDivider")
                divider.setFixedWidth(self._theme.size.edge)
                self._row.addWidget(divider)
            cell = HealthCell(self._theme, self, compact=self._compact)
            self._cells.append(cell)
            self._row.addWidget(cell, 1)
        for cell, item in zip(self._cells, health.items, strict=False):
            cell.show_item(item)


class HintLine(QFrame):
    """Why the station is locked, and the keys that matter."""

    def __init__(self, theme: Theme, hints: tuple[KeyHint, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("hintLine")
        self.setFixedHeight(theme.tokens.scaled(theme.size.status_height))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size.gap_12, 0, theme.size.gap_12, 0)
        row.setSpacing(theme.size.gap_4)
        self._why = SpanLabel(theme, (), self)
        row.addWidget(self._why)
        row.addStretch(1)
        for hint in hints:
            row.addSpacing(theme.size.gap_12)
            row.addWidget(KeyCap(theme, hint.keys, self))
            words = Span(hint.text, ink="muted", role=FontRole.CAPTION)
            row.addWidget(SpanLabel(theme, (words,), self))

    def show_why(self, words: str) -> None:
        """Say why it is locked."""
        icon = Span(icon="lock", ink="muted", icon_size=self._theme.size.icon_small)
        self._why.set_spans((icon, Span(words, ink="muted", role=FontRole.CAPTION)))
        self._why.setVisible(bool(words))
