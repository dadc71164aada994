"""Scales with the Bluetooth Weight Scale service (181D), such as the A&D UC-352BLE."""

from __future__ import annotations

from typing import Final

from drivers.driver import BleLink, Driver, Level, ScaleUser
from drivers.protocols.gatt_device_information import DeviceInformation
from drivers.protocols.gatt_measurements import Measured, Refused
from drivers.protocols.gatt_weight_scale import WeightLayout, decode_weight
from drivers.protocols.gatt_weight_scale_session import WeightScaleConversation
from drivers.readings import Kind, Refusal, Special

KEY: Final = "gatt-weight-scale"
VERSION: Final = "1"

_DETECTO_LAYOUT: Final = ("Detecto",)


def interpret(payload: bytes, information: DeviceInformation) -> Measured | Refused:
    """One value of 2A9D from a device that is known as ``information``.

    Raises:
        TruncatedError: when a field that the flags promise is not there.
    """
    detecto = information.is_from(*_DETECTO_LAYOUT)
    layout = WeightLayout.DETECTO if detecto else WeightLayout.STANDARD
    weighing = decode_weight(payload, layout)
    if weighing.weight.special is Special.UNSUCCESSFUL:
        return Refused(Refusal.DEVICE_ERROR, "the scale could not weigh; weigh again")
    if weighing.below_zero:
        return Refused(Refusal.DEVICE_ERROR, "the scale shows less than zero; zero it, weigh again")
    return Measured(values=weighing.values, taken_at=weighing.taken_at, user=weighing.user)


def converse(user: ScaleUser | None = None) -> WeightScaleConversation:
    """A new conversation with one scale, in the name of ``user`` if it is to have one."""
    return WeightScaleConversation(driver=KEY, version=VERSION, interpret=interpret, user=user)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("A&D UC-352BLE", "scales with the Bluetooth Weight Scale service"),
    links=(BleLink(service="181d", name_prefixes=("A&D_UC-352BLE",), bond=True),),
    protocol="Bluetooth GATT, Weight Scale",
    measures=frozenset({Kind.WEIGHT}),
    level=Level.DOCUMENTED,
    source="Bluetooth SIG Weight Scale Service 1.0, GATT Specification Supplement",
    converse=converse,
    converse_as=converse,
)
