"""From the settings to the ways in."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from clinicapp.domain.errors import Refused
from clinicapp.settings import LinkSettings
from clinicapp.station.catalogue import driver, listed
from clinicapp.station.ways import ways_in
from drivers.driver import Send
from drivers.simulators.air import Air
from drivers.simulators.gatt_body_composition import LABEL, BodyCompositionScale
from drivers.simulators.store_and_forward import Manners


def nothing(_sentence: str) -> None:
    raise AssertionError("nothing is near")


def test_each_kind_of_link_becomes_a_way_in() -> None:
    links = (
        LinkSettings(kind="serial", port="COM3", driver="and-scale"),
        LinkSettings(kind="tcp_listen", tcp_port=4010, driver="astm"),
        LinkSettings(kind="tcp_connect", host="192.0.2.7", tcp_port=4010, driver="astm"),
        LinkSettings(kind="hid", driver="contour-usb"),
        LinkSettings(kind="bluetooth"),
    )
    ways = ways_in(links, nothing, Air([]).backend)
    assert [way.several for way in ways] == [False, True, False, False, True]
    assert [way.link.label for way in ways[:4]] == [
        "serial port COM3",
        "TCP port 4010",
        "analyser at 192.0.2.7:4010",
        "USB device Bayer Contour USB",
    ]


def test_a_driver_that_is_not_there_is_refused_with_those_that_are() -> None:
    link = LinkSettings(kind="serial", port="COM3", driver="nonsense")
    with pytest.raises(Refused, match="nonsense") as caught:
        ways_in((link,), nothing)
    assert "astm" in str(caught.value)


@pytest.mark.parametrize("kind", ["serial", "tcp_listen", "tcp_connect"])
def test_a_driver_that_speaks_bluetooth_only_has_no_port(kind: str) -> None:
    link = LinkSettings(kind=kind, port="COM3", tcp_port=4010, driver="gatt-blood-pressure")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="speaks Bluetooth only; correct that link"):
        ways_in((link,), nothing)


@pytest.mark.parametrize("address", [LABEL.address, LABEL.address.lower(), "00:00:00:00:00:01"])
def test_a_scale_is_told_the_user_that_the_settings_name_for_its_address(address: str) -> None:
    scale = BodyCompositionScale(manners=Manners(advert_seconds=0.01))
    scale.weigh(Decimal("71.25"))
    link = LinkSettings(kind="bluetooth", users={address: "1:3752"})
    (way,) = ways_in((link,), nothing, Air([scale.peripheral]).backend)

    async def said() -> list[bytes]:
        try:
            visit = await anext(way.link.visits())
            found = way.driver_of(visit)
            assert found.key == "gatt-body-composition"
            await visit.close()
        finally:
            await way.link.close()
        return [action.data for action in found.converse().open() if isinstance(action, Send)]

    known = address.upper() == LABEL.address
    assert asyncio.run(said()) == ([bytes.fromhex("0201a80e")] if known else [])


@pytest.mark.parametrize("user", ["255:0", "1:65536"])
def test_a_user_that_no_scale_has_is_refused(user: str) -> None:
    link = LinkSettings(kind="bluetooth", users={LABEL.address: user})
    with pytest.raises(Refused, match=r"The settings name a user of a scale, but .*; correct it"):
        ways_in((link,), nothing, Air([]).backend)


def test_a_driver_that_speaks_usb_reports_only_has_no_port() -> None:
    link = LinkSettings(kind="serial", port="COM3", driver="contour-usb")
    with pytest.raises(Refused, match="speaks USB reports only; correct that link"):
        ways_in((link,), nothing)


def test_a_driver_of_a_port_is_no_usb_device() -> None:
    link = LinkSettings(kind="hid", driver="and-scale")
    with pytest.raises(Refused, match="and-scale does not speak USB reports; correct that link"):
        ways_in((link,), nothing)


def test_every_driver_is_listed_once_by_key() -> None:
    drivers, broken = listed()
    assert broken == ()
    keys = [each.key for each in drivers]
    assert keys == sorted(set(keys))
    assert {"astm", "and-scale", "gatt-blood-pressure", "gatt-weight-scale"} <= set(keys)
    for each in drivers:
        assert driver(each.key).key == each.key
        assert set(each.links) <= {"Bluetooth LE", "serial", "TCP", "USB reports"}
        assert each.links
