r"""A&D TM-2655P and TM-2657P, the blood-pressure monitors that an arm is put into.

Source: public drivers for these monitors (commands, order of fields, RB format set by menu F25:1)
and one hospital's account of a measurement that it received; no manual was at hand. RS-232,
2400 baud, 8 data bits, no parity, 1 stop bit, as the monitor leaves the factory. ::

    SYN SYN SOH 0 0 ACK                        after a command: 6 bytes
    STX TM2655 RS 2606041532 RS ? RS ? RS E00 RS S116 RS M 86 RS D 60 RS P 89 RS ? RS L143 ETX
        model     YYMMDDhhmm        error  systolic mean dia.   pulse       amplitude

The fields marked with ``?`` are explained nowhere: they are kept in ``raw`` and read by nobody.
The values are known by their letter, not by their place. Commands carry a block check (BCC, all
bytes from SOH to ETX by exclusive or). Whether the monitor sends one after its ETX is not known:
one that comes is checked, from SOH or from STX on, and its absence is accepted, after a silence.

The station starts no measurement by itself: a cuff must not fill because a computer was switched
on. ``START`` and ``STOP`` are there for whoever adds a button. Not tried on a device.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drivers.driver import Acknowledge, Action, Driver, Level, Report, SerialLink
from drivers.framing.buffers import BoundedBuffer
from drivers.framing.checksums import xor8
from drivers.protocols.calendar_time import calendar_time
from drivers.protocols.findings import Findings, number
from drivers.readings import DeviceIdentity, DeviceTime, Kind, Refusal

KEY: Final = "and-tm2655"
VERSION: Final = "1"

_SOH, _STX, _ETX, _SYN = b"\x01", b"\x02", b"\x03", b"\x16"
START: Final = b"\x16\x16\x01" + b"00\x02ST\x03\x07"
"""Start a measurement. The last byte is the block check."""
STOP: Final = b"\x16\x16\x01" + b"00\x02SP\x03\x03"
"""Let the air out, now."""

FRAME_LIMIT: Final = 256
"""Bytes from STX to ETX; a measurement has about 63."""

_PIECES: Final = re.compile(rb"[\x01\x02\x03\x16]|[^\x01\x02\x03\x16]+")
_ADDRESS: Final = rb"\x16*\x01[\x20-\x7e]{2}"
_ECHO: Final = re.compile(_ADDRESS + rb"(?P<answer>[\x06\x15])")
_HEADER: Final = re.compile(rb"(?:" + _ADDRESS + rb"\x06?|\x16+)\Z")
_TIME: Final = re.compile(r"\d{10}")
_ERROR: Final = re.compile(r"E(\d{2})")
_VALUE: Final = re.compile(r"([SMDP]) {0,2}(\d{1,3})")
_FIELDS: Final = {
    "S": "systolic_mmhg",
    "D": "diastolic_mmhg",
    "M": "mean_mmhg",
    "P": "pulse_per_min",
}
_FINDINGS: Final = Findings(KEY, VERSION, DeviceIdentity(maker="A&D"))


class AndTm2655Conversation:
    """Listens to one monitor; the person in front of it presses its button."""

    def __init__(self) -> None:
        self._before = BoundedBuffer(FRAME_LIMIT)
        self._header = b""
        self._body: BoundedBuffer | None = None
        self._ended = b""
        self._check_was_stx = False

    def open(self) -> Sequence[Action]:
        """The monitor speaks after each measurement."""
        return ()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere; every measurement becomes a report."""
        del channel
        found: list[Report] = []
        for piece in _PIECES.findall(data):
            run = piece
            if self._ended or self._check_was_stx:
                found += self._piece(run[:1])
                run = run[1:]
            if run:
                found += self._piece(run)
        return found

    def time_out(self) -> Sequence[Action]:
        """Silence: a measurement without a block check is whole, one without its end is not."""
        return self.close()

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was still arriving."""
        self._check_was_stx = False
        found = self._end_without_check()
        if self._body is not None:
            found += self._cut()
        return [*found, *self._tell_before(keep_header=False)]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: there is no acknowledgement, so the session keeps trying."""

    def _piece(self, piece: bytes) -> list[Report]:
        """One control character, or a run of others; one byte only where a block check may be."""
        found: list[Report] = []
        if self._ended:
            ended = self._after_end(piece)
            if ended:
                return ended
            found += self._end_without_check()
        if self._check_was_stx and piece.isalnum():
            # What equalled the block check was the next message's STX.
            found += self._begin()
        self._check_was_stx = False
        if piece == _STX:
            return found + self._begin()
        if self._body is None:
            self._before.add(piece)
        elif piece in (_SYN, _SOH):
            found += self._cut()
            self._before.add(piece)
        else:
            found += self._in_body(piece)
        return found

    def _after_end(self, byte: bytes) -> list[Report]:
        """The byte after an ETX: a block check, right or wrong, or (nothing) the next message."""
        if byte[0] in _block_checks(self._ended):
            self._check_was_stx = byte == _STX
            return [interpret(self._end() + byte)]
        if byte in (_SYN, _SOH, _STX):
            return []
        detail = "The measurement was damaged on its way; measure again."
        return [_FINDINGS.refused(Refusal.CHECKSUM, detail, self._end() + byte)]

    def _begin(self) -> list[Report]:
        found = self._cut() if self._body is not None else self._tell_before(keep_header=True)
        self._body = BoundedBuffer(FRAME_LIMIT)
        self._body.add(_STX)
        return found

    def _in_body(self, piece: bytes) -> list[Report]:
        body = self._body
        if body is None:
            return []
        body.add(piece)
        if piece != _ETX:
            return []
        if body.overflowed:
            return self._cut()
        self._ended = self._header + body.clear()
        self._body, self._header = None, b""
        return []

    def _cut(self) -> list[Report]:
        """The message in hand lost its end, or has none."""
        if self._body is None:
            return []
        long = self._body.overflowed
        taken = self._body.taken
        raw = self._header + self._body.clear()
        self._body, self._header = None, b""
        detail = f"The message broke off or ran on after {taken} bytes; measure again."
        reason = Refusal.FRAMING if long else Refusal.TRUNCATED
        return [_FINDINGS.refused(reason, detail, raw, incomplete=not long)]

    def _end(self) -> bytes:
        ended, self._ended = self._ended, b""
        return ended

    def _end_without_check(self) -> list[Report]:
        return [interpret(self._end())] if self._ended else []

    def _tell_before(self, *, keep_header: bool) -> list[Report]:
        """What came before a measurement: an answer to a command, the header, or noise."""
        length = self._before.taken
        overflowed = self._before.overflowed
        before = self._before.clear()
        match = _HEADER.search(before) if keep_header and not overflowed else None
        if match:
            self._header, before = match[0], before[: match.start()]
        found: list[Report] = []
        at = 0
        for answer in _ECHO.finditer(before):
            found += _FINDINGS.noise(before[at : answer.start()].strip(_SYN))
            at = answer.end()
            if answer["answer"] != b"\x06":
                detail = "The monitor refused the command; see what it shows."
                found.append(_FINDINGS.refused(Refusal.DEVICE_ERROR, detail, answer[0]))
        return found + _FINDINGS.noise(before[at:].strip(_SYN), length if overflowed else None)


