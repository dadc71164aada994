"""The door of ``clinicapp import staff``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clinicapp.cli_options import CsvFile, JsonOption

if TYPE_CHECKING:
    from typing import BinaryIO


def add_staff_commands(
    taking_in: typer.Typer,
    opened: Callable[[Path | None], AbstractContextManager[BinaryIO]],
    write: Callable[[str], None],
) -> None:
    """Add the command to ``import``; ``opened`` opens a file or standard input."""

    @taking_in.command("staff")
    def import_staff(
        file: CsvFile,
        apply: Annotated[
            bool, typer.Option("--apply", help="Write the good rows; without it nothing changes.")
        ] = False,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Change nothing, which is so without --apply too.")
        ] = False,
        as_json: JsonOption = False,
    ) -> int:
        """Members of staff as CSV: new, changed, matched, duplicate, refused; nobody leaves."""
        from clinicapp.commands import import_staff as work

        if apply and dry_run:
            raise typer.BadParameter("Give one of --apply and --dry-run.")
        with opened(file) as stream:
            data = stream.read(work.MOST_BYTES + 1)
        return work.run(data, write, apply=apply, as_json=as_json)
