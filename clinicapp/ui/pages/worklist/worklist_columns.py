"""The columns of the worklist, and how its states look."""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication

from clinicapp.ui.models.cells import (
    Cell,
    CellKind,
    button_cell,
    stacked_cell,
    state_cell,
    tile_cell,
)
from clinicapp.ui.models.row_model import Column
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.card_view import ChipKind
from clinicapp.ui.viewmodels.worklist.worklist_view import (
    CellState,
    DomainCell,
    DueState,
    WorklistRow,
)
from clinicapp.ui.widgets.chips import CHIP_LOOKS, ChipLook
from clinicapp.ui.widgets.spans import Span

_BOXES: dict[CellState, ChipLook | None] = {
    CellState.DONE: None,
    CellState.DUE: CHIP_LOOKS[ChipKind.DUE],
    CellState.OVERDUE: CHIP_LOOKS[ChipKind.OVERDUE],
    CellState.DECLINED: CHIP_LOOKS[ChipKind.DECLINED],
    CellState.RED_ZONE: CHIP_LOOKS[ChipKind.RED_ZONE],
    CellState.NONE: None,
}
_PLAIN = {
    CellState.DONE: ("check", "green_text"),
    CellState.NONE: ("circle-question-mark", "muted"),
}
_DUE = {
    DueState.LATE: ("clock-alert", "amber_text"),
    DueState.AHEAD: ("calendar", "text"),
    DueState.UNSIGNED: ("pencil-line", "blue_text"),
    DueState.DONE: ("check", "muted"),
    DueState.UNKNOWN: ("circle-question-mark", "muted"),
}


_NOTHING = (Span(" ", role=FontRole.CAPTION),)


def _tr(text: str) -> str:
    return QCoreApplication.translate("WorklistPage", text)


@dataclass(frozen=True, slots=True)
class _Note:
    """A line under somebody's name; it goes on in the next column: one is too narrow for it."""

    icon: str
    ink: str
    words: str
    more: str

    def words_of(self, text: str, weight: Weight = Weight.SEMIBOLD) -> Span:
        return Span(text, role=FontRole.CAPTION, weight=weight, ink=self.ink)


def _notes(row: WorklistRow) -> tuple[_Note, ...]:
    notes = []
    if row.born:
        notes.append(_Note("triangle-alert", "amber_text", _tr("Same name, born"), row.born))
    if row.draft:
        by = _tr("by {name}").format(name=row.draft_by)
        notes.append(_Note("pencil-line", "blue_text", row.draft, by))
    return tuple(notes)


def note_lines(row: WorklistRow) -> int:
    """How many lines a row has under the two that every row has."""
    return bool(row.born) + bool(row.draft)


def _patient(row: WorklistRow, *, compact: bool) -> Cell:
    cell, notes = stacked_cell(row.name, row.identity, strong=True), _notes(row)
    if not notes:
        return cell
    whole = [f"{note.words} {note.more}" for note in notes]
    lines = tuple(
        (
            Span(icon=note.icon, ink=note.ink, icon_size=SIZES.icon_small),
            note.words_of(words if compact else note.words),
        )
        for note, words in zip(notes, whole, strict=True)
    )
    says = ", ".join((f"{_tr('Patient')}: {row.name}", row.identity, *whole))
    return Cell((*cell.lines, *lines), says=says)


def _medicine(row: WorklistRow) -> Cell:
    cell, notes = stacked_cell(row.antipsychotic or _tr("None recorded"), row.started), _notes(row)
    if not notes:
        return cell
    lines = cell.lines if row.started else (*cell.lines, _NOTHING)
    more = tuple((note.words_of(note.more, Weight.REGULAR),) for note in notes)
    return Cell((*lines, *more), says=f"{_tr('Antipsychotic and start')}: {cell.words}")


def _due_cell(day: str, state: DueState, text: str) -> Cell:
    icon, ink = _DUE[state]
    words = Span(text, role=FontRole.CAPTION, weight=Weight.SEMIBOLD, ink=ink)
    below = (Span(icon=icon, ink=ink, icon_size=SIZES.icon_small), words)
    return Cell(((Span(day),), below) if day else (below,))


def _due(row: WorklistRow) -> Cell:
    return _due_cell(row.due, row.due_state, row.due_words)


def _start(row: WorklistRow) -> Cell:
    return button_cell(row.action, f"{row.action}, {row.name}")


@cache
def _state(cell: DomainCell, *, compact: bool) -> Cell:
    look = _BOXES[cell.state]
    icon, ink = (look.icon, look.ink) if look is not None else _PLAIN[cell.state]
    if compact:
        made = tile_cell(icon, cell.words, cell.short, ink, look)
        says = " ".join(part for part in (cell.words, cell.detail) if part)
        return Cell(made.lines, CellKind.TILE, look, says)
    lines = tuple(part for part in (cell.words, cell.detail) if part)
    return state_cell(icon, lines, ink, look)


def _domain(title: str, place: int, *, compact: bool) -> Column[WorklistRow]:
    def cell(row: WorklistRow) -> Cell:
        return _state(row.cells[place], compact=compact)

    widest = DomainCell(CellState.RED_ZONE, _tr("Red zone"), _tr("no action"))
    if compact:
        widest = DomainCell(CellState.OVERDUE, _tr("Red zone"), short="1234 d")
    return Column(title, cell, _state(widest, compact=compact))


def worklist_columns(*, compact: bool = False) -> tuple[Column[WorklistRow], ...]:
    """The columns of the worklist; where there is little room, icons stand above their words."""
    titles = (
        _tr("Smoking"),
        _tr("Lifestyle\n+ alcohol"),
        _tr("BMI\n+ waist"),
        _tr("Blood\npressure"),
        _tr("Glucose"),
        _tr("Lipids"),
    )
    return (
        Column(
            _tr("Patient"),
            lambda row: _patient(row, compact=compact),
            stacked_cell("PLACEHOLDER, Owen", "999 526 0182 · room 16", strong=True),
            share=4,
        ),
        Column(
            _tr("Antipsychotic\nand start"),
            _medicine,
            stacked_cell("Zuclopenthixol", "30 Aug 2026"),
            share=2,
            in_compact=False,
        ),
        *(_domain(title, place, compact=compact) for place, title in enumerate(titles)),
        Column(
            _tr("Next due"),
            _due,
            _due_cell("30 Aug 2026", DueState.LATE, "123 d overdue"),
            share=1,
            icon="arrow-up",
        ),
        Column("", _start, button_cell(_tr("Continue"), "")),
    )
