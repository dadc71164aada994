"""A real station whose only links are those a test gives it: real threads, store and sockets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from clinicapp import policies, rule_packs
from clinicapp.backstage import Backstage
from clinicapp.bootstrap import utc_now
from clinicapp.domain.staff import Role
from clinicapp.placing import ReadingPlaced
from clinicapp.services.staff.members import station_actor
from clinicapp.settings import LinkSettings, Settings
from clinicapp.station.events import LinkChanged
from clinicapp.station.ways import ways_in
from clinicapp.station_rules import Rulebook
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from clinicapp.store.reading_rows import Transmission
from tests.support.command import free_port
from tests.support.facts import an_actor

PATIENCE_SECONDS: Final = 30.0
KEY: Final = bytes(range(32))
NURSE: Final = an_actor(Role.WARD_NURSE)


@dataclass
class PortStation:
    """A running station and everything that has happened in it."""

    file: Path
    database: DatabaseThread
    backstage: Backstage
    port: int
    events: list[object] = field(default_factory=list)

    def placed(self) -> list[ReadingPlaced]:
        """Every reading that has gone the whole way."""
        return [each for each in list(self.events) if isinstance(each, ReadingPlaced)]

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Wait until something has come true."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"still waiting for {what}: {self.events}"
            time.sleep(0.01)

    def refused(self) -> tuple[Transmission, ...]:
        """Stored bytes that gave no reading, newest first."""
        return self.database.run(lambda work: work.readings.refused(), write=False)

    def check(self) -> tuple[str, ...]:
        """What is wrong with the database."""
        return self.database.on_database(lambda database: database.check()).result(30)

    def limit_pages(self, spare: int | None) -> None:
        """Leave the database so many free pages of 4 KiB and no more; None for as many as ever."""

        def limit(database: Database) -> None:
            run = database._session.run
            pages = 1_000_000 if spare is None else run("PRAGMA page_count").fetchone()[0] + spare
            run(f"PRAGMA max_page_count = {pages}").fetchone()

        self.database.on_database(limit).result(30)


@contextmanager
def station_with(
    folder: Path, links: Sequence[LinkSettings] | None = None, *, started: bool = True
) -> Iterator[PortStation]:
    """A station, listening for an ASTM analyser unless it is given other links.

    ``started`` False leaves the starting of its threads to the test.
    """
    port = free_port()
    chosen = links or (LinkSettings(kind="tcp_listen", tcp_port=port, driver="astm"),)
    settings = Settings(station="ASH-01", ward="Ash", links=tuple(chosen))
    file = folder / "station.db"
    database = DatabaseThread(lambda: Database(file, KEY, station=settings.station))
    backstage = Backstage(
        database=database,
        ways=lambda on_trouble: ways_in(settings.links, on_trouble),
        station=station_actor(settings.station),
        rulebook=lambda: Rulebook(
            pack=rule_packs.load("uk-current"), policy=policies.gate_policy()
        ),
        zone=settings.zone,
        now=utc_now,
    )
    station = PortStation(file, database, backstage, port)
    backstage.listen(station.events.append)
    try:
        if started:
            backstage.start()
            station.wait(
                lambda: any(isinstance(each, LinkChanged) for each in list(station.events)),
                "a link to be open or refused",
            )
        yield station
    finally:
        backstage.stop()