def interpret(raw: bytes) -> Report:
    """One measurement, from its header or STX to its ETX or block check."""
    text = raw[raw.index(_STX) + 1 : raw.rindex(_ETX)].decode("latin-1")
    fields = text.split("\x1e")
    findings = _FINDINGS.of(model=fields[0].strip() or None)
    errors = [match[1] for field in fields if (match := _ERROR.fullmatch(field))]
    if len(errors) != 1:
        detail = "The message has no error code; set the monitor's output to the RB format (F25:1)."
        return findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
    if errors[0] != "00":
        detail = f"The monitor reports error E{errors[0]}; see its manual and measure again."
        return findings.refused(Refusal.DEVICE_ERROR, detail, raw)
    matches = [match for field in fields[2:] if (match := _VALUE.fullmatch(field))]
    amounts = {match[1]: int(match[2]) for match in matches}
    if len(amounts) != len(matches) or not {"S", "D"} <= amounts.keys():
        detail = "The systolic or diastolic pressure is missing or there twice; measure again."
        return findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
    if not 0 < amounts["D"] < amounts["S"]:
        detail = "The diastolic pressure is not below the systolic one; measure again."
        return findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
    values = tuple(number(_FIELDS[key], amounts[key]) for key in _FIELDS if amounts.get(key))
    return findings.reading(Kind.BLOOD_PRESSURE, values, raw, taken_at=_time(fields[1]))


def _time(field: str) -> DeviceTime | None:
    """YYMMDDhhmm, of this century."""
    if not _TIME.fullmatch(field):
        return None
    year, month, day, hour, minute = (int(field[at : at + 2]) for at in range(0, 10, 2))
    return calendar_time(2000 + year, month, day, hour, minute, text=field)


def _block_checks(ended: bytes) -> tuple[int, ...]:
    """What a block check over this message can be: from SOH on, or from STX on."""
    from_stx = xor8(ended[ended.index(_STX) :])
    start = ended.find(_SOH)
    return (from_stx,) if start < 0 else (xor8(ended[start:]), from_stx)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("A&D TM-2655P", "A&D TM-2657P"),
    links=(SerialLink(baud=2400),),
    protocol="A&D RB format",
    measures=frozenset({Kind.BLOOD_PRESSURE}),
    level=Level.SIMULATED,
    source="Public drivers of the A&D TM-2655P, RB format (menu F25:1)",
    converse=AndTm2655Conversation,
    remembers=False,
    patience_seconds=2.0,
)
