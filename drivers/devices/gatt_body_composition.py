"""Scales with the Bluetooth Body Composition service (181B), such as the Beurer BF720.

Source: Bluetooth SIG Body Composition Service 1.0 and Weight Scale Service 1.0. Not tried on a
device. A scale that tells weights only to users that it knows is given the ward's, if the settings
name him (``drivers.protocols.gatt_user_consent``); every other one is used without a user.
"""

from __future__ import annotations

from typing import Final

from drivers.driver import BleLink, Driver, Level, ScaleUser
from drivers.protocols.gatt_body_composition_session import BodyCompositionConversation
from drivers.readings import Kind

KEY: Final = "gatt-body-composition"
VERSION: Final = "1"

_PATIENCE_SECONDS: Final = 15.0
"""A scale measures for some ten seconds between the weight and the composition."""


def converse(user: ScaleUser | None = None) -> BodyCompositionConversation:
    """A new conversation with one scale, in the name of ``user`` if it is to have one."""
    return BodyCompositionConversation(driver=KEY, version=VERSION, user=user)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("Beurer BF720 and BF105", "scales with the Bluetooth Body Composition service"),
    links=(BleLink(service="181b", name_prefixes=("BF720", "BF105"), bond=True),),
    protocol="Bluetooth GATT, Body Composition",
    measures=frozenset({Kind.BODY_COMPOSITION, Kind.WEIGHT}),
    level=Level.DOCUMENTED,
    source="Bluetooth SIG Body Composition Service 1.0, Weight Scale Service 1.0",
    converse=converse,
    patience_seconds=_PATIENCE_SECONDS,
    converse_as=converse,
)
