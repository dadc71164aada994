"""The low level of ASTM: frames cut out of a byte stream, and their numbers.

Source: ASTM E1381-95 sections 6 and 8, CLSI LIS01-A2 sections 6 and 8. One frame on the wire::

    STX  number  text ...  ETB or ETX  C1 C2  CR LF
    02   '0'-'7'           17     03   hex    0D 0A     C1C2 = sum of number..ETB/ETX modulo 256

Taken as the field needs it: characters outside a frame are ignored, the hexadecimal digits may be
lower case, CR LF may be missing (so nothing waits for them), the text may be far longer than the
240 characters of E1381-95, and two frames may arrive together or one byte at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from drivers.framing.buffers import BoundedBuffer
from drivers.framing.checksums import sum8, sum8_hex
from drivers.readings import Refusal

STX: Final = b"\x02"
ETX: Final = b"\x03"
EOT: Final = b"\x04"
ENQ: Final = b"\x05"
ACK: Final = b"\x06"
NAK: Final = b"\x15"
ETB: Final = b"\x17"

FRAME_LIMIT: Final = 256 * 1024
"""Bytes in one frame. LIS01-A2 allows 64 000; real ones of 26 kB are known."""

NOISE_LIMIT: Final = 4096
"""How many bytes outside frames are remembered, to show what a mute link really says."""

_NUMBERS: Final = frozenset(b"%d" % number for number in range(8))
_OUTSIDE_STOPS: Final = re.compile(rb"\x02+|[\x04\x05]")
_TEXT_STOPS: Final = re.compile(rb"[\x02\x03\x04\x05\x17]")
# Possessive, so that a frame that does not end costs one pass over its bytes and no more.
_WHOLE: Final = re.compile(rb"\x02([0-7][^\x02\x03\x04\x05\x17]*+[\x03\x17])([0-9A-Fa-f]{2})\r?\n?")


class Frame(NamedTuple):
    """A frame whose checksum is right. ``text`` excludes its number and ETB or ETX."""

    number: int
    text: bytes
    last: bool
    """True for ETX, false for ETB."""
    raw: bytes
    """STX to checksum, and CR LF if they came in the same piece."""

    @property
    def bare(self) -> bytes:
        """``raw`` without CR LF: what a repeat is compared by."""
        return self.raw.rstrip(b"\r\n")


@dataclass(frozen=True, slots=True)
class BrokenFrame:
    """A frame that cannot be accepted. ``ended`` is true if its sender awaits a reply to it."""

    reason: Refusal
    detail: str
    raw: bytes
    ended: bool


class Signal(Enum):
    """A control character outside any frame."""

    ENQ = "enq"
    EOT = "eot"
    ENQ_IN_FRAME = "enq in frame"
    """Perhaps a restart, perhaps one damaged byte of a frame still being sent."""


Event = Frame | BrokenFrame | Signal


class _Within(Enum):
    OUTSIDE = 0
    TEXT = 1
    CHECKSUM = 2
    RUNAWAY = 3


class FrameReader:
    """Cuts a stream into events, whatever the pieces it arrives in. Memory is bounded."""

    def __init__(self, frame_limit: int = FRAME_LIMIT) -> None:
        self._within = _Within.OUTSIDE
        self._limit = frame_limit
        self._frame = BoundedBuffer(frame_limit)
        self._digits = 0
        self._noise = BoundedBuffer(NOISE_LIMIT)

    def feed(self, data: bytes) -> Iterator[Event]:
        """What ``data`` completes. Exhaust the iterator before feeding again."""
        at = 0
        while at < len(data):
            match self._within:
                case _Within.OUTSIDE | _Within.RUNAWAY:
                    at, events = self._outside(data, at)
                case _Within.TEXT:
                    at, events = self._text(data, at)
                case _Within.CHECKSUM:
                    at, events = self._checksum(data, at)
            yield from events

    def cut(self) -> bytes:
        """The frame that was still arriving, and forget it."""
        self._within = _Within.OUTSIDE
        return self._frame.clear()

    def noise(self) -> tuple[bytes, int]:
        """What came outside frames since the last good one (at most 4 KiB of it), and how much."""
        taken = self._noise.taken
        return self._noise.clear(), taken

    def _outside(self, data: bytes, at: int) -> tuple[int, list[Event]]:
        if self._within is _Within.OUTSIDE and (frame := self._at_once(data, at)):
            return at + len(frame.raw), [frame]
        stop = _OUTSIDE_STOPS.search(data, at)
        end = stop.start() if stop else len(data)
        if self._within is _Within.OUTSIDE:
            # CR LF and fill characters between frames say nothing about what is wrong.
            self._noise.add(data[at:end].translate(None, b"\r\n\0"))
        if stop is None:
            return end, []
        self._within = _Within.OUTSIDE
        if stop.group()[:1] == STX:
            self._within = _Within.TEXT
            self._frame.add(STX)
            return stop.end(), []
        return end + 1, [Signal.ENQ if stop.group() == ENQ else Signal.EOT]

    def _at_once(self, data: bytes, at: int) -> Frame | None:
        """The frame that starts at ``at``, if it is all there and right.

        It is what the states below would make of it; they are for frames in pieces or with a fault.
        """
        whole = _WHOLE.match(data, at)
        if whole is None or whole.end() - at > self._limit:
            return None
        content, sent = whole.groups()
        if int(sent, 16) != sum8(content):
            return None
        self._noise.clear()
        return _frame_of(content, whole.group())

    def _text(self, data: bytes, at: int) -> tuple[int, list[Event]]:
        stop = _TEXT_STOPS.search(data, at)
        end = stop.start() if stop else len(data)
        if not self._frame.add(data[at:end]):
            return end, [self._runaway()]
        if stop is None:
            return end, []
        if stop.group() in (ETX, ETB):
            self._frame.add(stop.group())
            self._within = _Within.CHECKSUM
            self._digits = 0
            return end + 1, []
        return self._interrupted(data, end)

    def _checksum(self, data: bytes, at: int) -> tuple[int, list[Event]]:
        byte = data[at : at + 1]
        if byte in (STX, ENQ, EOT):
            return self._interrupted(data, at)
        self._frame.add(byte)
        self._digits += 1
        if self._digits == 1 and byte != b"\r":
            return at + 1, []
        end = at + 1
        for character in (0x0D, 0x0A):
            if end < len(data) and data[end] == character:
                self._frame.add(data[end : end + 1])
                end += 1
        self._within = _Within.OUTSIDE
        return end, [self._judge(self._frame.clear())]

    def _judge(self, raw: bytes) -> Frame | BrokenFrame:
        content, sent = _split(raw)
        computed = sum8_hex(content)
        if sent.upper() != computed:
            shown = sent.decode("latin-1") or "none"
            detail = f"The checksum sent is {shown!r} and the frame adds up to {computed.decode()}."
            return BrokenFrame(Refusal.CHECKSUM, detail, raw, ended=True)
        if content[:1] not in _NUMBERS:
            detail = "The frame has no number from 0 to 7."
            return BrokenFrame(Refusal.FRAMING, detail, raw, ended=True)
        self._noise.clear()
        return _frame_of(content, raw)

    def _interrupted(self, data: bytes, at: int) -> tuple[int, list[Event]]:
        """STX, ENQ or EOT inside a frame: what was there of it will never be whole.

        An ENQ here must not be acknowledged: if it is one damaged byte of a frame that is still
        being sent, its sender would take the ACK for the frame's. It is left to be refused.
        """
        raw = self._frame.clear()
        self._within = _Within.OUTSIDE
        detail = f"The frame stopped after {len(raw)} bytes."
        broken: list[Event] = []
        if raw[1:2] in _NUMBERS:
            broken.append(BrokenFrame(Refusal.TRUNCATED, detail, raw, ended=False))
        else:
            self._noise.add(raw.removeprefix(STX))
        if data[at : at + 1] != ENQ:
            return at, broken
        return at + 1, [*broken, Signal.ENQ_IN_FRAME]

    def _runaway(self) -> BrokenFrame:
        """Give up a frame that does not end; the rest of it is passed over, not kept."""
        self._within = _Within.RUNAWAY
        raw = self._frame.clear()
        detail = f"The frame did not end within {len(raw)} bytes."
        return BrokenFrame(Refusal.FRAMING, detail, raw, ended=True)


def encode_frame(number: int, text: bytes, *, last: bool = True) -> bytes:
    """A whole frame with its checksum and CR LF. ``number`` counts frames; 8 is sent as 0."""
    content = b"%d%b%b" % (number % 8, text, ETX if last else ETB)
    return b"%b%b%02X\r\n" % (STX, content, sum8(content))


def _frame_of(content: bytes, raw: bytes) -> Frame:
    """``content`` is what the checksum covers."""
    return Frame(content[0] - ord("0"), content[1:-1], content[-1:] == ETX, raw)


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """What the checksum covers, and the checksum as sent."""
    bare = raw[1:].rstrip(b"\r\n")
    cut = max(bare.rfind(ETX), bare.rfind(ETB)) + 1
    return bare[:cut], bare[cut:]
