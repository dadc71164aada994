"""The people of the demonstration's ward, and their earlier checks, each in another state.

Everybody is invented, with a number from the 999 range. The days are counted back from today, so
that the worklist always looks the same: three people overdue, six due now, a red zone without an
action, refusals, and a few for whom all is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.people import Sex

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEKS_12: Final = 84

PARTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
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

_ALL: Final = tuple(PARTS)


@dataclass(frozen=True, slots=True)
class Check:
    """An earlier check: which cards were filled, which were refused, and whether it was signed.

    ``changed`` replaces what the cards above have.
    """

    days_ago: int
    done: tuple[str, ...] = _ALL
    refused: tuple[str, ...] = ()
    changed: Mapping[str, str] | None = None
    signed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
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
    checks: tuple[Check, ...] = ()
    ethnicity: str = "A"


def _full(days: int, **changed: str) -> Check:
    """A whole check, signed off."""
    return Check(days, changed=MappingProxyType(changed))


def _begun(days: int, *done: str, refused: tuple[str, ...] = (), **changed: str) -> Check:
    """A check that was begun: some cards are filled or refused, and it is not signed off."""
    return Check(days, done, refused, MappingProxyType(changed), signed=False)


_F, _M = Sex.FEMALE, Sex.MALE
AMARA: Final = Someone(
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

OTHERS: Final = (
    Someone(
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
    Someone(
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
    Someone(
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
    Someone(
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
            Check(21, (), changed={"weight_kg": "64.6"}, signed=False),
            Check(14, (), changed={"weight_kg": "65.2"}, signed=False),
            Check(7, (), changed={"weight_kg": "65.9"}, signed=False),
        ),
    ),
    Someone(
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
    Someone(
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
            Check(
                3,
                (),
                changed={
                    "pulse_regular": "yes",
                    "systolic_mmhg": "152",
                    "diastolic_mmhg": "94",
                },
                signed=False,
            ),
            Check(3, (), changed={"systolic_mmhg": "148", "diastolic_mmhg": "92"}, signed=False),
        ),
    ),
    Someone(
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
    Someone(
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
    Someone(
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
    Someone(
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
    Someone(
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
