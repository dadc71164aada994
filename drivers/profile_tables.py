"""Reading a table of a profile strictly: what is missing, wrong or unknown is named in a sentence.

A misspelt key that is silently ignored once cost a blood-pressure driver its pulse, so every table
is asked at the end whether anything in it was never looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

_Choice = TypeVar("_Choice", bound=StrEnum)


class BadProfile(Exception):
    """A profile that cannot be used; ``str()`` says where and why, without a full stop."""


class Table:
    """One table of a TOML document, which notes what was read of it.

    Every method raises BadProfile if the value is not of the kind that it returns.
    """

    def __init__(self, content: Mapping[str, object], where: str = "") -> None:
        self._content = dict(content)
        self._where = where
        self._seen: set[str] = set()

    def done(self) -> None:
        """Raise BadProfile if anything in it was never read."""
        unknown = sorted(set(self._content) - self._seen)
        if unknown:
            raise BadProfile(f"it has an unknown key {self._at(unknown[0])}")

    def has(self, name: str) -> bool:
        """Whether ``name`` is given."""
        return name in self._content

    def text(self, name: str, default: str | None = None) -> str:
        """A text; required without a ``default``."""
        value = self._get(name, default)
        if not isinstance(value, str):
            raise BadProfile(f"{self._at(name)} must be a text")
        return value

    def whole(self, name: str, default: int) -> int:
        """A whole number that is not below zero."""
        value = self._get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise BadProfile(f"{self._at(name)} must be a whole number")
        return value

    def seconds(self, name: str, default: float) -> float:
        """A number above zero."""
        value = self._get(name, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
            raise BadProfile(f"{self._at(name)} must be a number above 0")
        return float(value)

    def truth(self, name: str, default: bool) -> bool:  # noqa: FBT001 - it is the value
        """True or false."""
        value = self._get(name, default)
        if not isinstance(value, bool):
            raise BadProfile(f"{self._at(name)} must be true or false")
        return value

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts; required, and then not empty, without a ``default``."""
        value = self._get(name, default)
        if not isinstance(value, list | tuple) or not all(isinstance(e, str) for e in value):
            raise BadProfile(f"{self._at(name)} must be a list of texts")
        if default is None and not value:
            raise BadProfile(f"{self._at(name)} must not be empty")
        return tuple(value)

    def mapping(self, name: str) -> dict[str, str]:
        """A table of texts, empty if it is not given."""
        value = self._get(name, {})
        if not isinstance(value, dict) or not all(isinstance(e, str) for e in value.values()):
            raise BadProfile(f"{self._at(name)} must be a table of texts")
        return dict(value)

    def decimals(self, name: str) -> tuple[Decimal, ...]:
        """A list of decimal numbers, written as texts so that none is rounded."""
        return tuple(self._decimal(name, text) for text in self.texts(name, ()))

    def choice(self, name: str, among: type[_Choice], default: _Choice | None = None) -> _Choice:
        """One word of ``among``."""
        text = self.text(name, default)
        try:
            return among(text)
        except ValueError:
            raise BadProfile(
                f"{self._at(name)} is {text!r}, not one of {', '.join(among)}"
            ) from None

    def octets(self, name: str, encoding: str) -> bytes:
        """A text as the bytes that are sent for it, "" if it is not given."""
        text = self.text(name, "")
        try:
            return text.encode(encoding)
        except UnicodeEncodeError:
            raise BadProfile(f"{self._at(name)} has characters that are not {encoding}") from None

    def table(self, name: str) -> Table:
        """A table within it, empty if it is not given."""
        value = self._get(name, {})
        if not isinstance(value, dict):
            raise BadProfile(f"{self._at(name)} must be a table")
        return Table(value, self._at(name))

    def tables(self, name: str) -> list[Table]:
        """Tables within it, written ``[[name]]``."""
        value = self._get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise BadProfile(f"{self._at(name)} must be tables, written [[{self._at(name)}]]")
        return [Table(each, f"{self._at(name)}[{i}]") for i, each in enumerate(value, 1)]

    def raw(self) -> dict[str, object]:
        """All of it, as read."""
        self._seen.update(self._content)
        return dict(self._content)

    def _at(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name

    def _get(self, name: str, default: object) -> object:
        self._seen.add(name)
        value = self._content.get(name, default)
        if value is None:
            raise BadProfile(f"{self._at(name)} is missing")
        return value

    def _decimal(self, name: str, text: str) -> Decimal:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise BadProfile(f"{self._at(name)} has {text!r}, which is no number")
        return number
