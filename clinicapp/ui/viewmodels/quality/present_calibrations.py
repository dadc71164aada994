"""Calibration as a register: what is left to do, and the reference standards; in words."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.quantities import plain
from clinicapp.domain.typed_days import day_words
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.equipment_view import (
    LabelledValue,
    TimelineEntry,
    TimelineKind,
    ToolView,
)
from clinicapp.ui.viewmodels.register_view import (
    BAD_INK,
    GOOD_INK,
    PLAIN_INK,
    WARN_INK,
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterTab,
    RegisterView,
    StatusView,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.calibration_record import (
        Calibration,
        CalibrationDraft,
        LookBack,
        StandardRecord,
    )
    from clinicapp.services.quality.calibrations import LeftToDo, OnAsset

TO_DO: Final = "to_do"
STANDARDS: Final = "standards"
_SOON_DAYS: Final = 30
_TO_DO_COLUMNS: Final = (
    RegisterColumn("What", "Second signature", 2, strong=True),
    RegisterColumn("Device", "A&D UA-651 (spare)", 2),
    RegisterColumn("Since", "22 Nov 2026", 1),
    RegisterColumn("By", "Tom Placeholder", 2, in_compact=False),
)
_STANDARD_COLUMNS: Final = (
    RegisterColumn("Standard", "PM-0007", 1, strong=True),
    RegisterColumn("What it is", "Pressure meter", 2),
    RegisterColumn("Certificate", "EX-2027-7", 1, in_compact=False),
    RegisterColumn("Valid to", "22 Nov 2026", 1),
)
_VERDICTS: Final[Mapping[Verdict | None, str]] = MappingProxyType(
    {
        Verdict.PASS: "pass",
        Verdict.FAIL: "fail",
        Verdict.INDETERMINATE: "not decided",
        None: "not known",
    }
)
UNITS: Final = ("mmHg", "kg", "mm", "°C")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationTerms:
    """What the register is shown by: today, the zone, who is signed in and what they may do."""

    today: date
    zone: tzinfo
    me: UUID
    may_manage: bool
    may_sign: bool
    may_review: bool


def present_calibrations(
    left: LeftToDo, tab: str, wanted: str, terms: CalibrationTerms
) -> RegisterView:
    """The register, with the record of the row whose key is ``wanted``."""
    to_do = _to_do(left, terms)
    standards = [_standard(each, terms) for each in left.standards]
    shown = standards if tab == STANDARDS else to_do
    tools: tuple[ToolView, ...] = ()
    if tab == STANDARDS and terms.may_manage:
        tools = (ToolView("add", "Add a standard", "plus"),)
    elif tab == TO_DO and terms.may_sign:
        tools = (ToolView("visit", "Import a contractor's visit", "file-down"),)
    return RegisterView(
        title="Calibration",
        columns=_STANDARD_COLUMNS if tab == STANDARDS else _TO_DO_COLUMNS,
        rows=tuple(row for row, _record in shown),
        record=next((record for row, record in shown if row.key == wanted), None),
        tools=tools,
        tabs=(
            RegisterTab(TO_DO, "To do", "list-checks", len(to_do)),
            RegisterTab(STANDARDS, "Reference standards", "scale", 0),
        ),
        tab=tab,
        widest_status="Certificate ran out",
        order="By tag" if tab == STANDARDS else "Look-backs first, then signatures and drafts",
        empty_title="No reference standard is recorded."
        if tab == STANDARDS
        else "Nothing is left to do.",
        empty_hint="Add what devices are held against, with its certificate."
        if tab == STANDARDS
        else "A calibration is logged from a device's record, with Ctrl+L.",
    )


def _to_do(left: LeftToDo, terms: CalibrationTerms) -> list[tuple[RegisterRow, RegisterRecord]]:
    return [
        *(_look_back(each, on, terms) for each, on in left.look_backs),
        *(_awaiting(each, on, terms) for each, on in left.awaiting),
        *(_draft(each, on, terms) for each, on in left.drafts),
    ]


def _look_back(
    look_back: LookBack, on: OnAsset, terms: CalibrationTerms
) -> tuple[RegisterRow, RegisterRecord]:
    status = StatusView("triangle-alert", "To review", BAD_INK)
    until = _day(look_back.until, terms.zone)
    since = "since it was first used"
    if look_back.since is not None:
        since = f"since {_day(look_back.since, terms.zone)}"
    key = f"look_back {look_back.id}"
    row = RegisterRow(
        key,
        (
            ("Look-back", since),
            (on.tag, on.name),
            (_day(look_back.opened_at, terms.zone), ""),
            (look_back.opened_by, ""),
        ),
        status,
    )
    review = ToolView("review", "Review list", "list-checks", primary=True)
    return row, RegisterRecord(
        key=key,
        title=on.tag,
        status=status,
        subtitle=f"{on.name} was found out of tolerance on {until}.",
        why="" if terms.may_review else "The physical health lead reviews and signs it.",
        facts=(
            LabelledValue("Readings", f"{since}, until {until}"),
            LabelledValue("Ward", on.ward),
            LabelledValue("Opened by", look_back.opened_by),
        ),
        tools=(review,) if terms.may_review else (),
    )


def _awaiting(
    calibration: Calibration, on: OnAsset, terms: CalibrationTerms
) -> tuple[RegisterRow, RegisterRecord]:
    status = StatusView("user-check", "Second signature", WARN_INK)
    key = f"awaiting {calibration.id}"
    row = RegisterRow(
        key,
        (
            ("Second signature", f"as left: {_VERDICTS[calibration.as_left]}"),
            (on.tag, on.name),
            (_day(calibration.signed_at, terms.zone), ""),
            (calibration.signed_by, ""),
        ),
        status,
    )
    own = calibration.signed_by_id == terms.me
    sign = ToolView("verify", "Verify and sign", "signature", primary=True)
    supersede = ToolView("supersede", "Correct it", "pencil-line")
    return row, RegisterRecord(
        key=key,
        title=on.tag,
        status=status,
        subtitle=f"{on.name}, calibrated on {day_words(calibration.done_on)}",
        why="You signed it first; somebody else has to verify it." if own else "",
        facts=(
            LabelledValue("As found", _VERDICTS[calibration.as_found], strong=True),
            LabelledValue("As left", _VERDICTS[calibration.as_left], strong=True),
            LabelledValue("Adjusted", _adjusted(calibration)),
            LabelledValue("Performed by", calibration.performed_by),
            LabelledValue("Evidence", _files(calibration)),
        ),
        heading="Points",
        history=tuple(
            TimelineEntry(
                TimelineKind.NOTED,
                f"{point.name or plain(point.reference)} {point.unit}",
                "",
                f"As found {_amount(point.as_found)}, as left {_amount(point.as_left)}",
            )
            for point in calibration.points
        ),
        tools=tuple(
            tool
            for tool, shown in ((sign, terms.may_sign and not own), (supersede, terms.may_sign))
            if shown
        ),
    )


def _draft(
    draft: CalibrationDraft, on: OnAsset, terms: CalibrationTerms
) -> tuple[RegisterRow, RegisterRecord]:
    status = StatusView("pencil-line", "Draft", PLAIN_INK)
    key = f"draft {draft.asset_id} {draft.actor_id}"
    own = draft.actor_id == terms.me
    row = RegisterRow(
        key,
        (
            ("Draft", ""),
            (on.tag, on.name),
            (_day(draft.saved_at, terms.zone), ""),
            (draft.actor_name, ""),
        ),
        status,
    )
    go_on = ToolView("go_on", "Continue", "gauge", primary=True)
    return row, RegisterRecord(
        key=key,
        title=on.tag,
        status=status,
        subtitle=on.name,
        why="" if own else f"Only {draft.actor_name} can continue it.",
        facts=(LabelledValue("Saved", _day(draft.saved_at, terms.zone)),),
        tools=(go_on,) if own and terms.may_sign else (),
    )


def _standard(each: StandardRecord, terms: CalibrationTerms) -> tuple[RegisterRow, RegisterRecord]:
    standard, newest = each.standard, each.newest
    status = _standing(each, terms.today)
    valid_to = "" if newest is None else day_words(newest.valid_to)
    key = f"standard {standard.id}"
    row = RegisterRow(
        key,
        (
            (standard.tag, ""),
            (standard.name, f"in {standard.unit}"),
            ("" if newest is None else newest.number, ""),
            (valid_to, ""),
        ),
        status,
    )
    certify = ToolView("certify", "Record certificate", "badge-check", primary=True)
    retire = ToolView("retire", "Retire", "archive")
    return row, RegisterRecord(
        key=key,
        title=standard.tag,
        status=status,
        subtitle=standard.name,
        facts=(
            LabelledValue("Serial", standard.serial or "not recorded"),
            LabelledValue("Measures in", standard.unit),
        ),
        heading="Certificates",
        history=tuple(
            TimelineEntry(
                TimelineKind.PASSED
                if each.certificate_on(terms.today) == c
                else TimelineKind.NOTED,
                f"{c.number}, ±{plain(c.uncertainty)} {standard.unit}",
                f"to {day_words(c.valid_to)}",
                f"From {day_words(c.issued_on)}, recorded by {c.recorded_by}",
            )
            for c in reversed(each.certificates)
        ),
        tools=(certify, retire) if terms.may_manage and standard.active else (),
    )


def _standing(each: StandardRecord, today: date) -> StatusView:
    if not each.standard.active:
        return StatusView("archive", "Retired", PLAIN_INK)
    covering = each.certificate_on(today)
    if covering is None:
        return StatusView("circle-x", "Certificate ran out", BAD_INK)
    if (covering.valid_to - today).days <= _SOON_DAYS:
        return StatusView("clock-alert", "Runs out soon", WARN_INK)
    return StatusView("circle-check", "In date", GOOD_INK)


def standard_panel() -> EntrySpec:
    """Add a standard with its certificate."""
    return EntrySpec(
        card="calibration.standard",
        title="Add a reference standard",
        fields=(
            FieldSpec("tag", "Tag on it", FieldKind.TEXT),
            FieldSpec("name", "What it is", FieldKind.TEXT, help_text="Such as Pressure meter"),
            FieldSpec("serial", "Serial number", FieldKind.TEXT),
            FieldSpec(
                "unit",
                "Measures in",
                FieldKind.CHOICE,
                "",
                tuple(OptionView(unit, unit) for unit in UNITS),
            ),
            *_certificate_fields(),
        ),
        submit="Add",
    )


def certificate_panel(each: StandardRecord) -> EntrySpec:
    """Record a newer certificate; the earlier ones stay."""
    return EntrySpec(
        card=f"calibration.certificate.{each.standard.id}",
        title=f"New certificate of {each.standard.tag}",
        intro="The earlier certificates stay on record.",
        fields=_certificate_fields(each.standard.unit),
        submit="Record",
    )


def supersede_panel(calibration: Calibration) -> EntrySpec:
    """Why a calibration is corrected."""
    return EntrySpec(
        card=f"calibration.supersede.{calibration.id}",
        title="Correct a signed calibration",
        intro="The signed one stays on record; a new one takes its place once it is signed.",
        fields=(FieldSpec("reason", "What was wrong with it", FieldKind.TEXT),),
        submit="Continue",
    )


def _certificate_fields(unit: str = "") -> tuple[FieldSpec, ...]:
    day = "Such as 6 Dec 2026"
    return (
        FieldSpec("number", "Certificate number", FieldKind.TEXT),
        FieldSpec("issued_on", "Issued on", FieldKind.TEXT, help_text=day),
        FieldSpec("valid_to", "Valid to, that day included", FieldKind.TEXT, help_text=day),
        FieldSpec("uncertainty", "Expanded uncertainty", FieldKind.DECIMAL, unit),
    )


def _adjusted(calibration: Calibration) -> str:
    if calibration.adjusted is None:
        return "Not recorded"
    return calibration.adjustment if calibration.adjusted else "No"


def _files(calibration: Calibration) -> str:
    names = [each.name for each in calibration.evidence]
    if calibration.certificate_no:
        names.insert(0, f"Certificate {calibration.certificate_no}")
    return ", ".join(names) or "None"


def _amount(amount: object) -> str:
    return "not measured" if amount is None else str(amount)


def _day(at: datetime, zone: tzinfo) -> str:
    return day_words(at.astimezone(zone).date())
