"""``clinicapp export calibrations``: every signed calibration as CSV without formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.commands.here import signed_in
from clinicapp.domain.errors import Refused
from clinicapp.interop.visit_csv import write_calibrations
from clinicapp.services.quality.visit_import import read_calibrations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def run(file: Path | None, write: Callable[[str], None]) -> int:
    """Write them to a new file, or to standard output.

    Raises:
        Refused: the file is there already or cannot be written, or the database cannot be used.
    """
    if file is not None and file.exists():
        raise Refused(f"There is a file {file} already; choose another name.")
    with signed_in() as here:
        found = here.database.run(lambda work: read_calibrations(work, here.by))
    superseded = {each.supersedes: each.id for each, _asset in found if each.supersedes is not None}
    data = write_calibrations(found, superseded)
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
    write(f"{len(found)} calibrations written to {file}.")
    return 0
