"""A reading is put where it belongs: filed, flagged, held, blocked, and brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.gate import Decision, GatePolicy
from clinicapp.domain.identity import Identifier
from clinicapp.domain.lester.vocabulary import Beside, Domain
from clinicapp.domain.observations import (
    Observation,
    Quantity,
    ReadingEventKind,
    ReadingStatus,
    Timing,
    status_of,
)
from clinicapp.services.clinic import filing, receiving, screening
from clinicapp.services.clinic.filing import Placed
from clinicapp.store.errors import NotConsistent
from tests.support.back_room import NOW, NURSE, STATION, TWO, BackRoom, control_result, pressure
from tests.support.facts import LONDON, an_observation
from tests.support.no_value import decline
from tests.support.store_samples import a_delivery, nhs_number

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.forms import FormContents, FormFact
    from clinicapp.domain.gate import Arming
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.store.work import Work


@pytest.fixture
def cuff(room: BackRoom) -> Asset:
    return room.equip("BP-1")


@pytest.fixture
def form(room: BackRoom) -> FormSnapshot:
    return room.open_form(room.admit())


def status(room: BackRoom, reading_id: UUID) -> ReadingStatus:
    return room.run(lambda work: status_of(work.readings.events(reading_id)))


def contents(room: BackRoom, form: FormSnapshot) -> FormContents:
    return room.run(
        lambda work: (
            screening.snapshot(work, form.form.id, room.backstage.pack, room.now, LONDON).contents
        )
    )


def kinds(room: BackRoom, reading_id: UUID) -> list[ReadingEventKind]:
    return room.run(lambda work: [event.kind for event in work.readings.events(reading_id)])


def use(
    room: BackRoom,
    placed: Placed,
    form: FormSnapshot,
    reason: str = "urgent",
    checked: frozenset[Identifier] = TWO,
) -> FormFact:
    return room.run(
        lambda work: filing.use_held(
            work, room.by(), placed.reading.id, form.form.id, reason, checked
        )
    )


def discard(room: BackRoom, placed: Placed, reason: str = "test of the cuff") -> None:
    room.run(lambda work: filing.discard(work, room.by(), placed.reading.id, reason))


def take_back(room: BackRoom, fact: FormFact, form: FormSnapshot) -> None:
    room.run(lambda work: filing.withdraw(work, room.by(), fact.id, form.form.id, "undone"))


def keep(room: BackRoom, observation: Observation, asset: Asset) -> None:
    """Only the first of the two transactions."""
    delivery = a_delivery(observation, received_at=room.now, link=asset.link, address=asset.address)
    room.run(lambda work: receiving.receive(work, room.by(STATION), delivery))


def place(
    room: BackRoom, reading_id: UUID, arming: Arming | None, policy: GatePolicy | None = None
) -> Placed:
    used = policy or room.backstage.policy
    return room.run(
        lambda work: filing.place(work, room.by(STATION), reading_id, arming, used, LONDON)
    )


def a_policy(**decisions: Decision) -> GatePolicy:
    return GatePolicy(version="own-1", title="Ours", decisions=MappingProxyType(decisions))


def decline_everything(room: BackRoom, form_id: UUID) -> None:
    def job(work: Work) -> None:
        for domain in (*Domain, Beside.ALCOHOL):
            decline(work, room.by(), form_id, domain)

    room.run(job)


# Place.


def test_a_good_reading_goes_onto_the_form_of_the_armed_person(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    placed = room.send(cuff, pressure(151, 93), room.arm(form))
    assert placed.gate is not None
    assert placed.gate.decision is Decision.ALLOW
    assert placed.asset == cuff
    (fact,) = contents(room, form).repeats["blood_pressure"]
    assert fact == placed.fact
    assert fact.reading_id == placed.reading.id
    assert fact.values["systolic_mmhg"] == "151"
    assert fact.values["taken_at"] == placed.reading.observation.measured_at.isoformat()  # type: ignore[union-attr]
    assert kinds(room, placed.reading.id) == [ReadingEventKind.JUDGED, ReadingEventKind.FILED]
    assert room.audit()[-2:] == ["readings.received", "reading.judged"]


def test_a_check_that_is_due_soon_flags_and_files(room: BackRoom, form: FormSnapshot) -> None:
    soon = room.equip("BP-2", calibrated=NOW - timedelta(days=351))
    placed = room.send(soon, pressure(), room.arm(form))
    assert placed.gate is not None
    assert (placed.gate.decision, placed.gate.codes) == (Decision.FLAG, ("DUE_SOON",))
    assert placed.fact is not None


@pytest.mark.parametrize(
    ("more", "decision", "standing"),
    [
        ((), Decision.HOLD, ReadingStatus.HELD),
        ((AssetEventKind.QUARANTINED,), Decision.BLOCK, ReadingStatus.BLOCKED),
    ],
)
def test_a_device_that_is_not_fit_keeps_its_reading_off_the_form(
    room: BackRoom,
    form: FormSnapshot,
    more: tuple[AssetEventKind, ...],
    decision: Decision,
    standing: ReadingStatus,
) -> None:
    overdue = room.equip("BP-3", NOW - timedelta(days=500), *more)
    placed = room.send(overdue, pressure(), room.arm(form))
    assert placed.gate is not None
    assert placed.gate.decision is decision
    assert placed.fact is None
    assert contents(room, form).repeats == {}
    assert status(room, placed.reading.id) is standing


def test_with_nobody_armed_a_reading_waits(room: BackRoom, cuff: Asset) -> None:
    placed = room.send(cuff, pressure(), None)
    assert placed.gate is not None
    assert placed.gate.codes == ("NOBODY_ARMED",)
    assert status(room, placed.reading.id) is ReadingStatus.HELD


def test_a_device_that_is_no_asset_waits(room: BackRoom, form: FormSnapshot) -> None:
    placed = room.send(None, pressure(), room.arm(form))
    assert placed.gate is not None
    assert placed.gate.codes == ("NO_ASSET",)
    assert placed.fact is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stored": True}, "FROM_MEMORY"),
        ({"timing": Timing.UNKNOWN}, "TIME_UNKNOWN"),
        ({"flags": ("message_cut",)}, "MESSAGE_CUT"),
        ({"flags": ("processing_T",)}, "TRAINING_RUN"),
    ],
)
def test_a_reading_of_another_time_or_person_waits(
    room: BackRoom, cuff: Asset, form: FormSnapshot, changes: dict[str, object], code: str
) -> None:
    placed = room.send(cuff, replace(pressure(), **changes), room.arm(form))  # type: ignore[arg-type]
    assert placed.gate is not None
    assert code in placed.gate.codes
    assert placed.fact is None


def test_a_reading_for_a_signed_form_waits(room: BackRoom, cuff: Asset, form: FormSnapshot) -> None:
    decline_everything(room, form.form.id)
    pack = room.backstage.pack
    room.run(lambda w: screening.sign(w, room.by(), form.form.id, pack, LONDON))
    placed = room.send(cuff, pressure(), room.arm(form))
    assert placed.gate is not None
    assert placed.gate.codes == ("NOBODY_ARMED",)
    assert status(room, placed.reading.id) is ReadingStatus.HELD
    with pytest.raises(Refused, match="This form is signed"):
        use(room, placed, form)


def test_a_control_result_is_blocked(room: BackRoom, cuff: Asset, form: FormSnapshot) -> None:
    placed = room.send(cuff, control_result(), room.arm(form))
    assert placed.gate is not None
    assert placed.gate.codes[0] == "CONTROL"
    assert status(room, placed.reading.id) is ReadingStatus.BLOCKED


@pytest.mark.parametrize("decision", [Decision.ALLOW, Decision.FLAG, Decision.HOLD])
def test_no_policy_puts_a_control_result_on_a_form(
    room: BackRoom, cuff: Asset, form: FormSnapshot, decision: Decision
) -> None:
    control = replace(control_result(), id=uuid7(), device_serial=cuff.serial)
    keep(room, control, cuff)
    placed = place(room, control.id, room.arm(form), a_policy(CONTROL=decision))
    assert placed.gate is not None
    assert placed.gate.decision is decision
    assert placed.fact is None
    with pytest.raises(Refused, match="quality control result"):
        use(room, placed, form)
    assert contents(room, form).repeats == {}


def test_a_code_that_the_policy_does_not_name_is_held(room: BackRoom, form: FormSnapshot) -> None:
    observation = replace(pressure(), id=uuid7())
    stranger = room.equip("BP-9")
    keep(room, replace(observation, device_serial="unknown"), stranger)
    placed = place(room, observation.id, room.arm(form), a_policy())
    assert placed.gate is not None
    assert (placed.gate.decision, placed.gate.policy) == (Decision.HOLD, "own-1")


def test_a_repeated_delivery_goes_nowhere(room: BackRoom, cuff: Asset, form: FormSnapshot) -> None:
    observation = replace(pressure(), identity_key="i", content_key="c")
    first = room.send(cuff, observation, room.arm(form))
    again = room.send(cuff, observation, room.arm(form))
    assert again.reading.duplicate_of == first.reading.id
    assert (again.gate, again.fact) == (None, None)
    assert len(contents(room, form).repeats["blood_pressure"]) == 1
    assert kinds(room, again.reading.id) == []
    assert room.audit()[-1] == "reading.duplicate"
    with pytest.raises(Refused, match="not held"):
        use(room, again, form)


def test_a_changed_result_waits_when_the_earlier_one_is_on_a_form(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    first = room.send(
        cuff, replace(pressure(151, 93), identity_key="i", content_key="c1"), room.arm(form)
    )
    changed = room.send(
        cuff, replace(pressure(141, 93), identity_key="i", content_key="c2"), room.arm(form)
    )
    assert changed.reading.supersedes == first.reading.id
    assert changed.gate is not None
    assert "CHANGED_RESULT" in changed.gate.codes
    assert changed.fact is None


def test_a_reading_is_placed_once(room: BackRoom, cuff: Asset, form: FormSnapshot) -> None:
    placed = room.send(cuff, pressure(), room.arm(form))
    with pytest.raises(Refused, match="has been placed already"):
        place(room, placed.reading.id, room.arm(form))
    assert len(contents(room, form).repeats["blood_pressure"]) == 1


def test_placing_fails_whole_when_the_form_is_not_there(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    observation = replace(pressure(), id=uuid7(), device_serial=cuff.serial, measured_at=NOW)
    keep(room, observation, cuff)
    records = room.audit()
    with pytest.raises(NotConsistent):
        place(room, observation.id, replace(room.arm(form), form_id=uuid4()))
    assert kinds(room, observation.id) == []
    assert room.audit() == records
    assert room.run(lambda work: work.readings.unjudged()) == (observation.id,)


def test_a_reading_that_is_not_there_is_not_found(room: BackRoom, form: FormSnapshot) -> None:
    with pytest.raises(NotFound, match="refresh the inbox"):
        place(room, uuid4(), None)


# Use, discard, take back.


@pytest.mark.parametrize("reason", ["", " ", "\t\n"])
def test_without_a_reason_nothing_held_is_used_or_discarded(
    room: BackRoom, cuff: Asset, form: FormSnapshot, reason: str
) -> None:
    held = room.send(cuff, pressure())
    records = room.audit()
    with pytest.raises(Refused, match="Choose a reason first"):
        use(room, held, form, reason)
    with pytest.raises(Refused, match="Choose a reason first"):
        discard(room, held, reason)
    assert room.audit() == records


def test_a_held_reading_is_used_with_a_reason_that_is_kept(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    held = room.send(cuff, pressure())
    fact = use(room, held, form, "device checked by hand")
    assert contents(room, form).repeats["blood_pressure"] == (fact,)
    event = room.run(lambda work: work.readings.events(held.reading.id))[-1]
    assert event.kind is ReadingEventKind.USED_WITH_REASON
    assert (event.reason, event.actor_id) == ("device checked by hand", NURSE.id)
    assert (event.form_id, event.person_id) == (form.form.id, form.person.id)
    assert room.audit()[-1] == "reading.used_with_reason"


def test_it_is_not_filed_before_two_identifiers_were_checked(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    held = room.send(cuff, pressure())
    for checked in (frozenset[Identifier](), frozenset({Identifier.NHS_NUMBER})):
        with pytest.raises(Refused, match="Check two identifiers"):
            use(room, held, form, checked=checked)
    use(room, held, form, checked=frozenset({Identifier.FULL_NAME, Identifier.NHS_NUMBER}))
    event = room.run(lambda work: work.readings.events(held.reading.id))[-1]
    assert event.codes == ("full_name", "nhs_number")


def test_a_number_that_nobody_has_identifies_nobody(room: BackRoom, cuff: Asset) -> None:
    form = room.open_form(room.admit(nhs_number=None))
    held = room.send(cuff, pressure())
    with pytest.raises(Refused, match="Check two identifiers"):
        use(room, held, form, checked=frozenset({Identifier.FULL_NAME, Identifier.NHS_NUMBER}))


def test_a_reading_of_the_open_person_that_its_device_holds_up_needs_no_identifiers(
    room: BackRoom, form: FormSnapshot
) -> None:
    overdue = room.equip("BP-5", NOW - timedelta(days=500))
    held = room.send(overdue, pressure(), room.arm(form))
    assert held.gate is not None
    assert held.gate.decision is Decision.HOLD
    use(room, held, form, checked=frozenset())
    assert status(room, held.reading.id) is ReadingStatus.FILED


def test_a_reading_that_names_somebody_else_is_filed_for_nobody_else(
    room: BackRoom, cuff: Asset
) -> None:
    form = room.open_form(room.admit(nhs_number=nhs_number("999 000 0018")))
    named = nhs_number("999 000 0077")
    other = room.admit(nhs_number=named, family_name="Named")
    held = room.send(cuff, pressure(patient_ref=named.spaced), room.arm(form))
    with pytest.raises(Refused, match="another person's NHS number"):
        use(room, held, form)
    use(room, held, room.open_form(other))
    assert status(room, held.reading.id) is ReadingStatus.FILED


def test_nothing_is_used_twice(room: BackRoom, cuff: Asset, form: FormSnapshot) -> None:
    held = room.send(cuff, pressure())
    use(room, held, form)
    with pytest.raises(Refused, match="not held any more"):
        use(room, held, form)
    filed = room.send(cuff, pressure(), room.arm(form))
    with pytest.raises(Refused, match="not held any more"):
        use(room, filed, form)
    assert len(contents(room, form).repeats["blood_pressure"]) == 2


def test_a_blocked_reading_is_not_used(room: BackRoom, form: FormSnapshot) -> None:
    broken = room.equip("BP-4", NOW - timedelta(days=10), AssetEventKind.CONDEMNED)
    blocked = room.send(broken, pressure(), room.arm(form))
    with pytest.raises(Refused, match="not held"):
        use(room, blocked, form)


def test_what_the_form_has_no_place_for_is_not_used(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    ketone = an_observation("ketone", quantities=(Quantity("ketone_mmol_l", Decimal("0.4")),))
    for observation in (ketone, replace(pressure(), quantities=())):
        held = room.send(cuff, observation, room.arm(form))
        with pytest.raises(Refused, match="no place for this reading"):
            use(room, held, form)


def test_what_was_taken_back_waits_and_can_be_used_again(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    placed = room.send(cuff, pressure(), room.arm(form))
    assert placed.fact is not None
    take_back(room, placed.fact, form)
    assert contents(room, form).repeats == {}
    assert status(room, placed.reading.id) is ReadingStatus.HELD
    held = room.run(lambda work: work.readings.held())
    assert [reading.id for reading, _events in held] == [placed.reading.id]
    with pytest.raises(Refused, match="not on this form any more"):
        take_back(room, placed.fact, form)
    again = use(room, placed, form)
    assert contents(room, form).repeats["blood_pressure"] == (again,)
    assert room.audit()[-2:] == ["reading.withdrawn", "reading.used_with_reason"]


def test_what_is_on_another_form_is_not_taken_back(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    other = room.open_form(room.admit(nhs_number=None, given_name="Ben"))
    placed = room.send(cuff, pressure(), room.arm(form))
    assert placed.fact is not None
    with pytest.raises(Refused, match="not on this form"):
        take_back(room, placed.fact, other)


def test_what_was_typed_is_taken_back_too_and_kept_among_the_facts(
    room: BackRoom, form: FormSnapshot
) -> None:
    room.run(lambda w: screening.answer(w, room.by(), form.form.id, {"smoking": "never"}))
    typed = contents(room, form).answers["smoking"]
    take_back(room, typed, form)
    found = contents(room, form)
    assert "smoking" not in found.answers
    ((fact, back),) = found.taken_back
    assert fact == typed
    assert back.values == {"reason": "undone"}
    assert room.audit()[-1] == "form.taken_back"
    with pytest.raises(Refused, match="not on this form"):
        take_back(room, typed, form)


def test_discarded_is_for_good_but_kept(room: BackRoom, cuff: Asset, form: FormSnapshot) -> None:
    held = room.send(cuff, pressure())
    discard(room, held)
    assert status(room, held.reading.id) is ReadingStatus.DISCARDED
    assert room.run(lambda work: work.readings.get(held.reading.id)) is not None
    assert room.run(lambda work: work.readings.held()) == ()
    with pytest.raises(Refused, match="take it back first"):
        discard(room, held)
    with pytest.raises(Refused, match="not held"):
        use(room, held, form)


def test_what_is_on_a_form_is_not_discarded(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    placed = room.send(cuff, pressure(), room.arm(form))
    with pytest.raises(Refused, match="take it back first"):
        discard(room, placed)
