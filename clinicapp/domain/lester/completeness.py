"""The three measures of completeness, counted apart (clinical reference, sections 2.1 and 10).

A declined domain counts for Lester and for the audit, never for NHS England's core six. What
counts for the latter two is the measurement itself; a risk without its cholesterol is no lipid
profile, and a blood pressure that still needs a reading is not done in any of them.
"""

from collections.abc import Mapping

from clinicapp.domain.lester.judgement import (
    BesideJudgement,
    BloodPressureJudgement,
    Completeness,
    Count,
    Judgement,
)
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone


def completeness_of(
    domains: dict[Domain, Judgement], alcohol: BesideJudgement, substances: BesideJudgement
) -> Completeness:
    """Count all three.

    Args:
        domains: The judgements of the six domains.
        alcohol: The judgement of alcohol use.
        substances: The judgement of substance use.
    """
    measured = {domain: domains[domain] for domain in Domain if domain is not Domain.LIFESTYLE}
    return Completeness(
        lester=_count({domain: _is_answered(each) for domain, each in domains.items()}),
        nhse_core=_count(
            {
                **{domain: _is_recorded(each) for domain, each in measured.items()},
                Beside.ALCOHOL: alcohol.recorded,
            }
        ),
        audit=_count(
            {
                **{
                    domain: _is_recorded(each) or each.zone is Zone.DECLINED
                    for domain, each in measured.items()
                },
                Beside.ALCOHOL: alcohol.recorded or alcohol.declined,
                Beside.SUBSTANCES: substances.recorded or substances.declined,
            }
        ),
    )


def _count(done: Mapping[Domain | Beside, bool]) -> Count:
    missing = tuple(item for item, is_done in done.items() if not is_done)
    return Count(done=len(done) - len(missing), of=len(done), missing=missing)


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
