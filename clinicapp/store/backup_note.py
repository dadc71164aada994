"""When the last good backup was made: a small file beside the database, told without opening it.

It holds a moment and no data of anybody. It is a note and no proof: what proves a backup is the
check that is made before the backup gets its name.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)
_ENDING: Final = ".last-backup.json"


def note_file(database: Path) -> Path:
    """The note of a database: a file of its name, beside it."""
    return database.with_name(f"{database.name}{_ENDING}")


def note_backup(database: Path, at: datetime) -> None:
    """Note that a backup proved good at a moment (aware).

    A failure is logged: the backup itself is there.
    """
    file = note_file(database)
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_text(json.dumps({"at": at.astimezone(UTC).isoformat()}), "utf-8")
        part.replace(file)
    except OSError:
        _log.warning("the time of the backup could not be noted in %s", file, exc_info=True)


def last_backup(database: Path) -> datetime | None:
    """When the last backup proved good (aware); None if none is noted or the note is damaged."""
    try:
        at = datetime.fromisoformat(json.loads(note_file(database).read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return at if at.tzinfo is not None else None
