"""The sqlcipher3 driver with types: it ships none. Nothing else imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlcipher3 import dbapi2  # type: ignore[import-untyped]  # the wheel carries no stubs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    class DriverError(Exception):
        """An error of the driver; ``sqlite_errorcode`` is SQLite's result code."""

        sqlite_errorcode: int
else:
    DriverError = dbapi2.Error

MODULE: Final[ModuleType] = dbapi2
LIBRARY_VERSION: Final[tuple[int, ...]] = tuple(dbapi2.sqlite_version_info)


class Cursor(Protocol):
    """What we use of a cursor."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows left."""

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""


class Driver(Protocol):
    """What we use of a connection of the driver."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, rows: Sequence[Sequence[object]], /) -> Cursor:
        """Run one statement for each of many rows of values."""

    def backup(self, target: Driver, /, *, pages: int = ...) -> None:
        """Copy the whole database into ``target`` by SQLite's online backup."""

    def close(self) -> None:
        """Close; an open transaction is rolled back."""


def connect(database: str, timeout_seconds: float) -> Driver:
    """A connection that begins no transaction by itself, for the calling thread only."""
    driver: Driver = dbapi2.connect(
        database, isolation_level=None, timeout=timeout_seconds, cached_statements=256
    )
    return driver


def primary_code(error: BaseException) -> int | None:
    """SQLite's primary result code of a driver error, or None if it carries none.

    See https://sqlite.org/rescode.html.
    """
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None
