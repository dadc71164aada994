"""TCP in both directions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from drivers.devices import astm
from drivers.errors import DriverError, LinkLost, LinkRefused
from drivers.session import run_session
from drivers.simulators.astm import AnalyserResult, AstmDouble
from drivers.simulators.running import Outcome, run_double, simulate
from drivers.transports.backoff import Backoff
from drivers.transports.contract import Link
from drivers.transports.tcp import HELD, PIECE, TcpClient, TcpServer
from tests.support.wired import ListKeeper, noon, readings, until

HOST = "127.0.0.1"


async def first(visits: AsyncIterator[Any]) -> Any:
    return await asyncio.wait_for(anext(visits), 5)


async def pair() -> tuple[TcpServer, Any, Any]:
    server = TcpServer(HOST, 0)
    await server.open()
    near = await TcpClient(HOST, server.bound_port).connect()
    return server, near, await first(server.visits())


def test_what_is_sent_last_can_still_be_answered_after_the_sender_fell_silent() -> None:
    async def scenario() -> None:
        server, near, far = await pair()
        await near.send(b"abc")
        near._wire.write_eof()
        arrived = await far.receive(2)
        assert arrived.data == b"abc"
        await far.send(b"\x06")
        assert (await near.receive(2)).data == b"\x06"
        with pytest.raises(LinkLost, match="closed the connection"):
            await far.receive(2)
        await far.close()
        await near.close()
        await server.close()

    asyncio.run(scenario())


def test_a_sender_that_nobody_listens_to_is_made_to_wait() -> None:
    async def scenario() -> int:
        server, near, far = await pair()
        flood = asyncio.create_task(near.send(b"x" * 32 * 1024 * 1024))
        await asyncio.sleep(0.3)
        held = int(far._held)
        taken = await far.receive(1)
        assert len(taken.data) <= PIECE + 256 * 1024
        near.abort()
        far.abort()
        await asyncio.wait({flood})
        await server.close()
        return held

    assert asyncio.run(scenario()) <= HELD + 256 * 1024


def test_silence_is_none_and_a_broken_link_is_an_error() -> None:
    async def scenario() -> None:
        server, near, far = await pair()
        assert await far.receive(0.01) is None
        assert far.peer.address == HOST
        near.abort()
        with pytest.raises(LinkLost):
            await far.receive(2)
        for ask in (far.subscribe, far.read):
            with pytest.raises(DriverError, match="2a35"):
                await ask("2a35")
        await far.close()
        with pytest.raises(LinkLost):
            await far.send(b"\x06")
        await server.close()

    asyncio.run(scenario())


def test_a_port_that_is_taken_is_refused_with_a_sentence() -> None:
    async def scenario() -> None:
        server = TcpServer(HOST, 0)
        await server.open()
        other = TcpServer(HOST, server.bound_port)
        with pytest.raises(LinkRefused, match=f"TCP port {server.bound_port} cannot be listened"):
            await anext(other.visits())
        assert server.label == f"TCP port {server.bound_port}"
        await server.close()

    asyncio.run(scenario())


def test_no_host_of_that_name_is_refused_with_a_sentence() -> None:
    with pytest.raises(LinkRefused, match=r"no computer named analyser\.invalid"):
        asyncio.run(first(TcpClient("analyser.invalid", 4010).visits()))


def test_an_analyser_that_was_off_is_waited_for_and_met_again() -> None:
    async def scenario() -> None:
        asleep = TcpServer(HOST, 0)
        await asleep.open()
        port = asleep.bound_port
        await asleep.close()
        client = TcpClient(HOST, port, Backoff(first=0.02, last=0.05))
        link: Link = client
        visits = link.visits()
        meeting = asyncio.create_task(first(visits))
        await asyncio.sleep(0.1)
        assert client.trouble is not None
        assert client.trouble.endswith("its cable is in.")
        awake = TcpServer(HOST, port)
        await awake.open()
        met = await meeting
        (await first(awake.visits())).abort()
        with pytest.raises(LinkLost):
            await met.receive(2)
        await first(visits)
        assert client.trouble is None
        await link.close()
        await awake.close()

    asyncio.run(scenario())


def test_several_analysers_are_served_at_once_and_closing_ends_the_visits() -> None:
    async def scenario() -> list[str]:
        server, keeper = TcpServer(HOST, 0), ListKeeper()
        await server.open()
        sessions: list[asyncio.Task[Any]] = []

        async def serve() -> None:
            async for transport in server.visits():
                sessions.append(
                    asyncio.create_task(run_session(astm.DRIVER, transport, keeper, noon))
                )

        async def connect(serial: str) -> Outcome:
            double = AstmDouble(serial)
            double.measure(AnalyserResult(run=1))
            wire = await TcpClient(HOST, server.bound_port).connect()
            outcome = await run_double(double, wire)
            await wire.close()
            return outcome

        serving = asyncio.create_task(serve())
        outcomes = await asyncio.gather(*(connect(f"AF{n}") for n in range(8)))
        assert outcomes == [Outcome.DONE] * 8
        await asyncio.wait(sessions, timeout=5)
        await server.close()
        await asyncio.wait_for(serving, 5)
        return sorted(str(reading.device.serial) for reading in readings(keeper.batches))

    assert asyncio.run(scenario()) == [f"AF{n}" for n in range(8)]


@pytest.mark.parametrize("way", ["listen", "connect"])
def test_a_simulated_analyser_speaks_on_tcp(way: str) -> None:
    async def scenario() -> tuple[ListKeeper, list[str]]:
        said: list[str] = []
        keeper, double = ListKeeper(), AstmDouble()
        if way == "connect":
            server = TcpServer(HOST, 0)
            await server.open()
            device = asyncio.create_task(
                simulate(double, said.append, connect=(HOST, server.bound_port))
            )
            transport = await first(server.visits())
        else:
            device = asyncio.create_task(simulate(double, said.append, listen=(HOST, 0)))
            await until(lambda: bool(said))
            port = int(said[0].rstrip(".").rpartition(":")[2])
            transport = await TcpClient(HOST, port).connect()
        session = asyncio.create_task(run_session(astm.DRIVER, transport, keeper, noon))
        await until(lambda: bool(double.acknowledged))
        if way == "connect":
            await asyncio.wait_for(device, 5)
            await server.close()
        else:
            device.cancel()
        session.cancel()
        await asyncio.wait({device, session}, timeout=5)
        return keeper, said

    keeper, said = asyncio.run(scenario())
    assert len(readings(keeper.batches)) == 1
    assert "Measured HbA1c 5.9 %, 41 mmol/mol." in said


def test_a_simulated_device_needs_exactly_one_way() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        asyncio.run(simulate(AstmDouble(), print))
