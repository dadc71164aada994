"""The binary protocol of OneTouch meters: frames, link bits, and the order of one visit.

Source: glucometer-protocols 777b032, "LifeScan Shared Binary Protocol" (facts), and the tests of
glucometerutils 9b87a5b (MIT). ::

    02   09      03      05 0D 02   03   08 9F
    STX  length  link    message    ETX  CRC-16/CCITT-FALSE of all before it, little-endian
         of all

The link byte has a meaning on UltraEasy and UltraMini only (zero elsewhere): bit 0 is the sender's
sequence, bit 1 the sequence that it expects, bit 2 "received", bit 3 "start anew". Each message is
answered with a "received" of its own there.

A meter keeps hundreds of results of whoever used it. Only the first and the last one are asked
for, because no source says which of the two is the newest; both are ``stored``, and the station
takes the newer one. Nothing is ever cleared, and no clock is set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from drivers.driver import Acknowledge, Action, MemoryRead, Report, Send
from drivers.framing.checksums import crc16_ccitt_false
from drivers.protocols.attendance import Attendance
from drivers.protocols.calendar_time import seconds_since
from drivers.protocols.findings import Findings, within
from drivers.protocols.frame_scanner import Damaged, Frame, FrameScanner, Shape
from drivers.readings import DeviceTime, Kind, Refusal

LOWEST_MG_DL: Final = 20
HIGHEST_MG_DL: Final = 600
"""What the strips measure; beyond it the meters' displays say LO and HI."""

_STX, _ETX = 0x02, 0x03
_OVERHEAD: Final = 6
_SEQUENCE, _EXPECTED, _RECEIVED, _ANEW = 1, 2, 4, 8
_DONE: Final = 0x06


def frame(message: bytes, link: int = 0) -> bytes:
    """``message`` (at most 249 bytes) as it goes over the wire."""
    framed = bytes((_STX, len(message) + _OVERHEAD, link)) + message + bytes((_ETX,))
    return framed + crc16_ccitt_false(framed).to_bytes(2, "little")


def _length(head: bytes) -> int | Refusal | None:
    if len(head) < 2:
        return None
    return head[1] if head[1] >= _OVERHEAD else Refusal.FRAMING


def _check(raw: bytes) -> Refusal | None:
    if raw[-3] != _ETX:
        return Refusal.FRAMING
    right = crc16_ccitt_false(raw[:-2]) == int.from_bytes(raw[-2:], "little")
    return None if right else Refusal.CHECKSUM


