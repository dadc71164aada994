"""The devices thread: one asyncio loop, on a thread of its own, for everything that speaks."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from concurrent.futures import Future

T = TypeVar("T")

_STOP_SECONDS: Final = 10.0


class AsyncThread:
    """A thread named "devices" that runs one asyncio loop from ``start`` to ``stop``.

    bleak wants one loop that always runs, and on Windows a thread that no window lives on.
    """

    def __init__(self, name: str = "devices") -> None:
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; returns once the loop runs."""
        self._thread.start()
        self._ready.wait()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the loop, from any thread.

        Raises:
            RuntimeError: the thread is not running.
        """
        if self._loop is None or self._loop.is_closed():
            work.close()
            raise RuntimeError("the devices thread is not running")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self) -> None:
        """Cancel what still runs, wait for it to clean up, and end the thread."""
        if self._loop is None or self._stopping is None or not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._ready.set()
        # asyncio.run cancels every task that is left when this returns, and waits for them.
        await self._stopping.wait()
