"""Fields as they were typed, read one by one; what is wrong with each becomes its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.errors import Refused
from clinicapp.domain.typed_days import read_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_MOST_DIGITS = 7


class AnswersRefused(Refused):
    """Some fields cannot be taken. ``errors`` has one sentence a field; nothing was recorded.

    ``confirmable`` is true when every one of them is possible but unusual, so that the same values
    are taken when they are sent again with ``confirmed``.
    """

    def __init__(self, errors: Mapping[str, str], *, confirmable: bool) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)
        self.confirmable = confirmable


class TypedFields:
    """Reads answers and gathers errors; ``check`` refuses all of them at once."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._errors: dict[str, str] = {}

    def wrong(self, key: str, sentence: str) -> None:
        """Say what is wrong with a field; the first sentence of a field stands."""
        self._errors.setdefault(key, sentence)

    def check(self) -> None:
        """Refuse if anything was wrong.

        Raises:
            AnswersRefused: with a sentence for each field.
        """
        if self._errors:
            raise AnswersRefused(self._errors, confirmable=False)

    def has(self, key: str) -> bool:
        """Whether something was typed."""
        return bool(self._answers.get(key, "").strip())

    def text(self, key: str, needed: str = "") -> str:
        """What was typed, without spaces around it; ``needed`` is said when there is nothing."""
        found = " ".join(self._answers.get(key, "").split())
        if needed and not found:
            self.wrong(key, needed)
        return found

    def whole(self, key: str, needed: str, *, least: int = 0) -> int:
        """A whole number of at least ``least``; else ``needed`` is said, and it is ``least``."""
        text = self._answers.get(key, "").replace(",", "").strip()
        if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
            self.wrong(key, needed)
            return least
        if int(text) < least:
            self.wrong(key, needed)
            return least
        return int(text)

    def day(self, key: str, needed: str = "") -> date | None:
        """A day; one that cannot be read is wrong, and with ``needed`` so is none at all."""
        typed = self._answers.get(key, "").strip()
        if not typed:
            if needed:
                self.wrong(key, needed)
            return None
        found = read_day(typed)
        if found is None:
            self.wrong(key, "Enter the day as day, month and year, such as 14 3 2027.")
        return found
