"""What the progress of a thousand people takes, beside a bare query of the same rows.

*Read*: the use case's one query a table, on the database's thread, which a device may wait for.
*Months*: making values of what was read and judging every form, on the thread that reckons; nobody
waits for it but the page. *Floor*: ``SELECT *`` of the same three tables on the same connection.
"""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

from clinicapp import rule_packs
from clinicapp.domain.lester.completeness import Measure
from clinicapp.domain.pack_choice import PackChoice
from clinicapp.domain.progress import Terms, progress_of
from clinicapp.store.database import Database
from tests.support.facts import LONDON
from tests.support.figures import hold, median, rounds_of
from tests.support.store_samples import KEY
from tests.support.ward_histories import keep, ward_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

PEOPLE = 1_000
FORMS = 5
DAY = date(2026, 11, 22)
READ_LIMIT = 2.5
MONTHS_LIMIT = 20.0
ROUNDS = 7


def test_reading_takes_hardly_longer_than_the_bare_query(
    benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    packs = {name: rule_packs.load(name) for name in rule_packs.names()}
    terms = Terms(
        pack=packs["uk-current"], packs=PackChoice(tuple(packs.values())), today=DAY, zone=LONDON
    )
    bare: list[float] = []
    read: list[float] = []
    judged: list[float] = []
    database = Database(tmp_path / "a.db", KEY, station="ASH-01")
    with database.transaction() as work:
        keep(work, ward_of(PEOPLE, FORMS, DAY))

    def query() -> None:
        with database.read() as work:
            run = work.people._session.run
            for table in ("people", "forms", "form_facts"):
                run(f"SELECT * FROM {table}").fetchall()

    def act() -> None:
        with database.read() as work:
            read.append(_seconds(lambda: kept.append(work.histories.read(None))))
        judged.append(_seconds(lambda: found.append(progress_of(kept.pop(), terms))))

    kept: list = []
    found: list = []
    rounds_of(benchmark, act, setup=lambda: bare.append(_seconds(query)), rounds=ROUNDS)
    database.close()
    count = found[-1].screening[Measure.LESTER][-1].count
    assert count is not None
    assert count.of == PEOPLE
    floor = median(bare) * 1000
    hold("progress of 1,000 people, read", median(read) * 1000, READ_LIMIT, "ms", floor=floor)
    hold("progress of 1,000 people, months", median(judged) * 1000, MONTHS_LIMIT, "ms", floor=floor)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
