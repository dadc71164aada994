"""Glucose meters with the Bluetooth Glucose service (1808), such as the Accu-Chek Guide.

Source: Bluetooth SIG Glucose Service 1.0.1 and Glucose Profile 1.0.1; for ketones, the published
sample programs of i-SENS for CareSens meters. Not tried on a device.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from drivers.driver import BleLink, Driver, Level
from drivers.framing.sfloat import as_value
from drivers.protocols.gatt_glucose import GlucoseContext, GlucoseMeasurement
from drivers.protocols.gatt_glucose_session import GlucoseConversation
from drivers.protocols.gatt_measurements import Measured, Refused
from drivers.readings import Kind, Refusal, Special, Value

KEY: Final = "gatt-glucose"
VERSION: Final = "1"

_FASTING: Final = 3
_KETONE: Final = 6
# Before and after a meal, fasting, casual, bedtime; i-SENS sends 0 for "no mark".
_MEALS: Final = frozenset(range(7))

_FAULTS: Final = {
    "sensor_malfunction": "the meter's sensor failed",
    "sample_too_small": "the drop of blood was too small",
    "strip_inserted_wrongly": "the strip was not put in properly",
    "strip_wrong": "the strip does not fit this meter",
    "too_hot": "the meter was too hot",
    "too_cold": "the meter was too cold",
    "read_interrupted": "the strip was pulled out too early",
    "general_fault": "the meter had a fault",
}
"""The status bits with which a record is no result."""

_NOT_MEASURED: Final = frozenset({Special.NAN, Special.NOT_AT_THIS_RESOLUTION, Special.RESERVED})

# i-SENS: "ketone values are stored and transferred multiplied with 10", in the place of mg/dL.
_ISENS_KETONE_STEP: Final = Decimal("0.1")


def judge(measurement: GlucoseMeasurement, context: GlucoseContext | None) -> Measured | Refused:
    """What one record and its context, if it has one, amount to.

    HI and LO stay, as words. A control solution is marked as one. A meal that is not known may
    mean that it is no glucose at all, as i-SENS's 6 does, so such a record is refused.
    """
    fault = next((_FAULTS[flag] for flag in measurement.flags if flag in _FAULTS), None)
    if fault is not None:
        return Refused(Refusal.DEVICE_ERROR, f"{fault}; measure again")
    meal = None if context is None else context.meal
    if meal is not None and meal not in _MEALS:
        detail = f"the meter calls the meal {meal}, which may mean that this is no glucose"
        return Refused(Refusal.NOT_UNDERSTOOD, detail)
    value = _value(measurement, ketone=meal == _KETONE)
    if isinstance(value, Refused):
        return value
    return Measured(
        values=(value,),
        taken_at=measurement.taken_at,
        flags=(*measurement.flags, "fasting") if meal == _FASTING else measurement.flags,
        kind=Kind.KETONE if meal == _KETONE else Kind.GLUCOSE,
        sequence=str(measurement.sequence),
        control=measurement.control,
    )


def _value(measurement: GlucoseMeasurement, *, ketone: bool) -> Value | Refused:
    number = measurement.concentration
    if number is None:
        return Refused(Refusal.DEVICE_ERROR, "the meter sent a record without a result")
    if isinstance(number, Special) and number in _NOT_MEASURED:
        detail = f"the meter sent no concentration ({number}); measure again"
        return Refused(Refusal.SPECIAL_REQUIRED_VALUE, detail)
    field = "ketone_mmol_l" if ketone else f"glucose_{measurement.unit}"
    if ketone and measurement.unit == "mg_dl" and isinstance(number, Decimal):
        number *= _ISENS_KETONE_STEP
    beyond = _beyond(measurement, number)
    if beyond is None:
        return as_value(field, number)
    if len(beyond) > 1:
        detail = "the meter calls the result too high and too low at once; measure again"
        return Refused(Refusal.DEVICE_ERROR, detail)
    limit = number if isinstance(number, Decimal) and number > 0 else None
    return Value(field, special=next(iter(beyond)), limit=limit)


def _beyond(measurement: GlucoseMeasurement, number: Decimal | Special) -> set[Special] | None:
    """HI or LO, as the number itself or the status says; None if neither does."""
    said = {number} if isinstance(number, Special) else set()
    if "result_above_range" in measurement.flags:
        said.add(Special.ABOVE)
    if "result_below_range" in measurement.flags:
        said.add(Special.BELOW)
    return said or None


def converse(after: int | None = None) -> GlucoseConversation:
    """A new conversation with one meter.

    ``after`` is the sequence number of its last record that is known already, if there is one.
    """
    return GlucoseConversation(driver=KEY, version=VERSION, judge=judge, after=after)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=(
        "Accu-Chek Guide and Instant",
        "Contour Next One",
        "CareSens Dual",
        "meters with the Bluetooth Glucose service",
    ),
    links=(BleLink(service="1808", name_prefixes=("meter+", "Contour"), bond=True),),
    protocol="Bluetooth GATT, Glucose",
    measures=frozenset({Kind.GLUCOSE, Kind.KETONE}),
    level=Level.DOCUMENTED,
    source="Bluetooth SIG Glucose Service 1.0.1, Glucose Profile 1.0.1, GATT Supplement",
    converse=converse,
)
