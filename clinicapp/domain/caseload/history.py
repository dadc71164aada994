"""What has happened to a person's place on the ward's list: facts, only ever added to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.caseload.judging import Standing
from clinicapp.domain.caseload.kinds import PersonEventKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clinicapp.domain.caseload.judging import Judgement
    from clinicapp.domain.caseload.kinds import Change


_MEDICINE = frozenset({"antipsychotic", "antipsychotic_started"})


@dataclass(frozen=True, slots=True)
class Happening:
    """One kind of thing that a judgement makes happen, with its fields and its day."""

    kind: PersonEventKind
    effective_on: date
    changes: tuple[Change, ...]


def happenings(judgement: Judgement, today: date) -> Sequence[Happening]:
    """What applying a judgement makes happen to the person, in order; nothing if nothing differs.

    Args:
        judgement: one of ``NEW`` or ``CHANGED``; others make nothing happen.
        today: the day on which it is applied, in the ward's time zone.
    """
    if judgement.standing is Standing.NEW:
        return (Happening(PersonEventKind.ADMITTED, today, ()),)
    if judgement.standing is not Standing.CHANGED or judgement.person is None:
        return ()
    person, changes = judgement.person, judgement.changes
    found = []
    presence = tuple(each for each in changes if each.field == "discharged_on")
    if presence and person.discharged_on is not None:
        found.append(Happening(PersonEventKind.DISCHARGED, person.discharged_on, presence))
    elif presence:
        found.append(Happening(PersonEventKind.READMITTED, today, presence))
    medicine = tuple(each for each in changes if each.field in _MEDICINE)
    if medicine:
        day = judgement.switched_on or today
        found.append(Happening(PersonEventKind.ANTIPSYCHOTIC_CHANGED, day, medicine))
    others = tuple(each for each in changes if each not in presence and each not in medicine)
    if others:
        found.append(Happening(PersonEventKind.CHANGED, today, others))
    return found
