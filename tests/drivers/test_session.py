"""A session acknowledges what is on disk, and loses nothing else either."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from typing_extensions import override

from drivers.devices import and_scale, astm
from drivers.driver import (
    Acknowledge,
    Action,
    BleLink,
    ClockLayout,
    Driver,
    Finish,
    Level,
    Read,
    Report,
    SetClock,
    Subscribe,
)
from drivers.errors import DriverError, LinkLost
from drivers.framing.clocks import encode_clock
from drivers.keeping import Batch, Limits
from drivers.protocols.astm_frames import encode_frame
from drivers.readings import Kind, NotUnderstood, Refusal
from drivers.session import Ending, Session, run_session
from drivers.simulators.and_scale import print_line
from drivers.simulators.astm import AnalyserResult, AstmDouble, Fault, records_of
from drivers.simulators.running import Outcome, run_double
from drivers.transports.contract import Arrived, Peer
from drivers.transports.replay import ReplayTransport
from drivers.transports.tcp import TcpClient, TcpServer
from tests.support.wired import (
    NOON,
    ListKeeper,
    kept_bytes,
    noon,
    readings,
    refusals,
)

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"
MESSAGE = encode_frame(1, b"".join(records_of(AnalyserResult(run=1), "AF1")))
QUICK = Limits(keep_seconds=0.2, first_retry_seconds=0.01, last_retry_seconds=0.02, unkept_items=5)


def chunks(*pieces: bytes | None) -> list[tuple[bytes, str] | None]:
    return [None if piece is None else (piece, "") for piece in pieces]


def said(transport: ReplayTransport) -> bytes:
    return b"".join(data for data, _ in transport.sent)


def test_a_reading_is_kept_before_its_frame_is_acknowledged() -> None:
    transport = ReplayTransport(chunks(ENQ, MESSAGE, EOT))
    order: list[str] = []

    class Ordered(ListKeeper):
        @override
        async def keep(self, batch: Batch) -> None:
            assert said(transport) == ACK
            await ListKeeper.keep(self, batch)
            order.append("kept")

        @override
        def acknowledged(self, batch: Batch, at_ns: int) -> None:
            assert said(transport) == ACK + ACK
            order.append("acknowledged")

    keeper = Ordered()
    end = asyncio.run(run_session(astm.DRIVER, transport, keeper, noon))
    assert end.ending is Ending.LINK_LOST
    assert order == ["kept", "acknowledged"]
    (batch,) = keeper.batches
    assert kept_bytes([batch]) == [MESSAGE]
    (reading,) = readings([batch])
    assert reading.amount("hba1c_percent") == Decimal("5.9")
    assert (batch.received_at, batch.driver, batch.peer.link) == (NOON, "astm", "replay")
    assert transport.closed


def test_what_was_not_kept_is_refused_and_then_taken() -> None:
    transport = ReplayTransport(chunks(ENQ, MESSAGE, MESSAGE, EOT))
    keeper = ListKeeper(refusing=1)
    end = asyncio.run(run_session(astm.DRIVER, transport, keeper, noon))
    assert said(transport) == ACK + NAK + ACK
    assert len(readings(keeper.batches)) == 1
    assert keeper.told == keeper.batches
    assert end.unkept == ()


def test_an_enquiry_is_refused_while_nothing_can_be_kept() -> None:
    transport = ReplayTransport(chunks(ENQ))
    asyncio.run(run_session(astm.DRIVER, transport, ListKeeper(able=False), noon))
    assert said(transport) == NAK


def test_frames_after_a_refused_one_are_refused_with_it() -> None:
    records = records_of(AnalyserResult(run=1), "AF1")
    frames = [encode_frame(n, text) for n, text in enumerate(records, start=1)]
    transport = ReplayTransport(chunks(ENQ, frames[0] + frames[1], *frames, EOT))
    keeper = ListKeeper(refusing=1)
    asyncio.run(run_session(astm.DRIVER, transport, keeper, noon))
    assert said(transport) == ACK + NAK + NAK + ACK * len(frames)
    assert kept_bytes(keeper.batches) == frames
    assert len(readings(keeper.batches)) == 1


def test_a_keeper_that_hangs_or_breaks_is_one_that_did_not_keep(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken(ListKeeper):
        @override
        async def keep(self, batch: Batch) -> None:
            self.refusing += 1
            if self.refusing == 1:
                await asyncio.sleep(60)
            if self.refusing == 2:
                raise RuntimeError("bug")
            self.batches.append(batch)

    transport = ReplayTransport(chunks(ENQ, MESSAGE, MESSAGE, MESSAGE))
    asyncio.run(run_session(astm.DRIVER, transport, Broken(), noon, limits=QUICK))
    assert said(transport) == ACK + NAK + NAK + ACK
    assert "the keeper failed" in caplog.text
    caplog.clear()


def test_a_weight_that_nobody_repeats_is_tried_until_it_is_kept() -> None:
    line = print_line("ST", Decimal("82.4"), "kg")
    transport = ReplayTransport(chunks(line, None, None, None))
    keeper = ListKeeper(refusing=2)
    at_once = replace(QUICK, first_retry_seconds=0.0, last_retry_seconds=0.0)
    end = asyncio.run(run_session(and_scale.DRIVER, transport, keeper, noon, limits=at_once))
    assert len(readings(keeper.batches)) == 1
    assert end.unkept == ()


def test_what_could_never_be_kept_is_handed_back() -> None:
    line = print_line("ST", Decimal("82.4"), "kg")
    transport = ReplayTransport(chunks(line, b"ST,+0000"))
    end = asyncio.run(
        run_session(and_scale.DRIVER, transport, ListKeeper(refusing=-1), noon, limits=QUICK)
    )
    assert len(readings(end.unkept)) == 1
    assert [item.reason for item in refusals(end.unkept)] == [Refusal.TRUNCATED]
    assert len({(batch.visit, batch.number) for batch in end.unkept}) == len(end.unkept)


def test_what_waits_to_be_kept_is_bounded_and_then_nothing_more_is_read() -> None:
    lines = [print_line("ST", Decimal(n), "kg") for n in range(1, 50)]
    transport = ReplayTransport(chunks(*lines))
    keeper = ListKeeper(refusing=-1)
    end = asyncio.run(run_session(and_scale.DRIVER, transport, keeper, noon, limits=QUICK))
    assert end.ending is Ending.STORE_FULL
    assert len(readings(end.unkept)) <= QUICK.unkept_items + 2


def test_silence_is_told_to_the_conversation() -> None:
    driver = replace(astm.DRIVER, patience_seconds=0.0)
    transport = ReplayTransport(chunks(ENQ, MESSAGE[:20], None))
    keeper = ListKeeper()
    asyncio.run(run_session(driver, transport, keeper, noon))
    (left,) = refusals(keeper.batches)
    assert left.incomplete
    assert left.raw == MESSAGE[:20]


def test_a_session_that_is_cancelled_keeps_what_was_incomplete() -> None:
    async def scenario() -> tuple[ListKeeper, Waiting]:
        keeper, transport = ListKeeper(), Waiting([ENQ, MESSAGE[:20]])
        task = asyncio.create_task(run_session(astm.DRIVER, transport, keeper, noon))
        await transport.waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return keeper, transport

    keeper, transport = asyncio.run(scenario())
    assert [item.raw for item in refusals(keeper.batches)] == [MESSAGE[:20]]
    assert transport.closed


def test_a_session_that_is_cancelled_while_it_keeps_does_not_lose_the_weight() -> None:
    async def scenario() -> tuple[Session, list[Batch]]:
        started, go_on = asyncio.Event(), asyncio.Event()

        class Slow(ListKeeper):
            @override
            async def keep(self, batch: Batch) -> None:
                started.set()
                await go_on.wait()
                self.batches.append(batch)

        keeper = Slow()
        transport = Waiting([print_line("ST", Decimal("82.4"), "kg")])
        session = Session(and_scale.DRIVER, transport, keeper, noon)
        task = asyncio.create_task(session.run())
        await started.wait()
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        return session, keeper.batches

    session, batches = asyncio.run(scenario())
    assert len(readings(batches)) == 1
    assert session.unkept == ()


def test_a_driver_that_raises_loses_no_bytes(caplog: pytest.LogCaptureFixture) -> None:
    transport = ReplayTransport(chunks(b"abc"))
    keeper = ListKeeper()

    def broken(data: bytes) -> Sequence[Action]:
        raise ZeroDivisionError

    driver = scripted(broken)
    end = asyncio.run(run_session(driver, transport, keeper, noon))
    assert end.ending is Ending.FAULT
    assert end.sentence.endswith(".")
    assert [item.raw for item in refusals(keeper.batches)] == [b"abc"]
    caplog.clear()


def test_characteristics_are_subscribed_to_read_and_their_clock_set() -> None:
    heard: list[bytes] = []

    def hear(data: bytes) -> Sequence[Action]:
        heard.append(data)
        return (Finish(),) if data == b"done" else ()

    driver = scripted(
        hear,
        Subscribe("2a35"),
        Read("2a24"),
        Read("2a25"),
        SetClock("2a08", ClockLayout.DATE_TIME),
        Subscribe("2aff", required=False),
    )
    transport = Picky([(b"done", "2a35")], values={"2a24": b"UA-651BLE"})
    zone = timezone(timedelta(hours=1))
    end = asyncio.run(run_session(driver, transport, ListKeeper(), noon, zone=zone))
    assert end.ending is Ending.FINISHED
    assert heard == [b"UA-651BLE", b"done"]
    assert transport.subscribed == ["2a35"]
    assert transport.sent == [(bytes.fromhex("ea070b160d0000"), "2a08")]


def test_a_device_that_refuses_what_is_required_ends_the_visit_with_a_sentence() -> None:
    driver = scripted(lambda data: (), Subscribe("2aff"))
    end = asyncio.run(run_session(driver, Picky([]), ListKeeper(), noon))
    assert end.ending is Ending.REFUSED
    assert end.sentence == "There is no 2aff; use another device."


def test_clocks_are_written_as_bluetooth_has_them() -> None:
    at = datetime(2026, 11, 22, 13, 5, 9, 500_000, tzinfo=UTC)
    assert encode_clock(ClockLayout.CURRENT_TIME, at).hex() == "ea070b160d0509078000"
    with pytest.raises(ValueError, match="time zone"):
        encode_clock(ClockLayout.DATE_TIME, at.replace(tzinfo=None))


# Over a real socket, with the talking double.


async def over_tcp(
    double: AstmDouble, keeper: ListKeeper, *, patience: float = 30.0, visits: int = 1
) -> list[Outcome]:
    """Let the double connect ``visits`` times to a station that listens."""
    driver = replace(astm.DRIVER, patience_seconds=patience)
    server = TcpServer("127.0.0.1", 0)
    await server.open()
    outcomes = []
    incoming: AsyncIterator[Any] = server.visits()
    for _ in range(visits):
        wire = await TcpClient("127.0.0.1", server.bound_port).connect()
        talking = asyncio.create_task(run_double(double, wire))
        station = asyncio.create_task(
            run_session(driver, await anext(incoming), keeper, lambda: datetime.now(UTC))
        )
        outcomes.append(await talking)
        await wire.close()
        await station
    await server.close()
    return outcomes


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize(
    "faults", [(), (Fault.NOISE,), (Fault.NO_LINE_END,), (Fault.TWICE,), (Fault.BAD_CHECKSUM,) * 3]
)
def test_every_result_crosses_a_socket_once(framed: bool, faults: tuple[Fault, ...]) -> None:
    double, keeper = AstmDouble(framed=framed), ListKeeper()
    results = [AnalyserResult(run=n, mmol_mol="41") for n in range(1, 6)]
    for result in results:
        double.measure(result)
    double.fail(*faults)
    assert asyncio.run(over_tcp(double, keeper)) == [Outcome.DONE]
    assert double.acknowledged == results
    assert [reading.sequence for reading in readings(keeper.batches)] == list("12345")
    assert {len(reading.values) for reading in readings(keeper.batches)} == {2}


def test_from_the_last_byte_to_the_keeper_takes_a_few_milliseconds() -> None:
    double, keeper = AstmDouble(), ListKeeper()
    for run in range(1, 51):
        double.measure(AnalyserResult(run=run))
    asyncio.run(over_tcp(double, keeper))
    delays = sorted(keeper.delays_ms)
    assert len(delays) == 50
    assert delays[len(delays) // 2] < 20


def test_a_double_that_vanishes_in_a_frame_leaves_it_incomplete_and_sends_it_again() -> None:
    double, keeper = AstmDouble(), ListKeeper()
    double.measure(AnalyserResult(run=1))
    double.fail(Fault.VANISH)
    outcomes = asyncio.run(over_tcp(double, keeper, visits=2))
    assert outcomes == [Outcome.VANISHED, Outcome.DONE]
    (left,) = refusals(keeper.batches)
    assert left.incomplete
    assert len(readings(keeper.batches)) == 1
    assert keeper.batches[0].visit != keeper.batches[-1].visit


def test_an_endless_frame_is_refused_and_the_next_try_taken() -> None:
    double, keeper = AstmDouble(reply_seconds=0.3, busy_seconds=0.1), ListKeeper()
    double.measure(AnalyserResult(run=1))
    double.fail(Fault.ENDLESS)
    asyncio.run(over_tcp(double, keeper))
    assert [item.reason for item in refusals(keeper.batches)] == [Refusal.FRAMING]
    assert len(readings(keeper.batches)) == 1


def test_a_full_disk_costs_the_analyser_some_tries_and_no_result() -> None:
    double, keeper = AstmDouble(busy_seconds=0.05), ListKeeper(refusing=8)
    double.measure(AnalyserResult(run=1))
    asyncio.run(over_tcp(double, keeper))
    assert len(readings(keeper.batches)) == 1
    assert len(double.acknowledged) == 1


# Doubles of this test alone.


class Waiting:
    """Says its pieces and then nothing, for ever."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self.waiting = asyncio.Event()
        self.closed = False
        self.sent: list[bytes] = []

    @property
    def peer(self) -> Peer:
        return Peer(link="tcp", address="192.0.2.1")

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        if self._pieces:
            return Arrived(self._pieces.pop(0), "", time.monotonic_ns())
        self.waiting.set()
        await asyncio.sleep(timeout_seconds)
        return None

    async def send(self, data: bytes, channel: str = "") -> None:
        self.sent.append(data)

    async def subscribe(self, channel: str) -> None:
        raise DriverError("There is none.")

    async def read(self, channel: str) -> bytes:
        raise DriverError("There is none.")

    async def close(self) -> None:
        self.closed = True


