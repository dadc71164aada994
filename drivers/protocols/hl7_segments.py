r"""HL7 version 2: segments, fields, repeats and components.

Source: HL7 v2.4 to v2.6, chapter 2 (sections 2.5 to 2.8 on separators, escapes and types; 2.15.9,
MSH). A message is segments that end with CR; its header names the separators::

    MSH|^~\&|Afinion 2 Analyzer||LIS|LIS|20260828080453||ORU^R01|1000|P|2.4|||AL|NE||8859/1
       ^^^^^ field, component, repeat, escape, subcomponent

Fields are numbered from 1; MSH-1 is the field separator itself. Nothing here builds a tree: a
message is cut only where somebody asks, which is what makes it fast.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from drivers.protocols.astm_records import read_time
from drivers.readings import DeviceTime

SEGMENT_LIMIT: Final = 4000
"""Segments read of one message; the bytes of the others are kept."""

_FIELD_CAP: Final = 64
_REMEMBERED: Final = 16
_CHARSET: Final = re.compile(r"8859[/-](\d{1,2})")
_PARTS: Final = frozenset(range(1, 17)) - {12}
_FRACTION: Final = re.compile(r"^(\d{14})\.\d{1,6}")
_LONGEST_TIME: Final = 32


@dataclass(frozen=True, slots=True)
class Separators:
    """The five characters that a header begins with."""

    field: str = "|"
    component: str = "^"
    repeat: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"


_USUAL: Final = Separators()


@lru_cache(_REMEMBERED)
def separators_of(found: str) -> Separators:
    r"""The separators in the five characters after ``MSH``; the usual ones where they are none.

    HL7 v2.4 allows a header to leave out the escape and the subcomponent: ``MSH|^~|``.
    """
    field, rest = found[:1], found[1:]
    given = rest.split(field, 1)[0] if field else ""
    every = field + given
    if len(given) < 2 or len(set(every)) < len(every):
        return _USUAL
    if any(c.isalnum() or c.isspace() for c in every):
        return _USUAL
    # A character that no text holds stands for one that was left out.
    return Separators(*every, *"\x01\x02"[: 5 - len(every)])


class Segment:
    """One segment, cut at its field separators."""

    __slots__ = ("_fields", "name", "separators")

    def __init__(self, line: str, separators: Separators) -> None:
        fields = line.split(separators.field, _FIELD_CAP)
        self.name = fields[0]
        self.separators = separators
        if self.name == "MSH":
            fields.insert(1, separators.field)
        self._fields = fields

    def field(self, number: int) -> str:
        """Field ``number`` whole and as sent; empty if the segment is shorter, or it is null."""
        fields = self._fields
        if number >= len(fields):
            return ""
        text = fields[number]
        return "" if text == '""' else text

    def component(self, number: int, position: int = 1) -> str:
        """Component ``position``, from 1, of the first repeat of a field, unescaped, stripped."""
        text = self.field(number)
        if not text:
            return ""
        given = self.separators
        if given.repeat in text:
            text = text.split(given.repeat, 1)[0]
        parts = text.split(given.component, position)
        if position > len(parts):
            return ""
        text = parts[position - 1].split(given.subcomponent, 1)[0]
        return self.unescape(text).strip()

    def components(self, number: int) -> tuple[str, ...]:
        """The components of the first repeat of a field, unescaped, stripped."""
        text = self.field(number).split(self.separators.repeat, 1)[0]
        return tuple(self.unescape(p).strip() for p in text.split(self.separators.component))

    def text(self, number: int) -> str:
        """A field that holds one text, unescaped and stripped."""
        return self.unescape(self.field(number)).strip()

    def unescape(self, text: str) -> str:
        r"""``\F\ \S\ \T\ \R\ \E\`` and ``\Xhh\`` as the characters that they stand for."""
        return _unescape(text, self.separators) if self.separators.escape in text else text


def decode_text(text: bytes) -> str:
    """The message as text, in the character set that MSH-18 names.

    Without a name it is ASCII, UTF-8 if that fits, and else ISO 8859-1, which fits anything.
    """
    if text.isascii():
        return text.decode("ascii")
    header = re.split(rb"[\r\n]", text, maxsplit=1)[0].decode("latin-1")
    fields = header.split(header[3:4] or "|", 18)
    named = fields[17] if len(fields) > 17 else ""
    try:
        return text.decode(_encoding(named))
    except UnicodeDecodeError:
        return text.decode("latin-1")


def read_segments(text: str) -> tuple[list[Segment], bool]:
    """The segments of a message, and whether there were more than ``SEGMENT_LIMIT``."""
    lines = text.replace("\n", "\r").split("\r", SEGMENT_LIMIT)
    separators = separators_of(lines[0][3:8])
    cut = len(lines) > SEGMENT_LIMIT
    return [Segment(line, separators) for line in lines[:SEGMENT_LIMIT] if line], cut


def read_hl7_time(text: str) -> DeviceTime | None:
    """``YYYYMMDD[HHMM[SS[.S..]]][+-ZZZZ]`` (HL7 v2.6, 2.A.22); None if it names no real moment.

    Fractions of a second are dropped; ``DeviceTime.text`` keeps them.
    """
    if "." not in text or len(text) > _LONGEST_TIME:
        return read_time(text)
    found = read_time(_FRACTION.sub(r"\1", text))
    return replace(found, text=text) if found else None


def _encoding(named: str) -> str:
    """Python's name for a character set of HL7 table 0211; UTF-8 for one that is not known."""
    match = _CHARSET.search(named)
    # As a number: some write 8859/01. There is no part 12.
    part = int(match[1]) if match else 0
    if part in _PARTS:
        return f"iso8859-{part}"
    return "gb18030" if "18030" in named else "utf-8"


def _unescape(text: str, given: Separators) -> str:
    mark = given.escape
    found = []
    at = 0
    while (start := text.find(mark, at)) >= 0 and (end := text.find(mark, start + 1)) >= 0:
        found += [text[at:start], _escaped(text[start + 1 : end], given)]
        at = end + 1
    return "".join([*found, text[at:]])


def _escaped(code: str, given: Separators) -> str:
    plain = {
        "F": given.field,
        "S": given.component,
        "T": given.subcomponent,
        "R": given.repeat,
        "E": given.escape,
        ".br": "\n",
        "H": "",
        "N": "",
    }
    if code in plain:
        return plain[code]
    if re.fullmatch(r"X(?:[0-9A-Fa-f]{2}){1,64}", code):
        return bytes.fromhex(code[1:]).decode("latin-1")
    return f"{given.escape}{code}{given.escape}"
