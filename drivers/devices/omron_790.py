"""Omron HEM-790IT and its sisters, blood-pressure monitors with a USB plug.

Source: facts from openyou/libomron 7febf17 (BSD): the protocol notes, issue 25 (the second half of
the systolic pressure, flags, sister models), and recordings of the maker's own software with a
HEM-790IT, whose results are those of that software's export. The monitor is a USB HID device
(0590:0028) with reports of 8 bytes: how many bytes of it count (1 to 7; 0 and 8 mean "not ready"),
and those bytes. Questions and answers are cut into such reports; "OK" begins an answer, "NO" is a
refusal, after which the same question succeeds; the exclusive or of all after "OK" is 0::

    feature 74 BC         the mode for single results
    30 NULs               wakes it        OK
    VER00                 who is it       OK 00 "M7080IT 207" 4A
    GDC 00 bank 00 00 ck  how many        OK 00 00 11 00 02 13
                                                         count
    GME 00 bank 00 n  ck  result n,       OK 00 08 04 15 10 12 26 00 00 77 4F 4F 00 00 4A
                          0 the newest       |  |  |  |  |  |  |  |     |  |  |     check
                                             |  |  |  |  |  |  |  |     |  |  1 irregular pulse,
                                             |  |  |  |  |  |  |  |     |  |  2 moved, 10 to 30
                                             |  |  |  |  |  |  |  |     |  |  first to third of 3
                                             |  |  |  |  |  |  |  |     |  pulse 79 a minute
                                             |  |  |  |  |  |  |  |     diastolic 79 mmHg
                                             |  |  |  |  |  |  |  systolic 119 mmHg (2 bytes)
                                             |  |  |  |  |  |  unit number
                                             |  |  |  hour 16, minute 18, second 38
                                             21 April 2008
    END FF FF             switches off    OK, OFF CR LF

The newest result of each of its two memories is asked for and is ``stored``; the others stay in it.
What clears a memory is never sent. A pedometer has the same USB numbers, so only models that were
named by the source are asked. The HEM-637 (M637IT) answers without flags and is left out, as is the
HEM-7301: it is asked in other words (CNT, MES), and no recording of its answers was found.

Which memory belongs to which user is not known, so no user is reported; the serial number that the
monitor tells was always 6, so that is not either. Plug it in again to read it again. Decoded from
what a monitor sent; the driver itself was not tried on a device.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import Final

from drivers.driver import (
    FEATURE,
    Acknowledge,
    Action,
    Driver,
    HidLink,
    Keep,
    Level,
    MemoryRead,
    Report,
    Send,
)
from drivers.framing.buffers import BoundedBuffer
from drivers.framing.checksums import xor8
from drivers.protocols.calendar_time import calendar_time
from drivers.protocols.findings import Findings, number
from drivers.readings import DeviceIdentity, Kind, Refusal

KEY: Final = "omron-790"
VERSION: Final = "1"

REPORT_LENGTH: Final = 8
PIECE: Final = REPORT_LENGTH - 1
TRIES: Final = 5
"""How often one question is asked before it is given up."""

SINGLE_RESULTS: Final = b"\x74\xbc"
WAKE: Final = bytes(30)
WHO: Final = b"VER00"
END: Final = b"END\xff\xff"
_BANKS: Final = (0, 1)

_OK, _NO, _OFF = b"OK", b"NO", b"OFF"
_NOT_READY: Final = frozenset({0, REPORT_LENGTH})
_NAME: Final = re.compile(rb"(?P<name>[A-Z0-9]{4,9}) +[A-Z0-9]{3}")
_MODELS: Final = {
    b"M7080IT": "HEM-790IT",
    b"M7080": "HEM-790IT",
    b"M7222IT": "BP791IT",
    b"M7300IT": "Elite 7300IT",
    b"M6040IT": "HEM-670IT",
    b"M1040": "1500 Pro",
}
_SETTINGS_LENGTH: Final = 14
_VERSION_LENGTH: Final = 15
_LONGEST: Final = 17
_MARKS: Final = {0x01: "irregular_pulse", 0x02: "body_moved"}
_UNKNOWN_LIMIT: Final = 1024
_FINDINGS: Final = Findings(KEY, VERSION, DeviceIdentity(maker="Omron", model="HEM-790IT"))


def in_reports(message: bytes) -> list[bytes]:
    """``message`` as it goes over the wire, either way."""
    pieces = [message[at : at + PIECE] for at in range(0, len(message), PIECE)]
    return [bytes((len(piece),)) + piece.ljust(PIECE, b"\0") for piece in pieces]


def question(word: bytes, bank: int, index: int = 0) -> bytes:
    """``GDC`` or ``GME`` with what it is about and its check."""
    about = bytes((0, bank, 0, index))
    return word + about + bytes((xor8(about),))


class Omron790Conversation:
    """Wakes one monitor, asks who it is, and reads the newest result of each memory."""

    def __init__(self) -> None:
        self._held = b""
        self._message = b""
        self._reports = b""
        self._unknown = BoundedBuffer(_UNKNOWN_LIMIT)
        self._findings = _FINDINGS
        self._question = WAKE
        self._asked = 0
        self._banks = deque(_BANKS)
        self._bank = 0
        self._left = 0

    def open(self) -> Sequence[Action]:
        """Set the mode, and wake it."""
        return [Send(SINGLE_RESULTS, FEATURE), *self._ask(WAKE)]

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Reports of 8 bytes, cut anywhere."""
        del channel
        self._held += data
        actions: list[Action] = []
        whole = len(self._held) - len(self._held) % REPORT_LENGTH
        held, self._held = self._held[:whole], self._held[whole:]
        for at in range(0, whole, REPORT_LENGTH):
            actions += self._report(held[at : at + REPORT_LENGTH])
        return actions

    def time_out(self) -> Sequence[Action]:
        """Silence: what is unfinished will not finish; ask again, and from the beginning at last.

        A monitor that is switched off is woken until it answers; one that was read is left alone.
        """
        told = self.close()
        if self._question == END:
            return told
        if self._asked < TRIES:
            return [*told, *self._ask(self._question)]
        self._banks, self._left = deque(_BANKS), 0
        return [*told, *self._first(WAKE)]

    def close(self) -> list[Action]:
        """The link has gone: report what was still arriving."""
        held, self._held = self._held, b""
        told = self._broken(held)
        length, raw = self._unknown.taken, self._unknown.clear()
        if length:
            detail = f"{length} bytes of the monitor are no answer; it may be another model."
            told.append(self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw))
        return told

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: the monitor keeps its results."""

    def _report(self, raw: bytes) -> list[Action]:
        """One report: it begins an answer, goes on with it, or is none."""
        if raw[0] in _NOT_READY:
            return []
        piece = raw[1 : 1 + raw[0]]
        begins = piece[:2] in (_OK, _NO) or piece.startswith(_OFF)
        if raw[0] > REPORT_LENGTH or not (begins or self._message):
            self._unknown.add(raw)
            return []
        told: list[Action] = [*self._broken()] if begins else []
        self._message += piece
        self._reports += raw
        # Settings are the one answer that ends with a full report.
        settings = len(self._message) == _SETTINGS_LENGTH and self._message[3:13].isdigit()
        if len(piece) == PIECE and not settings and len(self._message) <= _LONGEST:
            return told
        message, reports = self._message, self._reports
        self._message = self._reports = b""
        return [*told, *self._answer(message, reports)]

    def _broken(self, rest: bytes = b"") -> list[Action]:
        """An answer that will not be finished."""
        raw, self._message, self._reports = self._reports + rest, b"", b""
        if not raw.strip(b"\0"):
            return []
        detail = f"An answer broke off after {len(raw)} bytes; plug the monitor in again."
        return [self._findings.refused(Refusal.TRUNCATED, detail, raw, incomplete=True)]

    def _answer(self, message: bytes, raw: bytes) -> list[Action]:
        if message == _NO:
            return self._refusal(raw)
        if message.startswith(_OFF):
            return []
        if message == _OK:
            return self._first(WHO) if self._question == WAKE else []
        if xor8(message[2:]):
            detail = "An answer of the monitor came damaged; it is asked again."
            return [self._findings.refused(Refusal.CHECKSUM, detail, raw), *self._again()]
        return self._whole(message, raw)

    def _whole(self, message: bytes, raw: bytes) -> list[Action]:
        """Each kind of answer has a length of its own, which is all that tells them apart."""
        if self._question == WHO or len(message) == _VERSION_LENGTH:
            return self._who(message, raw)
        match len(message):
            case 8:
                return self._counted(message[6])
            case 17:
                return [self._result(message, raw), *self._next()]
            case 11 | 12 | 14:
                # A serial number, an average of a week, settings: not asked for, not results.
                return []
        detail = "The monitor sent an answer that is no result; it may be another model."
        return [self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)]

    def _refusal(self, raw: bytes) -> list[Action]:
        """NO: usually it succeeds the next time. A second memory need not be there."""
        again = self._again()
        if again or self._question[:3] == b"GDC":
            return again or self._next()
        if self._question in (WAKE, END):
            return []
        detail = "The monitor did not give its newest result; unplug it and plug it in again."
        return [self._findings.refused(Refusal.DEVICE_ERROR, detail, raw), *self._next()]

    def _who(self, message: bytes, raw: bytes) -> list[Action]:
        named = _NAME.fullmatch(message[3:-1])
        model = _MODELS.get(named["name"]) if named else None
        if model is None:
            detail = "This Omron device is not one whose results can be read; type them in by hand."
            refused = self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
            return [refused, *self._first(END)]
        self._findings = _FINDINGS.of(model=model)
        return self._next() if self._question == WHO else []

    def _counted(self, count: int) -> list[Action]:
        if self._question != question(b"GDC", self._bank):
            return []
        self._left += max(0, count - 1)
        return self._first(question(b"GME", self._bank)) if count else self._next()

    def _next(self) -> list[Action]:
        """The next memory; after the last one the monitor may go to sleep."""
        if self._question in (WAKE, END):
            return []
        if self._banks:
            self._bank = self._banks.popleft()
            return self._first(question(b"GDC", self._bank))
        return [MemoryRead(self._left), *self._first(END)]

    def _first(self, asked: bytes) -> list[Action]:
        self._asked = 0
        return self._ask(asked)

    def _again(self) -> list[Action]:
        if self._asked >= TRIES or self._question == END:
            return []
        return self._ask(self._question)

    def _ask(self, asked: bytes) -> list[Action]:
        self._question = asked
        self._asked += 1
        return [Send(each) for each in in_reports(asked)]

    def _result(self, message: bytes, raw: bytes) -> Report | Keep:
        year, month, day, hour, minute, second = message[3:9]
        systolic, diastolic = int.from_bytes(message[10:12], "big"), message[12]
        pulse, marks = message[13], int.from_bytes(message[14:16], "big")
        if not 0 < diastolic < systolic:
            detail = "Systolic and diastolic pressure do not fit together; read the display."
            return self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
        flags = [word for bit, word in _MARKS.items() if marks & bit]
        of_three = marks >> 4 & 0x03
        flags += [f"number_{of_three}_of_3"] if of_three else []
        values = (("systolic_mmhg", systolic), ("diastolic_mmhg", diastolic))
        measured = (*values, ("pulse_per_min", pulse)) if pulse else values
        return self._findings.reading(
            Kind.BLOOD_PRESSURE,
            tuple(number(field, amount) for field, amount in measured),
            raw,
            taken_at=calendar_time(
                2000 + year, month, day, hour, minute, second, text=message[3:9].hex()
            ),
            flags=tuple(flags),
            stored=True,
        )


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=(
        "Omron HEM-790IT (HEM-7080IT, M10-IT)",
        "Omron BP791IT",
        "Omron HEM-670IT",
        "Omron 1500 Pro",
    ),
    links=(HidLink(usb_ids=((0x0590, 0x0028),), report_length=REPORT_LENGTH),),
    protocol="Omron words in HID reports",
    measures=frozenset({Kind.BLOOD_PRESSURE}),
    level=Level.CAPTURED,
    source="openyou/libomron 7febf17 (BSD): notes, issue 25, recordings of a HEM-790IT",
    converse=Omron790Conversation,
    recites=True,
    patience_seconds=2.0,
)
