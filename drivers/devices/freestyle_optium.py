r"""Abbott FreeStyle Optium (Xceed), a glucose and ketone meter on a serial cable.

Source: glucometer-protocols 777b032, "FreeStyle Optium" (reverse engineered; facts), and the tests
of glucometerutils 9b87a5b (MIT). 19200 baud, 8N1. Lines end with CR LF::

    $colq   S/N:\tEXAMPLE-00001                $xmem   (an empty line)
            Ver:\t0.22\tMMOL                           EXAMPLE-00001
            Clock:\tNov  22 2026\t12:00:00             0.22
            Market:, ROM:, Usage:                      Nov  22 2026 12:00:00
            CMD OK                                     002
                                                       108  Nov  22 2026 11:58 G 0x00
                                                       003  June 02 2026 08:00 K 0x00
                                                       0x166F  END

The number before END is the sum of every byte before it, from the empty line on; nothing is
reported before it agrees. ``G`` is glucose in mg/dL whatever the display shows, ``K`` a ketone
(``drivers.protocols.freestyle_values``), and ``HI`` is kept as a word. How a control solution is
marked is not known, so the last field, always 0x00 in what was seen, must be that.

The meter keeps 450 results of whoever used it and can only send all of them; each is reported as
``stored``. Nothing is ever cleared and no clock is set. Not tried on a device.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drivers.driver import Acknowledge, Action, Driver, Level, MemoryRead, Report, SerialLink
from drivers.framing.checksums import sum16
from drivers.protocols.attendance import Attendance
from drivers.protocols.calendar_time import calendar_time
from drivers.protocols.findings import Findings
from drivers.protocols.freestyle_values import INFERRED_UNIT, month_number, strip_value
from drivers.protocols.line import Line, LineReader
from drivers.readings import DeviceIdentity, DeviceTime, Kind, Refusal

KEY: Final = "freestyle-optium"
VERSION: Final = "1"

GET_INFORMATION: Final = b"$colq\r\n"
GET_RESULTS: Final = b"$xmem\r\n"
BLOCK_LIMIT: Final = 64 * 1024
"""Bytes in an answer to $xmem; 450 results have about 14,000."""

_TIME: Final = r"(?P<hour>\d\d):(?P<minute>\d\d)"
_SERIAL: Final = re.compile(r"[A-Z0-9]{7}-[A-Z0-9]{5}")
_WHO: Final = re.compile(r"S/N:\t([A-Z0-9]{7}-[A-Z0-9]{5})")
_CLOCK: Final = re.compile(
    rf"Clock:\t(?P<month>[A-Z][a-z]{{2}}) {{2}}(?P<day>\d\d) (?P<year>\d{{4}})\t"
    rf"{_TIME}:(?P<second>\d\d)"
)
_BLOCK_CLOCK: Final = re.compile(
    rf"(?P<month>[A-Z][a-z]{{2}}[ ey]) (?P<day>\d\d) (?P<year>\d{{4}}) {_TIME}:(?P<second>\d\d)"
)
_INFORMATION: Final = re.compile(r"(Ver|Market|ROM|Usage):\t.*|CMD OK|\$.*")
_COUNT: Final = re.compile(r"\d{3}")
_RESULT: Final = re.compile(
    rf"(?P<value>\d{{3}}|HI |LO ) {{2}}(?P<month>[A-Z][a-z]{{2}}[ ey]) (?P<day>\d\d) "
    rf"(?P<year>\d{{4}}) {_TIME} (?P<type>[GK]) 0x00"
)
_END: Final = re.compile(r"0x(?P<sum>[0-9A-F]{4}) {2}END")
_KINDS: Final = {"G": Kind.GLUCOSE, "K": Kind.KETONE}
_BEFORE_RESULTS: Final = 5
_FINDINGS: Final = Findings(KEY, VERSION, DeviceIdentity(maker="Abbott", model="FreeStyle Optium"))


class FreestyleOptiumConversation:
    """Waits for a meter, asks who it is, and reads its results once."""

    def __init__(self) -> None:
        self._lines = LineReader()
        self._attendance = Attendance(GET_INFORMATION)
        self._findings = _FINDINGS
        self._new = False
        self._block: list[Line] = []
        self._block_length = 0

    def open(self) -> Sequence[Action]:
        """Ask whether a meter is there."""
        return self._attendance.open()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere."""
        del channel
        actions: list[Action] = []
        for line in self._lines.feed(data):
            actions += self._in_block(line) if self._is_in_block(line) else self._line(line)
        return actions

    def time_out(self) -> Sequence[Action]:
        """Silence: what is unfinished will not finish; ask again."""
        return [*self.close(), *self._attendance.silence()]

    def close(self) -> Sequence[Action]:
        """The link has gone: results whose sum never came are reported as such, not read."""
        rest = self._lines.rest()
        lines, self._block, self._block_length = self._block, [], 0
        if rest is not None and not lines and self._is_information(rest.text):
            return ()
        raw = b"".join(line.raw for line in lines) + (rest.raw if rest else b"")
        if not raw.strip(b"\r\n\0"):
            return ()
        detail = f"The meter broke off after {len(raw)} bytes; connect it again."
        return (self._findings.refused(Refusal.TRUNCATED, detail, raw, incomplete=True),)

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: the meter keeps its results."""

    def _is_in_block(self, line: Line) -> bool:
        """Whether a line belongs to an answer with results; the empty line before it does too."""
        if not line.text.strip("\0"):
            return True
        if len(self._block) == 1:
            return bool(_SERIAL.fullmatch(line.text))
        return len(self._block) > 1

    def _in_block(self, line: Line) -> list[Action]:
        empty = not line.text.strip("\0")
        if empty and len(self._block) <= 1:
            self._block, self._block_length = [line], len(line.raw)
            return []
        self._block.append(line)
        self._block_length += len(line.raw)
        if not line.whole or self._block_length > BLOCK_LIMIT:
            lines, self._block = self._block, []
            detail = "The meter sent more than it can remember; connect it again."
            raw = b"".join(line.raw for line in lines)
            return [self._findings.refused(Refusal.FRAMING, detail, raw)]
        end = _END.fullmatch(line.text)
        if end is None:
            return []
        lines, self._block = self._block, []
        self._attendance.arrived()
        self._attendance.rest()
        return self._results(lines, int(end["sum"], 16))

    def _line(self, line: Line) -> list[Action]:
        self._block = []
        if not line.whole or not self._is_information(line.text):
            detail = "The meter sent a line that is no result; it may be another model."
            reason = Refusal.NOT_UNDERSTOOD if line.whole else Refusal.FRAMING
            return [self._findings.refused(reason, detail, line.raw)]
        if self._attendance.arrived():
            self._findings, self._new = _FINDINGS, True
        if match := _WHO.fullmatch(line.text):
            self._new = self._new or self._findings.device.serial != match[1]
            self._findings = _FINDINGS.of(serial=match[1])
        if line.text != "CMD OK":
            return []
        if not self._new:
            self._attendance.rest()
            return []
        self._new = False
        return [*self._attendance.ask(GET_RESULTS)]

    def _is_information(self, text: str) -> bool:
        clock = _CLOCK.fullmatch(text)
        if clock:
            return _time(clock, text) is not None
        return bool(_WHO.fullmatch(text) or _INFORMATION.fullmatch(text))

    def _results(self, lines: list[Line], expected: int) -> list[Action]:
        """Every result of a whole answer, or one refusal of all of it."""
        raw = b"".join(line.raw for line in lines)
        if sum16(b"".join(line.raw for line in lines[:-1])) != expected:
            detail = "The results came damaged; take the meter off the cable and connect it again."
            return [self._findings.refused(Refusal.CHECKSUM, detail, raw)]
        head, results = lines[:_BEFORE_RESULTS], lines[_BEFORE_RESULTS:-1]
        if not _COUNT.fullmatch(head[-1].text) or int(head[-1].text) != len(results):
            detail = "The meter did not send as many results as it announced; connect it again."
            return [self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)]
        self._findings = _FINDINGS.of(serial=head[1].text)
        match = _BLOCK_CLOCK.fullmatch(head[3].text)
        clock = _time(match, head[3].text) if match else None
        return [*(self._result(line, clock) for line in results), MemoryRead(newest_first=True)]

    def _result(self, line: Line, clock: DeviceTime | None) -> Report:
        match = _RESULT.fullmatch(line.text)
        if match is None:
            detail = "A result of the meter is written in an unknown way; read its display."
            return self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, line.raw)
        kind = _KINDS[match["type"]]
        return self._findings.reading(
            kind,
            (strip_value(kind, match["value"].strip()),),
            line.raw,
            taken_at=_time(match, line.text),
            device_clock=clock,
            flags=(INFERRED_UNIT,) if kind is Kind.KETONE else (),
            stored=True,
        )


def _time(match: re.Match[str], text: str) -> DeviceTime | None:
    parts = match.groupdict()
    return calendar_time(
        int(parts["year"]),
        month_number(parts["month"]),
        int(parts["day"]),
        int(parts["hour"]),
        int(parts["minute"]),
        int(parts.get("second", "0")),
        text=text,
    )


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("Abbott FreeStyle Optium", "Abbott FreeStyle Optium Xceed"),
    links=(SerialLink(baud=19200, usb_ids=((0x1A61, 0x3420),)),),
    protocol="FreeStyle text lines",
    measures=frozenset({Kind.GLUCOSE, Kind.KETONE}),
    level=Level.DOCUMENTED,
    source="glucometer-protocols 777b032, FreeStyle Optium; tests of glucometerutils 9b87a5b (MIT)",
    converse=FreestyleOptiumConversation,
    recites=True,
    patience_seconds=2.0,
)
