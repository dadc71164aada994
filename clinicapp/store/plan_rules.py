"""Check plans as they are laid down: for the trust, a site, a ward, a category or one asset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from clinicapp.domain.equipment.checks import Basis, Check
from clinicapp.domain.equipment.plans import PlanRule
from clinicapp.store.tables import PLAN_RULES

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session

_CHANGED = (
    "Somebody else changed this check plan first, so your change was not saved. Look at it again "
    "and repeat it."
)


class PlanRules:
    """The plan rules. Those of one asset are read for that asset only; the others are few."""

    def __init__(self, session: Session, changed: Callable[[PlanRule], None]) -> None:
        self._session = session
        self._changed = changed

    def add(self, rule: PlanRule) -> PlanRule:
        """Add a rule; returned as stored, at version 1.

        Raises:
            AlreadyThere: the id is taken.
            NotConsistent: there is no such asset.
        """
        stored = replace(rule, version=1)
        self._session.generation += 1
        self._session.insert(PLAN_RULES, **_values(stored), version=1)
        self._changed(stored)
        return stored

    def get(self, rule_id: UUID) -> PlanRule | None:
        """The rule, or None."""
        row = self._session.row(select(PLAN_RULES).where(PLAN_RULES.c.id == rule_id))
        return None if row is None else _rule(row)

    def save(self, rule: PlanRule) -> PlanRule:
        """Overwrite a rule that is still at ``rule.version``; returns the new version of it.

        Raises:
            Stale: (a Conflict) somebody else saved first; nothing was overwritten.
        """
        self._session.generation += 1
        before = self.get(rule.id)
        version = self._session.save(PLAN_RULES, rule.version, _CHANGED, **_values(rule))
        for each in (before, rule):
            if each is not None:
                self._changed(each)
        return replace(rule, version=version)

    def remove(self, rule: PlanRule) -> None:
        """Remove a rule that is still at ``rule.version``: what is less specific holds again.

        Raises:
            Stale: (a Conflict) somebody else saved first; nothing was removed.
        """
        self._session.generation += 1
        # Removing counts as a change of the version that was looked at.
        self._session.save(PLAN_RULES, rule.version, _CHANGED, **_values(rule))
        self._session.execute(PLAN_RULES.delete().where(PLAN_RULES.c.id == rule.id))
        self._changed(rule)

    def general(self) -> tuple[PlanRule, ...]:
        """The rules that are not of one asset, in the order of their ids."""
        return self._read(PLAN_RULES.c.asset_id.is_(None))

    def of(self, asset_id: UUID) -> tuple[PlanRule, ...]:
        """The rules of one asset alone, in the order of their ids."""
        return self._read(PLAN_RULES.c.asset_id == asset_id)

    def of_many(self, assets: object) -> tuple[PlanRule, ...]:
        """The rules of each asset whose id a query selects."""
        return self._read(PLAN_RULES.c.asset_id.in_(assets))  # type: ignore[arg-type]

    def _read(self, condition: object) -> tuple[PlanRule, ...]:
        query = select(PLAN_RULES).where(condition).order_by(PLAN_RULES.c.id)  # type: ignore[arg-type]
        return tuple(_rule(row) for row in self._session.rows(query))


def _values(rule: PlanRule) -> dict[str, object]:
    return {
        "id": rule.id,
        "checked": rule.check.value,
        "site": rule.site,
        "ward": rule.ward,
        "category": rule.category,
        "asset_id": rule.asset_id,
        "needed": rule.needed,
        "every_months": rule.every_months,
        "every_days": rule.every_days,
        "every_hours": rule.every_hours,
        "grace_days": rule.grace_days,
        "lead_days": rule.lead_days,
        "basis": rule.basis.value,
    }


def _rule(row: RowMapping) -> PlanRule:
    return PlanRule(
        id=row["id"],
        check=Check(row["checked"]),
        site=row["site"],
        ward=row["ward"],
        category=row["category"],
        asset_id=row["asset_id"],
        needed=row["needed"],
        every_months=row["every_months"],
        every_days=row["every_days"],
        every_hours=row["every_hours"],
        grace_days=row["grace_days"],
        lead_days=row["lead_days"],
        basis=Basis(row["basis"]),
        version=row["version"],
    )