_SHAPE: Final = Shape(start=_STX, head=2, length=_length, check=_check)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One result: mg/dL, as counted by the meter's clock, and what it was marked with."""

    value_mg_dl: int
    seconds: int
    control: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one family of meters differs.

    ``record`` and ``serial`` get what follows "done" in an answer, and say None if it is none.
    ``count_answer`` is what an answer with the number of results begins with, prefix included.
    ``epoch_year`` is the year in which the meter's clock counts from 0.
    """

    prefix: int
    linked: bool
    epoch_year: int
    get_serial: bytes
    get_clock: bytes
    get_count: bytes
    get_record: bytes
    count_answer: bytes
    record: Callable[[bytes], Record | None]
    serial: Callable[[bytes], str | None]


def _is_text(body: bytes) -> bool:
    """Whether an answer is "done" alone, or a text that begins with its length: a version."""
    return not body or body[0] == len(body.rstrip(b"\0")) - 1


class OnetouchBinaryConversation:
    """One meter, from its first answer to its last result."""

    def __init__(self, dialect: Dialect, findings: Findings) -> None:
        self._dialect = dialect
        self._nobody = findings
        self._findings = findings
        self._frames = FrameScanner(_SHAPE)
        self._sent = self._expected = 0
        self._asked = dialect.get_serial
        self._attendance = Attendance(
            frame(b"", _ANEW) if dialect.linked else frame(dialect.get_serial)
        )
        self._last_raw = b""
        self._clock: DeviceTime | None = None
        self._indexes: list[int] = []
        self._left = 0

    def open(self) -> Sequence[Action]:
        """Ask whether a meter is there."""
        return self._attendance.open()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere."""
        del channel
        return self._follow(self._frames.feed(data))

    def time_out(self) -> Sequence[Action]:
        """Silence: what is unfinished will not finish; ask again."""
        return [*self._follow(self._frames.flush()), *self._attendance.silence()]

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was still arriving."""
        return [a for a in self._follow(self._frames.flush()) if isinstance(a, Report)]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: the meter keeps its results."""

    def _follow(self, found: Sequence[Frame | Damaged]) -> list[Action]:
        actions: list[Action] = []
        for item in found:
            if isinstance(item, Frame):
                actions += self._frame(item.raw)
            elif item.reason is Refusal.FRAMING:
                actions += self._findings.noise(item.raw, item.length)
            else:
                detail = f"An answer of {item.length} bytes came damaged; connect the meter again."
                cut = item.reason is Refusal.TRUNCATED
                refused = self._findings.refused(item.reason, detail, item.raw, incomplete=cut)
                actions.append(refused)
        return actions

    def _frame(self, raw: bytes) -> list[Action]:
        link, message = raw[2], raw[3:-3]
        if self._dialect.linked and (link & _ANEW or not message):
            return self._link(link)
        actions: list[Action] = []
        if self._dialect.linked:
            self._expected = 1 - (link & _SEQUENCE)
            # A meter that did not hear our "received" says the same again.
            again = raw == self._last_raw
            self._sent ^= not again
            actions.append(Send(frame(b"", self._bits() | _RECEIVED)))
            if again:
                return actions
        self._last_raw = raw
        if self._attendance.arrived():
            self._new_visit()
        return actions + self._message(message, raw)

    def _link(self, link: int) -> list[Action]:
        """A frame of the link itself: the meter has started anew, or has received."""
        if not link & _ANEW:
            self._attendance.arrived()
            return []
        self._sent = self._expected = 0
        self._last_raw = b""
        if not self._attendance.arrived():
            self._attendance.rest()
            return []
        self._new_visit()
        return self._ask(self._dialect.get_serial)

    def _new_visit(self) -> None:
        self._findings, self._clock, self._indexes = self._nobody, None, []

    def _message(self, message: bytes, raw: bytes) -> list[Action]:
        dialect = self._dialect
        if (
            message.startswith(dialect.count_answer)
            and len(message) == len(dialect.count_answer) + 2
        ):
            count = int.from_bytes(message[-2:], "little")
            self._indexes = sorted({0, count - 1})[:count]
            self._left = count - len(self._indexes)
            return self._next()
        if message[:2] != bytes((dialect.prefix, _DONE)):
            return [self._unknown(raw)]
        body = message[2:]
        if (serial := dialect.serial(body)) is not None:
            return self._who(serial)
        if len(body) == 4:
            at = int.from_bytes(body, "little")
            self._clock = seconds_since(dialect.epoch_year, at, text=body.hex())
            return self._ask(dialect.get_count)
        record = dialect.record(body)
        if record is None:
            return (
                [] if not body or body[0] == len(body.rstrip(b"\0")) - 1 else [self._unknown(raw)]
            )
        return [self._result(record, raw), *self._next()]

    def _who(self, serial: str) -> list[Action]:
        """A meter that has just come is asked for its clock; one that stays is left alone."""
        if self._findings.device.serial == serial:
            self._attendance.rest()
            return []
        self._findings = self._nobody.of(serial=serial)
        return self._ask(self._dialect.get_clock)

    def _next(self) -> list[Action]:
        if not self._indexes:
            self._attendance.rest()
            return [MemoryRead(self._left)]
        return self._ask(self._dialect.get_record + self._indexes.pop(0).to_bytes(2, "little"))

    def _ask(self, message: bytes) -> list[Action]:
        return [*self._attendance.ask(frame(message, self._bits() if self._dialect.linked else 0))]

    def _bits(self) -> int:
        return self._sent * _SEQUENCE | self._expected * _EXPECTED

    def _result(self, record: Record, raw: bytes) -> Report:
        value = within("glucose_mg_dl", record.value_mg_dl, LOWEST_MG_DL, HIGHEST_MG_DL)
        text = f"{record.seconds} s after {self._dialect.epoch_year}-01-01"
        return self._findings.reading(
            Kind.GLUCOSE,
            (value,),
            raw,
            taken_at=seconds_since(self._dialect.epoch_year, record.seconds, text=text),
            device_clock=self._clock,
            flags=record.flags,
            control=record.control,
            stored=True,
        )

    def _unknown(self, raw: bytes) -> Report:
        detail = "The meter sent an answer that is no result; it may be another model."
        return self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
