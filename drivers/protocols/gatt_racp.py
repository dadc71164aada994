"""Record Access Control Point (2A52): asking a device for the results that it keeps.

Source: Bluetooth SIG, Glucose Service 1.0.1 (3.3), Glucose Profile 1.0.1, and GATT Specification
Supplement, "Record Access Control Point". Deleting (opcode 2) is not in here, and never will be.

The procedure, as far as a ward needs it::

    count all -> from the next number, if the last one is known -> else the last record only
              -> else, where the meter cannot do that, all of them

    busy      -> abort, ask again          not subscribed -> subscribe, ask again
    silence   -> abort, then give up
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from drivers.framing.octets import Octets
from drivers.framing.refused_writes import CONTROL_POINT, IN_PROGRESS, NOT_SUBSCRIBED

__all__ = [
    "ALL",
    "CONTROL_POINT",
    "COUNT_ALL",
    "LAST",
    "Answer",
    "Ask",
    "Count",
    "MalformedError",
    "Over",
    "RecordAccess",
    "Request",
    "decode_control_point",
    "from_sequence",
    "is_after",
]

_REPORT: Final = 0x01
_ABORT: Final = 0x03
_COUNT: Final = 0x04
_COUNT_RESPONSE: Final = 0x05
_RESPONSE: Final = 0x06

COUNT_ALL: Final = bytes((_COUNT, 0x01))
ALL: Final = bytes((_REPORT, 0x01))
LAST: Final = bytes((_REPORT, 0x06))
ABORT: Final = bytes((_ABORT, 0x00))

_SUCCESS: Final = 0x01
_NO_RECORDS: Final = 0x06
_ABORT_UNSUCCESSFUL: Final = 0x07
_NOT_COMPLETED: Final = 0x08
_BUSY: Final = 0x0A
_CANNOT: Final = frozenset({0x02, 0x03, 0x04, 0x05, 0x09})
_WORDS: Final = {
    0x02: "it does not know the request",
    0x03: "it calls the operator invalid",
    0x04: "it does not know the operator",
    0x05: "it calls the operand invalid",
    0x06: "it has no such records",
    _ABORT_UNSUCCESSFUL: "it could not abort",
    _NOT_COMPLETED: "it could not complete the procedure",
    0x09: "it does not know the operand",
    _BUSY: "it is busy",
}

_SEQUENCE_BITS: Final = 0xFFFF
_HALF: Final = 0x8000
_MOST_TRIES: Final = 3


class MalformedError(ValueError):
    """A value of the control point that is none, although it is long enough."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many records there are."""

    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request ended; ``code`` 1 is success."""

    request: int
    code: int

    @property
    def words(self) -> str:
        """Why it did not succeed."""
        return _WORDS.get(self.code, f"it answers with the code {self.code}")


@dataclass(frozen=True, slots=True)
class Request:
    """What a collector writes; a device never says it. ``operand`` begins with the filter type."""

    opcode: int
    operator: int
    operand: bytes = b""


def decode_control_point(payload: bytes) -> Count | Answer | Request:
    """One value of 2A52.

    ::

        0       1          2..
        opcode  operator   operand: 5 -> count, u8, u16 or u32 LE; 6 -> request, response code

    Raises:
        TruncatedError: when the opcode promises more.
        MalformedError: when a count has three octets, or more than four.
    """
    octets = Octets(payload)
    opcode = octets.unsigned(1, "opcode")
    operator = octets.unsigned(1, "operator")
    if opcode == _RESPONSE:
        request = octets.unsigned(1, "request")
        return Answer(request, octets.unsigned(1, "response code"))
    if opcode != _COUNT_RESPONSE:
        return Request(opcode, operator, payload[2:])
    number = payload[2:]
    if not number:
        octets.take(1, "count")
    if len(number) not in {1, 2, 4}:
        raise MalformedError(f"a count of {len(number)} octets is none; it has 1, 2 or 4")
    return Count(int.from_bytes(number, "little"))


def from_sequence(first: int) -> bytes:
    """The request for every record whose sequence number is ``first`` (u16) or greater."""
    return bytes((_REPORT, 0x03, 0x01)) + (first & _SEQUENCE_BITS).to_bytes(2, "little")


def is_after(sequence: int, other: int) -> bool:
    """Whether a sequence number comes after ``other``, counting on from 65535 to 0."""
    return 0 < (sequence - other) & _SEQUENCE_BITS < _HALF


@dataclass(frozen=True, slots=True)
class Ask:
    """Write this to the control point, after subscribing to it again if so said."""

    request: bytes
    subscribe: bool = False


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing more is asked; ``trouble`` says what went wrong, if anything did."""

    trouble: str | None = None


