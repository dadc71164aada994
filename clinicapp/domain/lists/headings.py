"""The columns of a list, by the many headings that people give them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

C = TypeVar("C", bound=StrEnum)
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class HeadingsRefused:
    """Why the first line of a list cannot be used, as one plain sentence."""

    sentence: str


class Headings(Generic[C]):
    """The columns that a list may have.

    Args:
        words: How each column is called in a sentence, and headed when a list is written.
        others: Other headings that people give it.
    """

    def __init__(self, words: Mapping[C, str], others: Mapping[C, Sequence[str]]) -> None:
        self._words = words
        self._columns: dict[str, C] = {key_of(each): column for column, each in words.items()}
        self._headings: dict[str, str] = {key_of(each): each for each in words.values()}
        for column, headings in others.items():
            for heading in headings:
                self._columns[key_of(heading)] = column
                self._headings[key_of(heading)] = heading

    def knows(self, heading: str) -> bool:
        """Whether a text is one of the headings."""
        return key_of(heading) in self._columns

    def lower(self, column: C) -> str:
        """A column's name within a sentence: ``date of birth``, but ``NHS number``."""
        words = self._words[column]
        return words if words[1].isupper() else words[0].lower() + words[1:]

    def read(self, cells: Sequence[str]) -> tuple[C | None, ...] | HeadingsRefused:
        """The column that each heading names; None for an empty heading.

        Returns:
            A refusal if a heading is not known (it is named, with the nearest that is), or if two
            name the same column.
        """
        found: list[C | None] = []
        for cell in cells:
            column = self._columns.get(key_of(cell)) if cell.strip() else None
            if column is None and cell.strip():
                return HeadingsRefused(self._unknown(cell.strip()))
            if column is not None and column in found:
                return HeadingsRefused(
                    f"Two columns hold the {self.lower(column)} ({cell.strip()!r} is the second); "
                    "remove one of them."
                )
            found.append(column)
        return tuple(found)

    def _unknown(self, heading: str) -> str:
        shown = heading if len(heading) <= _SHOWN else heading[:_SHOWN] + "..."
        # Only here: whoever reads a good list need not load it.
        from difflib import get_close_matches

        near = get_close_matches(key_of(heading), self._headings, n=1)
        if near:
            return (
                f"The heading {shown!r} is not known; is {self._headings[near[0]]!r} meant? Rename "
                "that column or remove it."
            )
        return (
            f"The heading {shown!r} is not known; rename that column or remove it. Known are: "
            f"{', '.join(self._words.values())}."
        )


def key_of(heading: str) -> str:
    """A heading as it is compared: letters and digits alone, in one case."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())
