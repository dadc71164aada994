r"""Ascensia (Bayer) Contour USB and Contour Next USB, glucose meters with a USB plug.

Source: tests of glucometerutils 9b87a5b (MIT) with a header that a meter sent, and its support
module for the order of a conversation (facts). The meter is a USB HID device (1A79:6002) whose
reports of 64 bytes are ``ABC``, a length, and a piece of an ASTM conversation::

    EOT STX 1 H|\^&||7w3LBL|Bayer7390^01.24\..^7390-1234567^7403-|A=1^..^U=0|2||||||1|202611221204
        CR ETX D7 CR LF ENQ
        STX 3 R|1|^^^Glucose|133|mg/dL^P||B/X||202611220830 CR ETB .. CR LF

Field 5 of a result has the unit in which its value was sent, field 7 marks: ``<`` and ``>`` below
and above the meter's limits (the value is the limit), ``B`` and ``A`` before and after a meal,
``C`` a control solution; any other mark is kept as a flag. Each frame is answered with ACK once it
is on disk. The meter sends its whole memory, of whoever used it: each result is ``stored``, and its
end is the record L, or the EOT after that.

Recordings may hold the reports or their data alone. Not tried on a device, only over a bus that
stands in for USB.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
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
from drivers.protocols.astm_analytes import analyte
from drivers.protocols.astm_frames import BrokenFrame, Event, Frame, FrameReader, Signal
from drivers.protocols.astm_records import Record, read_records, read_time
from drivers.protocols.findings import Findings
from drivers.protocols.hid_reports import HidReports, ReportShape, report
from drivers.readings import DeviceIdentity, DeviceTime, Kind, Refusal, Special, Value

KEY: Final = "contour-usb"
VERSION: Final = "1"

_HEAD: Final = b"ABC"
_HEAD_LENGTH: Final = 4
_EOT, _ACK, _NAK = b"\x04", b"\x06", b"\x15"
_NUMBER: Final = re.compile(r"\d{1,5}(?:\.\d{1,3})?")
_LIMITS: Final = {">": Special.ABOVE, "<": Special.BELOW}
_MEALS: Final = {"B": "before_meal", "A": "after_meal"}
_METER: Final = DeviceIdentity(maker="Ascensia", model="Contour USB")
_FINDINGS: Final = Findings(KEY, VERSION, _METER)
_SHAPE: Final = ReportShape(
    head=_HEAD_LENGTH,
    begins=lambda head: head[:3] == _HEAD,
    data=lambda whole: whole[_HEAD_LENGTH : _HEAD_LENGTH + whole[3]],
)


def in_report(data: bytes) -> bytes:
    """``data`` (at most 60 bytes) as the meter's reports carry it."""
    return report(_HEAD + bytes((len(data),)), data)


class ContourUsbConversation:
    """Listens to one meter, and acknowledges each frame once it is on disk."""

    def __init__(self) -> None:
        self._reports = HidReports(_SHAPE)
        self._frames = FrameReader()
        self._findings = _FINDINGS
        self._clock: DeviceTime | None = None
        self._header = b""
        self._ended = False

    def open(self) -> Sequence[Action]:
        """EOT: the meter answers with its header."""
        return (Send(in_report(_EOT)),)

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Reports, or the data of reports, cut anywhere."""
        del channel
        return self._hear(self._reports.feed(data))

    def time_out(self) -> Sequence[Action]:
        """Silence: what is unfinished will not finish."""
        return self.close()

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was still arriving."""
        told = [a for a in self._hear(self._reports.flush()) if isinstance(a, Report | Keep)]
        cut = self._frames.cut()
        if cut:
            detail = f"A frame broke off after {len(cut)} bytes; connect the meter again."
            told.append(self._findings.refused(Refusal.TRUNCATED, detail, cut, incomplete=True))
        return [*told, *self._noise(), *self._end()]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: a frame that was refused is sent again as it was."""

    def _hear(self, data: bytes) -> list[Action]:
        actions: list[Action] = []
        for event in self._frames.feed(data):
            actions += self._event(event)
        return actions

    def _event(self, event: Event) -> list[Action]:
        if isinstance(event, Frame):
            told = [*self._noise(), *self._frame(event)]
            return [*told, Acknowledge(in_report(_ACK), otherwise=in_report(_NAK))]
        if isinstance(event, BrokenFrame):
            refused = self._findings.refused(event.reason, event.detail, event.raw.rstrip(b"\r\n"))
            return [refused, Send(in_report(_NAK))]
        return [Send(in_report(_ACK))] if event is Signal.ENQ else self._end()

    def _end(self) -> list[Action]:
        ended, self._ended = self._ended, False
        return [MemoryRead()] if ended else []

    def _noise(self) -> list[Report]:
        raw, length = self._frames.noise()
        return self._findings.noise(raw, length)

    def _frame(self, frame: Frame) -> list[Report | Keep]:
        """Every record of one frame; the header of an earlier one has named the delimiters."""
        if frame.text[:1] == b"H":
            self._header = frame.text.split(b"\r", 1)[0] + b"\r"
        skipped = 0 if frame.text[:1] == b"H" else 1 if self._header else 0
        records = [*read_records((self._header if skipped else b"") + frame.text)][skipped:]
        results = [record for record in records if record.kind == "R"]
        for record in records:
            self._ended = self._ended or record.kind == "L"
            if record.kind == "H":
                # Versions stand between the two, with the repeat delimiter inside them.
                who = [*record.field(5).split(record.delimiters.component), "", ""]
                self._findings = _FINDINGS.of(model=who[0] or None, serial=who[2] or None)
                self._clock = read_time(record.text(14))
        return [self._result(record, frame.bare) for record in results] or [Keep(frame.bare)]

    def _result(self, record: Record, raw: bytes) -> Report:
        marks = [mark for mark in record.text(7).split("/") if mark]
        named = analyte(record.component(3, 4) or record.text(3), record.component(5, 1))
        if named.kind not in (Kind.GLUCOSE, Kind.KETONE) or not _NUMBER.fullmatch(record.text(4)):
            detail = "A record of the meter is no glucose result; read its display."
            return self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
        amount = Decimal(record.text(4))
        words = [_LIMITS[mark] for mark in marks if mark in _LIMITS]
        value = Value(named.field, special=words[0], limit=amount) if words else None
        return self._findings.reading(
            named.kind,
            (value or Value(named.field, amount),),
            raw,
            taken_at=read_time(record.text(9)),
            device_clock=self._clock,
            flags=tuple(_MEALS.get(m, f"flag_{m}") for m in marks if m not in (*_LIMITS, "C")),
            sequence=record.text(2) or None,
            control="C" in marks,
            stored=True,
        )


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("Bayer Contour USB", "Ascensia Contour Next USB"),
    links=(HidLink(usb_ids=((0x1A79, 0x6002),)),),
    protocol="ASTM in HID reports",
    measures=frozenset({Kind.GLUCOSE}),
    level=Level.DOCUMENTED,
    source="Tests of glucometerutils 9b87a5b (MIT), contourusb",
    converse=ContourUsbConversation,
    acknowledges=True,
    recites=True,
)
