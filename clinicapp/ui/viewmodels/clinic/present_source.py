"""Where a value came from and how far that is trusted, in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.forms import taken_at
from clinicapp.ui.viewmodels.card_view import LinkType, SourceChipView, TrustKind
from clinicapp.ui.words.equipment import CHECKS, OUT_OF_SERVICE, STANDINGS
from clinicapp.ui.words.gate_codes import LOT_SHORT
from clinicapp.ui.words.plain import same_day_time_text, short_day_text, time_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from clinicapp.domain.equipment.asset_state import AssetState, CheckState
    from clinicapp.domain.forms import FormFact
    from clinicapp.domain.observations import StoredReading
    from clinicapp.services.clinic.screening import Source
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_LINKS: Final[Mapping[str, LinkType]] = MappingProxyType(
    {
        "ble": LinkType.BLUETOOTH,
        "serial": LinkType.SERIAL,
        "usb": LinkType.USB,
        "tcp": LinkType.NETWORK,
    }
)
_LATE = (Standing.FAILED, Standing.NEVER, Standing.OVERDUE)


def link_type(link: str) -> LinkType:
    """The kind of link for a transport's name; a replayed capture is shown as a cable."""
    return _LINKS.get(link, LinkType.SERIAL)


def device_name(source: Source) -> str:
    """What people call the device: its asset's name, else what it says of itself."""
    return source.asset.name if source.asset is not None else unlisted_name(source.reading)


def unlisted_name(reading: StoredReading) -> str:
    """The name of a device that is no asset: as it says itself, else where it was heard."""
    seen = reading.observation
    said = " ".join(part for part in (seen.device_maker, seen.device_model) if part)
    return said or f"Device at {reading.address}"


def source_chip(visit: Visit, fact: FormFact, *, asked: bool = False) -> SourceChipView:
    """The source chip of one fact.

    Args:
        visit: the form.
        fact: the fact whose value is shown.
        asked: True when a person was asked and nothing was measured.
    """
    time = same_day_time_text(taken_at(fact), visit.today, visit.zone)
    source = visit.source(fact)
    if source is None:
        return SourceChipView(
            link=LinkType.PERSON,
            source=f"{'Asked' if asked else 'Entered'} by {fact.actor_name}",
            time=time,
            trust=TrustKind.ENTERED,
            trust_text="Entered",
        )
    kind, words = trust(source, visit.today, visit.zone)
    return SourceChipView(
        link=link_type(source.reading.link),
        source=device_name(source),
        time=time,
        trust=kind,
        trust_text=words,
        reading_id=str(source.reading.id),
    )


def trust(source: Source, today: date, zone: tzinfo) -> tuple[TrustKind, str]:
    """The trust word of a device's value: the worst thing known, else the best check passed."""
    if source.reason is not None:
        return TrustKind.REASON, "Used with a reason"
    if source.state is None:
        return TrustKind.UNKNOWN, "Not on the equipment list"
    if "UNUSUAL" in source.codes:
        return TrustKind.DUE, "Unusual value"
    marked = next((code for code in source.codes if code in LOT_SHORT), None)
    if marked is not None:
        return TrustKind.DUE, LOT_SHORT[marked]
    return asset_trust(source.state, today, zone)


def asset_trust(state: AssetState, today: date, zone: tzinfo) -> tuple[TrustKind, str]:
    """How far a device was to be trusted at the moment of ``state``."""
    for reason in state.reasons:
        if reason.code in OUT_OF_SERVICE:
            return TrustKind.FAILED, OUT_OF_SERVICE[reason.code]
    for standing in _LATE:
        for check in state.checks:
            if check.standing is standing:
                kind = TrustKind.DUE if standing is Standing.OVERDUE else TrustKind.FAILED
                return kind, f"{CHECKS[check.check]} {STANDINGS[standing]}"
    soon = [check for check in state.checks if check.standing is Standing.DUE_SOON]
    for check in sorted(soon, key=lambda each: each.due_on or today):
        due = "" if check.due_on is None else f" {short_day_text(check.due_on, today)}"
        return TrustKind.DUE, f"{CHECKS[check.check]} due{due}"
    return _passed(state, today, zone)


def control_text(check: CheckState, today: date, zone: tzinfo) -> str:
    """``QC passed 07:30``, or with its day when that was another one."""
    if check.last_at is None:
        return "QC passed"
    day = check.last_at.astimezone(zone).date()
    when = time_text(check.last_at, zone) if day == today else short_day_text(day, today)
    return f"QC passed {when}"


def _passed(state: AssetState, today: date, zone: tzinfo) -> tuple[TrustKind, str]:
    control = state.check(Check.QUALITY_CONTROL)
    if control is not None:
        return TrustKind.CHECKED, control_text(control, today, zone)
    if state.check(Check.CALIBRATION) is not None:
        return TrustKind.CHECKED, "In calibration"
    return TrustKind.UNKNOWN, "No checks planned"
