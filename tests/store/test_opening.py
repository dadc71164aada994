"""Opening: whatever is wrong with a file is one sentence, and the file stays as it is."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.errors import Refused
from clinicapp.store.database import Database
from clinicapp.store.engine import check_library
from clinicapp.store.errors import CannotOpen, Newer, NotOurs, WrongKey
from tests.support.raw_store import tampering
from tests.support.store_samples import KEY, a_person, an_audit_record

if TYPE_CHECKING:
    from pathlib import Path


def opening(file: Path, key: bytes = KEY, *, create: bool = True) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(CannotOpen) as refusal:
        Database(file, key, station="ASH-1", create=create).close()
    assert isinstance(refusal.value, Refused)
    return f"{type(refusal.value).__name__}: {refusal.value}"


def test_another_key_is_refused_and_changes_nothing(database: Database, file: Path) -> None:
    database.close()
    before = file.read_bytes()
    assert opening(file, b"k" * 32).startswith("WrongKey: The key does not open this database")
    assert file.read_bytes() == before


def test_another_key_is_not_reported_on_standard_error(
    database: Database, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    database.close()
    opening(file, b"k" * 32)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_the_wrong_length_is_refused(file: Path, length: int) -> None:
    with pytest.raises(WrongKey, match="64 hexadecimal digits"):
        Database(file, b"k" * length, station="ASH-1")
    assert not file.exists()


def test_a_plain_sqlite_file_is_not_ours(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    plain = sqlite3.connect(file)
    plain.execute("CREATE TABLE t (a)")
    plain.close()
    before = file.read_bytes()
    assert "is not a database of clinicapp" in opening(file)
    assert file.read_bytes() == before


def test_a_text_file_is_not_ours(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir or Madam")
    assert "NotOurs" in opening(file)
    assert file.read_text() == "Dear Sir or Madam"


def test_a_file_of_whole_pages_of_noise_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "noise.db"
    file.write_bytes(bytes(range(256)) * 32)
    assert "WrongKey" in opening(file)


def test_an_encrypted_database_of_another_program_is_not_ours(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    with tampering(file, KEY) as theirs:
        theirs.execute("CREATE TABLE theirs (a)")
    with pytest.raises(NotOurs, match="belongs to another program"):
        Database(file, KEY, station="ASH-1")


def test_a_newer_database_is_refused_and_stays_as_it_is(database: Database, file: Path) -> None:
    database.close()
    with tampering(file, KEY) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(Newer, match=r"newer version of clinicapp \(revision 0999"):
        Database(file, KEY, station="ASH-1")
    with tampering(file, KEY) as connection:
        assert connection.execute("SELECT * FROM alembic_version").fetchall() == [("0999",)]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "cannot be made" in opening(tmp_path / "file" / "clinicapp.db")


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert "is a folder, not a database" in opening(tmp_path)


def test_no_database_is_made_unless_asked_for(file: Path) -> None:
    assert "clinicapp db init" in opening(file, create=False)
    assert not file.exists()


def test_an_empty_file_counts_as_no_database(file: Path) -> None:
    file.parent.mkdir()
    file.touch()
    assert "clinicapp db init" in opening(file, create=False)
    Database(file, KEY, station="ASH-1").close()
    Database(file, KEY, station="ASH-1", create=False).close()


def test_a_torn_file_is_refused(database: Database, file: Path) -> None:
    database.close()
    file.write_bytes(file.read_bytes()[:-100])
    assert "was cut short" in opening(file)


def test_a_library_that_can_damage_files_is_refused() -> None:
    check_library((3, 51, 3))
    with pytest.raises(CannotOpen, match=r"SQLite library 3\.51\.2 can damage"):
        check_library((3, 51, 2))


def test_what_was_written_is_there_when_opened_again(database: Database, file: Path) -> None:
    person = a_person()
    with database.transaction() as work:
        work.people.add(person)
    database.close()
    database.close()
    again = Database(file, KEY, station="ASH-1", create=False)
    with again.read() as work:
        assert work.people.get(person.id) == person
    again.close()


def test_a_database_in_memory_works_like_one_on_disk() -> None:
    database = Database(None, KEY, station="ASH-1")
    with database.transaction() as work:
        work.people.add(a_person())
        work.audit.append(an_audit_record())
    assert database.check() == ()
    database.close()


def test_nothing_of_a_person_is_readable_on_the_disk(database: Database, file: Path) -> None:
    person = a_person(family_name="Quetzalcoatlus", antipsychotic="clozapinesque")
    with database.transaction() as work:
        work.people.add(person)
    log = file.with_name(f"{file.name}-wal")
    assert log.stat().st_size > 0
    while_open = log.read_bytes() + file.read_bytes()
    database.close()
    for content in (while_open, file.read_bytes()):
        for word in ("quetzalcoatlus", "clozapinesque", "9990000018", "sqlite", "create table"):
            assert word.encode() not in content.lower()
            assert word.encode("utf-16-le") not in content.lower()
