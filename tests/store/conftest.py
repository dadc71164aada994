"""A real encrypted database in a temporary folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinicapp.store.database import Database
from tests.support.store_samples import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "clinicapp.db"


@pytest.fixture
def head_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "head.json"


@pytest.fixture
def database(file: Path, head_file: Path) -> Iterator[Database]:
    opened = Database(file, KEY, station="ASH-1", audit_head=head_file)
    yield opened
    opened.close()
