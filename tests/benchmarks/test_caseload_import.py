"""A list of 100,000 people with three bad rows: read, compared and written."""

from __future__ import annotations

import csv
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from clinicapp.domain.caseload.judging import Standing
from clinicapp.domain.staff import Role
from clinicapp.interop.caseload_csv import read_caseload
from clinicapp.services.access import By
from clinicapp.services.clinic.caseload_import import carry_out, compare
from clinicapp.store.database import Database
from tests.support.caseload_samples import HEADINGS, TODAY, a_number
from tests.support.facts import an_actor
from tests.support.figures import hold
from tests.support.store_samples import KEY

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 100_000
BAD = {500: "31/02/1985", 50_000: "tomorrow", 99_999: ""}
READ_LIMIT = 40
COMPARE_LIMIT = 40
WRITE_LIMIT = 200

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("list") / "list.csv"
    with made.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADINGS + "\r\n")
        for row in range(2, ROWS + 2):
            born = BAD.get(row, f"{1 + row % 28}/{1 + row % 12}/{1940 + row % 60}")
            stream.write(
                f"{a_number(row)},Person{row},Test,{born},Ward {row % 60},{row % 20},"
                "Olanzapine,30/08/2026\r\n"
            )
    return made


def floor_of(file: Path) -> float:
    """Seconds in which the csv module alone makes dictionaries of the same file."""
    start = time.perf_counter()
    with file.open(encoding="utf-8", newline="") as stream:
        assert sum(1 for _row in csv.DictReader(stream)) == ROWS
    return time.perf_counter() - start


def test_a_list_of_100_000_is_read_compared_and_written(
    benchmark: Any, file: Path, tmp_path: Path
) -> None:
    by = By(an_actor(Role.PHYSICAL_HEALTH_LEAD), datetime(2026, 11, 22, 12, tzinfo=UTC))
    database = Database(tmp_path / "a.db", KEY, station="ASH-01")
    took: dict[str, float] = {}

    def timed(name: str, start: float) -> float:
        took[name] = time.perf_counter() - start
        return time.perf_counter()

    def whole() -> None:
        start = time.perf_counter()
        found = read_caseload(file.read_bytes(), TODAY, ward="Ash")
        start = timed("read", start)
        with database.transaction() as work:
            plan = compare(work, by, found)
        start = timed("compared, nobody known", start)
        assert plan.counts[Standing.REFUSED] == len(BAD)
        assert plan.counts[Standing.NEW] == ROWS - len(BAD)
        with database.transaction() as work:
            carry_out(work, by, found, TODAY, seen=plan)
        start = timed("written in one transaction", start)
        with database.transaction() as work:
            again = compare(work, by, found)
        timed("compared, all known", start)
        assert again.counts[Standing.UNCHANGED] == ROWS - len(BAD)

    floor = floor_of(file)
    benchmark.pedantic(whole, rounds=1)
    database.close()
    for name, limit in (
        ("read", READ_LIMIT),
        ("compared, nobody known", COMPARE_LIMIT),
        ("compared, all known", COMPARE_LIMIT),
        ("written in one transaction", WRITE_LIMIT),
    ):
        hold(f"{ROWS} people {name}", took[name], limit, "s", floor=floor)
