"""Contec 08A and 08C, blood-pressure monitors with a USB plug.

Source: facts from one public tool for the veterinary 08A (MarkMLl/contec08a 0f48025, GPL-3; nothing
copied). The monitor is a USB HID device (0483:5750) with reports of 64 bytes::

    station   43 41 01 07 02 00             all results of all users (04, 05, 06: of one)
    monitor   4A 43 01 ..                   it is switched on
              46 41 .. .. 83 .. (13) 82     how many results follow, of which user
              82 80 8E D8 C2 EC 9A 8B 80 95 88 9E
                    |  |  |  |  |  |     |  hour, minute
                    |  |  |  |  year, month, day
                    |  |  |  mean 108 mmHg
                    |  |  pulse 66 a minute
                    |  diastolic 88 mmHg
                    systolic 142 mmHg

Every byte but the systolic pressure is read without its uppermost bit. Every result that the source
shows had a systolic pressure of 128 mmHg or more, so it is not certain that a lower one comes
without that bit. A wrong guess would add 128 mmHg; then the mean pressure, which lies between two
tenths and seven tenths of the way from diastolic to systolic, no longer fits, and the result is
refused.

Results come from the memory, of whoever used it: each is ``stored``. The memories of several users
come one after the other, so all are told only when the monitor falls silent. What may be a command
to clear it (41) is never sent. Not tried on a device, only over a bus that stands in for USB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drivers.driver import Acknowledge, Action, Driver, HidLink, Level, MemoryRead, Report, Send
from drivers.framing.buffers import BoundedBuffer
from drivers.protocols.calendar_time import calendar_time
from drivers.protocols.findings import Findings, number
from drivers.protocols.hid_reports import REPORT_LENGTH, report
from drivers.readings import DeviceIdentity, Kind, Refusal

KEY: Final = "contec-08a"
VERSION: Final = "1"

ARE_YOU_THERE: Final = report(b"\x40\x8f\xff\xfe\xfd\xfc", b"")
GET_RESULTS: Final = report(b"\x43\x41\x01\x07\x02\x00", b"")

_RESULT_LENGTH: Final = 12
_RESULTS: Final = frozenset({0x82, 0x00})
_SWITCHED_ON: Final = b"\x4a\x43"
_COUNT: Final = b"\x46\x41"
_OTHER_ANSWERS: Final = frozenset({0x40, 0x42, 0x48})
_UNKNOWN_LIMIT: Final = 1024
_LOW_BITS: Final = 0x7F
_FINDINGS: Final = Findings(KEY, VERSION, DeviceIdentity(maker="Contec", model="08A"))


class Contec08aConversation:
    """Asks one monitor for its memory, and reads every result in it."""

    def __init__(self) -> None:
        self._held = b""
        self._user: int | None = None
        self._unknown = BoundedBuffer(_UNKNOWN_LIMIT)

    def open(self) -> Sequence[Action]:
        """Ask whether it is there, then for every result."""
        return (Send(ARE_YOU_THERE), Send(GET_RESULTS))

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Reports of 64 bytes, cut anywhere."""
        del channel
        self._held += data
        found: list[Report] = []
        whole = len(self._held) - len(self._held) % REPORT_LENGTH
        held, self._held = self._held[:whole], self._held[whole:]
        for at in range(0, whole, REPORT_LENGTH):
            found += self._report(held[at : at + REPORT_LENGTH])
        return found

    def time_out(self) -> Sequence[Action]:
        """Silence: a report that lacks its padding is read if it holds everything it should."""
        return [*self.close(), MemoryRead()]

    def close(self) -> Sequence[Action]:
        """The link has gone: read or report what was still arriving."""
        held, self._held = self._held, b""
        if len(held) >= _RESULT_LENGTH:
            return [*self._report(held), *self._tell_unknown()]
        found = self._tell_unknown()
        if held.strip(b"\0"):
            detail = f"A report broke off after {len(held)} bytes; connect the monitor again."
            found.append(_FINDINGS.refused(Refusal.TRUNCATED, detail, held, incomplete=True))
        return found

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: the monitor keeps its results."""

    def _report(self, raw: bytes) -> list[Report]:
        known = raw[0] in _RESULTS or raw[:2] in (_SWITCHED_ON, _COUNT)
        if not raw.strip(b"\0") or raw[0] in _OTHER_ANSWERS:
            return []
        if not known:
            self._unknown.add(raw)
            return []
        return [*self._tell_unknown(), *self._known(raw)]

    def _known(self, raw: bytes) -> list[Report]:
        if raw.startswith(_SWITCHED_ON):
            detail = "The monitor is switched off; switch it on and connect it again."
            return [] if raw[2] == 1 else [_FINDINGS.refused(Refusal.DEVICE_ERROR, detail, raw)]
        if raw.startswith(_COUNT):
            self._user = raw[13] & 0x03 if len(raw) > 13 else None
            return []
        return [interpret(raw, self._user)]

    def _tell_unknown(self) -> list[Report]:
        """Reports that are none of those above, however many, are one refusal."""
        length, raw = self._unknown.taken, self._unknown.clear()
        detail = f"{length} bytes of the monitor are no result; it may be another model."
        return [_FINDINGS.refused(Refusal.NOT_UNDERSTOOD, detail, raw)] if length else []


def interpret(raw: bytes, user: int | None = None) -> Report:
    """One report, or its first bytes (12 at least), as the blood pressure of ``user``."""
    systolic = raw[2]
    diastolic, pulse, mean, year, month, _, day, hour, minute = (
        byte & _LOW_BITS for byte in raw[3:_RESULT_LENGTH]
    )
    between = systolic - diastolic
    if not diastolic or not 2 * between <= 10 * (mean - diastolic) <= 7 * between or between <= 0:
        detail = "Systolic, diastolic and mean pressure do not fit together; read the display."
        return _FINDINGS.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
    named = (
        ("systolic_mmhg", systolic),
        ("diastolic_mmhg", diastolic),
        ("mean_mmhg", mean),
        ("pulse_per_min", pulse),
    )
    return _FINDINGS.reading(
        Kind.BLOOD_PRESSURE,
        tuple(number(field, amount) for field, amount in named if amount),
        raw,
        taken_at=calendar_time(
            2000 + year, month, day, hour, minute, text=raw[6:_RESULT_LENGTH].hex()
        ),
        user=user,
        stored=True,
    )


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("Contec 08A", "Contec 08C"),
    links=(HidLink(usb_ids=((0x0483, 0x5750),)),),
    protocol="Contec HID reports",
    measures=frozenset({Kind.BLOOD_PRESSURE}),
    level=Level.SIMULATED,
    source="Facts from MarkMLl/contec08a 0f48025 (GPL-3, nothing copied)",
    converse=Contec08aConversation,
    recites=True,
    patience_seconds=5.0,
)
