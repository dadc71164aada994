"""A list of 100,000 devices with three bad rows: read, compared and written in short steps."""

from __future__ import annotations

import csv
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from clinicapp.domain.equipment.intake.known import Register
from clinicapp.domain.equipment.intake.plan import Standing, make_plan
from clinicapp.domain.staff import Role
from clinicapp.interop.asset_csv import read_assets
from clinicapp.services.access import By
from clinicapp.services.equipment.asset_import import PART, carry_out_part, known_page
from clinicapp.store.database import Database
from tests.support.asset_lists import HEADINGS, TODAY
from tests.support.facts import LONDON, an_actor
from tests.support.figures import hold
from tests.support.store_samples import KEY

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.domain.equipment.intake.known import KnownAsset

ROWS = 100_000
WRITTEN = 5_000
"""So many of them are written: each part takes as long as the one before."""
BAD = {500: "31/02/2024", 50_000: "tomorrow", 99_999: "1/1/2030"}
READ_LIMIT = 40
COMPARE_LIMIT = 40
PART_LIMIT = 100
"""Times the time in which SQLite itself commits one row in the same database."""

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("list") / "list.csv"
    with made.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADINGS + "\r\n")
        for row in range(2, ROWS + 2):
            bought = BAD.get(row, f"{1 + row % 28}/{1 + row % 12}/2020")
            stream.write(
                f"T{row:06},bp_monitor,A&D,UA-651,S{row},Ward {row % 60},{bought},"
                f"{1 + row % 28}/1/2024,14/2/2026\r\n"
            )
    return made


def floor_of(file: Path) -> float:
    """Seconds in which the csv module alone makes dictionaries of the same file."""
    start = time.perf_counter()
    with file.open(encoding="utf-8", newline="") as stream:
        assert sum(1 for _row in csv.DictReader(stream)) == ROWS
    return time.perf_counter() - start


def commit_floor(database: Database) -> float:
    """Seconds for a transaction of one small row with its audit record, the median of some."""
    took = []
    for _ in range(50):
        start = time.perf_counter()
        with database.transaction() as work:
            work.audit._session.run("CREATE TABLE IF NOT EXISTS floor (a INTEGER)")
            work.audit._session.run("INSERT INTO floor VALUES (1)")
        took.append(time.perf_counter() - start)
    return sorted(took)[len(took) // 2]


def test_a_list_of_100_000_devices_keeps_no_device_waiting(
    benchmark: Any, file: Path, tmp_path: Path
) -> None:
    by = By(an_actor(Role.EQUIPMENT_LEAD), datetime(2026, 11, 22, 12, tzinfo=UTC))
    database = Database(tmp_path / "a.db", KEY, station="ASH-01")
    took: dict[str, float] = {}
    longest = {"page": 0.0, "part": 0.0}

    def timed(name: str, start: float) -> float:
        took[name] = time.perf_counter() - start
        return time.perf_counter()

    def known() -> list[KnownAsset]:
        found: list[KnownAsset] = []
        after = ""
        while True:
            start = time.perf_counter()
            with database.read() as work:
                page = known_page(work, by, after, LONDON)
            longest["page"] = max(longest["page"], time.perf_counter() - start)
            found += page.known
            after = page.after
            if not after:
                return found

    def whole() -> None:
        start = time.perf_counter()
        found = read_assets(file.read_bytes(), TODAY)
        start = timed("read", start)
        plan = make_plan(found.entries, Register(()))
        start = timed("compared, none known", start)
        assert plan.counts == {Standing.NEW: ROWS - len(BAD), Standing.REFUSED: len(BAD)}
        used = plan.used[:WRITTEN]
        for begin in range(0, len(used), PART):
            one = time.perf_counter()
            with database.transaction() as work:
                assert carry_out_part(work, by, "x", used[begin : begin + PART], LONDON) == ()
            longest["part"] = max(longest["part"], time.perf_counter() - one)
        start = timed("written", start)
        register = Register(known())
        start = timed("known read in pages", start)
        again = make_plan(found.entries, register)
        timed("compared, some known", start)
        assert again.counts[Standing.UNCHANGED] == WRITTEN

    floor, commit = floor_of(file), commit_floor(database)
    benchmark.pedantic(whole, rounds=1)
    database.close()
    hold(f"{ROWS} devices read", took["read"], READ_LIMIT, "s", floor=floor)
    for name in ("compared, none known", "compared, some known"):
        hold(f"{ROWS} devices {name}", took[name], COMPARE_LIMIT, "s", floor=floor)
    for name in ("page", "part"):
        sys.stdout.write(f"\nlongest {name}: {longest[name] * 1000:.0f} ms\n")
    mean = took["written"] / (WRITTEN / PART) * 1000
    hold(f"a part of {PART} devices written", mean, PART_LIMIT, "ms", floor=commit * 1000)
