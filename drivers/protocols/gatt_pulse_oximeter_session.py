"""One visit of a pulse oximeter: spot checks as they come, and one result of a stream.

An oximeter that streams says the same about once a second for as long as a finger is in it. What
a nurse would write down is one value of it: the first that the oximeter vouches for itself, or
the eighth good one in a row. If the finger is taken out before, the last good one it was. After a
result the stream is only a display, until the finger has been out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from drivers.driver import Acknowledge, Action, Finish, Report, Subscribe
from drivers.framing.uuids import short_uuid
from drivers.protocols.gatt_device_information import ASK, DeviceInformation
from drivers.protocols.gatt_measurements import READ_AND_SET_CLOCKS, GattVisit, Measured, Refused
from drivers.protocols.gatt_pulse_oximeter import (
    NONIN_MEASUREMENT,
    OximeterMeasurement,
    decode_continuous,
    decode_nonin,
    decode_spot_check,
)
from drivers.readings import Kind, NotUnderstood, Reading

SPOT_CHECK: Final = "2a5e"
CONTINUOUS: Final = "2a5f"
_KNOWN: Final = frozenset({"2a60", "2a52"})

_ENOUGH: Final = 8
"""Good values in a row, so seconds, that make a result: an oximeter averages over four beats."""

Judge = Callable[[OximeterMeasurement], Measured | Refused]
"""What one measurement amounts to."""

_STREAMS: Final[Mapping[str, Callable[[bytes], OximeterMeasurement]]] = {
    CONTINUOUS: decode_continuous,
    NONIN_MEASUREMENT: decode_nonin,
}


class OximeterConversation:
    """The conversation with one oximeter, whichever of its three characteristics it has."""

    def __init__(self, *, driver: str, version: str, judge: Judge) -> None:
        self._visit = GattVisit(driver, version)
        self._judge = judge
        self._good: Reading | None = None
        self._in_a_row = 0
        self._told = False
        self._refused: tuple[str, str] | None = None

    @property
    def information(self) -> DeviceInformation:
        """What the oximeter has told about itself so far."""
        return self._visit.information

    def open(self) -> Sequence[Action]:
        """Subscribe to whatever it has; then its clock, and who it is."""
        channels = (SPOT_CHECK, CONTINUOUS, NONIN_MEASUREMENT)
        return (
            *(Subscribe(channel, required=False) for channel in channels),
            *READ_AND_SET_CLOCKS,
            *ASK,
        )

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """One value of a characteristic. Without a channel it is taken for a spot check."""
        short = short_uuid(channel) or SPOT_CHECK
        if short == SPOT_CHECK:
            return (Report(self._judged(decode_spot_check, data)[0]),)
        decode = _STREAMS.get(short)
        if decode is not None:
            return self._streamed(*self._judged(decode, data))
        if self._visit.takes(short, data) or short in _KNOWN:
            return ()
        return (Report(self._visit.unknown(short, data)),)

    def time_out(self) -> Sequence[Action]:
        """An oximeter that has said nothing for so long has nothing more to say."""
        return (*self._let_go(), Finish())

    def close(self) -> Sequence[Action]:
        """The link has gone: what was being shown is the result."""
        return self._let_go()

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: Bluetooth itself acknowledges, this conversation never does."""

    def _judged(
        self, decode: Callable[[bytes], OximeterMeasurement], data: bytes
    ) -> tuple[Reading | NotUnderstood, bool]:
        """What ``data`` amounts to, and whether the oximeter vouches for it."""
        settled = False

        def interpret(payload: bytes, _: DeviceInformation) -> Measured | Refused:
            nonlocal settled
            measurement = decode(payload)
            settled = measurement.settled
            return self._judge(measurement)

        return self._visit.judge(Kind.OXYGEN_SATURATION, interpret, data), settled

    def _streamed(self, item: Reading | NotUnderstood, settled: bool) -> Sequence[Action]:  # noqa: FBT001
        if isinstance(item, NotUnderstood):
            return self._failed(item)
        self._refused = None
        if self._told:
            return ()
        self._good = item
        self._in_a_row += 1
        if settled or self._in_a_row >= _ENOUGH:
            self._told = True
            return (Report(item),)
        return ()

    def _failed(self, item: NotUnderstood) -> Sequence[Action]:
        """The finger is out, or the like: said once, however long it lasts."""
        before = self._let_go()
        self._told = False
        why = (item.reason.value, item.detail)
        if why == self._refused:
            return before
        self._refused = why
        return (*before, Report(item))

    def _let_go(self) -> Sequence[Action]:
        good, self._good = self._good, None
        self._in_a_row = 0
        return () if good is None or self._told else (Report(good),)
