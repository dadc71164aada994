"""From what was typed to a calibration that can be signed, or sentences about what cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.equipment.calibration import judge
from clinicapp.domain.equipment.calibration_entry import (
    CERTIFICATE,
    NO,
    YES,
    EntryRefused,
    read_amount,
    read_evidence,
    read_points,
    read_verdict,
)
from clinicapp.domain.equipment.calibration_record import Calibration, StandardRecord
from clinicapp.domain.errors import Refused
from clinicapp.domain.typed_days import day_words, read_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.calibration_record import CalibrationDraft, MeasuredPoint
    from clinicapp.domain.equipment.checks import CheckPlan
    from clinicapp.domain.equipment.tolerances import CalibrationPolicy, Method, ToleranceSet
    from clinicapp.domain.staff import StaffMember
    from clinicapp.services.access import By

NO_POINTS: Final = "certificate_only"
"""Why a calibration without points says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What logging a calibration begins with.

    ``plans`` are the asset's calibration plans, ``accepted_on`` the moment it was first accepted.
    ``signers`` are those who may give the second signature, without the person who is signed in.
    """

    asset: Asset
    plans: tuple[CheckPlan, ...]
    accepted_at: datetime | None
    standards: tuple[StandardRecord, ...]
    signers: tuple[StaffMember, ...]
    calibrations: tuple[Calibration, ...]
    draft: CalibrationDraft | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What has been read so far, and the sentences about what could not be."""

    typed: Mapping[str, str]
    errors: dict[str, str]

    def text(self, field: str) -> str:
        return self.typed.get(field, "").strip()


@dataclass(frozen=True, slots=True)
class _Found:
    """What the points, or a certificate in their place, come to."""

    as_found: Verdict | None
    as_left: Verdict
    why: tuple[str, ...]
    points: tuple[MeasuredPoint, ...] = ()
    adjusted: bool | None = None
    standard: StandardRecord | None = None
    plan: ToleranceSet | None = None

    @property
    def method(self) -> Method | None:
        return None if self.plan is None else self.plan.method


def prepared(
    started: Started,
    by: By,
    typed: Mapping[str, str],
    policy: CalibrationPolicy,
    zone: tzinfo,
    before: Calibration | None,
    reason: str,
) -> Calibration:
    """The calibration that was typed, judged.

    Raises:
        EntryRefused: with a sentence for each field that cannot be signed as it is.
    """
    reading = _Reading(typed, {})
    today = by.at.astimezone(zone).date()
    day = _day(reading, started, today, zone)
    if reading.text("set") == CERTIFICATE:
        found = _certificate(reading)
    else:
        found = _points(reading, started, policy, day or today)
    # Whoever signs somebody else's certificate is the second of two people already.
    own = reading.text("performed_by") in ("", by.actor.name)
    needed = policy.needs_second(started.asset.category) and (
        own or (found is not None and found.plan is not None)
    )
    second = _second(reading, started) if needed else None
    if reading.errors or day is None or found is None:
        raise EntryRefused(reading.errors)
    on_day = None if found.standard is None else found.standard.certificate_on(day)
    return Calibration(
        id=uuid7(),
        asset_id=started.asset.id,
        done_on=day,
        at=moment_of(day, by.at, zone),
        method=found.method,
        tolerance_set=CERTIFICATE if found.plan is None else found.plan.key,
        policy=policy.version,
        unit="" if found.plan is None else found.plan.unit,
        room=reading.text("room"),
        points=found.points,
        adjusted=found.adjusted,
        adjustment=reading.text("adjustment") if found.adjusted else "",
        standard_id=None if found.standard is None else found.standard.standard.id,
        certificate_id=None if on_day is None else on_day.id,
        certificate_no=reading.text("certificate_no"),
        performed_by=reading.text("performed_by") or by.actor.name,
        as_found=found.as_found,
        as_left=found.as_left,
        why=found.why,
        evidence=read_evidence(typed),
        signed_by_id=by.actor.id,
        signed_by=by.actor.name,
        signed_at=by.at,
        second_needed=needed,
        second_asked=second,
        supersedes=None if before is None else before.id,
        reason=reason if before is not None else "",
    )


def moment_of(day: date, now: datetime, zone: tzinfo) -> datetime:
    """When something counts that was done on a day: now for today, noon for an earlier day."""
    if day == now.astimezone(zone).date():
        return now
    return datetime.combine(day, time(12), zone)


def _day(reading: _Reading, started: Started, today: date, zone: tzinfo) -> date | None:
    day = read_day(reading.text("done_on")) if reading.text("done_on") else today
    accepted = started.accepted_at
    if day is None:
        reading.errors["done_on"] = "Type the date as 6 Dec 2026 or 06/12/2026."
    elif day > today:
        reading.errors["done_on"] = (
            f"{day_words(day)} is in the future; enter the day on which it was done."
        )
    elif accepted is not None and day < accepted.astimezone(zone).date():
        first = day_words(accepted.astimezone(zone).date())
        reading.errors["done_on"] = (
            f"This device was accepted on {first}; a calibration before that is not its own."
        )
    else:
        return day
    return None


