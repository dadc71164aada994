"""A station to be killed: an analyser's port, the real store, nothing else.

Run as ``python -m tests.support.killable_station``. Each line ``start DATABASE KEY PORT`` on its
standard input forks a station, which prints ``ready`` when it is up and then lives until the line
``kill`` comes: that is SIGKILL, answered by ``gone`` once nothing of the process is left. Forked,
because importing the program takes longer than all that is tried between two blows; the parent has
no thread, no database and no port of its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from clinicapp import policies, rule_packs
from clinicapp.backstage import Backstage
from clinicapp.bootstrap import utc_now
from clinicapp.services.staff.members import station_actor
from clinicapp.settings import LinkSettings, Settings
from clinicapp.station.ways import ways_in
from clinicapp.station_rules import Rulebook
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread


def _live(file: str, key: str, port: str) -> None:
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
        rulebook=lambda: Rulebook(
            pack=rule_packs.load("uk-current"), policy=policies.gate_policy()
        ),
        zone=settings.zone,
        now=utc_now,
    )

    backstage.start()
    # The analyser tries until it is heard, so nothing need wait for the port to be open.
    _say("ready")
    threading.Event().wait()


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    # What a station imports on its own threads, so that no child has to.
    import drivers.devices.astm  # noqa: F401

    child: Callable[[], object] | None = None
    while line := sys.stdin.readline():
        command, *rest = line.split(" ", 1)
        if command.strip() == "start":
            child = _start(rest[0].rstrip("\n").rsplit(" ", 2))
        elif child is not None:
            child()
            child = None
            _say("gone")


def _start(place: list[str]) -> Callable[[], object]:
    """Start a station; what is returned kills it."""
    if not hasattr(os, "fork"):
        process = subprocess.Popen([sys.executable, "-m", __spec__.name, *place])
        return lambda: (process.kill(), process.wait())
    pid = os.fork()
    if pid == 0:
        _live(*place)
    return lambda: (os.kill(pid, signal.SIGKILL), os.waitpid(pid, 0))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _live(*sys.argv[1:])
    main()
