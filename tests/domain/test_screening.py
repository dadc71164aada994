"""From a form's facts to the record that is judged, and what is left to do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from clinicapp.domain.forms import FactKind, day_of
from clinicapp.domain.lester.record import Fasting, GlucoseTest, Method, Sample, Smoking
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone
from clinicapp.domain.screening import Left, chosen_actions, not_intervened, record_of
from tests.support.snapshots import (
    TODAY,
    ZONE,
    Visit,
    amara,
    clock,
    demo_visit,
    finished_visit,
    monitor,
    scale,
)


def test_everything_on_the_form_reaches_the_rules() -> None:
    record = finished_visit().snapshot().record
    assert record.on == TODAY
    assert (record.smoking, record.audit_c) == (Smoking.EX, 3)
    assert record.height_cm == Decimal(168)
    assert [(each.systolic_mmhg, each.diastolic_mmhg) for each in record.blood_pressures] == [
        (152, 94),
        (146, 91),
    ]
    assert [each.pulse_regular for each in record.blood_pressures] == [True, True]
    assert [(each.test, each.value) for each in record.glucose] == [
        (GlucoseTest.HBA1C, Decimal(44)),
        (GlucoseTest.GLUCOSE, Decimal("6.4")),
    ]
    assert (record.glucose[0].sample, record.glucose[1].fasting) == (Sample.POC, Fasting.NO)
    assert record.lipids.total_mmol_l == Decimal("5.1")
    assert record.lipids.qrisk3_percent == Decimal("2.1")
    assert record.person.born == amara().born
    assert record.declined == frozenset()


def test_an_empty_form_is_an_empty_record() -> None:
    record = Visit().snapshot().record
    assert (record.smoking, record.diet, record.activity, record.audit_c) == (None,) * 4
    assert (record.weights, record.blood_pressures, record.glucose) == ((), (), ())
    assert (record.height_cm, record.waist_cm, record.substances) == (None,) * 3


def test_earlier_weights_and_the_latest_earlier_height_are_carried_forward() -> None:
    visit = Visit()
    for on, kg, height in (
        (date(2025, 5, 12), "65.0", "167"),
        (date(2025, 11, 18), "65.5", "168.5"),
        (date(2026, 8, 30), "66.2", None),
    ):
        before = Visit(on=on, number=f"LHF-{on.isoformat()}")
        before.answer("weight", weight_kg=kg)
        before.answer("waist", waist_cm="80")
        if height:
            before.answer("height", height_cm=height)
        visit.before(before)
    visit.answer("weight", weight_kg="68.6")
    record = visit.snapshot().record
    assert [(each.on, str(each.kg)) for each in record.weights] == [
        (date(2025, 5, 12), "65.0"),
        (date(2025, 11, 18), "65.5"),
        (date(2026, 8, 30), "66.2"),
        (TODAY, "68.6"),
    ]
    assert record.height_cm == Decimal("168.5")
    assert record.waist_cm is None, "a waist is this visit's or none"


def test_this_visits_height_outranks_an_earlier_one() -> None:
    visit = Visit()
    before = Visit(on=date(2026, 5, 18), number="LHF-2026-00001")
    before.answer("height", height_cm="167")
    visit.before(before)
    visit.answer("height", height_cm="168")
    assert visit.snapshot().record.height_cm == Decimal(168)


def test_a_value_belongs_to_the_day_it_was_taken_in_the_wards_zone() -> None:
    visit = Visit()
    summer = date(2026, 7, 21)
    late = datetime(2026, 7, 20, 23, 30, tzinfo=ZoneInfo("UTC"))
    filed = visit.file(scale(), "weight", late, weight_kg="70")
    typed = visit.answer("height", at=late, height_cm="168")
    assert day_of(filed, ZONE) == summer
    assert day_of(typed, ZONE) == summer
    assert day_of(typed, ZoneInfo("America/New_York")) == summer - timedelta(days=1)


@pytest.mark.parametrize(
    ("monitor_says", "hand_says", "regular"),
    [
        (None, None, None),
        (None, "yes", True),
        (None, "no", False),
        ("no", None, False),
        ("no", "yes", False),
        ("no", "no", False),
    ],
)
def test_either_the_monitor_or_the_hand_can_call_a_pulse_irregular(
    monitor_says: str | None, hand_says: str | None, regular: bool | None
) -> None:
    visit = Visit()
    pressure = {"systolic_mmhg": "128", "diastolic_mmhg": "82"}
    felt = {"pulse_regular": monitor_says} if monitor_says else {}
    visit.fact(FactKind.FILED, "blood_pressure", clock(9, 38), pressure | felt)
    if hand_says:
        visit.answer("pulse_regular", pulse_regular=hand_says)
    (found,) = visit.snapshot().record.blood_pressures
    assert found.pulse_regular is regular
    assert found.method is None


def test_a_typed_pressure_was_taken_by_hand() -> None:
    visit = Visit()
    visit.answer("blood_pressure", systolic_mmhg="128", diastolic_mmhg="82", method="manual")
    assert visit.snapshot().record.blood_pressures[0].method is Method.MANUAL


def test_domains_and_what_is_beside_them_can_be_declined() -> None:
    visit = Visit()
    for item in (*Domain, *Beside):
        visit.decline(item.value)
    snapshot = visit.snapshot()
    assert snapshot.record.declined == {*Domain, *Beside}
    assert snapshot.left == ()


def test_a_red_pressure_after_a_refusal_is_red() -> None:
    visit = Visit()
    visit.answer("pulse_regular", pulse_regular="yes")
    visit.decline("blood_pressure")
    assert visit.snapshot().assessment.domains[Domain.BLOOD_PRESSURE].zone is Zone.DECLINED
    for minute in (40, 42):
        visit.file(
            monitor(),
            "blood_pressure",
            clock(9, minute),
            systolic_mmhg="182",
            diastolic_mmhg="118",
        )
    assert visit.snapshot().assessment.domains[Domain.BLOOD_PRESSURE].zone is Zone.RED


def kinds_left(visit: Visit) -> dict[Domain, Left]:
    return {each.domain: each.kind for each in visit.snapshot().left}


def test_everything_is_missing_from_an_empty_form() -> None:
    left = kinds_left(Visit())
    assert list(left) == list(Domain)
    assert set(left.values()) <= {Left.MISSING, Left.READING_NEEDED}


def test_the_picture_lacks_alcohol_and_one_action() -> None:
    assert kinds_left(demo_visit()) == {
        Domain.LIFESTYLE: Left.ALCOHOL,
        Domain.GLUCOSE: Left.ACTION,
    }


def test_nothing_is_left_of_a_finished_form() -> None:
    assert finished_visit().snapshot().left == ()


def test_a_high_first_pressure_asks_for_another() -> None:
    visit = Visit()
    visit.answer("pulse_regular", pulse_regular="yes")
    visit.answer("blood_pressure", systolic_mmhg="151", diastolic_mmhg="93")
    assert kinds_left(visit)[Domain.BLOOD_PRESSURE] is Left.READING_NEEDED


def test_alcohol_declined_is_not_left() -> None:
    visit = demo_visit()
    visit.decline("alcohol")
    assert Domain.LIFESTYLE not in kinds_left(visit)


@pytest.mark.parametrize("status", ["offered", "accepted", "declined", "not_appropriate"])
def test_any_status_of_an_action_counts_as_chosen(status: str) -> None:
    visit = demo_visit()
    visit.choose("GLU1", status)
    assert Domain.GLUCOSE not in kinds_left(visit)
    assert chosen_actions(("GLU1", "GLU2"), visit.contents) == ("GLU1",)


def test_a_cleared_action_is_left_again() -> None:
    visit = demo_visit()
    visit.choose("GLU1")
    visit.choose("GLU1", "cleared")
    assert kinds_left(visit)[Domain.GLUCOSE] is Left.ACTION


def test_a_withdrawn_reading_is_in_no_record() -> None:
    visit = Visit()
    filed = visit.file(scale(), "weight", clock(9, 49), weight_kg="68.6")
    taken = visit.fact(FactKind.WITHDRAWN, "weight", clock(9, 50), {})
    visit.facts[-1] = type(taken)(
        id=taken.id,
        form_id=taken.form_id,
        kind=taken.kind,
        at=taken.at,
        actor_id=taken.actor_id,
        actor_name=taken.actor_name,
        item="weight",
        target=filed.id,
    )
    contents = visit.contents
    record = record_of(visit.form, amara(), contents, (), TODAY, ZONE, visit.pack)
    assert record.weights == ()
    assert contents.last_fill is None


def test_case_84_red_without_an_action_is_not_intervened() -> None:
    visit = Visit()
    visit.answer("pulse_regular", pulse_regular="yes")
    for minute in (40, 42):
        pair = {"systolic_mmhg": "152", "diastolic_mmhg": "94"}
        visit.file(monitor(), "blood_pressure", clock(9, minute), **pair)
    snapshot = visit.snapshot()
    assert not_intervened(snapshot.assessment, snapshot.contents) == (Domain.BLOOD_PRESSURE,)
    visit.choose("BP1", "declined")
    done = visit.snapshot()
    assert not_intervened(done.assessment, done.contents) == ()


def test_that_the_rest_was_declined_is_no_intervention() -> None:
    visit = Visit()
    visit.answer("lipids", total_cholesterol_mmol_l="9.4", hdl_mmol_l="1.3")
    visit.decline("lipids")
    visit.choose("DEC1")
    snapshot = visit.snapshot()
    assert snapshot.record.no_more == {Domain.LIPIDS}
    assert not_intervened(snapshot.assessment, snapshot.contents) == (Domain.LIPIDS,)
