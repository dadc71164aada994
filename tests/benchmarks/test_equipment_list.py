"""How long the list of a hundred thousand assets takes to open and to follow a key.

Each asset has ten years of events. *Open*: from asking on the window's thread to the end of the
first paint of the rows, at 1366 x 768 without a screen: use case on the database's thread,
presenter, model and paint; all wards, so that nothing is narrowed. *Key*: from a change of the
search box to the paint of what it lets through, for words that many have, few have, and none has.

*Floor*: one bare query along the same index on the same connection in the same run, which counts
the rows that hold the word. *Memory*: what the process holds more after opening, filtering and
reading on than before.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtWidgets import QApplication

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.equipment_view import AssetStatus, ListWanted
from tests.support.back_room import BackRoom
from tests.support.big_inventory import fill
from tests.support.facts import LONDON
from tests.support.figures import hold, median, percentile, rounds_of
from tests.support.opened_list import WORDS, Opened

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    from clinicapp.store.work import Work

ASSETS: Final = 100_000
ROUNDS: Final = 15
OPEN_MS: Final = 200.0
KEY_MS: Final = 50.0
MEMORY_MB: Final = 30.0
RENEWED: Final = 2_000


def stocked(room: BackRoom) -> None:
    """Put everything in, and make the rows of the list."""
    room.run(lambda work: fill(work, ASSETS))

    def ready(work: Work) -> int:
        work.assets.listings.ready(LONDON)
        return work.assets.listings.renew(RENEWED)

    while room.run(ready):
        pass


@pytest.mark.timeout(1200)
def test_a_hundred_thousand_assets_open_and_follow_every_key(
    benchmark: BenchmarkFixture, tmp_path: Path, qapp: QApplication
) -> None:
    Theme().apply_to(qapp)
    room = BackRoom.open(tmp_path)
    try:
        stocked(room)
        opened = Opened(room)
        rounds_of(benchmark, opened.open, setup=opened.anew, rounds=ROUNDS)
        for _round in range(3):
            for words in WORDS:
                opened.type(words)
                opened.take_floor(words)
        for status in (AssetStatus.OVERDUE, AssetStatus.LOST, None):
            wanted = ListWanted(status=status)
            opened.key_ms.append(opened.painted(lambda w=wanted: opened.model.want(w)))  # type: ignore[misc]
        floor = median(opened.floor_ms)
        hold(f"list of {ASSETS:,} assets, open", median(opened.open_ms), OPEN_MS, "ms")
        hold("the same, by its floor", median(opened.open_ms), 20.0, "ms", floor=floor)
        hold("a key in its search box", median(opened.key_ms), KEY_MS, "ms")
        hold("nine of ten keys", percentile(opened.key_ms, 90), 2 * KEY_MS, "ms")
        hold("a key, by its floor", median(opened.key_ms), 10.0, "ms", floor=floor)
        opened.put_away()
    finally:
        room.close()
    command = (sys.executable, "-m", "tests.support.opened_list", str(tmp_path))
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    more = int(told.stdout.split()[-1]) / 1_000_000
    hold("memory for the list, in a process of its own", more, MEMORY_MB, "MB")
