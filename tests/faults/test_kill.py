"""kill -9 at random moments: no acknowledged reading is lost, and none is doubled."""

from __future__ import annotations

import asyncio
import random
import secrets
import socket
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from clinicapp.store.database import Database
from clinicapp.store.engine import connect
from drivers.simulators.astm import AnalyserResult, AstmDouble
from drivers.simulators.running import run_double
from drivers.transports.tcp import TcpClient

TRANSMISSIONS = 200
ROOT = Path(__file__).parents[2]


def _result(run: int) -> AnalyserResult:
    return AnalyserResult(
        run=run,
        percent=f"{5 + run % 7}.{run % 10}",
        mmol_mol=str(30 + run % 90),
        measured_at=f"20261122{run // 3600:02d}{run // 60 % 60:02d}{run % 60:02d}",
        sent_at="20261122230000",
    )


class _Stations:
    """Stations on one database and port, one after the other; see ``killable_station``."""

    def __init__(self, process: asyncio.subprocess.Process, place: str) -> None:
        self._process = process
        self._place = place

    @classmethod
    async def at(cls, file: Path, key: bytes, port: int) -> _Stations:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.support.killable_station"),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return cls(process, f"{file} {key.hex()} {port}")

    async def start(self) -> None:
        await self._say(f"start {self._place}", b"ready")

    async def kill(self) -> None:
        await self._say("kill", b"gone")

    async def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        async with asyncio.timeout(100):
            await self._process.wait()

    async def _say(self, line: str, answer: bytes) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{line}\n".encode())
        async with asyncio.timeout(100):
            assert (await stdout.readline()).strip() == answer


async def _analyser(double: AstmDouble, port: int) -> None:
    """Send everything that is in the memory, over as many connections as it takes."""
    client = TcpClient("127.0.0.1", port)
    async for transport in client.visits():
        await run_double(double, transport)
        await transport.close()
        if not double.unsent:
            return


async def _bombard(double: AstmDouble, file: Path, key: bytes, luck: random.Random) -> int:
    """Kill the station again and again while the analyser sends; how often it was killed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kills = 0
    stations = await _Stations.at(file, key, port)
    sending = asyncio.create_task(_analyser(double, port))
    try:
        while not sending.done():
            # Counted from before the start: the analyser does not wait to hear "ready".
            enough = len(double.acknowledged) + luck.randint(1, 9)
            await stations.start()
            while len(double.acknowledged) < enough and not sending.done():  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            # From here on the blow falls anywhere: in a frame, a commit, or before an ACK.
            await asyncio.sleep(luck.uniform(0, 0.008))
            await stations.kill()
            kills += 1
        await sending
    finally:
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        await stations.end()
    return kills


@pytest.mark.timeout(300)
@pytest.mark.parametrize("framed", [False, True], ids=["one frame", "a frame a record"])
def test_no_acknowledged_reading_is_lost_or_doubled(tmp_path: Path, framed: bool) -> None:
    seed = secrets.randbelow(2**32)
    sys.stdout.write(f"seed {seed}\n")
    key = secrets.token_bytes(32)
    file = tmp_path / "station.db"
    double = AstmDouble(framed=framed, reply_seconds=1.0, busy_seconds=0.2)
    for run in range(1, TRANSMISSIONS + 1):
        double.measure(_result(run))

    kills = asyncio.run(_bombard(double, file, key, random.Random(seed)))

    assert kills >= 8
    acknowledged = [result.run for result in double.acknowledged]
    assert acknowledged == list(range(1, TRANSMISSIONS + 1))
    database = Database(file, key, station="ASH-01")
    try:
        assert database.check() == ()
    finally:
        database.close()
    # Looked at with plain SQL, past the code that wrote it.
    connection = connect(file, key)
    try:
        rows = connection.execute(
            "SELECT sample_ref, device_sequence, quantities FROM readings "
            "WHERE duplicate_of IS NULL AND supersedes IS NULL"
        ).fetchall()
    finally:
        connection.close()
    assert Counter(sample or sequence for sample, sequence, _quantities in rows) == Counter(
        str(run) for run in acknowledged
    )
    for sample, sequence, quantities in rows:
        assert _result(int(sample or sequence)).mmol_mol in quantities
