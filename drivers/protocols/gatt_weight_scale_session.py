"""One visit of a weight scale: whole measurements, and the user for whom some scales weigh.

Source: Bluetooth SIG, Weight Scale Service 1.0; for the user see ``gatt_user_consent``.
"""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import override

from drivers.driver import Action, Finish, ScaleUser, Subscribe
from drivers.framing.uuids import short_uuid
from drivers.protocols.gatt_device_information import ASK
from drivers.protocols.gatt_measurements import READ_AND_SET_CLOCKS, GattMeasurements, Interpret
from drivers.protocols.gatt_user_consent import UserConsent
from drivers.readings import Kind

MEASUREMENT = "2a9d"
FEATURE = "2a9e"


class WeightScaleConversation(GattMeasurements):
    """The conversation with one scale, in the name of ``user`` if it is to have one."""

    def __init__(
        self, *, driver: str, version: str, interpret: Interpret, user: ScaleUser | None = None
    ) -> None:
        super().__init__(
            driver=driver,
            version=version,
            kind=Kind.WEIGHT,
            channel=MEASUREMENT,
            interpret=interpret,
            ignored=frozenset({FEATURE}),
        )
        self._consent = UserConsent(self._visit, user)
        self._measured = False

    @override
    def open(self) -> Sequence[Action]:
        """Subscribe, read and set the clock, consent; then ask who it is, and for its users."""
        return (
            Subscribe(MEASUREMENT),
            *READ_AND_SET_CLOCKS,
            *self._consent.give(),
            *ASK,
            *self._consent.ask(),
        )

    @override
    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """One value of a characteristic. Without a channel it is taken for a measurement."""
        short = short_uuid(channel) or MEASUREMENT
        self._measured = self._measured or short == MEASUREMENT
        told = self._consent.heard(short, data)
        return super().receive(data, channel) if told is None else told

    @override
    def time_out(self) -> Sequence[Action]:
        """A scale that has said nothing for so long has nothing more to say."""
        return (*self.close(), Finish())

    @override
    def close(self) -> Sequence[Action]:
        """Every value arrives whole; if none did, it may be for want of a user."""
        return () if self._measured else self._consent.nothing_came()
