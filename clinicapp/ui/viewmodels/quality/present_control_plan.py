"""The panel of an analyser's plan: how often controls are due, and rounds of external schemes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.quality.external import EqaStep
from clinicapp.domain.quality.intervals import QualityPlan
from clinicapp.domain.typed_days import read_day
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.words.analytes import analyte_text
from clinicapp.ui.words.plain import day_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.quality.external import EqaRound
    from clinicapp.services.quality.quality_board import Board

PLAN: Final = "plan"
SET, ADD, RETURN, JUDGE = "set", "add", "return", "judge"
EVERY: Final = "every"
ANALYTE, WHOLE = "analyte", "whole"


def plan_spec(board: Board, zone: tzinfo, *, manages: bool) -> EntrySpec:
    """What may be set, added, returned or judged."""
    rounds = tuple(
        OptionView(str(each.id), _round_words(each, board, zone)) for each in board.rounds
    )
    managed = (
        OptionView(SET, "Set how often controls are due"),
        OptionView(ADD, "Add a round of an external scheme"),
        OptionView(JUDGE, "Record how the scheme judged a round"),
    )
    options = (
        *(managed[:2] if manages else ()),
        *((OptionView(RETURN, "Record what was returned in a round"),) if rounds else ()),
        *(managed[2:] if manages and rounds else ()),
    )
    return EntrySpec(
        card=PLAN,
        title="Plan and external rounds",
        intro="; ".join(option.label for option in rounds) or "No external round is noted yet.",
        fields=(
            FieldSpec("what", "What to do", FieldKind.CHOICE, options=options),
            *_plan_fields(board),
            *_round_fields(rounds, board),
        ),
        submit="Record",
    )


def _plan_fields(board: Board) -> tuple[FieldSpec, ...]:
    plan = board.plan or QualityPlan()
    numbers = (
        ("levels", "Levels that have to pass", plan.levels),
        ("every_hours", "Every so many hours", plan.every_hours),
        ("every_tests", "Every so many patients' tests", plan.every_tests),
    )
    return (
        *(
            FieldSpec(
                key,
                label,
                FieldKind.INTEGER,
                value="" if value is None else str(value),
                only_when=("what", SET),
            )
            for key, label, value in numbers
        ),
        FieldSpec(
            "at_times",
            "At times of day, or when shifts begin",
            FieldKind.TEXT,
            value=", ".join(each.strftime("%H:%M") for each in plan.at_times),
            help_text="Such as 07:00, 19:00. A pass counts until the next of them.",
            only_when=("what", SET),
        ),
        FieldSpec(
            "locks",
            "What a failed or overdue control locks",
            FieldKind.CHOICE,
            options=(
                OptionView(ANALYTE, "That analyte only"),
                OptionView(WHOLE, "The whole analyser"),
            ),
            value=WHOLE if plan.whole else ANALYTE,
            only_when=("what", SET),
        ),
    )


def _round_fields(rounds: tuple[OptionView, ...], board: Board) -> tuple[FieldSpec, ...]:
    def ask(key: str, label: str, kind: FieldKind, what: str, **more: str) -> FieldSpec:
        return FieldSpec(key, label, kind, help_text=more.get("help", ""), only_when=("what", what))

    state = board.chosen.controls if board.chosen else None
    fields = tuple(each.field for each in (state.fields if state else ()))
    analytes = tuple(OptionView(field, analyte_text(field)) for field in fields)
    every = OptionView(EVERY, "All that it measures")
    judged = (OptionView("yes", "Passed"), OptionView("no", "Failed"))
    return (
        ask("scheme", "Scheme", FieldKind.TEXT, ADD),
        ask("sample", "Sample", FieldKind.TEXT, ADD),
        FieldSpec(
            "analyte",
            "What it tests",
            FieldKind.CHOICE,
            options=(*analytes, every),
            value=fields[0] if len(fields) == 1 else EVERY,
            only_when=("what", ADD),
        ),
        ask("deadline", "To be returned by", FieldKind.TEXT, ADD, help="Such as 30 Nov 2026."),
        FieldSpec(
            "returned", "Which round", FieldKind.CHOICE, options=rounds, only_when=("what", RETURN)
        ),
        ask("value", "Value that was returned", FieldKind.DECIMAL, RETURN),
        FieldSpec(
            "judged", "Which round", FieldKind.CHOICE, options=rounds, only_when=("what", JUDGE)
        ),
        FieldSpec("passed", "Verdict", FieldKind.CHOICE, options=judged, only_when=("what", JUDGE)),
        ask("score", "Score, as the scheme gives it", FieldKind.TEXT, JUDGE),
        ask("action", "What is done about a failure", FieldKind.TEXT, JUDGE),
    )


def _round_words(eqa: EqaRound, board: Board, zone: tzinfo) -> str:
    """``Example scheme 26-11 A, by 30 Nov 2026: returned``."""
    steps = [each for each in board.eqa_results if each.round_id == eqa.id]
    in_time = any(each.at <= eqa.deadline for each in steps)
    if steps and steps[-1].step is not EqaStep.RETURNED:
        state = steps[-1].step.value
    elif steps:
        state = "returned" if in_time else "returned late"
    else:
        state = "missed" if board.as_of > eqa.deadline else "not returned yet"
    due = day_text(eqa.deadline.astimezone(zone).date())
    return f"{eqa.scheme} {eqa.sample}, by {due}: {state}"


def read_plan(answers: Mapping[str, str]) -> tuple[QualityPlan | None, Mapping[str, str]]:
    """The plan that was typed, or what is wrong with each answer."""
    errors: dict[str, str] = {}
    numbers = {
        key: _whole(answers, key, errors) for key in ("levels", "every_hours", "every_tests")
    }
    times: list[time] = []
    for word in answers.get("at_times", "").replace(",", " ").split():
        try:
            times.append(time.fromisoformat(word))
        except ValueError:
            errors["at_times"] = "Write times like 07:00, 19:00."
    if not errors and not (numbers["every_hours"] or numbers["every_tests"] or times):
        errors["every_hours"] = "Give hours, times of day, or a number of tests."
    if errors:
        return None, MappingProxyType(errors)
    plan = QualityPlan(
        levels=numbers["levels"] or 1,
        every_hours=numbers["every_hours"],
        every_tests=numbers["every_tests"],
        at_times=tuple(sorted(times)),
        whole=answers.get("locks") == WHOLE,
        source="set at the station",
        unsure=False,
    )
    return plan, MappingProxyType({})


def _whole(answers: Mapping[str, str], key: str, errors: dict[str, str]) -> int | None:
    text = answers.get(key, "").strip()
    if not text:
        return None
    if not text.isdecimal() or not text.isascii() or len(text) > len("9999") or int(text) < 1:
        errors[key] = "A whole number, 1 or more."
        return None
    return int(text)


def read_deadline(text: str, zone: tzinfo) -> datetime | None:
    """The end of the day that was typed, or None."""
    day = read_day(text)
    if day is None:
        return None
    after = datetime.combine(day + timedelta(days=1), time(), zone)
    return after - timedelta(microseconds=1)
