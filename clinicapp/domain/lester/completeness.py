"""The three measures of completeness, counted apart (clinical reference, sections 2.1 and 10).

A declined domain counts for Lester and for the audit, never for NHS England's core six. What
counts for the latter two is the measurement itself; a risk without its cholesterol is no lipid
profile, and a blood pressure that still needs a reading is not done in any of them.
"""

from collections.abc import Iterable

from clinicapp.domain.lester.judgement import (
    BesideJudgement,
    BloodPressureJudgement,
    Completeness,
    Count,
    Judgement,
)
from clinicapp.domain.lester.vocabulary import Domain, Zone


def completeness_of(
    domains: dict[Domain, Judgement], alcohol: BesideJudgement, substances: BesideJudgement
) -> Completeness:
    """Count all three.

    Args:
        domains: The judgements of the six domains.
        alcohol: The judgement of alcohol use.
        substances: The judgement of substance use.
    """
    measured = (
        domains[Domain.SMOKING],
        domains[Domain.WEIGHT],
        domains[Domain.BLOOD_PRESSURE],
        domains[Domain.GLUCOSE],
        domains[Domain.LIPIDS],
    )
    return Completeness(
        lester=_count(_is_answered(judgement) for judgement in domains.values()),
        nhse_core=_count((*(_is_recorded(item) for item in measured), alcohol.recorded)),
        audit=_count(
            (
                *(_is_recorded(item) or item.zone is Zone.DECLINED for item in measured),
                alcohol.recorded or alcohol.declined,
                substances.recorded or substances.declined,
            )
        ),
    )


def _count(done: Iterable[bool]) -> Count:
    marks = tuple(done)
    return Count(done=sum(marks), of=len(marks))


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
