"""The readings inbox and a reading's record in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.if_used import red_if_used
from clinicapp.domain.lester.record import PersonFacts, ScreeningRecord, Weight
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.domain.observations import (
    Observation,
    ReadingEventKind,
    Timing,
)
from clinicapp.ui.viewmodels.card_view import ChipKind, LinkType
from clinicapp.ui.viewmodels.equipment_view import TimelineKind
from clinicapp.ui.viewmodels.inbox.present_inbox import (
    present_inbox,
    present_unread,
    present_waiting,
    retake_sentence,
)
from clinicapp.ui.viewmodels.inbox.present_record import (
    clock_offset_text,
    device_time_text,
    present_record,
    present_unread_record,
)
from tests.support.facts import (
    LONDON,
)
from tests.support.page_facts import (
    NOW,
    PACK,
    TERMS,
    TODAY,
    at_hand,
    device,
    glance,
    happened,
    one,
    pressure,
    unread,
)
from tests.support.snapshots import demo_visit, finished_visit, stricter_pack

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


def test_a_form_that_is_open_is_judged_by_its_own_rules_not_by_those_of_the_ward() -> None:
    held = at_hand(pressure(136, 84), device(date(2025, 11, 14)))
    form = demo_visit().snapshot()
    of_the_ward = present_waiting(held, TERMS, form=form)
    assert (of_the_ward.zone, of_the_ward.zone_rule) == (None, "")
    of_the_form = present_waiting(held, TERMS, form=replace(form, pack=stricter_pack(form.pack)))
    assert of_the_form.zone is not None
    assert of_the_form.zone_rule == "135 or over, or 90 or over"


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


def test_for_whom_a_reading_would_be_used_tells_namesakes_apart() -> None:
    held = at_hand(pressure(151, 93), device(date(2025, 11, 14)))
    form = demo_visit().snapshot()
    namesake = replace(form.person, id=uuid7(), born=date(1990, 2, 1))
    alike = present_waiting(held, TERMS, form=replace(form, namesakes=(namesake,)))
    assert alike.use.for_whom == "EXAMPLE, Amara, born 14 Mar 1985 (same name on ward)"
    assert present_waiting(held, TERMS, form=form).use.for_whom == "EXAMPLE, Amara"


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
    ("flags", "told"),
    [
        ((), None),
        (("before_meal",), None),
        (("memory_holds_1_more",), ("1 more result", "")),
        (
            ("memory_holds_59_more", "memory_from_2025-11-02", "memory_to_2026-11-20"),
            ("59 more results", "Of 2 Nov 2025 to 20 Nov 2026"),
        ),
        (
            ("memory_holds_3_more", "memory_from_2026-11-20", "memory_to_2026-11-20"),
            ("3 more results", "Of 20 Nov 2026"),
        ),
        (("memory_holds_2_more", "memory_from_2026-02-31"), ("2 more results", "Of 2026-02-31")),
    ],
)
def test_what_a_memory_holds_besides_is_told(
    flags: tuple[str, ...], told: tuple[str, str] | None
) -> None:
    seen = replace(one("glucose", "glucose_mg_dl", "108"), flags=flags, stored=True)
    view = present_record(at_hand(seen, device(date(2026, 11, 14)), ("FROM_MEMORY",)), LONDON)
    found = [each for each in view.events if "memory holds" in each.what]
    wanted = (
        [] if told is None else [f"The device's memory holds {told[0]}: counted, not taken over"]
    )
    assert [each.what for each in found] == wanted
    assert told is None or found[0].who == told[1]


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
