"""The doors of ``clinicapp import assets`` and ``clinicapp export assets``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clinicapp.cli_options import CsvFile, CsvOut, JsonOption

if TYPE_CHECKING:
    from typing import BinaryIO


def add_asset_commands(
    taking_in: typer.Typer,
    giving_out: typer.Typer,
    opened: Callable[[Path | None], AbstractContextManager[BinaryIO]],
    write: Callable[[str], None],
) -> None:
    """Add the commands about equipment to ``import`` and ``export``.

    Args:
        taking_in: ``import``.
        giving_out: ``export``.
        opened: opens the file that is named, or standard input.
        write: prints one line.
    """

    @taking_in.command("assets")
    def import_assets(
        file: CsvFile,
        apply: Annotated[
            bool,
            typer.Option(
                "--apply/--dry-run", help="Write the good rows; without it nothing changes."
            ),
        ] = False,
        as_json: JsonOption = False,
    ) -> int:
        """Equipment as CSV: new, changed, duplicate, backwards in time and refused."""
        from clinicapp.commands import import_assets as work

        with opened(file) as stream:
            data = stream.read(work.MOST_BYTES + 1)
        return work.run(data, write, apply=apply, as_json=as_json)

    @giving_out.command("assets")
    def export_assets(
        out: CsvOut = None,
        ward: Annotated[str | None, typer.Option(help="The one ward to list.")] = None,
        histories: Annotated[
            bool, typer.Option("--histories", help="What has happened to each, event by event.")
        ] = False,
    ) -> int:
        """The equipment as CSV that import reads again; no cell becomes a formula."""
        from clinicapp.commands import export_assets as work

        return work.run(out, write, ward=ward, histories=histories)
