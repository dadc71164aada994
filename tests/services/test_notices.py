"""A notice is entered, confirmed or spared piece by piece, lists whom it affects, and closes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.notices import NoticeState
from clinicapp.domain.errors import Refused
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import Quantity
from clinicapp.services.equipment import affected as whom
from clinicapp.services.equipment import notices, stock
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.back_room import NOW, TECHNICIAN, BackRoom, pressure
from tests.support.facts import LONDON, an_observation

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.services.clinic.filing import Placed
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.services.equipment.affected import Affected
    from clinicapp.services.equipment.notices import NoticeFound

ANSWERS = {
    "reference": "FSN-2026-041",
    "kind": "safety_notice",
    "title": "Reads too high",
    "maker": "A&D",
    "model": "UA-651*",
    "issued_on": "20 11 2026",
    "deadline": "20 12 2026",
    "action": "Return to the maker",
}


def enter(room: BackRoom, **changes: str) -> NoticeFound:
    typed, by = {**ANSWERS, **changes}, room.by(TECHNICIAN)
    return room.run(lambda work: notices.add_notice(work, by, typed, LONDON))


def refused(room: BackRoom, **changes: str) -> set[str]:
    with pytest.raises(AnswersRefused) as refusal:
        enter(room, **changes)
    return set(refusal.value.errors)


def only(room: BackRoom) -> NoticeFound:
    (found,) = room.run(lambda work: notices.view_notices(work, room.by(), LONDON))
    return found


def confirm(room: BackRoom, notice: NoticeFound) -> NoticeFound:
    room.now += timedelta(minutes=1)
    by = room.by(TECHNICIAN)
    return room.run(lambda work: notices.confirm(work, by, notice.notice.id, LONDON))


def close(room: BackRoom, notice: NoticeFound, note: str = "Replaced by the maker") -> None:
    room.now += timedelta(minutes=1)
    by = room.by(TECHNICIAN)
    room.run(lambda work: notices.close(work, by, notice.notice.id, note, LONDON))


def spare(room: BackRoom, notice: NoticeFound, item: UUID, note: str = "Another batch") -> None:
    by = room.by(TECHNICIAN)
    room.run(lambda work: notices.spare(work, by, notice.notice.id, item, note, LONDON))


def affected(room: BackRoom, notice: NoticeFound) -> Affected:
    return room.run(lambda work: whom.affected(work, room.by(), notice.notice.id, LONDON))


def send(room: BackRoom, cuff: Asset, form: FormSnapshot) -> Decision:
    room.now += timedelta(minutes=1)
    placed = room.send(cuff, pressure(), room.arm(form))
    assert placed.gate is not None
    return placed.gate.decision


def test_what_fits_is_proposed_and_out_of_use_only_when_a_person_confirms(room: BackRoom) -> None:
    first, second = room.equip("BP-1"), room.equip("BP-2")
    room.equip("BP-3", model="UA-767")
    form = room.open_form(room.admit())
    found = enter(room)
    assert {item.id for item in found.items} == {first.id, second.id}
    assert found.standing.state is NoticeState.TO_CONFIRM
    assert send(room, first, form) is Decision.ALLOW
    spare(room, found, second.id)
    after = confirm(room, found)
    assert after.standing.state is NoticeState.IN_HAND
    assert send(room, first, form) is Decision.BLOCK
    assert send(room, second, form) is Decision.ALLOW
    with pytest.raises(Refused, match="Nothing here waits"):
        confirm(room, found)
    close(room, found)
    assert only(room).standing.state is NoticeState.CLOSED
    assert send(room, first, form) is Decision.ALLOW


def test_whom_it_affects_is_listed_by_person(room: BackRoom) -> None:
    cuff, other = room.equip("BP-1"), room.equip("BP-2")
    amara = room.open_form(room.admit())
    ben = room.open_form(room.admit(family_name="Sample", given_name="Ben", nhs_number=None))
    for form in (amara, amara, ben):
        send(room, cuff, form)
    send(room, other, ben)
    found = enter(room, serials="SN-BP-1")
    # A dash makes a range; this one has letters on both sides and is one number.
    assert {item.id for item in found.items} == {cuff.id}
    listed = affected(room, found)
    assert (listed.total, listed.people) == (3, 2)
    assert {each.person for each in listed.readings} == {
        amara.person.display_name,
        ben.person.display_name,
    }
    spare(room, found, cuff.id)
    assert affected(room, found).total == 0


def test_a_recall_by_lot_freezes_the_lot_and_finds_its_readings(room: BackRoom) -> None:
    by = room.by(TECHNICIAN)
    box = room.equip(
        "HB-1", NOW - timedelta(hours=1), check=Check.QUALITY_CONTROL, category="hba1c_analyser"
    )
    typed = {"name": "HbA1c cartridges", "used_by": "hba1c analyser", "min_days": "1"}
    kind = room.run(lambda work: stock.save_type(work, by, typed))
    given = {"type": str(kind.id), "lot": "10226A", "expires": "", "quantity": "9"}
    room.run(lambda work: stock.receive(work, by, "Ash", given, LONDON))
    form = room.open_form(room.admit())

    def run(lot: str) -> Placed:
        room.now += timedelta(minutes=1)
        value = (Quantity("hba1c_mmol_mol", Decimal(38)),)
        seen = an_observation("hba1c", quantities=value, lot=lot)
        return room.send(box, seen, room.arm(form))

    assert run("10226A").fact is not None
    assert run("10226a").fact is not None
    run("OTHER")
    found = enter(room, reference="R-7", kind="recall", maker="", model="", lots="1022*")
    assert [item.lot is not None for item in found.items] == [True]
    listed = affected(room, found)
    assert (listed.total, listed.people) == (2, 1)
    assert {each.by for each in listed.readings} == {"Lot 10226A", "Lot 10226a"}
    confirm(room, found)
    late = run("10226A")
    assert late.gate is not None
    assert (late.gate.decision, late.gate.codes) == (Decision.BLOCK, ("LOT_RECALLED",))
    close(room, found)
    assert run("10226A").fact is not None


def test_what_cannot_be_is_said_at_its_field(room: BackRoom) -> None:
    enter(room)
    assert refused(room) == {"reference"}
    new = {"reference": "X-1"}
    assert refused(room, **new, model="*", maker="A&D") == {"model"}
    assert refused(room, **new, kind="", title="", action="") == {"kind", "title", "action"}
    assert refused(room, **new, issued_on="23 11 2026") == {"issued_on"}
    assert refused(room, **new, deadline="soon") == {"deadline"}
    assert refused(room, **new, lots="A*") == {"lots"}
    assert refused(room, **new, gtin="12 34x") == {"gtin"}


def test_a_notice_is_closed_only_when_everything_is_decided_and_something_is_said(
    room: BackRoom,
) -> None:
    cuff = room.equip("BP-1")
    found = enter(room)
    with pytest.raises(Refused, match="Nobody has decided about 1"):
        close(room, found)
    with pytest.raises(Refused, match="why it is not affected"):
        spare(room, found, cuff.id, " ")
    confirm(room, found)
    with pytest.raises(Refused, match="decided already"):
        spare(room, found, cuff.id)
    with pytest.raises(Refused, match="what was done"):
        close(room, found, " ")
    by = room.by(TECHNICIAN)
    with pytest.raises(Refused, match="out of use by this notice"):
        room.run(lambda work: notices.withdraw(work, by, found.notice.id, "typo", LONDON))
    close(room, found)
    with pytest.raises(Refused, match="closed already"):
        close(room, found)


def test_a_notice_entered_by_mistake_is_withdrawn_and_stays_in_the_list(room: BackRoom) -> None:
    room.equip("BP-1")
    found, by = enter(room), room.by(TECHNICIAN)
    with pytest.raises(Refused, match="without a reason"):
        room.run(lambda work: notices.withdraw(work, by, found.notice.id, "", LONDON))
    room.run(lambda work: notices.withdraw(work, by, found.notice.id, "Wrong model", LONDON))
    assert only(room).standing.state is NoticeState.WITHDRAWN


def test_what_two_notices_hold_stays_held_until_both_are_closed(room: BackRoom) -> None:
    cuff = room.equip("BP-1")
    form = room.open_form(room.admit())
    first = enter(room)
    second = enter(room, reference="FSN-2", title="Battery")
    confirm(room, first)
    confirm(room, second)
    close(room, first)
    assert send(room, cuff, form) is Decision.BLOCK
    close(room, second)
    assert send(room, cuff, form) is Decision.ALLOW


def test_a_piece_that_comes_later_and_fits_opens_the_notice_again(room: BackRoom) -> None:
    room.equip("BP-1")
    found = enter(room)
    confirm(room, found)
    close(room, found)
    room.equip("BP-9")
    assert only(room).standing.state is NoticeState.TO_CONFIRM
    assert [item.asset.tag for item in only(room).undecided if item.asset] == ["BP-9"]
