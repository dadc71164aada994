"""The composition root: the only place where the parts meet."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clinicapp import log, paths, policies, rule_packs
from clinicapp import settings as station_settings
from clinicapp.backstage import Backstage
from clinicapp.domain.errors import Refused
from clinicapp.services.staff import sign_in, station_actor
from clinicapp.station.ways import ways_in
from clinicapp.store.database_thread import DatabaseThread
from clinicapp.store.keys import database_key

if TYPE_CHECKING:
    from clinicapp.domain.staff import Actor
    from clinicapp.settings import Settings


def utc_now() -> datetime:
    """The time, aware, in UTC: the one clock of the program."""
    return datetime.now(UTC)


def make_backstage(settings: Settings, database: DatabaseThread) -> Backstage:
    """The station's threads and use cases for these settings; not started yet."""
    return Backstage(
        database=database,
        ways=lambda on_trouble: ways_in(settings.links, on_trouble),
        station=station_actor(settings.station),
        pack=rule_packs.load(settings.pack),
        policy=policies.gate_policy(paths.settings_folder() / "gate.toml"),
        zone=settings.zone,
        now=utc_now,
    )
