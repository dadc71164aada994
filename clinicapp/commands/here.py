"""This station's database for a command that acts for whoever runs it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp import paths, settings
from clinicapp.account import account_name
from clinicapp.bootstrap import open_database, utc_now
from clinicapp.services.access import By
from clinicapp.services.staff.members import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clinicapp.settings import Settings
    from clinicapp.store.database_thread import DatabaseThread


@dataclass(frozen=True, slots=True)
class Signed:
    """Settings, the open database, and who acts on it when; ``today`` is the ward's day."""

    settings: Settings
    database: DatabaseThread
    by: By
    today: date


@contextmanager
def signed_in() -> Iterator[Signed]:
    """The database, open for the member of staff whose account this is.

    Raises:
        Refused: the settings or the database cannot be used, or nobody here has that account.
    """
    chosen = settings.load(paths.settings_file())
    now = utc_now()
    database = open_database(chosen)
    try:
        actor = database.run(lambda work: sign_in(work, account_name(), chosen.station, now))
        yield Signed(chosen, database, By(actor, now), now.astimezone(chosen.zone).date())
    finally:
        database.stop()
