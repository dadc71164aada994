"""A station to be killed: an analyser's port, the real store, nothing else.

Run as ``python -m tests.support.killable_station DATABASE KEY PORT``; prints ``ready`` when it
listens, and then lives until it is killed.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from clinicapp import policies, rule_packs
from clinicapp.backstage import Backstage
from clinicapp.bootstrap import utc_now
from clinicapp.services.staff import station_actor
from clinicapp.settings import LinkSettings, Settings
from clinicapp.station.ways import ways_in
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread


def main(arguments: list[str]) -> None:
    file, key, port = arguments
    settings = Settings(
        station="ASH-01",
        ward="Ash",
        links=(LinkSettings(kind="tcp_listen", tcp_port=int(port), driver="astm"),),
    )
    database = DatabaseThread(lambda: Database(Path(file), bytes.fromhex(key), station="ASH-01"))
    backstage = Backstage(
        database=database,
        ways=lambda on_trouble: ways_in(settings.links, on_trouble),
        station=station_actor("ASH-01"),
        pack=rule_packs.load("uk-current"),
        policy=policies.gate_policy(),
        zone=settings.zone,
        now=utc_now,
    )

    backstage.start()
    # The analyser tries until it is heard, so nothing need wait for the port to be open.
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1:])
