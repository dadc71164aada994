"""Who is at the other end of a POCT1-A conversation, from its hello (HEL.R01)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from drivers.protocols.poct1a_elements import Element
from drivers.readings import DeviceIdentity


@dataclass(frozen=True, slots=True)
class Profile:
    """One maker's devices, recognised by what their hello says of the vendor or manufacturer.

    ``acknowledged``: the element by which they find what an ACK is of. ``ends_acknowledged``: they
    wait for an ACK of their EOT.
    """

    vendor: str
    maker: str
    acknowledged: str = "ACK.ack_control_id"
    ends_acknowledged: bool = False


STANDARD: Final = Profile("", "")


def profile_of(hello: Element, profiles: Iterable[Profile]) -> Profile:
    """The profile of the vendor or manufacturer; the standard's own layout if none is known."""
    said = f"{hello.value('DEV.vendor_id')} {hello.value('DEV.manufacturer_name')}".upper()
    return next((profile for profile in profiles if profile.vendor in said), STANDARD)


def identify(hello: Element, profile: Profile) -> DeviceIdentity:
    """The maker as the profile calls it, else as sent; model and serial number as sent."""
    *_, last = hello.value("DEV.device_id").split("^")
    maker = profile.maker or hello.value("DEV.manufacturer_name", "DEV.vendor_id")
    model = hello.value("DEV.model_id", "DEV.device_name")
    return DeviceIdentity(
        maker=maker or None,
        model=model or None,
        serial=hello.value("DEV.serial_id") or last or None,
    )
