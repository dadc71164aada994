"""Taking in a list of people: first what it would do, then exactly that, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.caseload.admissions import leaving
from clinicapp.domain.caseload.history import happenings
from clinicapp.domain.caseload.judging import Standing
from clinicapp.domain.caseload.kinds import EventSource, PersonEvent
from clinicapp.domain.caseload.known import Known
from clinicapp.domain.caseload.plan import NO_DECISIONS, make_plan
from clinicapp.domain.errors import Refused
from clinicapp.domain.lists.rows import MOST_ROWS
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from clinicapp.domain.caseload.judging import Judgement
    from clinicapp.domain.caseload.plan import Decisions, Plan
    from clinicapp.domain.caseload.reading import CaseloadList
    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work

NOBODY: Final[frozenset[UUID]] = frozenset()


@dataclass(frozen=True, slots=True)
class Imported:
    """What was done: the plan that was carried out, and who was discharged besides."""

    plan: Plan
    discharged: tuple[Person, ...]


@use_case(Permission.MANAGE_PEOPLE, "import a list of people")
def compare(
    work: Work,
    by: By,
    caseload: CaseloadList,
    decisions: Decisions = NO_DECISIONS,
) -> Plan:
    """What a list would do; nobody is changed."""
    plan = _plan(work, caseload, decisions)
    record(work, by, "caseload.compared", caseload.digest, **_counts(plan))
    return plan


@use_case(Permission.MANAGE_PEOPLE, "import a list of people")
def carry_out(
    work: Work,
    by: By,
    caseload: CaseloadList,
    today: date,
    *,
    decisions: Decisions = NO_DECISIONS,
    seen: Plan | None = None,
    discharge: frozenset[UUID] = NOBODY,
    discharge_missing: bool = False,
) -> Imported:
    """Do what a list says: every row that is new or changed, and nothing of the others.

    Args:
        work: the transaction.
        by: who, and when.
        caseload: the list.
        today: the ward's day.
        decisions: what was decided about rows in conflict.
        seen: the plan that was shown; nothing is done if the people have changed since.
        discharge: who of those that are not in the list has left.
        discharge_missing: all of those have left.

    Raises:
        Refused: the people have changed since the plan was shown; somebody who is to be discharged
            is in the list; or all that are missing are to be, and not every row could be used.
    """
    plan = _plan(work, caseload, decisions)
    if seen is not None and not plan.says_the_same_as(seen):
        raise Refused(
            "Somebody has changed the ward's people since this was shown; nothing was imported. "
            "Look at the list again."
        )
    leavers = _leavers(plan, discharge, discharge_missing=discharge_missing)
    for row in plan.rows:
        if row.standing in (Standing.NEW, Standing.CHANGED):
            put(work, by, row.judgement, EventSource.LIST, today)
    for person in leavers:
        put(work, by, leaving(person, today), EventSource.LIST, today)
    record(work, by, "caseload.imported", caseload.digest, discharged=len(leavers), **_counts(plan))
    return Imported(plan, leavers)


@use_case(Permission.MANAGE_PEOPLE, "write a list of people into a file")
def listed_for_export(work: Work, by: By, ward: str | None) -> tuple[Person, ...]:
    """Everybody in care on a ward, or on all, by name; they leave the database with it."""
    found = work.people.list(ward=ward, limit=MOST_ROWS)
    record(work, by, "caseload.exported", ward or "all wards", count=len(found))
    return found


def put(
    work: Work,
    by: By,
    judgement: Judgement,
    source: EventSource,
    today: date,
    message_id: UUID | None = None,
) -> None:
    """Write what a judgement says: the person, what happened to them, and the audit record.

    Call it inside a use case; a judgement that changes nothing writes nothing. ``message_id`` is
    the hospital's message that told of it, which is kept already.
    """
    put_person(work, by, judgement, source)
    put_happenings(work, by, judgement, source, today, message_id)


def put_person(work: Work, by: By, judgement: Judgement, source: EventSource) -> None:
    """The first half of ``put``: the person as they are now, and the audit record."""
    person = judgement.person
    if person is None or judgement.standing not in (Standing.NEW, Standing.CHANGED):
        return
    if judgement.standing is Standing.NEW:
        work.people.add(person)
        record(work, by, "person.added", person.id, ward=person.ward, source=source.value)
    else:
        work.people.update(person)
        fields = " ".join(change.field for change in judgement.changes)
        record(work, by, "person.changed", person.id, fields=fields, source=source.value)


def put_happenings(
    work: Work,
    by: By,
    judgement: Judgement,
    source: EventSource,
    today: date,
    message_id: UUID | None = None,
) -> None:
    """The second half of ``put``: what happened, perhaps as a message that is kept by now told."""
    if judgement.person is None:
        return
    for happening in happenings(judgement, today):
        work.admissions.append(
            PersonEvent(
                id=uuid7(),
                person_id=judgement.person.id,
                kind=happening.kind,
                at=by.at,
                effective_on=happening.effective_on,
                actor_id=by.actor.id,
                actor_name=by.actor.name,
                source=source,
                changes=happening.changes,
                message_id=message_id,
            )
        )


def _plan(work: Work, caseload: CaseloadList, decisions: Decisions) -> Plan:
    known = Known(work.people.everybody(), [caseload.only] if caseload.only else ())
    return make_plan(caseload.entries, known, uuid7, only=caseload.only, decisions=decisions)


def _leavers(
    plan: Plan, discharge: frozenset[UUID], *, discharge_missing: bool
) -> tuple[Person, ...]:
    if discharge_missing and not plan.whole:
        raise Refused(
            "Nobody was discharged and nothing was imported, because some rows could not be used "
            "and their people may only seem to be missing. Correct those rows first."
        )
    missing = {person.id for person in plan.missing}
    if discharge - missing:
        raise Refused(
            "Somebody who is to be discharged is in the list after all; nothing was imported. "
            "Look at the list again."
        )
    return tuple(person for person in plan.missing if discharge_missing or person.id in discharge)


def _counts(plan: Plan) -> dict[str, object]:
    found: dict[str, object] = {each.value: count for each, count in plan.counts.items()}
    return {**found, "missing": len(plan.missing), "wards": len(plan.wards)}
