"""What every driver must have, and nobody remembers to check."""

from __future__ import annotations

import importlib
import json
import pkgutil
from decimal import Decimal
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import drivers.devices
from drivers.devices import BUILT_IN
from drivers.driver import Driver, Level
from drivers.errors import UnknownDriver
from drivers.profile_files import shipped_profiles
from drivers.readings import Reading
from drivers.registry import find_driver, load_catalogue
from drivers.simulators import SIMULATORS
from tests.support.wired import ROOT, reports

NAMES = [module.name for module in pkgutil.iter_modules(drivers.devices.__path__)]
GATT = {
    "gatt-blood-pressure": "2A35",
    "gatt-body-composition": "2A9C",
    "gatt-glucose": "2A18",
    "gatt-pulse-oximeter": "2A5E",
    "gatt-thermometer": "2A1C",
    "gatt-weight-scale": "2A9D",
}
SHIPPED = tuple(load_catalogue((), shelves=[shipped_profiles()]).drivers.values())

every_driver = pytest.mark.parametrize("driver", SHIPPED, ids=lambda driver: driver.key)


@pytest.mark.parametrize("name", NAMES)
def test_every_module_of_devices_is_a_driver_that_is_built_in(name: str) -> None:
    module = importlib.import_module(f"drivers.devices.{name}")
    assert module.DRIVER in BUILT_IN
    assert module.__doc__
    assert len(module.__doc__.strip()) > 40


def test_no_two_drivers_share_a_key() -> None:
    keys = [driver.key for driver in SHIPPED]
    assert len(set(keys)) == len(keys)


@every_driver
def test_a_driver_says_what_it_is_and_where_it_comes_from(driver: Driver) -> None:
    assert driver.source
    assert driver.devices
    assert driver.links
    assert driver.measures
    assert driver.protocol
    assert driver.version
    assert isinstance(driver.level, Level)
    assert driver.patience_seconds > 0


@every_driver
def test_a_driver_has_a_talking_double(driver: Driver) -> None:
    assert SIMULATORS[driver.key]() is not SIMULATORS[driver.key]()


@every_driver
def test_a_driver_has_recordings(driver: Driver) -> None:
    if driver.key in GATT:
        entries = json.loads((ROOT / "gatt.json").read_text(encoding="utf-8"))
        assert any(entry["uuid"] == GATT[driver.key] for entry in entries)
    else:
        assert any(Path(ROOT / driver.key).glob("*.json"))


@every_driver
@given(st.lists(st.binary(max_size=80), max_size=6))
def test_a_driver_survives_any_bytes_and_reports_only_decimals(
    driver: Driver, pieces: list[bytes]
) -> None:
    conversation = driver.converse()
    actions = [*conversation.open()]
    for piece in pieces:
        actions += conversation.receive(piece)
    actions += [*conversation.time_out(), *conversation.close()]
    for item in reports(actions):
        assert (item.driver, item.driver_version) == (driver.key, driver.version)
        if isinstance(item, Reading):
            assert all(isinstance(amount, Decimal) for amount in item.amounts.values())


def test_an_unknown_driver_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(UnknownDriver, match=r"no driver 'toaster'; use one of .*astm"):
        find_driver("toaster")


def test_a_driver_of_another_package_joins_and_a_broken_one_is_reported() -> None:
    entries = [
        EntryPoint("good", "tests.support.foreign_driver:DRIVER", "clinicapp.drivers"),
        EntryPoint("twice", "drivers.devices.astm:DRIVER", "clinicapp.drivers"),
        EntryPoint("odd", "tests.support.foreign_driver:NO_DRIVER", "clinicapp.drivers"),
        EntryPoint("gone", "tests.support.no_such_module:DRIVER", "clinicapp.drivers"),
    ]
    catalogue = load_catalogue(entries)
    assert catalogue.driver("foreign").key == "foreign"
    assert set(catalogue.drivers) == {*(driver.key for driver in BUILT_IN), "foreign"}
    assert [broken.name for broken in catalogue.broken] == ["twice", "odd", "gone"]
    assert all(broken.sentence.endswith(".") for broken in catalogue.broken)
