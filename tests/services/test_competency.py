"""Assessments as people record them, and what the gate makes of whoever takes a reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.equipment.competency import CompetencyPolicy, CompetencyState, Tier
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.gate import Decision
from clinicapp.domain.sign_in import badge_of, user_name_of
from clinicapp.domain.staff import Role, StaffMember
from clinicapp.services.clinic import filing, receiving
from clinicapp.services.staff import competency
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.back_room import NURSE, STATION, TECHNICIAN, BackRoom, pressure
from tests.support.facts import LONDON, an_actor
from tests.support.store_samples import a_delivery

if TYPE_CHECKING:
    from clinicapp.domain.equipment.competency import CompetencyEntry
    from clinicapp.services.clinic.filing import Placed
    from clinicapp.services.staff.competency import CompetencyList

POLICY = CompetencyPolicy(required=MappingProxyType({"bp_monitor": Tier.ASSESSED}))
OTHER = an_actor(Role.WARD_NURSE, name="Kofi Sample")


@pytest.fixture(autouse=True)
def employed(room: BackRoom) -> None:
    for each in (NURSE, TECHNICIAN, OTHER):
        tom = each is TECHNICIAN
        member = StaffMember(
            id=each.id,
            name=each.name,
            title="",
            roles=each.roles,
            badge=badge_of("0042117") if tom else None,
            user_name=user_name_of("Tom.P") if tom else None,
        )
        room.run(lambda work, member=member: work.staff.add(member))  # type: ignore[misc]


def assess(room: BackRoom, **changes: str) -> CompetencyEntry:
    typed = {
        "staff": str(NURSE.id),
        "category": "bp_monitor",
        "tier": "2",
        "assessor": str(OTHER.id),
        "from_on": "1 11 2026",
        "evidence": "Workbook 3",
        **changes,
    }
    by = room.by(TECHNICIAN)
    return room.run(lambda work: competency.record_assessment(work, by, typed, LONDON, POLICY))


def errors(room: BackRoom, **changes: str) -> dict[str, str]:
    with pytest.raises(AnswersRefused) as refusal:
        assess(room, **changes)
    return refusal.value.errors


def make_assessor(room: BackRoom) -> CompetencyEntry:
    return assess(
        room,
        staff=str(OTHER.id),
        tier="3",
        assessor="other",
        assessor_name="Trainer of the maker",
        from_on="1 10 2026",
    )


def listed(room: BackRoom) -> CompetencyList:
    return room.run(lambda work: competency.view_competency(work, room.by(), LONDON, POLICY))


def test_an_assessor_assesses_and_a_renewal_goes_on(room: BackRoom) -> None:
    assert listed(room).nobody == ("bp_monitor",)
    assert "was not an assessor" in errors(room)["assessor"]
    make_assessor(room)
    entry = assess(room)
    assert (entry.valid_to, entry.assessor_name) == (date(2028, 11, 1), "Kofi Sample")
    found = listed(room)
    assert found.nobody == ()
    assert {row.staff.name: row.standing.state for row in found.rows} == {
        "Kofi Sample": CompetencyState.COMPETENT,
        "Rosa Tester": CompetencyState.COMPETENT,
    }
    room.now += timedelta(days=365)
    assess(room, from_on="1 11 2027")
    (rosa,) = (row for row in listed(room).rows if row.staff.id == NURSE.id)
    assert (len(rosa.entries), rosa.standing.entry is not None) == (2, True)
    assert rosa.standing.entry is not None
    assert rosa.standing.entry.valid_to == date(2029, 11, 1)


def test_what_cannot_be_is_said_at_its_field(room: BackRoom) -> None:
    make_assessor(room)
    assert errors(room, staff="", category="", tier="1", evidence=" ").keys() == {
        "staff",
        "category",
        "tier",
        "evidence",
    }
    assert "in the future" in errors(room, from_on="1 12 2026")["from_on"]
    assert "before it begins" in errors(room, valid_to="1 10 2026")["valid_to"]
    assert "24 months" in errors(room, valid_to="2 11 2028")["valid_to"]
    assert "Nobody assesses themselves" in errors(room, assessor=str(NURSE.id))["assessor"]
    assert errors(room, assessor="").keys() == {"assessor"}
    assert "assessor_name" in errors(room, assessor="other")
    # Before the assessor was one.
    assert "on that day" in errors(room, from_on="30 9 2026")["assessor"]


def test_a_withdrawal_needs_a_reason_and_happens_once(room: BackRoom) -> None:
    make_assessor(room)
    entry, by = assess(room), room.by(TECHNICIAN)
    with pytest.raises(Refused, match="without a reason"):
        room.run(lambda work: competency.withdraw(work, by, entry.id, " "))
    taken = room.run(lambda work: competency.withdraw(work, by, entry.id, "Long absence"))
    assert (taken.target, taken.note) == (entry.id, "Long absence")
    with pytest.raises(Refused, match="withdrawn already"):
        room.run(lambda work: competency.withdraw(work, by, entry.id, "again"))
    with pytest.raises(NotFound):
        room.run(lambda work: competency.withdraw(work, by, taken.id, "of the withdrawal"))
    (rosa,) = (row for row in listed(room).rows if row.staff.id == NURSE.id)
    assert rosa.standing.state is CompetencyState.WITHDRAWN


def test_somebody_may_declare_only_of_themselves(room: BackRoom) -> None:
    by = room.by()
    with pytest.raises(Refused, match="how you learnt"):
        room.run(lambda work: competency.declare(work, by, "bp_monitor", "", LONDON, POLICY))
    entry = room.run(
        lambda work: competency.declare(work, by, "bp_monitor", "Read the guide", LONDON, POLICY)
    )
    assert (entry.staff_id, entry.tier) == (NURSE.id, Tier.SELF_DECLARED)
    # The policy asks for more than that.
    assert listed(room).nobody == ("bp_monitor",)


def send(room: BackRoom, operator_ref: str | None = None) -> Placed:
    room.now += timedelta(minutes=1)
    cuff = room.run(lambda work: work.assets.list())[0]
    arming = replace(room.arm(room.open_form(room.admit(nhs_number=None))), operator=NURSE.id)
    seen = replace(
        pressure(operator_ref=operator_ref), device_serial=cuff.serial, measured_at=room.now
    )
    delivery = a_delivery(seen, received_at=room.now, link=cuff.link, address=cuff.address)
    by, policy = room.by(STATION), replace(room.backstage.policy, competency=POLICY)

    def job(work):  # type: ignore[no-untyped-def]
        receiving.receive(work, by, delivery)
        return filing.place(work, by, seen.id, arming, policy, LONDON)

    return room.run(job)


def codes(placed: Placed) -> tuple[str, ...]:
    assert placed.gate is not None
    return placed.gate.codes


def test_a_reading_is_marked_when_whoever_took_it_may_not_use_the_device(room: BackRoom) -> None:
    room.equip("BP-1")
    first = send(room)
    assert first.gate is not None
    assert (first.gate.decision, codes(first)) == (Decision.FLAG, ("OPERATOR_NOT_COMPETENT",))
    assert first.fact is not None
    make_assessor(room)
    assess(room)
    assert codes(send(room)) == ()
    # Whom the device names took it, not who is signed in.
    assert codes(send(room, "tom placeholder")) == ("OPERATOR_NOT_COMPETENT",)
    assert codes(send(room, "OPERATOR 7")) == ()
    # By badge and by user name as well.
    for name in ("0042117", "tom.p"):
        assert codes(send(room, name)) == ("OPERATOR_NOT_COMPETENT",)
