"""What stands under a table on the rules page: the whole of the row that is chosen."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinicapp.ui.models.table_panel import KeyScrollArea, Panel
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.rules.rules_view import CaseRow, DecisionRow, RuleRow
from clinicapp.ui.widgets.spans import WrapLabel

_LINES = 3


def _tr(text: str) -> str:
    return QCoreApplication.translate("RulesPage", text)


@dataclass(frozen=True, slots=True)
class DetailText:
    """A title and lines, each with the name of its ink."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()


def rule_detail(row: RuleRow) -> DetailText:
    """The entry with its whole source, what its mark says, and where the documents disagree."""
    if row.heading:
        return DetailText(row.name)
    lines = [
        (_tr("Source: {source}.").format(source=row.source.rstrip(".")), "text"),
        (f"{row.mark_text}: {row.mark_means}", "muted"),
    ]
    if not row.source:
        lines = [(_tr("This pack has no such rule."), "text")]
    if row.conflict:
        words = _tr("The documents disagree. {conflict}").format(conflict=row.conflict)
        lines.append((words, "amber_text"))
    value = ", ".join(filter(None, (row.value, row.value_more)))
    return DetailText(f"{row.name}: {value}", tuple(lines))


def case_detail(row: CaseRow) -> DetailText:
    """The case with everything that is asked for and was answered."""
    title = _tr("Case {number}: {title}").format(number=row.number, title=row.title)
    if row.elsewhere:
        return DetailText(title, ((row.elsewhere, "text"),))
    lines = [(_tr("Expected: {words}").format(words=row.expected_full), "text")]
    if row.passed is not None:
        ink = "green_text" if row.passed else "red_text"
        lines.append((_tr("Got: {words}").format(words=row.got_full), ink))
    if row.note:
        lines.append((row.note, "muted"))
    return DetailText(title, tuple(lines))


def decision_detail(row: DecisionRow) -> DetailText:
    """The decision with the whole note."""
    return DetailText(f"{row.what}, {row.who}, {row.when}", ((row.note, "text"),) * bool(row.note))


class RowDetail(Panel):
    """Shows one ``DetailText`` after another; it scrolls with the arrow keys."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[theme.size.edge] * 4)
        self.area = KeyScrollArea(theme, self)
        outer.addWidget(self.area)
        rest = theme.tokens.line_px(FontRole.BODY) + 2 * theme.size.gap_10 + 3 * theme.size.gap_2
        self.setFixedHeight(_LINES * theme.tokens.line_px(FontRole.SMALL) + rest)
        self._shown: DetailText | None = None
        self.show_detail(DetailText(""))

    def show_detail(self, detail: DetailText) -> None:
        """Show the whole of another row."""
        if detail == self._shown:
            return
        self._shown = detail
        size = self._theme.size
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(size.gap_12, size.gap_8, size.gap_12, size.gap_8)
        column.setSpacing(size.gap_2)
        title = WrapLabel(
            self._theme,
            detail.title,
            role=FontRole.BODY,
            weight=Weight.SEMIBOLD,
            parent=content,
        )
        column.addWidget(title)
        for words, ink in detail.lines:
            column.addWidget(WrapLabel(self._theme, words, ink=ink, parent=content))
        column.addStretch(1)
        self.area.show_content(content)
        words = " ".join((detail.title, *(words for words, _ink in detail.lines)))
        self.area.setAccessibleName(words or _tr("No row chosen"))
