"""Quality control use cases: material, results, corrective actions, plans and external rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.quality.intervals import PlanSet
from clinicapp.domain.quality.lots import LotEvent, LotEventKind, TargetSource, in_use
from clinicapp.domain.quality.replay import ControlEvent, ControlEventKind
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.controls import keep_result, measured

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.observations import StoredReading
    from clinicapp.domain.quality.intervals import QualityPlan
    from clinicapp.domain.quality.lots import ControlLot
    from clinicapp.domain.quality.replay import ControlEntry, Judged
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedControl:
    """A control result as it was kept, with its verdict."""

    entry: ControlEntry
    judged: Judged


@use_case(Permission.MANAGE_CONTROLS, "add control material")
def add_lots(work: Work, by: By, lots: Sequence[ControlLot]) -> None:
    """Add the levels of a lot of control material.

    Raises:
        Refused: nothing was given, a level is there twice, a lot has run out, or a target is not
            complete.
    """
    if not lots:
        raise Refused("Give the lot number of a level first; nothing was added.")
    places = {(lot.field, lot.level) for lot in lots}
    if len(places) != len(lots):
        raise Refused("A level is there twice; give each level once.")
    known = {_name(lot) for lot in work.controls.lots()}
    for lot in lots:
        _check_lot(lot, by)
        if _name(lot) in known and lot.supersedes is None:
            raise Refused(f"Lot {lot.lot} of level {lot.level} is here already; open it instead.")
        work.controls.add_lot(lot)
        record(work, by, "control.lot_added", lot.id, lot=lot.lot, level=lot.level)


def _name(lot: ControlLot) -> tuple[str, str, int]:
    return lot.lot.casefold(), lot.field, lot.level


def _check_lot(lot: ControlLot, by: By) -> None:
    if not lot.lot.strip() or not lot.kit.strip():
        raise Refused(f"Level {lot.level} has no lot number; type or scan it.")
    if lot.expires_on < by.at.date():
        raise Refused(f"Lot {lot.lot} has expired, so it cannot be put in use; open another lot.")
    if lot.expected and not lot.expected.replace(",", " ").strip():
        raise Refused(f"Lot {lot.lot} has no word to expect; type it, such as negative.")
    if lot.sd is not None and lot.sd <= 0:
        raise Refused(f"The SD of lot {lot.lot} has to be above 0; correct it.")
    if lot.low is not None and lot.high is not None and lot.low > lot.high:
        raise Refused(f"The range of lot {lot.lot} ends before it begins; exchange the two.")
    if lot.fixed_target() is None and lot.source is TargetSource.MANUFACTURER:
        raise Refused(
            f"Lot {lot.lot} has no target; type its mean and SD, its range, or its word, or have "
            "it established from the first 20 results."
        )


@use_case(Permission.RUN_CONTROL, "open control material")
def open_lot(work: Work, by: By, asset_id: UUID, lot_id: UUID, at: datetime | None = None) -> None:
    """Open a vial of a lot for an analyser; of its level it is in use from then on.

    Raises:
        Refused: the time is in the future.
    """
    lot, asset = _lot(work, lot_id), _asset(work, asset_id)
    _lot_event(work, by, asset, lot, LotEventKind.OPENED, at)


@use_case(Permission.MANAGE_CONTROLS, "add control material")
def add_and_open(work: Work, by: By, asset_id: UUID, lot: ControlLot) -> None:
    """Add a level of a lot and open its first vial for an analyser."""
    add_lots(work, by, [lot])
    open_lot(work, by, asset_id, lot.id)


@use_case(Permission.RUN_CONTROL, "put control material out of use")
def retire_lot(work: Work, by: By, asset_id: UUID, lot_id: UUID) -> None:
    """A lot is used no more on an analyser; a level that failed stays locked all the same."""
    lot, asset = _lot(work, lot_id), _asset(work, asset_id)
    _lot_event(work, by, asset, lot, LotEventKind.RETIRED, None)


def _lot_event(
    work: Work, by: By, asset: Asset, lot: ControlLot, kind: LotEventKind, at: datetime | None
) -> None:
    moment = _not_later(by, at)
    event = LotEvent(
        id=uuid7(),
        lot_id=lot.id,
        asset_id=asset.id,
        kind=kind,
        at=moment,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
    )
    work.controls.add_lot_event(event)
    record(work, by, f"control.lot_{kind.value}", asset.id, lot=lot.lot, level=lot.level)


@use_case(Permission.MANAGE_CONTROLS, "change how often controls are due")
def set_plan(work: Work, by: By, asset_id: UUID, plan: QualityPlan) -> None:
    """Set how often an analyser's controls are due from now on."""
    asset = _asset(work, asset_id)
    work.controls.set_plan(
        PlanSet(
            id=uuid7(),
            asset_id=asset.id,
            at=by.at,
            actor_id=by.actor.id,
            actor_name=by.actor.name,
            plan=plan,
        )
    )
    record(work, by, "control.plan_set", asset.id, tag=asset.tag, words=plan.words)


@use_case(Permission.RUN_CONTROL, "record a control result")
def record_control(
    work: Work,
    by: By,
    asset_id: UUID,
    lot_id: UUID,
    *,
    value: Decimal | None = None,
    outcome: str = "",
    at: datetime | None = None,
) -> RecordedControl:
    """Record a control result that was read off the analyser, whatever state that is in.

    Raises:
        Refused: there is no value, the lot is not in use on this analyser, or the time is in the
            future.
    """
    lot, asset = _lot(work, lot_id), _asset(work, asset_id)
    moment = _not_later(by, at)
    if (value is None) == (not outcome.strip()):
        raise Refused("Type the value that the analyser shows; nothing was recorded.")
    if outcome.strip() and not lot.expected:
        raise Refused("This control has a number as its result; type what the analyser shows.")
    if lot.expected and not outcome.strip():
        raise Refused(f"This control has a word as its result, such as {lot.expected}; choose it.")
    _used(work, asset, lot, moment)
    entry = keep_result(
        work, by, asset.id, lot, moment, value=value, outcome=outcome.strip().casefold()
    )
    return _recorded(work, by, entry, lot)


