"""Thirty-two devices talking at once: nothing is lost, nothing is late, and a core is enough.

Ten ASTM and six HL7 analysers stay connected, four POCT1-A analysers call for each result, six
scales print on pseudo-terminals, and six A&D devices are on the air of a BlueZ double with an
unmodified bleak. Each measures once a second at moments of its own, in a process of their own; the
station is the whole back of the program with its encrypted database, without a window.

*Late*: for an analyser, from each block it sent until it had the answer, on its own clock; for a
scale and a Bluetooth device, from the moment it had sent a result until that was committed. One
computer has one monotonic clock. *CPU*: of the station's process while they talk.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clinicapp import policies, rule_packs
from clinicapp.backstage import Arrived, Backstage
from clinicapp.bootstrap import utc_now
from clinicapp.domain.observations import Observation
from clinicapp.services.staff.members import station_actor
from clinicapp.settings import LinkSettings, Settings
from clinicapp.station.ways import ways_in
from clinicapp.station_rules import Rulebook
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from drivers.simulators.dbus_daemon import SYSTEM_BUS
from tests.support.device_room import DEVICES, NS_PER_MS
from tests.support.figures import hold, median, percentile, rounds_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

LIMIT_MS = 100.0
LIMIT_CORES = 1.0
SECONDS = 30
PATIENCE_SECONDS = 60.0


@pytest.mark.timeout(300)
def test_thirty_two_devices_lose_nothing_and_none_is_late(
    benchmark: BenchmarkFixture,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.ERROR, logger="bleak")
    ports = {driver: _free_port() for driver in ("astm", "hl7v2", "poct1a")}
    arrived: list[Arrived] = []
    with ExitStack() as stack:
        room = stack.enter_context(_room(tmp_path, ports))
        found = _line(room)
        monkeypatch.setenv(SYSTEM_BUS, found["bus"])
        backstage = _station(tmp_path, ports, found["terminals"])
        backstage.listen(
            lambda event: arrived.append(event) if isinstance(event, Arrived) else None
        )
        backstage.start()
        stack.callback(backstage.stop)
        time.sleep(3)  # until every link is up
        said: dict[str, Any] = {}
        used: list[float] = []

        def talk() -> None:
            before, began = time.process_time(), time.monotonic()
            _say(room, SECONDS)
            said.update(_line(room))
            used.append((time.process_time() - before) / (time.monotonic() - began))

        rounds_of(benchmark, talk, rounds=1)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(_kept(arrived)) < said["measured"] and time.monotonic() < deadline:
            time.sleep(0.1)
    kept = _kept(arrived)
    late = [*said["answered_ms"], *_commit_ms(kept, said)]
    print(
        f"\n{DEVICES} devices, {said['measured']} results in {SECONDS} s, {len(kept)} kept; "
        f"{len(late)} waits, median {median(late):.1f} ms, longest {max(late):.1f} ms",
        end="",
    )
    assert len(kept) == said["measured"], "results were lost or doubled"
    hold("late, 99th percentile", percentile(late, 99), LIMIT_MS, "ms")
    hold("the station's processor while they talk", used[0], LIMIT_CORES, "cores")


def _kept(arrived: list[Arrived]) -> list[tuple[Observation, int]]:
    """Every result that was committed for the first time, and when."""
    return [
        (item, event.stored_ns)
        for event in tuple(arrived)
        for item, kept in zip(_observations(event), event.kept, strict=True)
        if kept.duplicate_of is None
    ]


def _observations(event: Arrived) -> list[Observation]:
    return [item for item in event.delivery.items if isinstance(item, Observation)]


def _commit_ms(kept: list[tuple[Observation, int]], said: dict[str, Any]) -> list[float]:
    """For what nobody answers: from its sending to its commit."""
    ways = []
    for observation, stored_ns in kept:
        weight = observation.amount("weight_kg")
        sent_ns = said["payloads"].get(observation.raw.hex())
        if sent_ns is None and weight is not None:
            sent_ns = said["weights"].get(str(Decimal(weight)))
        if sent_ns is not None:
            ways.append((stored_ns - sent_ns) / NS_PER_MS)
    assert len(ways) == len(said["payloads"]) + len(said["weights"]), "some were not recognised"
    return ways


def _room(folder: Path, ports: dict[str, int]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.support.device_room", str(folder)),
            *(str(port) for port in ports.values()),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )


def _say(room: subprocess.Popen[str], seconds: int) -> None:
    assert room.stdin is not None
    room.stdin.write(f"{seconds}\n")
    room.stdin.flush()


def _line(room: subprocess.Popen[str]) -> dict[str, Any]:
    assert room.stdout is not None
    found: dict[str, Any] = json.loads(room.stdout.readline())
    return found


def _station(folder: Path, ports: dict[str, int], terminals: list[str]) -> Backstage:
    settings = Settings(station="ASH-01", ward="Ash")
    links = (
        LinkSettings(kind="bluetooth"),
        *(
            LinkSettings(kind="tcp_listen", tcp_port=port, driver=key)
            for key, port in ports.items()
        ),
        *(LinkSettings(kind="serial", port=path, driver="and-scale") for path in terminals),
    )
    key = secrets.token_bytes(32)
    return Backstage(
        database=DatabaseThread(
            lambda: Database(
                folder / "ward.db", key, station="ASH-01", audit_head=folder / "head.json"
            )
        ),
        ways=lambda trouble: ways_in(links, trouble),
        station=station_actor("ASH-01"),
        rulebook=lambda: Rulebook(
            pack=rule_packs.load("uk-current"), policy=policies.gate_policy()
        ),
        zone=settings.zone,
        now=utc_now,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
