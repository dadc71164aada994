"""The columns of the tables on the rules page."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from clinicapp.ui.models.cells import Cell, stacked_cell, status_cell, text_cell
from clinicapp.ui.models.row_model import Column
from clinicapp.ui.pages.rules.rules_looks import MARK_LOOKS, STATUS_LOOKS, VERDICT_LOOKS
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.rules.rules_view import CaseRow, DecisionRow, PackRow, RuleRow
from clinicapp.ui.widgets.spans import Span, Spans

_EMPTY = Cell(((),))
_LONG_SOURCE = "Lester UK adaptation 2014, believed as in 2012 (ref. 1.2)"


def _tr(text: str) -> str:
    return QCoreApplication.translate("RulesPage", text)


def _two_lines(above: Spans, below: str) -> Cell:
    if not below:
        return Cell((above,))
    return Cell((above, (Span(below, role=FontRole.CAPTION, ink="muted"),)))


def pack_columns() -> tuple[Column[PackRow], ...]:
    """The one column of the list of packs: title, version, status."""

    def cell(row: PackRow) -> Cell:
        icon, ink = STATUS_LOOKS[row.status]
        strong = Weight.SEMIBOLD
        return Cell(
            (
                (Span(row.title, role=FontRole.BODY, weight=strong),),
                (Span(row.version, role=FontRole.CAPTION, ink="muted"),),
                (
                    Span(icon=icon, ink=ink),
                    Span(row.status_text, role=FontRole.CAPTION, ink=ink, weight=strong),
                ),
            )
        )

    return (Column("", cell, text_cell(""), share=1),)


def rule_columns(other: str, *, compact: bool) -> tuple[Column[RuleRow], ...]:
    """The columns of the entries; ``other`` is the title of the pack that is compared with.

    The source stands under the name where there is room for it, and always in the detail.
    """
    with_source = not other and not compact
    longest = RuleRow("", "Ethnic groups with the lower cut-off", source=_LONG_SOURCE, conflict="x")
    due = Span("then every 12 months, under 18 every 6", role=FontRole.CAPTION)
    widest = Cell(((due,),))
    name = partial(_name_cell, with_source=with_source)
    title = _tr("Rule and source") if with_source else _tr("Rule")
    columns = [
        Column(title, name, name(longest), share=4),
        Column(_tr("Value"), _value_cell, widest, share=1),
        Column(_tr("Mark"), _mark_cell, status_cell("eye", "Partly verified", "text")),
    ]
    if other:
        columns.insert(2, Column(other, partial(_other_cell, other=other), widest, share=1))
    return tuple(columns)


def _name_cell(row: RuleRow, *, with_source: bool) -> Cell:
    if row.heading:
        return text_cell(row.name, strong=True, ink="blue_text")
    line: Spans = (Span(row.name, role=FontRole.SMALL, weight=Weight.SEMIBOLD),)
    if row.conflict:
        line = (*line, Span(icon="triangle-alert", ink="amber_text"))
    cell = _two_lines(line, _short(row.source) if with_source else "")
    says = [_tr("Rule: {name}").format(name=row.name), row.source]
    says += [_tr("The documents disagree")] * bool(row.conflict)
    return Cell(cell.lines, says=". ".join(filter(None, says)))


def _short(source: str) -> str:
    """The source for one line; the detail has it in full."""
    return source.replace("(clinical reference ", "(ref. ")


def _value_cell(row: RuleRow) -> Cell:
    if row.heading:
        return _EMPTY
    return _two_lines((Span(row.value, role=FontRole.SMALL),), row.value_more)


def _other_cell(row: RuleRow, *, other: str) -> Cell:
    if row.heading:
        return _EMPTY
    if not row.differs:
        words = Span(row.other, role=FontRole.SMALL, ink="muted")
        says = _tr("{other}: the same").format(other=other)
        return Cell(_two_lines((words,), row.other_more).lines, says=says)
    shown = (
        Span(icon="circle-alert", ink="amber_text"),
        Span(row.other, role=FontRole.SMALL, ink="amber_text", weight=Weight.SEMIBOLD),
    )
    says = _tr("{other} differs: {value}").format(other=other, value=row.other)
    return Cell(_two_lines(shown, row.other_more).lines, says=says)


def _mark_cell(row: RuleRow) -> Cell:
    look = MARK_LOOKS.get(row.mark)
    return _EMPTY if look is None else status_cell(look[0], row.mark_text, look[1])


def case_columns() -> tuple[Column[CaseRow], ...]:
    """The columns of the cases."""

    def result(row: CaseRow) -> Cell:
        if row.elsewhere:
            return text_cell(_tr("Elsewhere"), ink="muted")
        words = {None: _tr("Not run"), True: _tr("Passed"), False: _tr("Failed")}
        icon, ink = VERDICT_LOOKS[row.passed]
        return status_cell(icon, words[row.passed], ink)

    return (
        Column(_tr("No."), lambda row: text_cell(row.number, strong=True), text_cell("88")),
        Column(
            _tr("Case"),
            lambda row: text_cell(row.title),
            text_cell("70 -> 75.5 kg over 60 d then 74 kg now (peak inside 3 mo)"),
            share=3,
        ),
        Column(
            _tr("Expected"),
            lambda row: text_cell(row.expected, ink="muted" if row.elsewhere else "text"),
            text_cell("No pack answers it"),
            share=1,
        ),
        Column(_tr("Got"), lambda row: text_cell(row.got), text_cell("No value today"), share=1),
        Column(_tr("Result"), result, status_cell("check", "Elsewhere", "text")),
    )


def decision_columns() -> tuple[Column[DecisionRow], ...]:
    """The columns of what was decided; a long note is read whole in the detail."""

    def decision(row: DecisionRow) -> Cell:
        return stacked_cell(row.what, f"{row.who}, {row.when}", strong=True)

    longest = DecisionRow(
        "", "22 Nov 2026, 09:49", "Made active on Birchwood ward from 22 Nov 2026", "", ""
    )
    return (
        Column(_tr("Decision"), decision, decision(longest)),
        Column(_tr("Note"), lambda row: text_cell(row.note), text_cell("Read the tool"), share=1),
    )
