"""From the last byte of a reading to its acknowledgement, against a bare commit of the same rows.

*Way*: from the moment the last byte was read from the socket (``Arrived.last_byte_ns``) to the
moment the ACK was handed to the socket (``Acknowledged.at_ns``), through the real station: TCP
server, session, driver, inbox, database thread, with the audit record in the same transaction. The
analyser is a process of its own.

*Floor*: the rows of that reading as they lie in ``transmissions`` and ``readings``, the same bytes
under new ids, inserted once more with plain parametrised SQL and committed: the same tables of the
same encrypted file, on the same connection with the same settings, on the database's own thread.
It is timed from where it is asked for until it is known there, because no other thread may commit
anything. Printed beside it is the part of it between BEGIN and the end of COMMIT.

The two alternate, each after the same pause, because a machine that has just been idle is slower:
that is how readings come.
"""

from __future__ import annotations

import queue
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from uuid6 import uuid7

from clinicapp import policies, rule_packs
from clinicapp.backstage import Acknowledged, Arrived, Backstage
from clinicapp.bootstrap import utc_now
from clinicapp.services.staff.members import station_actor
from clinicapp.settings import LinkSettings, Settings
from clinicapp.station.events import LinkChanged
from clinicapp.station.ways import ways_in
from clinicapp.station_rules import Rulebook
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from tests.support.figures import hold, median, rounds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from pytest_benchmark.fixture import BenchmarkFixture

    Statement = tuple[str, list[object]]

LIMIT = 2.0
ROUNDS = 400
WARM_UP = 20
PAUSE_SECONDS = 0.02
PATIENCE_SECONDS = 20.0


class Station:
    """The whole back of the program with one TCP link, and one analyser that is told when."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        settings = Settings(
            station="ASH-01",
            ward="Ash",
            links=(LinkSettings(kind="tcp_listen", tcp_port=self._port, driver="astm"),),
        )
        key = secrets.token_bytes(32)
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._database = DatabaseThread(
            lambda: Database(
                folder / "ward.db", key, station="ASH-01", audit_head=folder / "head.json"
            )
        )
        self._backstage = Backstage(
            database=self._database,
            ways=lambda trouble: ways_in(settings.links, trouble),
            station=station_actor("ASH-01"),
            rulebook=lambda: Rulebook(
                pack=rule_packs.load("uk-current"), policy=policies.gate_policy()
            ),
            zone=settings.zone,
            now=utc_now,
        )
        self._backstage.listen(self._events.put)
        self._arrived: dict[UUID, Arrived] = {}

    @contextmanager
    def running(self) -> Iterator[Callable[[], float]]:
        """Gives what sends one reading and returns its way in microseconds."""
        self._backstage.start()
        try:
            self._next(LinkChanged)
            analyser = subprocess.Popen(
                [sys.executable, "-m", "tests.support.analyser_process", str(self._port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
            assert analyser.stdin is not None
            assert analyser.stdout is not None
            try:
                yield lambda: self._way_us(analyser)
            finally:
                analyser.stdin.close()
                analyser.wait(PATIENCE_SECONDS)
                analyser.stdout.close()
        finally:
            self._backstage.stop()

    def floor_us(self) -> tuple[float, float]:
        """Microseconds to commit the newest reading's rows once more, under other ids.

        As whoever asks for it waits, and of that from BEGIN to the end of COMMIT.
        """
        statements = self._database.on_database(_copies).result()
        time.sleep(PAUSE_SECONDS)
        began_ns = time.perf_counter_ns()
        bare = self._database.on_database(lambda database: _commit(database, statements)).result()
        return (time.perf_counter_ns() - began_ns) / 1000, bare

    def _way_us(self, analyser: subprocess.Popen[bytes]) -> float:
        assert analyser.stdin is not None
        assert analyser.stdout is not None
        time.sleep(PAUSE_SECONDS)
        analyser.stdin.write(b"one\n")
        assert analyser.stdout.readline() == b"sent\n"
        arrived = self._next(Arrived)
        acknowledged = self._next(Acknowledged)
        assert [kept.reading_id for kept in arrived.kept] == [*acknowledged.reading_ids]
        way_ns: int = acknowledged.at_ns - arrived.last_byte_ns
        return way_ns / 1000

    def _next(self, kind: type[Any]) -> Any:
        while not isinstance(event := self._events.get(timeout=PATIENCE_SECONDS), kind):
            pass
        return event


def _commit(database: Database, statements: list[Statement]) -> float:
    run = database._session.run
    began_ns = time.perf_counter_ns()
    run("BEGIN IMMEDIATE")
    for sql, values in statements:
        run(sql, values)
    run("COMMIT")
    return (time.perf_counter_ns() - began_ns) / 1000


def _copies(database: Database) -> list[Statement]:
    """The INSERTs of the newest reading's rows, its frames among them, in a visit of their own."""
    run = database._session.run
    visit, ordinal = run(
        "SELECT visit_id, ordinal FROM readings ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    new_visit = uuid4().hex
    fresh: dict[str, Callable[[], object]] = {
        "id": lambda: uuid7().hex,
        "visit_id": lambda: new_visit,
        "identity_key": lambda: secrets.token_hex(32),
        "content_key": lambda: secrets.token_hex(32),
    }

    def insert(table: str, row: dict[str, object]) -> Statement:
        row.pop("seq", None)
        marks = ", ".join("?" * len(row))
        return (
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})",
            [fresh[name]() if name in fresh else value for name, value in row.items()],
        )

    def rows(table: str, where: str, *values: object) -> list[dict[str, object]]:
        names = [each[1] for each in run(f"PRAGMA table_info({table})").fetchall()]
        found = run(f"SELECT {', '.join(names)} FROM {table} WHERE {where}", values).fetchall()
        return [dict(zip(names, row, strict=True)) for row in found]

    before = run(
        "SELECT coalesce(max(ordinal), 0) FROM readings WHERE visit_id = ? AND ordinal < ?",
        (visit, ordinal),
    ).fetchone()[0]
    came = rows(
        "transmissions", "visit_id = ? AND ordinal > ? AND ordinal <= ?", visit, before, ordinal
    )
    (reading,) = rows("readings", "visit_id = ? AND ordinal = ?", visit, ordinal)
    return [*(insert("transmissions", row) for row in came), insert("readings", reading)]


def test_a_reading_is_acknowledged_within_twice_a_bare_commit(
    benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    station = Station(tmp_path)
    floors: list[tuple[float, float]] = []
    ways: list[float] = []
    with station.running() as way_us:

        def floor() -> None:
            if ways:
                floors.append(station.floor_us())

        rounds_of(benchmark, lambda: ways.append(way_us()), setup=floor, rounds=ROUNDS + WARM_UP)
    figure = median(ways[WARM_UP:])
    floor_us, bare_us = (median(values) for values in zip(*floors[WARM_UP:], strict=True))
    benchmark.extra_info.update(way_us=figure, floor_us=floor_us, bare_us=bare_us)
    print(f"\nBEGIN to COMMIT alone: {bare_us:.0f} us, ratio {figure / bare_us:.2f}", end="")
    hold("last byte to acknowledgement", figure, LIMIT, "us", floor=floor_us)
