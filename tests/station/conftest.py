"""A whole station without its window, on a real database and real ports."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from clinicapp.backstage import Backstage
from clinicapp.policies import gate_policy
from clinicapp.settings import LinkSettings
from clinicapp.station import hub, inbox
from clinicapp.station.ways import ways_in
from clinicapp.station_rules import Rulebook
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from clinicapp.store.errors import DiskFull
from drivers.simulators.running import run_double
from drivers.transports.backoff import Backoff
from drivers.transports.tcp import TcpClient
from tests.support.back_room import STATION, BackRoom
from tests.support.facts import LONDON
from tests.support.snapshots import pack_named
from tests.support.store_samples import KEY, an_audit_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clinicapp.store.work import Work
    from drivers.simulators.double import Double

E = TypeVar("E")


@dataclass
class RealStation(BackRoom):
    """A back room with a TCP port on which an analyser is awaited."""

    port: int = 0
    heard: list[object] = field(default_factory=list)

    @classmethod
    def build(
        cls, folder: Path, *links: LinkSettings, listen: Callable[[object], None] | None = None
    ) -> RealStation:
        """Make it, not started; ``close`` it."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        every = (LinkSettings(kind="tcp_listen", tcp_port=port, driver="astm"), *links)
        database = DatabaseThread(lambda: Database(folder / "a.db", KEY, station="ASH-01"))
        made: list[RealStation] = []
        backstage = Backstage(
            database=database,
            ways=lambda on_trouble: ways_in(every, on_trouble),
            station=STATION,
            rulebook=lambda: Rulebook(pack=pack_named("uk-current"), policy=gate_policy()),
            zone=LONDON,
            now=lambda: made[0].now,
        )
        if listen is not None:
            backstage.listen(listen)
        made.append(cls(database, backstage, port=port))
        backstage.listen(made[0].heard.append)
        return made[0]

    def of(self, kind: type[E]) -> list[E]:
        """The events of one kind, in order."""
        return [event for event in tuple(self.heard) if isinstance(event, kind)]

    async def analyse(self, double: Double) -> None:
        """Let an analyser connect and send until nothing is left to send."""
        client = TcpClient("127.0.0.1", self.port, Backoff(first=0.02))
        async for transport in client.visits():
            await run_double(double, transport)
            await transport.close()
            return

    def fill_disk(self) -> None:
        """From now on nothing more goes into the database."""

        def limit(database: Database) -> None:
            pages = database._session.run("PRAGMA page_count").fetchone()[0]
            database._session.run(f"PRAGMA max_page_count = {pages}").fetchone()

        def fill(work: Work) -> None:
            work.audit.append(an_audit_record())

        self.database.on_database(limit).result()
        with suppress(DiskFull):
            for _ in range(1000):
                self.database.run(fill)
        with pytest.raises(DiskFull):
            self.database.run(fill)

    def free_disk(self) -> None:
        """There is room again."""

        def lift(database: Database) -> None:
            database._session.run("PRAGMA max_page_count = 1000000").fetchone()

        self.database.on_database(lift).result()

    def readings(self) -> int:
        """How many readings are in the store, repeats included."""
        return self.run(
            lambda work: int(
                work.readings._session.run("SELECT count(*) FROM readings").fetchone()[0]
            )
        )


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., RealStation]]:
    """Builds stations on one database, and closes them."""
    monkeypatch.setattr(hub, "_SETTLE_SECONDS", 0.02)
    monkeypatch.setattr(inbox, "_TRY_AGAIN_SECONDS", 0.1)
    built: list[RealStation] = []

    def make(*links: LinkSettings, **how: Any) -> RealStation:
        built.append(RealStation.build(tmp_path, *links, **how))
        return built[-1]

    yield make
    for each in built:
        each.close()
