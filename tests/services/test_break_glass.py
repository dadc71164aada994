"""What is used past its checks is marked, counted by shift, capped where policy says, reviewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.break_glass import BreakGlassKind, BreakGlassPolicy
from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.errors import Refused
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import ReadingEventKind
from clinicapp.domain.staff import Role
from clinicapp.services.clinic import filing, screening
from clinicapp.services.equipment import break_glass
from clinicapp.services.equipment.break_glass import GlassTerms
from tests.support.back_room import NURSE, TWO, BackRoom, pressure
from tests.support.facts import LONDON, an_actor

if TYPE_CHECKING:
    from clinicapp.domain.break_glass import BreakGlass
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.forms import FormFact
    from clinicapp.services.clinic.filing import Placed
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.services.equipment.break_glass import ReviewRow

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Meera Specimen")
LATE = datetime(2025, 11, 14, 11, tzinfo=LONDON)


@pytest.fixture
def cuff(room: BackRoom) -> Asset:
    return room.equip("BP-1", LATE)


@pytest.fixture
def form(room: BackRoom) -> FormSnapshot:
    return room.open_form(room.admit())


def terms(room: BackRoom, most: int | None = None) -> GlassTerms:
    rules = BreakGlassPolicy(most=MappingProxyType({} if most is None else {"bp_monitor": most}))
    policy = replace(room.backstage.policy, break_glass=rules)
    return GlassTerms(policy=policy, ward="Ash", zone=LONDON, reason_code="urgent")


def send(room: BackRoom, cuff: Asset, form: FormSnapshot) -> Placed:
    room.now += timedelta(minutes=1)
    return room.send(cuff, pressure(), room.arm(form))


def use(room: BackRoom, placed: Placed, form: FormSnapshot, most: int | None = None) -> FormFact:
    given = terms(room, most)
    return room.run(
        lambda work: filing.use_held(
            work, room.by(), placed.reading.id, form.form.id, "needed now", TWO, given
        )
    )


def override(room: BackRoom, cuff: Asset, *codes: str, most: int | None = None) -> BreakGlass:
    why = codes or ("CAL_OVERDUE",)
    given = terms(room, most)
    return room.run(
        lambda work: break_glass.override_once(
            work, room.by(), cuff.id, why, "No other device", given
        )
    )


def rows(room: BackRoom) -> tuple[ReviewRow, ...]:
    return room.run(lambda work: break_glass.review_list(work, room.by(LEAD), "Ash"))


def test_the_use_of_a_reading_held_for_its_device_is_counted_and_reviewed(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    placed = send(room, cuff, form)
    use(room, placed, form)
    (row,) = rows(room)
    assert row.entry.kind is BreakGlassKind.USED
    assert (row.entry.codes, row.entry.reason_code) == (("CAL_OVERDUE",), "urgent")
    assert (row.reading is not None, row.asset, row.reviewed) == (True, cuff, None)
    found = room.run(
        lambda work: break_glass.shift_allowance(work, room.by(), cuff.id, terms(room, 3))
    )
    assert (found.used, found.most) == (1, 3)
    signed = room.run(lambda work: break_glass.review(work, room.by(LEAD), row.entry.id, "Agreed"))
    (after,) = rows(room)
    assert after.reviewed == signed
    with pytest.raises(Refused, match="reviewed already"):
        room.run(lambda work: break_glass.review(work, room.by(LEAD), row.entry.id))


def test_nobody_reviews_what_they_did_themselves(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    use(room, send(room, cuff, form), form)
    (row,) = rows(room)
    both = replace(NURSE, roles=frozenset({Role.PHYSICAL_HEALTH_LEAD}))
    with pytest.raises(Refused, match="somebody else has to review it"):
        room.run(lambda work: break_glass.review(work, room.by(both), row.entry.id))


def test_to_file_a_reading_for_which_nobody_was_armed_is_no_break_glass(
    room: BackRoom, form: FormSnapshot
) -> None:
    good = room.equip("BP-2")
    use(room, room.send(good, pressure()), form)
    assert rows(room) == ()


def test_the_cap_counts_uses_and_overrides_of_a_shift_and_keeps_the_reading(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    use(room, send(room, cuff, form), form, most=2)
    override(room, cuff, most=2)
    send(room, cuff, form)
    third = send(room, cuff, form)
    assert third.gate is not None
    assert third.gate.decision is Decision.HOLD
    with pytest.raises(Refused, match="2 times in this shift"):
        use(room, third, form, most=2)
    with pytest.raises(Refused, match="2 times in this shift"):
        override(room, cuff, most=2)
    kinds = room.run(lambda work: [e.kind for e in work.readings.events(third.reading.id)])
    assert kinds == [ReadingEventKind.JUDGED]
    # In the next shift there is room again, and without a cap there always is.
    room.now += timedelta(hours=12)
    use(room, third, form, most=2)


def test_an_override_lets_one_reading_through_and_marks_it(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    given = override(room, cuff)
    with pytest.raises(Refused, match="waits for its reading already"):
        override(room, cuff)
    placed = send(room, cuff, form)
    assert placed.gate is not None
    assert (placed.gate.decision, placed.gate.codes) == (
        Decision.FLAG,
        ("BREAK_GLASS", "CAL_OVERDUE"),
    )
    assert placed.fact is not None
    found = room.run(
        lambda work: screening.snapshot(work, form.form.id, room.backstage.pack, room.now, LONDON)
    )
    assert found.sources[placed.fact.id].reason == "No other device"
    after = send(room, cuff, form)
    assert after.gate is not None
    assert after.gate.decision is Decision.HOLD
    (row,) = rows(room)
    assert row.entry == given
    assert (row.spent is not None, row.reading is not None) == (True, True)
    assert row.reading is not None
    assert row.reading.id == placed.reading.id


def test_an_override_runs_out(room: BackRoom, cuff: Asset, form: FormSnapshot) -> None:
    override(room, cuff)
    room.now += timedelta(minutes=31)
    placed = send(room, cuff, form)
    assert placed.gate is not None
    assert placed.gate.decision is Decision.HOLD


def test_an_override_never_passes_over_whose_a_reading_is(room: BackRoom, cuff: Asset) -> None:
    override(room, cuff)
    placed = room.send(cuff, pressure())
    assert placed.gate is not None
    assert (placed.gate.decision, placed.fact) == (Decision.HOLD, None)


def test_what_cannot_be_overridden_is_said(room: BackRoom, form: FormSnapshot) -> None:
    cuff = room.equip("BP-3", LATE, AssetEventKind.QUARANTINED)
    with pytest.raises(Refused, match=r"out of service \(QUARANTINED\)"):
        override(room, cuff, "QUARANTINED", "CAL_OVERDUE")
    with pytest.raises(Refused, match="Nothing locks BP-3"):
        override(room, cuff, "NOBODY_ARMED")
    with pytest.raises(Refused, match="Choose a reason"):
        room.run(
            lambda work: break_glass.override_once(
                work, room.by(), cuff.id, ("QC_DUE",), " ", terms(room)
            )
        )


def test_a_device_that_was_put_right_meanwhile_releases_nothing_by_itself(
    room: BackRoom, cuff: Asset, form: FormSnapshot
) -> None:
    from clinicapp.domain.equipment.assets import Verdict
    from clinicapp.domain.equipment.checks import Check
    from clinicapp.services.equipment import assets
    from tests.support.back_room import TECHNICIAN

    placed = send(room, cuff, form)
    room.now += timedelta(minutes=5)
    by = room.by(TECHNICIAN)
    room.run(
        lambda work: assets.log_check(work, by, cuff.id, Check.CALIBRATION, Verdict.PASS, room.now)
    )
    waiting = room.run(lambda work: work.readings.held())
    assert [reading.id for reading, _events in waiting] == [placed.reading.id]
    good = send(room, cuff, form)
    assert good.gate is not None
    assert good.gate.decision is Decision.ALLOW
