"""A held reading says what was put right since, and how often its device was used so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from clinicapp.domain.break_glass import BreakGlassPolicy
from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.services.clinic import filing, inbox
from clinicapp.services.equipment import assets
from clinicapp.services.equipment.break_glass import GlassTerms
from clinicapp.ui.viewmodels.inbox.present_inbox import Terms, present_waiting
from tests.support.back_room import TECHNICIAN, TWO, BackRoom, pressure
from tests.support.facts import LONDON

if TYPE_CHECKING:
    from clinicapp.services.clinic.inbox import ReadingAtHand
    from clinicapp.ui.viewmodels.inbox.inbox_view import HeldView

LATE = datetime(2025, 11, 14, 11, tzinfo=LONDON)


def newest(room: BackRoom) -> ReadingAtHand:
    page = room.run(lambda work: inbox.waiting(work, room.by(), None, LONDON))
    return page.readings[0]


def shown(room: BackRoom, most: int | None = None) -> HeldView:
    backstage = room.backstage
    policy = backstage.policy
    if most is not None:
        caps = BreakGlassPolicy(most=MappingProxyType({"bp_monitor": most}))
        policy = replace(policy, break_glass=caps)
    return present_waiting(newest(room), Terms(policy, backstage.pack, LONDON, room.now))


def test_the_count_and_what_was_put_right_are_told(room: BackRoom) -> None:
    cuff = room.equip("BP-1", LATE)
    form = room.open_form(room.admit())
    terms = GlassTerms(policy=room.backstage.policy, ward="Ash", zone=LONDON)

    def send_and_use() -> None:
        room.now += timedelta(minutes=1)
        used = room.send(cuff, pressure(), room.arm(form)).reading.id
        form_id = form.form.id
        room.run(lambda work: filing.use_held(work, room.by(), used, form_id, "urgent", TWO, terms))

    send_and_use()
    send_and_use()
    room.now += timedelta(minutes=1)
    room.send(cuff, pressure(), room.arm(form))
    view = shown(room)
    assert (
        "BP-1 was used past its checks 2 times in this shift, 2 times in 31 days." in view.use.note
    )
    assert "2 times of 3 allowed in this shift" in shown(room, most=3).use.note
    assert "Put right" not in view.why
    room.now += timedelta(minutes=1)
    by = room.by(TECHNICIAN)
    room.run(
        lambda work: assets.log_check(work, by, cuff.id, Check.CALIBRATION, Verdict.PASS, room.now)
    )
    after = shown(room)
    assert "Put right since it was taken: calibration overdue. That releases nothing" in after.why
    assert newest(room).status.value == "held"


def test_a_reading_that_is_held_for_its_person_alone_says_nothing_of_the_kind(
    room: BackRoom,
) -> None:
    room.send(room.equip("BP-2"), pressure())
    view = shown(room)
    assert "past its checks" not in view.use.note
    assert "Put right" not in view.why
