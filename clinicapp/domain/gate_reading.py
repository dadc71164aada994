"""The gate's policy out of a file's contents: what is spelt wrong is refused, never left out."""

from __future__ import annotations

from datetime import date, time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from clinicapp.domain.break_glass import BreakGlassPolicy
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.competency import CompetencyPolicy, Tier
from clinicapp.domain.equipment.device_findings import DevicePolicy, model_key
from clinicapp.domain.gate import Decision, GatePolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONTENTS: Final = frozenset(
    {"version", "title", "decisions", "wards", "ward_types", "competency", "break_glass", "devices"}
)


def read_gate_policy(data: Mapping[str, Any], source: str) -> GatePolicy:
    """The policy that a TOML file holds; ``source`` names the file.

    Raises:
        ValueError: (or KeyError, TypeError, AttributeError) it is no policy; the text says why.
    """
    # What is spelt wrong would otherwise be left out in silence, and a lock with it.
    if unknown := set(data) - _CONTENTS:
        raise ValueError(f"it does not know {', '.join(sorted(unknown))}")
    types = {name: _decisions(each) for name, each in data.get("ward_types", {}).items()}
    wards = {str(ward): str(each) for ward, each in data.get("wards", {}).items()}
    if unknown := set(wards.values()) - set(types):
        raise ValueError(f"there is no ward type {', '.join(sorted(unknown))}")
    return GatePolicy(
        version=str(data["version"]),
        title=str(data["title"]),
        decisions=_decisions(data["decisions"]),
        ward_types=MappingProxyType(types),
        wards=MappingProxyType(wards),
        source=source,
        competency=_competency(**data.get("competency", {})),
        break_glass=_break_glass(**data.get("break_glass", {})),
        devices=_devices(**data.get("devices", {})),
    )


def _decisions(table: Mapping[str, str]) -> Mapping[str, Decision]:
    return MappingProxyType({code: Decision(decision) for code, decision in table.items()})


def _competency(
    *,
    required: Mapping[str, int] | None = None,
    months: int = 24,
    warn_days: int = 30,
    assessor: bool = True,
) -> CompetencyPolicy:
    return CompetencyPolicy(
        required=MappingProxyType({k: Tier(tier) for k, tier in (required or {}).items()}),
        months=_at_least(months, 1, "months"),
        warn_days=_at_least(warn_days, 0, "warn_days"),
        assessor=bool(assessor),
    )


def _devices(
    *,
    shared: tuple[str, ...] = (),
    evidence: tuple[str, ...] = (),
    validated: Mapping[str, Any] | None = None,
) -> DevicePolicy:
    models, source, checked_on = _validated(**(validated or {}))
    return DevicePolicy(
        shared=frozenset(str(each) for each in shared),
        validated=models,
        validated_source=source,
        validated_on=checked_on,
        evidence=frozenset(Check(each) for each in evidence),
    )


def _validated(
    *,
    models: Mapping[str, list[str]] | None = None,
    source: str = "",
    checked_on: date | None = None,
) -> tuple[Mapping[str, frozenset[str]], str, date | None]:
    if models and (not source or not isinstance(checked_on, date)):
        raise ValueError("the list of validated models needs its source and the day checked_on")
    found = {
        kind: frozenset(model_key(str(name)) for name in names)
        for kind, names in (models or {}).items()
    }
    return MappingProxyType(found), source, checked_on


def _break_glass(
    *,
    most: Mapping[str, int] | None = None,
    shifts: tuple[str, ...] = ("07:30", "20:00"),
    override_minutes: int = 30,
) -> BreakGlassPolicy:
    return BreakGlassPolicy(
        most=MappingProxyType({k: _at_least(n, 0, k) for k, n in (most or {}).items()}),
        shifts=tuple(sorted(time.fromisoformat(each) for each in shifts)),
        override_minutes=_at_least(override_minutes, 1, "override_minutes"),
    )


def _at_least(number: object, least: int, name: str) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < least:
        raise ValueError(f"{name} must be a whole number of at least {least}")
    return number
