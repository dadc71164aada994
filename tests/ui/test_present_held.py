"""A reading that waits says why, since when, and what can be done."""

from __future__ import annotations

from datetime import date

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.gate import Arming, judge
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.domain.observations import ReadingEvent, ReadingEventKind, StoredReading
from clinicapp.domain.people import Person
from clinicapp.policies import gate_policy
from clinicapp.ui.viewmodels.card_view import ChipKind
from clinicapp.ui.viewmodels.inbox.inbox_view import HeldView, WhyKind
from clinicapp.ui.viewmodels.inbox.present_held import (
    present_held,
    present_inbox_row,
    reading_value,
    use_reason_text,
)
from tests.support.snapshots import (
    NURSE,
    ZONE,
    Device,
    amara,
    clock,
    device,
    monitor,
    pack_named,
    reading_of,
    some_id,
)

NOW = clock(9, 41)
TAKEN = clock(9, 40)
PRESSURE = {"systolic_mmhg": "151", "diastolic_mmhg": "93"}
POLICY = gate_policy()


def overdue() -> Device:
    return device(("Omron", "HBP-1320"), "bp_monitor", "serial", calibrated=date(2025, 11, 14))


def judged(reading: StoredReading, of: Device | None, arming: Arming | None) -> ReadingEvent:
    state = None if of is None else of.state(TAKEN)
    result = judge(reading.observation, state, arming, POLICY)
    return ReadingEvent(
        id=some_id("judged"),
        reading_id=reading.id,
        kind=ReadingEventKind.JUDGED,
        at=NOW,
        actor_id=some_id(NURSE),
        actor_name=NURSE,
        decision=result.decision.value,
        codes=result.codes,
        policy=result.policy,
    )


def armed() -> Arming:
    return Arming(
        person_id=some_id("amara"),
        form_id=some_id("form"),
        nhs_number="9992014539",
        since=clock(9, 36),
        until=clock(10, 36),
    )


def held(
    reading: StoredReading,
    of: Device | None,
    *events: ReadingEvent,
    person: Person | None = None,
) -> HeldView:
    asset, state = (None, None) if of is None else (of.asset, of.state(TAKEN))
    return present_held(reading, events, asset, state, POLICY, ZONE, now=NOW, person=person)


def test_an_overdue_calibration_is_said_with_its_date_and_the_days() -> None:
    of = overdue()
    reading = reading_of(of, TAKEN, "blood_pressure", PRESSURE)
    view = held(reading, of, judged(reading, of, armed()), person=amara())
    assert view.title == "Blood pressure reading held"
    assert (view.value, view.unit) == ("151/93", "mmHg")
    assert "Calibration was due on 14 Nov 2026, 8 days ago." in view.why
    assert POLICY.title in view.why
    facts = {fact.label: fact for fact in view.facts}
    assert facts["Device"].value == "Omron HBP-1320"
    assert facts["Taken"].value == "22 Nov 2026, 09:40"
    due = facts["Calibration due"]
    assert due.chip is not None
    assert (due.value, due.chip.text) == ("14 Nov 2026", "8 days overdue")
    assert view.use.why_not == ""
    assert view.use.for_whom == "EXAMPLE, Amara"


def test_without_an_open_form_it_cannot_be_used_but_can_be_discarded() -> None:
    of = monitor()
    reading = reading_of(of, TAKEN, "blood_pressure", PRESSURE)
    view = held(reading, of, judged(reading, of, None))
    assert view.why.startswith("No person's form was open when this arrived.")
    assert "Open the person first" in view.use.why_not
    assert view.discard.why_not == ""


def test_a_control_result_can_never_be_used_on_a_person() -> None:
    of = monitor()
    reading = reading_of(of, TAKEN, "hba1c", {"hba1c_mmol_mol": "38"}, control=True)
    view = held(reading, of, judged(reading, of, armed()), person=amara())
    assert view.title == "Quality control result"
    assert "never" in view.use.why_not
    assert view.retake is None


def test_a_reading_of_a_quarantined_device_is_kept_and_not_usable() -> None:
    of = device(
        ("A", "B"),
        "scale",
        "serial",
        more=((AssetEventKind.QUARANTINED, clock(8, 0, date(2026, 11, 20))),),
    )
    reading = reading_of(of, TAKEN, "weight", {"weight_kg": "82.4"})
    view = held(reading, of, judged(reading, of, armed()), person=amara())
    assert "in quarantine since 20 Nov 2026." in view.why
    assert view.chip.text == "Not usable"
    assert view.use.why_not


def test_an_unlisted_device_is_named_as_it_names_itself() -> None:
    reading = reading_of(None, TAKEN, "weight", {"weight_kg": "82.4"})
    view = held(reading, None, judged(reading, None, armed()), person=amara())
    assert "not on the equipment list" in view.why
    assert view.facts[0].value == "Acme P-1"


def test_a_reading_that_was_taken_back_says_by_whom_and_why() -> None:
    of = monitor()
    reading = reading_of(of, TAKEN, "blood_pressure", PRESSURE)
    back = ReadingEvent(
        id=some_id("back"),
        reading_id=reading.id,
        kind=ReadingEventKind.WITHDRAWN,
        at=NOW,
        actor_id=some_id(NURSE),
        actor_name=NURSE,
        reason="wrong patient",
    )
    view = held(reading, of, judged(reading, of, armed()), back, person=amara())
    assert "Rosa Tester took it back from a form on 22 Nov 2026, 09:41: wrong patient." in view.why
    row = present_inbox_row(
        reading, (judged(reading, of, armed()), back), of.asset, POLICY, ZONE, now=NOW
    )
    assert row.why_text == "Taken back from a form"


def test_something_the_form_does_not_ask_for_can_only_be_discarded() -> None:
    reading = reading_of(monitor(), TAKEN, "temperature", {"temperature_c": "36.9"})
    view = held(reading, monitor(), judged(reading, monitor(), armed()), person=amara())
    assert "The form has no place for this reading" in view.use.why_not
    assert "36.9" in view.value


def test_the_red_zone_that_it_would_make_is_said_in_the_packs_words() -> None:
    of = overdue()
    reading = reading_of(of, TAKEN, "blood_pressure", PRESSURE)
    view = present_held(
        reading,
        (judged(reading, of, armed()),),
        of.asset,
        of.state(TAKEN),
        POLICY,
        ZONE,
        now=NOW,
        red=(Domain.BLOOD_PRESSURE, pack_named("lester-2012")),
    )
    assert view.zone is not None
    assert view.zone.kind is ChipKind.RED_ZONE
    assert view.zone_rule == "Over 140 systolic or over 90 diastolic"


def test_a_row_of_the_inbox_says_what_when_and_why() -> None:
    of = overdue()
    reading = reading_of(of, TAKEN, "blood_pressure", PRESSURE)
    row = present_inbox_row(
        reading, (judged(reading, of, armed()),), of.asset, POLICY, ZONE, now=NOW
    )
    assert (row.value, row.device, row.time) == (
        "Blood pressure 151/93 mmHg",
        "Omron HBP-1320",
        "09:40",
    )
    assert (row.why, row.why_text) == (WhyKind.OVERDUE, "Calibration overdue")


def test_a_reading_is_shown_in_the_unit_of_the_form() -> None:
    reading = reading_of(monitor(), TAKEN, "weight", {"weight_lb": "176"})
    assert reading_value(reading) == ("79.83", "kg")


def test_the_words_of_a_reason_are_kept_and_ones_own_words_too() -> None:
    assert use_reason_text("no_other_device") == "No other device is available"
    assert use_reason_text("Ward round waiting") == "Ward round waiting"
