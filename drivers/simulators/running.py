"""Running a double over a real transport, and the ``clinicapp simulate`` command's work."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from drivers.errors import LinkLost
from drivers.simulators.double import Done, Double, Say, Step, Vanish, Wait
from drivers.transports.contract import Transport
from drivers.transports.tcp import TcpClient, TcpServer

NOTICE_SECONDS: Final = 0.05


class Outcome(StrEnum):
    """Why a double stopped talking."""

    DONE = "done"
    LINK_LOST = "link_lost"
    VANISHED = "vanished"


class DoubleRunner:
    """One double on one open link."""

    def __init__(self, double: Double, transport: Transport) -> None:
        self._double = double
        self._transport = transport
        self._poked = False
        self._idle = False
        self._deadline = float("inf")

    def poke(self) -> None:
        """Something new was measured: send it if the double is idle. Safe from any thread."""
        self._poked = True

    async def run(self, *, linger: bool = False) -> Outcome:
        """Talk until nothing is left to say; with ``linger``, until the link is lost."""
        steps = self._double.start()
        try:
            while True:
                if not await self._follow(steps):
                    return Outcome.VANISHED
                if self._idle and not linger:
                    return Outcome.DONE
                steps = await self._listen()
        except LinkLost:
            return Outcome.LINK_LOST

    async def _follow(self, steps: Sequence[Step]) -> bool:
        """Do what the double does; false if it broke the link."""
        for step in steps:
            match step:
                case Say():
                    await self._transport.send(step.data)
                case Wait():
                    self._idle, self._deadline = False, time.monotonic() + step.seconds
                case Done():
                    self._idle, self._deadline = True, float("inf")
                case Vanish():
                    await _break(self._transport)
                    return False
        return True

    async def _listen(self) -> Sequence[Step]:
        """The double's next steps."""
        left = self._deadline - time.monotonic()
        arrived = await self._transport.receive(max(0.0, min(NOTICE_SECONDS, left)))
        if arrived is not None:
            return self._double.receive(arrived.data)
        if self._idle and self._poked:
            self._poked = False
            return self._double.start()
        if time.monotonic() >= self._deadline:
            self._deadline = float("inf")
            return self._double.waited()
        return ()


async def run_double(double: Double, transport: Transport, *, linger: bool = False) -> Outcome:
    """Let ``double`` talk over ``transport``; see ``DoubleRunner.run``."""
    return await DoubleRunner(double, transport).run(linger=linger)


class Way(Protocol):
    """Where a double's visitors come from."""

    def visits(self) -> AsyncIterator[Transport]:
        """Links as they are opened."""
        ...


async def simulate(
    double: Double,
    say: Callable[[str], None],
    *,
    pty: Path | None = None,
    listen: tuple[str, int] | None = None,
    connect: tuple[str, int] | None = None,
) -> None:
    """Offer a double on one of three ways, for ever; on each new link it measures an example.

    ``say`` is told in plain sentences what happens. A double that connects stops once it has said
    everything; the others go on until they are cancelled.

    Raises:
        LinkRefused: the port cannot be listened on, or there is no such host.
        ValueError: not exactly one way was given.
    """
    if sum(way is not None for way in (pty, listen, connect)) != 1:
        raise ValueError(
            "give exactly one of a pseudo-terminal, an address to listen on or to call"
        )
    if pty is not None:
        # Only here, because it exists on POSIX systems only.
        from drivers.simulators.pseudo_terminal import PseudoTerminal

        terminal = PseudoTerminal(pty)
        say(f"The device is on the serial port {terminal.path}.")
        with contextlib.closing(terminal):
            await _serve(double, terminal, say)
    elif listen is not None:
        server = TcpServer(*listen)
        await server.open()
        say(f"The device listens on {listen[0]}:{server.bound_port}.")
        try:
            await _serve(double, server, say)
        finally:
            await server.close()
    elif connect is not None:
        await _call(double, TcpClient(*connect), say)


async def _serve(double: Double, way: Way, say: Callable[[str], None]) -> None:
    async for transport in way.visits():
        say(f"Measured {double.measure_example()}.")
        try:
            outcome = await run_double(double, transport, linger=True)
        finally:
            await transport.close()
        say(f"The link is over: {outcome.value}.")


async def _call(double: Double, client: TcpClient, say: Callable[[str], None]) -> None:
    say(f"Measured {double.measure_example()}.")
    async for transport in client.visits():
        say(f"Connected to the {client.label}.")
        try:
            outcome = await run_double(double, transport)
        finally:
            await transport.close()
        say(f"The link is over: {outcome.value}.")
        if outcome is Outcome.DONE:
            return


async def _break(transport: Transport) -> None:
    """Break the link as hard as it can be broken."""
    abort = getattr(transport, "abort", None)
    if callable(abort):
        abort()
    else:
        await transport.close()
