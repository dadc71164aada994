"""Body composition scales: published payloads, pieces that are joined, what is refused, visits."""

from __future__ import annotations

import asyncio
import struct
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.gatt_body_composition import DRIVER
from drivers.driver import Finish, Keep, Subscribe
from drivers.json_lines import as_json
from drivers.protocols.gatt_body_composition import decode_body_composition, decode_feature
from drivers.readings import Kind, NotUnderstood, Reading, Refusal, Special
from drivers.session import run_session
from drivers.simulators.air import Air
from drivers.simulators.bluez import BlueZDouble
from drivers.simulators.gatt_body_composition import LABEL, BodyCompositionScale
from drivers.simulators.store_and_forward import Manners
from tests.support.bluetooth import bluez_bus, scanning
from tests.support.gatt import Published, published
from tests.support.wired import ListKeeper, kept_bytes, readings, refusals, reports

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
FAST = Manners(advert_seconds=0.01)

NAMES = {
    "bmr_kj": "basal_metabolism_kj",
    "muscle_pct": "muscle_percent",
    "soft_lean_mass": "soft_lean_mass_{unit}",
    "water_mass": "body_water_mass_{unit}",
    "impedance_ohm": "impedance_ohm",
    "weight": "weight_{unit}",
}
WEIGHED = bytes.fromhex("0e783eea07050c12353601ee002607")
"""79.96 kg, 2026-05-12 18:53:54, user 1, BMI 23.8, 1.830 m; a Beurer BF720."""
COMPOSED = bytes.fromhex("9803c200df1a9701cc2fca21a811")
"""19.4 % fat and more, without time and user; a Beurer BF720."""


def heard(*said: tuple[str, bytes]) -> list[Reading | NotUnderstood]:
    conversation = DRIVER.converse()
    actions = [action for channel, data in said for action in conversation.receive(data, channel)]
    return reports([*actions, *conversation.close()])


def one(*said: tuple[str, bytes]) -> Reading:
    (item,) = heard(*said)
    assert isinstance(item, Reading), item
    return item


def refusal(*said: tuple[str, bytes]) -> NotUnderstood:
    (item,) = heard(*said)
    assert isinstance(item, NotUnderstood), item
    return item


@pytest.mark.parametrize("vector", published("2A9C"))
def test_published_measurements_decode_as_published(vector: Published) -> None:
    expect = vector.expect
    if "error" in expect:
        assert refusal(("2a9c", vector.payload)).reason is Refusal.TRUNCATED
        return
    unit = expect["unit"]
    wanted = {
        name.format(unit=unit): Decimal(str(expect[theirs]))
        for theirs, name in NAMES.items()
        if theirs in expect
    }
    said = decode_body_composition(vector.payload)
    assert said.multiple is expect.get("multi_packet", False)
    assert {v.field: v.amount for v in said.values[1:]} == wanted
    if expect["fat_pct"] == "unsuccessful":
        assert refusal(("2a9c", vector.payload)).reason is Refusal.DEVICE_ERROR
        return
    reading = one(("2a9c", vector.payload))
    assert reading.kind is Kind.BODY_COMPOSITION
    assert reading.amounts == {"body_fat_percent": Decimal(str(expect["fat_pct"])), **wanted}
    assert (reading.taken_at, reading.user) == (None, expect.get("user_id"))
    assert reading.raw == vector.payload


def test_a_measurement_keeps_the_decimals_of_its_unit() -> None:
    line = as_json(one(("2a9c", bytes.fromhex("0006c8008813803e"))))
    assert line["values"] == {
        "body_fat_percent": "20.0",
        "impedance_ohm": "500.0",
        "weight_kg": "80.000",
    }


@pytest.mark.parametrize("first", ["2a9d", "2a9c"])
def test_weight_and_composition_of_one_weighing_are_one_reading(first: str) -> None:
    pieces = [("2a9d", WEIGHED), ("2a9c", COMPOSED)]
    if first == "2a9c":
        pieces.reverse()
    reading = one(*pieces)
    assert reading.kind is Kind.BODY_COMPOSITION
    assert reading.raw == b"".join(data for _, data in pieces)
    assert reading.amounts["weight_kg"] == Decimal("79.960")
    assert reading.amounts["body_fat_percent"] == Decimal("19.4")
    assert (as_json(reading)["taken_at"], reading.user) == ("2026-05-12T18:53:54", 1)


def test_a_weight_alone_is_a_weight() -> None:
    reading = one(("2a9d", WEIGHED))
    assert (reading.kind, reading.raw) == (Kind.WEIGHT, WEIGHED)


def test_a_composition_that_failed_leaves_the_weight() -> None:
    reading = one(("2a9d", WEIGHED), ("2a9c", bytes.fromhex("0000ffff")))
    assert reading.amounts["weight_kg"] == Decimal("79.960")
    assert reading.values[-1].special is Special.UNSUCCESSFUL


