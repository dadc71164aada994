"""Which asset did this reading come from: by bonded address, serial number, or port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.device_keys import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.observations import StoredReading


def asset_of(reading: StoredReading, assets: Iterable[Asset]) -> Asset | None:
    """The one asset that a reading came from, or None if none or more than one fits.

    A serial number that the device sent outranks the address it was heard at: a port or a host
    may have another device plugged in today. A Bluetooth address belongs to one device.
    """
    candidates = tuple({asset.id: asset for asset in assets}.values())
    serial = key_of(reading.observation.device_serial)
    if serial:
        by_serial = [a for a in candidates if key_of(a.serial) == serial]
        if by_serial:
            return by_serial[0] if len(by_serial) == 1 else None
    by_address = [
        a
        for a in candidates
        if a.link == reading.link
        and key_of(a.address) == key_of(reading.address)
        and a.driver in (None, reading.driver)
    ]
    if len(by_address) != 1:
        return None
    only = by_address[0]
    if serial and reading.link != "ble" and key_of(only.serial):
        # The port is the asset's, but another serial number is speaking on it.
        return None
    return only
