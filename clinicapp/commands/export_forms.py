"""``clinicapp export forms``: signed forms as PDF, CSV, HL7 v2 or FHIR."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from clinicapp import rule_packs
from clinicapp.commands.here import signed_in
from clinicapp.domain.documents import DocumentKind, FormFormat
from clinicapp.domain.errors import Refused
from clinicapp.services.clinic.signed_forms import Wanted, let_out_signed, signed_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from clinicapp.commands.here import Signed
    from clinicapp.services.clinic.screening import FormSnapshot


_KINDS: Final = {
    FormFormat.CSV: DocumentKind.RESULTS_CSV,
    FormFormat.HL7: DocumentKind.HL7,
    FormFormat.FHIR: DocumentKind.FHIR,
    FormFormat.PDF: DocumentKind.FORM,
}
_ENDINGS: Final = {FormFormat.HL7: "hl7", FormFormat.FHIR: "json", FormFormat.PDF: "pdf"}


def run(
    out: Path,
    write: Callable[[str], None],
    *,
    form: FormFormat,
    ward: str | None,
    since: date | None,
    number: str | None,
) -> int:
    """Write the forms: a CSV as the one file ``out``, anything else a file each into that folder.

    Raises:
        Refused: no form fits, something of that name is there already or cannot be written, or the
            database cannot be used.
    """
    with signed_in() as here:
        zone = here.settings.zone
        packs = {name: rule_packs.load(name) for name in rule_packs.names()}
        wanted = Wanted(
            ward=ward,
            since=None if since is None else datetime.combine(since, time.min, zone),
            number=number,
        )
        pack = packs[here.settings.pack]
        found = here.database.run(
            lambda work: let_out_signed(work, here.by, wanted, _KINDS[form], pack, zone, packs)
        )
        files = list(_files(form, found, here))
    target = out if form is FormFormat.CSV else None
    try:
        if target is None:
            out.mkdir(parents=True, exist_ok=True)
        for name, data in files:
            with (target or out / name).open("xb") as stream:
                stream.write(data)
    except FileExistsError as error:
        raise Refused(f"There is a file {error.filename} already; choose another place.") from None
    except OSError as error:
        raise Refused(
            f"{out} cannot be written: {error.strerror or error}; choose another place."
        ) from error
    forms = "form" if len(found) == 1 else "forms"
    write(f"{len(found)} signed {forms} written to {out}. It names patients: keep it safe.")
    return 0


def _files(
    form: FormFormat, found: Sequence[FormSnapshot], here: Signed
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file."""
    signed = [signed_form(each) for each in found]
    station, at = here.settings.station, here.by.at
    if form is FormFormat.CSV:
        from clinicapp.interop.results_csv import results_csv

        yield "", results_csv(signed)
        return
    names = [f"{each.number.replace('/', '-')}.{_ENDINGS[form]}" for each in signed]
    if form is FormFormat.HL7:
        from clinicapp.interop.hl7_oru import oru_message

        yield from zip(
            names, (oru_message(e, station=station, sent_at=at) for e in signed), strict=True
        )
    elif form is FormFormat.FHIR:
        from clinicapp.interop.fhir_bundle import fhir_bundle

        yield from zip(names, (fhir_bundle(each, sent_at=at) for each in signed), strict=True)
    else:
        yield from zip(names, _papers(found, here), strict=True)


def _papers(found: Sequence[FormSnapshot], here: Signed) -> Iterator[bytes]:
    # Qt draws the pages; only this format needs it.
    from clinicapp.ui.application import make_application
    from clinicapp.ui.documents.form_pdf import form_printout
    from clinicapp.ui.documents.imprint import Imprint
    from clinicapp.ui.documents.press import pdf_of

    make_application(offscreen=True)
    imprint = Imprint(
        trust=here.settings.trust,
        ward_phone=here.settings.ward_phone,
        station=here.settings.station,
        printed_at=here.by.at,
        zone=here.settings.zone,
    )
    for each in found:
        yield pdf_of(form_printout(each, imprint))