def _certificate(reading: _Reading) -> _Found | None:
    """A certificate, a service report or a photo of the sticker, without points."""
    as_left = read_verdict(reading.text("result"))
    if as_left is None:
        reading.errors["result"] = "Choose what the certificate or report says: pass or fail."
    if not reading.text("certificate_no") and not read_evidence(reading.typed):
        reading.errors["certificate_no"] = (
            "Type the certificate's number, or add the certificate, the service report or a photo "
            "of the sticker."
        )
    if as_left is None:
        return None
    return _Found(read_verdict(reading.text("found_result")), as_left, (NO_POINTS,))


def _points(
    reading: _Reading, started: Started, policy: CalibrationPolicy, day: date
) -> _Found | None:
    plan = policy.set_of(reading.text("set"))
    if plan is None or started.asset.category not in plan.categories:
        reading.errors["set"] = "Choose what this device is calibrated against."
        return None
    standard = _standard(reading, started, day, plan.unit)
    measured = read_points(plan, reading.typed, _uncertainty(reading, standard, day))
    reading.errors.update(measured.errors)
    if all(point.as_found is None for point in measured.points) and not measured.errors:
        reading.errors[f"found.{plan.points[0].key}"] = "Enter what the device showed as found."
    adjusted = {YES: True, NO: False}.get(reading.text("adjusted"))
    if adjusted is None:
        reading.errors["adjusted"] = "Say whether the device was adjusted."
    elif adjusted and not reading.text("adjustment"):
        reading.errors["adjustment"] = "Say what was adjusted."
    if standard is None:
        return None
    judged = judge([point.point() for point in measured.points], (), standard.used_on(day), day)
    return _Found(
        as_found=judged.as_found,
        as_left=judged.as_left,
        why=tuple(why.value for why in judged.why),
        points=measured.points,
        adjusted=adjusted,
        standard=standard,
        plan=plan,
    )


def _standard(reading: _Reading, started: Started, day: date, unit: str) -> StandardRecord | None:
    """The standard, if its certificate covers the day: an expired one is refused."""
    tag = reading.text("standard")
    found = next((each for each in started.standards if each.standard.tag == tag), None)
    if found is None or not found.standard.active:
        reading.errors["standard"] = "Scan or choose the reference standard."
        return None
    sentence = standard_refused(found, day, unit)
    if sentence:
        reading.errors["standard"] = sentence
        return None
    return found


def standard_refused(standard: StandardRecord, day: date, unit: str) -> str:
    """Why a standard may not be used for a calibration in a unit on a day; empty when it may."""
    if standard.standard.unit != unit:
        return (
            f"{standard.standard.tag} measures in {standard.standard.unit}, and this is calibrated "
            f"in {unit}; use another standard."
        )
    if standard.certificate_on(day) is not None:
        return ""
    newest = standard.newest
    tag = standard.standard.tag
    if newest is None:
        return f"No certificate of {tag} is recorded; use another standard, or record it first."
    if day > newest.valid_to:
        return (
            f"The certificate of {tag} ran out on {day_words(newest.valid_to)}; use a standard "
            "that is in date."
        )
    return (
        f"No certificate of {tag} covers {day_words(day)}; use another standard, or record its "
        "certificate first."
    )


def _uncertainty(reading: _Reading, standard: StandardRecord | None, day: date) -> Decimal | None:
    try:
        typed = read_amount(reading.text("uncertainty"))
    except Refused as refusal:
        reading.errors["uncertainty"] = str(refusal)
        return None
    if typed is not None and typed < 0:
        reading.errors["uncertainty"] = "An uncertainty is 0 or more."
        return None
    return uncertainty_of(reading.typed, standard, day)


def uncertainty_of(
    typed: Mapping[str, str], standard: StandardRecord | None, day: date
) -> Decimal | None:
    """The one that was typed, else that of the standard's certificate; None for neither."""
    try:
        amount = read_amount(typed.get("uncertainty", ""))
    except Refused:
        return None
    if amount is not None:
        return amount if amount >= 0 else None
    certificate = None if standard is None else standard.certificate_on(day)
    return None if certificate is None else certificate.uncertainty


def _second(reading: _Reading, started: Started) -> UUID | None:
    """Who is asked to verify it; nobody in particular when that is left open."""
    asked = reading.text("second")
    if not asked:
        return None
    if all(str(member.id) != asked for member in started.signers):
        reading.errors["second"] = "Choose a second signer who may sign, or leave it open."
        return None
    return UUID(asked)
