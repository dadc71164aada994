"""Which driver an advertisement belongs to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.gatt_blood_pressure import DRIVER as CUFF
from drivers.devices.gatt_weight_scale import DRIVER as SCALE
from drivers.driver import BleLink, SerialLink
from drivers.framing.uuids import full_uuid, short_uuid
from drivers.transports.ble_matching import ble_links, driver_for

BOTH = (CUFF, SCALE)


def key_for(services: list[str], name: str = "") -> str | None:
    found = driver_for(BOTH, services, name)
    return None if found is None else found[0].key


@pytest.mark.parametrize(
    ("services", "name", "key"),
    [
        (["00001810-0000-1000-8000-00805f9b34fb"], "anything", CUFF.key),
        (["1810"], "", CUFF.key),
        (["0000181D-0000-1000-8000-00805F9B34FB"], "anything", SCALE.key),
        ([], "A&D_UC-352BLE_0A17D3", SCALE.key),
        (["1808"], "meter+05512345", None),
        ([], "", None),
    ],
)
def test_a_service_or_the_start_of_a_name_finds_the_driver(
    services: list[str], name: str, key: str | None
) -> None:
    assert key_for(services, name) == key


def test_a_name_that_is_known_says_more_than_a_service() -> None:
    assert key_for(["1810"], "A&D_UC-352BLE_0A17D3") == SCALE.key


def test_the_longest_fitting_beginning_of_a_name_wins() -> None:
    general = replace(
        CUFF, key="general", links=(BleLink(service="ffff", name_prefixes=("A&D_",)),)
    )
    found = driver_for((general, SCALE), [], "A&D_UC-352BLE_0A17D3")
    assert found is not None
    assert found[0].key == SCALE.key


def test_no_two_of_our_drivers_claim_the_same_device() -> None:
    for driver, link in ble_links(BOTH):
        assert key_for([link.service]) == driver.key
        for prefix in link.name_prefixes:
            assert key_for([], prefix + "_4C2B1F") == driver.key


def test_drivers_without_bluetooth_are_passed_over() -> None:
    assert ble_links((replace(CUFF, links=(SerialLink(),)),)) == ()


@given(st.integers(0, 0xFFFF))
def test_an_assigned_uuid_is_short_and_long_both_ways(number: int) -> None:
    short = f"{number:04x}"
    assert full_uuid(short.upper()) == f"0000{short}-0000-1000-8000-00805f9b34fb"
    assert short_uuid(full_uuid(short).upper()) == short


@given(st.uuids())
def test_a_makers_own_uuid_stays_whole(uuid: object) -> None:
    own = "f" + str(uuid)[1:]
    assert short_uuid(own.upper()) == own
    assert full_uuid(own) == own
