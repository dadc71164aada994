"""Scales that keep users: none where they weigh everybody, else the ward's; no code is guessed."""

from __future__ import annotations

import asyncio
import struct
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices import gatt_body_composition, gatt_weight_scale
from drivers.driver import Action, Driver, Report, ScaleUser, Send, SetClock, Subscribe
from drivers.framing.octets import TruncatedError
from drivers.protocols.gatt_user_consent import decode_user_answer, encode_consent
from drivers.readings import NotUnderstood, Reading, Refusal
from drivers.session import Ending, SessionEnd, run_session
from drivers.simulators.air import Air
from drivers.simulators.bluez import BlueZDouble
from drivers.simulators.gatt_body_composition import BodyCompositionScale
from drivers.simulators.gatt_weight_scale import WeightScale
from drivers.simulators.scale_users import ScaleUsers
from drivers.simulators.store_and_forward import Manners, StoreAndForward
from tests.support.bluetooth import bluez_bus, scanning
from tests.support.gatt import Published, published
from tests.support.wired import ListKeeper, readings, refusals, reports

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
FAST = Manners(advert_seconds=0.01, patience_seconds=0.3)
WARD = ScaleUser(1, 3752)
DRIVERS = {
    driver.key: driver for driver in (gatt_weight_scale.DRIVER, gatt_body_composition.DRIVER)
}
CONSENT = bytes.fromhex("0201a80e")
WEIGHED = bytes.fromhex("0e783eea07050c12353601ee002607")

drivers = pytest.mark.parametrize("driver", DRIVERS.values(), ids=DRIVERS)
ways = pytest.mark.parametrize("way", ["bluez", "air"])


def known(driver: Driver, user: ScaleUser) -> Driver:
    assert driver.converse_as is not None
    return replace(driver, converse=partial(driver.converse_as, user))


def scale_of(driver: Driver, users: ScaleUsers) -> StoreAndForward:
    """A scale that has weighed 71.25 kg."""
    if driver.key == "gatt-weight-scale":
        weight_scale = WeightScale(manners=FAST, users=users)
        weight_scale.weigh(Decimal("71.25"), NOW, user=255)
        return weight_scale
    body_scale = BodyCompositionScale(manners=FAST, users=users)
    body_scale.weigh(Decimal("71.25"), Decimal("24.3"), NOW)
    return body_scale


def visit(
    scale: StoreAndForward, driver: Driver, way: str
) -> tuple[SessionEnd, list[Reading], list[NotUnderstood]]:
    keeper = ListKeeper()

    async def session(bus: str) -> SessionEnd:
        async with AsyncExitStack() as stack:
            backend = None
            if way == "bluez":
                await stack.enter_async_context(BlueZDouble([scale.peripheral], bus))
            else:
                backend = Air([scale.peripheral]).backend
            visits = await stack.enter_async_context(scanning(driver, backend=backend))
            return await run_session(driver, await anext(visits), keeper, lambda: NOW, zone=UTC)

    with ExitStack() as stack:
        bus = stack.enter_context(bluez_bus()) if way == "bluez" else ""
        end = asyncio.run(session(bus))
    return end, readings(keeper.batches), refusals(keeper.batches)


@ways
@drivers
def test_a_scale_that_weighs_everybody_is_asked_for_no_user(way: str, driver: Driver) -> None:
    users = ScaleUsers(1, 3752, open_to_all=True)
    end, found, refused = visit(scale_of(driver, users), driver, way)
    assert end.ending is Ending.LINK_LOST
    assert [reading.amounts["weight_kg"] for reading in found] == [Decimal("71.25")]
    assert (refused, users.requests) == ([], [])


@ways
@drivers
def test_a_scale_that_knows_its_users_is_told_the_wards(way: str, driver: Driver) -> None:
    users = ScaleUsers(1, 3752)
    scale = scale_of(driver, users)
    _, found, refused = visit(scale, known(driver, WARD), way)
    assert [reading.amounts["weight_kg"] for reading in found] == [Decimal("71.25")]
    assert (refused, users.requests) == ([], [CONSENT])
    assert not scale.memory


@ways
@drivers
def test_a_code_that_is_not_accepted_is_one_sentence_and_is_not_tried_again(
    way: str, driver: Driver
) -> None:
    users = ScaleUsers(1, 752)
    scale = scale_of(driver, users)
    _, found, (refused,) = visit(scale, known(driver, WARD), way)
    assert (found, users.requests) == ([], [CONSENT])
    assert (refused.reason, refused.raw) == (Refusal.DEVICE_ERROR, bytes.fromhex("200205"))
    assert refused.detail == (
        "The scale tells its user 1 nothing, for the code is not that user's; put the code that"
        " it shows for that user into the settings, and pair it again if it no longer connects."
    )
    assert scale.memory


