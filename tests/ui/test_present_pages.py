"""The pages in words: people, inbox, equipment, quality control, and a reading's record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.assets import (
    AssetEvent,
    AssetEventKind,
    AssetReason,
    AssetState,
    Verdict,
    state_of,
)
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.forms import Form
from clinicapp.domain.gate import Decision, judge
from clinicapp.domain.if_used import red_if_used
from clinicapp.domain.lester.record import PersonFacts, ScreeningRecord, Weight
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.domain.observations import (
    Observation,
    Quantity,
    ReadingEvent,
    ReadingEventKind,
    Timing,
)
from clinicapp.policies import gate_policy
from clinicapp.services.asset_record import AssetRecord
from clinicapp.services.caseload import Caseload, LatestForm, PersonInCare
from clinicapp.services.equipment import AssetStanding
from clinicapp.services.inbox import UNFINISHED, ControlResults, ReadingAtHand, Unread
from clinicapp.ui.viewmodels.card_view import ChipKind, LinkType, Tone
from clinicapp.ui.viewmodels.equipment_view import AssetStatus, QcKind, TimelineKind
from clinicapp.ui.viewmodels.inbox_view import WhyKind
from clinicapp.ui.viewmodels.people_view import FormStatus
from clinicapp.ui.viewmodels.present_devices import DeviceGlance
from clinicapp.ui.viewmodels.present_equipment import (
    STATUS_WORDS,
    asset_row,
    present_asset_record,
    present_equipment,
    status_of_asset,
)
from clinicapp.ui.viewmodels.present_inbox import (
    REFUSALS,
    Terms,
    present_inbox,
    present_unread,
    present_waiting,
    retake_sentence,
)
from clinicapp.ui.viewmodels.present_people import present_people
from clinicapp.ui.viewmodels.present_quality import present_quality
from clinicapp.ui.viewmodels.present_record import (
    clock_offset_text,
    device_time_text,
    present_record,
    present_unread_record,
)
from clinicapp.ui.words.held import why_sentence, why_short
from drivers.readings import Refusal
from tests.support.facts import (
    LONDON,
    a_plan,
    a_stored_reading,
    an_asset,
    an_event,
    an_observation,
)
from tests.support.snapshots import demo_visit, finished_visit, pack_named
from tests.support.store_samples import a_person, nhs_number

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=LONDON)
TODAY = NOW.date()
POLICY = gate_policy()
PACK = pack_named("uk-current")
TERMS = Terms(POLICY, PACK, LONDON, NOW)
ACCEPTED = datetime(2024, 1, 2, 9, tzinfo=LONDON)
GATE_CODES = sorted(POLICY.decisions)


def pressure(systolic: int, diastolic: int, **changes: object) -> Observation:
    return an_observation(
        quantities=(
            Quantity("systolic_mmhg", Decimal(systolic)),
            Quantity("diastolic_mmhg", Decimal(diastolic)),
        ),
        measured_at=NOW - timedelta(minutes=1),
        **changes,
    )


def one(kind: str, field: str, amount: str, **changes: object) -> Observation:
    return an_observation(kind, quantities=(Quantity(field, Decimal(amount)),), **changes)


def device(
    calibrated: date | None = date(2026, 2, 14),
    *more: AssetEventKind,
    verdict: Verdict = Verdict.PASS,
    accepted: bool = True,
    **changes: object,
) -> AssetStanding:
    """A monitor with a yearly calibration."""
    asset = an_asset(**changes)
    events = [an_event(asset.id, AssetEventKind.ACCEPTED, ACCEPTED)] if accepted else []
    if calibrated is not None:
        at = datetime(calibrated.year, calibrated.month, calibrated.day, 11, tzinfo=LONDON)
        events.append(an_event(asset.id, AssetEventKind.CHECKED, at, Check.CALIBRATION, verdict))
    events += [an_event(asset.id, kind, NOW - timedelta(days=2)) for kind in more]
    return AssetStanding(asset, state_of(asset.id, [a_plan(asset.id)], events, NOW))


def analyser(controlled: datetime | None, verdict: Verdict = Verdict.PASS) -> AssetStanding:
    """An analyser with a daily control."""
    asset = an_asset(tag="HB-1", category="hba1c_analyser")
    events = [an_event(asset.id, AssetEventKind.ACCEPTED, ACCEPTED)]
    if controlled is not None:
        events.append(
            an_event(asset.id, AssetEventKind.CHECKED, controlled, Check.QUALITY_CONTROL, verdict)
        )
    plan = a_plan(asset.id, Check.QUALITY_CONTROL, every_hours=24)
    return AssetStanding(asset, state_of(asset.id, [plan], events, NOW))


def at_hand(
    observation: Observation,
    of: AssetStanding | None = None,
    codes: tuple[str, ...] | None = None,
) -> ReadingAtHand:
    """A reading as the gate judged it, with nobody armed; or with the codes given."""
    found = judge(observation, None if of is None else of.state, None, POLICY)
    codes = found.codes if codes is None else codes
    ranked = max((POLICY.decide(code) for code in codes), key=tuple(Decision).index)
    event = happened(ReadingEventKind.JUDGED, decision=ranked.value, codes=codes, policy="gate-1")
    return ReadingAtHand(
        reading=a_stored_reading(observation, received_at=NOW),
        events=(event,),
        asset=None if of is None else of.asset,
        state=None if of is None else of.state,
    )


def happened(kind: ReadingEventKind, **changes: object) -> ReadingEvent:
    values: dict[str, object] = {
        "id": uuid7(),
        "reading_id": uuid7(),
        "kind": kind,
        "at": NOW,
        "actor_id": uuid7(),
        "actor_name": "Rosa Tester",
    }
    return ReadingEvent(**(values | changes))  # type: ignore[arg-type]


def glance(standing: AssetStanding, *, connected: bool = True) -> DeviceGlance:
    return DeviceGlance(standing=standing, connected=connected)


def unread(reason: str = "checksum", **changes: object) -> Unread:
    values: dict[str, object] = {
        "id": uuid7(),
        "visit_id": uuid7(),
        "link": "serial",
        "address": "COM4",
        "driver": "and-scale",
        "driver_version": "1.0",
        "received_at": NOW,
        "raw": b"ST,+00068.6  kg\r\n",
        "reason": reason,
    }
    return Unread(**(values | changes))  # type: ignore[arg-type]


# Words for every code.


@pytest.mark.parametrize("code", GATE_CODES)
def test_every_gate_code_has_words_on_its_row_and_in_its_detail(code: str) -> None:
    short, sentence = why_short(code), why_sentence(code, None, TODAY, LONDON)
    assert code not in short
    assert code not in sentence
    assert "_" not in short + sentence
    assert sentence.endswith(".")
    if POLICY.decide(code) in (Decision.HOLD, Decision.BLOCK):
        found = at_hand(pressure(128, 82), None, (code,))
        (row,) = present_inbox((found,), (), 1, TERMS).rows
        assert row.why_text == short
        assert sentence in present_waiting(found, TERMS).why


def test_every_code_that_a_device_state_can_give_is_in_the_policy() -> None:
    checks = ("CAL", "SERVICE", "PAT", "USER_CHECK")
    codes = {f"{check}_{end}" for check in checks for end in ("NEVER", "FAILED", "OVERDUE")}
    codes |= {"QC_NEVER", "QC_FAILED", "QC_DUE", "NOT_ACCEPTED", "LOST", "IN_REPAIR"}
    assert codes <= set(GATE_CODES)


@pytest.mark.parametrize("reason", [*[each.value for each in Refusal], UNFINISHED])
def test_every_refusal_of_a_driver_has_words(reason: str) -> None:
    assert reason in REFUSALS
    view = present_unread(unread(reason), TERMS)
    assert view.why == REFUSALS[reason]
    (row,) = present_inbox((), (unread(reason),), 0, TERMS).rows
    assert row.why is WhyKind.NOT_UNDERSTOOD
    assert row.why_text != "No result in it"


def test_every_state_of_equipment_has_a_word() -> None:
    assert set(STATUS_WORDS) == set(AssetStatus)


# The inbox.


def test_a_held_reading_says_since_when_its_device_is_overdue_and_by_which_policy() -> None:
    overdue = device(date(2025, 11, 14))
    view = present_waiting(at_hand(pressure(151, 93), overdue, ("CAL_OVERDUE",)), TERMS)
    assert view.title == "Blood pressure reading held"
    assert (view.value, view.unit) == ("151/93", "mmHg")
    assert view.why == (
        "Calibration was due on 14 Nov 2026, 8 days ago. "
        "Policy: Medical device calibration and use."
    )
    assert view.chip.kind is ChipKind.HELD
    assert view.has_record


@pytest.mark.parametrize(
    ("observation", "rule"),
    [
        (pressure(140, 80), "140 or over, or 90 or over"),
        (pressure(120, 90), "140 or over, or 90 or over"),
        (pressure(139, 89), ""),
        (one("hba1c", "hba1c_mmol_mol", "42"), "42 or over"),
        (one("hba1c", "hba1c_mmol_mol", "41"), ""),
        (one("glucose", "glucose_mmol_l", "11.1"), "Random 11.1 or over"),
        (one("glucose", "glucose_mmol_l", "7.0"), ""),
        (one("lipids", "total_cholesterol_mmol_l", "15"), "Cholesterol over 9"),
        (one("lipids", "total_cholesterol_mmol_l", "6.1"), ""),
        (one("weight", "weight_kg", "140"), ""),
        (one("temperature", "temperature_c", "36.5"), ""),
    ],
)
def test_a_reading_that_would_be_red_says_so_with_the_packs_rule(
    observation: Observation, rule: str
) -> None:
    view = present_waiting(at_hand(observation), TERMS)
    assert view.zone_rule == rule
    assert (view.zone is not None) == bool(rule)
    if view.zone is not None:
        assert (view.zone.kind, view.zone.text) == (ChipKind.RED_ZONE, "Red zone if used")


def test_a_high_pressure_with_an_irregular_pulse_still_warns() -> None:
    seen = pressure(151, 93, flags=("irregular_pulse",))
    found = red_if_used(seen, PACK, TODAY)
    assert found is not None
    assert found.domain is Domain.BLOOD_PRESSURE


@pytest.mark.parametrize(
    ("kg", "domain"),
    [
        ("70.4", None),  # 24.94 kg/m2, which rounds to 24.9
        ("70.5", Domain.WEIGHT),  # 24.98 kg/m2, which rounds to 25.0
    ],
)
def test_a_weight_is_judged_with_the_height_of_the_person_who_is_open(
    kg: str, domain: Domain | None
) -> None:
    person = ScreeningRecord(
        id="x", on=TODAY, height_cm=Decimal(168), person=PersonFacts(ethnicity="A")
    )
    found = red_if_used(one("weight", "weight_kg", kg), PACK, TODAY, person)
    assert (None if found is None else found.domain) is domain


def test_a_later_weight_does_not_hide_an_earlier_one_that_waits() -> None:
    person = ScreeningRecord(
        id="x",
        on=TODAY,
        height_cm=Decimal(168),
        weights=(Weight(on=TODAY, kg=Decimal(60)),),
        person=PersonFacts(ethnicity="A"),
    )
    earlier = TODAY - timedelta(days=3)
    found = red_if_used(one("weight", "weight_kg", "90"), PACK, earlier, person)
    assert found is not None
    assert found.domain is Domain.WEIGHT


def test_a_reading_can_be_used_for_the_person_whose_form_is_open() -> None:
    held = at_hand(pressure(151, 93), device(date(2025, 11, 14)))
    nobody = present_waiting(held, TERMS)
    assert nobody.use.why_not == "Open the person first, then choose this reading again."
    somebody = present_waiting(held, TERMS, form=demo_visit().snapshot())
    assert (somebody.use.why_not, somebody.use.for_whom) == ("", "EXAMPLE, Amara")
    signed = present_waiting(held, TERMS, form=finished_visit().snapshot())
    assert "signed" in signed.use.why_not
    assert signed.use.for_whom == ""


def test_a_quarantined_devices_reading_can_only_be_discarded() -> None:
    bad = device(date(2026, 2, 14), AssetEventKind.QUARANTINED)
    view = present_waiting(at_hand(pressure(128, 82), bad), TERMS, form=demo_visit().snapshot())
    assert view.chip.text == "Not usable"
    assert view.use.why_not.startswith("The policy never lets this reading be used")
    assert view.discard.why_not == ""
    assert view.why.startswith("This device is in quarantine since 20 Nov 2026.")


def test_a_reading_that_was_never_judged_can_only_be_discarded() -> None:
    found = replace(at_hand(pressure(128, 82)), events=())
    view = present_waiting(found, TERMS, form=demo_visit().snapshot())
    assert "not been judged" in view.use.why_not
    assert view.discard.why_not == ""


def test_measuring_again_is_offered_with_a_device_that_nothing_speaks_against() -> None:
    old = device(date(2025, 11, 14), tag="BP-0117")
    good = device(tag="BP-0122", model="UA-651")
    far = device(tag="BP-0100", model="UA-1")
    others = (
        glance(device(date(2025, 11, 14), tag="BP-0118")),
        glance(device(tag="SC-1", category="scale")),
        glance(old),
    )
    held = at_hand(pressure(151, 93), old)
    assert present_waiting(held, TERMS, glances=others).retake is None
    view = present_waiting(
        held, TERMS, glances=(*others, glance(far, connected=False), glance(good))
    )
    assert view.retake is not None
    assert (view.retake.tag, view.retake.state) == ("BP-0122", "Ready")
    assert view.retake.check == "In calibration to 14 Feb 2027"
    assert "A&D UA-651 (BP-0122)" in retake_sentence(view)
    alone = present_waiting(held, TERMS, glances=(glance(far, connected=False),))
    assert alone.retake is not None
    assert alone.retake.state == "Not connected now"


def test_a_stranger_device_is_replaced_by_what_measures_the_same() -> None:
    good = device(tag="BP-0122")
    view = present_waiting(at_hand(pressure(151, 93)), TERMS, glances=(glance(good),))
    assert view.retake is not None
    assert view.retake.tag == "BP-0122"


def test_the_inbox_mixes_readings_and_refused_bytes_by_time() -> None:
    early = at_hand(pressure(128, 82))
    early = replace(early, reading=replace(early.reading, received_at=NOW - timedelta(hours=1)))
    late = at_hand(pressure(130, 84))
    middle = unread(received_at=NOW - timedelta(minutes=30), incomplete=True)
    view = present_inbox((late, early), (middle,), 2, TERMS)
    assert [row.value for row in view.rows] == [
        "Blood pressure 130/84 mmHg",
        "Incomplete",
        "Blood pressure 128/82 mmHg",
    ]
    assert view.summary == "Two readings wait · 1 message not understood"
    assert view.total == 3
    assert present_inbox((), (), 0, TERMS).summary == "No readings wait"
    assert present_inbox((late,), (), 250, TERMS).total == 250


def test_refused_bytes_say_what_came_and_what_to_do() -> None:
    view = present_unread(unread("checksum", detail="3F instead of 41."), TERMS)
    assert [(fact.label, fact.value) for fact in view.facts] == [
        ("Device", "Device at COM4"),
        ("Link", "Serial cable, COM4"),
        ("Received", "22 Nov 2026, 09:41"),
        ("Length", "17 bytes"),
    ]
    assert view.why.endswith("does not agree. The driver noted: 3F instead of 41.")
    assert "Measure again" in view.next_step
    assert view.raw == b"ST,+00068.6  kg\r\n"


# The record.


def test_a_record_tells_the_whole_way_newest_first() -> None:
    cuff = device(date(2025, 11, 14))
    found = at_hand(
        pressure(151, 93, taken_at_text="2026-11-22T09:40:03", clock_offset_seconds=-4),
        cuff,
        ("CAL_OVERDUE", "NOBODY_ARMED"),
    )
    found = replace(
        found,
        events=(
            *found.events,
            happened(ReadingEventKind.USED_WITH_REASON, reason="No other device is available"),
            happened(ReadingEventKind.WITHDRAWN, reason="wrong patient"),
        ),
    )
    view = present_record(found, LONDON)
    assert view.title == "Blood pressure 151/93 mmHg"
    assert (view.device, view.serial) == ("A&D UA-651BLE", cuff.asset.serial)
    assert (view.link, view.link_text) == (LinkType.BLUETOOTH, "Bluetooth, 5C:31:3E:00:00:01")
    assert view.device_time == "22 Nov 2026, 09:40:03"
    assert view.clock_offset == "Device clock 4 s behind the station"
    assert view.received == "22 Nov 2026, 09:41:00"
    assert view.driver == "gatt-blood-pressure 1"
    assert view.raw == b"\x1e"
    assert [(entry.kind, entry.what) for entry in view.events] == [
        (TimelineKind.MOVED, "Taken back from the form"),
        (TimelineKind.WARNED, "Used with a reason"),
        (TimelineKind.WARNED, "Judged: held until somebody decides"),
        (TimelineKind.NOTED, "Received"),
    ]
    assert view.events[0].who == "Rosa Tester · wrong patient"
    assert view.events[2].who == "Calibration overdue and No form was open · policy gate-1"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (None, "Not sent"),
        ("2026-07-21T13:00:05", "21 Jul 2026, 13:00:05"),
        ("2026-07-21T13:00:05+01:00", "21 Jul 2026, 13:00:05 (UTC+0100)"),
        ("2026-13-45T99:00:00", "2026-13-45T99:00:00"),
    ],
)
def test_a_devices_time_is_told_as_it_came(sent: str | None, words: str) -> None:
    assert device_time_text(sent) == words


@pytest.mark.parametrize(
    ("seconds", "timing", "words"),
    [
        (0, Timing.DEVICE_CLOCK, "Device clock agrees with the station"),
        (4, Timing.DEVICE_CLOCK, "Device clock 4 s ahead of the station"),
        (-3_700, Timing.DEVICE_CLOCK, "Device clock 61 min behind the station"),
        (8 * 3_600, Timing.DEVICE_CLOCK, "Device clock 8 h ahead of the station"),
        (
            -3 * 86_400,
            Timing.UNKNOWN,
            "Device clock 3 days behind the station and is not trusted",
        ),
        (None, Timing.UNKNOWN, "Not known: the device's clock was not read."),
        (
            None,
            Timing.RECEIVED,
            "Not known: the device sent no time, so the station's clock counts.",
        ),
    ],
)
def test_how_far_a_clock_is_off_is_told(seconds: int | None, timing: Timing, words: str) -> None:
    seen = pressure(120, 80, clock_offset_seconds=seconds, timing=timing)
    assert clock_offset_text(seen) == words


def test_the_record_of_refused_bytes_has_them_whole() -> None:
    view = present_unread_record(unread(raw=b"\x00\x01", incomplete=True), "Damaged.", LONDON)
    assert (view.title, view.raw, view.serial) == ("Incomplete message", b"\x00\x01", "Not sent")
    assert view.events[0].what == "Received, but not understood"


# People.


def test_people_are_told_with_their_form() -> None:
    person = a_person(room="7", nhs_number=nhs_number("999 000 0018"))
    form = Form(
        id=uuid7(),
        number="LHF-2026-00001",
        person_id=person.id,
        pack="uk-current",
        opened_at=NOW - timedelta(days=3),
        opened_by="Rosa Tester",
    )
    found = Caseload(
        people=(
            PersonInCare(person, LatestForm(form, NOW)),
            PersonInCare(person, LatestForm(form, None)),
            PersonInCare(a_person(room=None, nhs_number=None, antipsychotic=None), None),
        ),
        total=18,
    )
    view = present_people(found, ward="Ash", query="", today=TODAY, zone=LONDON)
    assert (view.title, view.summary) == (
        "Physical health checks, Ash ward",
        "18 people, 22 Nov 2026",
    )
    first, second, third = view.rows
    assert (first.name, first.nhs_number, first.room) == (
        "EXAMPLE, Amara",
        "999 000 0018",
        "room 7",
    )
    assert (first.born, first.age) == ("14 Mar 1985", "41 y")
    assert (first.antipsychotic, first.started) == ("Olanzapine", "30 May 2026")
    assert (first.form, first.form_text) == (FormStatus.SIGNED, "Signed on 22 Nov 2026")
    assert (second.form, second.form_text) == (FormStatus.OPEN, "Open since 19 Nov 2026")
    assert (third.form, third.form_text) == (FormStatus.NONE, "No form yet")
    assert (third.nhs_number, third.room, third.antipsychotic, third.started) == ("", "", "", "")


def test_an_empty_ward_is_not_a_search_without_an_answer() -> None:
    none = Caseload(people=(), total=0)
    empty = present_people(none, ward="Ash", query="", today=TODAY, zone=LONDON)
    searched = present_people(none, ward="Ash", query="zzz", today=TODAY, zone=LONDON)
    assert empty.empty_title == "Nobody is on this ward yet."
    assert searched.empty_title == "Nobody found."
    assert searched.query == "zzz"


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
        id=uuid7(), asset_id=standing.asset.id, kind=kind, at=NOW, recorded_by="Kofi Sample"
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
    state: AssetState = state_of(asset.id, [plan], [event], NOW)
    found = AssetRecord(standing=AssetStanding(asset, state), plans=(plan,), events=(event,))
    view = present_asset_record(found, None, POLICY, today=TODAY, zone=LONDON)
    assert ": " in view.history[0].what
    passed = verdict is Verdict.PASS
    assert (view.history[0].kind is TimelineKind.PASSED) == passed
    assert (view.plans[0].due == "Due 22 Nov 2027") == passed


# Quality control.


def test_a_control_result_is_told_exactly_as_it_was_sent() -> None:
    seen = one("hba1c", "hba1c_mmol_mol", "38.0", control=True, lot="L-77", measured_at=NOW)
    box = analyser(NOW)
    found = ControlResults(results=(at_hand(seen, box),), total=1)
    view = present_quality(found, ward="Ash", zone=LONDON)
    (row,) = view.rows
    assert (row.value, row.unit, row.analyte, row.lot) == ("38.0", "mmol/mol", "HbA1c", "L-77")
    assert (row.time, row.tag) == ("22 Nov 2026, 09:41", "HB-1")
    assert (view.title, view.summary) == ("Quality control, Ash ward", "1 control result")


def test_a_control_without_a_number_says_so() -> None:
    seen = an_observation(
        "hba1c",
        quantities=(Quantity("hba1c_mmol_mol", None, "above", Decimal(130)),),
        control=True,
    )
    results = ControlResults(
        results=(at_hand(seen), at_hand(replace(seen, quantities=()))), total=2
    )
    rows = present_quality(results, ward=None, zone=LONDON).rows
    assert [(row.value, row.unit) for row in rows] == [("> 130 mmol/mol", ""), ("No value", "")]


def test_a_control_of_a_lipid_panel_tells_every_value() -> None:
    seen = an_observation(
        "lipids",
        quantities=(
            Quantity("total_cholesterol_mmol_l", Decimal("5.10")),
            Quantity("hdl_mmol_l", Decimal("1.3")),
            Quantity("triglycerides_mmol_l", None, "below", Decimal("0.5")),
        ),
        control=True,
    )
    found = ControlResults(results=(at_hand(seen),), total=1)
    (row,) = present_quality(found, ward="Ash", zone=LONDON).rows
    assert (row.value, row.unit) == ("Total 5.10, HDL 1.3, triglycerides < 0.5", "mmol/L")
