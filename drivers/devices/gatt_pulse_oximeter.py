"""Oximeters with the Bluetooth Pulse Oximeter service (1822), and the Nonin 3230 with its own.

Source: Bluetooth SIG Pulse Oximeter Service 1.0; for the Nonin 3230, open programs that read it
and name Nonin's document 113142-000-02 Rev B. Not tried on a device.
"""

from __future__ import annotations

from typing import Final

from drivers.driver import BleLink, Driver, Level
from drivers.framing.sfloat import as_value
from drivers.protocols.gatt_measurements import Measured, Refused
from drivers.protocols.gatt_pulse_oximeter import NONIN_SERVICE, OximeterMeasurement
from drivers.protocols.gatt_pulse_oximeter_session import OximeterConversation
from drivers.readings import Kind, Refusal, Special

KEY: Final = "gatt-pulse-oximeter"
VERSION: Final = "1"

_NOT_MEASURED: Final = frozenset({Special.NAN, Special.NOT_AT_THIS_RESOLUTION, Special.RESERVED})


def judge(measurement: OximeterMeasurement) -> Measured | Refused:
    """What one measurement amounts to. Without a saturation it is none; the pulse may be missing.

    The quality of the signal goes along as flags. The pulse amplitude stays in the bytes: a
    reading has no field for it.
    """
    if measurement.trouble is not None:
        return Refused(Refusal.DEVICE_ERROR, f"{measurement.trouble}; measure again")
    saturation = measurement.saturation
    if isinstance(saturation, Special) and saturation in _NOT_MEASURED:
        detail = f"the oximeter sent no oxygen saturation ({saturation}); measure again"
        return Refused(Refusal.SPECIAL_REQUIRED_VALUE, detail)
    return Measured(
        values=(
            as_value("spo2_percent", saturation),
            as_value("pulse_per_min", measurement.pulse),
        ),
        taken_at=measurement.taken_at,
        flags=measurement.flags,
        stored=measurement.stored,
    )


def converse() -> OximeterConversation:
    """A new conversation with one oximeter."""
    return OximeterConversation(driver=KEY, version=VERSION, judge=judge)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("oximeters with the Bluetooth Pulse Oximeter service", "Nonin 3230"),
    links=(
        BleLink(service="1822", bond=True),
        BleLink(service=NONIN_SERVICE, name_prefixes=("Nonin3230",)),
    ),
    protocol="Bluetooth GATT, Pulse Oximeter",
    measures=frozenset({Kind.OXYGEN_SATURATION}),
    level=Level.DOCUMENTED,
    source="Bluetooth SIG Pulse Oximeter Service 1.0, GATT Specification Supplement",
    converse=converse,
)
