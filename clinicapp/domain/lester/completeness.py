"""The three measures of completeness, counted apart (clinical reference, sections 2.1 and 10).

A declined domain counts for Lester and for the audit, never for NHS England's core six. What
counts for the latter two is the measurement itself; a risk without its cholesterol is no lipid
profile, and a blood pressure that still needs a reading is not done in any of them.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from clinicapp.domain.lester.judgement import (
    BesideJudgement,
    BloodPressureJudgement,
    Completeness,
    Count,
    Judgement,
)
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone

Part: TypeAlias = Domain | Beside
"""One thing that a measure counts."""


class Measure(StrEnum):
    """Which measure of completeness."""

    LESTER = "lester"
    """The six domains of the Lester tool."""
    NHSE_CORE = "nhse_core"
    """NHS England's core six (clinical reference 2.1): alcohol in, lifestyle out."""
    AUDIT = "audit"
    """The national audit's seven items (clinical reference 10)."""


def parts_done(
    domains: Mapping[Domain, Judgement], alcohol: BesideJudgement, substances: BesideJudgement
) -> Mapping[Measure, Mapping[Part, bool]]:
    """Of each measure every part that it counts, and whether that part is done.

    Args:
        domains: The judgements of the six domains.
        alcohol: The judgement of alcohol use.
        substances: The judgement of substance use.
    """
    measured = {
        domain: domains[domain]
        for domain in (
            Domain.SMOKING,
            Domain.WEIGHT,
            Domain.BLOOD_PRESSURE,
            Domain.GLUCOSE,
            Domain.LIPIDS,
        )
    }
    lester: dict[Part, bool] = {
        domain: _is_answered(judgement) for domain, judgement in domains.items()
    }
    core: dict[Part, bool] = {domain: _is_recorded(item) for domain, item in measured.items()}
    audit: dict[Part, bool] = {
        domain: _is_recorded(item) or item.zone is Zone.DECLINED
        for domain, item in measured.items()
    }
    core[Beside.ALCOHOL] = alcohol.recorded
    audit[Beside.ALCOHOL] = alcohol.recorded or alcohol.declined
    audit[Beside.SUBSTANCES] = substances.recorded or substances.declined
    return MappingProxyType({Measure.LESTER: lester, Measure.NHSE_CORE: core, Measure.AUDIT: audit})


def completeness_of(
    domains: Mapping[Domain, Judgement], alcohol: BesideJudgement, substances: BesideJudgement
) -> Completeness:
    """Count all three; the arguments are those of ``parts_done``."""
    done = parts_done(domains, alcohol, substances)
    return Completeness(
        lester=_count(done[Measure.LESTER]),
        nhse_core=_count(done[Measure.NHSE_CORE]),
        audit=_count(done[Measure.AUDIT]),
    )


def _count(parts: Mapping[Part, bool]) -> Count:
    missing = tuple(part for part, is_done in parts.items() if not is_done)
    return Count(done=len(parts) - len(missing), of=len(parts), missing=missing)


def _is_recorded(judgement: Judgement) -> bool:
    return judgement.recorded and judgement.zone is not Zone.DECLINED


def _is_answered(judgement: Judgement) -> bool:
    """Whether a Lester domain is done; one that is not assessable is once it is measured."""
    match judgement.zone:
        case Zone.MISSING:
            return False
        case Zone.NOT_ASSESSABLE:
            return judgement.recorded
        case Zone.PROMPT:
            return not isinstance(judgement, BloodPressureJudgement) or judgement.needs is None
        case Zone.RED | Zone.CLEAR | Zone.DECLINED:
            return True
