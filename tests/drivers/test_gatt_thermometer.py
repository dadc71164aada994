"""Thermometers: published payloads, what is refused, and a visit."""

from __future__ import annotations

import asyncio
import struct
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.gatt_thermometer import DRIVER
from drivers.driver import Report
from drivers.json_lines import as_json
from drivers.protocols.gatt_thermometer import SITES, decode_temperature
from drivers.readings import Kind, NotUnderstood, Reading, Refusal, Special
from drivers.session import run_session
from drivers.simulators.air import Air
from drivers.simulators.gatt_thermometer import Thermometer
from drivers.simulators.store_and_forward import Manners
from tests.support.bluetooth import scanning
from tests.support.gatt import Published, published
from tests.support.wired import ListKeeper, readings, refusals


def heard(payload: bytes) -> Reading | NotUnderstood:
    (action,) = DRIVER.converse().receive(payload, "2a1c")
    assert isinstance(action, Report)
    return action.item


def refusal(payload: bytes) -> Refusal:
    item = heard(payload)
    assert isinstance(item, NotUnderstood)
    assert item.raw == payload
    return item.reason


@pytest.mark.parametrize("vector", published("2A1C"))
def test_published_temperatures_decode_as_published(vector: Published) -> None:
    expect = vector.expect
    if "error" in expect:
        assert refusal(vector.payload) is Refusal.TRUNCATED
        return
    if expect["temperature"] == "NaN":
        assert refusal(vector.payload) is Refusal.SPECIAL_REQUIRED_VALUE
        return
    item = heard(vector.payload)
    assert isinstance(item, Reading)
    assert item.kind is Kind.TEMPERATURE
    assert item.amounts == {f"temperature_{expect['unit'].lower()}": expect["temperature"]}
    assert as_json(item)["taken_at"] == expect.get("timestamp")
    assert decode_temperature(vector.payload).site == expect.get("type")


def test_a_temperature_keeps_the_decimals_that_were_sent() -> None:
    assert as_json(heard(bytes.fromhex("00420e00fe")))["values"] == {"temperature_c": "36.50"}


def test_a_temperature_while_it_rises_is_no_result() -> None:
    assert DRIVER.converse().receive(bytes.fromhex("006d0100ff"), "2a1e") == ()


@pytest.mark.parametrize(("word", "special"), [(0x7FFFFE, "above"), (0x800002, "below")])
def test_a_temperature_beyond_the_range_stays_as_a_word(word: int, special: str) -> None:
    item = heard(b"\x00" + struct.pack("<I", word))
    assert isinstance(item, Reading)
    assert item.values[0].special is Special(special)


@pytest.mark.parametrize("word", [0x7FFFFF, 0x800000, 0x800001])
def test_a_temperature_that_was_not_measured_is_no_result(word: int) -> None:
    assert refusal(b"\x00" + struct.pack("<I", word)) is Refusal.SPECIAL_REQUIRED_VALUE


def test_a_temperature_that_is_no_number_is_not_understood() -> None:
    assert refusal(bytes.fromhex("00ffff7fff")) is Refusal.NOT_UNDERSTOOD


@given(
    st.integers(-8388605, 8388605),
    st.integers(-128, 127),
    st.booleans(),
    st.none() | st.sampled_from(sorted(SITES)),
    st.integers(0, 31),
    st.binary(max_size=4),
)
def test_whatever_is_encoded_is_decoded_and_no_beginning_of_it_is(
    mantissa: int, exponent: int, fahrenheit: bool, site: int | None, reserved: int, more: bytes
) -> None:
    flags = fahrenheit | (site is not None) << 2 | reserved << 3
    payload = bytes((flags,)) + struct.pack("<I", exponent % 256 << 24 | mantissa % 2**24)
    payload += b"" if site is None else bytes((site,))
    item = heard(payload + more)
    assert isinstance(item, Reading)
    (value,) = item.values
    assert value.field == ("temperature_f" if fahrenheit else "temperature_c")
    assert value.amount is not None
    assert Fraction(value.amount) == Fraction(mantissa) * Fraction(10) ** exponent
    assert decode_temperature(payload + more).site == site
    assert {refusal(payload[:n]) for n in range(len(payload))} == {Refusal.TRUNCATED}


@given(st.lists(st.tuples(st.sampled_from(["2a1c", "2a1e", "2a1d", "2a08", ""]), st.binary())))
def test_arbitrary_bytes_never_raise(said: list[tuple[str, bytes]]) -> None:
    conversation = DRIVER.converse()
    for channel, payload in said:
        actions = conversation.receive(payload, channel)
        assert len(actions) == (channel in {"2a1c", ""})


def test_a_visit_stores_what_the_thermometer_kept() -> None:
    thermometer = Thermometer(manners=Manners(advert_seconds=0.01))
    good = thermometer.measure(Decimal("36.6"), datetime(2026, 11, 22, 10, 29, tzinfo=UTC))
    warm = thermometer.measure(Decimal("98.5"), fahrenheit=True)
    failed = thermometer.fail()
    keeper = ListKeeper()

    async def visit() -> None:
        backend = Air([thermometer.peripheral]).backend
        async with scanning(DRIVER, backend=backend) as visits:
            now = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
            await run_session(DRIVER, await anext(visits), keeper, lambda: now, zone=UTC)

    asyncio.run(visit())
    found = readings(keeper.batches)
    assert [(r.raw, r.amounts) for r in found] == [
        (good, {"temperature_c": Decimal("36.6")}),
        (warm, {"temperature_f": Decimal("98.5")}),
    ]
    assert as_json(found[0])["taken_at"] == "2026-11-22T10:29:00"
    assert [r.raw for r in refusals(keeper.batches)] == [failed]
    assert thermometer.confirmed == [good, warm, failed]