class RecordAccess:
    """One run of the procedure: what is asked for next, whatever the device does.

    ``after`` is the sequence number of the last record that is known already, or None.
    """

    def __init__(self, after: int | None = None) -> None:
        self.count: int | None = None
        self.over = False
        self._after = after
        self._plan = deque((LAST, ALL))
        if after is not None:
            self._plan.appendleft(from_sequence(after + 1))
        self._asked = COUNT_ALL
        self._aborting = False
        self._giving_up: str | None = None
        self._tries = _MOST_TRIES
        self._wrapped = False
        self._subscribed_again = False

    @property
    def wants_one(self) -> bool:
        """Whether of all that is coming only the newest is wanted."""
        return self._asked == ALL

    def is_wanted(self, sequence: int) -> bool:
        """Whether the record with that sequence number is news, by what was asked for."""
        if self._after is None:
            return True
        if self._asked[:2] == from_sequence(0)[:2]:
            return is_after(sequence, self._after)
        return sequence != self._after

    def begin(self) -> Ask:
        """The first request."""
        return Ask(self._asked)

    def answered(self, answer: Count | Answer, newest: int | None) -> Ask | Over | None:
        """What to do about an answer; None if it answers nothing that was asked.

        ``newest`` is the last sequence number that came with this request, or None.
        """
        if self.over:
            return None
        if isinstance(answer, Count):
            return self._counted(answer.count)
        if answer.request == _ABORT:
            return self._aborted()
        if answer.request != self._asked[0] or self._aborting:
            return None
        if answer.request == _COUNT:
            return self._next(answer.words)
        return self._reported(answer, newest)

    def refused(self, code: int) -> Ask | Over | None:
        """What to do about an ATT error code that answered the last write."""
        if self.over:
            return None
        if self._giving_up is not None:
            return self._end(self._giving_up)
        if code in IN_PROGRESS:
            return self._again("it is busy")
        if code in NOT_SUBSCRIBED and not self._subscribed_again:
            self._subscribed_again = True
            return Ask(self._asked, subscribe=True)
        return self._end(f"it refuses the request with the error 0x{code:02x}")

    def silent(self) -> Ask | Over:
        """What to do when nothing has come for 30 seconds (Glucose Profile 5.6)."""
        if self.over or self._giving_up is not None:
            return self._end(self._giving_up)
        self._giving_up = "it stopped answering"
        self._aborting = True
        return Ask(ABORT)

    def _counted(self, count: int) -> Ask | Over | None:
        if self._asked != COUNT_ALL or self._aborting:
            return None
        self.count = count
        return self._next(None) if count else self._end(None)

    def _aborted(self) -> Ask | Over | None:
        if not self._aborting:
            return None
        self._aborting = False
        if self._giving_up is not None:
            return self._end(self._giving_up)
        return Ask(self._asked)

    def _reported(self, answer: Answer, newest: int | None) -> Ask | Over:
        # Older i-SENS meters end a report that did bring records with "no records found".
        if answer.code == _SUCCESS or (answer.code == _NO_RECORDS and newest is not None):
            return self._succeeded(newest)
        if answer.code == _NO_RECORDS:
            # With a last number known, the meter may have begun to count anew.
            return self._end(None) if self._asked in {LAST, ALL} else self._next(None)
        if answer.code in _CANNOT:
            return self._next(answer.words)
        if answer.code in {_BUSY, _NOT_COMPLETED}:
            return self._again(answer.words)
        return self._end(answer.words)

    def _succeeded(self, newest: int | None) -> Ask | Over:
        incremental = self._asked not in {LAST, ALL}
        if incremental and newest == _SEQUENCE_BITS and not self._wrapped:
            # "65534 or greater" leaves out what the meter has counted on from 0.
            self._wrapped = True
            self._asked = from_sequence(0)
            return Ask(self._asked)
        return self._end(None)

    def _again(self, why: str) -> Ask | Over:
        self._tries -= 1
        if not self._tries:
            return self._end(why)
        self._aborting = not self._aborting
        return Ask(ABORT if self._aborting else self._asked)

    def _next(self, why: str | None) -> Ask | Over:
        if not self._plan:
            return self._end(why)
        self._asked = self._plan.popleft()
        return Ask(self._asked)

    def _end(self, trouble: str | None) -> Over:
        self.over = True
        return Over(trouble)
