"""A recording in the place of a device, for tests and for looking at captures again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping

from drivers.errors import DriverError, LinkLost
from drivers.transports.contract import Arrived, Peer


class ReplayTransport:
    """Plays chunks of (bytes, characteristic), then the link is lost. ``sent`` is what was said.

    A chunk of None is one silence, however long was waited for.
    """

    def __init__(
        self,
        chunks: Iterable[tuple[bytes, str] | None],
        *,
        values: Mapping[str, bytes] | None = None,
        name: str = "",
    ) -> None:
        self._chunks = deque(chunks)
        self._values = dict(values or {})
        self._name = name
        self.sent: list[tuple[bytes, str]] = []
        self.subscribed: list[str] = []
        self.closed = False

    @property
    def peer(self) -> Peer:
        """The recording."""
        return Peer(link="replay", address="replay", name=self._name)

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        """The next chunk at once. Raises LinkLost after the last."""
        del timeout_seconds
        if self.closed or not self._chunks:
            raise LinkLost("The recording has ended; nothing more will come.")
        chunk = self._chunks.popleft()
        return None if chunk is None else Arrived(chunk[0], chunk[1], time.monotonic_ns())

    async def send(self, data: bytes, channel: str = "") -> None:
        """Note what was said. Raises LinkLost after ``close``."""
        if self.closed:
            raise LinkLost("The recording is closed; open it again.")
        self.sent.append((data, channel))

    async def subscribe(self, channel: str) -> None:
        """Note the subscription."""
        self.subscribed.append(channel)

    async def read(self, channel: str) -> bytes:
        """The recorded value of a characteristic. Raises DriverError if there is none."""
        if channel not in self._values:
            raise DriverError(f"The recording holds no value of {channel}; record it again.")
        return self._values[channel]

    async def close(self) -> None:
        """End the recording."""
        self.closed = True
