"""The key of the database: 32 random bytes, kept by the system's keyring or in a guarded file.

In this order: the variable ``CLINICAPP_DATABASE_KEY``, a key file in the data folder, the keyring
(Windows Credential Locker, Secret Service). A new key is made only where there is no database yet:
a second key would open nothing, and the first one may only be out of reach for the moment.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.store.engine import KEY_BYTES
from clinicapp.store.errors import CannotOpen, KeyMissing, WrongKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VARIABLE: Final = "CLINICAPP_DATABASE_KEY"
_SERVICE: Final = "clinicapp"
_ACCOUNT: Final = "database"
_FILE_NAME: Final = "clinicapp.key"
_OWNER_ONLY: Final = 0o600


class KeySource(StrEnum):
    """Where a key came from."""

    VARIABLE = "variable"
    FILE = "file"
    KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class DatabaseKey:
    """A key, where it is kept, and a sentence for the person there if that needs saying."""

    key: bytes = field(repr=False)  # so that no log and no trace shows it
    source: KeySource
    sentence: str | None = None


def database_key(
    folder: Path, *, database_exists: bool, environ: Mapping[str, str] = os.environ
) -> DatabaseKey:
    """Find the key of the database in ``folder``, or make one for a database that is to be made.

    Args:
        folder: the data folder.
        database_exists: whether there is a database already; then no key is made.
        environ: the environment.

    Raises:
        WrongKey: the variable or the file does not hold 64 hexadecimal digits.
        KeyMissing: there is a database, and its key is nowhere to be found.
        CannotOpen: the key file cannot be read or written.
    """
    if VARIABLE in environ:
        return DatabaseKey(_bytes_of(environ[VARIABLE], VARIABLE), KeySource.VARIABLE)
    file = folder / _FILE_NAME
    if file.exists():
        return DatabaseKey(_bytes_of(_read(file), str(file)), KeySource.FILE, _in_file(file))
    noted = _from_keyring()
    if noted is not None:
        return DatabaseKey(_bytes_of(noted, "the keyring"), KeySource.KEYRING)
    if database_exists:
        raise KeyMissing(
            "The key of the database is neither in this account's keyring nor in a key file. Sign "
            f"in with the account that made the database, or set {VARIABLE} to its key."
        )
    key = secrets.token_bytes(KEY_BYTES)
    if _into_keyring(key.hex()):
        return DatabaseKey(key, KeySource.KEYRING)
    _write(file, key.hex())
    return DatabaseKey(key, KeySource.FILE, _in_file(file))


def _in_file(file: Path) -> str:
    return (
        f"This account has no keyring, so the key of the database is in {file}. Keep a copy of it "
        "in a safe, and never beside a backup of the database."
    )


def _bytes_of(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise WrongKey(f"The database key in {where} must be 64 hexadecimal digits; correct it.")
    return key


def _from_keyring() -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, _ACCOUNT)
    except (KeyringError, OSError, RuntimeError):
        return None


def _into_keyring(key: str) -> bool:
    """Whether the keyring took the key and gives it back: some take it and keep nothing."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, _ACCOUNT, key)
    except (KeyringError, OSError, RuntimeError):
        return False
    return _from_keyring() == key


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii", "replace")
    except OSError as error:
        raise CannotOpen(
            f"The key file {file} cannot be read. Sign in with the account that made the database."
        ) from error


def _write(file: Path, key: str) -> None:
    """Write a key file that only its owner can read.

    On Windows the mode only decides about writing; there the folder's access list protects the
    file, and that of the data folder in a user's profile admits the user and administrators only.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(key)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise CannotOpen(
            f"The key file {file} cannot be written. Ask for write access to its folder."
        ) from error
