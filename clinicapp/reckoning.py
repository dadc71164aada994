"""A thread for what takes long and is no use to a device: figures over many people.

What it needs is read on the database's thread, in one job that is as short as the query; the rest
happens here, so that neither a device nor the window waits for it.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

F = TypeVar("F")
T = TypeVar("T")


class Reckoning:
    """One thread, begun by ``start`` or when it is first wanted; ``stop`` it before the end."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin the thread now."""
        self._begin(_nothing)

    def after(self, read: Future[F], reckon: Callable[[F], T]) -> Future[T]:
        """Reckon with what has been read, once it has been.

        Args:
            read: what is waited for; it may be done already.
            reckon: gets its result, on the thread of this object.

        Returns:
            What ``reckon`` returns, or what it or the reading raised; cancelled when the reading
            was, or when this object is stopped first.
        """
        reckoned: Future[T] = Future()

        def drop() -> None:
            reckoned.cancel()
            reckoned.set_running_or_notify_cancel()

        def job() -> None:
            if self._stopped:
                drop()
                return
            try:
                result = reckon(read.result())
            except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
                reckoned.set_exception(error)
            else:
                reckoned.set_result(result)

        def begin(done: Future[F]) -> None:
            if done.cancelled() or not self._begin(job):
                drop()

        read.add_done_callback(begin)
        return reckoned

    def stop(self) -> None:
        """Finish what is being reckoned, drop what waits, and end the thread."""
        with self._gate:
            self._stopped = True
            thread = self._thread
        if thread is not None:
            thread.shutdown(wait=True)

    def _begin(self, job: Callable[[], None]) -> bool:
        with self._gate:
            if self._stopped:
                return False
            if self._thread is None:
                # Not before the window is painted.
                from concurrent.futures import ThreadPoolExecutor

                self._thread = ThreadPoolExecutor(1, thread_name_prefix="reckoning")
            self._thread.submit(job)
            return True


def _nothing() -> None:
    """What a thread does that is only begun."""
