"""What can be typed or chosen on the form, and what is said when it is not right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from uuid import UUID

from clinicapp.domain import plausibility
from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.record import (
    Smoking,
)
from clinicapp.domain.plausibility import Severity
from clinicapp.domain.screening import POSTURAL_FIELDS
from clinicapp.services.clinic.answer_fields import (
    FIELDS,
    KEY_IN_ITEM,
    LONGEST_WORDS,
    Problem,
    of_finding,
)
from clinicapp.services.clinic.typed_days import TAKEN_ON
from clinicapp.services.typed_fields import AnswersRefused

TAKE_BACK: Final = "take_back"
TAKE_BACK_REASON: Final = "take_back_reason"
_PAIR: Final = "Blood pressure"
_PARTS: Final = ("systolic", "diastolic")
_PRESSURES: Final = ("systolic_mmhg", "diastolic_mmhg")
_AVERAGE: Final = ("average_systolic_mmhg", "average_diastolic_mmhg")
_DAYS: Final[Mapping[str, str]] = MappingProxyType(
    {"lipids": "lipids_taken_on", "average_pressure": "average_taken_on"}
)
"""Items that may be of another day, and the field for it."""
_AVERAGE_METHOD: Final = "average_method"
_NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {"hba1c": "hba1c_mmol_mol", "glucose": "glucose_mmol_l"}
)
"""Items whose other fields only describe a value."""
_AUDIT_C: Final = ("audit_c_frequency", "audit_c_units", "audit_c_six_or_more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the person before, to hold what is typed against.

    Attributes:
        today: The day of the form.
        height_cm: The height of an earlier form.
        weight: Day and kg of the latest weight.
    """

    today: date
    height_cm: Decimal | None = None
    weight: tuple[date, Decimal] | None = None


def taken_out(
    answers: Mapping[str, str],
) -> tuple[Mapping[str, str], tuple[UUID, str] | None]:
    """Part the value that is taken back, with its reason, from the answers.

    Raises:
        AnswersRefused: a value is to be taken back and no reason was given.
    """
    rest = {k: text for k, text in answers.items() if k not in (TAKE_BACK, TAKE_BACK_REASON)}
    chosen, reason = answers.get(TAKE_BACK, ""), answers.get(TAKE_BACK_REASON, "").strip()
    if not chosen:
        return rest, None
    if not reason:
        sentence = "Say in a few words why the value is taken back."
        raise AnswersRefused({TAKE_BACK_REASON: sentence}, confirmable=False)
    if len(reason) > LONGEST_WORDS:
        sentence = f"Use at most {LONGEST_WORDS} characters."
        raise AnswersRefused({TAKE_BACK_REASON: sentence}, confirmable=False)
    return rest, (UUID(chosen), reason)


def checked_answers(
    answers: Mapping[str, str], *, confirmed: bool = False, known: Known | None = None
) -> Mapping[str, Mapping[str, str]]:
    """Read answers as typed into the form's items and their values.

    Args:
        answers: field → text; a field with an empty text was left open and is not recorded.
        confirmed: the person has confirmed values that are possible but unusual.
        known: what is known of the person before.

    Raises:
        AnswersRefused: a field cannot be taken, or belongs to another that is missing.
    """
    given = {field: text.strip() for field, text in answers.items() if text.strip()}
    unknown = sorted(set(given) - set(FIELDS))
    if unknown:
        raise Refused(f"The form has no field called {', '.join(unknown)}.")
    items: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for field, text in given.items():
        outcome = FIELDS[field].read(field, text)
        if isinstance(outcome, Problem):
            if not (outcome.confirmable and confirmed):
                problems.append(outcome)
                continue
            outcome = outcome.value or ""
        items.setdefault(FIELDS[field].item, {})[KEY_IN_ITEM.get(field, field)] = outcome
    between = [*_problems_between(given, items), *_problems_with(known, items)]
    problems.extend(each for each in between if not (each.confirmable and confirmed))
    if problems:
        raise AnswersRefused(
            {problem.field: problem.sentence for problem in reversed(problems)},
            confirmable=all(problem.confirmable for problem in problems),
        )
    return {item: MappingProxyType(_completed(item, values)) for item, values in items.items()}


def _completed(item: str, values: dict[str, str]) -> dict[str, str]:
    """Add what follows from the answers: the AUDIT-C score, and that a typed pair was by hand."""
    if item == "audit_c":
        return {**values, "audit_c": str(sum(int(values[field]) for field in _AUDIT_C))}
    if item == "blood_pressure":
        return {**values, "method": "manual"}
    return values


