"""One transaction around a ``Work``: begun, committed or rolled back, errors made sentences.

Hot: nothing here goes through SQLAlchemy unless a statement in the transaction did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.store.errors import Damaged, sentence_of
from clinicapp.store.work import Work

if TYPE_CHECKING:
    from types import TracebackType

    from clinicapp.store.asset_facts import FactsCache
    from clinicapp.store.audit_head import HeadKeeper
    from clinicapp.store.cipher import Driver
    from clinicapp.store.session import Session


class Transaction:
    """A context manager; with a ``keeper`` it writes, without one it only reads."""

    __slots__ = ("_cache", "_keeper", "_session", "_work")

    def __init__(
        self, session: Session, cache: FactsCache, keeper: HeadKeeper | None = None
    ) -> None:
        self._session = session
        self._cache = cache
        self._keeper = keeper

    def __enter__(self) -> Work:
        """Begin; a writer holds the database from here on."""
        driver = self._session.driver
        refuse_nesting(driver)
        try:
            driver.execute("BEGIN" if self._keeper is None else "BEGIN IMMEDIATE")
        except BaseException as error:
            _raise_known(error)
            raise
        self._work = Work(self._session, self._cache)
        return self._work

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Commit, or roll back after an exception (the body's or the commit's own)."""
        if error is not None:
            self._roll_back()
            _raise_known(error)
            return
        try:
            self._commit()
        except BaseException as failure:
            self._roll_back()
            _raise_known(failure)
            raise
        head = self._work.audit.appended
        if head is not None and self._keeper is not None:
            self._keeper.note(head)

    def _commit(self) -> None:
        driver, connection = self._session.driver, self._session.connection
        if not driver.in_transaction:
            # SQLite itself rolls back after some errors; a body that hid one goes on in vain.
            raise Damaged("The database gave up this transaction, so it was not saved. Repeat it.")
        self._work.settle()
        driver.execute("COMMIT")
        if connection.in_transaction():
            connection.commit()

    def _roll_back(self) -> None:
        driver, connection = self._session.driver, self._session.connection
        self._session.generation += 1
        if connection.in_transaction():
            connection.rollback()
        if driver.in_transaction:
            driver.execute("ROLLBACK")


def refuse_nesting(driver: Driver) -> None:
    """Refuse a transaction inside a transaction: one function, one transaction.

    Raises:
        RuntimeError: one is open.
    """
    if driver.in_transaction:
        raise RuntimeError("a transaction is open already")


def _raise_known(error: BaseException) -> None:
    known = sentence_of(error)
    if known is not None:
        raise known from error
