r"""A&D UA-767PC, an upper-arm blood-pressure monitor with a cable to a computer.

Source: one public driver for this monitor, with its commands and one example; no manual was at
hand. The speed of the line (9600 baud, 8N1) is not documented there: change it if nothing comes. ::

    station   STX C P C 0 5 ;          open communication; the last byte is the sum of the text
    monitor   SOH 7 0 P C ACK          or NAK at the end
    monitor   8 0 4 C 4 C 4 9 6 0      a measurement, ten hexadecimal digits
              |   |   |   |   not explained, kept in raw only
              |   |   |   pulse 73 a minute
              |   |   diastolic 76 mmHg
              |   systolic minus diastolic 76 mmHg: systolic is 152
              80 measured; 81 to 83 something else

There is no checksum, so a run of digits counts only if it is exactly ten long, ended by another
byte or by silence: a lost digit must not turn one pressure into another. The station asks again
every two seconds until communication is open, and leaves it open (``CLOSE`` ends it).

Not tried on a device.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drivers.driver import Acknowledge, Action, Driver, Level, Report, Send, SerialLink
from drivers.framing.buffers import BoundedBuffer
from drivers.protocols.findings import Findings, number
from drivers.readings import DeviceIdentity, Kind, Refusal

KEY: Final = "and-ua767"
VERSION: Final = "1"

OPEN: Final = b"\x02CPC05\x3b"
"""Open communication."""
CLOSE: Final = b"\x02CPC04\x3a"
"""Close communication."""

_ANSWER: Final = b"\x0170PC"
_ACK, _NAK = 0x06, 0x15
_DIGITS: Final = frozenset(b"0123456789ABCDEFabcdef")
_RUNS: Final = re.compile(rb"[0-9A-Fa-f]+|[^0-9A-Fa-f\x01]+")
_RUN_LIMIT: Final = 64
_MEASURED: Final = 0x80
_STATUS: Final = re.compile(rb"8[0-3]")
_LENGTH: Final = 10
_FINDINGS: Final = Findings(KEY, VERSION, DeviceIdentity(maker="A&D", model="UA-767PC"))


class AndUa767Conversation:
    """Opens communication, then listens to one monitor."""

    def __init__(self) -> None:
        self._answer = b""
        self._run = BoundedBuffer(_RUN_LIMIT)
        self._noise = BoundedBuffer(_RUN_LIMIT)
        self._opened = False

    def open(self) -> Sequence[Action]:
        """Open communication."""
        return (Send(OPEN),)

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere; a measurement is told once it is certain where it ends."""
        del channel
        found: list[Report] = []
        at = 0
        while at < len(data):
            run = None if self._answer else _RUNS.match(data, at)
            if run is None:
                found += self._in_answer(data[at])
                at += 1
            else:
                found += self._run_of(run[0])
                at = run.end()
        return found

    def time_out(self) -> Sequence[Action]:
        """Silence ends a measurement. Until communication is open, ask again."""
        found = self.close()
        return found if self._opened else [*found, Send(OPEN)]

    def close(self) -> Sequence[Action]:
        """The link has gone: a run of ten digits is whole, anything else is not."""
        self._noise.add(self._answer)
        self._answer = b""
        return [*self._end_run(), *self._end_noise()]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: there is no acknowledgement, so the session keeps trying."""

    def _run_of(self, piece: bytes) -> list[Report]:
        """Digits, or anything but digits and SOH."""
        if piece[0] in _DIGITS:
            found = self._end_noise()
            self._run.add(piece)
            return found
        found = self._end_run()
        self._noise.add(piece)
        return found

    def _in_answer(self, byte: int) -> list[Report]:
        found = self._end_run() if not self._answer else []
        expected = _ANSWER[len(self._answer) : len(self._answer) + 1]
        if expected and byte == expected[0]:
            self._answer += expected
            return found
        if not expected and byte in (_ACK, _NAK):
            found += self._end_noise()
            answer, self._answer = self._answer + bytes((byte,)), b""
            self._opened = byte == _ACK
            if byte == _ACK:
                return found
            detail = "The monitor refused to open communication; switch it off and on again."
            return [*found, _FINDINGS.refused(Refusal.DEVICE_ERROR, detail, answer)]
        # No answer after all. What looked like one is noise; this byte is judged afresh.
        self._noise.add(self._answer)
        self._answer = b""
        again = bytes((byte,))
        return [*found, *(self._in_answer(byte) if again == _ANSWER[:1] else self._run_of(again))]

    def _end_run(self) -> list[Report]:
        length = self._run.taken
        return [interpret(self._run.clear(), length)] if length else []

    def _end_noise(self) -> list[Report]:
        length = self._noise.taken
        return _FINDINGS.noise(self._noise.clear(), length)


def interpret(raw: bytes, length: int) -> Report:
    """A run of hexadecimal digits as a blood pressure; ``length`` is how many there were."""
    if length != _LENGTH:
        detail = f"A measurement has {_LENGTH} digits and this has {length}; measure again."
        reason = Refusal.TRUNCATED if length < _LENGTH else Refusal.FRAMING
        return _FINDINGS.refused(reason, detail, raw, incomplete=length < _LENGTH)
    if not _STATUS.match(raw):
        detail = "The message does not begin with a status from 80 to 83; measure again."
        return _FINDINGS.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
    status, pulse_pressure, diastolic, pulse, _ = bytes.fromhex(raw.decode("ascii"))
    if status != _MEASURED:
        detail = f"The monitor reports status {status:X} and no result; measure again."
        return _FINDINGS.refused(Refusal.DEVICE_ERROR, detail, raw)
    if not pulse_pressure or not diastolic:
        detail = "A pressure is zero; measure again."
        return _FINDINGS.refused(Refusal.DEVICE_ERROR, detail, raw)
    named = (
        ("systolic_mmhg", pulse_pressure + diastolic),
        ("diastolic_mmhg", diastolic),
        ("pulse_per_min", pulse),
    )
    values = tuple(number(field, amount) for field, amount in named if amount)
    return _FINDINGS.reading(Kind.BLOOD_PRESSURE, values, raw)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("A&D UA-767PC",),
    links=(SerialLink(),),
    protocol="A&D UA-767PC hexadecimal text",
    measures=frozenset({Kind.BLOOD_PRESSURE}),
    level=Level.SIMULATED,
    source="A public driver of the A&D UA-767PC, with one example",
    converse=AndUa767Conversation,
    patience_seconds=2.0,
)
