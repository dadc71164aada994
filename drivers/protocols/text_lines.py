"""Text in lines that end with CR, with LF, or with both: what meters send to a computer.

A line's bytes end with the first of the two; the other one then ends an empty line, which is passed
over. Bytes before a line's text that are no text (NUL, DC1 from an echoed command) stay in its raw.
"""

from __future__ import annotations

import re
from typing import Final

from drivers.framing.buffers import BoundedBuffer
from drivers.protocols.line import Line

_END: Final = re.compile(rb"[\r\n]")

LINE_LIMIT: Final = 256
"""Bytes in a line, its end included; the longest known one has about 65."""


class TextLines:
    """Cuts a stream into lines, whatever the pieces it arrives in; memory is ``limit`` bytes."""

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._partial = BoundedBuffer(limit)

    def feed(self, data: bytes) -> list[Line]:
        """The lines that ``data`` completes, without empty ones."""
        lines = []
        start = 0
        for end in _END.finditer(data):
            self._partial.add(data[start : end.end()])
            lines += self._cut()
            start = end.end()
        self._partial.add(data[start:])
        return lines

    def rest(self) -> Line | None:
        """The line that was still arriving, and forget it; None if there was none."""
        left = self._cut()
        return left[0] if left else None

    def _cut(self) -> list[Line]:
        length = self._partial.taken
        raw = self._partial.clear()
        return [Line(raw, length)] if raw.strip(b"\r\n\0") else []
