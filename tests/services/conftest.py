"""A back room: a real encrypted database behind a backstage without devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.back_room import BackRoom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def room(tmp_path: Path) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()
