"""What somebody else lends to us: checked on arrival, accepted, shown, and handed back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.equipment.asset_state import Stage, state_of
from clinicapp.domain.equipment.assets import AssetEventKind, Funding
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.equipment.listing import ListFilter
from clinicapp.domain.equipment.loans import loan_at
from clinicapp.domain.errors import Refused
from clinicapp.services.equipment import assets
from clinicapp.services.equipment.equipment_list import open_list
from clinicapp.services.equipment.loans import hand_back, record_borrowed
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.back_room import NOW, TECHNICIAN, BackRoom, some_uuid
from tests.support.facts import LONDON, an_asset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.equipment.assets import Asset

ARRIVED = {
    "owner_kind": "company",
    "owner": "Example Hire Ltd",
    "until": "14 3 2027",
    "arrival": "pass",
    "decontamination": "yes",
    "paperwork": "Agreement 77",
}
GONE = {"decontamination": "cleaned", "data_wiped": "holds_none"}


def lend(room: BackRoom, funding: Funding = Funding.LOANED_IN) -> Asset:
    asset = an_asset(tag="BP-7", serial="SN-BP-7", funding=funding)
    plan = CheckPlan(id=some_uuid(), asset_id=asset.id, check=Check.USER_CHECK, every_months=12)
    room.run(lambda work: assets.register(work, room.by(TECHNICIAN), asset, (plan,)))
    return asset


def borrow(room: BackRoom, asset: Asset, **changes: str) -> None:
    by = room.by(TECHNICIAN)
    room.run(lambda work: record_borrowed(work, by, asset.id, ARRIVED | changes, LONDON))


def give_back(room: BackRoom, asset: Asset, answers: Mapping[str, str] = GONE) -> None:
    by = room.by(TECHNICIAN)
    room.run(lambda work: hand_back(work, by, asset.id, answers, LONDON))


def state(room: BackRoom, asset: Asset) -> AssetState:
    facts = room.run(lambda work: work.assets.facts(asset.id))
    return state_of(facts.asset, facts.plans, facts.events, NOW.astimezone(LONDON))


def accept(room: BackRoom, asset: Asset) -> None:
    by = room.by(TECHNICIAN)
    accepted = AssetEventKind.ACCEPTED
    room.run(lambda work: assets.note_event(work, by, asset.id, accepted, NOW))


def test_it_is_taken_in_accepted_and_handed_back(room: BackRoom) -> None:
    asset = lend(room)
    borrow(room, asset)
    assert [reason.code for reason in state(room, asset).reasons] == ["NOT_ACCEPTED"]
    accept(room, asset)
    assert state(room, asset).reasons == ()
    loan = loan_at(room.run(lambda work: work.assets.events(asset.id)), NOW)
    assert loan is not None
    assert (loan.who, loan.until, loan.ours) == ("Example Hire Ltd", date(2027, 3, 14), False)
    assert loan.over_on(date(2027, 3, 15))
    assert not loan.over_on(date(2027, 3, 14))
    give_back(room, asset)
    assert state(room, asset).stage is Stage.HANDED_BACK
    assert loan_at(room.run(lambda work: work.assets.events(asset.id)), NOW) is None
    with pytest.raises(Refused, match="was handed back to its owner"):
        accept(room, asset)
    borrow(room, asset)
    assert state(room, asset).stage is Stage.IN_ACCEPTANCE
    accept(room, asset)
    assert state(room, asset).in_service


def test_what_came_damaged_or_without_a_certificate_is_not_usable(room: BackRoom) -> None:
    asset = lend(room)
    borrow(room, asset, arrival="fail", words="Cuff torn", decontamination="no")
    codes = {reason.code for reason in state(room, asset).reasons}
    assert codes == {"NOT_ACCEPTED", "CONTAMINATED", "USER_CHECK_FAILED"}
    with pytest.raises(Refused, match="has passed no check since"):
        accept(room, asset)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"owner_kind": ""}, "owner_kind"),
        ({"owner": " "}, "owner"),
        ({"until": "1 1 2026"}, "until"),
        ({"arrival": ""}, "arrival"),
        ({"decontamination": ""}, "decontamination"),
        ({"arrival": "fail"}, "words"),
    ],
)
def test_what_is_left_out_is_asked_for(
    room: BackRoom, changed: Mapping[str, str], field: str
) -> None:
    asset = lend(room)
    with pytest.raises(AnswersRefused) as refused:
        borrow(room, asset, **changed)
    assert list(refused.value.errors) == [field]


def test_ours_is_neither_borrowed_nor_handed_back(room: BackRoom) -> None:
    asset = lend(room, Funding.OWNED)
    with pytest.raises(Refused, match="is not recorded as on loan to us"):
        borrow(room, asset)
    with pytest.raises(AnswersRefused):
        give_back(room, asset, {})
    with pytest.raises(Refused, match="is not recorded as on loan to us"):
        give_back(room, asset)


def test_the_list_shows_those_that_are_not_ours(room: BackRoom) -> None:
    asset = lend(room)
    room.equip("BP-1")

    def shown(funding: Funding | None) -> list[str]:
        wanted, by = ListFilter(funding=funding), room.by(TECHNICIAN)
        found = room.run(lambda work: open_list(work, by, wanted, LONDON))
        return sorted(row.asset.tag for row in found.matches.page.rows)

    assert shown(None) == ["BP-1", asset.tag]
    assert shown(Funding.LOANED_IN) == [asset.tag]
    assert shown(Funding.OWNED) == ["BP-1"]
    assert shown(Funding.LEASED) == []
