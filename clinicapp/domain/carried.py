"""What an earlier form already says and need not be asked again: the height of a grown person.

An adult is measured once an admission (clinical reference, section 3, rule W2); the reference gives
no interval in months, so an adult's height is carried however old it is, and its day is shown. A
person under 18 grows: their height counts only until the timetable asks for it again (CG155, as
the pack's monitoring item ``height`` has it).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from clinicapp.domain.forms import day_of
from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.people import age_on

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

    from clinicapp.domain.forms import FormContents, FormFact
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.people import Person

HEIGHT: Final = "height"


@dataclass(frozen=True, slots=True)
class CarriedHeight:
    """A height of an earlier form: cm, its day, and the fact that says who measured it.

    ``is_too_old`` is true when the person has to be measured again before it may count.
    """

    cm: Decimal
    on: date
    fact: FormFact
    is_too_old: bool


def carried_height(
    earlier: Iterable[FormContents], person: Person, on: date, pack: Pack, zone: tzinfo
) -> CarriedHeight | None:
    """The latest height of a person's earlier forms, oldest form first; None without any."""
    found = [each.answers[HEIGHT] for each in earlier if HEIGHT in each.answers]
    if not found:
        return None
    fact = found[-1]
    measured = day_of(fact, zone)
    return CarriedHeight(
        cm=Decimal(fact.values["height_cm"]),
        on=measured,
        fact=fact,
        is_too_old=_is_growing(person, on, pack) and on >= _asked_again(measured, pack),
    )


def _is_growing(person: Person, on: date, pack: Pack) -> bool:
    return not pack.person.adult.met_by(age_on(person.born, on))


def _asked_again(measured: date, pack: Pack) -> date:
    """The day from which somebody under 18 is measured again; at once without a rule for it."""
    months = [item.every_months_under_18 for item in pack.monitoring if item.item == HEIGHT]
    return months_after(measured, min(months)) if months else measured
