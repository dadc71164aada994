"""The equipment page in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import AssetReason, AssetState, state_of
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.equipment.listing import SHELVES, status_of
from clinicapp.services.equipment.asset_record import AssetRecord
from clinicapp.services.equipment.assets import AssetStanding
from clinicapp.services.equipment.equipment_list import EquipmentList, ListedPage, Matches
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.equipment.present_equipment import present_asset_record
from clinicapp.ui.viewmodels.equipment.present_equipment_list import asset_row, present_list
from clinicapp.ui.viewmodels.equipment_view import (
    AssetStatus,
    ListWanted,
    QcKind,
    TimelineKind,
)
from clinicapp.ui.words.equipment import STATUS_WORDS
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

# The list.


def row(standing: AssetStanding, seen: datetime | None = None, *, with_ward: bool = False):
    """A row as the list presents it, by way of what the list keeps."""
    state = standing.state
    return asset_row(
        standing.asset,
        status_of(state),
        state.check(Check.CALIBRATION),
        state.check(Check.QUALITY_CONTROL),
        seen,
        NOW,
        LONDON,
        with_ward=with_ward,
    )


@pytest.mark.parametrize(
    ("standing", "status"),
    [
        (device(), AssetStatus.AVAILABLE),
        (device(date(2026, 2, 14), AssetEventKind.PUT_IN_USE), AssetStatus.IN_USE),
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
    assert status_of(standing.state) is status
    assert row(standing).status_text == STATUS_WORDS[status]


@pytest.mark.parametrize(
    ("calibrated", "due", "note", "tone"),
    [
        (date(2026, 2, 14), "14 Feb 2027", "", Tone.MUTED),
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
    shown = row(device(calibrated))
    assert (shown.calibration_due, shown.calibration_note, shown.calibration_tone) == (
        due,
        note,
        tone,
    )
    assert (shown.qc, shown.qc_text) == (QcKind.NOT_NEEDED, "Not needed")


@pytest.mark.parametrize(
    ("standing", "qc", "words"),
    [
        (analyser(NOW.replace(hour=7, minute=30)), QcKind.PASSED, "Passed 07:30"),
        (analyser(NOW - timedelta(hours=20)), QcKind.DUE, "Due by 13:41"),
        (analyser(NOW - timedelta(hours=30)), QcKind.DUE, "Due since 03:41"),
        (analyser(NOW, Verdict.FAIL), QcKind.FAILED, "Locked 09:41"),
        (analyser(None), QcKind.DUE, "Never done"),
    ],
)
def test_quality_control_is_told_with_its_time_and_is_no_part_of_the_status(
    standing: AssetStanding, qc: QcKind, words: str
) -> None:
    shown = row(standing)
    assert (shown.qc, shown.qc_text, shown.calibration_due) == (qc, words, "Not needed")
    assert shown.status is AssetStatus.AVAILABLE


def test_a_row_says_where_and_when_it_was_last_seen() -> None:
    placed = replace(device().asset, location="Room 7")
    standing = AssetStanding(placed, device().state)
    assert row(standing).location == "Room 7"
    assert row(standing, with_ward=True).location == "Ash, Room 7"
    assert row(device()).location == "Ash"
    seen = [row(standing, at).last_seen for at in (None, NOW, NOW - timedelta(days=1))]
    assert seen == ["Not yet", "Today, 09:41", "21 Nov, 09:41"]


def a_list(tally: dict[AssetStatus, int], waits: int = 0, stale: int = 0) -> EquipmentList:
    shelves = {shelf.status: shelf for shelf in SHELVES}
    found = {shelves[status]: count for status, count in tally.items()}
    return EquipmentList(
        ward="Ash",
        everything=found,
        quality_waits=waits,
        matches=Matches(found, ListedPage((), None)),
        categories=("ecg", "bp_monitor", "new_kind"),
        wards=("Ash", "Birch"),
        stale=stale,
    )


def test_the_counts_begin_with_all_in_use_and_due_soon_and_can_be_chosen() -> None:
    found = a_list(
        {AssetStatus.OVERDUE: 1, AssetStatus.DUE_SOON: 2, AssetStatus.IN_USE: 38}, waits=1
    )
    view = present_list(found, (), ListWanted(ward="Ash", status=AssetStatus.OVERDUE))
    assert [(c.count, c.words, c.chosen) for c in view.counts] == [
        (41, "devices", False),
        (38, "in use", False),
        (2, "due soon", False),
        (1, "overdue", True),
        (1, "QC due", False),
    ]
    assert view.title == "Equipment, Ash ward"
    assert view.total == 41
    assert [choices.label for choices in view.filters] == [
        "Category",
        "Status",
        "Due within",
        "Ward",
        "Whose",
    ]
    assert [words for _code, words in view.filters[0].options] == [
        "All",
        "Blood pressure",
        "ECG",
        "New kind",
    ]


def test_an_empty_list_says_what_to_do_for_each_kind_of_person() -> None:
    empty = present_list(a_list({}), (), ListWanted(ward="Ash"))
    assert empty.counts == ()
    assert (empty.empty_title, empty.empty_hint) == (
        "No equipment on this ward.",
        "Ask the equipment lead to add the ward's devices.",
    )
    lead = present_list(a_list({}), (), ListWanted(ward="Ash"), add=True)
    assert lead.empty_hint.startswith("Press Add equipment")
    assert present_list(a_list({}, stale=3), (), ListWanted()).order == (
        "Check plans have changed: 3 pieces still to work out"
    )


# The record.


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
    view = present_asset_record(record_of(late), POLICY, today=TODAY, zone=LONDON)
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
    assert view.kind == "Blood pressure monitor"
    assert facts["Link"] == "Bluetooth, 5C:31:3E:00:00:01"
    assert facts["Last heard"] == "Not yet"


@pytest.mark.parametrize("end", ["NEVER", "FAILED", "OVERDUE", "DUE"])
@pytest.mark.parametrize("check", ["CAL", "QC", "SERVICE", "PAT", "USER_CHECK"])
def test_what_clears_it_is_told_for_every_check(check: str, end: str) -> None:
    standing = device()
    reason = AssetReason(code=f"{check}_{end}", since=NOW)
    state = replace(standing.state, reasons=(reason,))
    found = replace(record_of(standing), standing=AssetStanding(standing.asset, state))
    view = present_asset_record(found, POLICY, today=TODAY, zone=LONDON)
    assert view.why.endswith("that passes clears it.")


def test_nothing_is_said_against_equipment_that_is_in_order() -> None:
    view = present_asset_record(record_of(device()), POLICY, today=TODAY, zone=LONDON)
    assert view.why == ""
    assert view.plans[0].due == "Due 14 Feb 2027"


def test_the_worst_reason_is_told_first() -> None:
    bad = device(date(2025, 11, 14), AssetEventKind.QUARANTINED)
    view = present_asset_record(record_of(bad), POLICY, today=TODAY, zone=LONDON)
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
    (entry,) = present_asset_record(found, POLICY, today=TODAY, zone=LONDON).history
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
    view = present_asset_record(found, POLICY, today=TODAY, zone=LONDON)
    assert ": " in view.history[0].what
    passed = verdict is Verdict.PASS
    assert (view.history[0].kind is TimelineKind.PASSED) == passed
    assert (view.plans[0].due == "Due 22 Nov 2027") == passed
