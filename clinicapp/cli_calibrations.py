"""The doors of ``clinicapp import calibrations`` and ``clinicapp export calibrations``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clinicapp.cli_options import CsvFile, CsvOut, JsonOption

if TYPE_CHECKING:
    from typing import BinaryIO


def add_calibration_commands(
    taking_in: typer.Typer,
    giving_out: typer.Typer,
    opened: Callable[[Path | None], AbstractContextManager[BinaryIO]],
    write: Callable[[str], None],
) -> None:
    """Add the commands about calibrations to ``import`` and ``export``.

    Args:
        taking_in: ``import``.
        giving_out: ``export``.
        opened: opens the file that is named, or standard input.
        write: prints one line.
    """

    @taking_in.command("calibrations")
    def import_calibrations(
        file: CsvFile,
        apply: Annotated[
            bool,
            typer.Option(
                "--apply/--dry-run", help="Write the matched rows; without it nothing changes."
            ),
        ] = False,
        as_json: JsonOption = False,
    ) -> int:
        """A contractor's visit as CSV: serial, date, result, certificate number."""
        from clinicapp.commands import import_calibrations as work

        with opened(file) as stream:
            data = stream.read(work.MOST_BYTES + 1)
        return work.run(data, write, apply=apply, as_json=as_json)

    @giving_out.command("calibrations")
    def export_calibrations(
        out: CsvOut = None,
    ) -> int:
        """Every signed calibration as CSV; no cell becomes a formula."""
        from clinicapp.commands import export_calibrations as work

        return work.run(out, write)
