"""All or nothing: rollback, a full disk, a busy file, reads that must not write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinicapp.store import engine
from clinicapp.store.database import Database
from clinicapp.store.errors import Busy, DiskFull, NotConsistent
from tests.support.raw_store import tampering
from tests.support.store_samples import (
    KEY,
    a_delivery,
    a_form,
    a_person,
    an_asset,
    an_audit_record,
    an_observation,
)

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.store.work import Work


def test_an_exception_rolls_everything_back(database: Database) -> None:
    person = a_person()

    def fail(work: Work) -> None:
        work.people.add(person)
        work.readings.keep(a_delivery(an_observation()))
        work.audit.append(an_audit_record())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.transaction() as work:
        fail(work)
    with database.read() as work:
        assert work.people.get(person.id) is None
        assert work.readings.unjudged() == ()
        assert work.audit.head().sequence == 0


def test_a_new_table_is_rolled_back_too(database: Database) -> None:
    def fail(work: Work) -> None:
        work.people._session.run("CREATE TABLE half_done (a)")
        work.people._session.run("ALTER TABLE staff ADD COLUMN half_done")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.transaction() as work:
        fail(work)
    with database.read() as work:
        found = work.people._session.run(
            "SELECT count(*) FROM sqlite_master WHERE sql LIKE '%half_done%'"
        ).fetchone()
    assert found == (0,)


def test_a_full_disk_is_one_sentence_and_loses_nothing_written_before(database: Database) -> None:
    first = an_observation(raw=b"first", identity_key=None, content_key=None)
    with database.transaction() as work:
        work.readings.keep(a_delivery(first))
        pages = work.readings._session.run("PRAGMA page_count").fetchone()[0]
    database._session.run(f"PRAGMA max_page_count = {pages}").fetchone()
    with (
        pytest.raises(DiskFull, match="The disk is full, so nothing"),
        database.transaction() as work,
    ):
        work.readings.keep(a_delivery(an_observation(raw=b"x" * 100_000)))
    with database.read() as work:
        assert work.readings.unjudged() == (first.id,)
    database._session.run("PRAGMA max_page_count = 1000000").fetchone()
    second = an_observation(raw=b"x" * 100_000)
    with database.transaction() as work:
        work.readings.keep(a_delivery(second))
    with database.read() as work:
        assert work.readings.unjudged() == (first.id, second.id)


def test_a_hidden_error_that_ended_the_transaction_is_not_taken_for_a_commit(
    database: Database,
) -> None:
    person = a_person()
    with pytest.raises(Exception, match="gave up this transaction"), database.transaction() as work:
        work.people._session.run("ROLLBACK")
    with database.transaction() as work:
        work.people.add(person)
    with database.read() as work:
        assert work.people.get(person.id) == person


def test_a_file_that_another_program_writes_to_is_busy(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database._session.run("PRAGMA busy_timeout = 20").fetchone()
    with tampering(file, KEY) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="Another program"), database.transaction() as work:
            work.people.add(a_person())
        other.execute("ROLLBACK")
    with database.transaction() as work:
        work.people.add(a_person())


def test_a_read_cannot_write(database: Database) -> None:
    with (
        pytest.raises(RuntimeError, match="tried to write"),
        database.read() as work,
    ):
        work.people.add(a_person())
    with database.transaction() as work:
        work.people.add(a_person())


def test_a_transaction_inside_a_transaction_is_a_bug(database: Database) -> None:
    with (
        database.transaction(),
        pytest.raises(RuntimeError, match="open already"),
        database.transaction(),
    ):
        pass


def test_a_form_of_nobody_is_refused(database: Database) -> None:
    with pytest.raises(NotConsistent, match="not in the database"), database.transaction() as work:
        work.forms.add(a_form(a_person()))


def test_cached_equipment_is_forgotten_when_its_transaction_fails(database: Database) -> None:
    kept, lost = an_asset(), an_asset(tag="BP-2")
    with database.transaction() as work:
        work.assets.add(kept)
        assert work.assets.facts(kept.id) is not None

    def fail(work: Work) -> None:
        work.assets.add(lost)
        assert work.assets.facts(lost.id) is not None
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.transaction() as work:
        fail(work)
    with database.read() as work:
        assert [each.asset for each in work.assets.facts_of_ward(None)] == [kept]
        assert work.assets.facts(lost.id) is None


def test_equipment_that_another_process_added_is_seen(database: Database, file: Path) -> None:
    late = an_asset()
    with database.read() as work:
        assert work.assets.facts(late.id) is None
    other = Database(file, KEY, station="ASH-2")
    with other.transaction() as work:
        work.assets.add(late)
    other.close()
    with database.read() as work:
        assert work.assets.facts(late.id) is not None


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("busy_timeout", engine.BUSY_MILLISECONDS),
        ("application_id", engine.APPLICATION_ID),
    ],
)
def test_every_connection_has_the_safe_settings(
    database: Database, setting: str, value: object
) -> None:
    assert database._session.run(f"PRAGMA {setting}").fetchone() == (value,)
