"""``clinicapp export evidence``: what proves a ward's checks, as a PDF with the files it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.commands.here import signed_in
from clinicapp.domain.errors import Refused
from clinicapp.services.attachments import open_attachment
from clinicapp.services.quality.evidence import gather
from clinicapp.ui.application import make_application
from clinicapp.ui.documents.evidence_pdf import evidence_printout
from clinicapp.ui.documents.imprint import Imprint
from clinicapp.ui.documents.press import pdf_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def run(out: Path, write: Callable[[str], None], *, ward: str | None) -> int:
    """Write ``evidence.pdf``, and each file a calibration rests on, into a new folder.

    Raises:
        Refused: the folder is there already or cannot be written, there is no equipment, or the
            database cannot be used.
    """
    with signed_in() as here:
        zone = here.settings.zone
        found = here.database.run(lambda work: gather(work, here.by, ward, zone))
        contents: dict[str, bytes] = {}
        for tag, file in found.files:
            _, content = here.database.run(
                lambda work, sha256=file.sha256: open_attachment(work, here.by, sha256)  # type: ignore[misc]
            )
            contents[f"{tag}-{file.sha256[:12]}-{file.name}".replace("/", "-")] = content
    make_application(offscreen=True)
    imprint = Imprint(
        trust=here.settings.trust,
        ward_phone=here.settings.ward_phone,
        station=here.settings.station,
        printed_at=here.by.at,
        zone=zone,
    )
    contents["evidence.pdf"] = pdf_of(evidence_printout(found, imprint))
    try:
        out.mkdir(parents=True)
        for name, content in contents.items():
            (out / name).write_bytes(content)
    except FileExistsError:
        raise Refused(f"There is a folder {out} already; choose another name.") from None
    except OSError as error:
        raise Refused(
            f"{out} cannot be written: {error.strerror or error}; choose another place."
        ) from error
    pieces = "piece" if len(found.assets) == 1 else "pieces"
    files = len(contents) - 1
    write(
        f"Evidence of {len(found.assets)} {pieces} of equipment written to {out}, with "
        f"{files} {'file' if files == 1 else 'files'}."
    )
    return 0
