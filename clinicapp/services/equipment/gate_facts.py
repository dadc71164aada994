"""What the gate is told beside the device's own state: the lot a reading names, and who took it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.equipment.competency import operator_codes
from clinicapp.domain.equipment.consumables import reading_codes
from clinicapp.domain.equipment.device_findings import device_reasons
from clinicapp.domain.sign_in import user_name_of
from clinicapp.services.staff.badges import badge_in

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.competency import CompetencyPolicy
    from clinicapp.domain.gate import Arming, GatePolicy
    from clinicapp.domain.observations import StoredReading
    from clinicapp.domain.staff import StaffMember
    from clinicapp.store.asset_facts import AssetFacts
    from clinicapp.store.work import Work


def facts_beside(
    work: Work,
    reading: StoredReading,
    facts: AssetFacts | None,
    state: AssetState | None,
    arming: Arming | None,
    policy: GatePolicy,
    now: datetime,
) -> tuple[str, ...]:
    """Every code beside those of the device's state when the reading was taken.

    Args:
        work: the transaction.
        reading: the reading.
        facts: all that is known of its device; None when it is no asset.
        state: the device's state when it was taken.
        arming: for whom the station was armed, and who is signed in.
        policy: the trust's matrix.
        now: the moment of the decision, in the ward's time zone.
    """
    if facts is None:
        return ()
    zone = now.tzinfo or UTC
    return (
        *lot_codes(work, reading, facts.asset, zone),
        *operator_findings(work, reading, facts.asset, arming, policy.competency, zone),
        *out_since(facts, state, now),
        *_device_codes(facts, state, policy),
    )


def _device_codes(
    facts: AssetFacts, state: AssetState | None, policy: GatePolicy
) -> tuple[str, ...]:
    """What the policy has against the device; it reads nothing that was not read before."""
    if state is None:
        return ()
    found = device_reasons(facts.asset, facts.events, state.as_of, policy.devices, policy.ward)
    return tuple(reason.code for reason in found)


def out_since(facts: AssetFacts, state: AssetState | None, now: datetime) -> tuple[str, ...]:
    """Whether the device was taken out of service after a reading was taken and before it came.

    A device whose clock is behind, or that sends what it remembers, must not get past a quarantine;
    nor may a reading that was good be thrown away for one: so it is a reason of its own.
    """
    if state is None or not state.in_service:
        return ()
    if all(event.at <= state.as_of for event in facts.events):
        return ()
    after = state_of(facts.asset, (), facts.events, now)
    return () if after.in_service else ("OUT_OF_SERVICE_SINCE",)


def lot_codes(
    work: Work, reading: StoredReading, asset: Asset | None, zone: tzinfo
) -> tuple[str, ...]:
    """What speaks against the lot that a person's reading names; see ``reading_codes``.

    A control result names the lot of its control material, which is quality control's concern.
    """
    seen = reading.observation
    if asset is None or seen.control or not (seen.lot or "").strip():
        return ()
    kept = [
        facts
        for facts in work.stock.lots_named(seen.lot or "")
        if not facts[0].used_by or asset.category in facts[0].used_by
    ]
    return reading_codes(
        seen.lot,
        kept,
        asset.ward,
        (seen.measured_at or reading.received_at).astimezone(zone),
        expected=bool(kept) or work.stock.keeps_for(asset.category),
    )


def operator_of(work: Work, reading: StoredReading, arming: Arming | None) -> UUID | None:
    """Who took a reading: whom the device names if they work here, else who is signed in.

    A device's own operator list may hold names or numbers that mean nobody here; then the person
    who is signed in at the station answers for it.
    """
    named = (reading.observation.operator_ref or "").strip()
    member = _member(work, named) if named else None
    if member is not None and member.active:
        return member.id
    return None if arming is None else arming.operator


def _member(work: Work, named: str) -> StaffMember | None:
    """Whose badge, user name or full name this is; None for nobody's and for several people's."""
    badge = badge_in(named)
    found = None if badge is None else work.staff.by_badge(badge)
    found = found or work.staff.by_user_name(user_name_of(named))
    if found is not None:
        return found
    alike = [each for each in work.staff.list() if each.name.casefold() == named.casefold()]
    return alike[0] if len(alike) == 1 else None


def operator_findings(
    work: Work,
    reading: StoredReading,
    asset: Asset | None,
    arming: Arming | None,
    policy: CompetencyPolicy,
    zone: tzinfo,
) -> tuple[str, ...]:
    """What speaks against whoever took a person's reading; see ``operator_codes``."""
    if asset is None or reading.observation.control or asset.category not in policy.required:
        return ()
    if arming is None and not reading.observation.operator_ref:
        # Nobody is there, and for that it is held already.
        return ()
    operator = operator_of(work, reading, arming)
    entries = () if operator is None else work.competency.of(operator, asset.category)
    moment = (reading.observation.measured_at or reading.received_at).astimezone(zone)
    return operator_codes(
        asset.category, asset.name, operator, entries, moment.date(), zone, policy
    )
