"""One result on the person's page: what it is made of, and the plain words of every action."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.vocabulary import Domain

if TYPE_CHECKING:
    from collections.abc import Mapping


class ResultTone(StrEnum):
    """What a result asks of the person."""

    FINE = "fine"
    PLAN = "plan"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class SummaryResult:
    """One result: title, value in a few words, a verdict, and one or two sentences."""

    domain: Domain
    title: str
    value: str
    verdict: str
    tone: ResultTone
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about a result: a verdict in a few words, its tone, and the sentences."""

    verdict: str
    tone: ResultTone
    text: str


TITLES: Final[Mapping[Domain, str]] = MappingProxyType(
    {
        Domain.BLOOD_PRESSURE: "Blood pressure",
        Domain.GLUCOSE: "Blood sugar",
        Domain.WEIGHT: "Weight and waist",
        Domain.LIPIDS: "Cholesterol",
        Domain.SMOKING: "Smoking",
        Domain.LIFESTYLE: "Food, activity, alcohol",
    }
)
ICONS: Final[Mapping[Domain, str]] = MappingProxyType(
    {
        Domain.BLOOD_PRESSURE: "heart-pulse",
        Domain.GLUCOSE: "droplet",
        Domain.WEIGHT: "scale",
        Domain.LIPIDS: "test-tube",
        Domain.SMOKING: "cigarette",
        Domain.LIFESTYLE: "salad",
    }
)
AGREED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SMK1": "Think about stopping smoking; we can help",
        "SMK2": "Talk about treatment to help stop smoking",
        "SMK3": "See the stop-smoking adviser",
        "SMK9": "Check the medicine if smoking changes",
        "LIF1": "Follow the food plan we made",
        "LIF2": "Build up to 150 minutes of activity a week",
        "LIF3": "See occupational therapy",
        "WGT0": "See the dietitian",
        "WGT1": "Get support with weight",
        "WGT2": "Doctor looks at my medicine soon",
        "WGT3": "Ask the weight service for help",
        "BP1": "Less salt; repeat the blood pressure",
        "BP2": "Doctor looks at my blood pressure",
        "BP3": "Doctor sees me today about blood pressure",
        "BP4": "Take care when standing up",
        "ECG1": "Have a heart tracing (ECG)",
        "GLU1": "Join the healthy living programme",
        "GLU2": "Have a blood test to be sure",
        "GLU3": "Diabetes team gives advice today",
        "GLU4": "Treat low blood sugar at once",
        "LIP1": "Talk about food and about a statin",
        "LIP2": "Ask a cholesterol specialist",
        "ALC1": "Talk some more about alcohol",
        "ALC2": "See the alcohol team",
        "DRG1": "Talk some more about drugs",
        "MED1": "Doctor looks at my medicine",
        "COM1": "A letter goes to my GP",
        "COM2": "My results were explained to me",
        "DEC1": "Offer me the test again another day",
    }
)
"""The actions of the packs as the person reads them."""
