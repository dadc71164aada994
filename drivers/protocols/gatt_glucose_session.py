"""One visit of a glucose meter: ask for what is wanted, pair records with their contexts.

Source: Bluetooth SIG, Glucose Service 1.0.1, Glucose Profile 1.0.1. A meter keeps what it has
measured of everybody, so the last record alone is asked for: results of earlier patients are
counted and stay in the meter, which keeps everything that is not taken from it. Nothing is ever
deleted there.

A record waits until its context has come, and the last one until the procedure is over, because
only then is it known how many more the meter holds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drivers.driver import (
    Acknowledge,
    Action,
    ClockLayout,
    Finish,
    Report,
    Send,
    SetClock,
    Subscribe,
)
from drivers.framing.octets import TruncatedError
from drivers.framing.refused_writes import REFUSED_WRITE
from drivers.framing.sfloat import IllegalFloatError
from drivers.framing.uuids import short_uuid
from drivers.protocols.gatt_device_information import ASK, DeviceInformation
from drivers.protocols.gatt_glucose import (
    GlucoseContext,
    GlucoseMeasurement,
    decode_context,
    decode_measurement,
)
from drivers.protocols.gatt_measurements import READ_AND_SET_CLOCKS, GattVisit, Measured, Refused
from drivers.protocols.gatt_racp import (
    CONTROL_POINT,
    Ask,
    MalformedError,
    Over,
    RecordAccess,
    Request,
    decode_control_point,
)
from drivers.readings import Kind, NotUnderstood, Reading, Refusal

MEASUREMENT: Final = "2a18"
CONTEXT: Final = "2a34"
FEATURE: Final = "2a51"

CONTEXT_MISSING: Final = "context_missing"
"""A context was promised and did not come: the record may be of ketones."""

# Far more than any meter sends before the contexts of what it has sent; a value that Bluetooth
# carries has at most 512 octets, so what waits is never more than 64 KiB.
_MOST_WAITING: Final = 64

Judge = Callable[[GlucoseMeasurement, GlucoseContext | None], Measured | Refused]
"""What a record and its context amount to."""

MAKERS_OWN_CLOCKS: Final = (
    SetClock("00001026-0002-11e2-9e96-0800200c9a66", ClockLayout.CONTOUR),
    SetClock("c4dea3bc-5a9d-11e9-8647-d663bd873d93", ClockLayout.ISENS),
)
"""Meters whose clock is elsewhere (reference/bluetooth.md section 2); others have no such place."""


@dataclass(slots=True)
class _Record:
    """A measurement that waits: its bytes, what they say, and its context's bytes."""

    raw: bytes
    measurement: GlucoseMeasurement | None
    context: bytes = b""

    @property
    def complete(self) -> bool:
        """Whether nothing more belongs to it."""
        promised = self.measurement is not None and self.measurement.context_follows
        return bool(self.context) or not promised

    def is_before(self, other: _Record) -> bool:
        """Whether it was measured before ``other``; if nobody knows, what came first was."""
        if self.measurement is None or other.measurement is None:
            return True
        mine, others = self.measurement.taken_at, other.measurement.taken_at
        if mine is None or others is None:
            return True
        return mine.isoformat() <= others.isoformat()


