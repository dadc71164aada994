"""What a judgement says: per domain, beside the domains, in all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clinicapp.domain.lester.record import BloodPressure
from clinicapp.domain.lester.vocabulary import Beside, Domain, Need, Prompt, Why, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How one domain stands.

    Attributes:
        zone: Red, clear, or why it is neither.
        why: The rules that made it red, in a fixed order; empty unless it is red.
        actions: Codes of the pack's action table that this domain asks for.
        prompts: What is asked or noted besides.
        recorded: Whether the measurement or answer itself is there, whatever the zone.
    """

    zone: Zone
    why: tuple[Why, ...] = ()
    actions: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightJudgement(Judgement):
    """Weight: ``bmi`` in kg/m2 to one place and ``gain_kg``; None where they cannot be had."""

    bmi: Decimal | None = None
    gain_kg: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodPressureJudgement(Judgement):
    """Blood pressure: the reading that counts, or the one that is still needed."""

    used: BloodPressure | None = None
    needs: Need | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideJudgement:
    """Alcohol or substance use: no Lester domain, but counted elsewhere.

    Attributes:
        item: Which of the two.
        recorded: Whether an answer is there.
        declined: Whether the person declined to answer.
        positive: Whether the answer asks for something; None without an answer.
        actions: Codes of the pack's action table.
        prompts: What is asked.
    """

    item: Beside
    recorded: bool
    declined: bool
    positive: bool | None
    actions: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """So many done of so many; ``missing`` names the rest."""

    done: int
    of: int
    missing: tuple[Domain | Beside, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left."""
        return self.done == self.of


@dataclass(frozen=True, slots=True)
class Completeness:
    """The three measures, counted apart."""

    lester: Count
    nhse_core: Count
    audit: Count


@dataclass(frozen=True, slots=True, order=True)
class DueItem:
    """An item of the monitoring timetable and the day it is due."""

    on: date
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The judgement of one record by one pack."""

    record_id: str
    pack: str
    smoking: Judgement
    lifestyle: Judgement
    weight: WeightJudgement
    blood_pressure: BloodPressureJudgement
    glucose: Judgement
    lipids: Judgement
    alcohol: BesideJudgement
    substances: BesideJudgement
    complete: Completeness
    due: tuple[DueItem, ...]
    prompts: tuple[Prompt, ...]

    @property
    def domains(self) -> Mapping[Domain, Judgement]:
        """The six domains in the order of the form."""
        return {
            Domain.SMOKING: self.smoking,
            Domain.LIFESTYLE: self.lifestyle,
            Domain.WEIGHT: self.weight,
            Domain.BLOOD_PRESSURE: self.blood_pressure,
            Domain.GLUCOSE: self.glucose,
            Domain.LIPIDS: self.lipids,
        }

    @property
    def red_domains(self) -> tuple[Domain, ...]:
        """The domains that ask for an action, in the order of the form."""
        return tuple(domain for domain, found in self.domains.items() if found.zone is Zone.RED)
