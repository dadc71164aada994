"""How a value came about, for a reader outside the ward: device, its checks at that moment, who."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.break_glass import OVERRIDE_CODE
from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.checks import Check
from clinicapp.ui.viewmodels.clinic.present_source import device_name
from clinicapp.ui.words.equipment import CHECKS, OUT_OF_SERVICE, STANDINGS
from clinicapp.ui.words.gate_codes import LOT_SENTENCES, MARKED
from clinicapp.ui.words.plain import day_text, lower_first, moment_text

if TYPE_CHECKING:
    from datetime import tzinfo

    from clinicapp.domain.equipment.asset_state import AssetState, CheckState
    from clinicapp.domain.forms import FormFact
    from clinicapp.services.clinic.screening import Source
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_TOLD: Final = (Check.CALIBRATION, Check.QUALITY_CONTROL)
_ASKED: Final = frozenset({"smoking", "diet", "activity", "audit_c", "substances"})


def how_measured(visit: Visit, fact: FormFact) -> str:
    """One or two sentences on where a fact's value came from, without the time it was taken."""
    source = visit.source(fact)
    if source is None:
        if fact.item in _ASKED:
            return f"Asked by {fact.actor_name}."
        return f"Entered by hand by {fact.actor_name}; no device is recorded."
    marks = "".join(f" {LOT_SENTENCES[code]}" for code in source.codes if code in MARKED)
    return f"{_device(source)}. {_checks(source, visit.zone)}{marks}{_reason(source, fact)}"


def _device(source: Source) -> str:
    seen = source.reading.observation
    serial = seen.device_serial or (source.asset.serial if source.asset is not None else "")
    parts = [device_name(source)]
    if serial:
        parts.append(f"serial {serial}")
    if source.asset is not None:
        parts.append(f"asset {source.asset.tag}")
    return ", ".join(parts)


def _checks(source: Source, zone: tzinfo) -> str:
    if source.state is None:
        return "Not on the equipment list, so its calibration is not known."
    found = [each for each in source.state.checks if each.check in _TOLD]
    told = [f"{lower_first(CHECKS[each.check])} {_standing(each, zone)}" for each in found]
    out = _out_of_service(source.state)
    words = [*(told or ["no check is planned"]), *([lower_first(out)] if out else [])]
    return f"When used: {'; '.join(words)}."


def _standing(check: CheckState, zone: tzinfo) -> str:
    """``passed, due 14 Feb 2027``, ``passed 22 Nov 2026, 07:30``, ``overdue since 12 Dec 2025``."""
    match check.standing:
        case Standing.NEVER | Standing.FAILED:
            return STANDINGS[check.standing]
        case Standing.OVERDUE:
            due = "" if check.due_on is None else f", due {day_text(check.due_on)}"
            return f"{STANDINGS[check.standing]}{due}"
    if check.due_on is not None:
        return f"passed, due {day_text(check.due_on)}"
    return "passed" if check.last_at is None else f"passed {moment_text(check.last_at, zone)}"


def _out_of_service(state: AssetState) -> str:
    codes = (reason.code for reason in state.reasons)
    return next((OUT_OF_SERVICE[code] for code in codes if code in OUT_OF_SERVICE), "")


def _reason(source: Source, fact: FormFact) -> str:
    if source.reason is None:
        return ""
    reason = source.reason.rstrip(".")
    if OVERRIDE_CODE in source.codes:
        return f" Its device was overridden once for this reading, reason: {reason}."
    return f" It was held and used by {fact.actor_name}, reason: {reason}."
