"""Break-glass use cases: an override given beforehand, the count, and the weekly review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.break_glass import (
    Allowance,
    BreakGlass,
    BreakGlassKind,
    allowance,
    breaks_glass,
    open_override,
    refuse_if_spent,
    shift_start,
)
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.gate import Decision
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.gate import GatePolicy
    from clinicapp.domain.observations import StoredReading
    from clinicapp.store.work import Work

REVIEW_DAYS: Final = 28
"""The review lists what nobody has looked at, and what was reviewed of the last so many days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassTerms:
    """What a use of a held reading is counted by: the policy, the ward, its time zone."""

    policy: GatePolicy
    ward: str
    zone: tzinfo
    reason_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One use or override, with what became of it."""

    entry: BreakGlass
    asset: Asset | None
    reading: StoredReading | None
    spent: BreakGlass | None
    reviewed: BreakGlass | None


@use_case(Permission.USE_HELD_READING, "override a locked device")
def override_once(
    work: Work, by: By, asset_id: UUID, codes: tuple[str, ...], reason: str, terms: GlassTerms
) -> BreakGlass:
    """Let the next reading of a locked device through, once, marked, and counted for review.

    Args:
        work: the transaction.
        by: who, and when.
        asset_id: the device.
        codes: why it is locked now, as shown to the person who decides.
        reason: why it is used all the same, in words.
        terms: the policy; its ``break_glass`` says how often and for how long.

    Raises:
        Refused: no reason was given; one is open already; the policy's cap is reached; or what
            speaks against the device is blocked by the policy, which nobody can pass over here.
    """
    if not reason.strip():
        raise Refused("Choose a reason first; a locked device is never used without one.")
    asset = work.assets.get(asset_id)
    if asset is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    blocked = [code for code in codes if terms.policy.decide(code) is Decision.BLOCK]
    if blocked:
        raise Refused(
            f"{asset.tag} is out of service ({', '.join(blocked)}), and the policy lets nobody "
            "pass over that; measure with another device."
        )
    if not breaks_glass(codes):
        raise Refused(f"Nothing locks {asset.tag} now; measure with it as usual.")
    rules = terms.policy.break_glass
    before = work.break_glass.of_asset(asset_id, _since(by.at, terms))
    if open_override(before, by.at, rules) is not None:
        raise Refused(f"An override of {asset.tag} waits for its reading already; measure now.")
    local = by.at.astimezone(terms.zone)
    refuse_if_spent(allowance(before, asset.category, local, rules), asset.tag)
    entry = BreakGlass(
        id=uuid7(),
        kind=BreakGlassKind.OVERRIDDEN,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        ward=terms.ward,
        asset_id=asset_id,
        codes=breaks_glass(codes),
        reason_code=terms.reason_code,
        reason=" ".join(reason.split()),
        policy=terms.policy.version,
    )
    _append(work, by, entry)
    return entry


@use_case(Permission.VIEW_EQUIPMENT, "look at how often a device was overridden")
def shift_allowance(work: Work, by: By, asset_id: UUID, terms: GlassTerms) -> Allowance:
    """How often a device was used past its checks in this shift, and how often it may be.

    Raises:
        NotFound: there is no such asset.
    """
    asset = work.assets.get(asset_id)
    if asset is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    found = work.break_glass.of_asset(asset_id, _since(by.at, terms))
    record(work, by, "break_glass.counted", asset_id, tag=asset.tag)
    local = by.at.astimezone(terms.zone)
    return allowance(found, asset.category, local, terms.policy.break_glass)


def count_use(
    work: Work,
    by: By,
    reading: StoredReading,
    asset: Asset | None,
    codes: tuple[str, ...],
    form_id: UUID,
    reason: str,
    terms: GlassTerms,
) -> BreakGlass | None:
    """Count the use of a held reading within the use case that uses it.

    Returns:
        The entry; None when it was held for nothing that device, lot or operator have to do with.

    Raises:
        Refused: the policy's cap is reached; the reading stays held.
    """
    against = breaks_glass(code for code in codes if terms.policy.decide(code) is Decision.HOLD)
    if not against:
        return None
    if asset is not None:
        found = work.break_glass.of_asset(asset.id, _since(by.at, terms))
        local = by.at.astimezone(terms.zone)
        refuse_if_spent(
            allowance(found, asset.category, local, terms.policy.break_glass), asset.tag
        )
    entry = BreakGlass(
        id=uuid7(),
        kind=BreakGlassKind.USED,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        ward=terms.ward,
        asset_id=None if asset is None else asset.id,
        reading_id=reading.id,
        form_id=form_id,
        codes=against,
        reason_code=terms.reason_code,
        reason=reason,
        policy=terms.policy.version,
    )
    _append(work, by, entry)
    return entry


def waiting_override(
    work: Work, asset: Asset | None, at: datetime, policy: GatePolicy
) -> BreakGlass | None:
    """The override of a device that its next reading would spend, if there is one."""
    if asset is None:
        return None
    rules = policy.break_glass
    found = work.break_glass.of_asset(asset.id, at - timedelta(minutes=rules.override_minutes))
    return open_override(found, at, rules)


def spend(work: Work, by: By, given: BreakGlass, reading_id: UUID) -> None:
    """Write down that an override let a reading through, within the use case that files it."""
    entry = BreakGlass(
        id=uuid7(),
        kind=BreakGlassKind.SPENT,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        ward=given.ward,
        asset_id=given.asset_id,
        reading_id=reading_id,
        target=given.id,
    )
    _append(work, by, entry)


@use_case(Permission.VIEW_EQUIPMENT, "look at what was used past its checks")
def review_list(work: Work, by: By, ward: str | None) -> tuple[ReviewRow, ...]:
    """Uses and overrides of a ward (or of all): those not reviewed first, newest first."""
    since = by.at - timedelta(days=REVIEW_DAYS)
    recent = work.break_glass.list(ward, since)
    waiting = work.break_glass.not_reviewed(ward)
    about: dict[UUID | None, dict[BreakGlassKind, BreakGlass]] = {}
    for each in recent:
        if each.target is not None:
            about.setdefault(each.target, {})[each.kind] = each
    kinds = (BreakGlassKind.USED, BreakGlassKind.OVERRIDDEN)
    entries = {each.id: each for each in (*waiting, *recent) if each.kind in kinds}
    rows = [_row(work, each, about.get(each.id, {})) for each in entries.values()]
    rows.sort(key=lambda row: (row.reviewed is None, row.entry.at), reverse=True)
    record(work, by, "break_glass.listed", ward or "all wards", count=len(rows))
    return tuple(rows)


def _row(work: Work, entry: BreakGlass, about: Mapping[BreakGlassKind, BreakGlass]) -> ReviewRow:
    spent = about.get(BreakGlassKind.SPENT)
    reading_id = entry.reading_id if spent is None else spent.reading_id
    return ReviewRow(
        entry=entry,
        asset=None if entry.asset_id is None else work.assets.get(entry.asset_id),
        reading=None if reading_id is None else work.readings.get(reading_id),
        spent=spent,
        reviewed=about.get(BreakGlassKind.REVIEWED),
    )


@use_case(Permission.REVIEW_BREAK_GLASS, "review what was used past its checks")
def review(work: Work, by: By, entry_id: UUID, note: str = "") -> BreakGlass:
    """Sign one use or override as looked at.

    Raises:
        Refused: it was reviewed before, or the reviewer used it themselves.
    """
    entry = work.break_glass.get(entry_id)
    kinds = (BreakGlassKind.USED, BreakGlassKind.OVERRIDDEN)
    if entry is None or entry.kind not in kinds:
        raise NotFound("That entry is not in this database; refresh the list.")
    if any(each.kind is BreakGlassKind.REVIEWED for each in work.break_glass.about(entry_id)):
        raise Refused("It has been reviewed already; look at the list again.")
    if entry.actor_id == by.actor.id:
        raise Refused("You used this yourself, so somebody else has to review it.")
    signed = BreakGlass(
        id=uuid7(),
        kind=BreakGlassKind.REVIEWED,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        ward=entry.ward,
        asset_id=entry.asset_id,
        target=entry.id,
        reason=" ".join(note.split()),
    )
    _append(work, by, signed)
    return signed


def _since(at: datetime, terms: GlassTerms) -> datetime:
    """From when entries can matter: the beginning of the shift, or of what is still good."""
    rules = terms.policy.break_glass
    good = at - timedelta(minutes=rules.override_minutes)
    return min(good, shift_start(at.astimezone(terms.zone), rules))


def _append(work: Work, by: By, entry: BreakGlass) -> None:
    work.break_glass.append(entry)
    record(
        work,
        by,
        f"break_glass.{entry.kind.value}",
        entry.target or entry.id,
        asset=entry.asset_id or "none",
        reading=entry.reading_id or "none",
        codes=" ".join(entry.codes),
        reason=entry.reason,
        policy=entry.policy,
    )