class GlucoseConversation:
    """The conversation with one meter.

    ``after`` is the sequence number (u16) of the last record of this meter that is known already:
    then every later one is asked for. Without it, the last record alone.
    """

    def __init__(
        self, *, driver: str, version: str, judge: Judge, after: int | None = None
    ) -> None:
        self._visit = GattVisit(driver, version)
        self._judge = judge
        self._access = RecordAccess(after)
        self._waiting: deque[_Record] = deque()
        self._early: dict[int, bytes] = {}
        self._newest: int | None = None
        self._arrived = 0
        self._passed_over = 0

    @property
    def information(self) -> DeviceInformation:
        """What the meter has told about itself so far."""
        return self._visit.information

    def open(self) -> Sequence[Action]:
        """Subscribe to all three before anything is asked, for else the meter refuses."""
        return (
            Subscribe(MEASUREMENT),
            Subscribe(CONTEXT, required=False),
            Subscribe(CONTROL_POINT),
            *READ_AND_SET_CLOCKS,
            *MAKERS_OWN_CLOCKS,
            *ASK,
            Send(self._access.begin().request, CONTROL_POINT),
        )

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """One value of a characteristic. Without a channel it is taken for a measurement."""
        match short_uuid(channel) or MEASUREMENT:
            case "2a18":
                return self._measured(data)
            case "2a34":
                return self._told_more(data)
            case "2a52":
                return self._answered(data)
            case short if short == REFUSED_WRITE:
                return self._go_on(self._access.refused(data[0] if data else 0), data)
            case short if short == FEATURE or self._visit.takes(short, data):
                return ()
            case short:
                return (Report(self._visit.unknown(short, data)),)

    def time_out(self) -> Sequence[Action]:
        """Silence for 30 seconds: ask the meter to stop, and after as much again give up."""
        return self._go_on(self._access.silent(), b"")

    def close(self) -> Sequence[Action]:
        """The link has gone: what has come is reported, with or without its context."""
        return self._end()

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: Bluetooth itself acknowledges, this conversation never does."""

    def _measured(self, data: bytes) -> Sequence[Action]:
        self._arrived += 1
        record = _Record(data, _understood(data))
        if record.measurement is not None:
            sequence = self._newest = record.measurement.sequence
            if not self._access.is_wanted(sequence):
                self._passed_over += 1
                return ()
            record.context = self._early.pop(sequence, b"")
            if self._access.wants_one and not self._is_newest(record):
                return ()
        self._waiting.append(record)
        return self._report_ready()

    def _is_newest(self, record: _Record) -> bool:
        """Whether ``record`` takes the place of the only one that is kept when all are sent."""
        held = [r for r in self._waiting if r.measurement is not None]
        if held:
            self._passed_over += 1
            if not held[0].is_before(record):
                return False
            self._waiting.remove(held[0])
        return True

    def _told_more(self, data: bytes) -> Sequence[Action]:
        """A context: it belongs to the record with its sequence number."""
        sequence = int.from_bytes(data[1:3], "little") if len(data) >= 3 else None
        for record in reversed(self._waiting):
            if record.measurement is not None and record.measurement.sequence == sequence:
                if not record.context:
                    record.context = data
                    return self._report_ready()
                break
        if self._passed_over and sequence is not None:
            return ()
        if sequence is None or len(self._early) >= _MOST_WAITING:
            return (Report(self._orphan(data)),)
        before = self._early.pop(sequence, None)
        self._early[sequence] = data
        return () if before is None else (Report(self._orphan(before)),)

    def _answered(self, data: bytes) -> Sequence[Action]:
        try:
            said = decode_control_point(data)
        except TruncatedError as error:
            return (Report(self._visit.not_understood(Refusal.TRUNCATED, str(error), data)),)
        except MalformedError as error:
            return (Report(self._visit.not_understood(Refusal.NOT_UNDERSTOOD, str(error), data)),)
        if isinstance(said, Request):
            # A recording of both sides has our own words in it.
            return ()
        return self._go_on(self._access.answered(said, self._newest), data)

    def _go_on(self, step: Ask | Over | None, raw: bytes) -> Sequence[Action]:
        if step is None:
            return ()
        if isinstance(step, Over):
            return (*self._end(), *self._trouble(step.trouble, raw), Finish())
        self._newest = None
        subscribe = (Subscribe(CONTROL_POINT),) if step.subscribe else ()
        return (*subscribe, Send(step.request, CONTROL_POINT))

    def _trouble(self, trouble: str | None, raw: bytes) -> Sequence[Action]:
        if trouble is None:
            return ()
        detail = f"the meter did not give all that was asked for: {trouble}; connect it again"
        return (Report(self._visit.not_understood(Refusal.DEVICE_ERROR, detail, raw)),)

    def _report_ready(self) -> Sequence[Action]:
        """Report from the front what is complete, but not the last while more may be said."""
        actions: list[Action] = []
        last = 0 if self._access.over else 1
        while len(self._waiting) > last:
            if not self._waiting[0].complete and len(self._waiting) <= _MOST_WAITING:
                break
            actions.append(Report(self._said(self._waiting.popleft())))
        return actions

    def _end(self) -> Sequence[Action]:
        items = [self._said(record) for record in self._waiting]
        self._waiting.clear()
        items += [self._orphan(context) for context in self._early.values()]
        self._early.clear()
        more = self._passed_over + max(0, (self._access.count or 0) - self._arrived)
        if more and items and isinstance(items[-1], Reading):
            items[-1] = replace(items[-1], flags=(*items[-1].flags, f"memory_holds_{more}_more"))
        return [Report(item) for item in items]

    def _said(self, record: _Record) -> Reading | NotUnderstood:
        raw = record.raw + record.context
        return self._visit.judge(Kind.GLUCOSE, lambda *_: self._outcome(record), raw)

    def _outcome(self, record: _Record) -> Measured | Refused:
        measurement = record.measurement or decode_measurement(record.raw)
        context = decode_context(record.context) if record.context else None
        outcome = self._judge(measurement, context)
        if isinstance(outcome, Measured) and not record.complete:
            outcome = replace(outcome, flags=(*outcome.flags, CONTEXT_MISSING))
        return outcome

    def _orphan(self, data: bytes) -> Reading | NotUnderstood:
        """A context whose record did not come."""

        def belongs_nowhere(payload: bytes, _: DeviceInformation) -> Refused:
            context = decode_context(payload)
            detail = f"the measurement {context.sequence}, which this is about, did not come"
            return Refused(Refusal.NOT_UNDERSTOOD, detail)

        return self._visit.judge(Kind.GLUCOSE, belongs_nowhere, data)


def _understood(payload: bytes) -> GlucoseMeasurement | None:
    try:
        return decode_measurement(payload)
    except (TruncatedError, IllegalFloatError):
        return None
