"""A recall by lot over a million readings, and what a notice fits among 100,000 assets.

*Floor* of the readings: the bare indexed queries of the same rows on the same connection, which
read a page or two of the encrypted file for each of 5,000 readings; of the assets: the bare queries
of their models and of the ids that fit. The station has 200 lots.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.consumables import ConsumableType, Lot
from clinicapp.domain.staff import Role
from clinicapp.services.access import By
from clinicapp.services.equipment import affected, notices
from clinicapp.store.database import Database
from clinicapp.store.notices import IDS_SQL, LOT_SQL, MODELS_SQL
from tests.support.facts import LONDON, an_actor
from tests.support.figures import hold, median, rounds_of
from tests.support.stock_samples import a_lot, a_move, a_notice, a_type
from tests.support.store_samples import KEY, a_person, an_asset

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    from clinicapp.services.equipment.affected import Affected
    from clinicapp.services.equipment.notices import NoticeFound

READINGS: Final = 1_000_000
LOTS: Final = 200
PEOPLE: Final = 500
ASSETS: Final = 100_000
FITTING: Final = 20
END: Final = datetime(2026, 11, 22, 9, tzinfo=UTC)
LIMIT: Final = 3.0
FITS_LIMIT: Final = 4.0
ROUNDS: Final = 5
LEAD: Final = an_actor(Role.PHYSICAL_HEALTH_LEAD, Role.EQUIPMENT_LEAD)
LOT: Final = "L-7"

_NUMBERS: Final = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
_READINGS: Final = """
INSERT INTO readings (id, visit_id, ordinal, kind, quantities, device_key, measured_at, timing,
    flags, control, stored, lot) {numbers}
SELECT printf('%032x', i), '', 1, 'hba1c', '[{{"amount":"38","field":"hba1c_mmol_mol"}}]', '',
    strftime('%Y-%m-%dT%H:%M:%S', 1700000000 + i * 90, 'unixepoch') || '.000000Z', 'received',
    '[]', 0, 0, 'L-' || (i % {lots}) FROM n
"""
_JUDGED: Final = """
INSERT INTO reading_events (id, reading_id, kind, at, actor_id, actor_name, person_id, decision,
    codes) {numbers}
SELECT printf('e%031x', i), printf('%032x', i), 'judged',
    strftime('%Y-%m-%dT%H:%M:%S', 1700000000 + i * 90, 'unixepoch') || '.000000Z', '', '', p.id,
    'allow', '[]' FROM n JOIN person_numbers p ON p.number = i % {people}
"""
_ASSETS: Final = """
INSERT INTO assets SELECT {columns} FROM ({numbers} SELECT i FROM n) n, assets a WHERE a.tag = 'A'
"""
_MAY_FIT: Final = "SELECT id FROM assets WHERE make = 'A&D' AND model = 'UA-651BLE'"


def test_a_recall_by_lot(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", KEY, station="ASH-01")
    kind = a_type()
    lot = a_lot(kind, number=LOT)
    _fill_readings(database, kind, lot)
    notice = a_notice(maker="", model="", lots=(LOT,))
    with database.transaction() as work:
        work.notices.add(notice)
    bare: list[float] = []
    took: list[float] = []
    found: list[Affected] = []

    def query() -> None:
        with database.read() as work:
            run = work.people._session.run
            began = time.perf_counter()
            run(LOT_SQL.format("= ?"), (LOT, affected.MOST_READINGS)).fetchall()
            run(IDS_SQL.format("= ?"), (LOT,)).fetchall()
            bare.append(time.perf_counter() - began)

    def act() -> None:
        with database.transaction() as work:
            began = time.perf_counter()
            found.append(affected.affected(work, By(LEAD, END), notice.id, LONDON))
            took.append(time.perf_counter() - began)

    rounds_of(benchmark, act, setup=query, rounds=ROUNDS)
    database.close()
    assert len(found[-1].readings) == affected.MOST_READINGS
    assert found[-1].total == READINGS // LOTS
    assert all(each.person for each in found[-1].readings)
    milliseconds, floor = median(took) * 1000, median(bare) * 1000
    hold("readings of a recalled lot", milliseconds, LIMIT, "ms", floor=floor)


def test_what_a_notice_fits(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", KEY, station="ASH-01")
    _fill_assets(database)
    notice = a_notice(maker="A&D", model="UA-651*")
    with database.transaction() as work:
        work.notices.add(notice)
    bare: list[float] = []
    took: list[float] = []
    found: list[tuple[NoticeFound, ...]] = []

    def query() -> None:
        with database.read() as work:
            run = work.people._session.run
            began = time.perf_counter()
            run(MODELS_SQL).fetchall()
            run(_MAY_FIT).fetchall()
            bare.append(time.perf_counter() - began)

    def act() -> None:
        with database.transaction() as work:
            began = time.perf_counter()
            found.append(notices.view_notices(work, By(LEAD, END), LONDON))
            took.append(time.perf_counter() - began)

    rounds_of(benchmark, act, setup=query, rounds=ROUNDS)
    database.close()
    ((only,),) = found[-1:]
    assert len(only.items) == FITTING
    milliseconds, floor = median(took) * 1000, median(bare) * 1000
    hold("what a notice fits of 100,000", milliseconds, FITS_LIMIT, "ms", floor=floor)


def _fill_readings(database: Database, kind: ConsumableType, lot: Lot) -> None:
    """In bulk; foreign keys are off, because the bytes of the readings are left out."""
    people = [a_person(nhs_number=None) for _n in range(PEOPLE)]
    with database.transaction() as work:
        for person in people:
            work.people.add(person)
        work.stock.add_type(kind)
        work.stock.add_lot(lot)
        work.stock.append(a_move(lot, quantity=5))
    run = database._session.run
    run("PRAGMA foreign_keys = OFF")
    run("BEGIN")
    run("CREATE TEMP TABLE person_numbers (number INTEGER PRIMARY KEY, id TEXT)")
    for number, person in enumerate(people):
        run("INSERT INTO person_numbers VALUES (?, ?)", (number, person.id.hex))
    numbers = _NUMBERS.format(last=READINGS - 1)
    run(_READINGS.format(numbers=numbers, lots=LOTS))
    run(_JUDGED.format(numbers=numbers, people=PEOPLE))
    run("COMMIT")
    run("PRAGMA foreign_keys = ON")


def _fill_assets(database: Database) -> None:
    """One asset, and 100,000 that are like it but for their maker and model; a few of ours."""
    run = database._session.run
    with database.transaction() as work:
        work.assets.add(an_asset(tag="A", make="Other", model="Else", serial="S"))
    names = [row[1] for row in run("PRAGMA table_info(assets)").fetchall()]
    own = {
        "id": "printf('%032x', n.i)",
        "tag": "'T-' || n.i",
        "serial": "'S-' || n.i",
        "model": f"CASE WHEN n.i < {FITTING} THEN 'UA-651BLE' ELSE 'M-' || (n.i % 300) END",
        "make": f"CASE WHEN n.i >= {FITTING} AND n.i % 4 THEN 'Other' ELSE 'A&D' END",
    }
    columns = ", ".join(own.get(name, f"a.{name}") for name in names)
    numbers = _NUMBERS.format(last=ASSETS - 1)
    with database.transaction():
        run(_ASSETS.format(columns=columns, numbers=numbers))
