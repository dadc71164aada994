"""The note of the last good backup is read without the key, and a damaged one is no note."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from clinicapp.store.backup_note import last_backup, note_backup, note_file

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.store.database import Database

AT = datetime(2026, 11, 22, 2, 0, tzinfo=timezone(timedelta(hours=1)))


def test_a_note_is_read_back_as_the_same_moment(tmp_path: Path) -> None:
    file = tmp_path / "clinic.db"
    assert last_backup(file) is None
    note_backup(file, AT)
    assert last_backup(file) == AT
    later = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    note_backup(file, later)
    assert last_backup(file) == later
    assert [each.name for each in tmp_path.iterdir()] == ["clinic.db.last-backup.json"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"at": 3}', '{"at": "2026-11-22T02:00:00"}'])
def test_a_damaged_note_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "clinic.db"
    note_file(file).write_text(text, "utf-8")
    assert last_backup(file) is None


def test_a_note_that_cannot_be_written_is_logged_and_harms_no_backup(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    note_backup(tmp_path / "gone" / "clinic.db", AT)
    assert "could not be noted" in caplog.text
    caplog.clear()


def test_a_backup_without_a_clock_notes_nothing(database: Database, tmp_path: Path) -> None:
    database.backup(tmp_path / "first.db")
    assert database.last_backup() is None
    database.backup(tmp_path / "second.db", at=AT)
    assert database.last_backup() == AT
