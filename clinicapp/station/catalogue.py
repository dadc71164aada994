"""The drivers there are, for the rest of the application: by key, and as a list to show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clinicapp import paths
from clinicapp.domain.errors import Refused
from drivers.driver import BleLink, Driver, HidLink, SerialLink
from drivers.errors import UnknownDriver
from drivers.registry import catalogue, find_driver


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDriver:
    """One driver as ``clinicapp drivers`` lists it."""

    key: str
    devices: tuple[str, ...]
    links: tuple[str, ...]
    protocol: str
    measures: tuple[str, ...]
    level: str
    acknowledges: bool
    source: str


def profiles_folder() -> Path:
    """Where a trust keeps profiles of its own devices: ``profiles`` in the settings folder."""
    return paths.settings_folder() / "profiles"


def driver(key: str) -> Driver:
    """The driver with this key.

    Raises:
        Refused: there is none; the sentence names those that there are.
    """
    try:
        return find_driver(key, profiles_folder())
    except UnknownDriver as error:
        raise Refused(str(error)) from error


def listed() -> tuple[tuple[ListedDriver, ...], tuple[str, ...]]:
    """Every driver by key, and one sentence for each that could not be loaded."""
    found = catalogue(profiles_folder())
    return (
        tuple(
            ListedDriver(
                key=each.key,
                devices=each.devices,
                links=tuple(dict.fromkeys(_link_word(link) for link in each.links)),
                protocol=each.protocol,
                measures=tuple(sorted(kind.value for kind in each.measures)),
                level=each.level.value,
                acknowledges=each.acknowledges,
                source=each.source,
            )
            for each in sorted(found.drivers.values(), key=lambda each: each.key)
        ),
        tuple(broken.sentence for broken in found.broken),
    )


def _link_word(link: object) -> str:
    match link:
        case BleLink():
            return "Bluetooth LE"
        case SerialLink():
            return "serial"
        case HidLink():
            return "USB reports"
        case _:
            return "TCP"
