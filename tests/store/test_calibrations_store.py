"""Calibrations come back exactly as they were signed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from clinicapp.store.device_readings import SQL
from clinicapp.store.errors import AlreadyThere
from tests.support.store_samples import a_calibration, an_asset, fill_calibrations

if TYPE_CHECKING:
    from clinicapp.store.database import Database


def test_a_calibration_comes_back_to_the_last_digit(database: Database) -> None:
    asset = an_asset()
    with database.transaction() as work:
        work.assets.add(asset)
        fill_calibrations(work, asset.id)
        (kept,) = work.calibrations.of_asset(asset.id)
        assert kept.standard_id is not None
        assert kept.certificate_id is not None
        like = a_calibration(asset.id, kept.standard_id, kept.certificate_id)
        assert kept == replace(like, id=kept.id)
        assert str(kept.points[0].as_found) == "204.0"
        assert work.calibrations.get(kept.id) == kept
        assert work.calibrations.awaiting() == ()
        assert work.calibrations.open_look_backs() == ()


def test_nothing_is_superseded_twice(database: Database) -> None:
    asset = an_asset()
    with database.transaction() as work:
        work.assets.add(asset)
        fill_calibrations(work, asset.id)
        (kept,) = work.calibrations.of_asset(asset.id)
        newer = replace(kept, id=uuid7(), supersedes=kept.id, reason="a slip")
        work.calibrations.append(newer)
    with pytest.raises(AlreadyThere), database.transaction() as work:
        work.calibrations.append(replace(newer, id=uuid7()))


def test_a_devices_readings_are_found_by_their_own_index(database: Database) -> None:
    with database.read() as work:
        session = work.readings._session
        plan = session.run(f"EXPLAIN QUERY PLAN {SQL}", ("a", "b", "c", "d", "e")).fetchall()
    steps = [row[3] for row in plan]
    assert any("ix_reading_events_of_asset" in step for step in steps), steps
    assert not any(step.startswith("SCAN") for step in steps), steps
