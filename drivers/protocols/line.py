"""Text in lines: the engine under scales and printers that send one result a line.

A line ends with LF, usually after CR. A partial line never becomes a frame by idling, and a line
that is too long is discarded up to its end, so that half of it is never read as a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from drivers.framing.buffers import BoundedBuffer

LINE_LIMIT: Final = 256
"""Bytes in a line, its end included; a scale's line has 17."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it came, its end included. ``length`` exceeds ``len(raw)`` if it was too long."""

    raw: bytes
    length: int

    @property
    def whole(self) -> bool:
        """Whether all of it is in ``raw``."""
        return self.length == len(self.raw)

    @property
    def text(self) -> str:
        """The line without its end, one character a byte."""
        return self.raw.rstrip(b"\r\n").decode("latin-1")


class LineReader:
    """Cuts a stream into lines, whatever the pieces it arrives in; memory is ``limit`` bytes."""

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._partial = BoundedBuffer(limit)

    def feed(self, data: bytes) -> list[Line]:
        """The lines that ``data`` completes."""
        lines = []
        start = 0
        while (end := data.find(b"\n", start)) >= 0:
            self._partial.add(data[start : end + 1])
            lines.append(self._cut())
            start = end + 1
        self._partial.add(data[start:])
        return lines

    def rest(self) -> Line | None:
        """The line that was still arriving, and forget it; None if there was none."""
        return self._cut() if self._partial.taken else None

    def _cut(self) -> Line:
        length = self._partial.taken
        return Line(self._partial.clear(), length)
