"""JSON read strictly: exact numbers, no key twice, no key that nobody asked for.

Numbers may come as JSON numbers or as text in plain notation; both are kept as they were written
until a field asks for them, so that nothing passes through a binary fraction.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NoReturn, TypeVar

from clinicapp.domain.errors import Refused

_Word = TypeVar("_Word", bound=StrEnum)
_PLAIN: Final = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS: Final = range(1800, 2200)
_SHOWN: Final = 60


class InputRefused(Refused):
    """A line of input was not understood; the sentence names the field."""


class _Number(str):
    """A JSON number, still as it was written."""

    __slots__ = ()


def read_object(line: str) -> Mapping[str, object]:
    """Read one line.

    Args:
        line: One JSON object.

    Returns:
        The object; numbers are still text, told from strings by their type.

    Raises:
        InputRefused: The line is no JSON object, or has a key twice.
    """
    try:
        value = json.loads(
            line,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_no_constant,
            object_pairs_hook=_each_once,
        )
    except RecursionError:
        raise InputRefused("it is nested too deeply; write one flat record a line.") from None
    except json.JSONDecodeError as fault:
        raise InputRefused(
            f"it is not JSON ({fault.msg} at column {fault.colno}); write one JSON object a line."
        ) from None
    if not isinstance(value, dict):
        raise InputRefused("it is no JSON object; write one JSON object a line.")
    return value


def _no_constant(name: str) -> NoReturn:
    raise InputRefused(f"{name} is no number; leave the key out when there is no value.")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise InputRefused(f"the key {shown(key)} is there twice; keep one of them.")
        found[key] = value
    return found


def shown(value: object) -> str:
    """A value as a sentence can quote it: printable, and cut when it is long."""
    text = str(value)
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


class Fields:
    """One object of the input; every getter returns None for a key that is missing or null.

    Args:
        content: The object.
        path: How sentences call it, empty for the line itself.
    """

    def __init__(self, content: Mapping[str, object], path: str = "") -> None:
        self._content = content
        self._path = path
        self._asked: set[str] = set()

    def name(self, key: str) -> str:
        """A field's name as sentences say it (``weights[0].kg``)."""
        return f"{self._path}.{shown(key)}" if self._path else shown(key)

    def finish(self) -> None:
        """Refuse the first key that nobody asked for."""
        for key in self._content:
            if key not in self._asked:
                raise InputRefused(f"{self.name(key)} is an unknown key; correct or remove it.")

    def _get(self, key: str) -> object:
        self._asked.add(key)
        return self._content.get(key)

    def _refuse(self, key: str, must: str) -> NoReturn:
        raise InputRefused(f"{self.name(key)} is {shown(self._content[key])}; it has to be {must}.")

    def text(self, key: str) -> str | None:
        """A text that is not blank."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, str) or isinstance(value, _Number) or not value.strip():
            self._refuse(key, "a text")
        return value

    def word(self, key: str, words: type[_Word]) -> _Word | None:
        """One word of a fixed list."""
        value = self.text(key)
        if value is None:
            return None
        if value not in set(words):
            self._refuse(key, f"one of {', '.join(words)}")
        return words(value)

    def number(self, key: str) -> Decimal | None:
        """A number, as JSON number or as text, in plain notation."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not _PLAIN.fullmatch(value):
            self._refuse(key, "a number in plain notation")
        return Decimal(value)

    def whole(self, key: str) -> int | None:
        """A whole number."""
        value = self.number(key)
        if value is None:
            return None
        if value != value.to_integral_value():
            self._refuse(key, "a whole number")
        return int(value)

    def truth(self, key: str) -> bool | None:
        """True or false."""
        value = self._get(key)
        if value is not None and not isinstance(value, bool):
            self._refuse(key, "true or false")
        return value

    def day(self, key: str) -> date | None:
        """A day as ``YYYY-MM-DD``."""
        value = self.text(key)
        if value is None:
            return None
        if not _DAY.fullmatch(value) or int(value[:4]) not in _YEARS:
            self._refuse(key, "a day written as YYYY-MM-DD")
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._refuse(key, "a day that exists")

    def table(self, key: str) -> "Fields":
        """An object; an empty one when it is missing."""
        value = self._get(key)
        if value is None:
            return Fields({}, self.name(key))
        if not isinstance(value, dict):
            self._refuse(key, "an object in braces")
        return Fields(value, self.name(key))

    def tables(self, key: str) -> tuple["Fields", ...]:
        """A list of objects; empty when it is missing."""
        found: list[Fields] = []
        for index, entry in enumerate(self._list(key)):
            if not isinstance(entry, dict):
                self._refuse(key, "a list of objects in braces")
            found.append(Fields(entry, f"{self.name(key)}[{index}]"))
        return tuple(found)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when it is missing."""
        found: list[str] = []
        for entry in self._list(key):
            if not isinstance(entry, str) or isinstance(entry, _Number):
                self._refuse(key, "a list of texts")
            found.append(entry)
        return tuple(found)

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        """A list of numbers, as JSON numbers or as text, in plain notation; empty when missing."""
        found: list[Decimal] = []
        for entry in self._list(key):
            if not isinstance(entry, str) or not _PLAIN.fullmatch(entry):
                self._refuse(key, "a list of numbers in plain notation")
            found.append(Decimal(entry))
        return tuple(found)

    def _list(self, key: str) -> Sequence[object]:
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self._refuse(key, "a list in brackets")
        return value
