"""The built-in cases as rows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clinicapp.domain.lester.cases import REFUSED
from clinicapp.domain.lester.vocabulary import Domain, Need, Prompt, Why, Zone
from clinicapp.ui.viewmodels.rules.rules_view import CaseRow
from clinicapp.ui.words.lester import NEEDS, PROMPTS, SHORT_TITLES, WHY, ZONES
from clinicapp.ui.words.plain import counted, listed, lower_first, sentence_case

if TYPE_CHECKING:
    from clinicapp.domain.lester.cases import Case, CaseResult, CaseRun, Cases
    from clinicapp.domain.lester.pack import Pack

_COUNTS = {"lester": "Lester form", "nhse_core": "NHS England", "audit": "national audit"}


def case_rows(cases: Cases, pack: Pack, run: CaseRun | None) -> tuple[CaseRow, ...]:
    """A row for every case of the pack, failed ones first, then those that no pack answers."""
    if run is None:
        rows = [_asked(place, case) for place, case in enumerate(cases.of_pack(pack.name))]
    else:
        rows = [_judged(place, result) for place, result in enumerate(run.results)]
        rows.sort(key=lambda row: row.passed is True)
    elsewhere = [
        CaseRow(
            key=f"elsewhere {case.number}",
            number=str(case.number),
            title=case.title,
            expected="No pack answers it",
            elsewhere=f"{sentence_case(case.reason)}.",
        )
        for case in cases.elsewhere
    ]
    return (*rows, *elsewhere)


def run_text(run: CaseRun | None) -> str:
    """How the cases of a pack stand, in a few words."""
    if run is None:
        return "Cases not run yet"
    if run.failed:
        return f"{run.failed} of {counted(len(run.results), 'case')} failed"
    if not run.results:
        return "No case has an answer for this pack"
    return f"{run.passed} of {counted(len(run.results), 'case')} passed"


def _asked(place: int, case: Case) -> CaseRow:
    return CaseRow(
        key=str(place),
        number=str(case.number),
        title=case.title,
        expected=_short(case.expect),
        expected_full=_full(case.expect),
        note=case.note and f"{sentence_case(case.note)}.",
    )


def _judged(place: int, result: CaseResult) -> CaseRow:
    asked = _asked(place, result.case)
    return CaseRow(
        key=asked.key,
        number=asked.number,
        title=asked.title,
        expected=asked.expected,
        got=_short(result.got),
        expected_full=asked.expected_full,
        got_full=_full(result.got),
        passed=result.passed,
        note=asked.note,
    )


def _short(answer: Mapping[str, Any]) -> str:
    """A few words for a cell: the zone of the domain that is asked for, or what else is."""
    if REFUSED in answer:
        return "Refused"
    domains = _mapping(answer.get("domains"))
    if domains:
        zones = {_zone(found) for found in domains.values()}
        return zones.pop() if len(zones) == 1 else f"{counted(len(domains), 'domain')}"
    if "complete" in answer:
        core = _mapping(_mapping(answer["complete"]).get("nhse_core"))
        return f"Core checks {core.get('done', '?')} of {core.get('of', '?')}"
    if "due" in answer:
        return "; ".join(_due(answer["due"])) or "Nothing due"
    count = len(answer.get("prompts", ()))
    return counted(count, "prompt") if count else "No prompt"


def _full(answer: Mapping[str, Any]) -> str:
    """Everything that is asked for, or answered, in one line."""
    if REFUSED in answer:
        return f"Refused, naming {answer[REFUSED]}"
    parts = [_domain(name, found) for name, found in _mapping(answer.get("domains")).items()]
    complete = _mapping(answer.get("complete"))
    parts += [
        f"{_COUNTS.get(name, name)} {_mapping(count).get('done')} of {_mapping(count).get('of')}"
        for name, count in complete.items()
    ]
    if "due" in answer:
        parts.append(f"due: {listed(_due(answer['due'])) or 'nothing'}")
    if "prompts" in answer:
        prompts = [lower_first(_prompt(code)) for code in answer["prompts"]]
        parts.append(f"prompts: {'; '.join(prompts) or 'none'}")
    return f"{sentence_case('. '.join(map(sentence_case, parts)))}."


def _domain(name: str, found: Any) -> str:
    title = SHORT_TITLES[Domain(name)] if name in set(Domain) else name
    found = _mapping(found)
    parts = [lower_first(_zone(found))]
    parts += [WHY[Why(code)] if code in set(Why) else str(code) for code in found.get("why", ())]
    if found.get("bmi") is not None:
        parts.append(f"BMI {found['bmi']}")
    if "gain_kg" in found:
        gain = found["gain_kg"]
        parts.append("gain not assessed" if gain is None else f"gain {gain} kg")
    used = _mapping(found.get("used"))
    if used:
        parts.append(f"used {used.get('systolic')}/{used.get('diastolic')}")
    if found.get("needs") in set(Need):
        parts.append(lower_first(NEEDS[Need(found["needs"])]))
    if "actions" in found:
        parts.append(f"actions {' '.join(found['actions']) or 'none'}")
    return f"{title}: {', '.join(parts)}"


def _zone(found: Any) -> str:
    zone = str(_mapping(found).get("zone"))
    return ZONES[Zone(zone)] if zone in set(Zone) else zone


def _prompt(code: str) -> str:
    return PROMPTS[Prompt(code)] if code in set(Prompt) else code


def _due(due: Any) -> list[str]:
    return [f"{_mapping(each).get('item')} {_mapping(each).get('on')}" for each in due]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
