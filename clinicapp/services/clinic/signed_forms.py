"""Signed forms on their way to other systems: each leaves an audit record before it goes."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from clinicapp.domain.documents import Way
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.signed_results import Instrument, SignedForm
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.clinic.screening import snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from clinicapp.domain.documents import DocumentKind
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which signed forms: of a ward, signed since a moment (aware), or of one number."""

    ward: str | None = None
    since: datetime | None = None
    number: str | None = None


@use_case(Permission.VIEW_PEOPLE, "export signed forms")
def let_out_signed(
    work: Work,
    by: By,
    wanted: Wanted,
    kind: DocumentKind,
    pack: Pack,
    zone: tzinfo,
    packs: Mapping[str, Pack],
) -> tuple[FormSnapshot, ...]:
    """The signed forms that are wanted, oldest signature first; drafts never leave.

    A version that another one has replaced leaves only when it is asked for by its number.

    Raises:
        NotFound: there is none.
    """
    ids = work.forms.signed(ward=wanted.ward, since=wanted.since, number=wanted.number)
    found = [snapshot(work, form_id, pack, by.at, zone, packs) for form_id in ids]
    if wanted.number is None:
        found = [each for each in found if not _replaced(each)]
    if not found:
        raise NotFound("No signed form fits; check the number, the ward and the day.")
    for each in found:
        record(
            work,
            by,
            f"document.{Way.SAVED.value}",
            each.form.id,
            kind=kind.value,
            number=each.form.number,
            version=each.form.version,
        )
    return tuple(found)


def signed_form(found: FormSnapshot) -> SignedForm:
    """What another system needs of a signed form.

    Raises:
        Refused: it is not signed.
    """
    signature = found.contents.signed
    if signature is None:
        raise Refused(f"Form {found.form.number} is not signed; sign it, then send it.")
    return SignedForm(
        form=found.form,
        person=found.person,
        contents=found.contents,
        assessment=found.assessment,
        instruments=MappingProxyType(
            {
                fact_id: Instrument(
                    asset_id=source.asset.id,
                    tag=source.asset.tag,
                    maker=source.asset.make,
                    model=source.asset.model,
                    serial=source.asset.serial,
                )
                for fact_id, source in found.sources.items()
                if source.asset is not None
            }
        ),
        signed_at=signature.at,
        signed_by=signature.actor_name,
        signed_by_id=signature.actor_id,
        superseded=_replaced(found),
    )


def _replaced(found: FormSnapshot) -> bool:
    """Whether a signed version stands in this one's place; one that is not signed yet does not."""
    return any(
        each.form.amends == found.form.id and each.contents.signed is not None
        for each in found.versions
    )
