"""The results of signed forms as a table: one line for each number or word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.signed_results import results_of, zones_of
from clinicapp.interop.csv_text import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clinicapp.domain.signed_results import SignedForm

HEADINGS: Final = (
    "Form",
    "Signed at",
    "Signed by",
    "Replaced",
    "NHS number",
    "Family name",
    "Given name",
    "Date of birth",
    "Ward",
    "Result",
    "Value",
    "Unit",
    "Taken at",
    "Device",
    "Note",
)


def results_csv(forms: Iterable[SignedForm]) -> bytes:
    """Signed forms as CSV; no cell becomes a formula, and moments are ISO 8601."""
    return write_csv([HEADINGS, *(line for form in forms for line in _lines(form))])


def _lines(signed: SignedForm) -> Iterator[tuple[str, ...]]:
    person = signed.person
    head = (
        signed.number,
        signed.signed_at.isoformat(),
        signed.signed_by,
        "yes" if signed.superseded else "no",
        "" if person.nhs_number is None else person.nhs_number.spaced,
        person.family_name,
        person.given_name,
        person.born.isoformat(),
        person.ward,
    )
    for result in results_of(signed):
        device = "" if result.instrument is None else result.instrument.tag
        taken = result.taken_at.isoformat()
        for part in result.parts:
            yield (*head, part.name, part.value, part.unit, taken, device, result.note)
        if result.words:
            yield (*head, result.name, result.words, "", taken, device, result.note)
    for domain, words, why in zones_of(signed):
        name = f"Lester domain {domain.value.replace('_', ' ')}"
        note = ", ".join(why).replace("_", " ")
        yield (*head, name, words, "", signed.signed_at.isoformat(), "", note)
