"""Calibration use cases: starting, drafting, signing once and twice, and what is left to do.

Nothing that was signed is ever changed: a newer calibration supersedes it, with a reason. Each
calibration that counts appends one ``checked`` event to its asset. One that needs a second
signature counts when it has it; but bad news never waits: an as-left that does not pass counts at
once, and an as-found that fails opens its look-back at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.calibration_record import (
    Calibration,
    CalibrationDraft,
    LookBack,
    Signature,
    SignState,
    StandardRecord,
    last_good,
)
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.device_findings import EVIDENCE
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import GRANTS, Permission, StaffMember
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.assets import append_check
from clinicapp.services.quality.calibration_signing import Started, prepared

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.domain.equipment.tolerances import CalibrationPolicy
    from clinicapp.store.asset_facts import AssetFacts
    from clinicapp.store.work import Work

_UNKNOWN = "That asset is not in this database; refresh the equipment list."


@dataclass(frozen=True, slots=True)
class Signed:
    """A calibration that was signed, whether it counts already, and the review that it asks for."""

    calibration: Calibration
    counts: bool
    look_back: LookBack | None


@dataclass(frozen=True, slots=True)
class OnAsset:
    """Something about an asset: the asset's tag and name beside it."""

    tag: str
    name: str
    ward: str


@dataclass(frozen=True, slots=True)
class LeftToDo:
    """What the section lists: standards, drafts, missing second signatures, open look-backs."""

    standards: tuple[StandardRecord, ...]
    drafts: tuple[tuple[CalibrationDraft, OnAsset], ...]
    awaiting: tuple[tuple[Calibration, OnAsset], ...]
    look_backs: tuple[tuple[LookBack, OnAsset], ...]


@use_case(Permission.LOG_CHECK, "log a calibration")
def start_calibration(work: Work, by: By, asset_id: UUID) -> Started:
    """Everything that the dialog needs, and what this person typed before and did not sign.

    Raises:
        NotFound: there is no such asset.
    """
    started = _started(work, by, asset_id)
    record(work, by, "calibration.started", asset_id, tag=started.asset.tag)
    return started


def _started(work: Work, by: By, asset_id: UUID) -> Started:
    facts = work.assets.facts(asset_id)
    if facts is None:
        raise NotFound(_UNKNOWN)
    return Started(
        asset=facts.asset,
        plans=tuple(plan for plan in facts.plans if plan.check is Check.CALIBRATION),
        accepted_at=accepted_at(facts.events),
        standards=work.calibrations.standards(),
        signers=tuple(
            member
            for member in work.staff.list()
            if member.active and member.id != by.actor.id and _may_sign(member)
        ),
        calibrations=work.calibrations.of_asset(asset_id),
        draft=work.calibrations.draft(asset_id, by.actor.id),
    )


def accepted_at(events: tuple[AssetEvent, ...]) -> datetime | None:
    """When an asset was first accepted; None if it never was."""
    return min((e.at for e in events if e.kind is AssetEventKind.ACCEPTED), default=None)


def _may_sign(member: StaffMember) -> bool:
    return any(Permission.LOG_CHECK in GRANTS[role] for role in member.roles)


@use_case(Permission.LOG_CHECK, "keep a draft of a calibration")
def keep_draft(work: Work, by: By, asset_id: UUID, typed: Mapping[str, str]) -> datetime:
    """Keep what was typed, as it was typed and whatever it is; when, is returned.

    Without any text, what was kept before is forgotten.
    """
    asset = work.assets.get(asset_id)
    if asset is None:
        raise NotFound(_UNKNOWN)
    texts = {field: text for field, text in typed.items() if text}
    if texts:
        work.calibrations.keep_draft(
            CalibrationDraft(
                asset_id=asset_id,
                actor_id=by.actor.id,
                actor_name=by.actor.name,
                typed=texts,
                saved_at=by.at,
            )
        )
    else:
        work.calibrations.drop_draft(asset_id, by.actor.id)
    record(work, by, "calibration.drafted", asset_id, tag=asset.tag, fields=len(texts))
    return by.at


