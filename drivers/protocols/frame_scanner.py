"""Cutting a byte stream into frames that carry a start byte, a length and a checksum.

A damaged length must not swallow the good frames behind it. So a candidate that fails gives up
only its bytes up to the next start byte, and the search goes on there; what was given up is
gathered and told once, as one damaged run, before the next good frame. Every decision depends on
the candidate's own bytes only, so the result does not depend on how the stream was cut.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from drivers.framing.buffers import BoundedBuffer
from drivers.readings import Refusal

DAMAGED_LIMIT: Final = 1024
"""Bytes that are kept of a damaged run; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame whose checksum agrees."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes in which no frame was found; ``length`` counts those that ``raw`` had no room for.

    ``reason`` is that of the first candidate that failed, or ``framing`` if there was none.
    """

    raw: bytes
    length: int
    reason: Refusal


@dataclass(frozen=True, slots=True)
class Shape:
    """What a frame looks like.

    ``length`` gets the bytes from a start byte on and says how long the frame is in all, or None
    while it cannot be known yet, or a refusal; it must not change its mind as more bytes come.
    ``check`` gets a whole frame. ``head`` is how many bytes ``length`` needs to see at most.
    """

    start: int
    head: int
    length: Callable[[bytes], int | Refusal | None]
    check: Callable[[bytes], Refusal | None]


class FrameScanner:
    """Finds the frames of one shape. Memory is bounded by the longest frame of that shape."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._held = bytearray()
        self._damaged = BoundedBuffer(DAMAGED_LIMIT)
        self._reason = Refusal.FRAMING

    def feed(self, data: bytes) -> list[Frame | Damaged]:
        """The frames that ``data`` completes, each after what was damaged before it."""
        self._held += data
        found: list[Frame | Damaged] = []
        while self._step(found):
            pass
        return found

    def flush(self) -> list[Frame | Damaged]:
        """Nothing more will come: what is left is damaged, but for whole frames inside it."""
        found: list[Frame | Damaged] = []
        while self._held:
            self._give_up(Refusal.TRUNCATED)
            while self._step(found):
                pass
        self._tell(found)
        return found

    def _step(self, found: list[Frame | Damaged]) -> bool:
        """One decision; False once more bytes are needed for the next."""
        if not self._held:
            return False
        if self._held[0] != self._shape.start:
            self._give_up(Refusal.FRAMING)
            return True
        length = self._shape.length(bytes(self._held[: self._shape.head]))
        if length is None:
            return False
        if isinstance(length, Refusal):
            self._give_up(length)
            return True
        if len(self._held) < length:
            return False
        raw = bytes(self._held[:length])
        reason = self._shape.check(raw)
        if reason is not None:
            self._give_up(reason)
            return True
        self._tell(found)
        del self._held[:length]
        found.append(Frame(raw))
        return True

    def _give_up(self, reason: Refusal) -> None:
        """Pass over the bytes up to the next start byte."""
        end = self._held.find(self._shape.start, 1)
        end = len(self._held) if end < 0 else end
        if self._held[0] == self._shape.start and self._reason is Refusal.FRAMING:
            self._reason = reason
        self._damaged.add(bytes(self._held[:end]))
        del self._held[:end]

    def _tell(self, found: list[Frame | Damaged]) -> None:
        length = self._damaged.taken
        if length:
            found.append(Damaged(self._damaged.clear(), length, self._reason))
            self._reason = Refusal.FRAMING
