"""A backup counts only when it has been proved; putting one back loses nothing silently."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.audit import ChainHead
from clinicapp.store.audit_head import HeadKeeper
from clinicapp.store.database import Database, restore
from clinicapp.store.errors import BackupFailed, Busy, WrongKey
from tests.support.raw_store import tampering, without_triggers
from tests.support.store_samples import (
    KEY,
    a_delivery,
    a_person,
    an_audit_record,
    an_observation,
)

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.domain.people import Person


def with_person(database: Database) -> Person:
    person = a_person(nhs_number=None)
    with database.transaction() as work:
        work.people.add(person)
        work.readings.keep(a_delivery(an_observation(identity_key=None)))
        work.audit.append(an_audit_record())
    return person


def people(file: Path) -> list[str]:
    database = Database(file, KEY, station="ASH-1", create=False)
    assert database.check() == ()
    with database.read() as work:
        found = [str(person.id) for person in work.people.list()]
    database.close()
    return found


def test_a_backup_holds_everything_and_is_encrypted(database: Database, tmp_path: Path) -> None:
    person = with_person(database)
    target = tmp_path / "backup.db"
    contents = database.backup(target)
    assert contents.head.sequence == 1
    assert (contents.rows["people"], contents.rows["readings"]) == (1, 1)
    with_person(database)
    assert people(target) == [str(person.id)]
    assert b"SQLite" not in target.read_bytes()
    assert b"Example" not in target.read_bytes()
    assert sorted(f.name for f in tmp_path.glob("backup*")) == ["backup.db"]
    with pytest.raises(WrongKey):
        Database(target, b"k" * 32, station="ASH-1")


def test_a_backup_never_overwrites(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    target.write_text("precious")
    with pytest.raises(BackupFailed, match="Choose another name"):
        database.backup(target)
    assert target.read_text() == "precious"


def test_a_backup_into_nowhere_is_a_sentence(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Exception, match="folder"):
        database.backup(tmp_path / "file" / "backup.db")


def test_a_database_that_was_tampered_with_gives_no_backup(
    database: Database, file: Path, tmp_path: Path
) -> None:
    with_person(database)
    with tampering(file, KEY) as connection:
        without_triggers(connection, "audit_records")
        connection.execute("UPDATE audit_records SET subject = 'another'")
    with pytest.raises(BackupFailed, match="The database is not sound"):
        database.backup(tmp_path / "backup.db")
    assert list(tmp_path.glob("backup*")) == []


def test_restoring_puts_the_backup_in_place_and_the_rest_aside(
    database: Database, file: Path, head_file: Path, tmp_path: Path
) -> None:
    first = with_person(database)
    database.backup(tmp_path / "backup.db")
    second = with_person(database)
    database.close()
    restored = restore(tmp_path / "backup.db", file, KEY, audit_head=head_file)
    assert restored.missing == 1
    assert restored.contents.head.sequence == 1
    assert restored.put_aside == file.with_name("clinicapp-replaced.db")
    assert people(file) == [str(first.id)]
    assert people(restored.put_aside) == sorted([str(first.id), str(second.id)])
    assert HeadKeeper(head_file).read() == ChainHead(sequence=1, hash=restored.contents.head.hash)
    again = Database(file, KEY, station="ASH-1", audit_head=head_file)
    assert again.check() == ()
    again.close()


def test_restoring_over_a_destroyed_database_works(
    database: Database, file: Path, tmp_path: Path
) -> None:
    person = with_person(database)
    database.backup(tmp_path / "backup.db")
    database.close()
    file.write_bytes(os.urandom(8192))
    restored = restore(tmp_path / "backup.db", file, KEY)
    assert restored.put_aside is not None
    assert people(file) == [str(person.id)]


def test_restoring_where_there_is_no_database_works(database: Database, tmp_path: Path) -> None:
    person = with_person(database)
    database.backup(tmp_path / "backup.db")
    target = tmp_path / "new" / "clinicapp.db"
    assert restore(tmp_path / "backup.db", target, KEY).put_aside is None
    assert people(target) == [str(person.id)]


def test_nothing_is_restored_while_the_database_is_open(
    database: Database, file: Path, tmp_path: Path
) -> None:
    person = with_person(database)
    database.backup(tmp_path / "backup.db")
    with pytest.raises(Busy, match="Close clinicapp everywhere"):
        restore(tmp_path / "backup.db", file, KEY)
    with database.read() as work:
        assert work.people.list() == (person,)
    assert sorted(f.name for f in file.parent.glob("*.db*")) == [
        "clinicapp.db",
        "clinicapp.db-shm",
        "clinicapp.db-wal",
    ]


@pytest.mark.parametrize("harm", ["missing", "torn", "text", "other_key", "flipped"])
def test_a_bad_backup_is_not_restored(
    database: Database, file: Path, tmp_path: Path, harm: str
) -> None:
    person = with_person(database)
    backup = tmp_path / "backup.db"
    database.backup(backup)
    database.close()
    content = bytearray(backup.read_bytes())
    key = KEY
    if harm == "missing":
        backup.unlink()
    elif harm == "torn":
        backup.write_bytes(content[: len(content) // 8192 * 4096])
    elif harm == "text":
        backup.write_text("not a backup")
    elif harm == "flipped":
        content[-1000] ^= 1
        backup.write_bytes(content)
    else:
        key = b"k" * 32
    with pytest.raises(Exception, match=r"[Cc]heck|[Cc]hoose|restore|not good"):
        restore(backup, file, key)
    assert people(file) == [str(person.id)]
    assert [f.name for f in file.parent.glob("*.part*")] == []


def test_a_database_in_use_is_no_backup(database: Database, file: Path, tmp_path: Path) -> None:
    with_person(database)
    with pytest.raises(BackupFailed, match="in use and no backup"):
        restore(file, tmp_path / "other.db", KEY)


def test_a_database_in_memory_backs_up_encrypted(tmp_path: Path) -> None:
    database = Database(None, KEY, station="ASH-1")
    person = with_person(database)
    database.backup(tmp_path / "backup.db")
    database.close()
    assert b"SQLite" not in (tmp_path / "backup.db").read_bytes()
    assert people(tmp_path / "backup.db") == [str(person.id)]
