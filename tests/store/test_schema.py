"""The migrations make exactly the tables that the code has, and every query finds its index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from clinicapp.store import migrations
from clinicapp.store.cipher import MODULE
from clinicapp.store.readings import _VERSIONS
from clinicapp.store.triggers import TRIGGERS
from tests.support.every_table import APPEND_ONLY, METADATA
from tests.support.store_samples import a_delivery, an_observation

if TYPE_CHECKING:
    from clinicapp.store.database import Database


def statements(database: Database) -> dict[str, str]:
    rows = database._session.run(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger' "
        "AND name <> 'alembic_version'"
    )
    return {name: " ".join(sql.split()) for name, sql in rows}


def test_the_migrations_make_the_tables_that_the_code_has(database: Database) -> None:
    context = MigrationContext.configure(database._session.connection)
    assert compare_metadata(context, METADATA) == []
    database._session.connection.rollback()


def test_checks_and_partial_indexes_are_the_same_too(database: Database) -> None:
    engine = create_engine("sqlite://", module=MODULE)
    with engine.begin() as connection:
        METADATA.create_all(connection)
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        ).fetchall()
    engine.dispose()
    fresh = {name: " ".join(sql.split()) for name, sql in rows}
    migrated = statements(database)
    assert fresh.keys() == migrated.keys()

    def parts(sql: str) -> list[str]:
        # A table that a migration has renamed is stored with its name in quotation marks.
        plain = sql.replace(" WITHOUT ROWID", "").replace('"', "")
        return sorted(part.strip(" ()") for part in plain.split(","))

    assert {n: parts(s) for n, s in fresh.items()} == {n: parts(s) for n, s in migrated.items()}
    assert "WITHOUT ROWID" in migrated["transmissions"]


def test_the_newest_revision_is_the_one_that_the_program_names() -> None:
    folder = f"{migrations.__path__[0]}/versions"
    script = ScriptDirectory(folder, version_locations=[folder])
    assert script.get_heads() == [migrations.HEAD]
    assert all(r.revision.isdigit() and len(r.revision) == 4 for r in script.walk_revisions())


def test_every_append_only_table_has_its_triggers(database: Database) -> None:
    found = database._session.run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    there = dict(found.fetchall())
    assert there == dict(TRIGGERS)
    for table in APPEND_ONLY:
        assert {f"{table.name}_no_update", f"{table.name}_no_delete"} <= there.keys()


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (_VERSIONS, "uq_readings_original"),
        ("SELECT * FROM readings WHERE id = ?", "sqlite_autoindex_readings_1"),
        (
            "SELECT max(ordinal) FROM transmissions WHERE visit_id = ?",
            "SEARCH transmissions USING PRIMARY KEY",
        ),
        (
            "SELECT * FROM reading_events WHERE reading_id = ? ORDER BY seq",
            "ix_reading_events_reading_id_seq_kind_decision",
        ),
        (
            "SELECT * FROM form_facts WHERE form_id = ? ORDER BY seq",
            "ix_form_facts_form_id_seq",
        ),
        (
            "SELECT * FROM forms WHERE person_id = ? ORDER BY opened_at DESC",
            "ix_forms_person_id_opened_at",
        ),
        (
            "SELECT * FROM people WHERE ward = ? ORDER BY search_text",
            "ix_people_ward_search_text",
        ),
        (
            "SELECT * FROM readings WHERE control = 1 ORDER BY seq DESC",
            "ix_readings_control",
        ),
        (
            "SELECT * FROM transmissions WHERE outcome <> 'reading' AND outcome = 'refused' "
            "ORDER BY received_at DESC",
            "ix_transmissions_unread",
        ),
        ("SELECT * FROM staff WHERE badge = ?", "ix_staff_badge"),
        ("SELECT * FROM staff WHERE user_name = ?", "ix_staff_user_name"),
        (
            "SELECT staff_id FROM sign_in_events WHERE station = ? AND at >= ?",
            "ix_sign_in_events_station_at",
        ),
    ],
)
def test_the_hot_questions_use_an_index(database: Database, query: str, index: str) -> None:
    parameters = (None,) * query.count("?")
    plan = database._session.run(f"EXPLAIN QUERY PLAN {query}", parameters).fetchall()
    steps = [row[3] for row in plan]
    assert any(index in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps if query is not _VERSIONS), steps


def test_keeping_a_reading_prepares_nothing_twice(database: Database) -> None:
    """The hot path sends the same few statements every time, so the driver has them prepared."""
    seen: list[str] = []
    database._session.driver.set_trace_callback(seen.append)  # type: ignore[attr-defined]
    for number in range(2):
        observation = an_observation(identity_key=f"i{number}", content_key=f"c{number}")
        with database.transaction() as work:
            work.readings.keep(a_delivery(observation))
    database._session.driver.set_trace_callback(None)  # type: ignore[attr-defined]
    # The transaction's two, the ordinal, the comparison, and the two rows.
    shapes = [statement.split("(")[0].split("=")[0] for statement in seen if statement[:2] != "--"]
    assert len(shapes) == 12
    assert shapes[:6] == shapes[6:]
