"""Opening the encrypted file: the driver's connection, its settings, and SQLAlchemy over it.

The settings are those of reference/equipment.md 5.1; each one that can be refused is read back.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from clinicapp.store.cipher import (
    LIBRARY_VERSION,
    MODULE,
    Driver,
    DriverError,
    primary_code,
)
from clinicapp.store.cipher import (
    connect as connect_driver,
)
from clinicapp.store.errors import CannotOpen, NotOurs, WrongKey, sentence_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

APPLICATION_ID: Final = 0x434C_494E
"""``CLIN``: what ``file`` and we look for in the header of a decrypted database."""
KEY_BYTES: Final = 32
PAGE_BYTES: Final = 4096
BUSY_MILLISECONDS: Final = 5000
_OLDEST_LIBRARY: Final = (3, 51, 3)
"""The first SQLite in which resetting the write-ahead log cannot damage the file."""
_PLAIN_HEADER: Final = b"SQLite format 3\x00"
_DRIVE_REMOTE: Final = 4
_NOT_A_DATABASE: Final = 26
BEGIN: Final = "begin"
"""The key in a connection's ``info`` of the statement that begins the next transaction."""


def check_library(version: tuple[int, ...] = LIBRARY_VERSION) -> None:
    """Refuse a SQLite library that can damage a database in WAL mode.

    Raises:
        CannotOpen: the library is older than 3.51.3.
    """
    if version < _OLDEST_LIBRARY:
        shown = ".".join(map(str, version))
        raise CannotOpen(
            f"The SQLite library {shown} can damage databases. Install sqlcipher3 0.6.4 or newer."
        )


def connect(path: Path | None, key: bytes) -> Driver:
    """Open (or create) the encrypted file with every setting in place; None is a memory database.

    Args:
        path: the file; its folder is made if it is missing.
        key: 32 random bytes, used as they are (no passphrase is derived).

    Raises:
        CannotOpen: the folder or file cannot be used; WrongKey and NotOurs say more.
    """
    check_library()
    if len(key) != KEY_BYTES:
        raise WrongKey("The database key must be 64 hexadecimal digits; check where it came from.")
    if path is not None:
        _check_place(path)
    driver: Driver | None = None
    try:
        driver = connect_driver(":memory:" if path is None else str(path), BUSY_MILLISECONDS / 1000)
        _unlock(driver, key)
        _configure(driver, in_memory=path is None)
    except DriverError as error:
        if driver is not None:
            driver.close()
        raise _why_not(error) from error
    except CannotOpen:
        if driver is not None:
            driver.close()
        raise
    return driver


def over(driver: Driver) -> Connection:
    """SQLAlchemy's connection over the driver's one, with an explicit BEGIN for each transaction.

    The driver itself begins nothing, so that DDL rolls back like everything else.
    """
    engine = create_engine(
        "sqlite://",
        module=MODULE,
        creator=lambda: driver,
        poolclass=StaticPool,
        hide_parameters=True,  # no person in the text of an error
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Mostly a transaction is open already (``transaction``) and SQLAlchemy only joins it.
        if not driver.in_transaction:
            driver.execute(connection.info.get(BEGIN, "BEGIN"))

    return engine.connect()


def _unlock(driver: Driver, key: bytes) -> None:
    # The library would write its own account of a wrong key to standard error.
    driver.execute("PRAGMA cipher_log_level = NONE")
    driver.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    driver.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _configure(driver: Driver, *, in_memory: bool) -> None:
    for setting in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "temp_store = MEMORY",
        "synchronous = FULL",
        # The list of a hundred thousand assets is searched along one index of 9 MB: with less room
        # every page of it would be decrypted again at every key.
        "cache_size = -16000",
    ):
        driver.execute(f"PRAGMA {setting}")
    mode = driver.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    expected = {
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }
    read = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}
    if read != expected or mode != ("memory" if in_memory else "wal"):
        raise CannotOpen(
            "The folder of the database does not support safe writing. Move the database to a "
            "folder on a disk of this computer."
        )


def _check_place(path: Path) -> None:
    if _is_on_network(path):
        raise CannotOpen(
            "The database would be on a network drive, where it can be damaged. Choose a folder "
            "on a disk of this computer."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotOpen(
            f"The folder {path.parent} cannot be made. Choose another folder, or ask for write "
            "access to it."
        ) from error
    if path.is_dir():
        raise CannotOpen(f"{path} is a folder, not a database. Name a file in it.")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            header = file.read(len(_PLAIN_HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        raise CannotOpen(
            f"The file {path} cannot be read. Ask for access to it, or choose another file."
        ) from error
    if header == _PLAIN_HEADER or size % PAGE_BYTES:
        raise NotOurs(
            f"{path} is not a database of clinicapp, or was cut short. Nothing was changed in it; "
            "choose another file, or restore a backup."
        )


def _why_not(error: DriverError) -> CannotOpen:
    if primary_code(error) == _NOT_A_DATABASE:
        return WrongKey(
            "The key does not open this database, or the file is damaged. Check the key, or "
            "restore a backup."
        )
    known = sentence_of(error)
    if isinstance(known, CannotOpen):
        return known
    return CannotOpen(
        str(known)
        if known is not None
        else "The database file cannot be opened. Check that its folder can be written to."
    )


def _is_on_network(path: Path) -> bool:
    """Whether Windows says that the drive is another computer's (GetDriveTypeW, UNC names).

    Elsewhere the answer is no: a share there fails the read-back of the WAL mode or the lock.
    """
    if sys.platform != "win32":
        return False
    import ctypes

    anchor = path.absolute().anchor
    if anchor.startswith("\\\\") and not anchor.startswith("\\\\?\\"):
        return True
    return bool(ctypes.windll.kernel32.GetDriveTypeW(anchor) == _DRIVE_REMOTE)