@use_case(Permission.LOG_CHECK, "sign a calibration")
def sign_calibration(
    work: Work,
    by: By,
    asset_id: UUID,
    typed: Mapping[str, str],
    policy: CalibrationPolicy,
    zone: tzinfo,
    *,
    supersedes: UUID | None = None,
    reason: str = "",
) -> Signed:
    """Sign what was typed; the draft of it is forgotten.

    Args:
        work: the transaction.
        by: who, and when.
        asset_id: what was calibrated.
        typed: texts by field (``domain.equipment.calibration_entry``).
        policy: tolerances and signing rule.
        zone: the ward's, in which a day is a day.
        supersedes: the calibration that this one corrects.
        reason: why; asked for with ``supersedes``.

    Raises:
        EntryRefused: a field cannot be signed as it is.
        Refused: what it would supersede is not there, or is superseded already.
    """
    started = _started(work, by, asset_id)
    signed = _sign(work, by, started, typed, policy, zone, supersedes, reason)
    work.calibrations.drop_draft(asset_id, by.actor.id)
    return signed


@use_case(Permission.LOG_CHECK, "sign a calibration")
def sign_listed(
    work: Work,
    by: By,
    facts: AssetFacts,
    calibrations: tuple[Calibration, ...],
    typed: Mapping[str, str],
    policy: CalibrationPolicy,
    zone: tzinfo,
) -> Signed:
    """Sign a certificate without points that a list tells of; a draft of the device stays.

    Args:
        work: the transaction.
        by: who, and when.
        facts: the device as it is now.
        calibrations: those that it has.
        typed: texts by field, as for ``sign_calibration``.
        policy: tolerances and signing rule.
        zone: the ward's.

    Raises:
        EntryRefused: a field cannot be signed as it is.
    """
    started = Started(
        asset=facts.asset,
        plans=(),
        accepted_at=accepted_at(facts.events),
        standards=(),
        signers=(),
        calibrations=calibrations,
        draft=None,
    )
    return _sign(work, by, started, typed, policy, zone, None, "")


def _sign(
    work: Work,
    by: By,
    started: Started,
    typed: Mapping[str, str],
    policy: CalibrationPolicy,
    zone: tzinfo,
    supersedes: UUID | None,
    reason: str,
) -> Signed:
    before = _superseded(started, supersedes, reason)
    calibration = prepared(started, by, typed, policy, zone, before, reason.strip())
    for each in calibration.evidence:
        if work.attachments.get(each.sha256) is None:
            raise Refused(f"The file {each.name} is not kept in this database; add it again.")
    work.calibrations.append(calibration)
    look_back = _open_look_back(work, by, started, calibration)
    counts = not calibration.second_needed or calibration.as_left is not Verdict.PASS
    if counts:
        _count(work, by, calibration)
    record(
        work,
        by,
        "calibration.signed",
        calibration.id,
        tag=started.asset.tag,
        as_found=calibration.as_found or "",
        as_left=calibration.as_left,
        policy=calibration.policy,
        supersedes=supersedes or "",
    )
    return Signed(calibration, counts, look_back)


def _superseded(started: Started, supersedes: UUID | None, reason: str) -> Calibration | None:
    if supersedes is None:
        return None
    before = next((c for c in started.calibrations if c.id == supersedes), None)
    if before is None:
        raise NotFound("That calibration is not one of this asset's; open its record again.")
    if any(each.supersedes == supersedes for each in started.calibrations):
        raise Refused("That calibration was superseded already; correct the newer one instead.")
    if not reason.strip():
        raise Refused("Say why the earlier calibration is superseded; it stays in the history.")
    return before


