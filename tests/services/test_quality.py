"""Controls on a real database: captured by themselves, judged, locking, and unlocking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import Quantity
from clinicapp.domain.quality.intervals import QualityPlan
from clinicapp.domain.quality.lots import TargetSource
from clinicapp.services.equipment import assets
from clinicapp.services.equipment.controls import state_with_controls
from clinicapp.services.quality import external_quality, qc
from tests.support.back_room import NURSE, TECHNICIAN, BackRoom, control_result
from tests.support.facts import LONDON, an_observation
from tests.support.quality_samples import a_lot

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.observations import Observation
    from clinicapp.domain.quality.lots import ControlLot

DAILY = QualityPlan(levels=2, every_hours=24, words="Two levels every 24 hours")


@pytest.fixture
def analyser(room: BackRoom) -> Asset:
    asset = room.equip("DCA-02", None, check=Check.QUALITY_CONTROL, category="hba1c_analyser")
    room.run(lambda work: qc.set_plan(work, room.by(TECHNICIAN), asset.id, DAILY))
    return asset


@pytest.fixture
def lots(room: BackRoom, analyser: Asset) -> tuple[ControlLot, ControlLot]:
    made = (a_lot(1, added_at=room.now), a_lot(2, added_at=room.now))
    room.run(lambda work: qc.add_lots(work, room.by(TECHNICIAN), made))
    for lot in made:
        room.run(lambda work, lot=lot: qc.open_lot(work, room.by(), analyser.id, lot.id))
    return made


def codes(room: BackRoom, asset: Asset) -> list[str]:
    return room.run(lambda work: codes_in(work, room, asset))


def codes_in(work: Any, room: BackRoom, asset: Asset) -> list[str]:
    facts = work.assets.facts(asset.id)
    return [r.code for r in state_with_controls(work, facts, room.now).reasons]


def later(room: BackRoom, minutes: int = 5) -> None:
    room.now += timedelta(minutes=minutes)


def hba1c(value: str = "44") -> Observation:
    return an_observation("hba1c", quantities=(Quantity("hba1c_mmol_mol", Decimal(value)),))


def verdicts(room: BackRoom, asset: Asset) -> list[tuple[str, list[str], str]]:
    facts = room.run(lambda work: work.controls.facts(asset.id))
    assert facts is not None
    return [
        (each.lot.lot, [rule.value for rule in each.judgement.rules], each.entry.operator)
        for each in facts.judged
    ]


def test_a_control_of_a_lot_in_use_is_filed_by_itself(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    assert codes(room, analyser) == ["QC_NEVER"]
    later(room)
    room.send(analyser, control_result("34", sample_ref="demo-1127a", operator_ref="R Tester"))
    assert codes(room, analyser) == ["QC_NEVER"]
    placed = room.send(analyser, replace(control_result("87"), lot="DEMO-1127B"))
    assert placed.gate is not None
    assert placed.gate.decision is Decision.BLOCK
    assert codes(room, analyser) == []
    assert verdicts(room, analyser) == [
        ("DEMO-1127A", [], "R Tester"),
        ("DEMO-1127B", [], "Station ASH-01"),
    ]
    assert room.audit().count("control.filed") == 2
    runs = room.run(lambda work: {e.entry.run for e in work.controls.facts(analyser.id).judged})
    assert len(runs) == 1


def test_a_locked_analyser_holds_patients_readings_and_takes_controls(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    form = room.open_form(room.admit())
    good, high = lots

    def control(lot: ControlLot, value: str) -> None:
        later(room)
        room.run(
            lambda work: qc.record_control(
                work, room.by(), analyser.id, lot.id, value=Decimal(value)
            )
        )

    control(good, "34")
    control(high, "96")
    assert codes(room, analyser) == ["QC_FAILED"]
    later(room)
    held = room.send(analyser, hba1c(), room.arm(form))
    assert held.gate is not None
    assert (held.gate.decision, held.gate.codes[0]) == (Decision.HOLD, "QC_FAILED")
    assert held.fact is None
    later(room)
    room.run(
        lambda work: qc.corrective_action(
            work, room.by(), analyser.id, "New vial opened", "Vial was left out"
        )
    )
    assert codes(room, analyser) == ["QC_FAILED"]
    # It can be recorded although the analyser is blocked.
    control(high, "86")
    assert codes(room, analyser) == []
    later(room)
    used = room.send(analyser, hba1c("45"), room.arm(form))
    assert used.gate is not None
    assert used.fact is not None
    assert "QC_FAILED" not in used.gate.codes
    # A day later the pass has run out.
    room.now += timedelta(days=1)
    assert codes(room, analyser) == ["QC_DUE"]


def test_a_control_of_one_analyte_holds_no_reading_of_another(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    sugar = a_lot(
        1,
        kit="G-1",
        lot="G-1A",
        field="glucose_mmol_l",
        mean=Decimal(5),
        sd=Decimal("0.2"),
        added_at=room.now,
    )
    room.run(lambda work: qc.add_and_open(work, room.by(TECHNICIAN), analyser.id, sugar))
    one_each = replace(DAILY, levels=1)
    room.run(lambda work: qc.set_plan(work, room.by(TECHNICIAN), analyser.id, one_each))
    later(room)
    for lot, value in ((lots[0], "34"), (lots[1], "99"), (sugar, "5.1")):
        room.run(
            lambda work, lot=lot, value=value: qc.record_control(
                work, room.by(), analyser.id, lot.id, value=Decimal(value)
            )
        )
    later(room)
    form = room.open_form(room.admit())
    arming = room.arm(form)
    glucose = an_observation("glucose", quantities=(Quantity("glucose_mmol_l", Decimal("5.4")),))
    used, kept = room.send(analyser, glucose, arming), room.send(analyser, hba1c(), arming)
    assert used.gate is not None
    assert not [code for code in used.gate.codes if code.startswith("QC_")]
    assert kept.gate is not None
    assert [code for code in kept.gate.codes if code.startswith("QC_")] == ["QC_FAILED"]
    assert codes(room, analyser) == ["QC_FAILED"]


def test_what_is_remembered_of_controls_survives_a_transaction_that_is_taken_back(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    def record_one(work: Any, value: str) -> None:
        by = room.by()
        qc.record_control(work, by, analyser.id, lots[0].id, value=Decimal(value))

    def broken(work: Any) -> None:
        record_one(work, "99")
        assert codes_in(work, room, analyser) == ["QC_FAILED", "QC_NEVER"]
        raise Refused("Nothing of this is kept.")

    later(room)
    room.run(lambda work: record_one(work, "34"))
    before = verdicts(room, analyser)
    for again in (False, True):
        with pytest.raises(Refused):
            room.run(broken)
        assert verdicts(room, analyser) == before
        if not again:
            later(room)
            # The next row takes the number of the one that was taken back.
            room.run(lambda work: record_one(work, "35"))
            before = verdicts(room, analyser)
            assert len(before) == 2


def test_a_control_that_fits_no_lot_waits_and_is_assigned_once(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    later(room)
    placed = room.send(analyser, control_result("34", sample_ref="QC"))
    assert verdicts(room, analyser) == []
    reading = placed.reading.id

    def assign(lot: ControlLot) -> Any:
        return room.run(lambda work: qc.assign(work, room.by(), reading, lot.id))

    glucose = a_lot(1, field="glucose_mmol_l", lot="G1", added_at=room.now)
    room.run(lambda work: qc.add_lots(work, room.by(TECHNICIAN), [glucose]))
    with pytest.raises(Refused, match="holds nothing that lot G1 controls"):
        assign(glucose)
    found = assign(lots[0])
    assert found.judged.judgement.verdict.value == "accept"
    with pytest.raises(Refused, match="has been assigned already"):
        assign(lots[0])
    patient = room.send(analyser, hba1c())
    with pytest.raises(Refused, match="a person's reading"):
        room.run(lambda work: qc.assign(work, room.by(), patient.reading.id, lots[0].id))


def test_a_control_without_lot_or_sample_is_of_the_only_lot_in_use(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    bare = replace(control_result("34"), lot=None)
    room.send(analyser, bare)
    assert verdicts(room, analyser) == []
    room.run(lambda work: qc.retire_lot(work, room.by(), analyser.id, lots[1].id))
    later(room)
    room.send(analyser, bare)
    assert [lot for lot, _, _ in verdicts(room, analyser)] == ["DEMO-1127A"]


def test_a_value_that_is_no_number_is_rejected(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    above = control_result("1", sample_ref="DEMO-1127A")
    high = replace(above, quantities=(Quantity("hba1c_mmol_mol", special="above"),))
    room.send(analyser, high)
    assert codes(room, analyser) == ["QC_FAILED", "QC_NEVER"]


def test_what_is_kept_is_judged_anew_the_same_by_another_opening(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    for value in ("34", "38", "38"):
        later(room)
        room.send(analyser, control_result(value, sample_ref="DEMO-1127A"))
    kept = room.run(lambda work: work.controls.facts(analyser.id))

    def fresh(work: Any) -> Any:
        work.controls._session.judged.kept.clear()
        return work.controls.facts(analyser.id)

    assert room.run(fresh) == kept
    assert verdicts(room, analyser)[-1][1] == ["1-2s", "2-2s"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"lot": " "}, "has no lot number"),
        ({"expires_on": date(2026, 11, 1)}, "has expired"),
        ({"sd": Decimal(0)}, "has to be above 0"),
        ({"mean": None, "sd": None}, "has no target"),
        (
            {"mean": None, "sd": None, "low": Decimal(3), "high": Decimal(2)},
            "ends before it begins",
        ),
    ],
)
def test_material_that_cannot_be_used_is_refused(
    room: BackRoom, changes: dict[str, Any], sentence: str
) -> None:
    lot = a_lot(1, **changes)
    with pytest.raises(Refused, match=sentence):
        room.run(lambda work: qc.add_lots(work, room.by(TECHNICIAN), [lot]))


def test_material_is_added_once_and_establishing_needs_no_target(room: BackRoom) -> None:
    lot = a_lot(1, source=TargetSource.ESTABLISHED, mean=None, sd=None)
    room.run(lambda work: qc.add_lots(work, room.by(TECHNICIAN), [lot]))
    for again, sentence in (([a_lot(1)], "is here already"), ([], "Give the lot number")):
        with pytest.raises(Refused, match=sentence):
            room.run(lambda work, a=again: qc.add_lots(work, room.by(TECHNICIAN), a))
    twice = [a_lot(2, lot="X"), a_lot(2, lot="Y")]
    with pytest.raises(Refused, match="A level is there twice"):
        room.run(lambda work: qc.add_lots(work, room.by(TECHNICIAN), twice))


def test_what_is_typed_is_checked(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    def typed(lot: ControlLot, **said: Any) -> None:
        room.run(lambda work: qc.record_control(work, room.by(), analyser.id, lot.id, **said))

    with pytest.raises(Refused, match="Type the value"):
        typed(lots[0])
    with pytest.raises(Refused, match="in the future"):
        typed(lots[0], value=Decimal(34), at=room.now + timedelta(minutes=1))
    spare = a_lot(1, lot="SPARE", added_at=room.now)
    room.run(lambda work: qc.add_lots(work, room.by(TECHNICIAN), [spare]))
    with pytest.raises(Refused, match="is not in use on DCA-02"):
        typed(spare, value=Decimal(34))
    with pytest.raises(Refused, match="what was done"):
        room.run(lambda w: qc.corrective_action(w, room.by(), analyser.id, "Cleaned", " "))
    typed(lots[0], value=Decimal(34))
    (judged,) = room.run(lambda work: work.controls.facts(analyser.id).judged)
    with pytest.raises(Refused, match="Say why"):
        room.run(lambda w: qc.exclude(w, room.by(TECHNICIAN), judged.entry.id, ""))
    room.run(lambda w: qc.exclude(w, room.by(TECHNICIAN), judged.entry.id, "Wrong vial"))
    assert codes(room, analyser) == ["QC_NEVER"]


def test_an_external_round_is_missed_and_failed_and_shown_in_the_equipment_list(
    room: BackRoom, analyser: Asset
) -> None:
    deadline = room.now + timedelta(days=5)
    eqa = room.run(
        lambda work: external_quality.add_round(
            work,
            room.by(TECHNICIAN),
            analyser.id,
            scheme="Example scheme",
            sample="26-11 A",
            field="hba1c_mmol_mol",
            deadline=deadline,
        )
    )
    room.now += timedelta(days=6)
    (standing,) = room.run(lambda w: assets.standings(w, "Ash", room.now, LONDON))
    assert "EQA_MISSED" in [reason.code for reason in standing.state.reasons]
    room.run(lambda w: external_quality.return_result(w, room.by(NURSE), eqa.id, Decimal(41)))
    assert "EQA_MISSED" in codes(room, analyser)
    by = room.by(TECHNICIAN)
    with pytest.raises(Refused, match="what is done about"):
        room.run(lambda w: external_quality.judge_round(w, by, eqa.id, passed=False))
    room.run(lambda w: external_quality.judge_round(w, by, eqa.id, passed=False, action="Service"))
    assert "EQA_FAILED" in codes(room, analyser)
    with pytest.raises(NotFound):
        room.run(lambda w: external_quality.return_result(w, room.by(), analyser.id, Decimal(1)))


def test_the_equipment_list_goes_by_the_controls(
    room: BackRoom, analyser: Asset, lots: tuple[ControlLot, ControlLot]
) -> None:
    def listed() -> tuple[bool, str]:
        def ask(work: Any) -> tuple[bool, str]:
            work.assets.listings.ready(LONDON)
            work.assets.listings.renew(10)
            found = work.assets.listings.of([analyser.id])[analyser.id]
            assert work.assets.listings.differing([work.assets.facts(analyser.id)]) == ()
            check = found.check(Check.QUALITY_CONTROL)
            return found.quality_waits_at(room.now), check.standing.value

        return room.run(ask)

    assert listed() == (True, "never")
    later(room)
    room.send(analyser, control_result("34", sample_ref="DEMO-1127A"))
    room.send(analyser, control_result("86", sample_ref="DEMO-1127B"))
    assert listed() == (False, "passed")
    later(room)
    room.send(analyser, control_result("96", sample_ref="DEMO-1127B"))
    assert listed() == (True, "failed")
    later(room)
    room.send(analyser, control_result("87", sample_ref="DEMO-1127B"))
    assert listed() == (False, "passed")
    room.now += timedelta(days=1)
    assert listed() == (True, "passed")
