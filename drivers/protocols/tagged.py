r"""Frames between a start and an end, and frames of tags: ``ESC R ESC W184.5 ESC Nc ESC E``.

``BlockReader`` finds such frames in a stream. What stands between two of them is handed over too,
as a frame that is not whole, so that noise is reported and never read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from drivers.protocols.grammar import Heard
from drivers.protocols.line import Line, LineReader

_LINE_END: Final = b"\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes as they came. ``length`` exceeds ``len(raw)`` if they were too many to keep.

    ``ended`` is false for noise between frames, for a frame in which the next one began, and for
    one that was still arriving.
    """

    raw: bytes
    length: int
    ended: bool
    started: bool = True

    @property
    def whole(self) -> bool:
        """Whether it has its start and its end, and all of it is in ``raw``."""
        return self.ended and self.length == len(self.raw)


class FrameReader(Protocol):
    """Cuts a stream into frames, whatever the pieces it arrives in."""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that ``data`` completes."""
        ...

    def rest(self) -> Frame | None:
        """What was still arriving, and forget it; None if there was nothing."""
        ...


def frame_reader(starts: Sequence[bytes], end: bytes, limit: int) -> FrameReader:
    """A reader of lines where frames end like lines and have no start of their own."""
    if not starts and end.endswith(_LINE_END):
        return LineFrames(limit)
    return BlockReader(starts, end, limit)


class LineFrames:
    """The lines of ``drivers.protocols.line`` as frames."""

    def __init__(self, limit: int) -> None:
        self._lines = LineReader(limit)

    def feed(self, data: bytes) -> list[Frame]:
        """The lines that ``data`` completes."""
        return [_frame(line, ended=True) for line in self._lines.feed(data)]

    def rest(self) -> Frame | None:
        """The line that was still arriving."""
        line = self._lines.rest()
        return None if line is None else _frame(line, ended=False)


def _frame(line: Line, *, ended: bool) -> Frame:
    return Frame(line.raw, line.length, ended)


class BlockReader:
    """Finds frames from one of ``starts`` to ``end``, both included; memory is about ``limit``.

    Without ``starts`` a frame begins where the one before it ended. A start that is no letter and
    no digit cannot be part of a frame, so a frame in which one appears was cut: it is handed over
    as it is, and a new one begins.
    """

    def __init__(self, starts: Sequence[bytes], end: bytes, limit: int) -> None:
        if not end:
            raise ValueError("a frame needs an end; name the bytes that end it")
        self._limit = limit
        self._starts = tuple(starts)
        again = [start for start in self._starts if not start[:1].isalnum()]
        self._end = end
        self._outside = _any_of(self._starts)
        self._inside = _any_of([end, *again])
        self._longest = max(map(len, [end, *self._starts]))
        self._text = bytearray()
        self._dropped = 0
        self._sought = 0
        self._open = not self._starts

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that ``data`` completes, and the noise before each."""
        self._text += data
        frames: list[Frame] = []
        while found := (self._inside if self._open else self._outside).search(
            self._text, self._sought
        ):
            if not self._open:
                self._emit(frames, found.start(), ended=False)
                self._begin(found)
            elif found[0] == self._end:
                self._emit(frames, found.end(), ended=True)
                self._open, self._sought = not self._starts, 0
            else:
                self._emit(frames, found.start(), ended=False)
                self._begin(found)
        self._sought = max(self._sought, len(self._text) - self._longest + 1)
        self._shorten()
        return frames

    def rest(self) -> Frame | None:
        """The frame that was still arriving, or the noise."""
        frames: list[Frame] = []
        self._emit(frames, len(self._text), ended=False)
        self._open, self._sought = not self._starts, 0
        return frames[0] if frames else None

    def _begin(self, found: re.Match[bytes]) -> None:
        self._open = True
        # _emit has moved the start to the front.
        self._sought = found.end() - found.start()

    def _emit(self, frames: list[Frame], until: int, *, ended: bool) -> None:
        length = until + self._dropped
        if length:
            raw = bytes(self._text[: min(until, self._limit)])
            frames.append(Frame(raw, length, ended, self._open))
        del self._text[:until]
        self._dropped = 0

    def _shorten(self) -> None:
        """Keep the beginning for the report, and the end in which a mark may have begun."""
        spare = len(self._text) - self._limit - (self._longest - 1)
        if spare > 0:
            del self._text[self._limit : self._limit + spare]
            self._dropped += spare
            self._sought = self._limit


def _any_of(marks: Sequence[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(re.escape(mark) for mark in marks), re.DOTALL)


@dataclass(frozen=True, slots=True)
class TagGrammar:
    """Tags of one character, each behind ``mark``: its value is what follows up to the next."""

    mark: str

    def read(self, text: str, after: str = "") -> Heard | None:
        """Every value under its tag; see ``Grammar.read``. A tag that comes twice is an error."""
        del after
        before, *pieces = text.split(self.mark)
        tags = [piece[:1] for piece in pieces]
        if before or not tags or "" in tags or len(set(tags)) != len(tags):
            return None
        return Heard(results=({piece[0]: piece[1:] for piece in pieces},))
