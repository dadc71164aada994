"""The words of an evidence pack: an overview of a ward's equipment, then a section for each piece.

It says what is there and what is not. Nothing in it is rounded up: a check that was never done is
"never done", and a calibration that waits for its second signature does not count yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.calibration_record import SignState
from clinicapp.domain.equipment.listing import status_of
from clinicapp.ui.viewmodels.equipment.present_equipment import category_text
from clinicapp.ui.words.equipment import ASSET_EVENTS, CHECKS, STANDINGS, STATUS_WORDS, VERDICTS
from clinicapp.ui.words.held import why_sentence
from clinicapp.ui.words.plain import (
    DOT,
    counted,
    day_text,
    lower_first,
    moment_text,
    sentence_case,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, tzinfo

    from clinicapp.domain.equipment.asset_state import CheckState
    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.domain.equipment.calibration_record import MeasuredPoint
    from clinicapp.domain.equipment.checks import CheckPlan
    from clinicapp.services.quality.evidence import AssetEvidence, CalibrationEvidence, WardEvidence
    from clinicapp.ui.documents.imprint import Imprint

NOTICE: Final = (
    "Made from the facts in the station's database; each state is derived from them. "
    "SHA-256 is the fingerprint of a file."
)
_HISTORY_YEARS: Final = 3
_STATES: Final = {
    SignState.SIGNED: "",
    SignState.AWAITING_SECOND: "waits for its second signature and does not count yet",
    SignState.SUPERSEDED: "superseded by a later one",
}


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One piece in the overview. ``is_good`` where nothing speaks against its use."""

    tag: str
    device: str
    serial: str
    status: str
    checks: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point of a calibration as it is printed."""

    reference: str
    tolerance: str
    as_found: str
    as_left: str


@dataclass(frozen=True, slots=True)
class CalibrationPart:
    """A calibration: its heading, facts as label and words, and its points."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    points: tuple[PointRow, ...]


@dataclass(frozen=True, slots=True)
class AssetPart:
    """The section of one piece."""

    title: str
    status: str
    is_good: bool
    facts: tuple[tuple[str, str], ...]
    calibrations: tuple[CalibrationPart, ...]
    history: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EvidenceDocument:
    """The whole pack, ready to be laid out."""

    title: str
    trust: str
    place: str
    printed_line: str
    summary: str
    overview: tuple[OverviewRow, ...]
    assets: tuple[AssetPart, ...]


def evidence_document(found: WardEvidence, imprint: Imprint) -> EvidenceDocument:
    """The words of a pack."""
    zone = imprint.zone
    today = imprint.printed_at.astimezone(zone).date()
    place = "All wards" if found.ward is None else f"{found.ward} ward"
    overview = tuple(_overview(each, zone) for each in found.assets)
    good = sum(each.is_good for each in overview)
    return EvidenceDocument(
        title=f"Equipment evidence: {place}",
        trust=" · ".join(imprint.trust_lines),
        place=f"{place}, station {imprint.station}",
        printed_line=f"Made {moment_text(imprint.printed_at, zone)}",
        summary=(
            f"{counted(len(overview), 'piece')} of equipment: {good} in date and in service, "
            f"{len(overview) - good} with something against them."
        ),
        overview=overview,
        assets=tuple(_asset(each, today, zone) for each in found.assets),
    )


def _overview(found: AssetEvidence, zone: tzinfo) -> OverviewRow:
    asset, state = found.record.standing.asset, found.record.standing.state
    return OverviewRow(
        tag=asset.tag,
        device=asset.name,
        serial=asset.serial or "no serial number",
        status=STATUS_WORDS[status_of(state)],
        checks="; ".join(f"{CHECKS[check.check]} {_stands(check, zone)}" for check in state.checks)
        or "No check plan",
        is_good=not state.reasons,
    )


def _stands(check: CheckState, zone: tzinfo) -> str:
    if check.standing in (Standing.NEVER, Standing.FAILED):
        return STANDINGS[check.standing]
    if check.due_on is not None:
        return f"due {day_text(check.due_on)}"
    if check.due_at is not None:
        return f"due {moment_text(check.due_at, zone)}"
    return STANDINGS[check.standing]


