"""Documents that leave the system: each is written down before it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.documents import DocumentKind, Way
    from clinicapp.store.work import Work


@use_case(Permission.VIEW_PEOPLE, "save, print or copy documents about people")
def let_out(work: Work, by: By, form_id: UUID, kind: DocumentKind, way: Way) -> None:
    """Write down that a document is about to leave; only then may it.

    The record names the form, the kind and the way, and nothing of the person or the file.

    Raises:
        NotFound: there is no such form.
    """
    form = work.forms.get(form_id)
    record(
        work,
        by,
        f"document.{way.value}",
        form.id,
        kind=kind.value,
        number=form.number,
        version=form.version,
    )


@use_case(Permission.VIEW_PEOPLE, "save, print or copy documents about people")
def kept_in(work: Work, by: By, form_id: UUID, kind: DocumentKind, way: Way) -> None:
    """Write down that a document which was let out did not leave after all."""
    form = work.forms.get(form_id)
    record(
        work,
        by,
        "document.failed",
        form.id,
        kind=kind.value,
        way=way.value,
        number=form.number,
        version=form.version,
    )