@ways
@drivers
@pytest.mark.parametrize("user", [None, ScaleUser(2, 3752)])
def test_a_scale_that_stays_silent_for_want_of_its_user_says_so_once(
    way: str, driver: Driver, user: ScaleUser | None
) -> None:
    users = ScaleUsers(1, 3752, mute=True)
    speaker = driver if user is None else known(driver, user)
    _, found, (refused,) = visit(scale_of(driver, users), speaker, way)
    assert found == []
    assert (refused.reason, refused.raw) == (Refusal.DEVICE_ERROR, b"\xff")
    assert refused.detail.startswith("The scale told no weight")
    assert ("settings" in refused.detail) == (user is None)
    assert len(users.requests) == (user is not None)


@ways
@drivers
def test_a_scale_without_users_is_read_although_the_settings_name_one(
    way: str, driver: Driver
) -> None:
    body = driver.key == "gatt-body-composition"
    scale = BodyCompositionScale(manners=FAST) if body else WeightScale(manners=FAST)
    scale.weigh(Decimal("71.25"), None, NOW) if isinstance(
        scale, BodyCompositionScale
    ) else scale.weigh(Decimal("71.25"), NOW)
    _, found, refused = visit(scale, known(driver, WARD), way)
    assert [reading.amounts["weight_kg"] for reading in found] == [Decimal("71.25")]
    assert refused == []


@drivers
def test_the_clock_and_the_measurement_come_before_the_consent(driver: Driver) -> None:
    actions = list(known(driver, WARD).converse().open())
    (consent,) = (at for at, action in enumerate(actions) if isinstance(action, Send))
    assert actions[consent] == Send(CONSENT, "2a9f", required=False)
    assert actions[consent - 1] == Subscribe("2a9f", required=False)
    assert isinstance(actions[0], Subscribe)
    assert max(at for at, a in enumerate(actions) if isinstance(a, SetClock)) < consent
    assert not any(isinstance(action, Send) for action in driver.converse().open())


@drivers
def test_nothing_but_a_consent_is_ever_written_to_a_scale(driver: Driver) -> None:
    """No registration, no deletion, whatever the scale says."""
    conversation = known(driver, WARD).converse()
    actions = [*conversation.open()]
    for answer in ("200205", "200101", "200202", "200303", "01", "ff"):
        actions += conversation.receive(bytes.fromhex(answer), "2a9f")
    actions += [*conversation.time_out(), *conversation.close()]
    assert [action.data for action in actions if isinstance(action, Send)] == [CONSENT]


@drivers
def test_a_visit_with_a_weight_says_nothing_of_users(driver: Driver) -> None:
    conversation = driver.converse()
    actions: list[Action] = [*conversation.receive(b"\xff", "2a9a")]
    actions += conversation.receive(WEIGHED, "2a9d")
    actions += [*conversation.time_out(), *conversation.close()]
    (reading,) = reports(actions)
    assert isinstance(reading, Reading)


@drivers
def test_a_scale_that_keeps_no_users_may_have_nothing_to_tell(driver: Driver) -> None:
    conversation = known(driver, WARD).converse()
    assert not reports([*conversation.time_out(), *conversation.close()])


@pytest.mark.parametrize("case", published("2A9F"))
def test_published_requests_and_answers(case: Published) -> None:
    if case.expect["op"] == 2:
        user = ScaleUser(case.expect["user_index"], case.expect["consent"])
        assert encode_consent(user) == case.payload
    else:
        answer = decode_user_answer(case.payload)
        assert (answer.request, answer.code) == (case.expect["request"], case.expect["result"])
        assert answer.succeeded == (case.expect["result"] == 1)


@given(st.integers(0, 254), st.integers(0, 0xFFFF))
def test_a_consent_is_what_struct_packs(index: int, code: int) -> None:
    assert encode_consent(ScaleUser(index, code)) == struct.pack("<BBH", 2, index, code)


@given(st.binary(max_size=20))
def test_an_answer_is_read_or_refused(payload: bytes) -> None:
    try:
        answer = decode_user_answer(payload)
    except TruncatedError:
        assert len(payload) < 3
    except ValueError:
        assert payload[0] != 0x20
    else:
        assert payload[:3] == bytes((0x20, answer.request, answer.code))


@pytest.mark.parametrize(("index", "code"), [(255, 1), (-1, 1), (1, 65536), (1, -1)])
def test_a_user_that_no_scale_has_is_an_error(index: int, code: int) -> None:
    with pytest.raises(ValueError, match="not"):
        ScaleUser(index, code)


@pytest.mark.parametrize("payload", ["", "20", "2002", "010000"])
@drivers
def test_half_an_answer_is_refused_with_its_bytes(driver: Driver, payload: str) -> None:
    (action,) = driver.converse().receive(bytes.fromhex(payload), "2a9f")
    assert isinstance(action, Report)
    assert isinstance(action.item, NotUnderstood)
    assert action.item.raw == bytes.fromhex(payload)
