"""The one thread on which the database is opened, used and closed."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from clinicapp.store.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.store.database import Database
    from clinicapp.store.work import Work

    _Job: TypeAlias = Callable[[], None]

T = TypeVar("T")

# What a turn of the thread is for.
_JOB = True
_END = False


class DatabaseThread:
    """Runs functions inside transactions, one after another, in the order of submission.

    What a device waits for goes before what a screen waits for.

    A thread of our own and not an executor of one: a device waits for what passes through here,
    and handing a job over costs a third so.
    """

    def __init__(self, opening: Callable[[], Database]) -> None:
        """Start the thread and open the database on it.

        Args:
            opening: makes the ``Database``.

        Raises:
            StoreError: whatever ``opening`` raised; the thread has ended.
        """
        self._turns: SimpleQueue[bool] = SimpleQueue()
        self._first: deque[_Job] = deque()
        self._jobs: deque[_Job] = deque()
        self._gate = threading.Lock()
        self._stopped = False
        opened: Future[Database] = Future()
        self._thread = threading.Thread(target=self._live, args=(opening, opened), name="database")
        self._thread.start()
        try:
            self._database = opened.result()
        except BaseException:
            self._thread.join()
            raise

    def submit(
        self, function: Callable[[Work], T], *, write: bool = True, first: bool = False
    ) -> Future[T]:
        """Run ``function`` in a transaction of its own, soon.

        Args:
            function: gets the ``Work``; what it returns must be a value, not the ``Work``.
            write: False for a read transaction, in which writing is an error.
            first: before everything that was submitted without it: a device waits.

        Returns:
            Its result after the commit, or what it or the commit raised. A future that is
            cancelled before its turn runs nothing.

        Raises:
            Stopped: ``stop`` has been called.
        """
        return self._queue(lambda: self._inside(function, write=write), first=first)

    def run(self, function: Callable[[Work], T], *, write: bool = True) -> T:
        """Run ``function`` in a transaction and wait for it. Never call it on the GUI thread."""
        return self.submit(function, write=write).result()

    def on_database(self, function: Callable[[Database], T]) -> Future[T]:
        """Run what needs the whole database: check, backup."""
        return self._queue(lambda: function(self._database))

    def stop(self) -> None:
        """Finish what was submitted, close the database on its thread, and wait for the thread.

        A second call does nothing.
        """
        closing: Future[None] = Future()
        with self._gate:
            if self._stopped:
                return
            self._stopped = True
            self._jobs.append(lambda: _carry_out(closing, self._database.close))
            self._turns.put(_JOB)
            self._turns.put(_END)
        self._thread.join()
        closing.result()

    def _queue(self, call: Callable[[], T], *, first: bool = False) -> Future[T]:
        future: Future[T] = Future()
        # Held so that nothing can be queued behind the end: it would never be answered.
        with self._gate:
            if self._stopped:
                raise Stopped(
                    "The station is closing, so this was not saved. Start it and repeat it."
                )
            (self._first if first else self._jobs).append(lambda: _carry_out(future, call))
            self._turns.put(_JOB)
        return future

    def _inside(self, function: Callable[[Work], T], *, write: bool) -> T:
        database = self._database
        with database.transaction(note_later=True) if write else database.read() as work:
            return function(work)

    def _live(self, opening: Callable[[], Database], opened: Future[Database]) -> None:
        try:
            database = opening()
        except BaseException as error:  # noqa: BLE001 - it is raised where the thread was started
            opened.set_exception(error)
            return
        opened.set_result(database)
        while self._turns.get():
            job = self._first.popleft() if self._first else self._jobs.popleft()
            job()
            # Nothing that a job held may live until the next one comes.
            del job
            # After whoever waited has been told: the note only has to come soon.
            database.note_head()


def _carry_out(future: Future[T], call: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
        future.set_exception(error)
    else:
        future.set_result(result)
