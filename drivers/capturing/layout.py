"""Taking the text of an unknown device apart: frames, and in each frame words, numbers and signs.

Frames whose parts are of the same kinds in the same order have the same layout: a device writes
the same thing in the same way, whatever the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from drivers.capturing.shown import is_test
from drivers.capturing.stripping import UNITS, Span

NUMBER: Final = "number"
WORD: Final = "word"
UNIT: Final = "unit"
BLANK: Final = "blank"
MASKED: Final = "masked"

LONGEST_FRAME: Final = 2048
"""Bytes in a frame that is looked at; a longer one is no line of a measuring device."""

_ENDS: Final = (b"\r\n", b"\n", b"\r", b"\x03", b"\x04", b"\x1bE")
_STARTS: Final = (b"\x02", b"\x01", b"\x1bR", b"\x1b")
_TOKEN: Final = re.compile(
    # A hyphen behind a letter or a digit is no sign.
    r"(?P<number>(?:[ ]*(?<![0-9A-Za-z])[+-])?[ ]*[0-9]+(?:\.[0-9]+)?)|(?P<blank>[ \t]+)"
    r"|(?P<word>[A-Za-z\xb5\xc0-\xd6\xd8-\xf6\xf9-\xff]+)|(?P<sign>.)",
    re.DOTALL,
)
_UNIT: Final = re.compile(rf"[ ]*(?:[\xb0\xf8]?[CF]|{UNITS})(?![A-Za-z0-9])")
_JOINING: Final = frozenset(" \t-/.:_^'")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a frame. ``kind`` is one of the words above, or the sign itself."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)

    @property
    def amount(self) -> Decimal | None:
        """The number, exactly as sent; None if it is none."""
        return Decimal(self.text.replace(" ", "")) if self.kind == NUMBER else None


@dataclass(frozen=True, slots=True)
class Line:
    """The inside of one frame, ``start`` bytes into the recording, taken apart."""

    start: int
    text: str
    tokens: tuple[Token, ...]

    @property
    def layout(self) -> tuple[str, ...]:
        """The kinds of its parts; the name of a test is a kind of its own."""
        return tuple(
            token.text if token.kind == WORD and is_test(token.text) else token.kind
            for token in self.tokens
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """A recording cut into frames: what begins and ends each ("" where nothing begins them)."""

    begin: bytes
    end: bytes
    lines: tuple[Line, ...]

    def raw(self, line: Line) -> bytes:
        """The frame as it was sent."""
        return self.begin + line.text.encode("latin-1") + self.end


def cut(data: bytes, masked: Iterable[Span] = ()) -> Cut:
    """The whole frames of a recording; what is cut at either end, or too long, is left out.

    Args:
        data: all that the device said.
        masked: places in whose stead a 0, X or x stands.
    """
    end = next((each for each in _ENDS if each in data), b"")
    if not end:
        return Cut(b"", b"\r\n", ())
    frames = []
    start = 0
    while (stop := data.find(end, start)) >= 0:
        frames.append((start, data[start:stop]))
        start = stop + len(end)
    begin = _common_start([frame for _, frame in frames])
    gone = bytearray(len(data))
    for a, b in masked:
        gone[a:b] = b"\x01" * (b - a)
    return Cut(begin, end, tuple(_lines(frames, begin, bytes(gone))))


def _lines(frames: Sequence[tuple[int, bytes]], begin: bytes, gone: bytes) -> Iterable[Line]:
    for start, frame in frames:
        place = frame.rfind(begin) if begin else 0
        if place < 0:
            continue
        inner = frame[place + len(begin) :]
        before = place + len(begin) + len(inner) - len(inner.lstrip(b"\r\n\0"))
        text = inner.strip(b"\r\n\0").decode("latin-1")
        if not text or len(text) > LONGEST_FRAME:
            continue
        offset = start + before
        yield Line(offset, text, _tokens(text, gone[offset : offset + len(text)]))


def _common_start(frames: Sequence[bytes]) -> bytes:
    """What begins all but the first frame, which may have been heard in part."""
    told = [frame.lstrip(b"\r\n\0") for frame in (frames[1:] or frames)]
    told = [frame for frame in told if frame]
    return next(
        (each for each in _STARTS if told and all(f.startswith(each) for f in told)),
        b"",
    )


def _tokens(text: str, gone: bytes) -> tuple[Token, ...]:
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        if gone[place]:
            token = Token(MASKED, text[place : _masked_end(text, gone, place)], place)
        else:
            token = _token(
                text, gone, place, after_number=bool(tokens) and tokens[-1].kind == NUMBER
            )
        tokens.append(token)
        place = token.end
    return tuple(tokens)


def _masked_end(text: str, gone: bytes, place: int) -> int:
    """Where a masked stretch ends; blanks and joining signs within it belong to it."""
    end = place
    while place < len(text) and (gone[place] or text[place] in _JOINING):
        place += 1
        if gone[place - 1]:
            end = place
    return end


def _token(text: str, gone: bytes, place: int, *, after_number: bool) -> Token:
    # A token ends where something masked begins.
    stop = gone.find(1, place)
    stop = len(text) if stop < 0 else stop
    if after_number:
        unit = _UNIT.match(text, place, stop)
        if unit is not None:
            return Token(UNIT, unit[0], place)
    match = _TOKEN.match(text, place, stop)
    if match is None or match.lastgroup is None:
        return Token(text[place], text[place], place)
    kind = text[place] if match.lastgroup == "sign" else match.lastgroup
    return Token(kind, match[0], place)
