"""The look-back: which readings, whose, on which form, whether it mattered, and the signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.look_back import Crossing
from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.domain.forms import FactKind
from clinicapp.domain.observations import Quantity
from clinicapp.services.clinic import filing, receiving
from clinicapp.services.quality import look_backs
from tests.support.back_room import NOW, NURSE, STATION, TECHNICIAN, pressure
from tests.support.calibration_samples import (
    GOOD,
    LEAD,
    OUT,
    POLICY,
    a_standard,
    sign,
    typed,
)
from tests.support.facts import LONDON, an_observation
from tests.support.store_samples import a_delivery, a_fact

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.calibration_record import LookBackReview
    from clinicapp.domain.staff import Actor
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.services.quality.look_backs import LookBackList
    from clinicapp.store.work import Work
    from tests.support.back_room import BackRoom

ALONE = replace(POLICY, second_signer=frozenset())


def listed(room: BackRoom, look_back_id: UUID) -> LookBackList:
    packs = (room.backstage.pack,)
    return room.run(
        lambda work: look_backs.look_back_list(work, room.by(LEAD), look_back_id, packs)
    )


def measure(
    room: BackRoom, asset: Asset, at: datetime, systolic: int, form: FormSnapshot | None = None
) -> UUID:
    before, room.now = room.now, at
    sent = pressure(systolic, 70)
    placed = room.send(asset, sent, None if form is None else room.arm(form))
    room.now = before
    return placed.reading.id


def test_every_reading_since_the_last_good_check_is_listed(room: BackRoom) -> None:
    asset, other = room.equip("BP-1", None), room.equip("BP-2", None)
    a_standard(room)
    sign(room, asset.id, typed(GOOD, done_on="12 Feb 2026"), policy=ALONE)
    form = room.open_form(room.admit())
    long_ago = measure(room, asset, NOW - timedelta(days=300), 141)
    doubtful = measure(room, asset, NOW - timedelta(hours=2), 141)
    harmless = measure(room, asset, NOW - timedelta(minutes=2), 120, form)
    beyond = measure(room, asset, NOW - timedelta(days=2), 260)
    elsewhere = measure(room, other, NOW - timedelta(days=2), 141)
    signed = sign(room, asset.id, typed(OUT, GOOD), policy=ALONE)
    later = measure(room, asset, NOW + timedelta(hours=1), 141)
    assert signed.look_back is not None
    found = listed(room, signed.look_back.id)
    assert {long_ago, elsewhere, later} & {row.reading.reading_id for row in found.rows} == set()
    assert [(row.reading.reading_id, row.crossing) for row in found.rows] == [
        (doubtful, Crossing.COULD),
        (beyond, Crossing.NOT_EXCLUDED),
        (harmless, Crossing.EXCLUDED),
    ]
    counts = found.counts
    assert (counts.readings, counts.could_have_crossed, counts.not_excluded) == (3, 1, 1)
    assert counts.since == found.look_back.since
    on_form = found.rows[2]
    assert on_form.person is not None
    assert on_form.person.id == form.person.id
    assert counts.people == 1


def test_readings_keep_their_values(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    form = room.open_form(room.admit())
    reading = measure(room, asset, NOW - timedelta(minutes=2), 141, form)
    before = room.run(lambda work: (work.readings.get(reading), work.readings.events(reading)))
    facts = room.run(lambda work: work.forms.facts(form.form.id))
    signed = sign(room, asset.id, typed(OUT, GOOD), policy=ALONE)
    assert signed.look_back is not None
    listed(room, signed.look_back.id)
    after = room.run(lambda work: (work.readings.get(reading), work.readings.events(reading)))
    assert after == before
    assert room.run(lambda work: work.forms.facts(form.form.id)) == facts


def test_a_review_is_signed_once_by_somebody_who_may(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    measure(room, asset, NOW - timedelta(days=1), 141)
    signed = sign(room, asset.id, typed(OUT, GOOD), policy=ALONE)
    assert signed.look_back is not None
    look_back_id, packs = signed.look_back.id, (room.backstage.pack,)

    def review(actor: Actor = LEAD, note: str = "Nobody was treated by it.") -> LookBackReview:
        return room.run(
            lambda work: look_backs.sign_look_back(work, room.by(actor), look_back_id, note, packs)
        )

    for actor in (NURSE, TECHNICIAN):
        with pytest.raises(NotAllowed, match="may not sign the review"):
            review(actor)
    with pytest.raises(Refused, match="Say what was decided"):
        review(note="  ")
    done = review()
    assert (done.readings, done.people, done.could_have_crossed) == (1, 0, 1)
    found = listed(room, look_back_id)
    assert found.review == done
    assert found.sha256 == done.list_sha256
    with pytest.raises(Refused, match="Lena Lead has signed this review already"):
        review()
    assert room.run(lambda work: work.calibrations.open_look_backs()) == ()


def test_the_numbers_while_typing_are_those_of_the_list(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    sign(room, asset.id, typed(GOOD, done_on="12 Feb 2026"), policy=ALONE)
    form = room.open_form(room.admit())
    for minutes, systolic in enumerate((120, 139, 140, 141, 142, 260), start=1):
        measure(room, asset, NOW - timedelta(minutes=minutes), systolic, form)
    packs = (room.backstage.pack,)
    signed = sign(room, asset.id, typed(OUT, GOOD), policy=ALONE)
    assert signed.look_back is not None
    as_found = signed.calibration.error_found
    counted = room.run(
        lambda work: look_backs.count_readings(
            work, room.by(TECHNICIAN), asset.id, as_found, room.now, packs
        )
    )
    assert counted == listed(room, signed.look_back.id).counts
    assert (counted.readings, counted.people, counted.could_have_crossed) == (6, 1, 3)


def test_a_reading_of_unknown_time_is_listed_if_it_came_later(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    signed = sign(room, asset.id, typed(OUT, GOOD, done_on="20 Nov 2026"), policy=ALONE)
    assert signed.look_back is not None
    measure(room, asset, NOW, 141)
    assert listed(room, signed.look_back.id).rows == ()
    by = room.by(STATION)
    sent = replace(pressure(141, 70), id=uuid7(), measured_at=None, device_serial=asset.serial)
    delivery = a_delivery(sent, received_at=NOW, link=asset.link, address=asset.address)

    def job(work: Work) -> None:
        receiving.receive(work, by, delivery)
        filing.place(work, by, sent.id, None, room.backstage.policy, LONDON)

    room.run(job)
    (row,) = listed(room, signed.look_back.id).rows
    assert (row.reading.reading_id, row.reading.at_known) == (sent.id, False)


def test_a_weight_is_judged_with_the_height_and_the_weights_of_its_person(room: BackRoom) -> None:
    scale = room.equip("SC-1", None, category="scale")
    a_standard(room, "MW-2", unit="kg", uncertainty="0.01")
    form = room.open_form(room.admit())

    def answer(item: str, values: dict[str, str]) -> None:
        fact = a_fact(form.form, FactKind.ANSWERED, item=item, values=values, at=NOW)
        room.run(lambda work: work.forms.append(fact))

    points = {"0": "0", "20": "20", "50": "50.3", "100": "100.3", "150": "150.1", "200": "200"}
    more = {"set": "scale-iii-200kg-100g", "standard": "MW-2"}

    def weigh(kilograms: str, minutes: int) -> UUID:
        before, room.now = room.now, NOW - timedelta(minutes=minutes)
        quantities = (Quantity("weight_kg", Decimal(kilograms)),)
        sent = an_observation("weight", quantities=quantities)
        placed = room.send(scale, sent, room.arm(form))
        room.now = before
        return placed.reading.id

    # 1.68 m: BMI 25.0 after rounding from 70.42 kg on; found 0.3 kg too heavy between 50 and 100.
    ids = [weigh("70.6", 9), weigh("72.0", 8)]
    signed = sign(room, scale.id, typed(points, points, **more), policy=ALONE)
    assert signed.look_back is not None

    def outcomes() -> dict[UUID, Crossing]:
        found = listed(room, signed.look_back.id)  # type: ignore[union-attr]
        return {row.reading.reading_id: row.crossing for row in found.rows}

    assert set(outcomes().values()) == {Crossing.NOT_EXCLUDED}
    answer("height", {"height_cm": "168"})
    assert outcomes() == {ids[0]: Crossing.COULD, ids[1]: Crossing.EXCLUDED}
    # A weight of another device, 5.1 kg less: the gain could have been 4.8 kg.
    answer("weight", {"weight_kg": "66.9"})
    assert outcomes() == {ids[0]: Crossing.COULD, ids[1]: Crossing.COULD}
