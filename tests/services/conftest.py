"""A back room: a real encrypted database behind a backstage without devices."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from clinicapp.store.database import Database
from tests.support.back_room import BackRoom
from tests.support.store_samples import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once and copied, because making one takes longer than most of these tests."""
    file = tmp_path_factory.mktemp("empty") / "a.db"
    Database(file, KEY, station="ASH-01").close()
    return file


@pytest.fixture
def room(tmp_path: Path, empty_database: Path) -> Iterator[BackRoom]:
    shutil.copy(empty_database, tmp_path / "a.db")
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()
