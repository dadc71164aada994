"""Reference standards and their own certificates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

from clinicapp.domain.equipment.calibration_entry import read_amount
from clinicapp.domain.equipment.calibration_record import Standard, StandardCertificate
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.domain.typed_days import read_day
from clinicapp.services.access import By, record, use_case
from clinicapp.services.typed_fields import AnswersRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clinicapp.store.work import Work

_DAY = "Type the date as 6 Dec 2026 or 06/12/2026."


@dataclass(frozen=True, slots=True)
class _Typed:
    number: str
    issued_on: date
    valid_to: date
    uncertainty: Decimal


@use_case(Permission.MANAGE_EQUIPMENT, "add a reference standard")
def add_standard(work: Work, by: By, typed: Mapping[str, str]) -> Standard:
    """Add a standard with its certificate.

    Args:
        work: the transaction.
        by: who, and when.
        typed: ``tag``, ``name``, ``serial``, ``unit``, and the certificate's ``number``,
            ``issued_on``, ``valid_to`` and ``uncertainty``.

    Raises:
        AnswersRefused: a field cannot be used as it is.
    """
    errors = {
        field: sentence
        for field, sentence in (
            ("tag", "Type the tag on the standard."),
            ("name", "Say what it is, such as Pressure meter."),
            ("unit", "Choose the unit that it measures in."),
        )
        if not typed.get(field, "").strip()
    }
    certificate = _read(typed, errors)
    tag = typed.get("tag", "").strip()
    if any(each.standard.tag == tag for each in work.calibrations.standards()):
        errors["tag"] = f"{tag} is another standard's tag; choose another one."
    if errors or certificate is None:
        raise AnswersRefused(errors, confirmable=False)
    standard = work.calibrations.add_standard(
        Standard(
            id=uuid7(),
            tag=tag,
            name=typed["name"].strip(),
            serial=typed.get("serial", "").strip(),
            unit=typed["unit"].strip(),
        )
    )
    _append(work, by, standard.id, certificate)
    record(work, by, "standard.added", standard.id, tag=tag, valid_to=certificate.valid_to)
    return standard


@use_case(Permission.MANAGE_EQUIPMENT, "record a standard's certificate")
def add_certificate(work: Work, by: By, standard_id: UUID, typed: Mapping[str, str]) -> None:
    """Record a newer certificate of a standard; the earlier ones stay.

    Raises:
        AnswersRefused: a field cannot be used as it is.
        NotFound: there is no such standard.
    """
    errors: dict[str, str] = {}
    certificate = _read(typed, errors)
    if certificate is None:
        raise AnswersRefused(errors, confirmable=False)
    _standard(work, standard_id)
    _append(work, by, standard_id, certificate)
    record(work, by, "standard.certified", standard_id, valid_to=certificate.valid_to)


@use_case(Permission.MANAGE_EQUIPMENT, "retire a reference standard")
def retire_standard(work: Work, by: By, standard_id: UUID) -> Standard:
    """Take a standard out of use; what was measured against it stays.

    Raises:
        NotFound: there is no such standard.
        Stale: (a Conflict) somebody else changed it first.
    """
    saved = work.calibrations.save_standard(replace(_standard(work, standard_id), active=False))
    record(work, by, "standard.retired", standard_id, tag=saved.tag)
    return saved


def _standard(work: Work, standard_id: UUID) -> Standard:
    for each in work.calibrations.standards():
        if each.standard.id == standard_id:
            return each.standard
    raise NotFound("That standard is not in this database; refresh the list.")


def _append(work: Work, by: By, standard_id: UUID, certificate: _Typed) -> None:
    work.calibrations.append_certificate(
        StandardCertificate(
            id=uuid7(),
            standard_id=standard_id,
            number=certificate.number,
            issued_on=certificate.issued_on,
            valid_to=certificate.valid_to,
            uncertainty=certificate.uncertainty,
            recorded_at=by.at,
            recorded_by=by.actor.name,
        )
    )


def _read(typed: Mapping[str, str], errors: dict[str, str]) -> _Typed | None:
    number = typed.get("number", "").strip()
    if not number:
        errors["number"] = "Type the number of its certificate."
    issued_on, valid_to = (read_day(typed.get(field, "")) for field in ("issued_on", "valid_to"))
    errors |= {
        field: _DAY
        for field, day in (("issued_on", issued_on), ("valid_to", valid_to))
        if day is None
    }
    uncertainty = _uncertainty(typed, errors)
    if issued_on is None or valid_to is None or uncertainty is None:
        return None
    if valid_to < issued_on:
        errors["valid_to"] = "A certificate runs out after it was issued; check both dates."
    return None if errors else _Typed(number, issued_on, valid_to, uncertainty)


def _uncertainty(typed: Mapping[str, str], errors: dict[str, str]) -> Decimal | None:
    try:
        uncertainty = read_amount(typed.get("uncertainty", ""))
    except Refused as refusal:
        errors["uncertainty"] = str(refusal)
        return None
    if uncertainty is None or uncertainty < 0:
        errors["uncertainty"] = "Type the expanded uncertainty from its certificate."
        return None
    return uncertainty
