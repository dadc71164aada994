"""``clinicapp db``: what each command does, says, and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from clinicapp import paths
from clinicapp.commands import db
from clinicapp.commands.db import Where
from clinicapp.store.backup_note import last_backup
from clinicapp.store.database import Database
from tests.support.raw_store import tampering, without_triggers
from tests.support.store_samples import KEY, a_person, an_audit_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass
class Told:
    """What a command said and complained of."""

    said: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def both(self) -> tuple[Callable[[str], None], Callable[[str], None]]:
        return self.said.append, self.complaints.append


@pytest.fixture
def place(tmp_path: Path) -> Where:
    return Where(
        database=tmp_path / "data" / "clinicapp.db",
        key=KEY,
        station="ASH-1",
        audit_head=tmp_path / "state" / "head.json",
        note="The key is in a file.",
    )


@pytest.fixture
def made(place: Where) -> Where:
    """A database with two audit records."""
    database = place.open(create=True, upgrade=False)
    with database.transaction() as work:
        work.people.add(a_person())
        work.audit.append(an_audit_record())
        work.audit.append(an_audit_record())
    database.close()
    return place


def test_init_makes_a_database_and_says_where_its_key_is(place: Where) -> None:
    told = Told()
    assert db.init(*told.both, lambda: place) == 0
    assert told.said == [
        f"The encrypted database {place.database} is ready.",
        "The key is in a file.",
    ]
    assert told.complaints == []
    assert db.check(*told.both, lambda: place) == 0


def test_init_never_touches_a_database_that_is_there(made: Where) -> None:
    told = Told()
    before = made.database.read_bytes()
    assert db.init(*told.both, lambda: made) == 1
    assert made.database.read_bytes() == before
    assert told.said == []
    assert "already. Nothing was changed" in told.complaints[0]


@pytest.mark.parametrize("command", [db.check, db.upgrade])
def test_without_a_database_there_is_a_sentence(place: Where, command: Callable[..., int]) -> None:
    told = Told()
    assert command(*told.both, lambda: place) == 1
    assert told.complaints == [
        f"There is no database {place.database}. Make one with 'clinicapp db init'."
    ]
    assert not place.database.exists()


def test_upgrade_says_that_there_is_nothing_to_do(made: Where) -> None:
    told = Told()
    assert db.upgrade(*told.both, lambda: made) == 0
    assert told.said == ["The database is up to date."]


def test_check_says_that_all_is_well(made: Where) -> None:
    told = Told()
    assert db.check(*told.both, lambda: made) == 0
    assert told.said == ["The database is sound; its audit trail of 2 records is unbroken."]


def test_check_names_every_problem(made: Where) -> None:
    with tampering(made.database, KEY) as connection:
        without_triggers(connection, "audit_records")
        connection.execute("DELETE FROM audit_records WHERE sequence = 2")
    told = Told()
    assert db.check(*told.both, lambda: made) == 1
    assert told.said == []
    assert [complaint.split(" (")[0][:40] for complaint in told.complaints] == [
        "The protection against changing records ",
        "The audit trail ends at record 1 but rea",
    ]


def test_check_with_another_key_is_a_sentence(made: Where) -> None:
    told = Told()
    other = Where(made.database, b"k" * 32, "ASH-1", made.audit_head)
    assert db.check(*told.both, lambda: other) == 1
    assert told.complaints[0].startswith("The key does not open this database")


def test_backup_and_restore_go_there_and_back(made: Where, tmp_path: Path) -> None:
    told = Told()
    copy = tmp_path / "copy.db"
    assert db.backup(copy, *told.both, lambda: made) == 0
    assert told.said[0].startswith(
        f"The backup {copy} is complete and verified: 0 readings, 0 forms, audit trail to record 2."
    )
    database = made.open(create=False, upgrade=False)
    with database.transaction() as work:
        work.audit.append(an_audit_record())
    database.close()
    again = Told()
    assert db.restore(copy, *again.both, lambda: made) == 0
    assert again.said == [
        f"The backup {copy} is in place, with its audit trail to record 2.",
        "1 later audit records are not in the backup; what they record must be entered again.",
        f"The database that was there is now {made.database.with_name('clinicapp-replaced.db')}.",
    ]
    assert db.check(*again.both, lambda: made) == 0


def test_a_good_backup_is_noted_beside_the_database_and_a_bad_one_is_not(
    made: Where, tmp_path: Path
) -> None:
    told = Told()
    assert last_backup(made.database) is None
    before = datetime.now(UTC)
    assert db.backup(tmp_path / "copy.db", *told.both, lambda: made) == 0
    noted = last_backup(made.database)
    assert noted is not None
    assert before <= noted <= datetime.now(UTC)
    assert db.backup(tmp_path / "copy.db", *told.both, lambda: made) == 1
    assert last_backup(made.database) == noted


def test_backup_works_while_the_station_goes_on(made: Where, tmp_path: Path) -> None:
    station = made.open(create=False, upgrade=False)
    told = Told()
    assert db.backup(tmp_path / "copy.db", *told.both, lambda: made) == 0
    with station.transaction() as work:
        work.audit.append(an_audit_record())
    station.close()


def test_restore_of_nothing_is_a_sentence(made: Where, tmp_path: Path) -> None:
    told = Told()
    assert db.restore(tmp_path / "none.db", *told.both, lambda: made) == 1
    assert told.complaints == [f"There is no backup {tmp_path / 'none.db'}. Check the name."]


def test_the_station_is_found_by_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINICAPP_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("CLINICAPP_STATION", "BIRCH-2")
    monkeypatch.setattr(paths, "settings_folder", lambda: tmp_path / "settings")
    monkeypatch.setattr(paths, "state_folder", lambda: tmp_path / "state")
    told = Told()
    assert db.init(*told.both) == 0
    assert (tmp_path / "data" / "clinicapp.db").exists()
    assert "no keyring" in told.said[1]
    assert db.here().station == "BIRCH-2"
    assert db.check(*told.both) == 0
    monkeypatch.setenv("CLINICAPP_DATABASE_KEY", KEY.hex())
    assert db.check(*told.both) == 1
    assert told.complaints[0].startswith("The key does not open this database")


def test_no_command_shows_the_key(place: Where) -> None:
    assert KEY.hex() not in repr(place)
    assert repr(KEY) not in repr(place)


def test_a_database_of_this_station_is_opened_with_its_head(made: Where) -> None:
    database = Database(made.database, KEY, station="ASH-1", audit_head=made.audit_head)
    assert database.check() == ()
    database.close()
    assert made.audit_head.exists()
