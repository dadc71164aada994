"""A check plan as it is typed at a record: for the piece alone, its kind, its ward, or all."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from uuid6 import uuid7

from clinicapp.domain.equipment.checks import Basis, Check, PlanLevel
from clinicapp.domain.equipment.plans import PlanRule
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, use_case
from clinicapp.services.equipment.check_plans import lay_down, take_away
from clinicapp.services.typed_fields import AnswersRefused, TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.store.work import Work

_Kind = TypeVar("_Kind", bound=StrEnum)
_Scope: TypeAlias = dict[str, Any]
EVERY: Final = "every"
NOT_NEEDED: Final = "not_needed"
REMOVE: Final = "remove"
_UNITS: Final = {"months": "every_months", "days": "every_days", "hours": "every_hours"}
_MOST: Final = {"months": 120, "days": 3660, "hours": 8760}
_MOST_GRACE: Final = 366
_CHOOSE: Final = "Choose one of the answers."


@use_case(Permission.MANAGE_EQUIPMENT, "change check plans")
def plan_typed(work: Work, by: By, asset: Asset, answers: Mapping[str, str]) -> None:
    """Lay a plan down, say that a check is not needed, or take a plan away again.

    Args:
        work: the transaction.
        by: who, and when.
        asset: the piece at whose record it was typed; the plan holds for it, or for all of its
            kind, ward or site, or for the whole trust.
        answers: ``check``, ``level``, ``rule`` and, for a plan, ``every``, ``unit``, ``grace`` and
            ``basis``.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken.
        Stale: (a Conflict) somebody else changed that plan first.
    """
    fields = TypedFields(answers)
    check = _one_of(fields, "check", Check)
    level = _one_of(fields, "level", PlanLevel)
    rule = fields.text("rule", _CHOOSE)
    if level is PlanLevel.SITE and not asset.site:
        fields.wrong("level", f"{asset.tag} has no site; choose another level.")
    scope = {} if level is None else _scope(asset, level)
    if rule == REMOVE:
        fields.check()
        before = None if check is None else _same(work, asset, check, scope)
        if before is None:
            sentence = "There is no such plan on this level, so nothing was removed."
            raise AnswersRefused({"level": sentence}, confirmable=False)
        take_away(work, by, before)
        return
    made = read_plan(fields, answers, scope, None)
    before = _same(work, asset, made.check, scope)
    if before is not None:
        made = replace(made, id=before.id, version=before.version)
    lay_down(work, by, made, before)


def read_plan(
    fields: TypedFields, answers: Mapping[str, str], scope: _Scope, before: PlanRule | None
) -> PlanRule:
    """A plan as it was typed, for what ``scope`` says or for what ``before`` held for.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken.
    """
    check = before.check if before is not None else _one_of(fields, "check", Check)
    rule = fields.text("rule", _CHOOSE)
    interval = _interval(fields) if rule == EVERY else {}
    grace = fields.whole("grace", _GRACE) if rule == EVERY and fields.has("grace") else 0
    if grace > _MOST_GRACE:
        fields.wrong("grace", _GRACE)
    fields.check()
    if check is None:
        raise AnswersRefused({"check": _CHOOSE}, confirmable=False)
    basis = Basis(answers.get("basis") or Basis.PERFORMED)
    needed = rule == EVERY
    made = PlanRule(
        id=uuid7(), check=check, **scope, needed=needed, **interval, grace_days=grace, basis=basis
    )
    if before is None:
        return made
    where = {name: getattr(before, name) for name in _NAMES}
    return replace(made, id=before.id, version=before.version, lead_days=before.lead_days, **where)


_GRACE: Final = f"Enter the days of grace as a whole number up to {_MOST_GRACE}."


def _interval(fields: TypedFields) -> dict[str, Any]:
    unit = fields.text("unit", _CHOOSE)
    every = fields.whole("every", "Enter a whole number of at least 1.", least=1)
    most = _MOST.get(unit)
    if most is None:
        fields.wrong("unit", _CHOOSE)
        return {}
    if every > most:
        fields.wrong("every", f"Enter at most {most} {unit}.")
    return {_UNITS[unit]: every}


def _one_of(fields: TypedFields, key: str, kinds: type[_Kind]) -> _Kind | None:
    text = fields.text(key, _CHOOSE)
    found = next((each for each in kinds if each.value == text), None)
    if found is None:
        fields.wrong(key, _CHOOSE)
    return found


def _scope(asset: Asset, level: PlanLevel) -> _Scope:
    match level:
        case PlanLevel.ASSET:
            return {"asset_id": asset.id}
        case PlanLevel.CATEGORY:
            return {"category": asset.category}
        case PlanLevel.WARD:
            return {"ward": asset.ward}
        case PlanLevel.SITE:
            return {"site": asset.site}
        case PlanLevel.TRUST:
            return {}


def _same(work: Work, asset: Asset, check: Check, scope: _Scope) -> PlanRule | None:
    """The plan of that check that is laid down for the very same equipment."""
    wanted = tuple(scope.get(name) for name in _NAMES)
    rules = work.assets.plan_rules
    for rule in (*rules.general(), *rules.of(asset.id)):
        if rule.check is check and tuple(getattr(rule, name) for name in _NAMES) == wanted:
            return rule
    return None


_NAMES: Final = ("asset_id", "category", "ward", "site")