def _open_look_back(
    work: Work, by: By, started: Started, calibration: Calibration
) -> LookBack | None:
    if calibration.as_found is not Verdict.FAIL:
        return None
    gone = () if calibration.supersedes is None else (calibration.supersedes,)
    good = last_good(started.calibrations, calibration.at, gone)
    look_back = LookBack(
        id=uuid7(),
        calibration_id=calibration.id,
        asset_id=calibration.asset_id,
        since=None if good is None else good.at,
        until=calibration.at,
        opened_at=by.at,
        opened_by=by.actor.name,
    )
    work.calibrations.append_look_back(look_back)
    return look_back


def _count(work: Work, by: By, calibration: Calibration) -> None:
    """Append the one event by which the asset's state knows of it."""
    before = None
    if calibration.supersedes is not None:
        before = next(
            (
                event.id
                for event in work.assets.events(calibration.asset_id)
                if event.details.get("calibration") == str(calibration.supersedes)
            ),
            None,
        )
    append_check(
        work,
        by,
        calibration.asset_id,
        Check.CALIBRATION,
        calibration.as_left,
        calibration.at,
        calibration.certificate_no,
        details={
            "calibration": str(calibration.id),
            "as_found": calibration.as_found.value if calibration.as_found else "",
        }
        | ({EVIDENCE: calibration.evidence[0].sha256} if calibration.evidence else {}),
        supersedes=before,
    )


@use_case(Permission.LOG_CHECK, "verify a calibration")
def sign_second(work: Work, by: By, calibration_id: UUID) -> Signature:
    """Give the second signature; from now on the calibration counts.

    Raises:
        NotFound: there is no such calibration.
        Refused: the same person signed first, it needs none, has one, or was superseded.
    """
    calibration = work.calibrations.get(calibration_id)
    if calibration is None:
        raise NotFound("That calibration is not in this database; refresh the list.")
    if sign_state(work, calibration) is not SignState.AWAITING_SECOND:
        raise Refused("That calibration needs no second signature any more; refresh the list.")
    if calibration.signed_by_id == by.actor.id:
        raise Refused(
            "You signed this calibration first; somebody else has to verify it. Ask the second "
            "signer."
        )
    signature = Signature(
        id=uuid7(),
        calibration_id=calibration_id,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        at=by.at,
    )
    work.calibrations.append_signature(signature)
    if calibration.as_left is Verdict.PASS:
        _count(work, by, calibration)
    record(work, by, "calibration.verified", calibration_id, as_left=calibration.as_left)
    return signature


def sign_state(work: Work, calibration: Calibration) -> SignState:
    """Where a calibration stands."""
    every = work.calibrations.of_asset(calibration.asset_id)
    if any(each.supersedes == calibration.id for each in every):
        return SignState.SUPERSEDED
    if calibration.second_needed and work.calibrations.signature(calibration.id) is None:
        return SignState.AWAITING_SECOND
    return SignState.SIGNED


@use_case(Permission.VIEW_EQUIPMENT, "look at calibrations")
def left_to_do(work: Work, by: By) -> LeftToDo:
    """Standards with their certificates, and all that is not finished, of every ward."""
    kept = work.calibrations
    drafts, awaiting, look_backs = kept.drafts(), kept.awaiting(), kept.open_look_backs()
    ids = {draft.asset_id for draft in drafts} | {each.asset_id for each in awaiting}
    assets = {
        asset_id: _on(work, asset_id) for asset_id in ids | {each.asset_id for each in look_backs}
    }
    record(work, by, "calibration.listed", "left to do", count=len(assets))
    return LeftToDo(
        standards=kept.standards(),
        drafts=tuple((each, assets[each.asset_id]) for each in drafts),
        awaiting=tuple((each, assets[each.asset_id]) for each in awaiting),
        look_backs=tuple((each, assets[each.asset_id]) for each in look_backs),
    )


def _on(work: Work, asset_id: UUID) -> OnAsset:
    asset = work.assets.get(asset_id)
    if asset is None:
        raise NotFound(_UNKNOWN)
    return OnAsset(asset.tag, asset.name, asset.ward)
