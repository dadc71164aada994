r"""LifeScan OneTouch Ultra 2, a glucose meter on a serial cable.

Source: LifeScan's protocol for this meter as public drivers and their tests give it (MIT,
glucometerutils 9b87a5b, drivers/otultra2.py and tests). 9600 baud, 8N1. The station says DC1 CR,
a command, CR; each answer is a line that ends with a blank and the sum of its text, 4 digits::

    DM@   @ "ABCDEFGHY" 0321                              serial number, always ends with Y
    DMF   F "SUN","11/22/26","12:00:00   " 0603           clock, month first
    DMP   P 002,"ABCDEFGHY","MMOL/L" 060F                 how many, serial, unit of the DISPLAY
          P "SUN","11/22/26","11:58:00   ","  108 ","N","00", 00 09BC
             |     |          |               |      |   |
             weekday, date, time      C or blank,    |   comment 00 to 11
                                      value, ?       meal N, B before, A after

Values are always mg/dL, whatever the display shows. ``C`` marks a control solution, ``?`` a record
that the meter itself doubts; HIGH and LOW (HI, LO) stand where a value would.

A meter keeps 500 results of whoever used it and can only send all of them. Each is reported as
``stored``, newest first as the meter has them; nothing is ever cleared and no clock is set. A meter
that stays on its cable is read once. Not tried on a device.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drivers.driver import Acknowledge, Action, Driver, Level, MemoryRead, Report, SerialLink
from drivers.framing.checksums import sum16
from drivers.protocols.attendance import Attendance
from drivers.protocols.calendar_time import calendar_time
from drivers.protocols.findings import Findings, number
from drivers.protocols.line import Line
from drivers.protocols.text_lines import TextLines
from drivers.readings import DeviceIdentity, DeviceTime, Kind, Refusal, Special, Value

KEY: Final = "onetouch-ultra2"
VERSION: Final = "1"

GET_SERIAL: Final = b"\x11\rDM@\r"
GET_CLOCK: Final = b"\x11\rDMF\r"
GET_RESULTS: Final = b"\x11\rDMP\r"

_SUMMED: Final = re.compile(r"(?P<text>.+) (?P<sum>[0-9A-F]{4})")
_TIME: Final = r'"[A-Z]{3}","(?P<date>\d\d/\d\d/\d\d)","(?P<time>\d\d:\d\d:\d\d) {3}"'
_SERIAL: Final = re.compile(r'@ "(?P<serial>[A-Z0-9]{8}Y)"')
_CLOCK: Final = re.compile(rf"[FT] {_TIME}")
_HEADER: Final = re.compile(r'P (?P<count>\d{3}),"(?P<serial>[0-9A-Z]{9})","(?:MG/DL |MMOL/L)"')
_RESULT: Final = re.compile(
    rf'P {_TIME},"(?P<control>[C ]) ?(?P<value> *\d{{1,3}}|HI|HIGH|LO|LOW) *(?P<doubt>\?)? *",'
    r'"(?P<meal>[NBA])","(?P<comment>\d\d)", ?\d\d'
)
_OTHER_ANSWERS: Final = ("?", "SU?", "Z")
_WORDS: Final = {
    "HI": Special.ABOVE,
    "HIGH": Special.ABOVE,
    "LO": Special.BELOW,
    "LOW": Special.BELOW,
}
_MEALS: Final[dict[str, tuple[str, ...]]] = {"B": ("before_meal",), "A": ("after_meal",)}
_FIELD: Final = "glucose_mg_dl"
_FINDINGS: Final = Findings(
    KEY, VERSION, DeviceIdentity(maker="LifeScan", model="OneTouch Ultra 2")
)


class OnetouchUltra2Conversation:
    """Waits for a meter, asks who it is and what its clock says, and reads its results once."""

    def __init__(self) -> None:
        self._lines = TextLines()
        self._attendance = Attendance(GET_SERIAL)
        self._findings = _FINDINGS
        self._clock: DeviceTime | None = None
        self._left = 0
        self._header = b""

    def open(self) -> Sequence[Action]:
        """Ask whether a meter is there."""
        return self._attendance.open()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere; every line is judged on its own."""
        del channel
        actions: list[Action] = []
        for line in self._lines.feed(data):
            actions += self._line(line)
        return actions

    def time_out(self) -> Sequence[Action]:
        """Silence: what is unfinished will not finish; ask again."""
        return [*self.close(), *self._attendance.silence()]

    def close(self) -> Sequence[Action]:
        """The link has gone: report the line that was still arriving, and results that are owed."""
        rest = self._lines.rest()
        left, self._left = self._left, 0
        if rest is None and not left:
            return ()
        raw = rest.raw if rest else self._header
        if left:
            detail = f"{left} results that the meter announced did not arrive; connect it again."
        else:
            detail = f"The line stopped after {len(raw)} bytes; connect the meter again."
        return (self._findings.refused(Refusal.TRUNCATED, detail, raw, incomplete=True),)

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: the meter keeps its results."""

    def _line(self, line: Line) -> Sequence[Action]:
        text = _checked(line)
        if isinstance(text, Refusal):
            detail = "A line of the meter came damaged; take it off the cable and connect it again."
            refused = self._findings.refused(text, detail, line.raw)
            is_result = line.raw.lstrip(b"\x11\0").startswith(b'P "')
            return [refused, *(self._one_less() if is_result else ())]
        if self._attendance.arrived():
            self._findings, self._clock = _FINDINGS, None
        if match := _SERIAL.fullmatch(text):
            return self._who(match["serial"])
        if match := _CLOCK.fullmatch(text):
            self._clock = _time(match)
            return self._attendance.ask(GET_RESULTS)
        if match := _HEADER.fullmatch(text):
            self._findings = _FINDINGS.of(serial=match["serial"])
            self._left, self._header = int(match["count"]), line.raw
            self._attendance.rest()
            return []
        if match := _RESULT.fullmatch(text):
            return [self._result(match, line.raw), *self._one_less()]
        if text.startswith(_OTHER_ANSWERS):
            return []
        detail = "The meter sent a line that is no result; it may be another model."
        return [self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, line.raw)]

    def _one_less(self) -> list[Action]:
        """One result of those announced has come, well or damaged; the newest came first."""
        last = self._left == 1
        self._left = max(0, self._left - 1)
        return [MemoryRead(newest_first=True)] if last else []

    def _who(self, serial: str) -> Sequence[Action]:
        """A meter that has just come is asked for its clock; one that stays is left alone."""
        if self._findings.device.serial == serial:
            self._attendance.rest()
            return []
        self._findings = _FINDINGS.of(serial=serial)
        return self._attendance.ask(GET_CLOCK)

    def _result(self, match: re.Match[str], raw: bytes) -> Report:
        if match["doubt"]:
            detail = "The meter marks this result as damaged in its memory; measure again."
            return self._findings.refused(Refusal.DEVICE_ERROR, detail, raw)
        word = _WORDS.get(match["value"])
        value = Value(_FIELD, special=word) if word else number(_FIELD, int(match["value"]))
        code = match["comment"]
        comment = () if code == "00" else (f"comment_{code}",)
        return self._findings.reading(
            Kind.GLUCOSE,
            (value,),
            raw,
            taken_at=_time(match),
            device_clock=self._clock,
            flags=_MEALS.get(match["meal"], ()) + comment,
            control=match["control"] == "C",
            stored=True,
        )


def _checked(line: Line) -> str | Refusal:
    """A line's text without its checksum."""
    if not line.whole:
        return Refusal.FRAMING
    match = _SUMMED.fullmatch(line.text.lstrip("\x11\0"))
    if match is None:
        return Refusal.FRAMING
    if sum16(match["text"].encode("latin-1")) != int(match["sum"], 16):
        return Refusal.CHECKSUM
    return match["text"]


def _time(match: re.Match[str]) -> DeviceTime | None:
    """Month first, and two digits for a year of this century."""
    month, day, year = (int(part) for part in match["date"].split("/"))
    hour, minute, second = (int(part) for part in match["time"].split(":"))
    sent = f"{match['date']} {match['time']}"
    return calendar_time(2000 + year, month, day, hour, minute, second, text=sent)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("LifeScan OneTouch Ultra 2",),
    links=(SerialLink(usb_ids=((0x067B, 0x2303),)),),
    protocol="OneTouch Ultra 2 text lines",
    measures=frozenset({Kind.GLUCOSE}),
    level=Level.DOCUMENTED,
    source="LifeScan's protocol as in glucometerutils 9b87a5b (MIT), driver otultra2 and its tests",
    converse=OnetouchUltra2Conversation,
    recites=True,
    patience_seconds=2.0,
)
