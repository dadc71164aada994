"""One visit of a Bluetooth device that measures, keeps the result, and sends it when we call.

The same for every such service: ask for its measurements first, because the device sends them
once and then deletes them; then read its clock, set it, and ask who it is. An A&D device hangs up
when the clock has not been set some five seconds after the connection, so nothing else comes
before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one measurement said, as ``Reading`` has it."""

    values: tuple[Value, ...]
    taken_at: DeviceTime | None
    user: int | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one measurement is no result."""

    reason: Refusal
    detail: str


Interpret = Callable[[bytes, DeviceInformation], Measured | Refused]
"""A payload and what is known of its sender. May raise TruncatedError or IllegalFloatError."""


class GattMeasurements:
    """The conversation of a driver for one measurement characteristic.

    ``ignored`` are characteristics whose values mean something but are no results, such as a
    cuff's pressure while it inflates.
    """

    def __init__(
        self,
        *,
        driver: str,
        version: str,
        kind: Kind,
        channel: str,
        interpret: Interpret,
        ignored: frozenset[str] = frozenset(),
    ) -> None:
        self._driver = driver
        self._version = version
        self._kind = kind
        self._channel = channel
        self._interpret = interpret
        self._ignored = ignored
        self._device_clock: DeviceTime | None = None
        self._information = DeviceInformation()

    @property
    def information(self) -> DeviceInformation:
        """What the device has told about itself so far."""
        return self._information

    def open(self) -> Sequence[Action]:
        """Subscribe, read both kinds of clock before setting either, then ask who it is."""
        return (
            Subscribe(self._channel),
            Read(DATE_TIME),
            Read(CURRENT_TIME),
            SetClock(DATE_TIME, ClockLayout.DATE_TIME),
            SetClock(CURRENT_TIME, ClockLayout.CURRENT_TIME),
            *ASK,
        )

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """One value of a characteristic. Without a channel it is taken for a measurement."""
        short = short_uuid(channel) or self._channel
        if short == self._channel:
            return (Report(self._result(data)),)
        if short in {DATE_TIME, CURRENT_TIME}:
            # The first clock that could be read counts: what comes later we may have set.
            self._device_clock = self._device_clock or decode_date_time(data)
            return ()
        information = self._information.told(short, data)
        if information is not None:
            self._information = information
            return ()
        if short in self._ignored:
            return ()
        detail = f"the driver {self._driver} does not know the characteristic {short}"
        return (Report(self._not_understood(Refusal.NOT_UNDERSTOOD, detail, data)),)

    def time_out(self) -> Sequence[Action]:
        """A device that has said nothing for so long has nothing more to say."""
        return (Finish(),)

    def close(self) -> Sequence[Action]:
        """Nothing can be half received: every value arrives whole."""
        return ()

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: Bluetooth itself acknowledges, this conversation never does."""

    def _result(self, payload: bytes) -> Reading | NotUnderstood:
        try:
            outcome = self._interpret(payload, self._information)
        except TruncatedError as error:
            return self._not_understood(Refusal.TRUNCATED, str(error), payload)
        except IllegalFloatError as error:
            return self._not_understood(Refusal.NOT_UNDERSTOOD, str(error), payload)
        if isinstance(outcome, Refused):
            return self._not_understood(outcome.reason, outcome.detail, payload)
        return Reading(
            driver=self._driver,
            driver_version=self._version,
            kind=self._kind,
            values=outcome.values,
            taken_at=outcome.taken_at,
            device_clock=self._device_clock,
            flags=outcome.flags,
            user=outcome.user,
            device=self._information.identity,
            raw=payload,
        )

    def _not_understood(self, reason: Refusal, detail: str, payload: bytes) -> NotUnderstood:
        return NotUnderstood(
            driver=self._driver,
            driver_version=self._version,
            reason=reason,
            detail=detail,
            raw=payload,
            device=self._information.identity,
        )
