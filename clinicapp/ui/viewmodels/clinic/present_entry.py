"""The entry panel of each card: the questions in our words, and what is there already.

The keys are those of ``services.clinic.answers.FIELDS``. A value that a device sent is never
put into a box: saving the panel again would make a typed value of it and lose where it came from;
the help line says what counts now. For the same reason a repeated item always starts empty.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.record import Fasting
from clinicapp.domain.lester.vocabulary import Beside, Domain, Prompt
from clinicapp.ui.viewmodels.clinic.present_absence import absence_fields, options, take_back_fields
from clinicapp.ui.viewmodels.clinic.present_entry_measured import (
    current,
    pressure_entry,
    stands,
    weight_entry,
)
from clinicapp.ui.viewmodels.clinic.present_typed import colleagues_typing, own_typing
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec
from clinicapp.ui.words.items import HBA1C_UNRELIABLE
from clinicapp.ui.words.lester import ACTIVITY, DIET, FASTING, SAMPLES, SMOKING

if TYPE_CHECKING:
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_HELP_AUDIT: Final = "A unit is half a pint of ordinary beer, a small measure of spirits."


_FREQUENCY: Final = options(
    (
        ("0", "Never"),
        ("1", "Monthly or less often"),
        ("2", "2 to 4 times a month"),
        ("3", "2 or 3 times a week"),
        ("4", "4 times a week or more"),
    )
)
_UNITS: Final = options(
    (
        ("0", "0 to 2 units"),
        ("1", "3 or 4 units"),
        ("2", "5 or 6 units"),
        ("3", "7 to 9 units"),
        ("4", "10 units or more"),
    )
)
_HEAVY: Final = options(
    (
        ("0", "Never"),
        ("1", "Less than once a month"),
        ("2", "Every month"),
        ("3", "Every week"),
        ("4", "Every day, or nearly"),
    )
)


def entry_spec(visit: Visit, domain: Domain) -> EntrySpec | None:
    """The entry panel of a card; None once the form is signed."""
    if visit.locked_reason:
        return None
    made = replace(
        _BUILDERS[domain](visit),
        absence=absence_fields(visit, *_absent_items(visit, domain)),
        wrong=take_back_fields(visit, domain),
        typed=own_typing(visit, domain),
    )
    questions = (*made.fields, *made.wrong, *made.absence)
    return replace(made, colleagues=colleagues_typing(visit, domain, questions))


def _absent_items(visit: Visit, domain: Domain) -> tuple[Domain | Beside, ...]:
    if domain is not Domain.LIFESTYLE:
        return (domain,)
    if only_alcohol_missing(visit):
        return (Beside.ALCOHOL,)
    return Domain.LIFESTYLE, Beside.ALCOHOL, Beside.SUBSTANCES


def only_alcohol_missing(visit: Visit) -> bool:
    """Whether diet and activity are answered and the alcohol questions are not."""
    record, alcohol = visit.snapshot.record, visit.snapshot.assessment.alcohol
    open_ = not (alcohol.recorded or alcohol.declined)
    return open_ and record.diet is not None and record.activity is not None


def only_score_missing(visit: Visit) -> bool:
    """Whether the lipids are there and only the QRISK3 score is asked for."""
    return Prompt.RECORD_QRISK3 in visit.snapshot.assessment.lipids.prompts


def _smoking(visit: Visit) -> EntrySpec:
    return EntrySpec(
        card=Domain.SMOKING.value,
        title="Smoking",
        fields=(
            FieldSpec(
                "smoking",
                "Do you smoke tobacco?",
                FieldKind.CHOICE,
                options=options(SMOKING.items()),
                value=current(visit, "smoking", "smoking"),
            ),
            FieldSpec(
                "stopped",
                "If stopped: in which month?",
                FieldKind.TEXT,
                value=current(visit, "smoking", "stopped"),
                help_text="Year and month, such as 2023-03. Only for an ex-smoker.",
            ),
        ),
    )


def _lifestyle(visit: Visit) -> EntrySpec:
    if only_alcohol_missing(visit):
        return EntrySpec(
            card=Domain.LIFESTYLE.value,
            title="Alcohol (AUDIT-C)",
            intro="Ask about the last 12 months. The score needs all three answers.",
            fields=_alcohol_fields(visit),
        )
    return EntrySpec(
        card=Domain.LIFESTYLE.value,
        title="Lifestyle and alcohol",
        fields=(
            FieldSpec(
                "diet",
                "Diet",
                FieldKind.CHOICE,
                options=options(DIET.items()),
                value=current(visit, "diet", "diet"),
            ),
            FieldSpec(
                "activity",
                "Physical activity",
                FieldKind.CHOICE,
                options=options(ACTIVITY.items()),
                value=current(visit, "activity", "activity"),
            ),
            *_alcohol_fields(visit),
            FieldSpec(
                "substances",
                "Drugs and other substances",
                FieldKind.TEXT,
                value=current(visit, "substances", "substances"),
                help_text="Type none, or what is used.",
            ),
        ),
    )


def _alcohol_fields(visit: Visit) -> tuple[FieldSpec, ...]:
    questions = (
        ("audit_c_frequency", "How often do you drink alcohol?", _FREQUENCY, ""),
        ("audit_c_units", "How much on a day when you drink?", _UNITS, _HELP_AUDIT),
        (
            "audit_c_six_or_more",
            "How often 6 units or more at once (a man: 8 or more)?",
            _HEAVY,
            "",
        ),
    )
    return tuple(
        FieldSpec(
            key,
            label,
            FieldKind.CHOICE,
            options=answers,
            value=current(visit, "audit_c", key),
            help_text=help_text,
        )
        for key, label, answers, help_text in questions
    )


def _glucose(visit: Visit) -> EntrySpec:
    samples = options(SAMPLES.items())
    return EntrySpec(
        card=Domain.GLUCOSE.value,
        title="Glucose",
        intro="The analysers fill their results by themselves. Type a laboratory result here. "
        "Hands washed before a finger prick?",
        fields=(
            FieldSpec(
                "hba1c_mmol_mol",
                "HbA1c",
                FieldKind.INTEGER,
                unit="mmol/mol",
                help_text=stands(visit, "hba1c", "hba1c_mmol_mol", "mmol/mol"),
            ),
            FieldSpec("hba1c_sample", "HbA1c was measured", FieldKind.CHOICE, options=samples),
            FieldSpec(
                "glucose_mmol_l",
                "Glucose",
                FieldKind.DECIMAL,
                unit="mmol/L",
                help_text=stands(visit, "glucose", "glucose_mmol_l", "mmol/L"),
            ),
            FieldSpec("glucose_sample", "Glucose was measured", FieldKind.CHOICE, options=samples),
            FieldSpec(
                "fasting",
                "Had the person fasted?",
                FieldKind.CHOICE,
                options=options(FASTING.items()),
            ),
            *_fasted_fields(visit),
            FieldSpec(
                "hba1c_unreliable",
                "Does anything make the HbA1c unreliable?",
                FieldKind.CHOICE,
                options=options(HBA1C_UNRELIABLE.items()),
                value=current(visit, "hba1c_unreliable", "hba1c_unreliable"),
                help_text="Then it cannot clear the domain by itself: measure glucose.",
            ),
        ),
    )


def _fasted_fields(visit: Visit) -> tuple[FieldSpec, ...]:
    """A meter cannot know whether the person had fasted; it is asked for what it has sent."""
    results = visit.repeats("glucose")
    unknown = [f for f in results if f.values.get("fasting") in (None, Fasting.UNKNOWN)]
    if not unknown:
        return ()
    value = unknown[-1].values["glucose_mmol_l"]
    return (
        FieldSpec(
            "fasted",
            f"Had the person fasted for the {value} mmol/L?",
            FieldKind.CHOICE,
            options=options(FASTING.items()),
            value=current(visit, "fasting", "fasting"),
            help_text="Not known counts as not fasted.",
        ),
    )


def _lipids(visit: Visit) -> EntrySpec:
    score = FieldSpec(
        "qrisk3_percent",
        "QRISK3 score",
        FieldKind.DECIMAL,
        unit="%",
        value=current(visit, "qrisk3", "qrisk3_percent"),
        help_text="From the record system or the QRISK3 site; it is not worked out here.",
    )
    if only_score_missing(visit):
        return EntrySpec(
            card=Domain.LIPIDS.value,
            title="QRISK3",
            fields=(score,),
        )
    names = (
        ("total_cholesterol_mmol_l", "Total cholesterol"),
        ("hdl_mmol_l", "HDL cholesterol"),
        ("triglycerides_mmol_l", "Triglycerides"),
    )
    return EntrySpec(
        card=Domain.LIPIDS.value,
        title="Lipids",
        intro="The analyser fills its results by itself. Type a laboratory result here.",
        fields=(
            *(
                FieldSpec(
                    key,
                    label,
                    FieldKind.DECIMAL,
                    unit="mmol/L",
                    value=current(visit, "lipids", key),
                    help_text=stands(visit, "lipids", key, "mmol/L"),
                )
                for key, label in names
            ),
            FieldSpec(
                "lipids_taken_on",
                "Day of the sample",
                FieldKind.TEXT,
                value=current(visit, "lipids", "taken_on"),
                help_text="Empty for today. Such as 22 10 2026. What is due follows this day.",
            ),
            FieldSpec(
                "lipids_fasted",
                "Had the person fasted?",
                FieldKind.CHOICE,
                options=options(FASTING.items()),
                value=current(visit, "lipids_fasting", "fasting"),
                help_text="Only triglycerides need it.",
            ),
            score,
        ),
    )


_BUILDERS: Final = {
    Domain.SMOKING: _smoking,
    Domain.LIFESTYLE: _lifestyle,
    Domain.WEIGHT: weight_entry,
    Domain.BLOOD_PRESSURE: pressure_entry,
    Domain.GLUCOSE: _glucose,
    Domain.LIPIDS: _lipids,
}
