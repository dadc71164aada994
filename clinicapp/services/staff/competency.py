"""Competency use cases: who may use what until when, assessments, renewals and withdrawals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.equipment.competency import (
    CompetencyEntry,
    CompetencyKind,
    Tier,
    standing_of,
)
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.typed_fields import TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.competency import CompetencyPolicy, CompetencyStanding
    from clinicapp.domain.staff import StaffMember
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCompetency:
    """Where somebody stands for one kind of device, with what was written about it."""

    staff: StaffMember
    category: str
    model: str
    standing: CompetencyStanding
    entries: tuple[CompetencyEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyList:
    """Everybody's standings, and the categories for which nobody here is competent."""

    rows: tuple[PersonCompetency, ...]
    nobody: tuple[str, ...]
    staff: tuple[StaffMember, ...]
    categories: tuple[str, ...]


@use_case(Permission.VIEW_EQUIPMENT, "look at who may use what")
def view_competency(work: Work, by: By, zone: tzinfo, policy: CompetencyPolicy) -> CompetencyList:
    """Everybody who works here, for each kind of device that they were assessed for or need to be.

    Somebody without any entry is not listed; a required category that nobody may use is named.
    """
    day = by.at.astimezone(zone).date()
    staff = {each.id: each for each in work.staff.list() if each.active}
    groups: dict[tuple[UUID, str, str], list[CompetencyEntry]] = {}
    for entry in work.competency.list():
        groups.setdefault((entry.staff_id, entry.category, entry.model), []).append(entry)
    rows = tuple(
        PersonCompetency(
            staff=staff[staff_id],
            category=category,
            model=model,
            standing=standing_of(
                entries,
                day,
                zone,
                model=model,
                least=policy.required.get(category, Tier.SELF_DECLARED),
                warn_days=policy.warn_days,
            ),
            entries=tuple(entries),
        )
        for (staff_id, category, model), entries in groups.items()
        if staff_id in staff
    )
    able = {row.category for row in rows if row.standing.competent}
    known = {row.category for row in rows} | set(policy.required)
    known |= {asset.category for asset in work.assets.list()}
    record(work, by, "competency.listed", "all wards", rows=len(rows))
    return CompetencyList(
        rows=rows,
        nobody=tuple(sorted(set(policy.required) - able)),
        staff=tuple(staff.values()),
        categories=tuple(sorted(known)),
    )


@use_case(Permission.RECORD_COMPETENCY, "record an assessment")
def record_assessment(
    work: Work, by: By, answers: Mapping[str, str], zone: tzinfo, policy: CompetencyPolicy
) -> CompetencyEntry:
    """Write an assessment down; a renewal is one more of them.

    Args:
        work: the transaction.
        by: who, and when.
        answers: ``staff`` (id), ``category``, ``model``, ``tier`` (2 or 3), ``assessor`` (id, or
            ``other`` with ``assessor_name``), ``from_on``, ``valid_to``, ``evidence``, as typed.
        zone: the ward's time zone.
        policy: for how long it counts, and who may assess.

    Raises:
        AnswersRefused: a field cannot be taken: the assessor may not assess, the day lies ahead.
    """
    typed = TypedFields(answers)
    today = by.at.astimezone(zone).date()
    members = {str(each.id): each for each in work.staff.list() if each.active}
    member = members.get(answers.get("staff", ""))
    if member is None:
        typed.wrong("staff", "Choose whose assessment this is.")
    category = typed.text("category", "Choose the kind of device.")
    tier = {"2": Tier.ASSESSED, "3": Tier.ASSESSOR}.get(answers.get("tier", ""))
    if tier is None:
        typed.wrong("tier", "Choose whether they were assessed, or may assess others.")
    from_on, valid_to = _days(typed, today, policy)
    evidence = typed.text("evidence", "Say what shows it, such as the workbook or the course.")
    assessor = members.get(answers.get("assessor", ""))
    outside = typed.text("assessor_name")
    if answers.get("assessor") == "other" and not outside:
        typed.wrong("assessor_name", "Enter the assessor's name.")
    elif assessor is None and answers.get("assessor") != "other":
        typed.wrong("assessor", "Choose who assessed them.")
    if member is not None and assessor is not None and assessor.id == member.id:
        typed.wrong("assessor", "Nobody assesses themselves; choose who did.")
    elif tier is Tier.ASSESSED and policy.assessor and from_on is not None:
        _check_assessor(work, typed, assessor, category, from_on, zone, policy)
    typed.check()
    if member is None or tier is None or from_on is None or valid_to is None:
        raise Refused("Fill in every field first.")
    entry = CompetencyEntry(
        id=uuid7(),
        staff_id=member.id,
        staff_name=member.name,
        category=category,
        model=typed.text("model"),
        tier=tier,
        kind=CompetencyKind.RECORDED,
        from_on=from_on,
        valid_to=valid_to,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        evidence=evidence,
        assessor_id=None if assessor is None else assessor.id,
        assessor_name=outside if assessor is None else assessor.name,
    )
    return _append(work, by, entry)


