"""A way into a database past all of our code, as somebody with the key and another tool has."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2  # type: ignore[import-untyped]  # the wheel carries no stubs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def tampering(file: Path, key: bytes) -> Iterator[Any]:
    """A bare connection of the driver, which commits each statement by itself."""
    connection = dbapi2.connect(str(file), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA foreign_keys = OFF")
        yield connection
    finally:
        connection.close()


def without_triggers(connection: Any, table: str) -> None:
    """Drop the triggers of a table, as a tamperer would."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    ).fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
