r"""The high level of ASTM: records, fields, repeats and components.

Source: ASTM E1394-97 and CLSI LIS02-A2, sections 6 and 7. A message is text of records that end
with CR. The header names its own delimiters, so none is assumed::

    H|\^&|||Afinion 2 Analyzer^^AF20000001|||||||P|1|20250101120000
     ^^^^ field, repeat, component, escape

Characters are ISO 8859-1. Fields are numbered from 1, the record's letter being field 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from drivers.readings import DeviceTime

RECORD_TYPES: Final = frozenset("HPORCQLMS")

_FIELD_CAP: Final = 64
_WINDOW: Final = 4096
_WIDEST_OFFSET: Final = 14 * 60
_SHORTEST_TIME: Final = len("YYYYMMDD")
_LONGEST_TIME: Final = len("YYYYMMDDHHMMSS+HHMM")
_TIMES_REMEMBERED: Final = 16
_HEADERS_REMEMBERED: Final = 16
_USUAL_REMEMBERED: Final = 256
_LONGEST_USUAL: Final = 200
_TIME: Final = re.compile(r"([0-9]{8})([0-9]{4}(?:[0-9]{2})?)?([+-][0-9]{4})?")


class Delimiters(NamedTuple):
    """The four characters that a header starts with."""

    field: str = "|"
    repeat: str = "\\"
    component: str = "^"
    escape: str = "&"

    @classmethod
    def of_header(cls, text: str) -> Delimiters:
        r"""The delimiters of a header such as ``H|\^&|...``; the usual ones where it has none."""
        return _delimiters(text[1:5])


@lru_cache(_HEADERS_REMEMBERED)
def _delimiters(found: str) -> Delimiters:
    if len(found) < 4 or len(set(found)) < 4 or any(c.isalnum() or c == " " for c in found):
        return Delimiters()
    return Delimiters(*found)


class Record(NamedTuple):
    """One record. ``kind`` is its letter in upper case.

    A named tuple is the quickest to make, and every message needs some ten.
    """

    kind: str
    fields: tuple[str, ...]
    delimiters: Delimiters

    def field(self, number: int) -> str:
        """Field ``number``, from 1, whole, still escaped; empty if the record is shorter.

        A field of two quotation marks asks to delete a value: it holds none.
        """
        fields = self.fields
        # Most fields of most records are empty.
        if number > len(fields) or not (text := fields[number - 1]):
            return ""
        text = text.strip()
        return "" if text == '""' else text

    def text(self, number: int) -> str:
        """Field ``number`` as text, unescaped."""
        text = self.field(number)
        if not text or self.delimiters.escape not in text:
            return text
        return unescape(text, self.delimiters).strip()

    def components(self, number: int) -> tuple[str, ...]:
        """The components of the first repeat of field ``number``, unescaped and stripped."""
        text = self.field(number)
        return tuple(_components(text, self.delimiters)) if text else ("",)

    def usual(self, number: int) -> tuple[str, ...]:
        """As ``components``, for what is the same in most messages: a sender, a test.

        It is remembered, so never use it for what says who somebody is.
        """
        text = self.field(number)
        if not text:
            return ("",)
        if len(text) > _LONGEST_USUAL:
            return tuple(_components(text, self.delimiters))
        return _usual(text, self.delimiters)

    def component(self, number: int, position: int) -> str:
        """Component ``position``, from 1, of field ``number``; empty if there is none."""
        text = self.field(number)
        if not text or text.isalnum():
            # No letter and no digit is a delimiter.
            return text if position == 1 else ""
        parts = _components(text, self.delimiters)
        return parts[position - 1] if position <= len(parts) else ""

    def parts(self, number: int) -> tuple[str, ...]:
        """Every component of every repeat of field ``number`` that is not empty."""
        text = self.field(number)
        if not text:
            return ()
        given = self.delimiters
        if given.component not in text and given.repeat not in text and given.escape not in text:
            return (text,)
        # Cutting at either delimiter gives the same pieces as at one and then at the other.
        flat = text.replace(given.repeat, given.component)
        return tuple([part for part in _components(flat, given) if part])

    def says(self, number: int, word: str) -> bool:
        """Whether ``word`` is a component of any repeat of field ``number``."""
        text = self.field(number)
        return text == word if text.isalnum() or not text else word in self.parts(number)


@lru_cache(_USUAL_REMEMBERED)
def _usual(text: str, given: Delimiters) -> tuple[str, ...]:
    return tuple(_components(text, given))


def _components(text: str, given: Delimiters) -> list[str]:
    """As ``Record.components``. Each way is taken only where its delimiter occurs."""
    if text.isalnum():
        # No letter and no digit is a delimiter.
        return [text]
    if given.repeat in text:
        text = text.split(given.repeat, 1)[0]
    if given.escape in text:
        return [unescape(part, given).strip() for part in text.split(given.component)]
    if given.component in text:
        return [part.strip() for part in text.split(given.component)]
    return [text.strip()]


def read_records(text: bytes) -> Iterator[Record]:
    """The records of a message. A header changes the delimiters from there on. Never raises."""
    delimiters = Delimiters()
    lines = text.decode("latin-1").replace("\n", "\r")
    at = 0
    # A window of lines at a time, for a hostile message has very many.
    while at < len(lines):
        end = lines.rfind("\r", at, at + _WINDOW) + 1 or lines.find("\r", at) + 1 or len(lines)
        for line in lines[at:end].split("\r"):
            if not line:
                continue
            kind = line[0].upper()
            if kind == "H":
                delimiters = Delimiters.of_header(line)
                # Its second field is the delimiters themselves and must not be split by them.
                rest = line[5:].split(delimiters.field, _FIELD_CAP)[1:]
                yield Record(kind, (kind, line[2:5], *rest), delimiters)
            else:
                yield Record(kind, tuple(line.split(delimiters.field, _FIELD_CAP)), delimiters)
        at = end


def unescape(text: str, delimiters: Delimiters) -> str:
    """``&F& &S& &R& &E&`` and ``&Xhh&`` as the characters that they stand for.

    ``&H& &N&`` (highlighting) and ``&Z..&`` (a maker's own) say nothing and are left out. An
    unfinished escape is kept as sent.
    """
    mark = delimiters.escape
    if mark not in text:
        return text
    found = []
    at = 0
    while (start := text.find(mark, at)) >= 0 and (end := text.find(mark, start + 1)) >= 0:
        found += [text[at:start], _escaped(text[start + 1 : end], delimiters)]
        at = end + 1
    return "".join([*found, text[at:]])


def _escaped(code: str, delimiters: Delimiters) -> str:
    plain = {
        "F": delimiters.field,
        "S": delimiters.component,
        "R": delimiters.repeat,
        "E": delimiters.escape,
    }
    if code in plain:
        return plain[code]
    if re.fullmatch(r"X(?:[0-9A-Fa-f]{2})+", code):
        return bytes.fromhex(code[1:]).decode("latin-1")
    if code in {"H", "N"} or code.startswith("Z"):
        return ""
    return f"{delimiters.escape}{code}{delimiters.escape}"


def read_time(text: str) -> DeviceTime | None:
    """``YYYYMMDD[HHMM[SS]][+-HHMM]`` (LIS02-A2 section 5.6.2); None if it names no real time.

    A date without a time is that day at 00:00; ``DeviceTime.text`` shows that no time was sent.
    """
    sent = text.strip()
    # Also bounds what is remembered.
    return _time(sent) if _SHORTEST_TIME <= len(sent) <= _LONGEST_TIME else None


# Both units of an HbA1c, and every result of a panel, come with the same time.
@lru_cache(_TIMES_REMEMBERED)
def _time(text: str) -> DeviceTime | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    day, clock, zone = match.groups()
    on = _date(day)
    hour, minute, second = _clock(clock) if clock else (0, 0, 0)
    if on is None or hour > 23 or minute > 59 or second > 59:
        return None
    return DeviceTime(
        year=on.year,
        month=on.month,
        day=on.day,
        hour=hour,
        minute=minute,
        second=second,
        offset_minutes=_offset(zone) if zone else None,
        text=text,
    )


@lru_cache(_TIMES_REMEMBERED)
def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _clock(text: str) -> tuple[int, int, int]:
    return int(text[:2]), int(text[2:4]), int(text[4:] or 0)


def _offset(zone: str) -> int | None:
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    if minutes > _WIDEST_OFFSET:
        return None
    return -minutes if zone[0] == "-" else minutes
