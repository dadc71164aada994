"""Fault use cases: a report by anybody, what it freezes, its sheet, and its report numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.equipment import faults
from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind
from clinicapp.domain.equipment.consumables import EVERYWHERE, MoveKind, StockMove
from clinicapp.domain.equipment.faults import FaultKind, last_fault
from clinicapp.domain.equipment.labels import read_label
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.assets import append_event
from clinicapp.services.equipment.scanned import asset_of_label
from clinicapp.services.typed_fields import TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo
    from uuid import UUID

    from clinicapp.domain.documents import Way
    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.store.device_readings import DeviceReading
    from clinicapp.store.work import Work

LAST_USES: Final = 20
_LOOK_BACK: Final = timedelta(days=90)
_KINDS: Final = frozenset(kind.value for kind in FaultKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultReported:
    """What a report did. ``frozen_lots`` counts the lots that nobody may use now."""

    asset: Asset
    event: AssetEvent
    quarantined: bool
    frozen_lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSheet:
    """What goes with a piece that is in quarantine; its last uses name nobody."""

    asset: Asset
    fault: AssetEvent
    state: AssetState
    uses: tuple[DeviceReading, ...]


@use_case(Permission.REPORT_FAULT, "report a fault")
def report_fault(work: Work, by: By, answers: Mapping[str, str], zone: tzinfo) -> FaultReported:
    """Report a fault; a piece that is not safe to use goes into quarantine at once, with its lot.

    Args:
        work: the transaction.
        by: who, and when.
        answers: ``tag`` (tag, serial number or the scanned label), ``what`` (a ``FaultKind``),
            ``words``, ``safe`` (yes or no) and perhaps ``lot`` (a lot number), as typed.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: with a sentence for each field that cannot be taken.
    """
    typed = TypedFields(answers)
    asset = _asset_of(work, typed.text("tag"), by, zone)
    if asset is None:
        typed.wrong("tag", "No equipment here has that tag or serial number; scan its label.")
    details = _details(typed, answers)
    words = typed.text("words")
    lots = _lots(work, typed, asset)
    typed.check()
    if asset is None:
        raise Refused("Scan the device's label first.")
    local = by.at.astimezone(zone)
    event = append_event(work, by, asset.id, AssetEventKind.FAULT, local, words, details)
    unsafe = details[faults.SAFE] == "no"
    if unsafe:
        what = words or details[faults.WHAT].replace("_", " ")
        of = {"reason": what, "fault": str(event.id)}
        append_event(work, by, asset.id, AssetEventKind.QUARANTINED, local, what, of)
        for lot_id in lots:
            _freeze(work, by, lot_id, f"Fault of {asset.tag}: {what}")
    return FaultReported(
        asset=asset, event=event, quarantined=unsafe, frozen_lots=len(lots) if unsafe else 0
    )


def _details(typed: TypedFields, answers: Mapping[str, str]) -> dict[str, str]:
    what, safe = answers.get("what", ""), answers.get("safe", "")
    if what not in _KINDS:
        typed.wrong("what", "Choose what is wrong.")
    if what == FaultKind.OTHER.value and not typed.has("words"):
        typed.wrong("words", "Say in a few words what is wrong.")
    if safe not in ("yes", "no"):
        typed.wrong("safe", "Say whether it is still safe to use; if you are not sure, it is not.")
    details = {faults.WHAT: what, faults.SAFE: safe}
    if typed.has("lot"):
        details[faults.LOT] = typed.text("lot")
    return details


def _asset_of(work: Work, text: str, by: By, zone: tzinfo) -> Asset | None:
    if not text:
        return None
    found = asset_of_label(work, read_label(text, by.at.astimezone(zone).date()))
    if found is not None:
        return found
    alike = work.assets.by_serial(text)
    return alike[0] if len(alike) == 1 else None


def _lots(work: Work, typed: TypedFields, asset: Asset | None) -> list[UUID]:
    """The lots of that number that devices of this kind use."""
    if not typed.has("lot") or asset is None:
        return []
    found = [
        lot.id
        for kind, lot, _moves in work.stock.lots_named(typed.text("lot"))
        if not kind.used_by or asset.category in kind.used_by
    ]
    if not found:
        typed.wrong(
            "lot", "That lot is not in the stock here; leave it empty, or receive it first."
        )
    return found


def _freeze(work: Work, by: By, lot_id: UUID, reason: str) -> None:
    work.stock.append(
        StockMove(
            id=uuid7(),
            lot_id=lot_id,
            ward=EVERYWHERE,
            kind=MoveKind.FROZEN,
            quantity=0,
            at=by.at,
            recorded_at=by.at,
            actor_id=by.actor.id,
            actor_name=by.actor.name,
            reason=reason,
        )
    )
    record(work, by, "stock.frozen", lot_id, reason=reason)


@use_case(Permission.REPORT_FAULT, "add the number of a report")
def add_report_number(work: Work, by: By, asset_id: UUID, answers: Mapping[str, str]) -> AssetEvent:
    """Keep the Yellow Card or LFPSE number with the newest fault; the entry before it stays.

    Args:
        work: the transaction.
        by: who, and when.
        asset_id: the piece.
        answers: ``yellow_card`` and ``lfpse``, as typed.

    Raises:
        AnswersRefused: nothing was typed.
        Refused: no fault of it is recorded.
    """
    fault = last_fault(work.assets.events(asset_id), by.at)
    if fault is None:
        raise Refused("No fault of this piece is recorded; report the fault first.")
    typed = TypedFields(answers)
    given = {key: typed.text(key) for key in faults.REPORTS if typed.has(key)}
    if not given:
        typed.wrong(faults.YELLOW_CARD, "Enter the number that the report was given.")
    typed.check()
    corrected = replace(
        fault,
        id=uuid7(),
        recorded_at=by.at,
        recorded_by=by.actor.name,
        details={**fault.details, **given},
        supersedes=fault.id,
    )
    work.assets.append_event(corrected)
    record(work, by, "asset.fault_reported", asset_id, event=corrected.id, **given)
    return corrected


@use_case(Permission.VIEW_EQUIPMENT, "make the sheet of a fault")
def fault_sheet(work: Work, by: By, asset_id: UUID, zone: tzinfo) -> FaultSheet:
    """The sheet of the newest fault: the piece, its checks, and its last uses without names.

    Raises:
        NotFound: there is no such piece.
        Refused: no fault of it is recorded.
    """
    facts = work.assets.facts(asset_id)
    if facts is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    fault = last_fault(facts.events, by.at)
    if fault is None:
        raise Refused("No fault of this piece is recorded; report the fault first.")
    uses = work.device_readings.between(asset_id, fault.at - _LOOK_BACK, fault.at)
    record(work, by, "asset.fault_sheet", asset_id, tag=facts.asset.tag, uses=len(uses))
    local = fault.at.astimezone(zone)
    return FaultSheet(
        asset=facts.asset,
        fault=fault,
        state=state_of(facts.asset, facts.plans, facts.events, local),
        uses=uses[-LAST_USES:],
    )


@use_case(Permission.VIEW_EQUIPMENT, "print the sheet of a fault")
def let_sheet_out(work: Work, by: By, asset_id: UUID, way: Way) -> None:
    """Write down that a sheet about a piece is printed or saved, before it is."""
    record(work, by, f"asset.fault_sheet_{way.value}", asset_id)
