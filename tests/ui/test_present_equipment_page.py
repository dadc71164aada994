"""The equipment page in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import AssetReason, AssetState, state_of
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.services.asset_record import AssetRecord
from clinicapp.services.equipment import AssetStanding
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.equipment_view import AssetStatus, QcKind, TimelineKind
from clinicapp.ui.viewmodels.present_equipment import (
    STATUS_WORDS,
    asset_row,
    present_asset_record,
    present_equipment,
    status_of_asset,
)
from tests.support.facts import (
    LONDON,
    a_plan,
    an_asset,
    an_event,
)
from tests.support.page_facts import (
    ACCEPTED,
    NOW,
    POLICY,
    TODAY,
    analyser,
    device,
)

# Equipment.


@pytest.mark.parametrize(
    ("standing", "status"),
    [
        (device(), AssetStatus.IN_USE),
        (device(date(2025, 12, 12)), AssetStatus.DUE_SOON),
        (device(date(2025, 11, 14)), AssetStatus.OVERDUE),
        (device(None), AssetStatus.NEVER_CHECKED),
        (device(verdict=Verdict.FAIL), AssetStatus.FAILED),
        (device(accepted=False), AssetStatus.NOT_ACCEPTED),
        (device(date(2025, 11, 14), AssetEventKind.QUARANTINED), AssetStatus.QUARANTINED),
        (device(date(2025, 11, 14), AssetEventKind.LOST), AssetStatus.LOST),
        (device(date(2026, 2, 14), AssetEventKind.SENT_FOR_REPAIR), AssetStatus.IN_REPAIR),
        (device(date(2020, 2, 14), AssetEventKind.CONDEMNED), AssetStatus.CONDEMNED),
    ],
)
def test_each_state_of_equipment_is_told_apart(
    standing: AssetStanding, status: AssetStatus
) -> None:
    assert status_of_asset(standing.state) is status
    assert asset_row(standing, None, TODAY, LONDON).status_text == STATUS_WORDS[status]


@pytest.mark.parametrize(
    ("calibrated", "due", "note", "tone"),
    [
        (date(2026, 2, 14), "14 Feb 2027", "in 84 days", Tone.MUTED),
        (date(2025, 12, 12), "12 Dec 2026", "in 20 days", Tone.WARN),
        (date(2025, 11, 22), "22 Nov 2026", "today", Tone.WARN),
        (date(2025, 11, 21), "21 Nov 2026", "1 day late", Tone.BAD),
        (date(2025, 11, 14), "14 Nov 2026", "8 days late", Tone.BAD),
        (None, "No calibration yet", "", Tone.MUTED),
    ],
)
def test_the_calibration_column_counts_the_days(
    calibrated: date | None, due: str, note: str, tone: Tone
) -> None:
    row = asset_row(device(calibrated), None, TODAY, LONDON)
    assert (row.calibration_due, row.calibration_note, row.calibration_tone) == (due, note, tone)
    assert (row.qc, row.qc_text) == (QcKind.NOT_NEEDED, "Not needed")


@pytest.mark.parametrize(
    ("standing", "qc", "words"),
    [
        (analyser(NOW.replace(hour=7, minute=30)), QcKind.PASSED, "Passed 07:30"),
        (analyser(NOW - timedelta(hours=30)), QcKind.DUE, "Due since 03:41"),
        (analyser(NOW, Verdict.FAIL), QcKind.FAILED, "Failed"),
        (analyser(None), QcKind.DUE, "Never done"),
    ],
)
def test_quality_control_is_told_with_its_time(
    standing: AssetStanding, qc: QcKind, words: str
) -> None:
    row = asset_row(standing, None, TODAY, LONDON)
    assert (row.qc, row.qc_text, row.calibration_due) == (qc, words, "Not needed")


def test_equipment_is_listed_most_urgent_first_and_counted() -> None:
    good, late = device(tag="BP-1"), device(date(2025, 11, 14), tag="BP-2")
    also = device(tag="BP-0")
    heard = {good.asset.id: NOW, late.asset.id: NOW - timedelta(days=1)}
    view = present_equipment((good, late, also), heard, ward="Ash", today=TODAY, zone=LONDON)
    assert [row.tag for row in view.rows] == ["BP-2", "BP-0", "BP-1"]
    assert [(c.count, c.words) for c in view.counts] == [
        (3, "devices"),
        (1, "overdue"),
        (2, "in use"),
    ]
    assert [row.last_heard for row in view.rows] == ["21 Nov, 09:41", "Not yet", "Today, 09:41"]
    assert view.title == "Equipment, Ash ward"
    assert present_equipment((), {}, ward="Ash", today=TODAY, zone=LONDON).counts == ()


def record_of(standing: AssetStanding, plans: tuple[CheckPlan, ...] = ()) -> AssetRecord:
    asset_id = standing.asset.id
    events = (
        an_event(asset_id, AssetEventKind.ACCEPTED, ACCEPTED),
        replace(
            an_event(
                asset_id,
                AssetEventKind.CHECKED,
                datetime(2025, 11, 14, 11, tzinfo=LONDON),
                Check.CALIBRATION,
                Verdict.PASS,
            ),
            detail="All points within tolerance",
        ),
    )
    return AssetRecord(standing=standing, plans=plans or (a_plan(asset_id),), events=events)


def test_a_record_of_equipment_has_facts_plans_history_and_why() -> None:
    late = device(date(2025, 11, 14))
    view = present_asset_record(record_of(late), NOW, POLICY, today=TODAY, zone=LONDON)
    assert view.why == (
        "Calibration was due on 14 Nov 2026, 8 days ago. "
        "Policy: Medical device calibration and use, CAL_OVERDUE is held. "
        "A calibration that passes clears it."
    )
    (plan,) = view.plans
    assert (plan.name, plan.interval, plan.due, plan.tone) == (
        "Calibration",
        "12 months",
        "Was due 14 Nov 2026",
        Tone.BAD,
    )
    assert [(entry.kind, entry.what, entry.when) for entry in view.history] == [
        (TimelineKind.PASSED, "Calibration: passed", "14 Nov 2025"),
        (TimelineKind.PASSED, "Accepted", "2 Jan 2024"),
    ]
    assert view.history[0].who == "Kofi Sample · All points within tolerance"
    facts = {fact.label: fact.value for fact in view.facts}
    assert facts["Kind"] == "Blood pressure monitor"
    assert facts["Link"] == "Bluetooth, 5C:31:3E:00:00:01"
    assert facts["Last heard"] == "Today, 09:41"


@pytest.mark.parametrize("end", ["NEVER", "FAILED", "OVERDUE", "DUE"])
@pytest.mark.parametrize("check", ["CAL", "QC", "SERVICE", "PAT", "USER_CHECK"])
def test_what_clears_it_is_told_for_every_check(check: str, end: str) -> None:
    standing = device()
    reason = AssetReason(code=f"{check}_{end}", since=NOW)
    state = replace(standing.state, reasons=(reason,))
    found = replace(record_of(standing), standing=AssetStanding(standing.asset, state))
    view = present_asset_record(found, None, POLICY, today=TODAY, zone=LONDON)
    assert view.why.endswith("that passes clears it.")


def test_nothing_is_said_against_equipment_that_is_in_order() -> None:
    view = present_asset_record(record_of(device()), None, POLICY, today=TODAY, zone=LONDON)
    assert view.why == ""
    assert view.plans[0].due == "Due 14 Feb 2027"


def test_the_worst_reason_is_told_first() -> None:
    bad = device(date(2025, 11, 14), AssetEventKind.QUARANTINED)
    view = present_asset_record(record_of(bad), None, POLICY, today=TODAY, zone=LONDON)
    assert view.why == (
        "This device is in quarantine since 20 Nov 2026. "
        "Policy: Medical device calibration and use, QUARANTINED is blocked. "
        "The equipment lead has to release it. 1 more reason below."
    )


@pytest.mark.parametrize("kind", [kind for kind in AssetEventKind if kind.value != "checked"])
def test_every_event_of_equipment_has_an_entry(kind: AssetEventKind) -> None:
    standing = device()
    event = AssetEvent(
        id=uuid7(),
        asset_id=standing.asset.id,
        kind=kind,
        at=NOW,
        recorded_at=NOW,
        recorded_by="Kofi Sample",
    )
    found = AssetRecord(standing=standing, plans=(), events=(event,))
    (entry,) = present_asset_record(found, None, POLICY, today=TODAY, zone=LONDON).history
    assert entry.what
    assert entry.who == "Kofi Sample"


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("check", list(Check))
def test_every_check_and_verdict_has_an_entry_and_a_plan(check: Check, verdict: Verdict) -> None:
    asset = an_asset()
    event = an_event(asset.id, AssetEventKind.CHECKED, NOW, check, verdict)
    plan = a_plan(asset.id, check)
    state: AssetState = state_of(asset, [plan], [event], NOW)
    found = AssetRecord(standing=AssetStanding(asset, state), plans=(plan,), events=(event,))
    view = present_asset_record(found, None, POLICY, today=TODAY, zone=LONDON)
    assert ": " in view.history[0].what
    passed = verdict is Verdict.PASS
    assert (view.history[0].kind is TimelineKind.PASSED) == passed
    assert (view.plans[0].due == "Due 22 Nov 2027") == passed
