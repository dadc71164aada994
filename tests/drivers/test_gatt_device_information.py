"""What a device says about itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.protocols.gatt_device_information import DeviceInformation
from drivers.readings import DeviceIdentity


def told(**said: bytes) -> DeviceInformation:
    information = DeviceInformation()
    for channel, octets in said.items():
        more = information.told(channel.removeprefix("_"), octets)
        assert more is not None
        information = more
    return information


def test_padding_is_stripped_and_everything_is_kept() -> None:
    information = told(
        _2a29=b"A&D Medical\x00\x00",
        _2a24=b"  UA-651BLE ",
        _2a25=b"5180500123",
        _2a26=b"1.02\n",
        _2a00=b"A&D_UA-651BLE_4C2B1F",
        _2a19=b"\x64",
    )
    assert information == DeviceInformation(
        maker="A&D Medical",
        model="UA-651BLE",
        serial="5180500123",
        firmware="1.02",
        name="A&D_UA-651BLE_4C2B1F",
        battery_percent=100,
    )
    assert information.identity == DeviceIdentity(
        maker="A&D Medical", model="UA-651BLE", serial="5180500123"
    )


def test_an_empty_text_or_an_impossible_battery_leaves_what_was_known() -> None:
    assert told(_2a25=b"5180500123", _2a19=b"\x32").battery_percent == 50
    assert told(_2a25=b"5180500123", _2a24=b"\x00 ").model is None
    assert told(_2a19=b"\xff").battery_percent is None
    assert told(_2a19=b"").battery_percent is None


def test_a_maker_is_recognised_in_any_case_and_not_in_the_middle_of_a_word() -> None:
    assert told(_2a29=b"DETECTO Scale").is_from("Detecto")
    assert told(_2a00=b"BM85 12").is_from("BM85")
    assert not told(_2a24=b"xBM85").is_from("BM85")
    assert not DeviceInformation().is_from("BM85")


def test_another_characteristic_is_none_of_its_business() -> None:
    assert DeviceInformation().told("2a35", b"") is None


@given(st.sampled_from(["2a29", "2a24", "2a25", "2a26", "2a00", "2a19"]), st.binary())
def test_arbitrary_octets_never_raise(channel: str, octets: bytes) -> None:
    information = DeviceInformation().told(channel, octets)
    assert information is not None
    assert information.maker is None or information.maker.isprintable()
