"""Old databases open; an upgrade is all or nothing, and proves that it lost nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clinicapp.domain.forms import fold
from clinicapp.store import inspection, migrations, upgrade
from clinicapp.store.database import Database
from clinicapp.store.errors import BackupFailed, Older, UpgradeFailed
from clinicapp.store.migrations import Migrations
from clinicapp.store.triggers import TRIGGERS
from tests.databases import make_r0001 as r0001
from tests.support.raw_store import tampering, without_triggers
from tests.support.store_samples import KEY

LATER = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("interpreter", sa.Text(), nullable=True))
        people.alter_column("title", existing_type=sa.Text(), type_=sa.String(30))
    op.add_column("forms", sa.Column("place", sa.Text(), nullable=True))
    {more}
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database of revision 1 with something in every table."""
    file = tmp_path / "clinicapp.db"
    shutil.copyfile(r0001.FILE, file)
    return file


def later(folder: Path, more: str = "pass") -> Migrations:
    """The shipped revisions and a made-up one after them."""
    versions = folder / "versions"
    shutil.copytree(f"{migrations.__path__[0]}/versions", versions)
    (versions / "r9999_later.py").write_text(LATER.format(more=more, head=migrations.HEAD))
    return Migrations(versions, "9999")


def everything(file: Path) -> list[tuple[object, ...]]:
    """The schema and all rows."""
    with tampering(file, KEY) as connection:
        schema = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        tables = sorted(name for kind, name, _sql in schema if kind == "table")
        rows = [(name, *connection.execute(f"SELECT * FROM {name}")) for name in tables]
    return [*schema, *rows]


@pytest.mark.parametrize("times", [1, 2])
def test_a_database_of_revision_1_opens(old: Path, times: int) -> None:
    for _ in range(times):
        database = Database(old, KEY, station="ASH-1", create=False)
        assert database.check() == ()
        with database.read() as work:
            assert work.people.get(r0001.PERSON.id) == r0001.PERSON
            (facts,) = work.assets.facts_of_ward(None)
            asset, (plan,), (event,) = facts.asset, facts.plans, facts.events
            assert (asset, plan.every_months) == (r0001.ASSET, 12)
            assert event.verdict == "pass"
            assert work.forms.for_person(r0001.PERSON.id) == (r0001.FORM,)
            contents = fold(work.forms.facts(r0001.FORM.id))
            assert contents.signed is not None
            (filed,) = contents.repeats["blood_pressure"]
            assert filed.values == {"systolic_mmhg": "128", "diastolic_mmhg": "82.0"}
            for expected, duplicate_of, supersedes in (
                (r0001.READING, None, None),
                (r0001.CHANGED, None, r0001.READING.id),
                (r0001.AGAIN, r0001.READING.id, None),
            ):
                reading = work.readings.get(expected.id)
                assert reading is not None
                assert reading.observation == expected
                assert (reading.duplicate_of, reading.supersedes) == (duplicate_of, supersedes)
            assert [t.raw for t in work.readings.refused()] == [r0001.REFUSED.raw]
            assert work.audit.head().sequence == 2
            assert [member.name for member in work.staff.list()] == ["Nurse Example"]
        database.close()


def test_an_upgrade_keeps_everything_and_a_backup(old: Path, tmp_path: Path) -> None:
    before = everything(old)
    database = Database(old, KEY, station="ASH-1", migrations=later(tmp_path))
    assert database.check() == ()
    assert database.upgraded_from == tmp_path / "clinicapp-before-9999.db"
    with database.transaction() as work:
        assert work.people.get(r0001.PERSON.id) == r0001.PERSON
        columns = work.people._session.run("SELECT interpreter FROM people").fetchall()
        assert columns == [(None,)]
        with pytest.raises(Exception, match="never changed"):
            work.people._session.run("UPDATE forms SET place = 'x'")
        assert work.people._session.run("PRAGMA foreign_keys").fetchone() == (1,)
    database.close()
    assert everything(tmp_path / "clinicapp-before-9999.db") == before
    again = Database(old, KEY, station="ASH-1", migrations=later_again(tmp_path))
    assert again.upgraded_from is None
    again.close()


def later_again(folder: Path) -> Migrations:
    return Migrations(folder / "versions", "9999")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("raise RuntimeError('the migration broke')", "the migration broke"),
        ("op.execute('DELETE FROM readings WHERE duplicate_of IS NOT NULL')", "rows in readings"),
        ("op.execute('UPDATE forms SET person_id = zeroblob(3)')", "something that is not there"),
        (
            "op.execute('UPDATE audit_records SET hash = 1 WHERE sequence = 2')",
            "the audit trail changed",
        ),
        ("op.execute('CREATE TABLE people (a)')", "already exists"),
    ],
)
def test_a_failing_migration_leaves_everything_as_it_was(
    old: Path, tmp_path: Path, more: str, why: str
) -> None:
    before = everything(old)
    with pytest.raises(UpgradeFailed, match=f"{why}.*Nothing was changed"):
        Database(old, KEY, station="ASH-1", migrations=later(tmp_path, more))
    assert everything(old) == before
    assert [f.name for f in tmp_path.glob("*.db*")] == ["clinicapp.db"]
    database = Database(old, KEY, station="ASH-1")
    assert database.check() == ()
    database.close()


def test_a_database_that_is_not_sound_is_not_upgraded(old: Path, tmp_path: Path) -> None:
    with tampering(old, KEY) as connection:
        without_triggers(connection, "audit_records")
        connection.execute("UPDATE audit_records SET action = 'form.burned' WHERE sequence = 1")
    before = everything(old)
    with pytest.raises(BackupFailed, match="Audit record 1 was changed"):
        Database(old, KEY, station="ASH-1", migrations=later(tmp_path))
    assert everything(old) == before


def test_an_older_database_is_not_upgraded_unasked(old: Path, tmp_path: Path) -> None:
    before = everything(old)
    with pytest.raises(Older, match="clinicapp db upgrade"):
        Database(old, KEY, station="ASH-1", upgrade=False, migrations=later(tmp_path))
    assert everything(old) == before


def test_an_upgrade_makes_the_triggers_of_today(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = {name: sql for name, sql in TRIGGERS.items() if name != "audit_records_in_order"} | {
        "people_no_delete": (
            "CREATE TRIGGER people_no_delete BEFORE DELETE ON people BEGIN "
            "SELECT RAISE(ABORT, 'A person is never removed.'); END"
        )
    }
    monkeypatch.setattr(upgrade, "TRIGGERS", today)
    monkeypatch.setattr(inspection, "TRIGGERS", today)
    database = Database(old, KEY, station="ASH-1", migrations=later(tmp_path))
    assert database.check() == ()
    database.close()
    with tampering(old, KEY) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        assert dict(found.fetchall()) == today
