"""A fault is reported by anybody; what is not safe is out of use at once, and back by a check."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.documents import Way
from clinicapp.domain.equipment.asset_state import Stage, state_of
from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import ReadingStatus, status_of
from clinicapp.services.clinic import filing, receiving
from clinicapp.services.equipment import faults, life_steps, stock
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.back_room import STATION, TECHNICIAN, TWO, BackRoom, pressure, some_uuid
from tests.support.facts import LONDON
from tests.support.store_samples import a_delivery

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.services.clinic.filing import Placed
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.services.equipment.faults import FaultReported
    from clinicapp.store.work import Work

ANSWERS = {"tag": "BP-1", "what": "wrong_values", "words": "Reads 40 too high", "safe": "no"}


@pytest.fixture
def cuff(room: BackRoom) -> Asset:
    return room.equip("BP-1")


@pytest.fixture
def form(room: BackRoom) -> FormSnapshot:
    return room.open_form(room.admit())


def report(room: BackRoom, **changes: str) -> FaultReported:
    typed = {**ANSWERS, **changes}
    return room.run(lambda work: faults.report_fault(work, room.by(), typed, LONDON))


def refused(room: BackRoom, **changes: str) -> dict[str, str]:
    with pytest.raises(AnswersRefused) as refusal:
        report(room, **changes)
    return refusal.value.errors


def step(room: BackRoom, cuff: Asset, name: str, **answers: str) -> AssetEvent:
    room.now += timedelta(minutes=1)
    typed = {"step": name, **answers}
    by = room.by(TECHNICIAN)
    return room.run(lambda work: life_steps.take_step(work, by, cuff.id, typed, LONDON))


def step_errors(room: BackRoom, cuff: Asset, name: str, **answers: str) -> set[str]:
    with pytest.raises(AnswersRefused) as refusal:
        step(room, cuff, name, **answers)
    return set(refusal.value.errors)


def stage(room: BackRoom, cuff: Asset) -> Stage:
    facts = room.run(lambda work: work.assets.facts(cuff.id))
    assert facts is not None
    return state_of(facts.asset, facts.plans, facts.events, room.now).stage


def send(room: BackRoom, cuff: Asset, form: FormSnapshot) -> Placed:
    room.now += timedelta(minutes=1)
    return room.send(cuff, pressure(), room.arm(form))


def decision(placed: Placed) -> Decision:
    assert placed.gate is not None
    return placed.gate.decision


def test_an_unsafe_device_is_blocked_from_the_next_reading_on(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    assert decision(send(room, cuff, form)) is Decision.ALLOW
    found = report(room)
    assert (found.quarantined, stage(room, cuff)) == (True, Stage.QUARANTINED)
    placed = send(room, cuff, form)
    assert (decision(placed), placed.fact) == (Decision.BLOCK, None)
    # It is kept and shown, and nobody can use it past that.
    events = room.run(lambda work: work.readings.events(placed.reading.id))
    assert status_of(events) is ReadingStatus.BLOCKED
    with pytest.raises(Refused, match="not held any more"):
        room.run(
            lambda work: filing.use_held(
                work, room.by(), placed.reading.id, form.form.id, "urgent", TWO
            )
        )


def test_a_reading_from_before_the_quarantine_that_comes_after_it_waits_for_a_person(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    before = room.now
    room.now += timedelta(seconds=5)
    report(room)
    room.now += timedelta(seconds=5)
    seen = replace(pressure(), device_serial=cuff.serial, measured_at=before)
    delivery = a_delivery(seen, received_at=room.now, link=cuff.link, address=cuff.address)
    by, policy, arming = room.by(STATION), room.backstage.policy, room.arm(form)

    def job(work: Work) -> Placed:
        receiving.receive(work, by, delivery)
        return filing.place(work, by, seen.id, arming, policy, LONDON)

    placed = room.run(job)
    assert placed.gate is not None
    assert (placed.gate.decision, placed.gate.codes) == (
        Decision.HOLD,
        ("OUT_OF_SERVICE_SINCE",),
    )


def test_a_device_that_is_still_safe_stays_in_use_with_its_fault_on_record(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    found = report(room, safe="yes", what="dropped")
    assert not found.quarantined
    assert decision(send(room, cuff, form)) is Decision.ALLOW
    kinds = room.run(lambda work: [event.kind for event in work.assets.events(cuff.id)])
    assert kinds[-1] is AssetEventKind.FAULT


@pytest.mark.parametrize("label", ["BP-1", "bp-1", " SN-BP-1 "])
def test_a_device_is_found_by_its_tag_or_its_serial_number(
    room: BackRoom, cuff: Asset, label: str
) -> None:
    assert report(room, tag=label).asset == cuff


def test_what_is_missing_is_said_at_its_field(room: BackRoom, cuff: Asset) -> None:
    assert refused(room, tag="BP-9", what="", safe="", words="").keys() == {"tag", "what", "safe"}
    assert refused(room, what="other", words=" ").keys() == {"words"}
    assert refused(room, lot="NO-SUCH").keys() == {"lot"}
    assert stage(room, cuff) is Stage.AVAILABLE


def test_the_lot_is_frozen_with_the_device(room: BackRoom, cuff: Asset) -> None:
    by = room.by(TECHNICIAN)
    typed = {"name": "Cuff covers", "used_by": "bp monitor", "unit": "cover", "min_days": "1"}
    kind = room.run(lambda work: stock.save_type(work, by, typed))
    given = {"type": str(kind.id), "lot": "C-7", "expires": "", "quantity": "9"}
    room.run(lambda work: stock.receive(work, by, "Ash", given, LONDON))
    assert report(room, lot="c-7").frozen_lots == 1
    (standing,) = room.run(lambda work: stock.view_stock(work, by, "Ash", LONDON)).standings
    assert standing.codes == ("STOCK_OUT", "LOT_FROZEN")


def test_the_sheet_has_the_last_uses_and_no_name(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    for _ in range(22):
        send(room, cuff, form)
    room.now += timedelta(minutes=1)
    report(room)
    sheet = room.run(lambda work: faults.fault_sheet(work, room.by(), cuff.id, LONDON))
    assert len(sheet.uses) == 20
    assert sheet.fault.detail == "Reads 40 too high"
    room.run(lambda work: faults.let_sheet_out(work, room.by(), cuff.id, Way.PRINTED))
    assert room.audit()[-1] == "asset.fault_sheet_printed"
    with pytest.raises(NotFound):
        room.run(lambda work: faults.fault_sheet(work, room.by(), some_uuid(), LONDON))


def test_the_numbers_of_reports_are_kept_with_the_fault_and_the_first_entry_stays(
    room: BackRoom, cuff: Asset
) -> None:
    with pytest.raises(Refused, match="report the fault first"):
        room.run(lambda work: faults.add_report_number(work, room.by(), cuff.id, {}))
    first = report(room).event
    room.now += timedelta(hours=1)
    with pytest.raises(AnswersRefused):
        room.run(lambda work: faults.add_report_number(work, room.by(), cuff.id, {"lfpse": " "}))
    for typed in ({"yellow_card": "YC-1"}, {"lfpse": "L-2"}):
        room.run(
            lambda work, typed=typed: faults.add_report_number(work, room.by(), cuff.id, typed)
        )  # type: ignore[misc]
    sheet = room.run(lambda work: faults.fault_sheet(work, room.by(), cuff.id, LONDON))
    assert sheet.fault.at == first.at
    assert (sheet.fault.details["yellow_card"], sheet.fault.details["lfpse"]) == ("YC-1", "L-2")
    events = room.run(lambda work: work.assets.events(cuff.id))
    assert first.id in {event.id for event in events}
    assert sum(event.kind is AssetEventKind.FAULT for event in events) == 3


def test_from_repair_it_comes_back_only_by_a_check(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    report(room)
    assert step_errors(room, cuff, "sent_for_repair") == {"decontamination", "by"}
    declared = {"decontamination": "cleaned", "by": "Example Medical", "reference": "WO-7"}
    step(room, cuff, "sent_for_repair", **declared)
    assert decision(send(room, cuff, form)) is Decision.BLOCK
    with pytest.raises(Refused, match="in repair; record that it came back"):
        step(room, cuff, "released")
    step(room, cuff, "repaired", by="Example Medical", reference="SR-7")
    with pytest.raises(Refused, match="passed no check"):
        step(room, cuff, "released")
    step(room, cuff, "checked", check="user_check", verdict="fail")
    with pytest.raises(Refused, match="passed no check"):
        step(room, cuff, "released")
    assert step_errors(room, cuff, "checked") == {"check", "verdict"}
    step(room, cuff, "checked", check="user_check", verdict="pass")
    step(room, cuff, "released")
    assert stage(room, cuff) is Stage.AVAILABLE
    assert decision(send(room, cuff, form)) is Decision.ALLOW
    events = room.run(lambda work: work.assets.events(cuff.id))
    cleaned = next(each for each in events if each.kind is AssetEventKind.CLEANED)
    assert cleaned.details == {"declared_for": "sent_for_repair"}


def test_a_loan_is_declared_and_comes_back(room: BackRoom, cuff: Asset, form: FormSnapshot) -> None:
    lent = {"decontamination": "not_needed", "loan_to": "Elm ward", "loan_until": "1 12 2026"}
    assert step_errors(room, cuff, "loaned", **{**lent, "loan_until": "1 11 2026"}) == {
        "loan_until"
    }
    assert step_errors(room, cuff, "loaned", **{**lent, "decontamination": "not_done"}) == {"words"}
    event = step(room, cuff, "loaned", **lent)
    assert event.details["loan_until"] == "2026-12-01"
    assert decision(send(room, cuff, form)) is Decision.HOLD
    step(room, cuff, "returned")
    assert decision(send(room, cuff, form)) is Decision.ALLOW


def test_what_is_contaminated_is_cleaned_before_it_is_used(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    step(room, cuff, "contaminated")
    assert decision(send(room, cuff, form)) is Decision.BLOCK
    step(room, cuff, "cleaned")
    assert decision(send(room, cuff, form)) is Decision.ALLOW


def test_what_is_thrown_away_was_condemned_cleaned_and_wiped(room: BackRoom, cuff: Asset) -> None:
    assert step_errors(room, cuff, "condemned") == {"words"}
    step(room, cuff, "condemned", words="Beyond repair")
    assert step_errors(room, cuff, "disposed") == {"decontamination", "data_wiped"}
    step(room, cuff, "disposed", decontamination="cleaned", data_wiped="holds_none")
    assert stage(room, cuff) is Stage.DISPOSED


def test_only_what_its_life_allows_is_offered(room: BackRoom, cuff: Asset) -> None:
    def offered() -> set[str]:
        by = room.by(TECHNICIAN)
        found = room.run(lambda work: life_steps.next_steps(work, by, cuff.id, LONDON))
        assert set(found.allowed) | set(found.why_not) == set(life_steps.STEPS)
        return {kind.value for kind in found.allowed}

    assert "loaned" in offered()
    assert not {"repaired", "released", "returned", "found", "disposed"} & offered()
    step(room, cuff, "sent_for_repair", decontamination="cleaned", by="Example Medical")
    assert "repaired" in offered()
    assert "loaned" not in offered()
    step(room, cuff, "condemned", words="Beyond repair")
    assert "disposed" in offered()
    assert step_errors(room, cuff, "nonsense") == {"step"}