@use_case(Permission.RUN_CONTROL, "assign a control result")
def assign(work: Work, by: By, reading_id: UUID, lot_id: UUID) -> RecordedControl:
    """Say of which lot a control reading is that could not be matched.

    Raises:
        NotFound: there is no such reading.
        Refused: it is no control result, its analyser is not known, it is assigned already, or it
            holds nothing that the lot controls.
    """
    reading = work.readings.get(reading_id)
    if reading is None:
        raise NotFound("That reading is not in this station's database; refresh the page.")
    lot = _lot(work, lot_id)
    if not reading.observation.control:
        raise Refused("That is a person's reading, so it cannot be a control; look in the inbox.")
    if work.controls.has(reading_id):
        raise Refused("This control result has been assigned already; refresh the page.")
    asset = _asset(work, asset_of_control(work, reading))
    quantity = next((q for q in reading.observation.quantities if q.field == lot.field), None)
    if quantity is None:
        raise Refused(f"This result holds nothing that lot {lot.lot} controls; choose another lot.")
    entry = keep_result(
        work,
        by,
        asset.id,
        lot,
        measured(reading),
        value=quantity.amount,
        outcome="" if quantity.amount is not None else (quantity.special or "none"),
        reading=reading,
    )
    return _recorded(work, by, entry, lot)


def asset_of_control(work: Work, reading: StoredReading) -> UUID | None:
    """The analyser that a control reading was matched to when it was placed."""
    found = [each.asset_id for each in work.readings.events(reading.id) if each.asset_id]
    return found[-1] if found else None


@use_case(Permission.RUN_CONTROL, "record a corrective action")
def corrective_action(
    work: Work, by: By, asset_id: UUID, action: str, reason: str, result_id: UUID | None = None
) -> ControlEvent:
    """Record what was done about a control; the windows of the rules begin anew with it.

    Raises:
        Refused: what was done, or why, was not said.
    """
    asset = _asset(work, asset_id)
    if not action.strip() or not reason.strip():
        raise Refused("Say what was done and what was found; nothing was recorded.")
    return _event(work, by, asset, ControlEventKind.CORRECTIVE_ACTION, action, reason, result_id)


@use_case(Permission.MANAGE_CONTROLS, "exclude a control result")
def exclude(work: Work, by: By, result_id: UUID, reason: str) -> ControlEvent:
    """Leave a result out of what follows, with a reason; it stays visible and unlocks nothing.

    Raises:
        NotFound: there is no such result.
        Refused: no reason was given.
    """
    entry = work.controls.result(result_id)
    if entry is None:
        raise NotFound("That control result is not in this database; refresh the page.")
    if not reason.strip():
        raise Refused("Say why this result is left out; nothing was changed.")
    asset = _asset(work, entry.asset_id)
    return _event(work, by, asset, ControlEventKind.EXCLUDED, "excluded", reason, result_id)


def _event(
    work: Work,
    by: By,
    asset: Asset,
    kind: ControlEventKind,
    action: str,
    reason: str,
    result_id: UUID | None,
) -> ControlEvent:
    event = ControlEvent(
        id=uuid7(),
        asset_id=asset.id,
        kind=kind,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        action=action.strip(),
        reason=reason.strip(),
        result_id=result_id,
    )
    work.controls.add_event(event)
    record(work, by, f"control.{kind.value}", asset.id, tag=asset.tag, result=result_id or "")
    return event


def _recorded(work: Work, by: By, entry: ControlEntry, lot: ControlLot) -> RecordedControl:
    facts = work.controls.facts(entry.asset_id)
    # It is the newest, or one of the newest.
    newest = reversed(facts.judged) if facts else ()
    judged = next((each for each in newest if each.entry.id == entry.id), None)
    if judged is None:
        raise NotFound("That control result is not in this database; refresh the page.")
    record(
        work,
        by,
        "control.recorded",
        entry.id,
        lot=lot.lot,
        level=lot.level,
        verdict=judged.judgement.verdict.value,
    )
    return RecordedControl(entry=entry, judged=judged)


def _used(work: Work, asset: Asset, lot: ControlLot, at: datetime) -> None:
    facts = work.controls.facts(asset.id)
    used = in_use(facts.lots, facts.lot_events, at) if facts else ()
    if all(each.lot.id != lot.id for each in used):
        raise Refused(f"Lot {lot.lot} is not in use on {asset.tag}; open it first.")


def _not_later(by: By, at: datetime | None) -> datetime:
    if at is not None and at > by.at:
        raise Refused("That time is in the future; enter when it was done.")
    return at or by.at


def _lot(work: Work, lot_id: UUID) -> ControlLot:
    lot = work.controls.lot(lot_id)
    if lot is None:
        raise NotFound("That lot is not in this database; refresh the page.")
    return lot


def _asset(work: Work, asset_id: UUID | None) -> Asset:
    asset = work.assets.get(asset_id) if asset_id is not None else None
    if asset is None:
        raise NotFound("That analyser is not in this database; refresh the equipment list.")
    return asset
