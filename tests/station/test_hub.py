"""The station: every way in is kept open, and none of them can take another one away."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from typing_extensions import override

from clinicapp.domain.errors import Refused
from clinicapp.domain.observations import Delivery, Kept, Observation
from clinicapp.station import hub
from clinicapp.station.events import Arrived, DeviceHeard, LinkChanged, StoreTrouble
from clinicapp.station.hub import Station, WayIn
from clinicapp.station.inbox import Inbox
from drivers.devices import and_scale, astm
from drivers.errors import LinkRefused
from drivers.simulators.and_scale import print_line
from drivers.transports.contract import Arrived as Bytes
from drivers.transports.contract import Transport
from drivers.transports.replay import ReplayTransport
from drivers.transports.tcp import TcpServer
from tests.support.wired import until

if TYPE_CHECKING:
    from clinicapp.station.events import StationEvent
    from drivers.driver import Driver

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEIGHT = print_line("ST", Decimal("82.4"), "kg")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "_SETTLE_SECONDS", 0.02)


@dataclass
class Ear:
    """A station's listener, with a store in memory that can be full."""

    events: list[StationEvent] = field(default_factory=list)
    full: bool = False
    kept: list[Delivery] = field(default_factory=list)

    def keep(self, delivery: Delivery, again: bool) -> Future[tuple[Kept, ...]]:
        done: Future[tuple[Kept, ...]] = Future()
        if self.full:
            done.set_exception(Refused("The disk is full; free some space."))
        else:
            self.kept.append(delivery)
            done.set_result(
                tuple(Kept(reading_id=i.id) for i in delivery.items if isinstance(i, Observation))
            )
        return done

    def count(self, kind: type[Any]) -> int:
        return sum(isinstance(event, kind) for event in self.events)

    def links(self) -> list[tuple[bool, str]]:
        return [(e.up, e.sentence) for e in self.events if isinstance(e, LinkChanged)]

    @contextlib.asynccontextmanager
    async def station(self, *ways: WayIn) -> AsyncIterator[None]:
        """The station runs while this is open; what it raised by itself is raised here."""
        inbox = Inbox(keep=self.keep, armed=lambda: None, tell=self.events.append, zone=UTC)
        station = Station(
            ways, inbox=inbox, clock=lambda: NOON, tell=self.events.append, reopen_seconds=0.03
        )
        running = asyncio.create_task(station.run())
        try:
            yield
            assert not running.done(), "the station ended by itself"
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


class ScriptedLink:
    """A way in that gives its visits, or raises, as it is told; then it waits for ever."""

    def __init__(self, *script: Transport | Exception | None) -> None:
        self.script = list(script)
        self.closed = False
        self.label = "serial port COM3"

    async def visits(self) -> AsyncIterator[Transport]:
        while self.script:
            step = self.script.pop(0)
            if isinstance(step, Exception):
                raise step
            if step is None:
                return
            await asyncio.sleep(0.05)
            yield step
        await asyncio.Event().wait()

    async def close(self) -> None:
        self.closed = True


def always(driver: Driver) -> Callable[[Transport], Driver]:
    return lambda _transport: driver


def weighing() -> ReplayTransport:
    return ReplayTransport([(WEIGHT, "")])


async def weigh(port: int) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(WEIGHT)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def test_a_port_that_is_taken_is_opened_when_it_is_free() -> None:
    ear = Ear()

    async def play() -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            way = WayIn(TcpServer("127.0.0.1", port), always(and_scale.DRIVER), several=True)
            async with ear.station(way):
                await until(lambda: bool(ear.links()))
                # It is told once, however often it is tried.
                await asyncio.sleep(0.1)
                other.close()
                await until(lambda: len(ear.links()) == 2)
                await weigh(port)
                await until(lambda: ear.count(Arrived) == 1)

    asyncio.run(play())
    (refused, why), opened = ear.links()
    assert not refused
    assert "cannot be listened on; choose another port" in why
    assert opened == (True, "")


