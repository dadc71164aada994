"""TaiDoc TD-42xx glucose meters: GlucoRx Nexus, Menarini GlucoMen Nexus, GlucoCheck XL.

Source: glucometer-protocols 777b032, "TaiDoc TD-42xx" (reverse engineered; facts), and the tests of
glucometerutils 9b87a5b (MIT); blocks in ``drivers.protocols.taidoc_blocks``. 19200 baud, 8N1. ::

    22  connect            24  model, two bytes in BCD       23  clock
    2B  how many results   25  when result n was             26  value of result n

    26: value (2 bytes, always mg/dL), a byte not explained, meal (00, 40 before, 80 after)

Result 0 is the newest, and only it is asked for; it is ``stored``. Its time and its value come in
two blocks, so a value is reported with the time that came just before it. Nothing is ever cleared
(52) and no clock is set (33).

These meters have a Silicon Labs CP2110 bridge (10C4:EA80), which is no serial port but a HID
device: the station can read them through anything that makes a serial port of it. Not tried on a
device. TaiDoc's blood-pressure monitors (FORA) speak the same blocks; how they pack a result is
in no source, so they are not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drivers.driver import Acknowledge, Action, Driver, Level, MemoryRead, Report, SerialLink
from drivers.protocols.attendance import Attendance
from drivers.protocols.findings import Findings, number
from drivers.protocols.frame_scanner import Damaged, Frame
from drivers.protocols.taidoc_blocks import block, decode_time, scanner
from drivers.readings import DeviceIdentity, DeviceTime, Kind, Refusal

KEY: Final = "taidoc"
VERSION: Final = "1"

CONNECT: Final = block(0x22)
GET_MODEL: Final = block(0x24)
GET_CLOCK: Final = block(0x23)
GET_COUNT: Final = block(0x2B)
GET_NEWEST_TIME: Final = block(0x25)
GET_NEWEST_VALUE: Final = block(0x26)

_CONNECTED: Final = frozenset({0x22, 0x54})
_MODEL, _CLOCK, _COUNT, _TIME, _VALUE = 0x24, 0x23, 0x2B, 0x25, 0x26
_MEALS: Final[dict[int, tuple[str, ...]]] = {0: (), 0x40: ("before_meal",), 0x80: ("after_meal",)}
_FINDINGS: Final = Findings(KEY, VERSION, DeviceIdentity(maker="TaiDoc"))


class TaidocConversation:
    """Waits for a meter and reads the newest of its results, once."""

    def __init__(self) -> None:
        self._frames = scanner()
        self._attendance = Attendance(CONNECT)
        self._forget()

    def open(self) -> Sequence[Action]:
        """Ask whether a meter is there."""
        return self._attendance.open()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere."""
        del channel
        return self._follow(self._frames.feed(data))

    def time_out(self) -> Sequence[Action]:
        """Silence: what is unfinished will not finish; ask again."""
        return [*self._follow(self._frames.flush()), *self._attendance.silence()]

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was still arriving."""
        return [a for a in self._follow(self._frames.flush()) if isinstance(a, Report)]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: the meter keeps its results."""

    def _forget(self) -> None:
        self._findings = _FINDINGS
        self._clock: DeviceTime | None = None
        self._count = 0
        self._time: tuple[DeviceTime | None, bytes] | None = None

    def _follow(self, found: Sequence[Frame | Damaged]) -> list[Action]:
        actions: list[Action] = []
        for item in found:
            if isinstance(item, Frame):
                actions += self._block(item.raw)
            elif item.reason is Refusal.FRAMING:
                actions += self._findings.noise(item.raw, item.length)
            else:
                detail = f"An answer of {item.length} bytes came damaged; connect the meter again."
                cut = item.reason is Refusal.TRUNCATED
                refused = self._findings.refused(item.reason, detail, item.raw, incomplete=cut)
                actions.append(refused)
        return actions

    def _block(self, raw: bytes) -> list[Action]:
        command, message = raw[1], raw[2:6]
        new = self._attendance.arrived()
        if new:
            self._forget()
        if command in _CONNECTED:
            if new:
                return [*self._attendance.ask(GET_MODEL)]
            self._attendance.rest()
            return []
        return self._answer(command, message, raw)

    def _answer(self, command: int, message: bytes, raw: bytes) -> list[Action]:
        if command == _MODEL:
            self._findings = _FINDINGS.of(model=f"TD-{message[1]:02X}{message[0]:02X}")
            return [*self._attendance.ask(GET_CLOCK)]
        if command == _CLOCK:
            self._clock = decode_time(message)
            return [*self._attendance.ask(GET_COUNT)]
        if command == _COUNT:
            self._count = int.from_bytes(message[:2], "little")
            if not self._count:
                self._attendance.rest()
                return []
            return [*self._attendance.ask(GET_NEWEST_TIME)]
        if command == _TIME:
            self._time = decode_time(message), raw
            return [*self._attendance.ask(GET_NEWEST_VALUE)]
        if command == _VALUE:
            self._attendance.rest()
            return [self._result(message, raw), MemoryRead(max(0, self._count - 1))]
        detail = f"The meter's answer {command:02X} is no result; it may be another model."
        return [self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)]

    def _result(self, message: bytes, raw: bytes) -> Report:
        time, self._time = self._time, None
        value, meal = int.from_bytes(message[:2], "little"), message[3]
        if meal not in _MEALS:
            detail = f"The meter marks this result {meal:02X}, an unknown mark; read its display."
            return self._findings.refused(Refusal.NOT_UNDERSTOOD, detail, raw)
        if not value:
            detail = "The meter has no value for this result; measure again."
            return self._findings.refused(Refusal.DEVICE_ERROR, detail, raw)
        return self._findings.reading(
            Kind.GLUCOSE,
            (number("glucose_mg_dl", value),),
            raw,
            taken_at=time[0] if time else None,
            device_clock=self._clock,
            flags=_MEALS[meal],
            stored=True,
        )


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=(
        "TaiDoc TD-4277 and TD-4235B",
        "GlucoRx Nexus and NexusQ",
        "Menarini GlucoMen Nexus",
        "Aktivmed GlucoCheck XL",
    ),
    links=(SerialLink(baud=19200),),
    protocol="TaiDoc 8-byte blocks",
    measures=frozenset({Kind.GLUCOSE}),
    level=Level.DOCUMENTED,
    source="glucometer-protocols 777b032, TaiDoc TD-42xx; tests of glucometerutils 9b87a5b (MIT)",
    converse=TaidocConversation,
    recites=True,
    patience_seconds=2.0,
)
