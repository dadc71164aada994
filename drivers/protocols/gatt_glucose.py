"""Glucose Measurement (2A18), Glucose Measurement Context (2A34) and Glucose Feature (2A51).

Source: Bluetooth SIG, Glucose Service 1.0.1 and GATT Specification Supplement, "Glucose
Measurement", "Glucose Measurement Context", "Glucose Feature". Meals 0 and 6 are i-SENS's own:
its published sample programs for CareSens meters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from drivers.framing.octets import Octets
from drivers.readings import DeviceTime, Special

_OFFSET: Final = 0x01
_CONCENTRATION: Final = 0x02
_MOL_PER_LITRE: Final = 0x04
_STATUS: Final = 0x08
_CONTEXT: Final = 0x10

_OVERRUN: Final = 0x7FFF
_UNDERRUN: Final = -0x8000

_KG_L_TO_MG_DL: Final = 5
_MOL_L_TO_MMOL_L: Final = 3

_CONTROL_SOLUTION_TYPE: Final = 10
_CONTROL_SOLUTION_LOCATION: Final = 4

STATUS_FLAGS: Final = (
    "battery_low",
    "sensor_malfunction",
    "sample_too_small",
    "strip_inserted_wrongly",
    "strip_wrong",
    "result_above_range",
    "result_below_range",
    "too_hot",
    "too_cold",
    "read_interrupted",
    "general_fault",
    "time_fault",
)
"""Sensor status, bit 0 first."""

FEATURES: Final = (
    "battery_low",
    "sensor_malfunction",
    "sample_size",
    "strip_insertion",
    "strip_type",
    "result_high_low",
    "temperature",
    "read_interrupt",
    "general_fault",
    "time_fault",
    "multiple_bond",
)
"""Glucose Feature, bit 0 first: which of these a meter can detect, or do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlucoseMeasurement:
    """One record as sent. ``concentration`` is in ``unit``, ``mg_dl`` or ``mmol_l``.

    kg/L and mol/L are written as mg/dL and mmol/L: the decimal point moves, nothing else.
    ``unit``, ``concentration``, ``sample_type`` and ``location`` are None together.
    """

    sequence: int
    taken_at: DeviceTime | None
    unit: str | None = None
    concentration: Decimal | Special | None = None
    sample_type: int | None = None
    location: int | None = None
    flags: tuple[str, ...] = ()
    context_follows: bool = False

    @property
    def control(self) -> bool:
        """Whether it measures a control solution and nobody's blood."""
        return (
            self.sample_type == _CONTROL_SOLUTION_TYPE
            or self.location == _CONTROL_SOLUTION_LOCATION
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GlucoseContext:
    """What the meter's user said about a record; quantities as sent, in the unit in the name."""

    sequence: int
    extended: int | None = None
    carbohydrate_id: int | None = None
    carbohydrate_kg: Decimal | Special | None = None
    meal: int | None = None
    tester: int | None = None
    health: int | None = None
    exercise_s: int | None = None
    exercise_percent: int | None = None
    medication_id: int | None = None
    medication_kg: Decimal | Special | None = None
    medication_l: Decimal | Special | None = None
    hba1c_percent: Decimal | Special | None = None


def decode_measurement(payload: bytes) -> GlucoseMeasurement:
    """One value of 2A18.

    ::

        0      1..2      3..9       bit 0        bit 1                                bit 3
        flags  sequence  base time  time offset  concentration  location | type       status
               u16 LE    7 octets   i16 LE, min  SFLOAT         high nibble | low     u16 LE

        flags: 0 to 3 which fields follow (2: mol/L instead of kg/L); 4 a context follows; the
               rest reserved, ignored

    The time taken is the base time and the offset together; an offset of 7FFF or 8000 is beyond
    what can be said, so the time is not known, nor is it after a time fault. What follows a
    complete payload is ignored.

    Raises:
        TruncatedError: when a field that the flags promise is not there.
        IllegalFloatError: when the concentration is no number.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1, "flags")
    sequence = octets.unsigned(2, "sequence number")
    taken_at = octets.date_time("base time")
    if flags & _OFFSET:
        taken_at = _moved(taken_at, octets.take(2, "time offset"))
    sample = _sample(octets, in_mol=bool(flags & _MOL_PER_LITRE)) if flags & _CONCENTRATION else ()
    unit, concentration, sample_type, location = sample or (None, None, None, None)
    status = _named(octets.unsigned(2, "sensor status"), STATUS_FLAGS) if flags & _STATUS else ()
    return GlucoseMeasurement(
        sequence=sequence,
        taken_at=None if "time_fault" in status else taken_at,
        unit=unit,
        concentration=concentration,
        sample_type=sample_type,
        location=location,
        flags=status,
        context_follows=bool(flags & _CONTEXT),
    )


def _sample(octets: Octets, *, in_mol: bool) -> tuple[str, Decimal | Special, int, int]:
    """The unit, the concentration in it, the type of sample, and where it was taken."""
    concentration = octets.sfloat("concentration")
    kinds = octets.unsigned(1, "sample type and location")
    shown = _shifted(concentration, _MOL_L_TO_MMOL_L if in_mol else _KG_L_TO_MG_DL)
    return "mmol_l" if in_mol else "mg_dl", shown, kinds & 0x0F, kinds >> 4


def decode_context(payload: bytes) -> GlucoseContext:
    """One value of 2A34.

    ::

        0      1..2      bit 7     bit 0          bit 1  bit 2             bit 3
        flags  sequence  extended  carbohydrate   meal   health | tester   exercise
               u16 LE    u8        u8, SFLOAT kg  u8     nibbles           u16 s, u8 %

        bit 4                           bit 6
        medication u8, SFLOAT kg        HbA1c SFLOAT %
        (bit 5: L instead of kg)

    Raises:
        TruncatedError: when a field that the flags promise is not there.
        IllegalFloatError: when a number is none.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1, "flags")
    context = GlucoseContext(sequence=octets.unsigned(2, "sequence number"))
    if flags & 0x80:
        context = replace(context, extended=octets.unsigned(1, "extended flags"))
    if flags & 0x01:
        context = replace(
            context,
            carbohydrate_id=octets.unsigned(1, "carbohydrate"),
            carbohydrate_kg=octets.sfloat("carbohydrate"),
        )
    if flags & 0x02:
        context = replace(context, meal=octets.unsigned(1, "meal"))
    if flags & 0x04:
        people = octets.unsigned(1, "tester and health")
        context = replace(context, tester=people & 0x0F, health=people >> 4)
    return _second_half(context, octets, flags)


