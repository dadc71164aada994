"""Wards full of invented people with forms over the months, straight into a store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from uuid6 import uuid7

from clinicapp import rule_packs
from clinicapp.domain.forms import FactKind, Form, FormFact
from clinicapp.domain.histories import FormHistory, PersonHistory
from tests.support.snapshots import pack_named
from tests.support.store_samples import NURSE, a_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work

COMPLETE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "smoking": {"smoking": "never"},
        "diet": {"diet": "adequate"},
        "activity": {"activity": "active"},
        "audit_c": {"audit_c": "1"},
        "substances": {"substances": "none"},
        "height": {"height_cm": "168"},
        "weight": {"weight_kg": "62.5"},
        "waist": {"waist_cm": "78"},
        "blood_pressure": {"systolic_mmhg": "118", "diastolic_mmhg": "74", "method": "manual"},
        "pulse_regular": {"pulse_regular": "yes"},
        "hba1c": {"hba1c_mmol_mol": "36", "sample": "lab"},
        "lipids": {
            "total_cholesterol_mmol_l": "4.8",
            "hdl_mmol_l": "1.4",
            "triglycerides_mmol_l": "1.2",
        },
        "qrisk3": {"qrisk3_percent": "2.1"},
    }
)
"""A form on which every measure is complete and nothing is red."""


class FormWriter:
    """Writes one form, fact after fact."""

    def __init__(self, person: Person, opened_at: datetime, number: int, **changes: Any) -> None:
        self.form = Form(
            id=uuid7(),
            number=f"LHF-{opened_at.year}-{number:05d}",
            person_id=person.id,
            opened_at=opened_at,
            opened_by="Nurse Example",
            **({"pack": "uk-current"} | changes),
        )
        self.facts: list[FormFact] = []

    def add(
        self, kind: FactKind, item: str, values: Mapping[str, str], at: datetime | None = None
    ) -> FormFact:
        """Add a fact, when the form was opened or later."""
        fact = FormFact(
            id=uuid7(),
            form_id=self.form.id,
            kind=kind,
            at=at or self.form.opened_at + timedelta(minutes=len(self.facts)),
            actor_id=NURSE,
            actor_name="Nurse Example",
            item=item,
            values=values,
        )
        self.facts.append(fact)
        return fact

    def answer(
        self,
        but: Iterable[str] = (),
        at: datetime | None = None,
        **changed: Mapping[str, str],
    ) -> FormWriter:
        """Answer everything except ``but``, with the answers that are ``changed``."""
        for item, values in (COMPLETE | changed).items():
            if item not in but:
                self.add(FactKind.ANSWERED, item, values, at)
        return self

    def act(self, code: str, status: str = "offered", at: datetime | None = None) -> FormWriter:
        """Give an action a status."""
        self.add(FactKind.ACTION, code, {"code": code, "status": status}, at)
        return self

    def decline(self, part: str, at: datetime | None = None) -> FormWriter:
        """Decline a part."""
        self.add(FactKind.DECLINED, part, {"reason": "not today"}, at)
        return self

    def sign(self, at: datetime | None = None) -> FormWriter:
        """Sign it."""
        pack = self.form.pack
        version = pack_named(pack).version if pack in rule_packs.names() else "1"
        self.add(FactKind.SIGNED, "", {"pack": pack, "pack_version": version}, at)
        return self

    @property
    def history(self) -> FormHistory:
        """What there is so far."""
        return FormHistory(self.form, tuple(self.facts))


def moment(day: date, hour: int = 10) -> datetime:
    """A moment of that day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def somebody(place: int, **changes: Any) -> Person:
    """Somebody without an NHS number, so that there can be many."""
    values: dict[str, Any] = {
        "family_name": f"Example{place}",
        "nhs_number": None,
        "ethnicity": "A",
        "antipsychotic_started": date(2024, 1, 15),
    }
    return a_person(**(values | changes))


def red_form(person: Person, opened_at: datetime, number: int) -> FormWriter:
    """A whole form with a red zone in blood pressure, not acted on."""
    high = {"systolic_mmhg": "152", "diastolic_mmhg": "96", "method": "manual"}
    writer = FormWriter(person, opened_at, number).answer(blood_pressure=high)
    writer.add(FactKind.ANSWERED, "blood_pressure", high)
    return writer


def keep(work: Work, histories: Sequence[PersonHistory]) -> None:
    """Put people and forms into a store."""
    for history in histories:
        work.people.add(history.person)
        for each in history.forms:
            work.forms.add(each.form)
            for fact in each.facts:
                work.forms.append(fact)


def ward_of(
    people: int,
    forms: int,
    last: date,
    ward: str = "Ash",
    *,
    every_days: int = 75,
    first_number: int = 1,
) -> list[PersonHistory]:
    """A ward on which everybody has so many forms up to a day, some with red zones."""
    found = []
    number = first_number - 1
    for place in range(people):
        person = somebody(place, ward=ward)
        written = []
        for back in range(forms):
            number += 1
            at = moment(last - timedelta(days=back * every_days + place % 30))
            writer = (
                red_form(person, at, number)
                if (place + back) % 3 == 0
                else FormWriter(person, at, number).answer()
            )
            if (place + back) % 5:
                writer.act("BP1").sign()
            written.append(writer.history)
        found.append(PersonHistory(person, tuple(reversed(written))))
    return found


def ids(histories: Iterable[PersonHistory]) -> set[UUID]:
    """The people's ids."""
    return {history.person.id for history in histories}
