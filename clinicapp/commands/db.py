"""``clinicapp db``: make, upgrade, check, copy and put back the station's database."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clinicapp import paths, settings
from clinicapp.bootstrap import utc_now
from clinicapp.domain.errors import Refused
from clinicapp.store.database import Database
from clinicapp.store.database import restore as restore_backup
from clinicapp.store.errors import CannotOpen
from clinicapp.store.keys import database_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Where:
    """The database that a command is about. ``note`` says where its key is, if that needs saying.

    ``audit_head`` is where the end of its audit trail is noted.
    """

    database: Path
    key: bytes = field(repr=False)
    station: str
    audit_head: Path
    note: str | None = None

    def open(self, *, create: bool, upgrade: bool) -> Database:
        """Open it; see ``Database``."""
        return Database(
            self.database,
            self.key,
            station=self.station,
            audit_head=self.audit_head,
            create=create,
            upgrade=upgrade,
        )


def here() -> Where:
    """The database that this station's settings name, with its key.

    Raises:
        Refused: the settings or the key cannot be used.
    """
    chosen = settings.load(paths.settings_file())
    database = paths.database_file(chosen.data_folder)
    found = database_key(database.parent, database_exists=_there(database))
    return Where(
        database, found.key, chosen.station, paths.audit_head_file(database), found.sentence
    )


def init(say: Say, complain: Say, where: Callable[[], Where] = here) -> int:
    """Make the station's encrypted database. Returns 1 if there is one already."""
    with _told(complain) as outcome:
        place = where()
        if _there(place.database):
            raise CannotOpen(
                f"There is a database {place.database} already. Nothing was changed; check it with "
                "'clinicapp db check'."
            )
        place.open(create=True, upgrade=False).close()
        say(f"The encrypted database {place.database} is ready.")
        if place.note:
            say(place.note)
    return outcome.status


def upgrade(say: Say, complain: Say, where: Callable[[], Where] = here) -> int:
    """Bring the database to this program's revision, after a verified backup beside it."""
    with _told(complain) as outcome:
        database = where().open(create=False, upgrade=True)
        database.close()
        if database.upgraded_from is None:
            say("The database is up to date.")
        else:
            say(
                "The database is up to date now. It was copied before the upgrade to "
                f"{database.upgraded_from}."
            )
    return outcome.status


def check(say: Say, complain: Say, where: Callable[[], Where] = here) -> int:
    """Verify pages, foreign keys, triggers and the audit chain; each problem is one sentence."""
    with _told(complain) as outcome:
        database = where().open(create=False, upgrade=False)
        try:
            problems = database.check()
            records = database.head().sequence
        finally:
            database.close()
        for problem in problems:
            complain(problem)
        if problems:
            outcome.status = 1
        else:
            say(f"The database is sound; its audit trail of {records} records is unbroken.")
    return outcome.status


def backup(file: Path, say: Say, complain: Say, where: Callable[[], Where] = here) -> int:
    """Write a verified, encrypted copy to a new file, while the station goes on."""
    with _told(complain) as outcome:
        database = where().open(create=False, upgrade=False)
        try:
            contents = database.backup(file, at=utc_now())
        finally:
            database.close()
        say(
            f"The backup {file} is complete and verified: {contents.rows['readings']} readings, "
            f"{contents.rows['forms']} forms, audit trail to record {contents.head.sequence}. It "
            "opens with the key of this station only."
        )
    return outcome.status


def restore(file: Path, say: Say, complain: Say, where: Callable[[], Where] = here) -> int:
    """Verify a backup and put it in the database's place; what was there is kept beside it."""
    with _told(complain) as outcome:
        place = where()
        restored = restore_backup(file, place.database, place.key, audit_head=place.audit_head)
        say(
            f"The backup {file} is in place, with its audit trail to record "
            f"{restored.contents.head.sequence}."
        )
        if restored.missing:
            say(
                f"{restored.missing} later audit records are not in the backup; what they record "
                "must be entered again."
            )
        if restored.put_aside:
            say(f"The database that was there is now {restored.put_aside}.")
    return outcome.status


@dataclass(slots=True)
class _Outcome:
    status: int = 0


@contextmanager
def _told(complain: Say) -> Iterator[_Outcome]:
    """Turn a refusal into its sentence and exit status 1."""
    outcome = _Outcome()
    try:
        yield outcome
    except Refused as error:
        complain(str(error))
        outcome.status = 1


def _there(database: Path) -> bool:
    return database.exists() and database.stat().st_size > 0
