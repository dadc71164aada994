"""The one connection as the repositories see it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from clinicapp.store.errors import Stale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, CursorResult, Executable, Table
    from sqlalchemy.engine import Row, RowMapping

    from clinicapp.store.cipher import Cursor, Driver
    from clinicapp.store.judged_controls import JudgedControls


class Session:
    """SQLAlchemy's connection for what is seldom, and the driver's own for the hot statements."""

    def __init__(self, connection: Connection, driver: Driver) -> None:
        self.connection = connection
        self.driver = driver
        self.generation = 0
        """Counts what may have made a cached answer of this process wrong."""

    @cached_property
    def judged(self) -> JudgedControls:
        """Control facts that were judged."""
        from clinicapp.store.judged_controls import JudgedControls

        return JudgedControls()

    def run(self, sql: str, parameters: Sequence[object] = ()) -> Cursor:
        """Run prepared SQL on the driver itself; values must be in their stored form."""
        return self.driver.execute(sql, parameters)

    def execute(self, statement: Executable, **values: object) -> CursorResult[Any]:
        """Run a Core statement."""
        return self.connection.execute(statement, values or None)

    def rows(self, statement: Executable, **values: object) -> Sequence[RowMapping]:
        """All rows of a Core query, by column name."""
        return self.connection.execute(statement, values or None).mappings().all()

    def row(self, statement: Executable, **values: object) -> RowMapping | None:
        """The first row of a Core query, by column name."""
        return self.connection.execute(statement, values or None).mappings().first()

    def first(self, statement: Executable) -> Row[Any] | None:
        """The first row of a Core query."""
        return self.connection.execute(statement).first()

    def insert(self, table: Table, **values: object) -> None:
        """Add one row."""
        # The values apart from the statement: it is compiled once for each set of columns.
        self.connection.execute(table.insert(), values)

    def insert_many(self, table: Table, rows: Sequence[dict[str, object]]) -> None:
        """Add rows of the same columns with one statement."""
        self.connection.execute(table.insert(), rows)

    def save(self, table: Table, expected_version: int, sentence: str, **values: object) -> int:
        """Overwrite the row ``values['id']`` if its version is the expected one.

        Returns:
            The new version.

        Raises:
            Stale: with ``sentence``; the row has another version by now, or is not there.
        """
        version = expected_version + 1
        changed = self.connection.execute(
            table.update()
            .where(table.c.id == values["id"], table.c.version == expected_version)
            .values(**values, version=version)
        )
        if changed.rowcount != 1:
            raise Stale(sentence)
        return version

    def stamp(self) -> tuple[int, int]:
        """Changes whenever anybody, here or in another process, may have changed the database."""
        seen: int = self.driver.execute("PRAGMA data_version").fetchone()[0]
        return self.generation, seen


def prepared_insert(table: Table, *order: str) -> str:
    """The INSERT of every column of a table, compiled once; ``order`` is that of its parameters.

    A lone integer key (``seq``) is left out: the database numbers it.

    Raises:
        ValueError: a column is missing in ``order``, or is none.
    """
    names = [column.name for column in table.columns if column.name != "seq"]
    if sorted(names) != sorted(order):
        raise ValueError(f"the parameters of {table.name} are not its columns: {order}")
    marks = ", ".join("?" * len(order))
    return f"INSERT INTO {table.name} ({', '.join(order)}) VALUES ({marks})"  # noqa: S608 - ours
