"""Words of control results: what was measured, when, how far off, and which rules it broke."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from clinicapp.domain.quality.controls import Establishing, Expected
from clinicapp.domain.quality.westgard import ControlVerdict, Rule
from clinicapp.domain.quantities import half_up, plain
from clinicapp.ui.words.analytes import analyte_text
from clinicapp.ui.words.plain import day_text, time_text

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo
    from fractions import Fraction

    from clinicapp.domain.quality.lots import ControlLot
    from clinicapp.domain.quality.replay import Judged


def level_text(lot: ControlLot, *, with_analyte: bool = False) -> str:
    """``Level 1``, or ``HbA1c level 1`` where an analyser measures more."""
    return f"{analyte_text(lot.field)} level {lot.level}" if with_analyte else f"Level {lot.level}"


def z_text(z: Fraction | None) -> str:
    """``+2.1``, ``0.0``, or with a minus sign; empty where there is no SD."""
    if z is None:
        return ""
    shown = half_up(z, 1)
    sign = "" if shown == 0 else "+" if shown > 0 else "\u2212"
    return f"{sign}{abs(shown)}"


def short_moment(moment: datetime, zone: tzinfo) -> str:
    """``22 Nov 07:31``."""
    local = moment.astimezone(zone)
    return f"{short_day(local.date())} {time_text(moment, zone)}"


def short_day(day: date) -> str:
    """``22 Nov``."""
    return day_text(day).rsplit(" ", 1)[0]


def rules_text(judged: Judged) -> str:
    """The rules that a result made fire, in short: what is said by a graver one is left out."""
    verdict, rules = judged.judgement.verdict, judged.judgement.rules
    if verdict is ControlVerdict.PENDING and isinstance(judged.target, Establishing):
        return f"{judged.target.done + 1} of {judged.target.of}"
    if not rules:
        if verdict is ControlVerdict.ACCEPT:
            return "Pass"
        return "Not as expected" if isinstance(judged.target, Expected) else "Out of range"
    graver = [rule.value for rule in rules if rule is not Rule.ONE_2S]
    return ", ".join(graver or (rule.value for rule in rules))


def rules_short(judged: Judged) -> str:
    """The same in a table's cell: what broke no rule and did not pass is ``Out``."""
    broke = bool(judged.judgement.rules)
    out = judged.judgement.verdict is ControlVerdict.REJECT and not broke
    return "Out" if out else rules_text(judged)


def value_words(judged: Judged) -> str:
    """The value as sent, or the word of a qualitative control."""
    value = judged.entry.value
    return plain(value) if value is not None else judged.entry.outcome.capitalize()


def expected_text(target: Expected) -> str:
    """The word of a qualitative control, or one of several: ``Trace or +``."""
    words = [" ".join(each.split()) for each in target.outcome.split(",") if each.strip()]
    first, *rest = words or [""]
    return " or ".join([first.capitalize(), *rest])


def typed_number(text: str) -> Decimal | None:
    """A number as people type it, or None; ``1,5`` is refused rather than guessed at."""
    try:
        number = Decimal(text.strip())
    except ArithmeticError:
        return None
    return number if number.is_finite() else None
