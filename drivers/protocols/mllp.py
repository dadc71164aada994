"""MLLP, the minimal lower layer protocol that carries HL7 and, for some analysers, POCT1-A.

Source: HL7 Version 2 transport specification, MLLP release 1::

    0B  text ...  1C 0D        VT, the message, FS and CR

There is no length and no checksum: the three bytes are all. FS ends the block whether or not its CR
came along, and a VT inside a block means that the one before it was cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from drivers.framing.buffers import BoundedBuffer
from drivers.readings import Refusal

START: Final = b"\x0b"
END: Final = b"\x1c"
MESSAGE_LIMIT: Final = 512 * 1024
"""Bytes in one block; a full blood count with its notes takes some 4 KiB."""

NOISE_LIMIT: Final = 1024
"""Bytes outside every block that are kept; the rest is counted."""

_MARK: Final = re.compile(rb"[\x0b\x1c]")
_FILLING: Final = b"\0\r\n "


@dataclass(frozen=True, slots=True)
class Block:
    """A whole block: its text, and the bytes it came in (without the CR after FS)."""

    text: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class BrokenBlock:
    """Bytes that are no block. ``answered`` is false where nobody waits for a reply to them."""

    reason: Refusal
    detail: str
    raw: bytes
    answered: bool = False


def wrap(text: bytes) -> bytes:
    """``text`` as one block."""
    return START + text + END + b"\r"


class MllpReader:
    """Finds the blocks in a stream, cut anywhere. Memory is bounded by ``MESSAGE_LIMIT``."""

    def __init__(self) -> None:
        self._held = BoundedBuffer(MESSAGE_LIMIT)
        self._noise = BoundedBuffer(NOISE_LIMIT)
        self._inside = False
        self._skipping = False

    def feed(self, data: bytes) -> list[Block | BrokenBlock]:
        """What ``data`` completes, in order."""
        found: list[Block | BrokenBlock] = []
        at = 0
        while at < len(data):
            at = self._inside_block(data, at, found) if self._inside else self._between(data, at)
            if self._inside and self._noise.taken:
                found += self._take_noise()
        return found

    def rest(self) -> list[BrokenBlock]:
        """Nothing more will come: what was still arriving, and noise. Begins anew."""
        found = self._take_noise()
        told, length = self._skipping, self._held.taken
        raw = START + self._held.clear()
        if self._inside and not told:
            detail = f"The message stopped after {length} bytes; it should be sent again."
            found.append(BrokenBlock(Refusal.TRUNCATED, detail, raw))
        self._inside = self._skipping = False
        return found

    def _between(self, data: bytes, at: int) -> int:
        """Pass over what lies between two blocks; returns the place after it."""
        start = data.find(START, at)
        noise = data[at:start] if start >= 0 else data[at:]
        # Line ends before the first byte of noise would fill its buffer.
        noise = noise if self._noise.taken else noise.lstrip(_FILLING)
        if noise:
            self._noise.add(noise)
        self._inside = start >= 0
        return start + 1 if start >= 0 else len(data)

    def _inside_block(self, data: bytes, at: int, found: list[Block | BrokenBlock]) -> int:
        mark = _MARK.search(data, at)
        end = mark.start() if mark else len(data)
        if not self._skipping and not self._held.add(data[at:end]):
            self._skipping = True
            detail = f"A message is longer than {MESSAGE_LIMIT} bytes; it was not read."
            found.append(
                BrokenBlock(Refusal.FRAMING, detail, START + self._held.clear(), answered=True)
            )
        if mark is None:
            return end
        if mark.group() == END:
            self._end_block(found)
        else:
            self._cut_block(found)
        return end + 1

    def _end_block(self, found: list[Block | BrokenBlock]) -> None:
        if not self._skipping:
            text = self._held.clear()
            found.append(Block(text, START + text + END))
        self._inside = self._skipping = False

    def _cut_block(self, found: list[Block | BrokenBlock]) -> None:
        """Another start: the block before it was cut off. An empty one is nothing at all."""
        length = self._held.taken
        text = self._held.clear()
        if text and not self._skipping:
            detail = f"The message stopped after {length} bytes, and another began."
            found.append(BrokenBlock(Refusal.TRUNCATED, detail, START + text))
        self._skipping = False

    def _take_noise(self) -> list[BrokenBlock]:
        length = self._noise.taken
        raw = self._noise.clear()
        if not length:
            return []
        detail = f"{length} bytes came outside every message; check what is connected."
        return [BrokenBlock(Refusal.FRAMING, detail, raw)]
