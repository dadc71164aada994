"""Rounds on a real database: scanned through, broken off and gone on with, signed off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.equipment.rounds import RoundKind, audit, stock_take
from clinicapp.domain.errors import NotAllowed, NotFound, Refused
from clinicapp.domain.staff import Role
from clinicapp.kit_lists import kit_list
from clinicapp.services.equipment.places import label_place
from clinicapp.services.equipment.rounds import (
    RoundRecord,
    answer_line,
    finish_round,
    give_up_round,
    list_rounds,
    scan_in_round,
    start_round,
    take_back,
)
from clinicapp.store.errors import AppendOnly
from tests.support.back_room import NOW, TECHNICIAN, BackRoom, some_uuid
from tests.support.facts import LONDON, an_actor
from tests.support.rounds import a_scan

if TYPE_CHECKING:
    from uuid import UUID

GTIN = "09521234543213"


def begin(room: BackRoom, kind: RoundKind = RoundKind.STOCK_TAKE) -> RoundRecord:
    return room.run(lambda work: start_round(work, room.by(), kind, "Ash", kit_list()))


def scan(room: BackRoom, round_id: UUID, text: str) -> RoundRecord:
    return room.run(lambda work: scan_in_round(work, room.by(), round_id, text, LONDON))


def tags(found: tuple[object, ...]) -> list[str]:
    return [getattr(each, "tag", "") or each.item.tag for each in found]  # type: ignore[attr-defined]


def test_a_stock_take_by_scanning(room: BackRoom) -> None:
    room.equip("BP-1")
    room.equip("BP-2")
    room.equip("BP-9", None, AssetEventKind.CONDEMNED)
    room.equip("SC-1", ward="Elm")
    begun = begin(room).begun
    assert tags(begun.expected) == ["BP-1", "BP-2"]
    scan(room, begun.id, "bp-1")
    scan(room, begun.id, "SC-1")
    with pytest.raises(Refused, match="BP-1 has been scanned in this round already"):
        scan(room, begun.id, "BP-1")
    # Broken off and gone on with: the list is read from what was kept.
    (found,) = room.run(lambda work: list_rounds(work, room.by(), "Ash"))
    assert found.end is None
    last = scan(room, begun.id, "NOBODYS-7")
    lists = stock_take(last.begun, last.events)
    assert (tags(lists.found), tags(lists.missing)) == (["BP-1"], ["BP-2"])
    assert [each.event.text for each in lists.unexpected] == ["SC-1", "NOBODYS-7"]
    assert lists.unexpected[0].item is not None
    assert lists.unexpected[0].item.ward == "Elm"
    room.run(lambda work: take_back(work, room.by(), begun.id, last.events[0].id))
    with pytest.raises(Refused, match="taken back already"):
        room.run(lambda work: take_back(work, room.by(), begun.id, last.events[0].id))
    done = room.run(lambda work: finish_round(work, room.by(), begun.id, " all rooms "))
    assert done.end is not None
    assert (done.end.by, done.end.text) == (room.by().actor.name, "all rooms")
    with pytest.raises(Refused, match="has signed off this round"):
        scan(room, begun.id, "BP-2")
    with pytest.raises(AppendOnly, match="This round has ended"):
        room.run(lambda work: work.rounds.append(a_scan(begun, None), some_uuid()))
    assert begin(room).begun.id != begun.id


def test_one_round_of_a_kind_is_open_on_a_ward(room: BackRoom) -> None:
    room.equip("BP-1")
    begun = begin(room).begun
    with pytest.raises(Refused, match="it is still open; go on with that one"):
        begin(room)
    begin(room, RoundKind.AUDIT)
    with pytest.raises(Refused, match="Nothing has been scanned"):
        room.run(lambda work: finish_round(work, room.by(), begun.id))
    with pytest.raises(Refused, match="Say why"):
        room.run(lambda work: give_up_round(work, room.by(), begun.id, " "))
    room.run(lambda work: give_up_round(work, room.by(), begun.id, "fire alarm"))
    begin(room)


def test_a_ward_without_equipment_has_nothing_to_count(room: BackRoom) -> None:
    with pytest.raises(Refused, match="no equipment for Ash"):
        begin(room)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://x.example/1", "web address"),
        ("4149506000134352", "has no name here yet"),
        (f"01{GTIN}10LOT", "no single device"),
    ],
)
def test_a_label_that_is_on_no_device_is_not_counted(room: BackRoom, text: str, words: str) -> None:
    room.equip("BP-1")
    begun = begin(room).begun
    with pytest.raises(Refused, match=words):
        scan(room, begun.id, text)
    assert room.run(lambda work: work.rounds.events(begun.id)) == ()


def test_an_audit_against_the_kit_list(room: BackRoom) -> None:
    room.equip("BP-1")
    room.equip("BP-2", NOW.replace(year=2020))
    begun = begin(room, RoundKind.AUDIT).begun
    assert begun.kit == kit_list()
    scan(room, begun.id, "BP-1")
    last = scan(room, begun.id, "BP-2")
    kit = kit_list()
    lines = {line.requirement.key: line for line in audit(kit, last.events).lines}
    assert (lines["bp_monitor"].working, lines["bp_monitor_spare"].present) == (1, 1)
    # Its calibration is years old: it is there and does not work.
    assert lines["bp_monitor_spare"].working == 0
    with pytest.raises(Refused, match="such as Cuffs"):
        room.run(lambda work: finish_round(work, room.by(), begun.id))
    for bad in ((1, 2), (-1, 0), (1000, 0)):
        with pytest.raises(Refused):
            room.run(lambda w, b=bad: answer_line(w, room.by(), begun.id, "tape", *b))
    with pytest.raises(Refused, match="no such line"):
        room.run(lambda work: answer_line(work, room.by(), begun.id, "hoist", 1, 1))
    for line in audit(kit, last.events).left:
        key = line.requirement.key
        room.run(lambda w, k=key: answer_line(w, room.by(), begun.id, k, 1, 1))
    done = room.run(lambda work: finish_round(work, room.by(), begun.id))
    found = audit(kit, done.events)
    assert found.left == ()
    assert 0 < found.working_percent < found.present_percent < 100


def test_who_may_take_stock(room: BackRoom) -> None:
    room.equip("BP-1")
    officer = an_actor(Role.CLINICAL_SAFETY_OFFICER)
    with pytest.raises(NotAllowed):
        room.run(lambda w: start_round(w, room.by(officer), RoundKind.AUDIT, "Ash", kit_list()))
    with pytest.raises(NotFound):
        scan(room, some_uuid(), "BP-1")


def test_the_label_of_a_place_says_where_what_is_scanned_after_it_is(room: BackRoom) -> None:
    room.equip("BP-1")
    room.equip("SC-1", ward="Elm")
    gln = "4149506000134352"
    begun = begin(room).begun
    with pytest.raises(Refused, match="location number 9506000134352 has no name here yet"):
        scan(room, begun.id, gln)
    lead = room.by(TECHNICIAN)
    answers = {"gln": gln, "ward": "Ash", "site": "", "location": "Clinic room"}
    wrong = answers | {"gln": "9506000134353"}
    with pytest.raises(Refused, match="13 digits"):
        room.run(lambda work: label_place(work, lead, wrong, LONDON))
    with pytest.raises(NotAllowed):
        room.run(lambda work: label_place(work, room.by(), answers, LONDON))
    room.run(lambda work: label_place(work, lead, answers, LONDON))
    assert room.audit()[-1] == "place.labelled"
    scan(room, begun.id, gln)
    found = scan(room, begun.id, "BP-1")
    scan(room, begun.id, "SC-1")
    assert tags(stock_take(begun, found.events).found) == ["BP-1"]
    assert stock_take(begun, found.events).unexpected == ()
    asset = room.run(lambda work: work.assets.by_tag("BP-1"))
    other = room.run(lambda work: work.assets.by_tag("SC-1"))
    assert (asset.location, other.location) == ("Clinic room", "")
    (moved,) = [
        event
        for event in room.run(lambda work: work.assets.events(asset.id))
        if event.kind is AssetEventKind.MOVED
    ]
    assert moved.details["to_location"] == "Clinic room"
    room.run(lambda work: label_place(work, lead, answers | {"ward": "Elm"}, LONDON))
    with pytest.raises(Refused, match="the label of Elm, Clinic room, and this round is of Ash"):
        scan(room, begun.id, gln)
