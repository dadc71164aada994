"""The one thread on which the database is opened, used and closed."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from clinicapp.store.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.store.database import Database
    from clinicapp.store.work import Work

T = TypeVar("T")


class DatabaseThread:
    """Runs functions inside transactions, one after another, in the order of submission."""

    def __init__(self, opening: Callable[[], Database]) -> None:
        """Start the thread and open the database on it.

        Args:
            opening: makes the ``Database``.

        Raises:
            StoreError: whatever ``opening`` raised; the thread has ended.
        """
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._stopped = False
        try:
            self._database = self._executor.submit(self._open, opening).result()
        except BaseException:
            self._executor.shutdown()
            raise

    @staticmethod
    def _open(opening: Callable[[], Database]) -> Database:
        threading.current_thread().name = "database"
        return opening()

    def submit(self, function: Callable[[Work], T], *, write: bool = True) -> Future[T]:
        """Run ``function`` in a transaction of its own, soon.

        Args:
            function: gets the ``Work``; what it returns must be a value, not the ``Work``.
            write: False for a read transaction, in which writing is an error.

        Returns:
            Its result after the commit, or what it or the commit raised. A future that is
            cancelled before its turn runs nothing.

        Raises:
            Stopped: ``stop`` has been called.
        """
        self._require_running()
        return self._executor.submit(self._inside, function, write=write)

    def run(self, function: Callable[[Work], T], *, write: bool = True) -> T:
        """Run ``function`` in a transaction and wait for it. Never call it on the GUI thread."""
        return self.submit(function, write=write).result()

    def on_database(self, function: Callable[[Database], T]) -> Future[T]:
        """Run what needs the whole database: check, backup."""
        self._require_running()
        return self._executor.submit(function, self._database)

    def _require_running(self) -> None:
        if self._stopped:
            raise Stopped("The station is closing, so this was not saved. Start it and repeat it.")

    def _inside(self, function: Callable[[Work], T], *, write: bool) -> T:
        with self._database.transaction() if write else self._database.read() as work:
            return function(work)

    def stop(self) -> None:
        """Finish what was submitted, close the database on its thread, and wait for the thread.

        A second call does nothing.
        """
        if self._stopped:
            return
        self._stopped = True
        closing = self._executor.submit(self._database.close)
        self._executor.shutdown(wait=True)
        closing.result()