def decode_feature(payload: bytes) -> tuple[str, ...]:
    """The names of ``FEATURES`` set in a value of 2A51, a u16 LE. Raises TruncatedError."""
    return _named(Octets(payload).unsigned(2, "features"), FEATURES)


def _second_half(context: GlucoseContext, octets: Octets, flags: int) -> GlucoseContext:
    if flags & 0x08:
        context = replace(
            context,
            exercise_s=octets.unsigned(2, "exercise"),
            exercise_percent=octets.unsigned(1, "exercise"),
        )
    if flags & 0x10:
        medication_id = octets.unsigned(1, "medication")
        amount = octets.sfloat("medication")
        in_litres = bool(flags & 0x20)
        context = replace(
            context,
            medication_id=medication_id,
            medication_l=amount if in_litres else None,
            medication_kg=None if in_litres else amount,
        )
    if flags & 0x40:
        context = replace(context, hba1c_percent=octets.sfloat("HbA1c"))
    return context


def _named(bits: int, names: tuple[str, ...]) -> tuple[str, ...]:
    if not bits:
        return ()
    return tuple(name for bit, name in enumerate(names) if bits >> bit & 1)


def _shifted(number: Decimal | Special, places: int) -> Decimal | Special:
    """``number`` times 10 to the power ``places``, with the digits that were sent."""
    if isinstance(number, Special):
        return number
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise TypeError("a number that was sent is finite")
    return Decimal((sign, digits, exponent + places))


def _moved(base: DeviceTime | None, octets: bytes) -> DeviceTime | None:
    minutes = int.from_bytes(octets, "little", signed=True)
    if base is None or minutes in {_OVERRUN, _UNDERRUN}:
        return None
    if not minutes:
        return replace(base, text=base.text + octets.hex())
    # UTC only so that sums work: the device has no zone.
    moment = datetime(
        base.year, base.month, base.day, base.hour, base.minute, base.second, tzinfo=UTC
    )
    try:
        moment += timedelta(minutes=minutes)
    except OverflowError:
        return None
    return replace(
        base,
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        text=base.text + octets.hex(),
    )
