"""What every presenter asks of a form's snapshot: the day, the facts, the locks, the new fill."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.absences import no_value_of
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone
from clinicapp.domain.screening import Left
from clinicapp.ui.words.absences import no_value_text
from clinicapp.ui.words.plain import moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo
    from uuid import UUID

    from clinicapp.domain.absences import NoValue
    from clinicapp.domain.forms import FormFact
    from clinicapp.domain.lester.judgement import Judgement
    from clinicapp.services.clinic.screening import FormSnapshot, Source

CARD_OF: Final[Mapping[str, Domain]] = MappingProxyType(
    {
        "smoking": Domain.SMOKING,
        "diet": Domain.LIFESTYLE,
        "activity": Domain.LIFESTYLE,
        "audit_c": Domain.LIFESTYLE,
        "substances": Domain.LIFESTYLE,
        "bmi_misleads": Domain.WEIGHT,
        "height": Domain.WEIGHT,
        "weight": Domain.WEIGHT,
        "waist": Domain.WEIGHT,
        "pulse_regular": Domain.BLOOD_PRESSURE,
        "pressure_setting": Domain.BLOOD_PRESSURE,
        "blood_pressure": Domain.BLOOD_PRESSURE,
        "postural": Domain.BLOOD_PRESSURE,
        "average_pressure": Domain.BLOOD_PRESSURE,
        "hba1c": Domain.GLUCOSE,
        "hba1c_unreliable": Domain.GLUCOSE,
        "glucose": Domain.GLUCOSE,
        "fasting": Domain.GLUCOSE,
        "lipids": Domain.LIPIDS,
        "lipids_fasting": Domain.LIPIDS,
        "qrisk3": Domain.LIPIDS,
    }
)
"""Every item of the form and the domain whose card it is on."""

INCOMPLETE: Final = frozenset({Left.MISSING, Left.READING_NEEDED, Left.ALCOHOL})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentFill:
    """A reading that has just filled the form and can still be taken back.

    ``fact_id`` is the form's fact (for ``withdraw``), ``reading_id`` the reading, ``item`` the
    form's item; ``seconds_left`` is 0 once it can no longer be undone.
    """

    fact_id: UUID
    reading_id: UUID
    item: str
    seconds_left: int

    @property
    def domain(self) -> Domain:
        """The domain whose card it filled."""
        return CARD_OF[self.item]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A snapshot with the ward's time zone and the fill that is still new.

    ``viewer`` is who looks at it, whose own typing is offered back; None on paper.
    """

    snapshot: FormSnapshot
    zone: tzinfo
    fill: RecentFill | None = None
    viewer: UUID | None = None

    @property
    def today(self) -> date:
        """The day for which the form is judged."""
        return self.snapshot.record.on

    @property
    def locked_reason(self) -> str:
        """One sentence when the form is signed, else empty."""
        signed = self.snapshot.contents.signed
        if signed is None:
            return ""
        return f"Signed by {signed.actor_name}, {moment_text(signed.at, self.zone)}."

    def judgement(self, domain: Domain) -> Judgement:
        """How a domain stands."""
        return self.snapshot.assessment.domains[domain]

    def left(self, domain: Domain) -> Left | None:
        """What is left to do on a domain's card, if anything."""
        return next((each.kind for each in self.snapshot.left if each.domain is domain), None)

    def is_new(self, domain: Domain) -> bool:
        """Whether the fill that is still new is on this domain's card."""
        return self.fill is not None and self.fill.domain is domain

    def answer(self, item: str) -> FormFact | None:
        """The standing fact of an item that has one value."""
        return self.snapshot.contents.answers.get(item)

    def repeats(self, item: str) -> tuple[FormFact, ...]:
        """The standing facts of an item that may have several, oldest first."""
        return self.snapshot.contents.repeats.get(item, ())

    def fact(self, fact_id: UUID) -> FormFact | None:
        """A standing fact by its id."""
        standing = self.snapshot.contents.values
        return next((fact for fact in standing if fact.id == fact_id), None)

    def source(self, fact: FormFact) -> Source | None:
        """Where a filed fact came from; None for what was asked or typed."""
        return self.snapshot.sources.get(fact.id)

    def no_value(self, item: Domain | Beside) -> NoValue | None:
        """Why there is no value for an item, or no more than there is; None without a reason."""
        fact = self.snapshot.contents.declined.get(item.value)
        return None if fact is None else no_value_of(fact.values)

    def declined_reason(self, item: Domain | Beside) -> str:
        """Why there is no value for a domain, in words; empty when nothing was said."""
        said = self.no_value(item)
        return "" if said is None else no_value_text(said)

    def is_declined(self, domain: Domain) -> bool:
        """Whether the domain was declined, or given up for another reason."""
        return self.judgement(domain).zone is Zone.DECLINED

    def is_incomplete(self, domain: Domain) -> bool:
        """Whether the card still lacks a value; a missing action does not make it incomplete."""
        return self.left(domain) in INCOMPLETE
