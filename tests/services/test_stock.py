"""Stock as people record it, and what the gate makes of the lot that a reading names."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.consumables import ConsumableType, MoveKind
from clinicapp.domain.errors import Refused
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import Quantity
from clinicapp.services.equipment import stock
from clinicapp.services.typed_fields import AnswersRefused
from clinicapp.store.errors import Stale
from tests.support.back_room import NOW, TECHNICIAN, BackRoom
from tests.support.facts import LONDON, an_observation

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.consumables import StockMove, StockStanding
    from clinicapp.services.clinic.filing import Placed

ANSWERS = {
    "name": "HbA1c cartridges",
    "gtin": "05012345678900",
    "used_by": "HbA1c analyser",
    "unit": "test",
    "open_days": "30",
    "min_days": "7",
}


@pytest.fixture
def kind(room: BackRoom) -> ConsumableType:
    return add_type(room)


def add_type(room: BackRoom, **changes: str) -> ConsumableType:
    by = room.by(TECHNICIAN)
    return room.run(lambda work: stock.save_type(work, by, {**ANSWERS, **changes}))


def receive(room: BackRoom, kind: ConsumableType, **changes: str) -> StockMove:
    typed = {"type": str(kind.id), "lot": "10226A", "expires": "31 3 2027", "quantity": "20"}
    return room.run(
        lambda work: stock.receive(work, room.by(), "Ash", {**typed, **changes}, LONDON)
    )


def move(
    room: BackRoom, lot_id: UUID, what: MoveKind, ward: str = "Ash", **typed: str
) -> StockMove:
    return room.run(lambda work: stock.move(work, room.by(), lot_id, ward, what, typed, LONDON))


def standing(room: BackRoom, ward: str = "Ash") -> StockStanding:
    found = room.run(lambda work: stock.view_stock(work, room.by(), ward, LONDON))
    (only,) = found.standings
    return only


def refused(function: Any, *args: Any, **typed: str) -> dict[str, str]:
    with pytest.raises(AnswersRefused) as refusal:
        function(*args, **typed)
    return refusal.value.errors


def test_a_delivery_is_used_moved_counted_and_thrown_away(
    room: BackRoom, kind: ConsumableType
) -> None:
    assert standing(room).codes == ("STOCK_OUT",)
    lot_id = receive(room, kind).lot_id
    receive(room, kind, lot="10226a", expires="", quantity="5")
    assert (standing(room).usable, len(standing(room).lots)) == (25, 1)
    move(room, lot_id, MoveKind.OPENED)
    move(room, lot_id, MoveKind.USED, quantity="4")
    move(room, lot_id, MoveKind.MOVED, quantity="6", to_ward="Birch")
    move(room, lot_id, MoveKind.DISCARDED, quantity="1", reason="dropped")
    counted = move(room, lot_id, MoveKind.COUNTED, quantity="12", reason="not written down")
    assert counted.quantity == -2
    assert (standing(room).usable, standing(room, "Birch").usable) == (12, 6)
    assert standing(room).lots[0].use_by == date(2026, 12, 22)
    happened = [each for each in room.audit() if each.startswith("stock.") and "listed" not in each]
    assert happened == [
        "stock.type_added",
        "stock.received",
        "stock.received",
        "stock.opened",
        "stock.used",
        "stock.moved",
        "stock.discarded",
        "stock.counted",
    ]


def test_what_cannot_be_is_said_at_its_field(room: BackRoom, kind: ConsumableType) -> None:
    lot_id = receive(room, kind).lot_id
    assert refused(receive, room, kind, lot="", quantity="0", expires="31 13 2027").keys() == {
        "lot",
        "quantity",
        "expires",
    }
    assert (
        "expired on 1 Nov 2026"
        in refused(receive, room, kind, lot="X", expires="1 11 2026")["expires"]
    )
    assert (
        "here already with 31 Mar 2027"
        in refused(receive, room, kind, expires="1 4 2027")["expires"]
    )
    assert "Only 20" in refused(move, room, lot_id, MoveKind.USED, quantity="21")["quantity"]
    assert refused(move, room, lot_id, MoveKind.DISCARDED, quantity="1").keys() == {"reason"}
    assert refused(move, room, lot_id, MoveKind.COUNTED, quantity="19").keys() == {"reason"}
    assert refused(move, room, lot_id, MoveKind.MOVED, quantity="1", to_ward="ash").keys() == {
        "to_ward"
    }
    # A count that agrees needs no reason, and is written down all the same.
    assert move(room, lot_id, MoveKind.COUNTED, quantity="20").quantity == 0
    with pytest.raises(Refused, match="not something that can be recorded"):
        move(room, lot_id, MoveKind.FROZEN)
    assert standing(room).usable == 20


def test_a_kind_is_added_once_and_its_gtin_is_checked(room: BackRoom, kind: ConsumableType) -> None:
    assert kind.used_by == ("hba1c_analyser",)
    assert refused(add_type, room).keys() == {"name", "gtin"}
    assert "wrong digit" in refused(add_type, room, name="Strips", gtin="05012345678901")["gtin"]
    assert "14 digits" in refused(add_type, room, name="Strips", gtin="12x")["gtin"]
    assert refused(add_type, room, name=" ", gtin="", open_days="0", min_days="-1").keys() == {
        "name",
        "open_days",
        "min_days",
    }
    by = room.by(TECHNICIAN)
    changed = room.run(
        lambda work: stock.save_type(work, by, {**ANSWERS, "name": "Afinion HbA1c"}, kind)
    )
    assert (changed.name, changed.version) == ("Afinion HbA1c", 2)
    with pytest.raises(Stale):
        room.run(lambda work: stock.save_type(work, by, ANSWERS, kind))


def test_a_lot_that_may_not_be_used_is_not_opened(room: BackRoom, kind: ConsumableType) -> None:
    lot_id = receive(room, kind).lot_id
    by = room.by(TECHNICIAN)
    with pytest.raises(Refused, match="without a reason"):
        room.run(lambda work: stock.freeze(work, by, lot_id, " "))
    room.run(lambda work: stock.freeze(work, by, lot_id, "odd results"))
    with pytest.raises(Refused, match="must not be used: it is frozen"):
        move(room, lot_id, MoveKind.USED, quantity="1")
    room.run(lambda work: stock.freeze(work, by, lot_id, "they were well", frozen=False))
    move(room, lot_id, MoveKind.USED, quantity="1")
    facts = room.run(lambda work: work.stock.lot(lot_id))
    assert facts is not None
    typed = {"lot": "10226A", "expires": "1 11 2026", "reason": "misread"}
    room.run(lambda work: stock.correct_lot(work, by, facts[1], typed))
    with pytest.raises(Refused, match="it has expired"):
        move(room, lot_id, MoveKind.OPENED)
    assert standing(room).codes == ("STOCK_OUT", "LOT_EXPIRED")


@pytest.fixture
def analyser(room: BackRoom) -> Asset:
    return room.equip(
        "HB-1", NOW - timedelta(hours=1), check=Check.QUALITY_CONTROL, category="hba1c_analyser"
    )


def send(room: BackRoom, box: Asset, lot: str | None) -> Placed:
    room.now += timedelta(minutes=1)
    value = (Quantity("hba1c_mmol_mol", Decimal(38)),)
    seen = an_observation("hba1c", quantities=value, lot=lot)
    return room.send(box, seen, room.arm(room.open_form(room.admit(nhs_number=None))))


def judged(placed: Placed) -> tuple[Decision, tuple[str, ...]]:
    assert placed.gate is not None
    return placed.gate.decision, placed.gate.codes


def test_where_nobody_keeps_lots_a_named_lot_is_no_reason(room: BackRoom, analyser: Asset) -> None:
    assert judged(send(room, analyser, "10226A")) == (Decision.ALLOW, ())


def test_a_reading_is_judged_by_the_lot_it_names(
    room: BackRoom, analyser: Asset, kind: ConsumableType
) -> None:
    lot_id = receive(room, kind).lot_id
    assert judged(send(room, analyser, "10226a ")) == (Decision.ALLOW, ())
    assert judged(send(room, analyser, None)) == (Decision.ALLOW, ())
    assert judged(send(room, analyser, "OTHER")) == (Decision.FLAG, ("LOT_UNKNOWN",))
    by = room.by(TECHNICIAN)
    room.run(lambda work: stock.freeze(work, by, lot_id, "odd results"))
    held = send(room, analyser, "10226A")
    assert (judged(held), held.fact) == ((Decision.HOLD, ("LOT_FROZEN",)), None)
    room.run(lambda work: stock.freeze(work, room.by(TECHNICIAN), lot_id, "well", frozen=False))
    assert judged(send(room, analyser, "10226A")) == (Decision.ALLOW, ())
    facts = room.run(lambda work: work.stock.lot(lot_id))
    assert facts is not None
    typed = {"lot": "10226A", "expires": "21 11 2026", "reason": "misread"}
    room.run(lambda work: stock.correct_lot(work, by, facts[1], typed))
    assert judged(send(room, analyser, "10226A")) == (Decision.HOLD, ("LOT_EXPIRED",))


def test_a_lot_that_other_devices_use_is_unknown_here(
    room: BackRoom, analyser: Asset, kind: ConsumableType
) -> None:
    strips = add_type(room, name="Glucose strips", gtin="", used_by="glucose meter")
    receive(room, strips, lot="S-1")
    assert judged(send(room, analyser, "S-1")) == (Decision.FLAG, ("LOT_UNKNOWN",))


PACK = "(01)05012345678900(17)270300(10)10226A"
PLAIN = PACK.replace("(", "").replace(")", "")


@pytest.mark.parametrize("label", [PACK, PLAIN, f"]d2{PLAIN}"])
def test_a_delivery_is_taken_in_by_the_barcode_of_its_pack(
    room: BackRoom, kind: ConsumableType, label: str
) -> None:
    receive(room, kind, label=label, type="", lot="", expires="", quantity="20")
    (lot,) = standing(room).lots
    # The day 00 is the last one of the month (GS1 General Specifications, 3.4.7).
    assert (lot.lot.number, lot.lot.expires_on, lot.on_hand) == ("10226A", date(2027, 3, 31), 20)


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("BP-0122", "no barcode of a pack"),
        ("(01)05012345678917(10)X", "Nothing kept here has the GTIN"),
        ("(01)05012345678901(10)X", "scan it again"),
    ],
)
def test_a_barcode_that_says_nothing_of_a_delivery_is_refused_at_its_field(
    room: BackRoom, kind: ConsumableType, label: str, why: str
) -> None:
    errors = refused(receive, room, kind, label=label)
    assert errors.keys() == {"label"}
    assert why in errors["label"]
