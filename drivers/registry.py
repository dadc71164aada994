"""The drivers there are: the built-in ones, and those that other packages bring along.

Another package registers a driver with an entry point in the group ``clinicapp.drivers`` whose
object is a ``Driver``. One that cannot be used is reported, and never keeps the others away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Final

from drivers.devices import BUILT_IN
from drivers.driver import Driver
from drivers.errors import UnknownDriver

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


def load_catalogue(found: Iterable[EntryPoint] | None = None) -> Catalogue:
    """Built-in drivers and those of ``found``, by default of every installed package."""
    drivers = {driver.key: driver for driver in BUILT_IN}
    broken = []
    for entry in entry_points(group=GROUP) if found is None else found:
        loaded = _load(entry, drivers)
        if isinstance(loaded, BrokenDriver):
            broken.append(loaded)
        else:
            drivers[loaded.key] = loaded
    return Catalogue(MappingProxyType(drivers), tuple(broken))


@cache
def catalogue() -> Catalogue:
    """``load_catalogue()``, once."""
    return load_catalogue()


def find_driver(key: str) -> Driver:
    """The driver with that key. Raises UnknownDriver."""
    return catalogue().driver(key)


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
        return BrokenDriver(
            entry.name, f"There is already a driver {driver.key!r}; remove one of the two."
        )
    return driver
