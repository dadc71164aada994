"""The people of the demonstration's ward, and their earlier checks, each in another state.

Everybody is invented, with a number from the 999 range. The days are counted back from today, so
that the worklist always looks the same: three people overdue, six due now, a red zone without an
action, refusals, and a few for whom all is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from clinicapp.domain.people import Diabetes, Person, Sex
from clinicapp.services import people, screening
from clinicapp.services.access import By

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from clinicapp.domain.forms import Form
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.staff import Actor
    from clinicapp.store.work import Work


WEEKS_12: Final = 84
_DECLINED: Final = "Declined today"

_PARTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "smoking": {"smoking": "ex", "stopped": "2023-03"},
        "lifestyle": {
            "diet": "adequate",
            "activity": "active",
            "audit_c_frequency": "2",
            "audit_c_units": "1",
            "audit_c_six_or_more": "0",
            "substances": "none",
        },
        "weight": {"height_cm": "168", "weight_kg": "64.0", "waist_cm": "80"},
        "blood_pressure": {
            "pulse_regular": "yes",
            "systolic_mmhg": "128",
            "diastolic_mmhg": "80",
        },
        "glucose": {"hba1c_mmol_mol": "37", "hba1c_sample": "lab"},
        "lipids": {
            "total_cholesterol_mmol_l": "4.9",
            "hdl_mmol_l": "1.3",
            "qrisk3_percent": "2.0",
        },
    }
)
"""A check with nothing red, card by card."""

_ALL: Final = tuple(_PARTS)


@dataclass(frozen=True, slots=True)
class _Check:
    """An earlier check: which cards were filled, which were refused, and whether it was signed.

    ``changed`` replaces what the cards above have.
    """

    days_ago: int
    done: tuple[str, ...] = _ALL
    refused: tuple[str, ...] = ()
    changed: Mapping[str, str] | None = None
    signed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Someone:
    """A person, what they take since how many days, and their checks, oldest first."""

    family: str
    given: str
    title: str
    born: date
    sex: Sex
    number: str
    room: str
    medicine: str
    started_days_ago: int
    checks: tuple[_Check, ...] = ()
    ethnicity: str = "A"


def _full(days: int, **changed: str) -> _Check:
    """A whole check, signed off."""
    return _Check(days, changed=MappingProxyType(changed))


def _begun(days: int, *done: str, refused: tuple[str, ...] = (), **changed: str) -> _Check:
    """A check that was begun: some cards are filled or refused, and it is not signed off."""
    return _Check(days, done, refused, MappingProxyType(changed), signed=False)


_F, _M = Sex.FEMALE, Sex.MALE
_AMARA: Final = _Someone(
    family="Example",
    given="Amara",
    title="Ms",
    born=date(1985, 3, 14),
    sex=_F,
    number="9992014539",
    room="7",
    medicine="Olanzapine",
    started_days_ago=WEEKS_12,
    checks=(
        _full(370, weight_kg="65.8", total_cholesterol_mmol_l="5.4", hdl_mmol_l="1.2"),
        _full(
            188,
            weight_kg="66.0",
            systolic_mmhg="132",
            diastolic_mmhg="83",
            hba1c_mmol_mol="38",
            total_cholesterol_mmol_l="5.3",
        ),
        _full(
            WEEKS_12,
            weight_kg="66.2",
            systolic_mmhg="138",
            diastolic_mmhg="86",
            hba1c_mmol_mol="40",
            total_cholesterol_mmol_l="5.2",
        ),
        # Week 6: later than it, nothing of the weekly weights is owed.
        _full(
            WEEKS_12 - 42,
            weight_kg="67.1",
            systolic_mmhg="137",
            diastolic_mmhg="85",
            hba1c_mmol_mol="41",
            total_cholesterol_mmol_l="5.2",
        ),
    ),
)
"""The person of the visit: twelve weeks are up today."""

_OTHERS: Final = (
    _Someone(
        family="Sample",
        given="Idris",
        title="Mr",
        born=date(1971, 7, 2),
        sex=_M,
        number="9995260182",
        room="3",
        medicine="Clozapine",
        started_days_ago=377,
        ethnicity="N",
        checks=(
            _full(377),
            _full(293),
            _begun(19, "smoking", "lifestyle", "weight", "blood_pressure", weight_kg="64.4"),
        ),
    ),
    _Someone(
        family="Specimen",
        given="Joan",
        title="Mrs",
        born=date(1958, 11, 30),
        sex=_F,
        number="9991590838",
        room="11",
        medicine="Risperidone",
        started_days_ago=90,
        ethnicity="Z",
        checks=(
            _full(90),
            _full(48),
            _begun(6, "smoking", "lipids", refused=("lifestyle", "alcohol")),
        ),
    ),
    _Someone(
        family="Placeholder",
        given="Owen",
        title="Mr",
        born=date(2001, 5, 8),
        sex=_M,
        number="9990166137",
        room="2",
        medicine="Aripiprazole",
        started_days_ago=367,
        checks=(
            _full(367),
            _full(283),
            _begun(10, "weight", "blood_pressure", "glucose", refused=("lipids",)),
        ),
    ),
    _Someone(
        family="Fiction",
        given="Bashir",
        title="Mr",
        born=date(1990, 10, 9),
        sex=_M,
        number="9991860916",
        room="14",
        medicine="Quetiapine",
        started_days_ago=28,
        checks=(
            _full(28),
            _Check(21, (), changed={"weight_kg": "64.6"}, signed=False),
            _Check(14, (), changed={"weight_kg": "65.2"}, signed=False),
            _Check(7, (), changed={"weight_kg": "65.9"}, signed=False),
        ),
    ),
    _Someone(
        family="Testcase",
        given="Li Na",
        title="Ms",
        born=date(1994, 9, 6),
        sex=_F,
        number="9993909963",
        room="5",
        medicine="Amisulpride",
        started_days_ago=83,
        ethnicity="R",
        checks=(
            _full(83, weight_kg="58.1"),
            _full(41, weight_kg="58.8"),
            _begun(1, "smoking"),
        ),
    ),
    _Someone(
        family="Demo",
        given="Patrick",
        title="Mr",
        born=date(1971, 6, 2),
        sex=_M,
        number="9990308241",
        room="9",
        medicine="Haloperidol",
        started_days_ago=363,
        checks=(
            _full(363),
            _full(279),
            _begun(3, "smoking", "lifestyle", "weight"),
            _Check(
                3,
                (),
                changed={
                    "pulse_regular": "yes",
                    "systolic_mmhg": "152",
                    "diastolic_mmhg": "94",
                },
                signed=False,
            ),
            _Check(3, (), changed={"systolic_mmhg": "148", "diastolic_mmhg": "92"}, signed=False),
        ),
    ),
    _Someone(
        family="Model",
        given="Siobhan",
        title="Mrs",
        born=date(1959, 1, 1),
        sex=_F,
        number="9996281949",
        room="16",
        medicine="Paliperidone",
        started_days_ago=361,
        checks=(
            _full(361),
            _full(277),
            _begun(5, "weight", "blood_pressure", refused=("glucose",)),
        ),
    ),
    _Someone(
        family="Notreal",
        given="Gareth",
        title="Mr",
        born=date(1966, 7, 30),
        sex=_M,
        number="9998219930",
        room="1",
        medicine="Olanzapine",
        started_days_ago=359,
        checks=(_full(359), _full(275), _begun(7, "smoking", "glucose", "lipids")),
    ),
    _Someone(
        family="Pattern",
        given="Elsie",
        title="Mrs",
        born=date(1948, 12, 11),
        sex=_F,
        number="9995181908",
        room="12",
        medicine="Zuclopenthixol",
        started_days_ago=318,
        checks=(_full(318), _full(234)),
    ),
    _Someone(
        family="Invented",
        given="Grace",
        title="Dr",
        born=date(1979, 2, 19),
        sex=_F,
        number="9990000018",
        room="6",
        medicine="Lurasidone",
        started_days_ago=200,
        checks=(_full(200), _full(116)),
    ),
    _Someone(
        family="Makebelieve",
        given="Tom",
        title="Mr",
        born=date(1983, 4, 23),
        sex=_M,
        number="9990000026",
        room="8",
        medicine="Flupentixol",
        started_days_ago=150,
        checks=(_full(150), _full(66)),
    ),
)
"""Everybody else, in the order of what is due first."""


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
        patient = self._admit(_AMARA)
        for someone in _OTHERS:
            self._admit(someone)
        return patient

    def _at(self, days_ago: int) -> datetime:
        return datetime.combine(self._today - timedelta(days=days_ago), time(10), self._zone)

    def _admit(self, someone: _Someone) -> UUID:
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

    def _play(self, person_id: UUID, check: _Check) -> None:
        work, by = self._work, By(self._nurse, self._at(check.days_ago))
        form = screening.open_form(work, by, person_id, self._pack.name, self._zone)
        answers = {key: text for card in check.done for key, text in _PARTS[card].items()} | dict(
            check.changed or {}
        )
        if answers:
            screening.answer(work, by, form.id, answers)
        for part in check.refused:
            screening.decline(work, by, form.id, part, _DECLINED)
        if check.signed:
            self._sign(form, by.at + timedelta(minutes=20))

    def _sign(self, form: Form, at: datetime) -> None:
        screening.sign(self._work, By(self._nurse, at), form.id, self._pack, self._zone)


def _number(digits: str) -> NhsNumber:
    number = read_nhs_number(digits)
    if not isinstance(number, NhsNumber):
        raise TypeError(number.sentence)
    return number
