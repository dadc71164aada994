"""Which piece of equipment a label is on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.errors import NotAllowed, NotFound, Refused
from clinicapp.domain.staff import Role
from clinicapp.services.equipment.scanned import (
    ControlLotFound,
    NewLot,
    StockLot,
    equipment_of_scan,
    thing_of_scan,
)
from tests.support.back_room import NOW, BackRoom
from tests.support.facts import an_actor
from tests.support.quality_samples import a_lot as a_control_lot
from tests.support.stock_samples import a_lot, a_move, a_type

if TYPE_CHECKING:
    from clinicapp.domain.staff import Actor
    from clinicapp.store.work import Work

GTIN, OTHER = "09521234543213", "05012345678900"
GIAI = "950600013430000001"


def scanned(room: BackRoom, text: str, actor: Actor | None = None) -> str:
    by = room.by() if actor is None else room.by(actor)
    return room.run(lambda work: equipment_of_scan(work, by, text, NOW.date()).tag)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("BP-1", "BP-1"),
        ("bp-1", "BP-1"),
        ("]d1BP-2", "BP-2"),
        (f"]d28004{GIAI}", "BP-1"),
        (f"8004{GIAI}", "BP-1"),
        (GIAI, "BP-1"),
        (f"01{GTIN}21SN-BP-2", "BP-2"),
        (f"(01){GTIN}(17)271231(21)sn-bp-2", "BP-2"),
        # A piece whose GTIN nobody wrote down is known by its serial number alone.
        (f"01{GTIN}21SN-BP-1", "BP-1"),
    ],
)
def test_a_label_finds_its_one_piece(room: BackRoom, text: str, tag: str) -> None:
    room.equip("BP-1", giai=GIAI)
    room.equip("BP-2", gtin=GTIN)
    assert scanned(room, text) == tag
    assert room.audit() == ["asset.found"]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("BP-9", NotFound, "No equipment here has the tag BP-9"),
        ("8004950600013430000009", NotFound, "asset identifier 950600013430000009"),
        (f"01{OTHER}21SN-BP-2", NotFound, "serial number SN-BP-2"),
        (f"01{GTIN}10L1", NotFound, "lot L1.* without a serial number"),
        ("4149506000134352", Refused, "label of a place"),
        ("https://assets.example/1", Refused, "web address"),
    ],
)
def test_a_label_that_is_on_nothing_says_so(
    room: BackRoom, text: str, kind: type[Exception], words: str
) -> None:
    room.equip("BP-2", gtin=GTIN)
    with pytest.raises(kind, match=words):
        scanned(room, text)
    assert room.audit() == []


def test_two_pieces_of_one_serial_number_are_never_guessed_between(room: BackRoom) -> None:
    room.equip("BP-1")
    room.run(
        lambda work: work.assets.save(
            _with_serial(work.assets.by_tag("BP-1"), "S1"),
        )
    )
    room.equip("BP-2")
    room.run(lambda work: work.assets.save(_with_serial(work.assets.by_tag("BP-2"), "S1")))
    with pytest.raises(NotFound):
        scanned(room, f"01{GTIN}21S1")


def _with_serial(asset: object, serial: str) -> object:
    return replace(asset, serial=serial)  # type: ignore[type-var]


def test_who_may_not_see_equipment_is_refused(room: BackRoom) -> None:
    room.equip("BP-1")
    with pytest.raises(NotAllowed):
        scanned(room, "BP-1", an_actor(Role.CLINICAL_SAFETY_OFFICER))


def test_a_lot_is_found_or_offered_with_what_its_label_says(room: BackRoom) -> None:
    def thing(text: str, ward: str = "Ash") -> object:
        by = room.by()
        return room.run(lambda work: thing_of_scan(work, by, text, NOW.date(), ward))

    label = f"01{GTIN}1727033110L1"
    lot = thing(label)
    assert lot == NewLot(gtin=GTIN, number="L1", expires_on=date(2027, 3, 31), type_id=None)
    kind = a_type(gtin=GTIN)
    kept = a_lot(kind, number="L1")

    def fill(work: Work) -> None:
        work.stock.add_type(kind)
        work.stock.add_lot(kept)
        work.stock.append(a_move(kept, quantity=5))

    room.run(fill)
    assert thing(label) == StockLot(kept.id)
    elsewhere = thing(label, "Elm")
    assert isinstance(elsewhere, NewLot)
    assert elsewhere.type_id == kind.id
    control = replace(a_control_lot(), gtin=OTHER, lot="QC7")
    room.run(lambda work: work.controls.add_lot(control))
    assert thing(f"01{OTHER}10QC7") == ControlLotFound(control.id, "QC7", None)
    room.equip("BP-2", gtin=GTIN)
    assert getattr(thing(f"01{GTIN}10L1\x1d21SN-BP-2"), "tag", "") == "BP-2"
    admin = an_actor(Role.ADMINISTRATOR)
    with pytest.raises(NotFound, match=r"lot L9.* without a serial number"):
        room.run(
            lambda work: thing_of_scan(work, room.by(admin), f"01{GTIN}10L9", NOW.date(), "Ash")
        )
