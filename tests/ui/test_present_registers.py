"""Stock, competency and the gate in words, from what the use cases return."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from uuid6 import uuid7

from clinicapp.domain.break_glass import BreakGlass, BreakGlassKind
from clinicapp.domain.equipment.competency import CompetencyPolicy, Tier, standing_of
from clinicapp.domain.equipment.consumables import MoveKind, stock_standing
from clinicapp.domain.equipment.notices import NoticeEventKind
from clinicapp.domain.equipment.notices import standing_of as notice_standing
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import Quantity
from clinicapp.domain.staff import StaffMember
from clinicapp.policies import gate_policy
from clinicapp.services.equipment.affected import Affected, AffectedReading
from clinicapp.services.equipment.break_glass import ReviewRow
from clinicapp.services.equipment.notices import NoticeFound, NoticeItem
from clinicapp.services.equipment.stock import WardStock
from clinicapp.services.staff.competency import CompetencyList, PersonCompetency
from clinicapp.ui.viewmodels.equipment.present_competency import (
    CompetencyTerms,
    assess_panel,
    key_of,
    present_competency,
)
from clinicapp.ui.viewmodels.equipment.present_glass import GlassView, present_policy, present_uses
from clinicapp.ui.viewmodels.equipment.present_notices import (
    NoticeTerms,
    present_affected,
    present_notices,
)
from clinicapp.ui.viewmodels.equipment.present_stock import StockTerms, present_stock
from clinicapp.ui.viewmodels.equipment.stock_panels import move_panel, receive_panel, type_panel
from clinicapp.ui.viewmodels.register_view import RegisterView
from tests.support.facts import LONDON, an_asset
from tests.support.stock_samples import (
    DAY,
    a_lot,
    a_move,
    a_notice,
    a_notice_event,
    a_type,
    an_assessment,
)

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=LONDON)
MAY = StockTerms(today=TODAY, zone=LONDON, may_record=True, may_manage=True)
KIND = a_type(gtin="05012345678900")
FIRST = a_lot(KIND, number="FIRST", expires_on=date(2027, 5, 31))
LATE = a_lot(KIND, number="LATE", expires_on=date(2026, 11, 1))
MOVES = {
    FIRST.id: (
        a_move(FIRST, quantity=40),
        a_move(FIRST, MoveKind.USED, 7, at=DAY + timedelta(hours=1)),
        a_move(FIRST, MoveKind.COUNTED, -1, at=DAY + timedelta(hours=2), reason="dropped"),
        a_move(FIRST, MoveKind.MOVED, 2, ward="Birch", to_ward="Ash", at=DAY + timedelta(hours=3)),
    ),
    LATE.id: (a_move(LATE, quantity=5),),
}


def stock_of(*lots: object) -> WardStock:
    standing = stock_standing(KIND, [(lot, MOVES[lot.id]) for lot in lots], "Ash", NOW)  # type: ignore[attr-defined]
    return WardStock(ward="Ash", standings=(standing,), moves=MOVES, retired=())


def words(view: RegisterView) -> list[tuple[str, str]]:
    return [(row.cells[1][0], row.status.text) for row in view.rows]


def test_the_lot_to_use_first_stands_first_and_an_expired_one_says_so() -> None:
    view = present_stock(stock_of(FIRST, LATE), str(LATE.id), MAY)
    assert words(view) == [("FIRST", "Use first"), ("LATE", "Expired")]
    assert view.summary == "1 lot not to be used"
    record = view.record
    assert record is not None
    assert record.why == "The lot has expired."
    facts = {fact.label: fact.value for fact in record.facts}
    assert facts["Use first"] == "Lot FIRST"
    assert "used" not in [tool.key for tool in record.tools]
    first = present_stock(stock_of(FIRST, LATE), str(FIRST.id), MAY).record
    assert first is not None
    assert [entry.what for entry in first.history] == [
        "2 tests came from Birch",
        "Counted, -1",
        "Used: 7 tests",
        "Received: 40 tests",
    ]
    assert {tool.key for tool in first.tools} >= {"used", "opened", "counted", "frozen", "correct"}


def test_what_has_run_out_is_a_row_of_its_own() -> None:
    view = present_stock(stock_of(LATE), "", MAY)
    assert words(view) == [("", "Out of stock"), ("LATE", "Expired")]
    shown = present_stock(stock_of(LATE), view.rows[0].key, MAY).record
    assert shown is not None
    assert [tool.key for tool in shown.tools] == ["receive", "change_type"]


def test_where_nothing_is_kept_nothing_is_said_to_be_enough() -> None:
    nothing = WardStock(ward="Ash", standings=(), moves={}, retired=())
    view = present_stock(nothing, "", MAY)
    assert (view.summary, view.rows) == ("", ())
    assert [tool.key for tool in view.tools] == ["add_type"]


def test_who_may_only_look_is_offered_nothing() -> None:
    view = present_stock(
        stock_of(FIRST), str(FIRST.id), replace(MAY, may_record=False, may_manage=False)
    )
    assert view.tools == ()
    assert view.record is not None
    assert view.record.tools == ()


def test_panels_ask_what_each_entry_needs() -> None:
    lot = stock_of(FIRST).standings[0].lots[0]
    keys = {
        kind: [f.key for f in move_panel(kind, lot, "test").fields]
        for kind in MoveKind
        if kind is not MoveKind.RECEIVED
    }
    assert keys == {
        MoveKind.USED: ["quantity"],
        MoveKind.OPENED: [],
        MoveKind.MOVED: ["quantity", "to_ward"],
        MoveKind.DISCARDED: ["quantity", "reason"],
        MoveKind.COUNTED: ["quantity", "reason"],
        MoveKind.FROZEN: ["reason"],
        MoveKind.THAWED: ["reason"],
    }
    retired = a_type(name="Old", active=False)
    (offered,) = (f.options for f in receive_panel((KIND, retired)).fields if f.key == "type")
    assert [option.label for option in offered] == ["HbA1c cartridges"]
    assert type_panel(None).card != type_panel(KIND).card


ROSA = StaffMember(id=uuid7(), name="Rosa Tester", title="Nurse", roles=frozenset())
TOM = StaffMember(id=uuid7(), name="Tom Placeholder", title="Lead", roles=frozenset())


def competent(staff: StaffMember, **changes: object) -> PersonCompetency:
    entry = an_assessment(staff_id=staff.id, staff_name=staff.name, **changes)
    standing = standing_of([entry], TODAY, LONDON, least=Tier.ASSESSED)
    return PersonCompetency(
        staff=staff, category=entry.category, model="", standing=standing, entries=(entry,)
    )


def terms(*, may_record: bool = True) -> CompetencyTerms:
    policy = CompetencyPolicy(required=MappingProxyType({"hba1c_analyser": Tier.ASSESSED}))
    return CompetencyTerms(
        today=TODAY, zone=LONDON, policy=policy, me=ROSA.id, may_record=may_record, may_declare=True
    )


def test_who_may_use_what_is_told_most_urgent_first() -> None:
    rows = (competent(TOM), competent(ROSA, valid_to=date(2026, 12, 1)))
    found = CompetencyList(rows=rows, nobody=(), staff=(ROSA, TOM), categories=("hba1c_analyser",))
    view = present_competency(found, key_of(rows[0]), terms())
    assert [(row.cells[0][0], row.status.text) for row in view.rows] == [
        ("Rosa Tester", "Expires soon"),
        ("Tom Placeholder", "In date"),
    ]
    assert view.record is not None
    assert [tool.key for tool in view.record.tools] == ["renew", "withdraw"]
    assert [tool.key for tool in present_competency(found, "", terms(may_record=False)).tools] == [
        "declare"
    ]
    renewal = assess_panel(found, terms(), rows[0])
    assert {f.key: f.value for f in renewal.fields}["staff"] == str(TOM.id)


def test_a_kind_that_nobody_may_use_is_named() -> None:
    found = CompetencyList(
        rows=(), nobody=("hba1c_analyser",), staff=(ROSA,), categories=("hba1c_analyser",)
    )
    assert present_competency(found, "", terms()).summary == "Nobody may use: HbA1c analyser"


def told() -> GlassView:
    policy = gate_policy()
    types = MappingProxyType({"older_adult": MappingProxyType({"SERVICE_OVERDUE": Decision.HOLD})})
    return GlassView(
        ward="Ash",
        today=TODAY,
        zone=LONDON,
        policy=replace(policy, ward_types=types),
        may_review=True,
    )


def a_use(**changes: object) -> ReviewRow:
    entry = BreakGlass(
        id=uuid7(),
        kind=BreakGlassKind.OVERRIDDEN,
        at=datetime(2026, 11, 21, 9, tzinfo=UTC),
        actor_id=uuid7(),
        actor_name="Rosa Tester",
        ward="Ash",
        codes=("CAL_OVERDUE", "LOT_EXPIRED"),
        reason="No other device is available",
        policy="gate-1",
    )
    return ReviewRow(
        entry=entry,
        asset=an_asset(tag="BP-0117"),
        reading=None,
        spent=None,
        reviewed=changes.get("reviewed"),  # type: ignore[arg-type]
    )


def test_what_was_used_past_its_checks_can_be_reviewed_once() -> None:
    waiting = a_use()
    view = present_uses((waiting,), str(waiting.entry.id), told())
    assert view.summary == "1 use to review"
    assert view.rows[0].cells[2] == ("Calibration overdue", "and 1 more reason")
    assert view.record is not None
    assert [tool.key for tool in view.record.tools] == ["review"]
    signed = replace(
        waiting.entry, id=uuid7(), kind=BreakGlassKind.REVIEWED, target=waiting.entry.id
    )
    done = replace(waiting, reviewed=signed)
    after = present_uses((done,), str(waiting.entry.id), told())
    assert (after.summary, after.rows[0].status.text) == ("Everything is reviewed", "Reviewed")
    assert after.record is not None
    assert after.record.tools == ()


def test_the_matrix_shows_every_code_with_its_version_and_its_source() -> None:
    view = present_policy(0, "SERVICE_OVERDUE", told())
    assert {row.key for row in view.rows} == set(gate_policy().decisions)
    assert view.summary == f"Version {gate_policy().version}, shipped with the program"
    decided = {row.key: (row.status.text, row.cells[2][0]) for row in view.rows}
    assert decided["CONTROL"] == ("Kept, never used", "")
    assert decided["SERVICE_OVERDUE"] == ("Used, marked", "older adult: hold")
    order = [row.status.text for row in view.rows]
    assert order == sorted(order, key=["Kept, never used", "Held", "Used, marked", "Used"].index)
    assert view.record is not None
    assert view.record.title == "Service overdue"


def a_found(*, decided: bool = False) -> NoticeFound:
    notice = a_notice()
    asset = an_asset(tag="BP-0117")
    event = a_notice_event(notice, NoticeEventKind.CONFIRMED, asset_id=asset.id)
    events = (event,) if decided else ()
    item = NoticeItem(asset=asset, decided=event if decided else None)
    standing = notice_standing(notice, events, 0 if decided else 1, TODAY)
    return NoticeFound(notice=notice, standing=standing, items=(item,), events=events)


ALL = NoticeTerms(zone=LONDON, may_manage=True, may_see_people=True)


def test_a_notice_says_what_it_fits_and_what_waits_for_a_person() -> None:
    found = a_found()
    view = present_notices((found,), str(found.notice.id), ALL)
    assert view.summary == "1 notice to confirm"
    assert view.rows[0].status.text == "To be confirmed"
    assert view.record is not None
    assert view.record.history[0].what.startswith("BP-0117 A&D UA-651BLE, serial")
    assert [tool.key for tool in view.record.tools] == ["confirm", "spare", "withdraw", "affected"]
    done = a_found(decided=True)
    after = present_notices((done,), str(done.notice.id), ALL).record
    assert after is not None
    assert [tool.key for tool in after.tools] == ["close", "affected"]
    assert after.history[-1].what.endswith("out of use")


def test_who_may_not_see_people_is_not_offered_the_readings() -> None:
    found = a_found()
    view = present_notices((found,), str(found.notice.id), replace(ALL, may_see_people=False))
    assert view.tabs == ()
    assert view.record is not None
    assert "affected" not in [tool.key for tool in view.record.tools]


def test_affected_readings_are_told_with_their_people() -> None:
    found = a_found(decided=True)
    reading = AffectedReading(
        reading_id=uuid7(),
        at=NOW,
        kind="blood_pressure",
        quantities=(Quantity("systolic_mmhg", Decimal(151)),),
        by="BP-0117",
        person_id=uuid7(),
        person="EXAMPLE, Amara",
    )
    nobodys = replace(reading, reading_id=uuid7(), person_id=None, person="")
    listed = Affected(readings=(reading, nobodys), total=2, people=1)
    view = present_affected(found, listed, str(reading.reading_id), ALL, 3)
    assert view.summary == "2 readings of 1 person"
    assert [row.cells[3][0] for row in view.rows] == ["EXAMPLE, Amara", "Nobody"]
    assert view.record is not None
    assert view.record.title == "Blood pressure 151 mmHg"
    assert present_affected(None, None, "", ALL).empty_title == "No notice is chosen."
