"""What can go wrong with the store, each as one plain sentence."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import DBAPIError

from clinicapp.domain.errors import Conflict, Refused
from clinicapp.store.cipher import DriverError, primary_code


class StoreError(Refused):
    """The store could not do it; the sentence says what happened and what to do next."""


class CannotOpen(StoreError):
    """The file or its folder cannot be used."""


class NotOurs(CannotOpen):
    """There is a file, but it is not a database of this program."""


class WrongKey(CannotOpen):
    """The key does not open the database, or its first page is damaged."""


class Newer(CannotOpen):
    """The database was written by a newer version of the program."""


class Older(CannotOpen):
    """The database was written by an older version, and upgrading was not asked for."""


class UpgradeFailed(CannotOpen):
    """A migration failed; everything is as it was before."""


class KeyMissing(CannotOpen):
    """There is a database but its key cannot be found."""


class DiskFull(StoreError):
    """There was no room; nothing of the transaction was written."""


class Busy(StoreError):
    """Another program holds the database for longer than we wait."""


class Stopped(StoreError):
    """The station is closing; nothing more is written."""


class Damaged(StoreError):
    """The file could not be read or written, or its content is broken."""


class AlreadyThere(StoreError, Conflict):
    """Something that must be unique exists already; nothing was overwritten."""


class Stale(StoreError, Conflict):
    """Somebody else changed the record first; nothing was overwritten."""


class AppendOnly(StoreError):
    """A trigger refused to change or remove what is only ever added to."""


class NotConsistent(StoreError):
    """A record refers to something that is not there, or holds a value that cannot be."""


class BackupFailed(StoreError):
    """A copy could not be made, or did not prove good."""


# Primary result codes of SQLite (https://sqlite.org/rescode.html).
_BUSY: Final = frozenset({5, 6})
_READ_ONLY: Final = 8
_IO: Final = 10
_FULL: Final = 13
_CANNOT_OPEN: Final = 14
_CONSTRAINT: Final = 19
_BROKEN: Final = frozenset({11, 26})

_UNIQUE: Final = {
    "people.nhs_number": (
        "Somebody with this NHS number is on the list already; search for the number."
    ),
    "people.id": "This person is on the list already; search for the name.",
    "staff.id": "This member of staff is on the list already; change that entry.",
    "assets.id": "This asset is in the register already; change that entry.",
    "assets.tag": (
        "An asset with this tag is in the register already; check the tag or open that asset."
    ),
    "assets.giai": (
        "An asset with this GIAI is in the register already; check the label or open that asset."
    ),
    "forms.number": "A form with this number and version exists already; open that one.",
    "admission_decisions.message_id": (
        "Somebody has decided on this message already; refresh the list."
    ),
    "readings.id": "This reading has been kept already; nothing was written twice.",
}
_OWN_WORDS: Final = ("UNIQUE", "CHECK", "FOREIGN KEY", "NOT NULL", "datatype mismatch")


def sentence_of(error: BaseException) -> StoreError | None:
    """The StoreError for an error of SQLAlchemy or the driver, or None if it is something else."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, DriverError):
        return None
    return _of_code(primary_code(cause), str(cause))


def _of_code(code: int | None, message: str) -> StoreError | None:
    if code == _CONSTRAINT:
        return _of_constraint(message)
    if code == _FULL:
        return DiskFull("The disk is full, so nothing was saved. Free some space and do it again.")
    if code in _BUSY:
        return Busy(
            "Another program is using the database. Close it, or wait a moment and do it again."
        )
    if code == _READ_ONLY and "readonly" in message:
        return CannotOpen(
            "The database cannot be written to. Ask for write access to its folder and file."
        )
    if code == _CANNOT_OPEN:
        return CannotOpen(
            "The database file cannot be opened. Check that its folder exists and can be written."
        )
    if code in _BROKEN or code == _IO:
        return Damaged(
            "The database could not be read or written properly. Run 'clinicapp db check', and "
            "restore a backup if it finds damage."
        )
    return None


def _of_constraint(message: str) -> StoreError:
    if not message.startswith(_OWN_WORDS):
        return AppendOnly(message)
    if message.startswith("UNIQUE"):
        column = message.removeprefix("UNIQUE constraint failed: ").split(",")[0]
        return AlreadyThere(
            _UNIQUE.get(column, "This exists already; nothing was changed. Look at what is there.")
        )
    if message.startswith("FOREIGN KEY"):
        return NotConsistent(
            "This refers to something that is not in the database; nothing was saved. Refresh and "
            "do it again."
        )
    return NotConsistent(
        f"A value is not one that the database accepts ({message}); nothing was saved. Report it."
    )
