"""The trust's policies, read from data files: the shipped one, or the trust's own in its place."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from clinicapp.domain.errors import Refused
from clinicapp.domain.gate_reading import read_gate_policy

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.domain.equipment.plans import DefaultPlan
    from clinicapp.domain.equipment.tolerances import CalibrationPolicy
    from clinicapp.domain.gate import GatePolicy

SHIPPED: Final = "shipped with the program"


def gate_policy(own: Path | None = None) -> GatePolicy:
    """The gate's matrix from ``own`` if that file exists, else the one that ships.

    Raises:
        Refused: the file cannot be read as a policy; the sentence names what is wrong.
    """
    shipped = resources.files("resources").joinpath("policies", "gate.toml")
    owned = own is not None and own.exists()
    source = own if own is not None and owned else shipped
    try:
        # Windows' own editor writes a mark at the beginning.
        data = tomllib.loads(source.read_text(encoding="utf-8-sig"))
        return read_gate_policy(data, str(source) if owned else SHIPPED)
    except (
        tomllib.TOMLDecodeError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
    ) as error:
        raise Refused(
            f"The gate policy {source.name} is not usable ({error}); correct it or remove the file."
        ) from error


def calibration_policy(own: Path | None = None) -> CalibrationPolicy:
    """Tolerances and signing rule from ``own`` if that file exists, else those that ship.

    Raises:
        Refused: the file cannot be read as a policy; the sentence names what is wrong.
    """
    # Only here: nothing asks for it before there is something to calibrate.
    from clinicapp.domain.equipment.tolerances import read_policy

    shipped = resources.files("resources").joinpath("policies", "calibration.toml")
    source = own if own is not None and own.exists() else shipped
    try:
        return read_policy(tomllib.loads(source.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, ValueError, OSError, Refused) as error:
        raise Refused(
            f"The calibration policy {source.name} is not usable ({str(error).rstrip('.')}); "
            "correct it or remove the file."
        ) from error


def default_plans() -> tuple[DefaultPlan, ...]:
    """The check plans to begin with, which an equipment lead may lay down for the trust.

    Raises:
        Refused: the file that ships is damaged.
    """
    from clinicapp.domain.equipment.checks import Check
    from clinicapp.domain.equipment.plans import DefaultPlan, PlanRule

    source = resources.files("resources").joinpath("policies", "check_plans.toml")
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8-sig"))
        return tuple(
            DefaultPlan(
                rule=PlanRule(
                    # The same at every station, so that two that lay it down mean one plan.
                    id=uuid5(NAMESPACE_URL, f"clinicapp:plan:{each['category']}:{each['check']}"),
                    check=Check(each["check"]),
                    category=str(each["category"]),
                    every_months=each.get("every_months"),
                    every_days=each.get("every_days"),
                    every_hours=each.get("every_hours"),
                ),
                source=str(each["source"]),
                mark=str(each["mark"]),
            )
            for each in data["plans"]
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError, OSError) as error:
        raise Refused(
            f"The check plans that ship are not usable ({error}); install the program again."
        ) from error
