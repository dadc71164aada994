"""Which asset a reading came from."""

from __future__ import annotations

from clinicapp.domain.matching import asset_of
from tests.support.facts import a_stored_reading, an_asset, an_observation

CUFF = an_asset()
PORT = an_asset(
    tag="SC-0412", driver="and-scale", link="serial", address="COM3", serial="", model="AD-6121"
)


def test_a_bonded_address_names_the_cuff_even_without_a_serial_number() -> None:
    reading = a_stored_reading(an_observation(), address="5c:31:3e:00:00:01")
    assert asset_of(reading, [CUFF, PORT]) is CUFF


def test_a_serial_number_outranks_the_address_it_was_heard_at() -> None:
    other = an_asset(tag="BP-0117", serial="5181200002", address="5C:31:3E:00:00:02")
    reading = a_stored_reading(an_observation(device_serial="5181200002"))
    assert asset_of(reading, [CUFF, other]) is other


def test_two_assets_with_one_serial_number_are_nobody() -> None:
    twin = an_asset(tag="BP-0118")
    reading = a_stored_reading(an_observation(device_serial="5181200001"))
    assert asset_of(reading, [CUFF, twin]) is None


def test_a_port_names_the_scale_that_is_plugged_into_it() -> None:
    reading = a_stored_reading(
        an_observation("weight"), driver="and-scale", link="serial", address="COM3"
    )
    assert asset_of(reading, [CUFF, PORT]) is PORT


def test_another_serial_number_on_an_assets_port_is_not_that_asset() -> None:
    analyser = an_asset(tag="HB-1", driver="astm", link="tcp", address="10.0.0.9", serial="AF1")
    reading = a_stored_reading(
        an_observation("hba1c", device_serial="AF2"), driver="astm", link="tcp", address="10.0.0.9"
    )
    assert asset_of(reading, [analyser]) is None


def test_a_port_with_another_driver_on_it_is_not_that_asset() -> None:
    reading = a_stored_reading(
        an_observation("hba1c"), driver="astm", link="serial", address="COM3"
    )
    assert asset_of(reading, [PORT]) is None
