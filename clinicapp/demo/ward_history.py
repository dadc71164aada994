"""Puts the people of the demonstration on the ward, and plays their earlier checks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.demo.ward_people import AMARA, OTHERS, PARTS
from clinicapp.domain.absences import Absence, Retry
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from clinicapp.domain.people import Diabetes, Person, Sex
from clinicapp.services.access import By
from clinicapp.services.clinic import absences, people, screening

if TYPE_CHECKING:
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from clinicapp.demo.ward_people import Check, Someone
    from clinicapp.domain.forms import Form
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.staff import Actor
    from clinicapp.store.work import Work

_DECLINED: Final = "Would rather not today"


class Caseload:
    """Admits the people and plays their earlier checks, by the use cases that the window uses."""

    def __init__(
        self,
        work: Work,
        now: datetime,
        zone: ZoneInfo,
        pack: Pack,
        *,
        ward: str,
        lead: Actor,
        nurse: Actor,
    ) -> None:
        self._work = work
        self._ward = ward
        self._today = now.astimezone(zone).date()
        self._zone = zone
        self._pack = pack
        self._lead = lead
        self._nurse = nurse

    def admit(self) -> UUID:
        """Put everybody on the ward; the id of the person whom the visit is for."""
        patient = self._admit(AMARA)
        for someone in OTHERS:
            self._admit(someone)
        return patient

    def _at(self, days_ago: int) -> datetime:
        return datetime.combine(self._today - timedelta(days=days_ago), time(10), self._zone)

    def _admit(self, someone: Someone) -> UUID:
        person = Person(
            id=uuid7(),
            family_name=someone.family,
            given_name=someone.given,
            title=someone.title,
            born=someone.born,
            sex=someone.sex,
            nhs_number=_number(someone.number),
            ethnicity=someone.ethnicity,
            ward=self._ward,
            room=f"Room {someone.room}",
            pregnant=False if someone.sex is Sex.FEMALE else None,
            diabetes=Diabetes.NONE,
            cvd=False,
            antipsychotic=someone.medicine,
            antipsychotic_started=self._today - timedelta(days=someone.started_days_ago),
        )
        people.add_person(self._work, By(self._lead, self._at(380)), person)
        for check in someone.checks:
            self._play(person.id, check)
        return person.id

    def _play(self, person_id: UUID, check: Check) -> None:
        work, by = self._work, By(self._nurse, self._at(check.days_ago))
        form = screening.open_form(work, by, person_id, self._pack, self._zone)
        answers = {key: text for card in check.done for key, text in PARTS[card].items()} | dict(
            check.changed or {}
        )
        if answers:
            screening.answer(work, by, form.id, answers)
        for part in check.refused:
            absences.record_no_value(
                work,
                by,
                form.id,
                {
                    absences.ITEM: part,
                    absences.KIND: Absence.DECLINED,
                    absences.WORDS: _DECLINED,
                    absences.RETRY: Retry.NEXT_REVIEW,
                },
                self._pack,
                self._zone,
            )
        if check.signed:
            self._sign(form, by.at + timedelta(minutes=20))

    def _sign(self, form: Form, at: datetime) -> None:
        screening.sign(self._work, By(self._nurse, at), form.id, self._pack, self._zone)


def _number(digits: str) -> NhsNumber:
    number = read_nhs_number(digits)
    if not isinstance(number, NhsNumber):
        raise TypeError(number.sentence)
    return number
