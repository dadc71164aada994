r"""Abbott FreeStyle Optium Neo, Optium Neo H and Precision Neo, glucose and ketone meters.

Source: glucometer-protocols 777b032, "FreeStyle Precision Neo" and "Abbott Shared HID protocol"
(reverse engineered; facts), and the tests of the Tidepool uploader 3651507 (BSD-2). The meter is a
USB HID device (1A61:3850) with reports of 64 bytes: a type, a length, data. Type 60 is text, 22 a
synchronization that may come between any two and says nothing::

    $result?    7,4,11,22,26,11,58,0,108,0,0,0,0,0,0,0,0,0,0     type 7: glucose, mg/dL, HI, LO
                9,3,11,22,26,08,00,0,27,0                        type 9: ketone, 18 x mmol/L
                10,2,11,21,26,20,00,0,3,12,0,0,0                 type 10: insulin, kept unread
                3,000012DD                                       how many, sum of all before
                CKSM:000014FE                                    sum of all before
                CMD OK                                           or CMD Fail!

Fields 3 to 7 are month, day, year, hour and minute. Nothing is reported before both sums agree. How
a control solution is marked is in none of the sources: this driver cannot tell one.

The meter sends its whole memory, of whoever used it: each result is ``stored``. Nothing is ever
cleared. Recordings may hold the reports or their text alone. Not tried on a device, only over a bus
that stands in for USB.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drivers.driver import (
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
from drivers.framing.checksums import sum32
from drivers.protocols.calendar_time import calendar_time
from drivers.protocols.findings import Findings
from drivers.protocols.freestyle_values import INFERRED_UNIT, strip_value
from drivers.protocols.hid_reports import HidReports, ReportShape, report
from drivers.readings import DeviceIdentity, Kind, Refusal

KEY: Final = "freestyle-neo"
VERSION: Final = "1"

ANSWER_LIMIT: Final = 128 * 1024
"""Bytes in one answer; a memory of 1000 results has about 50,000."""

_TEXT: Final = 0x60
_ALWAYS_REPORTS: Final = frozenset({_TEXT, 0x22, 0x71})
_SHORT_REPORTS: Final = frozenset({0x06, 0x30, 0x34, 0x35})
_MOST: Final = 62
_INIT: Final = report(b"\x01\x00", b"")
_END: Final = re.compile(rb"CMD (?P<how>OK|Fail!)\r\n")
_SUM: Final = re.compile(rb"CKSM:(?P<sum>[0-9A-F]{8})\r\n\Z")
_COUNT: Final = re.compile(rb"(?P<count>\d{1,6}),(?P<sum>[0-9A-F]{8})\r\n\Z")
_SERIAL: Final = re.compile(rb"[A-Z0-9-]{8,20}\r\n")
_RECORD: Final = re.compile(
    r"(?P<type>\d{1,2}),\d+(?P<time>(?:,\d{1,3}){5}),[^,]*,(?P<value>[0-9]{1,6}|HI|LO),.*"
)
_KINDS: Final = {"7": Kind.GLUCOSE, "9": Kind.KETONE}
_INSULIN: Final = "10"
_METER: Final = DeviceIdentity(maker="Abbott", model="FreeStyle Neo")
_FINDINGS: Final = Findings(KEY, VERSION, _METER)


def _begins(head: bytes) -> bool:
    kind, length = head
    if kind in _ALWAYS_REPORTS:
        return length <= _MOST
    return kind in _SHORT_REPORTS and length < ord(" ")


def _data(whole: bytes) -> bytes:
    return whole[2 : 2 + min(whole[1], _MOST)] if whole[0] == _TEXT else b""


def command(text: bytes) -> bytes:
    """A question such as ``$result?`` in a report."""
    return report(bytes((_TEXT, len(text) + 2)), text + b"\r\n")


GET_SERIAL: Final = command(b"$serlnum?")
GET_RESULTS: Final = command(b"$result?")


class FreestyleNeoConversation:
    """Asks one meter who it is, then for its results."""

    def __init__(self) -> None:
        self._reports = HidReports(ReportShape(head=2, begins=_begins, data=_data))
        self._answer = BoundedBuffer(ANSWER_LIMIT)
        self._tail = b""
        self._findings = _FINDINGS
        self._asked_results = False

    def open(self) -> Sequence[Action]:
        """Wake the text commands, and ask who it is."""
        return (Send(_INIT), Send(GET_SERIAL))

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Reports, or the text of reports, cut anywhere."""
        del channel
        return self._hear(self._reports.feed(data))

    def time_out(self) -> Sequence[Action]:
        """Silence: an answer without its end is reported as such, not read."""
        return self.close()

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was still arriving."""
        told = self._hear(self._reports.flush())
        length, raw = self._answer.taken, self._answer.clear()
        self._tail = b""
        if raw.strip(b"\r\n\0"):
            detail = f"An answer broke off after {length} bytes; connect the meter again."
            told.append(self._findings.refused(Refusal.TRUNCATED, detail, raw, incomplete=True))
        return [action for action in told if not isinstance(action, Send)]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: the meter keeps its results."""

    def _hear(self, data: bytes) -> list[Action]:
        """Cut the text into answers, each ending with the line CMD."""
        actions: list[Action] = []
        while data:
            end = _END.search(self._tail + data)
            used = end.end() - len(self._tail) if end else len(data)
            self._answer.add(data[:used])
            self._tail = b"" if end else (self._tail + data)[-len(b"CMD Fail!\r\n") :]
            data = data[used:]
            if end:
                actions += self._whole(self._answer.taken, self._answer.clear(), end["how"])
        return actions

    def _whole(self, length: int, raw: bytes, how: bytes) -> list[Action]:
        message = raw[: raw.rfind(b"CMD ")]
        summed = _SUM.search(message)
        reason, detail = Refusal.FRAMING, "The meter's answer has no sum; connect it again."
        if how != b"OK":
            reason, detail = Refusal.DEVICE_ERROR, "The meter refused a question; connect it again."
        elif length > len(raw):
            detail = f"The meter sent an answer of {length} bytes, too long to be one."
        elif summed:
            text = message[: summed.start()]
            if sum32(text) == int(summed["sum"], 16):
                return self._text(text)
            reason, detail = Refusal.CHECKSUM, "The meter's answer is damaged; connect it again."
        return [self._findings.refused(reason, detail, raw)]

    def _text(self, text: bytes) -> list[Action]:
        """An answer whose sum agrees: results, a serial number, or something not asked for."""
        counted = _COUNT.search(text)
        if counted:
            return self._results(text[: counted.start()], counted, text)
        if _SERIAL.fullmatch(text):
            self._findings = _FINDINGS.of(serial=text.decode("ascii").strip())
        if self._asked_results:
            return []
        self._asked_results = True
        return [Send(GET_RESULTS)]

    def _results(self, records: bytes, counted: re.Match[bytes], text: bytes) -> list[Action]:
        lines = records.splitlines(keepends=True)
        if sum32(records) != int(counted["sum"], 16) or len(lines) != int(counted["count"]):
            detail = "The meter's results do not add up; connect it again."
            return [self._findings.refused(Refusal.CHECKSUM, detail, text)]
        return [*(self._result(line) for line in lines), MemoryRead()]

    def _result(self, line: bytes) -> Report | Keep:
        match = _RECORD.fullmatch(line.decode("latin-1").rstrip("\r\n"))
        if match is not None and match["type"] == _INSULIN:
            return Keep(line)
        kind = _KINDS.get(match["type"]) if match else None
        if match is None or kind is None:
            detail = "A record of the meter is written in an unknown way; read its display."
            return self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, line)
        month, day, year, hour, minute = (int(part) for part in match["time"].split(",")[1:])
        sent = match["time"].lstrip(",")
        return self._findings.reading(
            kind,
            (strip_value(kind, match["value"]),),
            line,
            taken_at=calendar_time(2000 + year, month, day, hour, minute, text=sent),
            flags=(INFERRED_UNIT,) if kind is Kind.KETONE else (),
            stored=True,
        )


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=(
        "Abbott FreeStyle Optium Neo",
        "Abbott FreeStyle Optium Neo H",
        "Abbott FreeStyle Precision Neo",
    ),
    links=(HidLink(usb_ids=((0x1A61, 0x3850),)),),
    protocol="FreeStyle text in HID reports",
    measures=frozenset({Kind.GLUCOSE, Kind.KETONE}),
    level=Level.DOCUMENTED,
    source="glucometer-protocols 777b032, FreeStyle Precision Neo; Tidepool uploader 3651507 tests",
    converse=FreestyleNeoConversation,
    recites=True,
)
