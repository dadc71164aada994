"""The inbox: on disk first, told second; what was not stored is the same when it comes again."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from clinicapp.domain.errors import Refused
from clinicapp.domain.observations import Delivery, Kept, Observation
from clinicapp.station.events import Acknowledged, Arrived, StoreTrouble, StoreWell
from clinicapp.station.inbox import Inbox
from drivers.devices import and_scale, astm
from drivers.driver import Report
from drivers.errors import NotKept
from drivers.keeping import Batch, Limits
from drivers.protocols.astm_frames import encode_frame
from drivers.readings import Kind, Reading, Value
from drivers.session import run_session
from drivers.simulators.and_scale import print_line
from drivers.simulators.astm import AnalyserResult, records_of
from drivers.transports.contract import Peer
from drivers.transports.replay import ReplayTransport
from tests.support.facts import an_arming
from tests.support.wired import until

if TYPE_CHECKING:
    from clinicapp.domain.gate import Arming
    from clinicapp.station.events import StationEvent

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FULL = Refused("The disk is full, so nothing was saved. Free some space and do it again.")


def kept_of(delivery: Delivery) -> tuple[Kept, ...]:
    return tuple(Kept(reading_id=i.id) for i in delivery.items if isinstance(i, Observation))


@dataclass
class Store:
    """A store in memory that does as it is told, and notes what it was offered."""

    answers: list[BaseException | Future[tuple[Kept, ...]]] = field(default_factory=list)
    offered: list[tuple[Delivery, bool]] = field(default_factory=list)
    events: list[StationEvent] = field(default_factory=list)
    arming: Arming | None = None

    @property
    def inbox(self) -> Inbox:
        return Inbox(keep=self.keep, armed=lambda: self.arming, tell=self.events.append, zone=UTC)

    def keep(self, delivery: Delivery, again: bool) -> Future[tuple[Kept, ...]]:
        self.offered.append((delivery, again))
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Future):
            return answer
        done: Future[tuple[Kept, ...]] = Future()
        if answer is None:
            done.set_result(kept_of(delivery))
        else:
            done.set_exception(answer)
        return done


def a_batch(number: int = 1, visit: UUID | None = None) -> Batch:
    reading = Reading(
        driver="and-scale",
        driver_version="1",
        kind=Kind.WEIGHT,
        values=(Value("weight_kg", Decimal("82.4")),),
        raw=b"ST",
    )
    return Batch(
        driver="and-scale",
        driver_version="1",
        peer=Peer(link="serial", address="COM3"),
        visit=visit or uuid4(),
        number=number,
        items=(Report(reading),),
        received_at=NOON,
        last_byte_ns=time.monotonic_ns(),
    )


def ids(delivery: Delivery) -> list[UUID]:
    return [item.id for item in delivery.items]


def test_what_arrived_is_told_once_it_is_on_disk() -> None:
    store = Store(arming=an_arming())
    batch = a_batch()
    asyncio.run(store.inbox.keeper_for(and_scale.DRIVER).keep(batch))
    (event,) = store.events
    assert isinstance(event, Arrived)
    assert [each.reading_id for each in event.kept] == ids(event.delivery)
    assert event.arming == store.arming
    assert event.last_byte_ns == batch.last_byte_ns <= event.stored_ns
    assert event.acknowledges is False


def test_nothing_is_told_before_it_is_on_disk() -> None:
    committing: Future[tuple[Kept, ...]] = Future()
    store = Store(answers=[committing])

    async def play() -> None:
        keeping = asyncio.create_task(store.inbox.keeper_for(and_scale.DRIVER).keep(a_batch()))
        await asyncio.sleep(0.01)
        assert store.events == []
        assert not keeping.done()
        committing.set_result(kept_of(store.offered[0][0]))
        await keeping

    asyncio.run(play())
    assert len(store.events) == 1


def test_tried_again_it_is_the_same_for_the_person_of_the_first_time() -> None:
    store = Store(answers=[FULL, FULL], arming=an_arming())
    first = store.arming
    keeper = store.inbox.keeper_for(and_scale.DRIVER)
    batch = a_batch()

    async def play() -> None:
        for _ in range(2):
            with pytest.raises(NotKept, match="disk is full"):
                await keeper.keep(batch)
        store.arming = None
        await keeper.keep(batch)

    asyncio.run(play())
    assert [again for _delivery, again in store.offered] == [False, True, True]
    assert ids(store.offered[0][0]) == ids(store.offered[1][0]) == ids(store.offered[2][0])
    assert store.events[:2] == [StoreTrouble(str(FULL))] * 2
    assert store.events[2] == StoreWell()
    arrived = store.events[3]
    assert isinstance(arrived, Arrived)
    assert arrived.arming == first


def test_another_batch_is_another_delivery() -> None:
    store = Store()
    keeper = store.inbox.keeper_for(and_scale.DRIVER)
    visit = uuid4()

    async def play() -> None:
        await keeper.keep(a_batch(1, visit))
        await keeper.keep(a_batch(2, visit))

    asyncio.run(play())
    (one, again_one), (two, again_two) = store.offered
    assert (again_one, again_two) == (False, False)
    assert ids(one) != ids(two)


def test_a_fault_of_ours_is_trouble_with_a_sentence_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = Store(answers=[ValueError("EXAMPLE, Amara")])
    keeper = store.inbox.keeper_for(and_scale.DRIVER)

    async def play() -> None:
        batch = a_batch()
        with pytest.raises(NotKept, match="restart the station"):
            await keeper.keep(batch)
        await keeper.keep(batch)

    asyncio.run(play())
    trouble, well, arrived = store.events
    assert isinstance(trouble, StoreTrouble)
    assert "Amara" not in trouble.sentence
    assert isinstance(well, StoreWell)
    assert isinstance(arrived, Arrived)
    assert "could not be kept" in caplog.text
    caplog.clear()


def test_nothing_new_is_invited_for_a_while_after_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = Store(answers=[FULL])
    inbox = store.inbox
    keeper = inbox.keeper_for(astm.DRIVER)
    now = [100.0]
    monkeypatch.setattr("clinicapp.station.inbox.time.monotonic", lambda: now[0])
    assert keeper.ready()

    async def refused() -> None:
        await inbox.commit(inbox.offer(a_batch(), astm.DRIVER), again=False)

    with pytest.raises(NotKept):
        asyncio.run(refused())
    assert not keeper.ready()
    now[0] += 4.9
    assert not keeper.ready()
    now[0] += 0.2
    assert keeper.ready()


def test_a_commit_that_took_too_long_is_still_told() -> None:
    """The device was told "not kept" and sends it again, which will be a duplicate of this one."""
    committing: Future[tuple[Kept, ...]] = Future()
    committing.set_running_or_notify_cancel()
    store = Store(answers=[committing], arming=an_arming())
    keeper = store.inbox.keeper_for(astm.DRIVER)
    batch = a_batch()

    async def play() -> None:
        keeping = asyncio.create_task(keeper.keep(batch))
        await asyncio.sleep(0)
        keeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await keeping
        assert store.events == []
        committing.set_result(kept_of(store.offered[0][0]))
        await asyncio.sleep(0.01)

    asyncio.run(play())
    (event,) = store.events
    assert isinstance(event, Arrived)
    assert [each.reading_id for each in event.kept] == ids(store.offered[0][0])
    assert event.arming == store.arming


def test_a_commit_that_had_not_begun_is_taken_back() -> None:
    committing: Future[tuple[Kept, ...]] = Future()
    store = Store(answers=[committing])
    keeper = store.inbox.keeper_for(astm.DRIVER)

    async def play() -> None:
        keeping = asyncio.create_task(keeper.keep(a_batch()))
        await asyncio.sleep(0)
        keeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await keeping

    asyncio.run(play())
    assert committing.cancelled()
    assert store.events == []


def test_an_analyser_is_answered_in_the_order_of_the_disk() -> None:
    store = Store()
    order: list[str] = []
    message = encode_frame(1, b"".join(records_of(AnalyserResult(run=1), "AF1")))
    transport = ReplayTransport([(b"\x05", ""), (message, ""), (b"\x04", "")])

    def note(what: str) -> None:
        order.append(f"{what} after {len(transport.sent)} answers")

    def keep(delivery: Delivery, again: bool) -> Future[tuple[Kept, ...]]:
        note("on disk")
        return store.keep(delivery, again)

    inbox = Inbox(
        keep=keep, armed=lambda: None, tell=lambda event: note(type(event).__name__), zone=UTC
    )
    keeper = inbox.keeper_for(astm.DRIVER)
    asyncio.run(run_session(astm.DRIVER, transport, keeper, lambda: NOON))
    # The first answer is to the ENQ; the analyser hears that its message is safe, then the screen.
    assert order == [
        "on disk after 1 answers",
        "Arrived after 2 answers",
        "Acknowledged after 2 answers",
    ]


def test_the_acknowledgement_names_the_readings() -> None:
    store = Store()
    inbox = store.inbox

    async def play() -> None:
        keeper = inbox.keeper_for(astm.DRIVER)
        batch = replace(a_batch(), awaited=True)
        await keeper.keep(batch)
        assert store.events == [], "the device waits, everybody else can"
        keeper.acknowledged(batch, 7)

    asyncio.run(play())
    arrived, acknowledged = store.events
    assert isinstance(arrived, Arrived)
    assert acknowledged == Acknowledged(tuple(ids(arrived.delivery)), 7)


def test_what_is_on_disk_is_told_even_if_the_device_never_hears_of_it() -> None:
    store = Store()
    inbox = store.inbox

    async def play() -> None:
        await inbox.keeper_for(astm.DRIVER).keep(replace(a_batch(), awaited=True))
        assert store.events == []
        inbox.tell_rest()
        inbox.tell_rest()

    asyncio.run(play())
    assert [type(event) for event in store.events] == [Arrived]


def test_a_device_that_went_before_it_heard_does_not_hold_its_reading_up() -> None:
    store = Store()
    inbox = store.inbox

    async def play() -> None:
        await inbox.keeper_for(astm.DRIVER).keep(replace(a_batch(), awaited=True))
        await until(lambda: bool(store.events))
        inbox.tell_rest()

    asyncio.run(play())
    assert [type(event) for event in store.events] == [Arrived]


def test_a_weight_that_came_while_the_disk_was_full_arrives_once() -> None:
    store = Store(answers=[FULL, FULL])
    transport = ReplayTransport([(print_line("ST", Decimal("82.4"), "kg"), ""), None, None, None])
    limits = Limits(first_retry_seconds=0.0, last_retry_seconds=0.0)
    keeper = store.inbox.keeper_for(and_scale.DRIVER)
    end = asyncio.run(run_session(and_scale.DRIVER, transport, keeper, lambda: NOON, limits=limits))
    assert end.unkept == ()
    assert [type(event) for event in store.events] == [
        StoreTrouble,
        StoreTrouble,
        StoreWell,
        Arrived,
    ]
    assert len({tuple(ids(delivery)) for delivery, _again in store.offered}) == 1
