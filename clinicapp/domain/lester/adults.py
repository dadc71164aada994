"""Who an adult pack does not judge."""

from clinicapp.domain.lester.pack import PersonRules
from clinicapp.domain.lester.record import ScreeningRecord
from clinicapp.domain.lester.vocabulary import Prompt


def is_under_age(record: ScreeningRecord, rules: PersonRules) -> bool:
    """Whether the person is known to be younger than the pack's adult age."""
    age = record.age_years
    return age is not None and not rules.adult.met_by(age)


def suppresses_adult_rules(record: ScreeningRecord, rules: PersonRules) -> bool:
    """Whether weight and glucose are not judged: under 18, or pregnant."""
    return bool(record.person.pregnant) or is_under_age(record, rules)


def pathway_prompts(record: ScreeningRecord, rules: PersonRules) -> tuple[Prompt, ...]:
    """Which other pathway the person belongs to."""
    prompts: list[Prompt] = []
    if is_under_age(record, rules):
        prompts.append(Prompt.UNDER_18_CHILD_PATHWAY)
    if record.person.pregnant:
        prompts.append(Prompt.PREGNANT_MATERNITY_PATHWAY)
    return tuple(prompts)
