"""Letting a check wait: a named person, a reason, a day; audited, and ended again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.equipment.rounds import RoundKind
from clinicapp.domain.errors import NotAllowed
from clinicapp.kit_lists import kit_list
from clinicapp.services.access import By
from clinicapp.services.equipment.controls import state_with_controls
from clinicapp.services.equipment.rounds import scan_in_round, start_round, take_back
from clinicapp.services.equipment.waivers import end_waiver, grant_waiver
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.back_room import NOW, TECHNICIAN, BackRoom, pressure
from tests.support.facts import LONDON

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

GOOD = {"check": "calibration", "until": "30 11 2026", "reason": "Booked for Friday"}


def codes(room: BackRoom, asset_id: UUID) -> list[str]:
    def found(work):  # type: ignore[no-untyped-def]
        facts = work.assets.facts(asset_id)
        return state_with_controls(work, facts, NOW.astimezone(LONDON))

    return [reason.code for reason in room.run(found).reasons]


def grant(room: BackRoom, asset_id: UUID, answers: Mapping[str, str]) -> None:
    by = room.by(TECHNICIAN)
    room.run(lambda work: grant_waiver(work, by, asset_id, answers, LONDON))


def test_a_check_waits_with_a_name_and_a_reason_and_is_ended(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    assert codes(room, asset.id) == ["CAL_NEVER"]
    grant(room, asset.id, GOOD)
    assert codes(room, asset.id) == ["WAIVED"]
    event = room.run(lambda work: work.assets.events(asset.id))[-1]
    assert (event.recorded_by, event.details["reason"]) == (TECHNICIAN.name, "Booked for Friday")
    assert room.audit()[-1] == "asset.waived"
    by = room.by(TECHNICIAN)
    answers = {"check": "calibration", "reason": "It came back"}
    room.run(lambda work: end_waiver(work, by, asset.id, answers, LONDON))
    assert codes(room, asset.id) == ["CAL_NEVER"]
    with pytest.raises(AnswersRefused, match="No waiver of that check holds now"):
        room.run(lambda work: end_waiver(work, by, asset.id, answers, LONDON))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"check": "quality_control"}, "check"),
        ({"check": "service"}, "check"),
        ({"until": "7 12 2026"}, "until"),
        ({"until": "21 11 2026"}, "until"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_what_cannot_wait_is_refused(
    room: BackRoom, changed: Mapping[str, str], field: str
) -> None:
    asset = room.equip("BP-1", None)
    with pytest.raises(AnswersRefused) as refused:
        grant(room, asset.id, GOOD | dict(changed))
    assert list(refused.value.errors) == [field]
    assert codes(room, asset.id) == ["CAL_NEVER"]


def test_a_pin_alone_lets_nothing_wait(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    by = By(replace(TECHNICIAN, full=False), NOW)
    with pytest.raises(NotAllowed, match="sign in with your user name and password"):
        room.run(lambda work: grant_waiver(work, by, asset.id, GOOD, LONDON))


def test_a_stock_take_on_another_ward_disputes_where_a_device_is(room: BackRoom) -> None:
    asset = room.equip("BP-1", ward="Elm")
    room.equip("BP-2")
    by = room.by(TECHNICIAN)

    def begin(ward: str) -> UUID:
        started = room.run(
            lambda work: start_round(work, by, RoundKind.STOCK_TAKE, ward, kit_list())
        )
        return started.begun.id

    def scan(round_id: UUID) -> UUID:
        found = room.run(lambda work: scan_in_round(work, by, round_id, "BP-1", LONDON))
        return found.events[-1].id

    ash = begin("Ash")
    taken = scan(ash)
    assert "LOCATION_DISPUTED" in codes(room, asset.id)
    room.run(lambda work: take_back(work, by, ash, taken))
    assert "LOCATION_DISPUTED" not in codes(room, asset.id)
    scan(ash)
    assert "LOCATION_DISPUTED" in codes(room, asset.id)
    scan(begin("Elm"))
    assert "LOCATION_DISPUTED" not in codes(room, asset.id)
    kinds = [event.kind for event in room.run(lambda work: work.assets.events(asset.id))]
    assert kinds.count(AssetEventKind.SEEN) == 4


def test_the_station_of_another_ward_marks_what_a_device_of_ours_sends(room: BackRoom) -> None:
    cuff = room.equip("BP-1")
    form = room.open_form(room.admit())
    for ward, expected in (("Ash", ()), ("Elm", ("WRONG_WARD",))):
        policy = room.backstage.policy.for_ward(ward)
        placed = room.send(cuff, pressure(128, 82), room.arm(form), policy)
        assert placed.gate is not None
        assert placed.gate.codes == expected
