"""A document that is ready to be looked at, printed or saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.documents import DocumentKind
from clinicapp.ui.documents.form_pdf import form_printout
from clinicapp.ui.documents.gp_letter_pdf import letter_printout
from clinicapp.ui.documents.label import LABELS, label_printout
from clinicapp.ui.documents.summary_pdf import summary_printout
from clinicapp.ui.viewmodels.clinic.document_choices import TITLES

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.ui.documents.imprint import Imprint
    from clinicapp.ui.documents.press import Printout


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to print it: what the paper is called, and the sheets."""

    name: str
    printout: Printout


@dataclass(frozen=True, slots=True, kw_only=True)
class Printable:
    """What a preview shows.

    Attributes:
        title: The window's title.
        file_name: What is proposed.
        variants: At least one.
    """

    title: str
    file_name: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(Printable):
    """A document made from a form; its file name has the form's number, and nothing of the person.

    Attributes:
        form_id: The form it was made from.
        kind: What it is.
    """

    form_id: UUID
    kind: DocumentKind


def make_preview(kind: DocumentKind, snapshot: FormSnapshot, imprint: Imprint) -> Preview:
    """Lay a document out.

    Raises:
        ValueError: the text block has no pages.
    """
    return Preview(
        form_id=snapshot.form.id,
        kind=kind,
        title=TITLES[kind],
        file_name=file_name(kind, snapshot),
        variants=_variants(kind, snapshot, imprint),
    )


def file_name(kind: DocumentKind, snapshot: FormSnapshot) -> str:
    """``LHF-2026-00417 GP letter DRAFT.pdf``: file lists are seen by many, so no name of a person.

    A corrected form has its version in the name as well.
    """
    form = snapshot.form
    version = f" v{form.version}" if form.version > 1 else ""
    draft = " DRAFT" if snapshot.contents.signed is None and kind is not DocumentKind.LABEL else ""
    return f"{form.number}{version} {TITLES[kind]}{draft}.pdf"


def _variants(kind: DocumentKind, snapshot: FormSnapshot, imprint: Imprint) -> tuple[Variant, ...]:
    match kind:
        case DocumentKind.FORM:
            return (Variant("A4", form_printout(snapshot, imprint)),)
        case DocumentKind.SUMMARY:
            return (Variant("A4", summary_printout(snapshot, imprint)),)
        case DocumentKind.GP_LETTER:
            return (Variant("A4", letter_printout(snapshot, imprint)),)
        case DocumentKind.LABEL:
            return tuple(
                Variant(paper.name, label_printout(snapshot, imprint, paper)) for paper in LABELS
            )
    raise ValueError(f"{kind} has no pages")
