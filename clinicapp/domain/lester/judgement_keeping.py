"""A judgement as text, and back without a loss: what a signed form is shown with for good.

A signed form keeps its judgement itself. Neither a newer pack nor a newer program judges it again.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any, Final

from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.judgement import (
    Assessment,
    BesideJudgement,
    BloodPressureJudgement,
    Completeness,
    Count,
    DueItem,
    Judgement,
    WeightJudgement,
)
from clinicapp.domain.lester.record import BloodPressure, Method
from clinicapp.domain.lester.vocabulary import Beside, Domain, Need, Prompt, Why, Zone

FORMAT: Final = 1
_COUNTS: Final = ("lester", "nhse_core", "audit")


class JudgementNotKept(Refused):
    """A kept judgement cannot be read by this version of the program."""


def judgement_text(assessment: Assessment) -> str:
    """A judgement as JSON: codes as words, amounts as decimal text, days as ISO 8601."""
    content = {
        "format": FORMAT,
        "record_id": assessment.record_id,
        "pack": assessment.pack,
        "smoking": _judgement(assessment.smoking),
        "lifestyle": _judgement(assessment.lifestyle),
        "weight": _judgement(assessment.weight)
        | {"bmi": _amount(assessment.weight.bmi), "gain_kg": _amount(assessment.weight.gain_kg)},
        "blood_pressure": _judgement(assessment.blood_pressure)
        | {
            "used": _pressure(assessment.blood_pressure.used),
            "needs": assessment.blood_pressure.needs,
        },
        "glucose": _judgement(assessment.glucose),
        "lipids": _judgement(assessment.lipids),
        "alcohol": _beside(assessment.alcohol),
        "substances": _beside(assessment.substances),
        "complete": {
            name: [count.done, count.of, list(count.missing)]
            for name in _COUNTS
            for count in (getattr(assessment.complete, name),)
        },
        "due": [[due.on.isoformat(), due.item] for due in assessment.due],
        "prompts": list(assessment.prompts),
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def judgement_of(text: str) -> Assessment:
    """The judgement that ``judgement_text`` wrote.

    Raises:
        JudgementNotKept: it was written by a later version of the program, or damaged.
    """
    try:
        return _assessment(json.loads(text))
    except (ValueError, KeyError, TypeError) as fault:
        raise JudgementNotKept(
            "The judgement that this form was signed with cannot be read by this version of the "
            "program; open the form with the latest version."
        ) from fault


def _assessment(content: dict[str, Any]) -> Assessment:
    if content["format"] != FORMAT:
        raise ValueError("another format")
    weight, pressure = content["weight"], content["blood_pressure"]
    return Assessment(
        record_id=content["record_id"],
        pack=content["pack"],
        smoking=Judgement(**_common(content["smoking"])),
        lifestyle=Judgement(**_common(content["lifestyle"])),
        weight=WeightJudgement(
            **_common(weight), bmi=_decimal(weight["bmi"]), gain_kg=_decimal(weight["gain_kg"])
        ),
        blood_pressure=BloodPressureJudgement(
            **_common(pressure),
            used=_pressure_of(pressure["used"]),
            needs=None if pressure["needs"] is None else Need(pressure["needs"]),
        ),
        glucose=Judgement(**_common(content["glucose"])),
        lipids=Judgement(**_common(content["lipids"])),
        alcohol=_beside_of(content["alcohol"]),
        substances=_beside_of(content["substances"]),
        complete=Completeness(**{name: _count_of(content["complete"][name]) for name in _COUNTS}),
        due=tuple(DueItem(date.fromisoformat(on), item) for on, item in content["due"]),
        prompts=tuple(Prompt(word) for word in content["prompts"]),
    )


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {
        "zone": judgement.zone,
        "why": list(judgement.why),
        "actions": list(judgement.actions),
        "prompts": list(judgement.prompts),
        "recorded": judgement.recorded,
    }


def _common(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "zone": Zone(content["zone"]),
        "why": tuple(Why(word) for word in content["why"]),
        "actions": tuple(content["actions"]),
        "prompts": tuple(Prompt(word) for word in content["prompts"]),
        "recorded": bool(content["recorded"]),
    }


def _count_of(content: list[Any]) -> Count:
    done, of, missing = content
    beside = {each.value for each in Beside}
    return Count(
        done, of, tuple(Beside(word) if word in beside else Domain(word) for word in missing)
    )


def _beside(judgement: BesideJudgement) -> dict[str, Any]:
    return {
        "item": judgement.item,
        "recorded": judgement.recorded,
        "declined": judgement.declined,
        "positive": judgement.positive,
        "actions": list(judgement.actions),
        "prompts": list(judgement.prompts),
    }


def _beside_of(content: dict[str, Any]) -> BesideJudgement:
    return BesideJudgement(
        item=Beside(content["item"]),
        recorded=content["recorded"],
        declined=content["declined"],
        positive=content["positive"],
        actions=tuple(content["actions"]),
        prompts=tuple(Prompt(word) for word in content["prompts"]),
    )


def _pressure(reading: BloodPressure | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "systolic_mmhg": reading.systolic_mmhg,
        "diastolic_mmhg": reading.diastolic_mmhg,
        "pulse_regular": reading.pulse_regular,
        "method": reading.method,
    }


def _pressure_of(content: dict[str, Any] | None) -> BloodPressure | None:
    if content is None:
        return None
    method = content["method"]
    return BloodPressure(
        systolic_mmhg=content["systolic_mmhg"],
        diastolic_mmhg=content["diastolic_mmhg"],
        pulse_regular=content["pulse_regular"],
        method=None if method is None else Method(method),
    )


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