def _days(
    typed: TypedFields, today: date, policy: CompetencyPolicy
) -> tuple[date | None, date | None]:
    from_on = typed.day("from_on", "Enter the day of the assessment, such as 14 3 2027.")
    if from_on is not None and from_on > today:
        typed.wrong("from_on", "That day is in the future; enter the day of the assessment.")
    if from_on is None:
        typed.day("valid_to")
        return None, None
    valid_to = typed.day("valid_to") or policy.valid_to(from_on)
    if valid_to < from_on:
        typed.wrong("valid_to", "It ends before it begins; enter a later day.")
    if valid_to > policy.valid_to(from_on):
        months = policy.months
        typed.wrong("valid_to", f"The policy lets an assessment count for {months} months at most.")
    return from_on, valid_to


def _check_assessor(
    work: Work,
    typed: TypedFields,
    assessor: StaffMember | None,
    category: str,
    day: date,
    zone: tzinfo,
    policy: CompetencyPolicy,
) -> None:
    """Somebody of tier 3 for the same kind of device on that day, as the policy asks."""
    if assessor is None:
        typed.wrong(
            "assessor",
            "The policy asks for an assessor of tier 3 from here; choose one, or record first that "
            "somebody here may assess.",
        )
        return
    entries = work.competency.of(assessor.id, category)
    standing = standing_of(entries, day, zone, least=Tier.ASSESSOR, warn_days=policy.warn_days)
    if not standing.competent:
        typed.wrong(
            "assessor",
            f"{assessor.name} was not an assessor for this kind of device on that day; choose "
            "another assessor, or record first that they may assess.",
        )


@use_case(Permission.DECLARE_COMPETENCY, "declare their own competency")
def declare(
    work: Work,
    by: By,
    category: str,
    statement: str,
    zone: tzinfo,
    policy: CompetencyPolicy,
    model: str = "",
) -> CompetencyEntry:
    """Declare of oneself that one knows a kind of device (tier 1).

    Raises:
        Refused: nothing was stated, or the actor is no member of staff here.
    """
    if not statement.strip():
        raise Refused("Say in a few words how you learnt to use it.")
    member = work.staff.get(by.actor.id)
    if member is None:
        raise NotFound("You are not in the list of staff here; ask your administrator to add you.")
    today = by.at.astimezone(zone).date()
    entry = CompetencyEntry(
        id=uuid7(),
        staff_id=member.id,
        staff_name=member.name,
        category=category,
        model=model,
        tier=Tier.SELF_DECLARED,
        kind=CompetencyKind.RECORDED,
        from_on=today,
        valid_to=policy.valid_to(today),
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        evidence=" ".join(statement.split()),
        assessor_id=member.id,
        assessor_name=member.name,
    )
    return _append(work, by, entry)


@use_case(Permission.RECORD_COMPETENCY, "withdraw a competency")
def withdraw(work: Work, by: By, entry_id: UUID, reason: str) -> CompetencyEntry:
    """Take an assessment back from now on; it stays in the list, and so does the reason.

    Raises:
        Refused: no reason was given, or it was withdrawn before.
    """
    if not reason.strip():
        raise Refused("Say why in a few words; a competency is never withdrawn without a reason.")
    every = work.competency.list()
    entry = next((each for each in every if each.id == entry_id), None)
    if entry is None or entry.kind is not CompetencyKind.RECORDED:
        raise NotFound("That assessment is not in this database; refresh the list.")
    if any(each.target == entry_id for each in every):
        raise Refused("It has been withdrawn already; look at the list again.")
    taken_back = replace(
        entry,
        id=uuid7(),
        kind=CompetencyKind.WITHDRAWN,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        note=" ".join(reason.split()),
        target=entry.id,
    )
    return _append(work, by, taken_back)


def _append(work: Work, by: By, entry: CompetencyEntry) -> CompetencyEntry:
    work.competency.append(entry)
    record(
        work,
        by,
        f"competency.{entry.kind.value}",
        entry.staff_id,
        category=entry.category,
        tier=int(entry.tier),
        valid_to=entry.valid_to.isoformat(),
        reason=entry.note,
    )
    return entry
