"""An account of a computer for each test that runs commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Nothing is set up yet."""
    folder = tmp_path / "home"
    folder.mkdir()
    return Home(folder)
