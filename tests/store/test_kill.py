"""Whatever was acknowledged survives ``kill -9``, once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Final
from uuid import UUID

from clinicapp.store.database import Database
from tests.support.store_samples import KEY

_ROOT: Final = Path(__file__).parents[2]
_KILLS: Final = 10
_WRITER: Final = """
import sys
from pathlib import Path
from uuid6 import uuid7
from clinicapp.store.database import Database
from tests.support.store_samples import KEY, a_delivery, an_audit_record, an_observation

database = Database(Path(sys.argv[1]), KEY, station="ASH-1", audit_head=Path(sys.argv[2]))
print("ready", flush=True)
while True:
    key = str(uuid7())
    reading = an_observation(identity_key=key, content_key=key)
    with database.transaction() as work:
        work.readings.keep(a_delivery(reading))
        work.audit.append(an_audit_record(action="readings.received", subject=str(reading.id)))
    print(reading.id, flush=True)
"""


def write_until_killed(file: Path, head_file: Path, seconds: float) -> list[UUID]:
    """Run the writer, kill it without warning, and return what it had acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(file), str(head_file)],
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        text=True,
    )
    assert writer.stdout is not None
    with writer, writer.stdout as output:
        assert output.readline() == "ready\n"
        time.sleep(seconds)
        writer.kill()
        lines = output.read().split("\n")
    # The last piece is a line that the kill cut off, or nothing.
    return [UUID(line) for line in lines[:-1]]


def test_every_acknowledged_reading_survives_once(file: Path, head_file: Path) -> None:
    Database(file, KEY, station="ASH-1").close()
    chance = random.Random(20261122)
    acknowledged: list[UUID] = []
    for _ in range(_KILLS):
        acknowledged += write_until_killed(file, head_file, chance.uniform(0.02, 0.25))
        database = Database(file, KEY, station="ASH-1", audit_head=head_file, create=False)
        assert database.check() == ()
        with database.read() as work:
            kept = work.readings.unjudged()
            recorded = [UUID(link.record.subject) for link in work.audit.chain()]
        database.close()
        assert len(set(kept)) == len(kept)
        assert set(acknowledged) <= set(kept)
        # At most the one that was committed but not yet printed, for each kill so far.
        assert len(kept) - len(acknowledged) <= _KILLS
        assert recorded == list(kept)
    assert len(acknowledged) > _KILLS
