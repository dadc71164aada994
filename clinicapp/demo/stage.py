"""The demonstration's stage: room, throw-away database, threads and window, up and down again."""

from __future__ import annotations

import secrets
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clinicapp import policies, rule_packs
from clinicapp.backstage import Backstage
from clinicapp.bootstrap import utc_now
from clinicapp.demo.journal import Journal
from clinicapp.demo.ward import STATION, WARD, DemoWard, furnish
from clinicapp.services.staff.members import station_actor
from clinicapp.settings import Settings
from clinicapp.station.simulated_room import SimulatedRoom
from clinicapp.station.ways import ways_in
from clinicapp.station_rules import Rulebook
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread

if TYPE_CHECKING:
    from collections.abc import Iterator

PACK = rule_packs.RECOMMENDED


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that the demonstration plays with."""

    room: SimulatedRoom
    backstage: Backstage
    database: DatabaseThread
    journal: Journal
    ward: DemoWard
    settings: Settings


@contextmanager
def raised(*, whole_ward: bool = False) -> Iterator[Stage]:
    """Set the stage, and clear it away at the end: nothing of it stays on the machine.

    ``whole_ward`` also brings the equipment that takes no part in the visit.
    """
    settings = Settings(
        station=STATION,
        ward=WARD,
        pack=PACK,
        trust="Example NHS Foundation Trust (invented)",
        # From the range that Ofcom keeps for drama.
        ward_phone="01632 960118",
    )
    zone = settings.zone
    pack = rule_packs.load(PACK)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinicapp-demo-")))
        room = stack.enter_context(SimulatedRoom(lambda: utc_now().astimezone(zone)))
        database = DatabaseThread(
            lambda: Database(
                folder / "demo.db",
                secrets.token_bytes(32),
                station=STATION,
                audit_head=folder / "audit-head.json",
            )
        )
        stack.callback(database.stop)
        now = utc_now()
        scale = room.scale_address
        ward = database.run(
            lambda work: furnish(work, now, zone, pack, scale, whole_ward=whole_ward)
        )
        backstage = Backstage(
            database=database,
            ways=lambda on_trouble: ways_in(room.links, on_trouble, room.backend),
            station=station_actor(STATION),
            rulebook=lambda: Rulebook(
                pack=pack,
                policy=policies.gate_policy(),
                packs={name: rule_packs.load(name) for name in rule_packs.names()},
            ),
            zone=zone,
            now=utc_now,
            ward=WARD,
        )
        journal = Journal()
        backstage.listen(journal.note)
        backstage.start()
        stack.callback(backstage.stop)
        yield Stage(room, backstage, database, journal, ward, settings)
