"""The station's database: opened, used one transaction at a time, checked, copied, closed.

All calls come from the thread that opened it (``database_thread``).
"""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from typing_extensions import override

from clinicapp.store import backup as backups
from clinicapp.store import upgrade as upgrades
from clinicapp.store.asset_facts import FactsCache
from clinicapp.store.audit_head import HeadKeeper
from clinicapp.store.backup_note import last_backup, note_backup
from clinicapp.store.engine import connect, over
from clinicapp.store.errors import CannotOpen, Damaged, Older, sentence_of
from clinicapp.store.inspection import problems_of, revision_of
from clinicapp.store.migrations import Migrations
from clinicapp.store.session import Session
from clinicapp.store.transaction import Transaction, refuse_nesting
from clinicapp.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from clinicapp.domain.audit import ChainHead
    from clinicapp.store.backup import Contents, Restored

_SHIPPED = Migrations()


class _LaterKeeper(HeadKeeper):
    """Takes the place of the keeper in a transaction that somebody waits for."""

    def __init__(self) -> None:
        super().__init__(None)
        self.head: ChainHead | None = None

    @override
    def note(self, head: ChainHead) -> None:
        self.head = head


class Database:
    """One encrypted database, open.

    Attributes:
        path: its file; None for one in memory.
        station: the station that writes to it.
        upgraded_from: the verified backup made before an upgrade on opening; None if there was
            nothing to upgrade.
    """

    def __init__(
        self,
        path: Path | None,
        key: bytes,
        *,
        station: str,
        audit_head: Path | None = None,
        create: bool = True,
        upgrade: bool = True,
        migrations: Migrations = _SHIPPED,
    ) -> None:
        """Open a database; make it if it is not there, and upgrade it if it is older.

        Args:
            path: the file; None for a database in memory.
            key: 32 bytes, used as they are.
            station: the name of this station.
            audit_head: where the end of the audit chain is noted, away from the database.
            create: whether to make a new database where there is none.
            upgrade: whether to upgrade an older one (after a verified backup beside it).
            migrations: the revisions to upgrade to.

        Raises:
            CannotOpen: or one of its kinds (NotOurs, WrongKey, Newer, Older, UpgradeFailed).
            StoreError: the disk is full, or another program holds the database.
        """
        self.path = path
        self.station = station
        self.upgraded_from: Path | None = None
        self._key = key
        self._migrations = migrations
        self._cache = FactsCache()
        self._keeper = HeadKeeper(audit_head)
        self._later = _LaterKeeper()
        if not create and (path is None or not path.exists() or not path.stat().st_size):
            raise CannotOpen(f"There is no database {path}. Make one with 'clinicapp db init'.")
        driver = connect(path, key)
        self._session = Session(over(driver), driver)
        try:
            self._prepare(create=create, upgrade=upgrade)
            self._keeper.trusted = self._holds(self._keeper.read())
        except BaseException as error:
            self._close()
            known = sentence_of(error)
            if isinstance(known, Damaged):
                known = Damaged("The database is damaged. Restore a backup of it.")
            if known is not None:
                raise known from error
            raise

    def _prepare(self, *, create: bool, upgrade: bool) -> None:
        revision = revision_of(self._session.driver, self._migrations.head)
        if revision is None:
            if not create:
                raise CannotOpen(
                    f"The database {self.path} is empty. Restore a backup with 'clinicapp db "
                    "restore', or make a new one with 'clinicapp db init'."
                )
            upgrades.create(self._session, self._migrations)
        elif revision < self._migrations.head:
            if not upgrade:
                raise Older(
                    f"The database {self.path} was written by an earlier version of clinicapp. "
                    "Upgrade it with 'clinicapp db upgrade'."
                )
            self.upgraded_from = upgrades.upgrade(
                self._session, self._migrations, self.path, self._key
            )

    def _holds(self, head: ChainHead | None) -> bool:
        """Whether the chain holds the noted head."""
        if head is None or head.sequence == 0:
            return True
        row = self._session.run(
            "SELECT hash FROM audit_records WHERE sequence = ?", (head.sequence,)
        ).fetchone()
        return row is not None and row[0] == head.hash

    def transaction(self, *, note_later: bool = False) -> AbstractContextManager[Work]:
        """One write transaction: committed and synced at the end, rolled back on any exception.

        Args:
            note_later: the caller will call ``note_head`` soon after. Otherwise the new end of the
                audit chain is noted before this returns.

        Raises:
            StoreError: (on leaving) nothing was written; the sentence says why.
        """
        keeper = self._later if note_later else self._keeper
        return Transaction(self._session, self._cache, keeper)

    def note_head(self) -> None:
        """Note the end of the audit chain where ``transaction`` has left that for later."""
        head, self._later.head = self._later.head, None
        if head is not None:
            self._keeper.note(head)

    @contextmanager
    def read(self) -> Iterator[Work]:
        """One read transaction: everything in it sees the same moment. Writing is an error.

        Raises:
            StoreError: it could not be read; the sentence says why.
            RuntimeError: something was written, which is a bug of ours.
        """
        driver = self._session.driver
        refuse_nesting(driver)
        driver.execute("PRAGMA query_only = ON")
        try:
            with Transaction(self._session, self._cache) as work:
                yield work
        except CannotOpen as error:
            raise RuntimeError("a read transaction tried to write") from error
        finally:
            driver.execute("PRAGMA query_only = OFF")

    def check(self) -> tuple[str, ...]:
        """Everything that is wrong, one sentence each; none if all is well."""
        with self.read():
            return problems_of(self._session, self._noted())

    def _noted(self) -> ChainHead | None:
        self.note_head()
        self._keeper.flush()
        return self._keeper.read()

    def head(self) -> ChainHead:
        """The end of the audit chain, for printing where nobody can change it."""
        with self.read() as work:
            return work.audit.head()

    def backup(self, target: Path, at: datetime | None = None) -> Contents:
        """Write a verified, encrypted copy to a file that does not exist yet.

        Args:
            target: the file.
            at: now (aware); with it the time of the backup is noted beside the database.

        Raises:
            BackupFailed: it exists, or the copy did not prove good.
            DiskFull: there was no room.
        """
        contents = backups.back_up(self._session, self._key, target, self._migrations.head)
        if at is not None and self.path is not None:
            note_backup(self.path, at)
        return contents

    def last_backup(self) -> datetime | None:
        """When the last backup was noted; None before the first."""
        return None if self.path is None else last_backup(self.path)

    def close(self) -> None:
        """Note the end of the audit chain and close. A second call does nothing."""
        if self._session.connection.closed:
            return
        self.note_head()
        self._keeper.flush()
        self._close()

    def _close(self) -> None:
        engine = self._session.connection.engine
        self._session.connection.close()
        engine.dispose()


def restore(
    source: Path,
    path: Path,
    key: bytes,
    *,
    audit_head: Path | None = None,
    migrations: Migrations = _SHIPPED,
) -> Restored:
    """Verify a backup and put it in the place of the database at ``path``, which is put aside.

    The noted end of the audit chain becomes the backup's.

    Raises:
        BackupFailed: the backup is not good.
        Busy: the database is open somewhere.
    """
    return backups.restore(source, path, key, migrations.head, HeadKeeper(audit_head))