def test_a_way_that_is_refused_again_after_it_was_open_is_told_again() -> None:
    ear = Ear()
    taken = LinkRefused("COM3 is used by another program; close it.")
    link = ScriptedLink(taken, taken, weighing(), taken, taken)

    async def play() -> None:
        async with ear.station(WayIn(link, always(and_scale.DRIVER), several=False)):
            await until(lambda: len(ear.links()) == 4)

    asyncio.run(play())
    assert ear.links() == [(False, str(taken)), (True, ""), (False, str(taken)), (True, "")]
    assert link.closed


def test_a_way_that_fails_with_a_bug_takes_no_other_with_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ear = Ear()
    broken = ScriptedLink(ValueError("EXAMPLE, Amara"), weighing())
    server = TcpServer("127.0.0.1", 0)

    async def play() -> None:
        async with ear.station(
            WayIn(broken, always(and_scale.DRIVER), several=False),
            WayIn(server, always(and_scale.DRIVER), several=True),
        ):
            await until(lambda: server.bound_port > 0)
            await weigh(server.bound_port)
            await until(lambda: ear.count(Arrived) == 2)

    asyncio.run(play())
    assert (False, "The serial port COM3 failed; the station keeps trying to open it.") in (
        ear.links()
    )
    assert "a way in failed" in caplog.text
    caplog.clear()


def test_a_visit_that_fails_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    ear = Ear()
    drivers: list[Driver | Exception] = [TypeError("bug"), and_scale.DRIVER]

    def driver_of(_transport: Transport) -> Driver:
        driver = drivers.pop(0)
        if isinstance(driver, Exception):
            raise driver
        return driver

    failing = weighing()
    link = ScriptedLink(failing, weighing())

    async def play() -> None:
        async with ear.station(WayIn(link, driver_of, several=False)):
            await until(lambda: ear.count(Arrived) == 1 and ear.count(DeviceHeard) == 4)

    asyncio.run(play())
    assert failing.closed
    heard = [e.connected for e in ear.events if isinstance(e, DeviceHeard)]
    assert heard == [True, False, True, False]
    assert "a visit over replay failed" in caplog.text
    caplog.clear()


class Quiet(ReplayTransport):
    """A device that says nothing and stays."""

    def __init__(self) -> None:
        super().__init__([])

    @override
    async def receive(self, timeout_seconds: float) -> Bytes | None:
        await asyncio.sleep(timeout_seconds)
        return None


def test_a_way_that_goes_does_not_end_the_visits_it_gave() -> None:
    ear = Ear()
    quiet = Quiet()
    link = ScriptedLink(quiet, LinkRefused("The Bluetooth adapter has gone; plug it in."))

    async def play() -> None:
        async with ear.station(WayIn(link, always(and_scale.DRIVER), several=True)):
            await until(lambda: len(ear.links()) >= 2 and ear.count(DeviceHeard) > 0)
            assert [e.connected for e in ear.events if isinstance(e, DeviceHeard)] == [True]
            assert not quiet.closed

    asyncio.run(play())
    assert quiet.closed, "at the end every visit is closed"
    assert [e.connected for e in ear.events if isinstance(e, DeviceHeard)] == [True, False]


@pytest.mark.parametrize(("several", "at_once"), [(False, 1), (True, 2)])
def test_one_at_a_time_or_several_at_once(several: bool, at_once: int) -> None:
    ear = Ear()
    link = ScriptedLink(Quiet(), Quiet())

    async def play() -> None:
        async with ear.station(WayIn(link, always(astm.DRIVER), several=several)):
            # Both could have come by now.
            await asyncio.sleep(0.15)

    asyncio.run(play())
    connected = [e for e in ear.events if isinstance(e, DeviceHeard) and e.connected]
    assert len(connected) == at_once
    assert len(link.script) == 2 - at_once


def test_what_a_scale_sent_into_a_full_store_is_kept_when_it_can_be() -> None:
    ear = Ear(full=True)
    link = ScriptedLink(weighing())

    async def play() -> None:
        async with ear.station(WayIn(link, always(and_scale.DRIVER), several=False)):
            # The scale has gone long before the store is well again.
            await until(lambda: ear.count(StoreTrouble) >= 3)
            ear.full = False
            await until(lambda: ear.count(Arrived) == 1)
            await asyncio.sleep(0.1)

    asyncio.run(play())
    assert len(ear.kept) == 1
    (item,) = ear.kept[0].items
    assert item.raw == WEIGHT
