"""The drivers there are: built-in ones, profiles, and those that other packages bring along.

Profiles are drivers as data (``drivers.profile_files``): those of this package, and those in a
folder of the trust. Another package registers a driver with an entry point in the group
``clinicapp.drivers`` whose object is a ``Driver``. One that cannot be used is reported, and never
keeps the others away; none takes the place of another that came before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Final

from drivers.devices import BUILT_IN
from drivers.driver import Driver
from drivers.errors import UnknownDriver
from drivers.profile_files import Shelf, load_profiles, shipped_profiles

GROUP: Final = "clinicapp.drivers"


@dataclass(frozen=True, slots=True)
class BrokenDriver:
    """A driver of another package that cannot be used, and a sentence that says why."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every driver by its key, built-in ones first, and those that are broken."""

    drivers: Mapping[str, Driver]
    broken: tuple[BrokenDriver, ...] = ()

    def driver(self, key: str) -> Driver:
        """The driver with that key. Raises UnknownDriver."""
        try:
            return self.drivers[key]
        except KeyError:
            raise UnknownDriver(
                f"There is no driver {key!r}; use one of {', '.join(self.drivers)}."
            ) from None


def load_catalogue(
    found: Iterable[EntryPoint] | None = None, *, shelves: Iterable[Shelf] = ()
) -> Catalogue:
    """Built-in drivers, those of the profiles on ``shelves``, and those of ``found``.

    Args:
        found: entry points, by default those of every installed package.
        shelves: profiles, in the order in which their keys are given away.
    """
    drivers = {driver.key: driver for driver in BUILT_IN}
    broken = []
    for shelf in shelves:
        broken += [BrokenDriver(each.name, each.sentence) for each in shelf.broken]
        for profile in shelf.profiles.values():
            if profile.key in drivers:
                broken.append(_twice(profile.key, profile.key))
            else:
                drivers[profile.key] = profile.driver
    for entry in entry_points(group=GROUP) if found is None else found:
        loaded = _load(entry, drivers)
        if isinstance(loaded, BrokenDriver):
            broken.append(loaded)
        else:
            drivers[loaded.key] = loaded
    return Catalogue(MappingProxyType(drivers), tuple(broken))


@cache
def catalogue(folder: Path | None = None) -> Catalogue:
    """Every driver there is, loaded once; ``folder`` is where the trust keeps its own profiles."""
    shelves = [shipped_profiles()]
    if folder is not None:
        shelves.append(load_profiles(folder))
    return load_catalogue(shelves=shelves)


def find_driver(key: str, folder: Path | None = None) -> Driver:
    """The driver with that key. Raises UnknownDriver."""
    return catalogue(folder).driver(key)


def _load(entry: EntryPoint, taken: Mapping[str, Driver]) -> Driver | BrokenDriver:
    try:
        driver = entry.load()
    except Exception as error:  # noqa: BLE001 - importing a stranger's code can raise anything
        return BrokenDriver(
            entry.name,
            f"The driver {entry.name!r} of {entry.value} does not load ({error}); reinstall it.",
        )
    if not isinstance(driver, Driver):
        return BrokenDriver(
            entry.name, f"{entry.value} is no driver; ask whoever supplied {entry.name!r}."
        )
    if driver.key in taken:
        return _twice(entry.name, driver.key)
    return driver


def _twice(name: str, key: str) -> BrokenDriver:
    return BrokenDriver(name, f"There is already a driver {key!r}; remove one of the two.")
