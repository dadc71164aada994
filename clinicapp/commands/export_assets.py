"""``clinicapp export assets``: the register, or its histories, as CSV without formulas."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clinicapp.commands.here import signed_in
from clinicapp.domain.errors import Refused
from clinicapp.interop.asset_csv import write_assets, write_histories
from clinicapp.services.equipment.asset_export import note_exported, page_of_assets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clinicapp.commands.here import Signed
    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.domain.equipment.intake.known import KnownAsset


def run(
    file: Path | None,
    write: Callable[[str], None],
    *,
    ward: str | None,
    histories: bool,
) -> int:
    """Write the list to a new file, or to standard output.

    Args:
        file: the file; None for standard output.
        write: prints one line.
        ward: the one ward; None for all.
        histories: what has happened to the devices, instead of the devices.

    Raises:
        Refused: the file is there already or cannot be written, or the database cannot be used.
    """
    if file is not None and file.exists():
        raise Refused(f"There is a file {file} already; choose another name.")
    with signed_in() as here:
        known, events = _read(here, ward, histories=histories)
        count = len(known)
        here.database.run(lambda work: note_exported(work, here.by, ward, count))
    tags = {each.asset.id: each.asset.tag for each in known}
    data = write_histories(events, tags) if histories else write_assets(known, tags)
    if file is None:
        write(data.decode("utf-8-sig").rstrip("\r\n"))
        return 0
    try:
        with file.open("xb") as stream:
            stream.write(data)
    except OSError as error:
        raise Refused(
            f"The file {file} cannot be written: {error.strerror or error}; choose another place."
        ) from error
    what = f"{len(events)} events of {count} devices" if histories else f"{count} devices"
    write(f"{what} written to {file}.")
    return 0


def _read(
    here: Signed, ward: str | None, *, histories: bool
) -> tuple[list[KnownAsset], list[AssetEvent]]:
    known: list[KnownAsset] = []
    events: list[AssetEvent] = []
    after = ""
    while True:
        page = here.database.run(
            partial(
                page_of_assets,
                by=here.by,
                after=after,
                ward=ward,
                zone=here.settings.zone,
                histories=histories,
            ),
            write=False,
        )
        known += page.known
        events += page.events
        after = page.after
        if not after:
            return known, events
