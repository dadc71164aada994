r"""SunTech NIBP modules: the blood-pressure part inside many vital-signs monitors.

Source: public driver tests that quote SunTech's own examples, byte by byte. Serial at TTL or
RS-232 level, 9600 baud, 8N1. The station asks with ``3A``, the module answers with ``3E``::

    3E  18  73 00  4A 00  1E     01      8 bytes     55    00     58 00  00     00 00  E9
        len systol diast. beats  status  test codes  heart spare  mean   error  spare  sum = 0
            mmHg   mmHg                              rate         mmHg

    3E  05  02 01  BA            the cuff holds 258 mmHg

Two-byte values are little-endian; ``len`` counts every byte and all bytes add up to 0 modulo 256.

The module answers only when it is asked, and answers with its last result however old that is. So
the station watches the cuff's pressure, once a second, and asks for the result when a cuff that
was full is empty: each measurement is read once, and never one from before the link. It starts no
measurement by itself (``START`` is there for whoever adds a button). Not tried on a module.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drivers.driver import Acknowledge, Action, Driver, Level, Report, Send, SerialLink
from drivers.framing.checksums import sum8
from drivers.protocols.findings import Findings, number
from drivers.protocols.frame_scanner import Damaged, Frame, FrameScanner, Shape
from drivers.readings import DeviceIdentity, Kind, Refusal

KEY: Final = "suntech"
VERSION: Final = "1"

START: Final = b"\x3a\x20\xa6"
"""Start a measurement."""
GET_CUFF_PRESSURE: Final = b"\x3a\x79\x05\x00\x48"
"""Ask how full the cuff is."""
GET_BP_DATA: Final = b"\x3a\x79\x03\x00\x4a"
"""Ask for the last result."""

FULL_MMHG: Final = 30
"""A cuff above this is measuring."""
EMPTY_MMHG: Final = 10
"""A cuff below this has let its air out."""

_ANSWER: Final = 0x3E
_SHORTEST: Final = 4
_CUFF_LENGTH: Final = 5
_DATA_LENGTH: Final = 24
_FINDINGS: Final = Findings(KEY, VERSION, DeviceIdentity(maker="SunTech"))


def _length(head: bytes) -> int | Refusal | None:
    if len(head) < 2:
        return None
    return head[1] if head[1] >= _SHORTEST else Refusal.FRAMING


def _check(frame: bytes) -> Refusal | None:
    return Refusal.CHECKSUM if sum8(frame) else None


_SHAPE: Final = Shape(start=_ANSWER, head=2, length=_length, check=_check)


class SuntechConversation:
    """Watches the cuff of one module, and asks for each result once."""

    def __init__(self) -> None:
        self._frames = FrameScanner(_SHAPE)
        self._was_full = False

    def open(self) -> Sequence[Action]:
        """Ask for the cuff's pressure."""
        return (Send(GET_CUFF_PRESSURE),)

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere."""
        del channel
        return self._follow(self._frames.feed(data))

    def time_out(self) -> Sequence[Action]:
        """A second has passed: what is unfinished will not finish; ask again."""
        return [*self._follow(self._frames.flush()), Send(GET_CUFF_PRESSURE)]

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was still arriving."""
        return [a for a in self._follow(self._frames.flush()) if isinstance(a, Report)]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: there is no acknowledgement, so the session keeps trying."""

    def _follow(self, found: Sequence[Frame | Damaged]) -> list[Action]:
        actions: list[Action] = []
        for item in found:
            if isinstance(item, Damaged):
                actions += _damaged(item)
            elif len(item.raw) == _CUFF_LENGTH:
                actions += self._cuff(int.from_bytes(item.raw[2:4], "little"))
            else:
                actions.append(interpret(item.raw))
        return actions

    def _cuff(self, pressure_mmhg: int) -> list[Action]:
        if pressure_mmhg > FULL_MMHG:
            self._was_full = True
        elif pressure_mmhg < EMPTY_MMHG and self._was_full:
            self._was_full = False
            return [Send(GET_BP_DATA)]
        return []


def interpret(frame: bytes) -> Report:
    """A whole frame that is not about the cuff, as a blood pressure."""
    if len(frame) != _DATA_LENGTH:
        detail = f"The module sent an answer of {len(frame)} bytes that is no result; tell support."
        return _FINDINGS.refused(Refusal.NOT_UNDERSTOOD, detail, frame)
    systolic, diastolic, mean = (int.from_bytes(frame[at : at + 2], "little") for at in (2, 4, 18))
    error = frame[20]
    if error:
        detail = f"The module reports error {error}; check the cuff and measure again."
        return _FINDINGS.refused(Refusal.DEVICE_ERROR, detail, frame)
    if not systolic or not diastolic:
        detail = "The module has no result; check the cuff and measure again."
        return _FINDINGS.refused(Refusal.DEVICE_ERROR, detail, frame)
    named = (
        ("systolic_mmhg", systolic),
        ("diastolic_mmhg", diastolic),
        ("mean_mmhg", mean),
        ("pulse_per_min", frame[16]),
    )
    values = tuple(number(field, amount) for field, amount in named if amount)
    return _FINDINGS.reading(Kind.BLOOD_PRESSURE, values, frame)


def _damaged(item: Damaged) -> list[Report]:
    if item.reason is Refusal.FRAMING:
        return _FINDINGS.noise(item.raw, item.length)
    detail = f"An answer of {item.length} bytes came damaged; check the cable."
    incomplete = item.reason is Refusal.TRUNCATED
    return [_FINDINGS.refused(item.reason, detail, item.raw, incomplete=incomplete)]


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("SunTech NIBP module", "Monitors with a SunTech module on a serial port"),
    links=(SerialLink(),),
    protocol="SunTech 3A/3E frames",
    measures=frozenset({Kind.BLOOD_PRESSURE}),
    level=Level.DOCUMENTED,
    source="SunTech's examples, quoted in public driver tests",
    converse=SuntechConversation,
    remembers=False,
    patience_seconds=1.0,
)
