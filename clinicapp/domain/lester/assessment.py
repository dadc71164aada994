"""The whole judgement of one screening record by one rule pack."""

from clinicapp.domain.lester.adults import pathway_prompts
from clinicapp.domain.lester.blood_pressure import judge_blood_pressure
from clinicapp.domain.lester.completeness import completeness_of
from clinicapp.domain.lester.glucose import judge_glucose
from clinicapp.domain.lester.habits import (
    judge_alcohol,
    judge_lifestyle,
    judge_smoking,
    judge_substances,
)
from clinicapp.domain.lester.judgement import Assessment, Judgement
from clinicapp.domain.lester.lipids import judge_lipids
from clinicapp.domain.lester.pack import Pack
from clinicapp.domain.lester.record import ScreeningRecord
from clinicapp.domain.lester.schedule import due_items
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.domain.lester.weight import judge_weight


def assess(record: ScreeningRecord, pack: Pack) -> Assessment:
    """Judge a record.

    Args:
        record: What was recorded; its values are inside the entry limits
            (``clinicapp.domain.lester.entry.check_record``).
        pack: The rules.

    Returns:
        Zones, reasons and actions per domain, the three measures of completeness, what the
        timetable asks for, and the prompts of all parts in the order of the form.
    """
    smoking = judge_smoking(record, pack.smoking)
    lifestyle = judge_lifestyle(record)
    weight = judge_weight(record, pack)
    blood_pressure = judge_blood_pressure(record, pack.blood_pressure)
    glucose = judge_glucose(record, pack)
    lipids = judge_lipids(record, pack.lipids)
    alcohol = judge_alcohol(record, pack.alcohol)
    substances = judge_substances(record)
    domains: dict[Domain, Judgement] = {
        Domain.SMOKING: smoking,
        Domain.LIFESTYLE: lifestyle,
        Domain.WEIGHT: weight,
        Domain.BLOOD_PRESSURE: blood_pressure,
        Domain.GLUCOSE: glucose,
        Domain.LIPIDS: lipids,
    }
    prompts = [*pathway_prompts(record, pack.person)]
    for judgement in domains.values():
        prompts.extend(judgement.prompts)
    prompts.extend((*alcohol.prompts, *substances.prompts))
    return Assessment(
        record_id=record.id,
        pack=pack.name,
        smoking=smoking,
        lifestyle=lifestyle,
        weight=weight,
        blood_pressure=blood_pressure,
        glucose=glucose,
        lipids=lipids,
        alcohol=alcohol,
        substances=substances,
        complete=completeness_of(domains, alcohol, substances),
        due=due_items(record, pack),
        prompts=tuple(dict.fromkeys(prompts)),
    )
