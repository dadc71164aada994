"""Bringing a database up to this program's revision, or leaving it exactly as it was.

The procedure of reference/equipment.md 5.2: verified backup, foreign keys off, migrate, triggers
from the one list, foreign keys checked, rows and chain head compared, then commit; all in one
transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from clinicapp.store.audit import EMPTY, Audit
from clinicapp.store.backup import back_up, free_name
from clinicapp.store.engine import APPLICATION_ID, BEGIN
from clinicapp.store.errors import StoreError, UpgradeFailed, sentence_of
from clinicapp.store.inspection import counts_of, revision_of
from clinicapp.store.triggers import TRIGGERS

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.store.cipher import Driver
    from clinicapp.store.migrations import Migrations
    from clinicapp.store.session import Session


class _Lost(Exception):
    """A migration lost or changed what it must not touch."""


def create(session: Session, migrations: Migrations) -> None:
    """Make all tables in a database that has none, and mark the file as ours.

    Raises:
        StoreError: it could not be written; no table is there.
    """
    _guarded(session, migrations, before=None)


def upgrade(session: Session, migrations: Migrations, path: Path | None, key: bytes) -> Path | None:
    """Migrate a database of an earlier revision.

    Returns:
        The verified backup that was made first; None for a memory database.

    Raises:
        BackupFailed: no good backup could be made, so nothing was tried.
        UpgradeFailed: a migration failed; the database is as it was.
    """
    backup = None
    before = revision_of(session.driver, migrations.head)
    if path is not None:
        backup = free_name(path, f"before-{migrations.head}")
        back_up(session, key, backup, migrations.head)
    try:
        _guarded(session, migrations, before)
    except StoreError:
        # Everything was rolled back, so the copy says nothing that the database does not.
        if backup is not None:
            backup.unlink()
        raise
    return backup


def _guarded(session: Session, migrations: Migrations, before: str | None) -> None:
    driver = session.driver
    driver.execute("PRAGMA foreign_keys = OFF")
    session.connection.info[BEGIN] = "BEGIN EXCLUSIVE"
    try:
        with session.connection.begin():
            _migrate(session, migrations)
    except StoreError:
        raise
    except Exception as error:
        # Whatever a migration raises, the transaction is rolled back by now.
        known = sentence_of(error)
        if before is None and known is not None:
            raise known from error
        cause = error.orig if isinstance(error, DBAPIError) else error
        why = str(known or cause).rstrip(".")
        raise UpgradeFailed(
            f"The database could not be upgraded from revision {before or 'none'} to "
            f"{migrations.head} ({why}). Nothing was changed; keep using the earlier version and "
            "report this."
        ) from error
    finally:
        session.connection.info.pop(BEGIN, None)
        driver.execute("PRAGMA foreign_keys = ON")
        session.generation += 1


def _migrate(session: Session, migrations: Migrations) -> None:
    driver = session.driver
    rows = counts_of(driver)
    head = Audit(session).head() if rows else EMPTY
    _drop_triggers(driver)
    migrations.run(session.connection)
    for statement in TRIGGERS.values():
        driver.execute(statement)
    driver.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    if driver.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise _Lost("an entry refers to something that is not there")
    after = counts_of(driver)
    changed = [table for table, count in rows.items() if after.get(table, count) != count]
    if changed:
        raise _Lost(f"the number of rows in {', '.join(changed)} changed")
    if Audit(session).head() != head:
        raise _Lost("the audit trail changed")


def _drop_triggers(driver: Driver) -> None:
    names = driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        driver.execute(f'DROP TRIGGER "{name}"')
