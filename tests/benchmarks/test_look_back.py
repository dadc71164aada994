"""A look-back over five million readings: the whole list, with people, forms and outcomes.

The station has 500 devices with 10,000 readings each, over ten years; the readings of one went onto
1,000 forms. A device is calibrated once a year; ten years are those of one that was never found
good. *Floor*: the bare indexed query of the same rows on the same connection, without the people
and the forms that the list names: for a year's thousand readings those are as many rows again.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from uuid6 import uuid7

from clinicapp import rule_packs
from clinicapp.domain.equipment.calibration_record import LookBack
from clinicapp.domain.staff import Role
from clinicapp.services.access import By
from clinicapp.services.quality.look_backs import look_back_list
from clinicapp.store.columns import instant_text
from clinicapp.store.database import Database
from clinicapp.store.device_readings import SQL
from tests.support.facts import an_actor
from tests.support.figures import hold, median, rounds_of
from tests.support.store_samples import KEY, a_form, a_person, an_asset, fill_calibrations

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    from clinicapp.services.quality.look_backs import LookBackList

READINGS: Final = 5_000_000
DEVICES: Final = 500
PEOPLE: Final = 1_000
END: Final = datetime(2026, 11, 22, 9, tzinfo=UTC)
YEARS: Final = 10
LIMIT: Final = 10.0
LIMIT_MS: Final = 1_000.0
ROUNDS: Final = 5
LEAD: Final = an_actor(Role.PHYSICAL_HEALTH_LEAD)
PACK: Final = rule_packs.load("uk-current")

_NUMBERS: Final = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
_AT: Final = "strftime('%Y-%m-%dT%H:%M:%S', {start} + i * {step}, 'unixepoch') || '.000000Z'"
_READINGS: Final = """
INSERT INTO readings (id, visit_id, ordinal, kind, quantities, device_key, measured_at, timing,
    flags, control, stored) {numbers}
SELECT printf('%032x', i), '', 1, 'blood_pressure',
    '[{{"amount":"' || (100 + i / {devices} % 61) || '","field":"systolic_mmhg"}},'
    || '{{"amount":"' || (60 + i / {devices} % 47) || '","field":"diastolic_mmhg"}}]',
    '', {at}, 'received', '[]', 0, 0 FROM n
"""
_JUDGED: Final = """
INSERT INTO reading_events (id, reading_id, kind, at, actor_id, actor_name, asset_id, decision,
    codes) {numbers}
SELECT printf('e%031x', i), printf('%032x', i), 'judged', {at}, '', '', assets.id, 'allow', '[]'
FROM n JOIN device_numbers assets ON assets.number = i % {devices}
"""
_FILED: Final = """
INSERT INTO reading_events (id, reading_id, kind, at, actor_id, actor_name, form_id, codes)
SELECT 'f' || substr(e.reading_id, 2), e.reading_id, 'filed', e.at, '', '', f.id, '[]'
FROM reading_events e JOIN form_numbers f ON f.number = e.seq / {devices} % {people}
WHERE e.asset_id = ? AND e.kind = 'judged'
"""


def test_five_million_readings(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", KEY, station="ASH-01")
    asset_id = _fill(database)
    never_good = _open(database, asset_id, None)
    a_year = _open(database, asset_id, END - timedelta(days=365))
    found: list[LookBackList] = []
    took: dict[UUID, list[float]] = {never_good: [], a_year: []}
    bare: dict[UUID, list[float]] = {never_good: [], a_year: []}

    def query() -> None:
        for look_back_id, since in ((never_good, None), (a_year, END - timedelta(days=365))):
            after = "0001" if since is None else instant_text(since)
            values = (asset_id.hex, after, after, after, instant_text(END))
            with database.read() as work:
                began = time.perf_counter()
                work.people._session.run(SQL, values).fetchall()
                bare[look_back_id].append(time.perf_counter() - began)

    def act() -> None:
        for look_back_id, times in took.items():
            with database.transaction() as work:
                began = time.perf_counter()
                found.append(look_back_list(work, By(LEAD, END), look_back_id, (PACK,)))
                times.append(time.perf_counter() - began)

    rounds_of(benchmark, act, setup=query, rounds=ROUNDS)
    database.close()
    everything, last_year = found[-2:]
    assert everything.counts.readings == READINGS // DEVICES
    assert everything.counts.people == PEOPLE
    assert 900 < last_year.counts.readings < 1100
    assert all(row.person and row.form for row in everything.rows)
    assert everything.counts.could_have_crossed > 0
    for name, look_back_id in (("ten years", never_good), ("one year", a_year)):
        milliseconds = median(took[look_back_id]) * 1000
        floor = median(bare[look_back_id]) * 1000
        hold(f"look-back over {name} of a device", milliseconds, LIMIT_MS, "ms")
        hold("the same, by its floor", milliseconds, LIMIT, "ms", floor=floor)


def _open(database: Database, asset_id: UUID, since: datetime | None) -> UUID:
    """A look-back of a calibration that found the device 4 mmHg too high at 200."""
    with database.transaction() as work:
        (first, *_rest) = work.calibrations.of_asset(asset_id)
        error = first.points[0]
        points = (replace(error, reference=error.reference - 204, as_found=error.reference - 200),)
        calibration = replace(first, id=uuid7(), points=(*first.points, *points), at=END)
        work.calibrations.append(calibration)
        look_back = LookBack(
            id=uuid7(),
            calibration_id=calibration.id,
            asset_id=asset_id,
            since=since,
            until=END,
            opened_at=END,
            opened_by="Tom Placeholder",
        )
        work.calibrations.append_look_back(look_back)
    return look_back.id


def _fill(database: Database) -> UUID:
    """Everything in bulk; foreign keys are off, because the bytes of the readings are left out."""
    assets = [an_asset(tag=f"BP-{n}", serial=f"S-{n}") for n in range(DEVICES)]
    people = [a_person(nhs_number=None) for _n in range(PEOPLE)]
    forms = [a_form(person, number=f"F-{n}", pack_sha256=None) for n, person in enumerate(people)]
    with database.transaction() as work:
        for asset in assets:
            work.assets.add(asset)
        for person, form in zip(people, forms, strict=True):
            work.people.add(person)
            work.forms.add(form)
        fill_calibrations(work, assets[0].id)
    run = database._session.run
    run("PRAGMA foreign_keys = OFF")
    run("BEGIN")
    run("CREATE TEMP TABLE device_numbers (number INTEGER PRIMARY KEY, id TEXT)")
    run("CREATE TEMP TABLE form_numbers (number INTEGER PRIMARY KEY, id TEXT)")
    for number, asset in enumerate(assets):
        run("INSERT INTO device_numbers VALUES (?, ?)", (number, asset.id.hex))
    for number, form in enumerate(forms):
        run("INSERT INTO form_numbers VALUES (?, ?)", (number, form.id.hex))
    made = run("SELECT sql FROM sqlite_master WHERE name = 'ix_reading_events_of_asset'")
    (index,) = made.fetchone()
    run("DROP INDEX ix_reading_events_of_asset")
    step = YEARS * 365 * 86400 / READINGS
    parts = {
        "numbers": _NUMBERS.format(last=READINGS - 1),
        "at": _AT.format(start=int(END.timestamp()) - YEARS * 365 * 86400, step=step),
        "devices": DEVICES,
        "people": PEOPLE,
    }
    run(_READINGS.format(**parts))
    run(_JUDGED.format(**parts))
    run(index)
    run(_FILED.format(**parts), (assets[0].id.hex,))
    run("COMMIT")
    run("PRAGMA foreign_keys = ON")
    return assets[0].id
