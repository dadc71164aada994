"""The devices of the register as a list is compared with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.device_keys import key_of
from clinicapp.domain.equipment.intake.columns import Column
from clinicapp.domain.equipment.intake.entries import serial_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.intake.entries import Entry


@dataclass(frozen=True, slots=True)
class KnownAsset:
    """A device of the register, and the days of its last acceptance and calibration."""

    asset: Asset
    accepted_on: date | None = None
    calibrated_on: date | None = None


class Register:
    """The devices that are known, found by what a row says of them."""

    def __init__(self, known: Iterable[KnownAsset]) -> None:
        self.by_tag: dict[str, KnownAsset] = {}
        self.by_giai: dict[str, KnownAsset] = {}
        self._by_serial: dict[tuple[str, str, str], KnownAsset] = {}
        self._by_bare_serial: dict[str, list[KnownAsset]] = defaultdict(list)
        for each in known:
            asset = each.asset
            self.by_tag[asset.tag.casefold()] = each
            if asset.giai is not None:
                self.by_giai[asset.giai] = each
            if asset.serial.strip():
                self._by_serial[serial_key(asset.make, asset.model, asset.serial)] = each
                self._by_bare_serial[key_of(asset.serial)].append(each)

    def of_serial(self, entry: Entry) -> tuple[KnownAsset, ...]:
        """The devices with a row's serial number; of its make and model, where it names them."""
        serial = entry.text(Column.SERIAL)
        if not serial:
            return ()
        if entry.name:
            found = self._by_serial.get(
                serial_key(entry.text(Column.MAKE), entry.text(Column.MODEL), serial)
            )
            return () if found is None else (found,)
        return tuple(self._by_bare_serial.get(key_of(serial), ()))
