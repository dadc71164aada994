"""Serial ports, over real pseudo-terminals."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from drivers.devices import and_scale, astm
from drivers.driver import SerialLink
from drivers.errors import DriverError, LinkLost, LinkRefused
from drivers.session import run_session
from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.astm import AnalyserResult, AstmDouble, Fault
from drivers.simulators.running import DoubleRunner, Outcome, run_double, simulate
from drivers.transports.backoff import Backoff
from drivers.transports.contract import Link, Transport
from drivers.transports.serial_port import SerialPortLink, find_ports, open_port
from tests.support.wired import ListKeeper, readings, refusals, until

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals on Windows", allow_module_level=True)

from drivers.simulators.pseudo_terminal import PseudoTerminal

SCALE = SerialLink(baud=2400, data_bits=7, parity="E")
ANALYSER = SerialLink()


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def has(keeper: ListKeeper, count: int) -> bool:
    return len(readings(keeper.batches)) == count


async def first(visits: AsyncIterator[Any]) -> Any:
    return await asyncio.wait_for(anext(visits), 5)


@pytest.mark.parametrize("framed", [False, True])
def test_an_analyser_on_a_serial_line_loses_no_result(tmp_path: Path, framed: bool) -> None:
    async def scenario() -> tuple[AstmDouble, ListKeeper]:
        terminal, keeper = PseudoTerminal(tmp_path / "analyser"), ListKeeper()
        double = AstmDouble(framed=framed)
        for run in range(1, 4):
            double.measure(AnalyserResult(run=run))
        double.fail(Fault.NOISE, Fault.BAD_CHECKSUM)
        link = SerialPortLink(str(terminal.path), ANALYSER)
        visits = link.visits()
        port = await first(visits)
        session = asyncio.create_task(run_session(astm.DRIVER, port, keeper, now))
        outcome = await run_double(double, await first(terminal.visits()))
        assert outcome is Outcome.DONE
        terminal.close()
        end = await asyncio.wait_for(session, 5)
        assert end.sentence == (
            f"The port {terminal.path} has gone; check the cable and plug it in again."
        )
        await link.close()
        return double, keeper

    double, keeper = asyncio.run(scenario())
    assert [result.run for result in double.acknowledged] == [1, 2, 3]
    assert [reading.sequence for reading in readings(keeper.batches)] == ["1", "2", "3"]
    assert max(keeper.delays_ms) < 100


def test_a_scale_that_is_plugged_in_again_is_heard_again(tmp_path: Path) -> None:
    async def scenario() -> ListKeeper:
        terminal, keeper = PseudoTerminal(tmp_path / "scale"), ListKeeper()
        link = SerialPortLink(str(terminal.path), SCALE, Backoff(first=0.02, last=0.05))
        visits, plugs = link.visits(), terminal.visits()
        double = AndScaleDouble(gap_seconds=0.0)
        for count, weight in enumerate(("70.6", "82.4"), start=1):
            port = await first(visits)
            session = asyncio.create_task(run_session(and_scale.DRIVER, port, keeper, now))
            runner = DoubleRunner(double, await first(plugs))
            talking = asyncio.create_task(runner.run(linger=True))
            double.measure(Decimal(weight))
            runner.poke()
            await until(partial(has, keeper, count))
            terminal.replug()
            await asyncio.wait_for(session, 5)
            assert await asyncio.wait_for(talking, 5) is Outcome.LINK_LOST
        await link.close()
        terminal.close()
        return keeper

    keeper = asyncio.run(scenario())
    weights = [reading.amount("weight_kg") for reading in readings(keeper.batches)]
    assert weights == [Decimal("70.6"), Decimal("82.4")]
    assert len(refusals(keeper.batches)) == 6


def test_a_port_that_another_program_has_is_refused_with_a_sentence() -> None:
    async def scenario() -> str:
        terminal = PseudoTerminal()
        taken = await open_port(str(terminal.path), ANALYSER)
        with pytest.raises(LinkRefused) as refused:
            await anext(SerialPortLink(str(terminal.path), ANALYSER).visits())
        await taken.close()
        await taken.close()
        terminal.close()
        return str(refused.value).replace(str(terminal.path), "COM3")

    assert asyncio.run(scenario()) == (
        "The serial port COM3 is in use; close the other program that has it open."
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("/dev/ttyNONE7", "There is no serial port"),
        ("/dev/null", "The serial port /dev/null cannot be opened"),
    ],
)
def test_a_port_that_is_none_is_refused_with_a_sentence(name: str, sentence: str) -> None:
    with pytest.raises(LinkRefused, match=sentence):
        asyncio.run(open_port(name, ANALYSER))


def test_line_settings_that_do_not_exist_are_refused_with_a_sentence() -> None:
    async def scenario() -> None:
        terminal = PseudoTerminal()
        try:
            await open_port(str(terminal.path), SerialLink(baud=-1))
        finally:
            terminal.close()

    with pytest.raises(LinkRefused, match="line settings"):
        asyncio.run(scenario())


def test_bytes_that_came_while_nobody_waited_are_not_lost() -> None:
    async def scenario() -> bytes:
        terminal = PseudoTerminal()
        port = await open_port(str(terminal.path), ANALYSER)
        device = await first(terminal.visits())
        waiting = asyncio.create_task(port.receive(10))
        await asyncio.sleep(0.02)
        waiting.cancel()
        await device.send(b"abc")
        with pytest.raises(asyncio.CancelledError):
            await waiting
        found = b""
        while len(found) < 3:
            arrived = await port.receive(2)
            assert arrived is not None
            found += arrived.data
        await port.send(b"\x06")
        answer = await device.receive(2)
        assert answer is not None
        assert answer.data == b"\x06"
        assert await port.receive(0) is None
        await port.close()
        with pytest.raises(LinkLost):
            await port.receive(0)
        terminal.close()
        return found

    assert asyncio.run(scenario()) == b"abc"


def test_a_serial_port_has_no_characteristics() -> None:
    async def scenario() -> None:
        terminal = PseudoTerminal()
        port: Transport = await open_port(str(terminal.path), ANALYSER)
        for ask in (port.subscribe, port.read):
            with pytest.raises(DriverError, match="2a35"):
                await ask("2a35")
        await port.close()
        terminal.close()

    asyncio.run(scenario())


def test_a_simulated_device_is_found_under_the_name_it_was_given(tmp_path: Path) -> None:
    async def scenario() -> tuple[ListKeeper, list[str]]:
        said: list[str] = []
        keeper, path = ListKeeper(), tmp_path / "scale"
        device = asyncio.create_task(simulate(AndScaleDouble(0.0), said.append, pty=path))
        await until(path.is_symlink)
        port = await open_port(str(path), SCALE)
        session = asyncio.create_task(run_session(and_scale.DRIVER, port, keeper, now))
        await until(lambda: bool(readings(keeper.batches)))
        device.cancel()
        await asyncio.wait({device, session}, timeout=5)
        assert not path.exists()
        return keeper, said

    keeper, said = asyncio.run(scenario())
    assert readings(keeper.batches)[0].amount("weight_kg") == Decimal("82.4")
    assert said[0].startswith("The device is on the serial port")
    assert said[1] == "Measured 82.4 kg."


def test_a_link_is_named_and_matches_the_contract() -> None:
    async def scenario() -> str:
        link: Link = SerialPortLink("COM3", ANALYSER)
        await link.close()
        return link.label

    assert asyncio.run(scenario()) == "serial port COM3"
    assert find_ports(SerialLink(usb_ids=((0xFFFF, 0xFFFF),))) == ()
