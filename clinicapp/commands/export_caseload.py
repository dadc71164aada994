"""``clinicapp export caseload``: the people in care as a list that ``import`` reads again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.commands.here import signed_in
from clinicapp.domain.errors import Refused
from clinicapp.interop.caseload_csv import write_caseload
from clinicapp.services.clinic.caseload_import import listed_for_export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def run(file: Path, write: Callable[[str], None], *, ward: str | None) -> int:
    """Write the list to a new file.

    Raises:
        Refused: the file is there already or cannot be written, or the database cannot be used.
    """
    with signed_in() as here:
        people = here.database.run(lambda work: listed_for_export(work, here.by, ward))
    try:
        with file.open("xb") as stream:
            stream.write(write_caseload(people))
    except FileExistsError:
        raise Refused(f"There is a file {file} already; choose another name.") from None
    except OSError as error:
        raise Refused(
            f"The file {file} cannot be written: {error.strerror or error}; choose another place."
        ) from error
    write(f"{len(people)} people written to {file}. It names patients: keep it safe.")
    return 0
