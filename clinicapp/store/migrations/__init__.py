"""Alembic revisions, numbered in order, and the number of the newest one.

They are found as files beside this module, so an installed wheel carries them.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD: Final = "0019"
"""The newest revision here. Revisions are four digits and only ever grow."""
VERSION_TABLE: Final = "alembic_version"


@dataclass(frozen=True, slots=True)
class Migrations:
    """Revision files in ``folder`` (None: the ones shipped here), of which ``head`` is newest."""

    folder: Path | None = None
    head: str = HEAD

    def run(self, connection: Connection) -> None:
        """Bring the schema up to ``head`` inside the transaction that is open on ``connection``.

        Whatever a migration raises is let through; the caller rolls back.
        """
        if self.folder is not None:
            _run(self.folder, self.head, connection)
            return
        with as_file(files(__name__) / "versions") as versions:
            _run(versions, self.head, connection)


def _run(versions: Path, head: str, connection: Connection) -> None:
    # Only here: a database that is up to date never needs to load Alembic.
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(versions, version_locations=[versions])
    context = MigrationContext.configure(
        connection,
        opts={
            "fn": lambda revision, _context: script._upgrade_revs(head, revision),
            "transactional_ddl": True,
            "version_table": VERSION_TABLE,
        },
    )
    with Operations.context(context):
        context.run_migrations()
