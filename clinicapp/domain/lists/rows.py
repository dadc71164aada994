"""The rows of a list below its headings, as cells by column."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from clinicapp.domain.errors import Refused
from clinicapp.domain.lists.headings import HeadingsRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

C = TypeVar("C", bound=StrEnum)

MOST_ROWS: Final = 200_000
"""More than the people of every ward of a large trust; whoever has more parts the list."""


@dataclass(frozen=True, slots=True)
class Row(Generic[C]):
    """One row: its line in the file as a spreadsheet counts them, and what stands in it.

    ``stray`` is a sentence about a cell under no heading, or empty.
    """

    number: int
    cells: Mapping[C, str]
    stray: str = ""


def rows_of(
    records: Iterable[Sequence[str]],
    read_headings: Callable[[Sequence[str]], tuple[C | None, ...] | HeadingsRefused],
    *,
    nothing: str,
    part_by: str = "ward",
) -> Iterator[Row[C]]:
    """Every row below the headings that is not empty.

    Args:
        records: the lines of the file, the headings first; lines before them may be empty.
        read_headings: reads the headings.
        nothing: the sentence where there is no row.
        part_by: what a list that is too long is parted by.

    Raises:
        Refused: the headings cannot be used, there are no rows, or there are too many.
    """
    columns: tuple[C | None, ...] | None = None
    count = 0
    for number, cells in enumerate(records, 1):
        if not any(cells) or not any(map(str.strip, cells)):
            continue
        if columns is None:
            read = read_headings(cells)
            if isinstance(read, HeadingsRefused):
                raise Refused(read.sentence)
            columns = read
            continue
        if count == MOST_ROWS:
            raise Refused(
                f"The list has more than {MOST_ROWS} rows; part it by {part_by} and import each "
                "part."
            )
        count += 1
        yield _row(number, cells, columns)
    if not count:
        raise Refused(nothing)


def _row(number: int, cells: Sequence[str], columns: tuple[C | None, ...]) -> Row[C]:
    given: dict[C, str] = {}
    for place, cell in enumerate(cells):
        column = columns[place] if place < len(columns) else None
        if column is not None:
            given[column] = cell
        elif cell.strip():
            stray = (
                f"Cell {place + 1} of this row is under no heading; a separator may stand within "
                "a cell, so put that cell in quotation marks."
            )
            return Row(number, {}, stray)
    return Row(number, given)
