"""One visit of a Bluetooth device that measures, keeps the result, and sends it when we call.

The same for every such service: ask for its measurements first, because the device sends them
once and then deletes them; then read its clock, set it, and ask who it is. An A&D device hangs up
when the clock has not been set some five seconds after the connection, so nothing else comes
before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drivers.driver import (
    Acknowledge,
    Action,
    ClockLayout,
    Finish,
    Read,
    Report,
    SetClock,
    Subscribe,
)
from drivers.framing.date_time import decode_date_time
from drivers.framing.octets import TruncatedError
from drivers.framing.sfloat import IllegalFloatError
from drivers.framing.uuids import short_uuid
from drivers.protocols.gatt_device_information import ASK, DeviceInformation
from drivers.readings import DeviceTime, Kind, NotUnderstood, Reading, Refusal, Value

DATE_TIME: Final = "2a08"
CURRENT_TIME: Final = "2a2b"

READ_AND_SET_CLOCKS: Final = (
    Read(DATE_TIME),
    Read(CURRENT_TIME),
    SetClock(DATE_TIME, ClockLayout.DATE_TIME),
    SetClock(CURRENT_TIME, ClockLayout.CURRENT_TIME),
)
"""Both kinds of clock are read before either is set; a device has one of them, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one measurement said, as ``Reading`` has it."""

    values: tuple[Value, ...]
    taken_at: DeviceTime | None
    user: int | None = None
    flags: tuple[str, ...] = ()
    kind: Kind | None = None
    """If it is not of the kind that the characteristic is for."""
    sequence: str | None = None
    control: bool = False
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one measurement is no result."""

    reason: Refusal
    detail: str


Interpret = Callable[[bytes, DeviceInformation], Measured | Refused]
"""A payload and what is known of its sender. May raise TruncatedError or IllegalFloatError."""


class GattVisit:
    """What every visit has in common: the device's clock, who it is, and how results are said."""

    def __init__(self, driver: str, version: str) -> None:
        self._driver = driver
        self._version = version
        self._device_clock: DeviceTime | None = None
        self._information = DeviceInformation()

    @property
    def information(self) -> DeviceInformation:
        """What the device has told about itself so far."""
        return self._information

    def takes(self, short: str, data: bytes) -> bool:
        """Whether ``short`` is a clock's characteristic, or one that tells who it is."""
        if short in {DATE_TIME, CURRENT_TIME}:
            # The first clock that could be read counts: what comes later we may have set.
            self._device_clock = self._device_clock or decode_date_time(data)
            return True
        information = self._information.told(short, data)
        if information is None:
            return False
        self._information = information
        return True

    def judge(self, kind: Kind, interpret: Interpret, payload: bytes) -> Reading | NotUnderstood:
        """``payload`` as ``interpret`` has it, or the refusal that its errors come to."""
        try:
            outcome = interpret(payload, self._information)
        except TruncatedError as error:
            return self.not_understood(Refusal.TRUNCATED, str(error), payload)
        except IllegalFloatError as error:
            return self.not_understood(Refusal.NOT_UNDERSTOOD, str(error), payload)
        return self.say(kind, outcome, payload)

    def say(self, kind: Kind, outcome: Measured | Refused, raw: bytes) -> Reading | NotUnderstood:
        """``outcome`` with its bytes and its sender."""
        if isinstance(outcome, Refused):
            return self.not_understood(outcome.reason, outcome.detail, raw)
        return Reading(
            driver=self._driver,
            driver_version=self._version,
            kind=outcome.kind or kind,
            values=outcome.values,
            taken_at=outcome.taken_at,
            device_clock=self._device_clock,
            flags=outcome.flags,
            user=outcome.user,
            sequence=outcome.sequence,
            device=self._information.identity,
            control=outcome.control,
            stored=outcome.stored,
            raw=raw,
        )

    def not_understood(self, reason: Refusal, detail: str, raw: bytes) -> NotUnderstood:
        """A refusal with its bytes and its sender."""
        return NotUnderstood(
            driver=self._driver,
            driver_version=self._version,
            reason=reason,
            detail=detail,
            raw=raw,
            device=self._information.identity,
        )

    def unknown(self, short: str, data: bytes) -> NotUnderstood:
        """What a characteristic said that the driver does not know."""
        detail = f"the driver {self._driver} does not know the characteristic {short}"
        return self.not_understood(Refusal.NOT_UNDERSTOOD, detail, data)


class GattMeasurements:
    """The conversation of a driver for characteristics that each bring whole measurements.

    ``also`` are further characteristics with an interpretation of their own that are not asked
    for. ``ignored`` are those whose values mean something but are no results, such as a cuff's
    pressure while it inflates.
    """

    def __init__(
        self,
        *,
        driver: str,
        version: str,
        kind: Kind,
        channel: str,
        interpret: Interpret,
        also: Mapping[str, Interpret] | None = None,
        ignored: frozenset[str] = frozenset(),
    ) -> None:
        self._kind = kind
        self._channel = channel
        self._interpreters = {**(also or {}), channel: interpret}
        self._ignored = ignored
        self._visit = GattVisit(driver, version)

    @property
    def information(self) -> DeviceInformation:
        """What the device has told about itself so far."""
        return self._visit.information

    def open(self) -> Sequence[Action]:
        """Subscribe, read both kinds of clock before setting either, then ask who it is."""
        return (Subscribe(self._channel), *READ_AND_SET_CLOCKS, *ASK)

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """One value of a characteristic. Without a channel it is taken for a measurement."""
        short = short_uuid(channel) or self._channel
        interpret = self._interpreters.get(short)
        if interpret is not None:
            return (Report(self._visit.judge(self._kind, interpret, data)),)
        if self._visit.takes(short, data) or short in self._ignored:
            return ()
        return (Report(self._visit.unknown(short, data)),)

    def time_out(self) -> Sequence[Action]:
        """A device that has said nothing for so long has nothing more to say."""
        return (Finish(),)

    def close(self) -> Sequence[Action]:
        """Nothing can be half received: every value arrives whole."""
        return ()

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: Bluetooth itself acknowledges, this conversation never does."""
