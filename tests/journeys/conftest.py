"""One clinic room for all the journeys of a module; every journey has its own person and window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from clinicapp.demo.stage import Stage
from tests.support.journey import Nurse, at_the_window, clinic_room


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with clinic_room() as found:
        yield found


@pytest.fixture
def nurse(stage: Stage, qtbot: QtBot) -> Iterator[Nurse]:
    """At a window with the real eight seconds to undo."""
    with at_the_window(stage, qtbot) as found:
        yield found


@pytest.fixture
def quick_nurse(stage: Stage, qtbot: QtBot) -> Iterator[Nurse]:
    """At a window where the time to undo is one second."""
    with at_the_window(stage, qtbot, undo_seconds=1) as found:
        yield found
