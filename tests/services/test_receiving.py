"""Taking in what devices send, once, and writing down that it came but not what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from clinicapp.services.clinic import receiving
from tests.support.back_room import STATION, BackRoom, pressure
from tests.support.store_samples import a_delivery

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import Asset


@pytest.fixture
def cuff(room: BackRoom) -> Asset:
    return room.equip("BP-1")


def test_the_same_delivery_offered_again_is_kept_once(room: BackRoom, cuff: Asset) -> None:
    observation = replace(pressure(), id=uuid7(), device_serial=cuff.serial)
    delivery = a_delivery(observation, received_at=room.now)

    def receive(*, again: bool) -> int:
        kept = room.run(
            lambda work: receiving.receive(work, room.by(STATION), delivery, again=again)
        )
        return len(kept)

    assert receive(again=True) == 1
    assert receive(again=True) == 0
    assert room.run(lambda work: work.readings.unjudged()) == (observation.id,)
    assert room.audit() == ["readings.received", "readings.offered_again"]


def test_the_audit_record_counts_what_came_and_quotes_nothing(room: BackRoom, cuff: Asset) -> None:
    room.refuse(detail="the sum is 3F", raw=b"\x02EXAMPLE, Amara\x03")
    last = room.run(lambda work: list(work.audit.chain()))[-1].record
    assert last.action == "readings.received"
    assert last.detail == {
        "link": "ble",
        "driver": "gatt-blood-pressure",
        "results": "0",
        "frames": "0",
        "refused": "1",
        "duplicates": "0",
    }