def _problems_between(
    given: Mapping[str, str], items: Mapping[str, Mapping[str, str]]
) -> list[Problem]:
    """Fields that only make sense together."""
    problems = [
        Problem(field, "Answer all three alcohol questions; the score needs each of them.")
        for field in _AUDIT_C
        if "audit_c" in items and field not in given
    ]
    problems += [
        Problem(value, "Enter the value too, or leave what describes it open.")
        for item, value in _NEEDS.items()
        if item in items and value not in given
    ]
    problems += _problems_of_pair(given, _PRESSURES, "Enter both numbers of the blood pressure.")
    problems += _problems_of_pair(given, _AVERAGE, "Enter both numbers of the average.")
    if "average_pressure" in items and _AVERAGE_METHOD not in given:
        problems.append(Problem(_AVERAGE_METHOD, "Choose how the average was taken."))
    elif "average_pressure" in items and given.keys().isdisjoint(_AVERAGE):
        problems.append(Problem(_AVERAGE[0], "Enter the average too, or leave this open."))
    lipids = items.get("lipids", {})
    if set(lipids) == {TAKEN_ON}:
        sentence = "Enter a result of that sample too, or leave the day open."
        problems.append(Problem("lipids_taken_on", sentence))
    if {"total_cholesterol_mmol_l", "hdl_mmol_l"} <= set(lipids):
        found = plausibility.check_cholesterol(
            Decimal(lipids["total_cholesterol_mmol_l"]),
            Decimal(lipids["hdl_mmol_l"]),
            "Total cholesterol",
            "HDL cholesterol",
        )
        problems += [Problem("hdl_mmol_l", f.sentence) for f in plausibility.rejected(found)]
    problems += [
        Problem(field, "Enter all four numbers: lying and standing, systolic and diastolic.")
        for field in POSTURAL_FIELDS
        if "postural" in items and field not in given
    ]
    for place in ("lying", "standing"):
        pair = [items.get("postural", {}).get(f"{place}_{name}_mmhg") for name in _PARTS]
        if all(pair) and int(pair[0] or 0) <= int(pair[1] or 0):
            sentence = f"The {place} systolic has to be above the diastolic; were they swapped?"
            problems.append(Problem(f"{place}_systolic_mmhg", sentence))
    if "stopped" in given and given.get("smoking") != Smoking.EX:
        problems.append(Problem("stopped", "Only an ex-smoker has a month of stopping."))
    return problems


def _problems_of_pair(
    given: Mapping[str, str], fields: tuple[str, str], both: str
) -> Iterator[Problem]:
    """Two numbers of one pressure; ``both`` is said where one of them is missing."""
    if given.keys().isdisjoint(fields):
        return
    for field in fields:
        if field not in given:
            yield Problem(field, both)
    systolic, diastolic = (FIELDS[field].read(field, given.get(field, "")) for field in fields)
    numbers = [each.value if isinstance(each, Problem) else each for each in (systolic, diastolic)]
    if numbers[0] is None or numbers[1] is None:
        return
    for finding in plausibility.check_blood_pressure(
        int(numbers[0]), int(numbers[1]), _PAIR, ("Systolic pressure", "Diastolic pressure")
    ):
        # Each number has been looked at by itself already; this is about the two together.
        if finding.field == _PAIR or finding.severity is Severity.REJECT:
            yield of_finding(fields[0], finding, numbers[0])


def _problems_with(
    known: Known | None, items: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    """What cannot well be, given what is known of the person; each can be confirmed."""
    if known is None:
        return
    stopped = items.get("smoking", {}).get("stopped")
    if stopped is not None and date.fromisoformat(f"{stopped}-01") > known.today:
        yield Problem("stopped", "That month has not come yet; check the year.")
    yield from _days_to_come(known.today, items)
    height = items.get("height", {}).get("height_cm")
    if height is not None and known.height_cm is not None:
        for finding in plausibility.check_height_change(known.height_cm, Decimal(height), "Height"):
            yield of_finding("height_cm", finding, height)
    weight = items.get("weight", {}).get("weight_kg")
    if weight is not None and known.weight is not None:
        now = (known.today, Decimal(weight))
        for finding in plausibility.check_weight_change(known.weight, now, "Weight"):
            yield of_finding("weight_kg", finding, weight)


def _days_to_come(today: date, items: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    for item, field in _DAYS.items():
        day = items.get(item, {}).get(TAKEN_ON)
        if day is not None and date.fromisoformat(day) > today:
            yield Problem(field, "That day has not come yet; check the date.")