def test_noughts_for_somebody_who_stepped_off_leave_the_weight_alone() -> None:
    noughts = bytes.fromhex("9803000096230000000000000000")
    reading = one(("2a9d", WEIGHED), ("2a9c", noughts))
    assert set(reading.amounts) == {"weight_kg", "bmi", "height_m"}
    assert reading.values[-1].special is Special.UNSUCCESSFUL
    assert reading.raw == WEIGHED + noughts


def test_pieces_of_two_people_two_times_or_two_weights_are_never_joined() -> None:
    for composition in (
        struct.pack("<HHB", 0x0004, 194, 2),
        struct.pack("<HH7s", 0x0002, 194, bytes.fromhex("ea07050c123537")),
        struct.pack("<HHH", 0x0400, 194, 15000),
    ):
        weight, composed = heard(("2a9d", WEIGHED), ("2a9c", composition))
        assert isinstance(weight, Reading)
        assert isinstance(composed, Reading)
        assert (weight.kind, composed.kind) == (Kind.WEIGHT, Kind.BODY_COMPOSITION)
        assert (weight.raw, composed.raw) == (WEIGHED, composition)


def test_two_weighings_stay_two() -> None:
    assert [item.raw for item in heard(("2a9d", WEIGHED), ("2a9d", WEIGHED))] == [WEIGHED] * 2
    assert [item.raw for item in heard(("2a9c", COMPOSED), ("2a9c", COMPOSED))] == [COMPOSED] * 2
    both = [("2a9d", WEIGHED), ("2a9c", COMPOSED)]
    assert [item.raw for item in heard(*both, *both)] == [WEIGHED + COMPOSED] * 2


def packet(flags: int, *fields: int, fat: int = 194) -> bytes:
    return struct.pack(f"<HH{len(fields)}H", flags, fat, *fields)


def test_packets_of_one_measurement_are_one_reading() -> None:
    first, second = packet(0x1020, 8000), packet(0x1200, 4520)
    reading = one(("2a9c", first), ("2a9c", second))
    assert reading.raw == first + second
    assert reading.amounts == {
        "body_fat_percent": Decimal("19.4"),
        "muscle_mass_kg": Decimal("40.000"),
        "impedance_ohm": Decimal("452.0"),
    }


def test_a_packet_that_could_not_tell_the_fat_takes_it_from_the_other() -> None:
    first, second = packet(0x1020, 8000, fat=0xFFFF), packet(0x1200, 4520)
    assert one(("2a9c", first), ("2a9c", second)).amounts["body_fat_percent"] == Decimal("19.4")


def test_packets_that_disagree_or_are_whole_by_themselves_are_never_joined() -> None:
    for first, second in (
        (packet(0x1020, 8000), packet(0x1200, 4520, fat=250)),
        (packet(0x1020, 8000), packet(0x0200, 4520)),
        (packet(0x0020, 8000), packet(0x1200, 4520)),
        (packet(0x1020, 8000), packet(0x1020, 8000)),
    ):
        assert [item.raw for item in heard(("2a9c", first), ("2a9c", second))] == [first, second]


def test_packets_without_end_are_not_held_without_end() -> None:
    scale = DRIVER.converse()
    told = [len(r.raw) for _ in range(1000) for r in reports(scale.receive(packet(0x1000), "2a9c"))]
    assert (len(told), set(told)) == (249, {16})


def test_a_weighing_is_told_as_soon_as_nothing_of_it_is_missing() -> None:
    scale = DRIVER.converse()
    # The scale measures muscle mass, impedance and weight.
    assert scale.receive(struct.pack("<I", 1 << 4 | 1 << 8 | 1 << 9), "2a9b") == ()
    steps = [
        scale.receive(WEIGHED, "2a9d"),
        scale.receive(packet(0x1020, 8000), "2a9c"),
        scale.receive(packet(0x1200, 4520), "2a9c"),
    ]
    assert [len(reports(actions)) for actions in steps] == [0, 0, 1]
    assert steps[0] == (Keep(WEIGHED),)
    assert scale.close() == ()


def test_silence_ends_the_visit_with_what_is_held() -> None:
    scale = DRIVER.converse()
    scale.receive(WEIGHED, "2a9d")
    report, finish = scale.time_out()
    (item,) = reports([report])
    assert (item.raw, finish) == (WEIGHED, Finish())


def test_failed_and_negative_weights_are_no_results() -> None:
    failed = refusal(("2a9d", b"\x00\xff\xff"))
    assert (failed.reason, failed.raw) == (Refusal.DEVICE_ERROR, b"\x00\xff\xff")
    scale = DRIVER.converse()
    scale.receive(b"Detecto", "2a29")
    (item,) = reports(scale.receive(bytes.fromhex("10b436"), "2a9d"))
    assert isinstance(item, NotUnderstood)
    assert item.reason is Refusal.DEVICE_ERROR


def test_every_payload_that_is_cut_short_is_refused_whole() -> None:
    whole = bytes.fromhex("fe0f") + bytes.fromhex("c200ea07050c12353601") + bytes(18)
    assert one(("2a9c", whole)).user == 1
    for length in range(len(whole)):
        refused = refusal(("2a9c", whole[:length]))
        assert (refused.reason, refused.raw) == (Refusal.TRUNCATED, whole[:length])


