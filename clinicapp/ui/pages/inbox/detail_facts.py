"""The facts of a reading that waits: labels and values, why it waits, and what happens next."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.inbox.inbox_view import HeldFact
from clinicapp.ui.widgets.chips import StatusChip
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


def add_facts(column: QVBoxLayout, facts: tuple[HeldFact, ...], theme: Theme) -> None:
    """Add a line for each fact, the values in one column."""
    metrics = theme.metrics(FontRole.SMALL)
    widest = max((metrics.horizontalAdvance(fact.label) for fact in facts), default=0)
    for fact in facts:
        row = QHBoxLayout()
        row.setSpacing(theme.size.gap_12)
        label = SpanLabel(theme, (Span(fact.label, role=FontRole.SMALL, ink="muted"),))
        label.setFixedWidth(widest)
        top = Qt.AlignmentFlag.AlignTop if fact.chip is None else Qt.AlignmentFlag.AlignVCenter
        row.addWidget(label, 0, top)
        weight = Weight.SEMIBOLD if fact.strong else Weight.REGULAR
        if fact.chip is None:
            row.addWidget(WrapLabel(theme, fact.value, weight=weight), 1)
        else:
            value = Span(fact.value, role=FontRole.SMALL, weight=weight)
            row.addWidget(SpanLabel(theme, (value,)))
            chip = StatusChip(theme)
            chip.show_chip(fact.chip)
            row.addWidget(chip)
            row.addStretch(1)
        column.addLayout(row)


def add_section(column: QVBoxLayout, title: str, sentences: str, theme: Theme) -> None:
    """Add a small heading with sentences under it."""
    column.addWidget(WrapLabel(theme, title, weight=Weight.SEMIBOLD))
    column.addWidget(WrapLabel(theme, sentences))


def fixed_width_font_label(text: str, name: str, theme: Theme, parent: QWidget) -> QLabel:
    """Bytes in hex, in letters of one width, that can be marked and copied."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(theme.tokens.font_px(FontRole.CAPTION))
    label.setFont(font)
    label.setAccessibleName(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label
