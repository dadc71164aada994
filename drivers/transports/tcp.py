"""TCP: analysers that connect to the station, and analysers that the station connects to.

LIS01-A2 expects the analyser to connect; some only serve, so both directions exist. Memory is
bounded: a sender that is not listened to is made to wait by TCP itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections import deque
from collections.abc import AsyncIterator
from typing import Final

from typing_extensions import override

from drivers.errors import DriverError, LinkLost, LinkRefused
from drivers.transports.backoff import Backoff
from drivers.transports.contract import Arrived, Peer

PIECE: Final = 64 * 1024
HELD: Final = 256 * 1024
"""Bytes held for a session that is busy before the sender has to wait."""

CONNECT_SECONDS: Final = 10.0
CLOSE_SECONDS: Final = 2.0
WAITING_VISITS: Final = 16
_KEEPALIVE: Final = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}


class TcpTransport(asyncio.Protocol):
    """One connection. Each piece carries the time when it arrived, not when it was asked for."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[bytes, int]] = deque()
        self._held = 0
        self._ended = False
        self._news = asyncio.Event()
        self._gone = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._wire: asyncio.Transport | None = None
        self._peer = Peer(link="tcp", address="")

    @property
    def peer(self) -> Peer:
        """The other host, by its address."""
        return self._peer

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        """The next bytes, or None after that much silence. Raises LinkLost after the last."""
        if not self._pieces and not self._ended:
            self._news.clear()
            try:
                async with asyncio.timeout(timeout_seconds):
                    await self._news.wait()
            except TimeoutError:
                return None
        if self._pieces:
            return self._take()
        raise LinkLost(f"{self._peer.address} has closed the connection; it may connect again.")

    async def send(self, data: bytes, channel: str = "") -> None:
        """Write all of ``data``. Raises LinkLost."""
        del channel
        await self._writable.wait()
        if self._wire is None or self._wire.is_closing():
            raise LinkLost(f"{self._peer.address} has closed the connection; it may connect again.")
        self._wire.write(data)

    async def subscribe(self, channel: str) -> None:
        """TCP has no characteristics. Raises DriverError."""
        raise DriverError(f"TCP has no characteristic {channel}; use Bluetooth for it.")

    async def read(self, channel: str) -> bytes:
        """TCP has no characteristics. Raises DriverError."""
        raise DriverError(f"TCP has no characteristic {channel}; use Bluetooth for it.")

    async def close(self) -> None:
        """Close, after what was written has left; or without it, if that takes too long."""
        if self._wire is None:
            return
        self._wire.close()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._gone.wait()
        except TimeoutError:
            self._wire.abort()

    def abort(self) -> None:
        """Drop the connection at once, as when a cable is pulled."""
        if self._wire is not None:
            self._wire.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a TCP connection needs a stream")
        self._wire = transport
        name = transport.get_extra_info("peername") or ("",)
        self._peer = Peer(link="tcp", address=str(name[0]))
        _prepare(transport.get_extra_info("socket"))

    @override
    def data_received(self, data: bytes) -> None:
        self._pieces.append((data, time.monotonic_ns()))
        self._held += len(data)
        if self._held > HELD and self._wire is not None:
            self._wire.pause_reading()
        self._news.set()

    @override
    def eof_received(self) -> bool:
        """The other side says no more, but an answer to what it said can still be sent."""
        self._ended = True
        self._news.set()
        return True

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._news.set()
        self._writable.set()
        self._gone.set()

    @override
    def pause_writing(self) -> None:
        self._writable.clear()

    @override
    def resume_writing(self) -> None:
        self._writable.set()

    def _take(self) -> Arrived:
        data = bytearray()
        at_ns = 0
        while self._pieces and len(data) < PIECE:
            piece, at_ns = self._pieces.popleft()
            data += piece
        self._held -= len(data)
        if self._held <= HELD and self._wire is not None and not self._ended:
            self._wire.resume_reading()
        return Arrived(bytes(data), "", at_ns)


