"""What a letter asks of the GP, for each action that was agreed or is still open.

The wording is ours; it goes no further than the action codes of the clinical reference, section 8,
and section 1 on who does what (the GP leads on physical health, the psychiatrist on changes of the
antipsychotic). Like the packs it awaits clinical sign-off. An action that the ward does itself, at
once or with its own team, asks nothing of the GP and has no sentence here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.vocabulary import Domain, Prompt

if TYPE_CHECKING:
    from collections.abc import Mapping

REQUESTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SMK1": "Please offer help to stop smoking at the next contact.",
        "SMK2": "Please consider medicine to help stop smoking.",
        "SMK3": "Please support the referral to a stop-smoking service.",
        "SMK9": "Please tell us if smoking stops or starts again: the antipsychotic level may "
        "change.",
        "LIF1": "Please support the food plan.",
        "LIF2": "Please support the activity plan.",
        "WGT0": "Please follow up the low BMI and nutrition.",
        "WGT1": "Please consider an offer of weight-management support.",
        "WGT3": "Please consider referral to a specialist weight service.",
        "BP1": "Please repeat the blood pressure and arrange ambulatory or home monitoring.",
        "BP2": "Please take the raised blood pressure up soon; a medical review within days was "
        "asked for here.",
        "BP4": "Please bear the fall in standing blood pressure in mind when changing medicines.",
        "ECG1": "Please note that an ECG was requested here.",
        "GLU1": "Please consider an offer of the diabetes prevention programme, and recheck.",
        "GLU2": "Please see that the glucose result is confirmed with a laboratory venous sample.",
        "LIP1": "Please discuss diet and a statin.",
        "LIP2": "Please consider specialist lipid advice.",
        "ALC1": "Please follow up alcohol use; the full AUDIT was asked for here.",
        "ALC2": "Please note that the alcohol team was asked here.",
        "DRG1": "Please follow up substance use.",
    }
)
PROMPTED: Final[Mapping[Prompt, str]] = MappingProxyType(
    {
        Prompt.POC_HBA1C_CONFIRM_WITH_LABORATORY: "The HbA1c was measured at the point of care: "
        "please confirm it in the laboratory before any diagnosis.",
        Prompt.POC_GLUCOSE_CONFIRM_WITH_LABORATORY: "The glucose was measured at the point of "
        "care: please confirm it in the laboratory before any diagnosis.",
        Prompt.KNOWN_DIABETES_REVIEW: "Please include the result in the next diabetes review.",
    }
)
NO_ACTION: Final = "{domain}: in the red zone, and no action was agreed here. Please follow it up."
NOTHING: Final = "Nothing is asked of you but to add these results to the record."
RECORD: Final = "Please add these results to the record."
NAMES: Final[Mapping[Domain, str]] = MappingProxyType(
    {
        Domain.SMOKING: "Smoking",
        Domain.LIFESTYLE: "Diet and activity",
        Domain.WEIGHT: "Weight",
        Domain.BLOOD_PRESSURE: "Blood pressure",
        Domain.GLUCOSE: "Glucose regulation",
        Domain.LIPIDS: "Blood lipids",
    }
)
"""The domains as a letter to a clinician names them (clinical reference 1.2)."""