def test_features_name_what_the_scale_measures() -> None:
    assert decode_feature(bytes.fromhex("ffffffff")) == {
        "basal_metabolism",
        "muscle_percent",
        "muscle_mass",
        "fat_free_mass",
        "soft_lean_mass",
        "body_water_mass",
        "impedance",
        "weight",
        "height",
    }
    assert decode_feature(bytes(4)) == frozenset()
    assert DRIVER.converse().receive(b"\x01", "2a9b") == ()


def test_both_measurements_are_asked_for_first() -> None:
    assert list(DRIVER.converse().open())[:2] == [
        Subscribe("2a9c"),
        Subscribe("2a9d", required=False),
    ]


FIELDS = (
    # flag, metric name, imperial name, metric and imperial steps by the specification
    (3, "basal_metabolism_kj", "basal_metabolism_kj", "1", "1"),
    (4, "muscle_percent", "muscle_percent", "0.1", "0.1"),
    (5, "muscle_mass_kg", "muscle_mass_lb", "0.005", "0.01"),
    (6, "fat_free_mass_kg", "fat_free_mass_lb", "0.005", "0.01"),
    (7, "soft_lean_mass_kg", "soft_lean_mass_lb", "0.005", "0.01"),
    (8, "body_water_mass_kg", "body_water_mass_lb", "0.005", "0.01"),
    (9, "impedance_ohm", "impedance_ohm", "0.1", "0.1"),
    (10, "weight_kg", "weight_lb", "0.005", "0.01"),
    (11, "height_m", "height_in", "0.001", "0.1"),
)


@given(
    st.lists(st.none() | st.integers(0, 0xFFFE), min_size=9, max_size=9),
    st.booleans(),
    st.none() | st.integers(0, 255),
    st.integers(0, 7),
    st.integers(0, 0xFFFE),
)
def test_whatever_is_encoded_is_decoded(
    numbers: list[int | None], imperial: bool, user: int | None, reserved: int, fat: int
) -> None:
    flags = imperial | (user is not None) << 2 | reserved << 13
    flags |= sum(1 << row[0] for row, n in zip(FIELDS, numbers, strict=True) if n is not None)
    payload = struct.pack("<HH", flags, fat) + (b"" if user is None else bytes((user,)))
    payload += b"".join(struct.pack("<H", n) for n in numbers if n is not None)
    reading = one(("2a9c", payload))
    assert reading.amounts == {
        "body_fat_percent": fat * Decimal("0.1"),
        **{
            row[1 + imperial]: n * Decimal(row[3 + imperial])
            for row, n in zip(FIELDS, numbers, strict=True)
            if n is not None
        },
    }
    assert reading.user == (None if user == 255 else user)


CHANNELS = ["2a9c", "2a9d", "2a9b", "2a9e", "2a08", "ffff", ""]


@given(st.lists(st.tuples(st.sampled_from(CHANNELS), st.binary(max_size=30))))
def test_arbitrary_bytes_never_raise_and_no_measurement_vanishes(
    said: list[tuple[str, bytes]],
) -> None:
    told = b"\n".join(item.raw for item in heard(*said))
    for channel, payload in said:
        if channel in {"2a9c", "2a9d", "", "ffff"}:
            assert payload in told


@pytest.mark.parametrize("way", ["bluez", "air"])
@pytest.mark.parametrize("in_packets", [False, True])
def test_a_visit_stores_one_reading_a_weighing(way: str, in_packets: bool) -> None:
    scale = BodyCompositionScale(manners=FAST, in_packets=in_packets)
    earlier = scale.weigh(Decimal("92.5"), None, NOW.replace(minute=10))
    now = scale.weigh(Decimal("71.25"), Decimal("24.3"), NOW)
    keeper = ListKeeper()

    async def visit(bus: str) -> None:
        async with AsyncExitStack() as stack:
            backend = None
            if way == "bluez":
                await stack.enter_async_context(BlueZDouble([scale.peripheral], bus))
            else:
                backend = Air([scale.peripheral]).backend
            visits = await stack.enter_async_context(scanning(DRIVER, backend=backend))
            await run_session(DRIVER, await anext(visits), keeper, lambda: NOW, zone=UTC)

    if way == "bluez":
        with bluez_bus() as bus:
            asyncio.run(visit(bus))
    else:
        asyncio.run(visit(""))
    first, second = readings(keeper.batches)
    assert [first.raw, second.raw] == [b"".join(earlier), b"".join(now)]
    assert first.amounts["weight_kg"] == Decimal("92.5")
    assert "body_fat_percent" not in first.amounts
    assert second.amounts["body_fat_percent"] == Decimal("24.3")
    assert second.amounts["muscle_mass_kg"] == Decimal("28.5")
    assert second.device.serial == LABEL.serial
    assert refusals(keeper.batches) == []
    assert earlier[0] in kept_bytes(keeper.batches)
    assert scale.confirmed == [*earlier, *now]