class TcpServer:
    """Listens; every analyser that connects is a visit. ``port`` 0 takes a free one."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None
        self._waiting: asyncio.Queue[TcpTransport | None] = asyncio.Queue()

    @property
    def label(self) -> str:
        """``TCP port 4010``."""
        return f"TCP port {self.bound_port or self._port}"

    @property
    def bound_port(self) -> int:
        """The port it listens on; 0 until ``open``."""
        sockets = self._server.sockets if self._server else ()
        return int(sockets[0].getsockname()[1]) if sockets else 0

    async def open(self) -> None:
        """Start to listen, if it does not yet.

        Raises:
            LinkRefused: the port is taken, or the address is not this computer's.
        """
        if self._server is not None:
            return
        try:
            self._server = await asyncio.get_running_loop().create_server(
                self._arrive, self._host, self._port
            )
        except OSError:
            raise LinkRefused(
                f"TCP port {self._port} cannot be listened on; choose another port, or close the "
                "other program that uses it."
            ) from None

    async def visits(self) -> AsyncIterator[TcpTransport]:
        """Connections as they come, several at a time, until ``close``. Raises LinkRefused."""
        await self.open()
        while (transport := await self._waiting.get()) is not None:
            yield transport

    async def close(self) -> None:
        """Stop listening and drop connections that nobody took."""
        if self._server is not None:
            self._server.close()
        while not self._waiting.empty():
            transport = self._waiting.get_nowait()
            if transport is not None:
                transport.abort()
                await transport.close()
        self._waiting.put_nowait(None)

    def _arrive(self) -> TcpTransport:
        return _Visitor(self._waiting)


class _Visitor(TcpTransport):
    """A connection that joins the queue once it is made, or is turned away if that is full."""

    def __init__(self, waiting: asyncio.Queue[TcpTransport | None]) -> None:
        super().__init__()
        self._waiting = waiting

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._waiting.qsize() >= WAITING_VISITS:
            self.abort()
        else:
            self._waiting.put_nowait(self)


class TcpClient:
    """Connects to an analyser that serves; again, with back-off, whenever it has gone."""

    def __init__(self, host: str, port: int, backoff: Backoff | None = None) -> None:
        self._host = host
        self._port = port
        self._backoff = backoff or Backoff()
        self._closed = asyncio.Event()
        self._current: TcpTransport | None = None
        self._trouble: str | None = None

    @property
    def label(self) -> str:
        """``analyser at 192.0.2.7:4010``."""
        return f"analyser at {self._host}:{self._port}"

    @property
    def trouble(self) -> str | None:
        """Why it is not connected just now, as a sentence; None while it is."""
        return self._trouble

    async def visits(self) -> AsyncIterator[TcpTransport]:
        """One connection at a time. An analyser that is switched off is waited for.

        Raises:
            LinkRefused: there is no host of that name.
        """
        while not self._closed.is_set():
            try:
                transport = await self.connect()
            except LinkRefused:
                raise
            except DriverError as lost:
                self._trouble = str(lost)
                await self._backoff.wait(self._closed)
                continue
            self._trouble = None
            self._current = transport
            try:
                yield transport
            finally:
                await transport.close()
            await self._backoff.wait(self._closed)
            self._backoff.reset()

    async def connect(self) -> TcpTransport:
        """Connect once. Raises LinkRefused if there is no such host, LinkLost if it is silent."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, transport = await loop.create_connection(TcpTransport, self._host, self._port)
        except socket.gaierror:
            raise LinkRefused(
                f"There is no computer named {self._host}; correct the analyser's address."
            ) from None
        except (OSError, TimeoutError):
            raise LinkLost(
                f"The {self.label} does not answer; check that it is on and its cable is in."
            ) from None
        return transport

    async def close(self) -> None:
        """Stop connecting and close the connection."""
        self._closed.set()
        if self._current is not None:
            await self._current.close()


def _prepare(link: socket.socket | None) -> None:
    """Answer at once, and notice within two minutes that the other side has vanished."""
    if link is None:
        return
    with contextlib.suppress(OSError):
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if hasattr(socket, name):
                link.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
