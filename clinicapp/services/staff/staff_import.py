"""Taking in a list of staff: first what it would do, then exactly that, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.staff import Permission
from clinicapp.domain.staff_rows import Plan, Standing, make_plan
from clinicapp.services.access import By, record, use_case
from clinicapp.services.staff.members import add_staff, set_roles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinicapp.domain.lists.rows import Row
    from clinicapp.domain.staff_rows import Column
    from clinicapp.store.work import Work


@use_case(Permission.MANAGE_STAFF, "import a list of staff")
def compare(work: Work, by: By, rows: Sequence[Row[Column]], digest: str) -> Plan:
    """What a list would do; nobody is changed."""
    plan = make_plan(rows, work.staff.list(), uuid7)
    record(work, by, "staff.compared", digest, **_counts(plan))
    return plan


@use_case(Permission.MANAGE_STAFF, "import a list of staff")
def carry_out(work: Work, by: By, rows: Sequence[Row[Column]], digest: str) -> Plan:
    """Add who is new and change who is different; nothing of the other rows.

    Raises:
        Refused: nobody would be left to manage staff.
    """
    plan = make_plan(rows, work.staff.list(), uuid7)
    for row in plan.rows:
        member = row.member
        if member is None:
            continue
        if row.standing is Standing.NEW:
            add_staff(work, by, member)
        elif row.standing is Standing.CHANGED:
            saved = work.staff.save(member)
            set_roles(work, by, saved.id, saved.roles, active=saved.active)
            record(work, by, "staff.identified", saved.id, fields=" ".join(row.changes))
    record(work, by, "staff.imported", digest, **_counts(plan))
    return plan


def _counts(plan: Plan) -> dict[str, object]:
    return {each.value: count for each, count in plan.counts.items()}
