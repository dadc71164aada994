"""A calibration as it is signed and kept, the reference standards, and the look-backs it opens."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.equipment.calibration import Point, StandardUsed, judge_point
from clinicapp.domain.equipment.look_back import AsFound, FoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from clinicapp.domain.equipment.tolerances import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A reference standard that devices are held against. ``version`` counts changes."""

    id: UUID
    tag: str
    name: str
    serial: str
    unit: str
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardCertificate:
    """A standard's own certificate, both days included; a newer one never overwrites an older.

    ``uncertainty`` is the expanded one, in the standard's unit; ``evidence`` the SHA-256 of a file.
    """

    id: UUID
    standard_id: UUID
    number: str
    issued_on: date
    valid_to: date
    uncertainty: Decimal
    recorded_at: datetime
    recorded_by: str
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class StandardRecord:
    """A standard with its certificates, oldest first."""

    standard: Standard
    certificates: tuple[StandardCertificate, ...]

    @property
    def newest(self) -> StandardCertificate | None:
        """The certificate that runs longest."""
        return max(self.certificates, key=lambda c: (c.valid_to, c.id), default=None)

    def certificate_on(self, day: date) -> StandardCertificate | None:
        """The certificate that covers a day, the newest of several; None when none does."""
        covering = [c for c in self.certificates if c.issued_on <= day <= c.valid_to]
        return max(covering, key=lambda c: (c.issued_on, c.id), default=None)

    def used_on(self, day: date) -> StandardUsed:
        """The standard as the verdict asks for it: how long its certificate of that day runs."""
        covering = self.certificate_on(day)
        known = covering or self.newest
        if covering is None and known is not None and day < known.issued_on:
            return StandardUsed(tag=self.standard.tag)
        return StandardUsed(
            tag=self.standard.tag, valid_to=None if known is None else known.valid_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPoint:
    """A planned point with what was measured at it, in ``unit``; ``name`` as in the plan."""

    name: str
    unit: str
    reference: Decimal
    tolerance: Decimal
    uncertainty: Decimal
    as_found: Decimal | None
    as_left: Decimal | None

    def point(self) -> Point:
        """The point as it is judged."""
        return Point(
            reference=self.reference,
            tolerance=self.tolerance,
            uncertainty=self.uncertainty,
            as_found=self.as_found,
            as_left=self.as_left,
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that proves it: its SHA-256 and the name it had."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """One signed calibration; nothing in it ever changes, a newer one may supersede it.

    ``method`` is None where there are no points and a certificate, a service report or a photo of
    the sticker is all there is; ``as_found`` is None where nobody says how it was found.
    ``done_on`` is a local day, ``at`` the moment that it counts from (aware). ``second_asked``
    names who was asked to verify it; ``second_needed`` says that it counts only when somebody has.
    """

    id: UUID
    asset_id: UUID
    done_on: date
    at: datetime
    method: Method | None
    tolerance_set: str
    policy: str
    unit: str
    room: str
    points: tuple[MeasuredPoint, ...]
    adjusted: bool | None
    adjustment: str
    standard_id: UUID | None
    certificate_id: UUID | None
    certificate_no: str
    performed_by: str
    as_found: Verdict | None
    as_left: Verdict
    why: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    signed_by_id: UUID
    signed_by: str
    signed_at: datetime
    second_needed: bool
    second_asked: UUID | None = None
    supersedes: UUID | None = None
    reason: str = ""

    @property
    def error_found(self) -> AsFound:
        """What it found of the device's error, for a look-back."""
        return error_found(self.points, self.unit)


def error_found(points: Iterable[MeasuredPoint], unit: str) -> AsFound:
    """What points as found say of a device's error in a unit.

    A test without a reference of its own (a leak) says nothing about single values; where it does
    not pass, nothing bounds them.
    """
    every = tuple(points)
    return AsFound(
        unit=unit,
        points=tuple(
            FoundError(
                indicated=point.as_found,
                error=point.as_found - point.reference,
                uncertainty=point.uncertainty,
            )
            for point in every
            if not point.name and point.as_found is not None
        ),
        bounded=not any(point.name and _fails(point) for point in every),
    )


def _fails(point: MeasuredPoint) -> bool:
    if point.as_found is None:
        return False
    judged = judge_point(point.reference, point.as_found, point.tolerance, point.uncertainty)
    return judged.verdict is not Verdict.PASS


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The second signature under a calibration."""

    id: UUID
    calibration_id: UUID
    actor_id: UUID
    actor_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationDraft:
    """What was typed and is not signed yet, by the fields of the dialog, as it was typed."""

    asset_id: UUID
    actor_id: UUID
    actor_name: str
    typed: Mapping[str, str]
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """A review that a failed calibration asks for: readings measured after ``since``, to ``until``.

    ``since`` is None when the device was never found good before.
    """

    id: UUID
    calibration_id: UUID
    asset_id: UUID
    since: datetime | None
    until: datetime
    opened_at: datetime
    opened_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBackReview:
    """The signature under a look-back, with what the list came to when it was signed."""

    id: UUID
    look_back_id: UUID
    actor_id: UUID
    actor_name: str
    at: datetime
    note: str
    readings: int
    people: int
    could_have_crossed: int
    not_excluded: int
    list_sha256: str


class SignState(StrEnum):
    """Where a calibration stands."""

    SIGNED = "signed"
    AWAITING_SECOND = "awaiting_second"
    SUPERSEDED = "superseded"


def last_good(
    calibrations: Iterable[Calibration], before: datetime, without: Iterable[UUID] = ()
) -> Calibration | None:
    """The last calibration before a moment that found the device good, as found; None if never.

    A superseded one does not count, nor one in ``without``; where nobody says how the device was
    found, it is not known to have been good.
    """
    every = tuple(calibrations)
    gone = {each.supersedes for each in every} | set(without)
    good = [
        each
        for each in every
        if each.as_found is Verdict.PASS and each.at < before and each.id not in gone
    ]
    return max(good, key=lambda each: (each.at, each.id), default=None)
