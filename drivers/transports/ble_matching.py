"""Which driver an advertisement belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.driver import BleLink, Driver
from drivers.framing.uuids import short_uuid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def ble_links(drivers: Iterable[Driver]) -> tuple[tuple[Driver, BleLink], ...]:
    """Every Bluetooth link of ``drivers``, in their order."""
    return tuple((d, link) for d in drivers for link in d.links if isinstance(link, BleLink))


def driver_for(
    drivers: Iterable[Driver], services: Sequence[str], name: str
) -> tuple[Driver, BleLink] | None:
    """The driver, and its link, for a device that advertises ``services`` under ``name``.

    A name that a driver knows says more than a service that several may share, and some devices
    advertise no service at all: so the longest fitting beginning of the name decides, and only
    then the service, the first driver in order first.
    """
    links = ble_links(drivers)
    by_name = [
        (len(prefix), driver, link)
        for driver, link in links
        for prefix in link.name_prefixes
        if prefix and name.startswith(prefix)
    ]
    if by_name:
        _, driver, link = max(by_name, key=lambda match: match[0])
        return driver, link
    advertised = {short_uuid(service) for service in services}
    return next(((d, link) for d, link in links if short_uuid(link.service) in advertised), None)
