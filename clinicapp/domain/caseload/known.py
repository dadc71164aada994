"""The people who are known, arranged so that a list of a hundred thousand finds each at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from clinicapp.domain.names import name_key, person_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from clinicapp.domain.people import Person


class Known:
    """Everybody in the database, in care or not, by number, by name and birth, and by name."""

    def __init__(self, people: Iterable[Person], wards: Iterable[str] = ()) -> None:
        self.people = tuple(people)
        self._by_number: dict[str, Person] = {}
        self._by_key: dict[tuple[str, str, date], list[Person]] = defaultdict(list)
        self._names: dict[tuple[str, str], int] = defaultdict(int)
        self._wards = {ward.casefold(): ward for ward in wards}
        for person in self.people:
            key = person_key(person.family_name, person.given_name, person.born)
            self._by_key[key].append(person)
            self._names[key[0], key[1]] += 1
            if person.nhs_number is not None:
                self._by_number[person.nhs_number.digits] = person
            self._wards.setdefault(person.ward.casefold(), person.ward)

    def numbered(self, digits: str) -> Person | None:
        """Whoever has these ten digits."""
        return self._by_number.get(digits)

    def alike(self, key: tuple[str, str, date]) -> tuple[Person, ...]:
        """Everybody of that name who was born on that day."""
        return tuple(self._by_key.get(key, ()))

    def namesakes(self, family_name: str, given_name: str) -> int:
        """How many people have this name, whenever they were born."""
        return self._names.get((name_key(family_name), name_key(given_name)), 0)

    def hear_of_ward(self, name: str) -> None:
        """A ward that may be new: as it is written the first time, so it is written from then."""
        self._wards.setdefault(name.casefold(), name)

    def ward(self, name: str) -> str:
        """A ward's name as it is written here: ``ash`` is ``Ash`` where there is such a ward."""
        return self._wards.get(name.casefold(), name)