def _asset(found: AssetEvidence, today: date, zone: tzinfo) -> AssetPart:
    asset, state = found.record.standing.asset, found.record.standing.state
    return AssetPart(
        title=f"{asset.tag}  {asset.name}",
        status=STATUS_WORDS[status_of(state)],
        is_good=not state.reasons,
        facts=tuple(_facts(found, today, zone)),
        calibrations=tuple(_calibration(each, zone) for each in found.calibrations),
        history=tuple(
            _entry(event, zone)
            for event in reversed(found.record.events)
            if event.at.astimezone(zone).date().year > today.year - _HISTORY_YEARS
        ),
    )


def _facts(found: AssetEvidence, today: date, zone: tzinfo) -> Iterator[tuple[str, str]]:
    asset, state = found.record.standing.asset, found.record.standing.state
    yield "Kind", category_text(asset.category)
    yield "Serial number", asset.serial or "Not recorded"
    yield "Place", DOT.join(part for part in (asset.ward, asset.site, asset.location) if part)
    for plan in found.record.plans:
        check = state.check(plan.check)
        words = [interval_text(plan)]
        if check is not None and check.last_at is not None:
            words.append(f"last passed {day_text(check.last_at.astimezone(zone).date())}")
        if check is not None:
            words.append(_stands(check, zone))
        yield CHECKS[plan.check], ", ".join(words)
    for reason in state.reasons:
        yield "Against it", why_sentence(reason.code, state, today, zone)


def interval_text(plan: CheckPlan) -> str:
    """``every 12 months``."""
    if plan.every_months is not None:
        return f"every {counted(plan.every_months, 'month')}"
    if plan.every_days is not None:
        return f"every {counted(plan.every_days, 'day')}"
    return f"every {counted(plan.every_hours or 0, 'hour')}"


def _calibration(found: CalibrationEvidence, zone: tzinfo) -> CalibrationPart:
    made = found.calibration
    verdicts = [f"as left {lower_first(VERDICTS[made.as_left])}"]
    if made.as_found is not None:
        verdicts.insert(0, f"as found {lower_first(VERDICTS[made.as_found])}")
    heading = f"Calibration of {day_text(made.done_on)}: {', '.join(verdicts)}"
    note = _STATES[found.state]
    return CalibrationPart(
        heading=f"{heading} ({note})" if note else heading,
        facts=tuple(_calibration_facts(found, zone)),
        points=tuple(_point(point, made.unit) for point in made.points),
    )


def _calibration_facts(found: CalibrationEvidence, zone: tzinfo) -> Iterator[tuple[str, str]]:
    made = found.calibration
    if found.standard is not None:
        certificate = next(
            (c for c in found.standard.certificates if c.id == made.certificate_id), None
        )
        words = f"{found.standard.standard.tag}, {found.standard.standard.name}"
        if certificate is not None:
            words += f", certificate {certificate.number} valid to {day_text(certificate.valid_to)}"
        yield "Standard", words
    if made.certificate_no:
        yield "Certificate", made.certificate_no
    if made.adjusted is not None:
        yield "Adjusted", made.adjustment or ("Yes" if made.adjusted else "No")
    yield "Done by", made.performed_by
    yield "Signed", f"{made.signed_by}, {moment_text(made.signed_at, zone)}"
    if found.second is not None:
        at = moment_text(found.second.at, zone)
        yield "Verified", f"{found.second.actor_name}, {at}"
    for code in made.why:
        yield "Note", sentence_case(code.replace("_", " "))
    for file in made.evidence:
        yield "File", f"{file.name}, SHA-256 {file.sha256}"


def _point(point: MeasuredPoint, unit: str) -> PointRow:
    name = f"{point.name}: " if point.name else ""
    return PointRow(
        reference=f"{name}{point.reference:f} {point.unit or unit}",
        tolerance=f"± {point.tolerance:f}",
        as_found="" if point.as_found is None else f"{point.as_found:f}",
        as_left="" if point.as_left is None else f"{point.as_left:f}",
    )


def _entry(event: AssetEvent, zone: tzinfo) -> tuple[str, str]:
    what = ASSET_EVENTS[event.kind]
    if event.check is not None and event.verdict is not None:
        what = f"{CHECKS[event.check]}: {lower_first(VERDICTS[event.verdict])}"
    words = DOT.join(part for part in (what, event.recorded_by, event.detail) if part)
    return day_text(event.at.astimezone(zone).date()), words
