"""Backups that are proved good before they count, and putting one back."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from clinicapp.store.audit import EMPTY, Audit
from clinicapp.store.cipher import DriverError, primary_code
from clinicapp.store.engine import connect, over
from clinicapp.store.errors import BackupFailed, Busy, CannotOpen, DiskFull, sentence_of
from clinicapp.store.inspection import counts_of, problems_of, revision_of
from clinicapp.store.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from clinicapp.domain.audit import ChainHead
    from clinicapp.store.audit_head import HeadKeeper
    from clinicapp.store.cipher import Driver

_NO_SPACE = 28
_LOCKED = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database held: its chain's head, its schema's revision, and rows by table."""

    head: ChainHead
    revision: str | None
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What putting a backup back did.

    ``missing`` audit records had been noted after the backup was made and are not in it.
    ``put_aside`` is where the replaced database is now; None if there was none.
    """

    contents: Contents
    missing: int
    put_aside: Path | None


def back_up(session: Session, key: bytes, target: Path, head: str) -> Contents:
    """Copy an open database by SQLite's online backup, encrypted with the same key, and verify it.

    The copy gets its name only after it has been opened, checked throughout and compared.

    Args:
        session: the open database, outside any transaction.
        key: its key.
        target: a file that does not exist yet.
        head: the newest revision that this program knows.

    Raises:
        BackupFailed: the target exists, or the copy did not prove good.
        DiskFull: there was no room; the incomplete copy was removed.
    """
    if target.exists():
        raise BackupFailed(f"There is a file {target} already. Choose another name for the backup.")
    part = target.with_name(f"{target.name}.part")
    _remove(part)
    try:
        expected = _copy(session, key, part, head)
        found, problems = _inspect(part, key, head)
        if problems:
            raise BackupFailed(f"The database is not sound, so there is no backup: {problems[0]}")
        if found != expected:
            raise BackupFailed(
                "The copy differs from the database, so it was thrown away. Make the backup again."
            )
        _sync(part)
        part.replace(target)
    except DriverError as error:
        raise sentence_of(error) or _failed(error) from error
    except OSError as error:
        raise _failed(error) from error
    finally:
        _remove(part)
    return expected


def verify(file: Path, key: bytes, head: str) -> Contents:
    """Open a backup and check it throughout.

    Raises:
        CannotOpen: it is not ours, has another key, or is newer than the program.
        BackupFailed: something is wrong with it.
    """
    try:
        contents, problems = _inspect(file, key, head)
    except (DriverError, DBAPIError) as error:
        # A broken page can be one of those that only tell what the copy holds.
        if sentence_of(error) is None:
            raise
        raise BackupFailed(f"The backup {file} is damaged. Choose another backup.") from error
    if contents.revision is None:
        raise BackupFailed(f"{file} holds no data. Choose another backup.")
    if problems:
        raise BackupFailed(f"The backup {file} is not good: {problems[0]}")
    return contents


def contents_of(session: Session, head: str) -> Contents:
    """What an open database holds now."""
    revision = revision_of(session.driver, head)
    if revision is None:
        return Contents(head=EMPTY, revision=None, rows={})
    return Contents(Audit(session).head(), revision, counts_of(session.driver))


def restore(source: Path, target: Path, key: bytes, head: str, keeper: HeadKeeper) -> Restored:
    """Verify a backup and put it in the place of the database, which is put aside, not deleted.

    Args:
        source: the backup; it is only read.
        target: the database's file. No other program may have it open.
        key: the key of both.
        head: the newest revision that this program knows.
        keeper: gets the backup's audit head.

    Raises:
        BackupFailed: the backup is not good, or is a database in use.
        Busy: the database is open in another program.
    """
    if not source.is_file():
        raise BackupFailed(f"There is no backup {source}. Check the name.")
    log = source.with_name(f"{source.name}-wal")
    if log.exists() and log.stat().st_size:
        raise BackupFailed(
            f"{source} is in use and no backup. Make one with 'clinicapp db backup' and restore "
            "that."
        )
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, part)
        contents = verify(part, key, head)
        _sync(part)
        put_aside = _put_aside(target, key)
        part.replace(target)
    except OSError as error:
        raise _failed(error) from error
    except (BackupFailed, CannotOpen) as error:
        # The copy was looked at, but it is the backup that people know by name.
        raise type(error)(str(error).replace(str(part), str(source))) from error
    finally:
        _remove(part)
    noted = keeper.read()
    keeper.reset(contents.head)
    missing = max(0, noted.sequence - contents.head.sequence) if noted else 0
    return Restored(contents, missing, put_aside)


def free_name(file: Path, why: str) -> Path:
    """A name beside ``file`` that is free: ``clinicapp-WHY.db``, ``clinicapp-WHY-2.db`` ..."""
    name = file.with_name(f"{file.stem}-{why}{file.suffix}")
    count = 1
    while name.exists():
        count += 1
        name = file.with_name(f"{file.stem}-{why}-{count}{file.suffix}")
    return name


def _copy(session: Session, key: bytes, part: Path, head: str) -> Contents:
    """Copy inside one read transaction, so that the copy and what we expect of it agree."""
    driver = connect(part, key)
    try:
        with session.connection.begin():
            expected = contents_of(session, head)
            session.driver.backup(driver)
    finally:
        driver.close()
    return expected


def _inspect(file: Path, key: bytes, head: str) -> tuple[Contents, tuple[str, ...]]:
    """What a copy holds, and everything that is wrong with it."""
    with closing(connect(file, key)) as driver, closing(over(driver)) as connection:
        session = Session(connection, driver)
        contents = contents_of(session, head)
        # An earlier revision had the triggers of its day; an upgrade makes those of today.
        problems = problems_of(session, contents.head, triggers=contents.revision == head)
    return contents, problems


def _put_aside(target: Path, key: bytes) -> Path | None:
    if not target.exists():
        return None
    _claim(target, key)
    aside = free_name(target, "replaced")
    for ending in ("-wal", "-shm"):
        beside = target.with_name(target.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))
    return target.replace(aside)


def _claim(target: Path, key: bytes) -> None:
    """Fold the write-ahead log in, which SQLite refuses while anybody else has the file open."""
    driver: Driver | None = None
    try:
        driver = connect(target, key)
        driver.execute("PRAGMA busy_timeout = 0")
        driver.execute("PRAGMA journal_mode = DELETE").fetchone()
    except DriverError as error:
        if primary_code(error) in _LOCKED:
            raise Busy(
                "The database is open in another program. Close clinicapp everywhere, then restore."
            ) from error
        # It is damaged: that may be why a backup is being restored.
    except CannotOpen:
        pass
    finally:
        if driver is not None:
            driver.close()


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _remove(part: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):  # what cannot be removed is in nobody's way but the next copy's
            part.with_name(part.name + ending).unlink(missing_ok=True)


def _failed(error: Exception) -> BackupFailed | DiskFull:
    if isinstance(error, OSError) and error.errno == _NO_SPACE:
        return DiskFull("The disk is full, so there is no backup. Free some space and do it again.")
    return BackupFailed(
        "The copy could not be written. Check that the folder exists and can be written to."
    )
