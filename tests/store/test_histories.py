"""People with all their forms and facts: whole, of the ward asked for, in one query a table."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.support.ward_histories import FormWriter, ids, keep, moment, somebody, ward_of

if TYPE_CHECKING:
    from clinicapp.domain.histories import PersonHistory
    from clinicapp.store.database import Database

DAY = date(2026, 11, 22)


def stored(database: Database, *histories: PersonHistory) -> None:
    with database.transaction() as work:
        keep(work, histories)


def read(database: Database, ward: str | None) -> list[PersonHistory]:
    with database.read() as work:
        kept = work.histories.read(ward)
    # Made after the transaction has ended, as another thread does.
    assert len(list(kept)) == len(kept)
    return list(kept)


def by_person(histories: list[PersonHistory]) -> list[PersonHistory]:
    return sorted(histories, key=lambda each: each.person.id)


def test_everything_that_was_stored_comes_back_as_it_was(database: Database) -> None:
    histories = ward_of(4, 3, DAY)
    stored(database, *histories)
    assert by_person(read(database, "Ash")) == by_person(histories)


def test_a_ward_has_its_own_people_and_all_wards_have_everybody(database: Database) -> None:
    ash = ward_of(3, 1, DAY)
    birch = [
        type(ash[0])(person, (FormWriter(person, moment(DAY), 900 + place).answer().history,))
        for place, person in enumerate(somebody(place, ward="Birch") for place in range(2))
    ]
    stored(database, *ash, *birch)
    assert ids(read(database, "Ash")) == ids(ash)
    assert ids(read(database, "Birch")) == ids(birch)
    assert ids(read(database, None)) == ids([*ash, *birch])
    assert read(database, "Cedar") == []
    with database.read() as work:
        assert work.histories.wards() == ("Ash", "Birch")


@pytest.mark.parametrize("ward", ["Ash", None])
def test_each_table_is_asked_once_however_many_people_there_are(
    database: Database, ward: str | None
) -> None:
    stored(database, *ward_of(12, 2, DAY))
    asked: list[str] = []
    with database.read() as work:
        work.people._session.driver.set_trace_callback(asked.append)  # type: ignore[attr-defined]
        work.histories.read(ward)
        work.people._session.driver.set_trace_callback(None)  # type: ignore[attr-defined]
    assert len([each for each in asked if each.startswith("SELECT")]) == 3
