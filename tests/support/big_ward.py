"""A ward of a thousand invented people, each with several forms, in a real encrypted database."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from uuid import UUID

from uuid6 import uuid7

from clinicapp.domain.forms import FactKind, Form, FormFact
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from tests.support.facts import LONDON
from tests.support.store_samples import a_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work

TODAY: Final = date(2026, 11, 22)
MEDICINES: Final = ("Olanzapine", "Clozapine", "Risperidone", "Aripiprazole", "Zuclopenthixol")
ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "smoking": {"smoking": "ex"},
    "diet": {"diet": "adequate"},
    "activity": {"activity": "active"},
    "audit_c": {"audit_c": "3"},
    "substances": {"substances": "none"},
    "height": {"height_cm": "168"},
    "weight": {"weight_kg": "68.6"},
    "waist": {"waist_cm": "82"},
    "pulse_regular": {"pulse_regular": "yes"},
    "blood_pressure": {"systolic_mmhg": "128", "diastolic_mmhg": "82"},
    "hba1c": {"hba1c_mmol_mol": "38", "sample": "lab"},
    "lipids": {"total_cholesterol_mmol_l": "4.8", "hdl_mmol_l": "1.3"},
    "qrisk3": {"qrisk3_percent": "2.0"},
}
RED: Final = {"systolic_mmhg": "152", "diastolic_mmhg": "94"}


def nhs_numbers() -> Iterator[NhsNumber]:
    """Numbers of the 999 range whose check digit fits, in order."""
    for number in range(999_100_000, 1_000_000_000):
        for check in range(10):
            found = read_nhs_number(f"{number}{check}")
            if isinstance(found, NhsNumber):
                yield found
                break


def fill(work: Work, people: int, *, seed: int = 7) -> None:
    """Put in the people, each with three signed forms, and every fifth with an open one."""
    chance = random.Random(seed)
    actor, numbers = uuid7(), nhs_numbers()
    for place in range(people):
        started = TODAY - timedelta(days=chance.randrange(90, 800))
        person = a_person(
            id=uuid7(),
            family_name=f"Invented{place:04d}",
            given_name=chance.choice(("Amara", "Idris", "Joan", "Owen")),
            nhs_number=next(numbers),
            room=str(place % 40 + 1),
            antipsychotic=chance.choice(MEDICINES),
            antipsychotic_started=started,
        )
        work.people.add(person)
        for number, after in enumerate((0, 28, chance.randrange(70, 90))):
            _form(work, person, actor, f"{place:04d}-{number}", started + timedelta(days=after))
        if place % 5 == 0:
            _form(work, person, actor, f"{place:04d}-9", TODAY - timedelta(days=1), signed=False)


def _form(
    work: Work, person: Person, actor: UUID, number: str, day: date, *, signed: bool = True
) -> None:
    at = datetime.combine(day, time(10), LONDON)
    form = Form(
        id=uuid7(),
        number=f"LHF-T-{number}",
        person_id=person.id,
        pack="uk-current",
        opened_at=at,
        opened_by="Rosa Tester",
    )
    work.forms.add(form)
    facts = dict(ANSWERS) if signed else dict(list(ANSWERS.items())[:9])
    if not signed:
        facts["blood_pressure"] = RED
    for item, values in facts.items():
        _append(work, form, actor, at, FactKind.ANSWERED, item, values)
    if not signed:
        _append(work, form, actor, at, FactKind.ANSWERED, "blood_pressure", RED)
    else:
        values = {"code": "LIF1", "status": "offered"}
        _append(work, form, actor, at, FactKind.ACTION, "LIF1", values)
        _append(work, form, actor, at, FactKind.SIGNED, "", {"pack": "uk-current"})


def _append(
    work: Work,
    form: Form,
    actor: UUID,
    at: datetime,
    kind: FactKind,
    item: str,
    values: Mapping[str, str],
) -> None:
    work.forms.append(
        FormFact(
            id=uuid7(),
            form_id=form.id,
            kind=kind,
            at=at,
            actor_id=actor,
            actor_name="Rosa Tester",
            item=item,
            values=MappingProxyType(dict(values)),
        )
    )
