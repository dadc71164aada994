"""Looking back: what a device that was found out had measured before, and signing the review.

Nothing is changed by it: readings keep their values, on forms as in the inbox. What a form was
judged by is looked up for each reading, because packs differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.equipment.calibration_record import LookBackReview, last_good
from clinicapp.domain.equipment.look_back import (
    UNKNOWN,
    AboutPerson,
    Crossing,
    crossing,
    true_range,
)
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.rules import packs_by_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.calibration_record import Calibration, LookBack
    from clinicapp.domain.equipment.look_back import AsFound, Judged
    from clinicapp.domain.forms import Form
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.people import Person
    from clinicapp.store.device_readings import BodyFact, DeviceReading
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBackRow:
    """One reading with the person and the form it went to, and whether the error could matter.

    ``person`` is None where it reached nobody; ``form`` where it is on none (held, discarded).
    """

    reading: DeviceReading
    person: Person | None
    form: Form | None
    crossing: Crossing


@dataclass(frozen=True, slots=True)
class LookBackCounts:
    """What a look-back comes to in numbers; ``since`` is the last good check, None for never."""

    since: datetime | None
    readings: int
    people: int
    could_have_crossed: int
    not_excluded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBackList:
    """A review with all of its readings, worst first, then newest first."""

    look_back: LookBack
    asset: Asset
    calibration: Calibration
    rows: tuple[LookBackRow, ...]
    counts: LookBackCounts
    review: LookBackReview | None

    @property
    def sha256(self) -> str:
        """What the list says, as one hash: reading, person and outcome of each row in order."""
        content = hashlib.sha256()
        for row in self.rows:
            person = row.person.id if row.person is not None else ""
            content.update(f"{row.reading.reading_id} {person} {row.crossing.value}\n".encode())
        return content.hexdigest()


@use_case(Permission.LOG_CHECK, "count the readings of a device")
def count_readings(
    work: Work, by: By, asset_id: UUID, as_found: AsFound, until: datetime, packs: Iterable[Pack]
) -> LookBackCounts:
    """What a look-back would come to if the device were found like this; names nobody.

    Args:
        work: the transaction.
        by: who, and when.
        asset_id: the device.
        as_found: the error, as typed so far.
        until: when it was found so.
        packs: rules at hand, the station's own first.
    """
    good = last_good(work.calibrations.of_asset(asset_id), until)
    since = None if good is None else good.at
    readings = work.device_readings.between(asset_id, since, until)
    forms = work.device_readings.forms(_form_ids(readings))
    outcomes = _outcomes(work, readings, forms, as_found, packs)
    people = {_person_of(each, forms) for each in readings}
    record(work, by, "look_back.counted", asset_id, readings=len(readings))
    return _counts(since, len(readings), len(people - {None}), outcomes)


@use_case(Permission.REVIEW_LOOK_BACK, "review the readings of a device")
def look_ahead(
    work: Work, by: By, asset_id: UUID, as_found: AsFound, until: datetime, packs: Iterable[Pack]
) -> tuple[Asset, tuple[LookBackRow, ...], LookBackCounts]:
    """The list that signing would open, while a calibration is still being typed.

    Args:
        work: the transaction.
        by: who, and when.
        asset_id: the device.
        as_found: the error, as typed so far.
        until: when it was found so.
        packs: rules at hand, the station's own first.

    Raises:
        NotFound: there is no such device.
    """
    asset = work.assets.get(asset_id)
    if asset is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    good = last_good(work.calibrations.of_asset(asset_id), until)
    rows, counts = _rows(work, asset_id, None if good is None else good.at, until, as_found, packs)
    record(work, by, "look_back.looked_ahead", asset_id, tag=asset.tag, readings=len(rows))
    return asset, rows, counts


@use_case(Permission.REVIEW_LOOK_BACK, "review the readings of a device")
def look_back_list(work: Work, by: By, look_back_id: UUID, packs: Iterable[Pack]) -> LookBackList:
    """Every reading of a review, with person, form and outcome.

    Args:
        work: the transaction.
        by: who, and when.
        look_back_id: which.
        packs: rules at hand, the station's own first.

    Raises:
        NotFound: there is no such review.
    """
    found = _listed(work, look_back_id, packs)
    record(
        work,
        by,
        "look_back.viewed",
        look_back_id,
        tag=found.asset.tag,
        readings=found.counts.readings,
    )
    return found


@use_case(Permission.REVIEW_LOOK_BACK, "sign the review of a device's readings")
def sign_look_back(
    work: Work, by: By, look_back_id: UUID, note: str, packs: Iterable[Pack]
) -> LookBackReview:
    """Sign a review: what was decided, in words, with what the list came to.

    Raises:
        NotFound: there is no such review.
        Refused: nothing is said, or it is signed already.
    """
    if not note.strip():
        raise Refused("Say what was decided about these readings; it is kept with the review.")
    found = _listed(work, look_back_id, packs)
    if found.review is not None:
        raise Refused(f"{found.review.actor_name} has signed this review already.")
    review = LookBackReview(
        id=uuid7(),
        look_back_id=look_back_id,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        at=by.at,
        note=note.strip(),
        readings=found.counts.readings,
        people=found.counts.people,
        could_have_crossed=found.counts.could_have_crossed,
        not_excluded=found.counts.not_excluded,
        list_sha256=found.sha256,
    )
    work.calibrations.append_review(review)
    record(work, by, "look_back.signed", look_back_id, readings=review.readings)
    return review


@use_case(Permission.REVIEW_LOOK_BACK, "write the letter list of a review")
def note_letters(work: Work, by: By, look_back_id: UUID, people: int, way: str) -> None:
    """Record that the list of people to write to left the program, on paper or as a file."""
    record(work, by, "look_back.letters", look_back_id, people=people, way=way)


def _listed(work: Work, look_back_id: UUID, packs: Iterable[Pack]) -> LookBackList:
    look_back = work.calibrations.look_back(look_back_id)
    if look_back is None:
        raise NotFound("That look-back is not in this database; refresh the list.")
    asset = work.assets.get(look_back.asset_id)
    calibration = work.calibrations.get(look_back.calibration_id)
    if asset is None or calibration is None:
        raise NotFound("The device of that look-back is not in this database; report it.")
    rows, counts = _rows(
        work, asset.id, look_back.since, look_back.until, calibration.error_found, packs
    )
    return LookBackList(
        look_back=look_back,
        asset=asset,
        calibration=calibration,
        rows=rows,
        counts=counts,
        review=work.calibrations.review(look_back_id),
    )


def _rows(
    work: Work,
    asset_id: UUID,
    since: datetime | None,
    until: datetime,
    as_found: AsFound,
    packs: Iterable[Pack],
) -> tuple[tuple[LookBackRow, ...], LookBackCounts]:
    """The readings with person, form and outcome, worst first, and what they come to."""
    readings = work.device_readings.between(asset_id, since, until)
    forms = work.device_readings.forms(_form_ids(readings))
    outcomes = _outcomes(work, readings, forms, as_found, packs)
    whose = [_person_of(each, forms) for each in readings]
    people = work.people.named(person for person in set(whose) if person is not None)
    rows = tuple(
        LookBackRow(
            reading=reading,
            person=None if person_id is None else people.get(person_id),
            form=None if reading.form_id is None else forms.get(reading.form_id),
            crossing=outcome,
        )
        for reading, person_id, outcome in zip(readings, whose, outcomes, strict=True)
    )
    places = {outcome: place for place, outcome in enumerate(Crossing)}
    newest_first = sorted(rows, key=lambda row: (row.reading.at, row.reading.reading_id))[::-1]
    worst_first = tuple(sorted(newest_first, key=lambda row: places[row.crossing]))
    return worst_first, _counts(since, len(rows), len(set(whose) - {None}), outcomes)


def _form_ids(readings: Iterable[DeviceReading]) -> set[UUID]:
    return {each.form_id for each in readings if each.form_id is not None}


def _outcomes(
    work: Work,
    readings: tuple[DeviceReading, ...],
    forms: Mapping[UUID, Form],
    as_found: AsFound,
    packs: Iterable[Pack],
) -> list[Crossing]:
    """The outcome of each reading by its own form's rules, by the first pack where it is on none.

    Rules that cannot be read exclude nothing.
    """
    bodies = _bodies(work, readings, forms)
    listed = frozenset(reading.reading_id for reading in readings)
    at_hand = tuple(packs)
    choice = packs_by_content(work, (form.pack_sha256 for form in forms.values()), at_hand)
    by_form = {form_id: choice.of(form) for form_id, form in forms.items()}
    seen: dict[tuple[object, ...], Crossing] = {}
    values: dict[Judged, Crossing] = {}
    outcomes: list[Crossing] = []
    for reading in readings:
        pack = at_hand[0] if reading.form_id is None else by_form.get(reading.form_id)
        if pack is None:
            outcomes.append(Crossing.NOT_EXCLUDED)
            continue
        person_id = _person_of(reading, forms) if bodies else None
        facts = None if person_id is None else bodies.get(person_id)
        about = UNKNOWN if facts is None else _about(reading, facts, as_found, listed, pack)
        key = (reading.quantities, pack.sha256, about)
        outcome = seen.get(key)
        if outcome is None:
            outcome = seen[key] = crossing(reading.quantities, as_found, pack, about, values)
        outcomes.append(outcome)
    return outcomes


def _person_of(reading: DeviceReading, forms: Mapping[UUID, Form]) -> UUID | None:
    form = None if reading.form_id is None else forms.get(reading.form_id)
    return reading.person_id if form is None else form.person_id


def _bodies(
    work: Work, readings: tuple[DeviceReading, ...], forms: Mapping[UUID, Form]
) -> Mapping[UUID, tuple[BodyFact, ...]]:
    """Heights and weights of whoever was weighed: no other reading is judged with them."""
    weighed = {
        _person_of(reading, forms)
        for reading in readings
        if any(quantity.field.startswith("weight_") for quantity in reading.quantities)
    }
    return work.device_readings.bodies(person for person in weighed if person is not None)


def _about(
    reading: DeviceReading,
    facts: tuple[BodyFact, ...],
    as_found: AsFound,
    listed: frozenset[UUID],
    pack: Pack,
) -> AboutPerson:
    """What a weight is judged with.

    Two different heights are none. Weights are those within the window of the gain, either side;
    one from this device errs too, and where nothing bounds it, no gain is excluded.
    """
    own = {f.amount for f in facts if not f.weighs and f.form_id == reading.form_id}
    heights = own or {fact.amount for fact in facts if not fact.weighs}
    window = timedelta(days=31 * pack.weight.gain_window.value + 1)
    others: list[tuple[Fraction, Fraction]] = []
    for fact in facts:
        near = fact.weighs and abs(fact.at - reading.at) <= window
        if not near or fact.reading_id == reading.reading_id:
            continue
        ends: tuple[Fraction, Fraction] | None = (Fraction(fact.amount), Fraction(fact.amount))
        if fact.reading_id in listed:
            ends = true_range(fact.amount, as_found)
        if ends is None:
            return AboutPerson(height_cm=None)
        others.append(ends)
    return AboutPerson(
        height_cm=next(iter(heights)) if len(heights) == 1 else None,
        other_weights_kg=tuple(others),
    )


def _counts(
    since: datetime | None, readings: int, people: int, outcomes: list[Crossing]
) -> LookBackCounts:
    return LookBackCounts(
        since=since,
        readings=readings,
        people=people,
        could_have_crossed=outcomes.count(Crossing.COULD),
        not_excluded=outcomes.count(Crossing.NOT_EXCLUDED),
    )