class Picky(ReplayTransport):
    """Knows two characteristics only."""

    @override
    async def subscribe(self, channel: str) -> None:
        if channel not in {"2a35", "2a9d"}:
            raise DriverError(f"There is no {channel}; use another device.")
        await super().subscribe(channel)


@dataclass
class Scripted:
    """A conversation that says what it is told to."""

    hear: Callable[[bytes], Sequence[Action]]
    first: tuple[Action, ...] = ()
    put_back: list[Acknowledge] = field(default_factory=list)

    def open(self) -> Sequence[Action]:
        return self.first

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        return self.hear(data)

    def time_out(self) -> Sequence[Action]:
        return (Finish(),)

    def close(self) -> Sequence[Action]:
        return ()

    def not_kept(self, acknowledge: Acknowledge) -> None:
        self.put_back.append(acknowledge)


def scripted(hear: Callable[[bytes], Sequence[Action]], *first: Action) -> Driver:
    """A driver with that conversation."""
    return Driver(
        key="scripted",
        version="1",
        devices=("none",),
        links=(BleLink(service="181d"),),
        protocol="none",
        measures=frozenset({Kind.WEIGHT}),
        level=Level.SIMULATED,
        source="this test",
        converse=lambda: Scripted(hear, first),
    )


def test_a_result_that_arrived_before_the_link_went_is_still_taken() -> None:
    """A cuff may hang up while the station still asks who it is."""
    item = NotUnderstood(
        driver="scripted", driver_version="1", reason=Refusal.UNSTABLE, detail="", raw=b"late"
    )

    class HangsUp(ReplayTransport):
        @override
        async def read(self, channel: str) -> bytes:
            raise LinkLost("It has hung up; it will come again.")

    driver = scripted(lambda data: (Report(item),), Subscribe("2a35"), Read("2a24"))
    keeper = ListKeeper()
    end = asyncio.run(run_session(driver, HangsUp([(b"late", "2a35")]), keeper, noon))
    assert end.ending is Ending.LINK_LOST
    assert refusals(keeper.batches) == [item]
