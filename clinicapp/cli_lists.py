"""The doors of ``clinicapp import`` and ``clinicapp export``: options in, a command's work out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clinicapp.cli_assets import add_asset_commands
from clinicapp.cli_calibrations import add_calibration_commands
from clinicapp.cli_options import CsvFile, JsonOption
from clinicapp.cli_staff import add_staff_commands
from clinicapp.domain.documents import FormFormat

if TYPE_CHECKING:
    from typing import BinaryIO

WardOption = Annotated[str | None, typer.Option(help="The one ward that the list is for.")]


def add_list_commands(
    app: typer.Typer,
    opened: Callable[[Path | None], AbstractContextManager[BinaryIO]],
    write: Callable[[str], None],
) -> None:
    """Add the commands to the program.

    Args:
        app: the program.
        opened: opens the file that is named, or standard input.
        write: prints one line.
    """
    taking_in = typer.Typer(help="Take lists in. A dry run unless --apply is given.")
    giving_out = typer.Typer(help="Write lists and signed forms.")
    app.add_typer(taking_in, name="import")
    app.add_typer(giving_out, name="export")
    add_asset_commands(taking_in, giving_out, opened, write)
    add_calibration_commands(taking_in, giving_out, opened, write)
    add_staff_commands(taking_in, opened, write)

    @taking_in.command("caseload")
    def import_caseload(
        file: CsvFile,
        apply: Annotated[
            bool, typer.Option("--apply", help="Write the good rows; without it nothing changes.")
        ] = False,
        ward: WardOption = None,
        discharge_missing: Annotated[
            bool,
            typer.Option(
                "--discharge-missing", help="Discharge who is on the ward but not in the list."
            ),
        ] = False,
        as_json: JsonOption = False,
    ) -> int:
        """People as CSV: new, changed, in conflict, refused, and who is not in the file."""
        from clinicapp.commands import import_caseload as work

        wrong = work.check_options(apply=apply, ward=ward, discharge_missing=discharge_missing)
        if wrong is not None:
            raise typer.BadParameter(wrong)
        with opened(file) as stream:
            data = stream.read(work.MOST_BYTES + 1)
        return work.run(
            data,
            write,
            apply=apply,
            ward=ward,
            discharge_missing=discharge_missing,
            as_json=as_json,
        )

    @taking_in.command("messages")
    def import_messages(
        handled: Annotated[
            str | None, typer.Option(metavar="ID", help="The list was put right by hand.")
        ] = None,
        set_aside: Annotated[
            str | None, typer.Option(metavar="ID", help="Nothing is to be done about it.")
        ] = None,
        reason: Annotated[str, typer.Option(help="Why, in words; it is kept.")] = "",
        as_json: JsonOption = False,
    ) -> int:
        """The hospital's admission messages that wait for somebody, and deciding on one."""
        from clinicapp.commands import import_messages as work

        if handled is not None and set_aside is not None:
            raise typer.BadParameter("Give one of --handled ID and --set-aside ID.")
        return work.run(write, handled=handled, set_aside=set_aside, reason=reason, as_json=as_json)

    @giving_out.command("caseload")
    def export_caseload(
        file: Annotated[Path, typer.Argument(help="CSV file to write; it must not be there yet.")],
        ward: WardOption = None,
    ) -> int:
        """The people in care as CSV that import reads again; no cell becomes a formula."""
        from clinicapp.commands import export_caseload as work

        return work.run(file, write, ward=ward)

    @giving_out.command("forms")
    def export_forms(
        out: Annotated[Path, typer.Argument(help="A CSV file to write, or a folder for the rest.")],
        form: Annotated[FormFormat, typer.Option("--format", help="How they are written.")],
        ward: WardOption = None,
        since: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%d"], help="Only those signed on this day or later."),
        ] = None,
        number: Annotated[
            str | None, typer.Option(help="Only the versions of the form with this number.")
        ] = None,
    ) -> int:
        """Signed forms as CSV, HL7 v2.5.1 messages, FHIR R4 bundles or PDF/A; drafts stay."""
        from clinicapp.commands import export_forms as work

        day = None if since is None else since.date()
        return work.run(out, write, form=form, ward=ward, since=day, number=number)

    @giving_out.command("evidence")
    def export_evidence(
        out: Annotated[Path, typer.Argument(help="A folder to make; it must not be there yet.")],
        ward: WardOption = None,
    ) -> int:
        """An evidence pack for an inspection: equipment, checks and calibrations as PDF/A."""
        from clinicapp.commands import export_evidence as work

        return work.run(out, write, ward=ward)
