"""The entry panel of each card: the questions in our words, and what is there already.

The keys are those of ``clinicapp.services.answers.FIELDS``. A value that a device sent is never
put into a box: saving the panel again would make a typed value of it and lose where it came from;
the help line says what counts now. For the same reason a repeated item always starts empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from clinicapp.domain.forms import REPEATED, FactKind
from clinicapp.domain.lester.vocabulary import Beside, Domain, Prompt
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.words.absences import REASONS, absence_code
from clinicapp.ui.words.lester import ACTIVITY, DIET, FASTING, SAMPLES, SMOKING
from clinicapp.ui.words.plain import lower_first

if TYPE_CHECKING:
    from clinicapp.ui.viewmodels.present_visit import Visit

_W = TypeVar("_W", bound=str)
_HELP_AUDIT: Final = "A unit is half a pint of ordinary beer, a small measure of spirits."


def options(words: Iterable[tuple[_W, str]]) -> tuple[OptionView, ...]:
    """The answers of a choice, in the order given."""
    return tuple(OptionView(str(code), label) for code, label in words)


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
    return _BUILDERS[domain](visit)


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
                value=_current(visit, "smoking", "smoking"),
            ),
            FieldSpec(
                "stopped",
                "If stopped: in which month?",
                FieldKind.TEXT,
                value=_current(visit, "smoking", "stopped"),
                help_text="Year and month, such as 2023-03. Only for an ex-smoker.",
            ),
        ),
        absences=_absences(Domain.SMOKING),
    )


def _lifestyle(visit: Visit) -> EntrySpec:
    if only_alcohol_missing(visit):
        return EntrySpec(
            card=Domain.LIFESTYLE.value,
            title="Alcohol (AUDIT-C)",
            intro="Ask about the last 12 months. The score needs all three answers.",
            fields=_alcohol_fields(visit),
            absences=_absences(Beside.ALCOHOL),
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
                value=_current(visit, "diet", "diet"),
            ),
            FieldSpec(
                "activity",
                "Physical activity",
                FieldKind.CHOICE,
                options=options(ACTIVITY.items()),
                value=_current(visit, "activity", "activity"),
            ),
            *_alcohol_fields(visit),
            FieldSpec(
                "substances",
                "Drugs and other substances",
                FieldKind.TEXT,
                value=_current(visit, "substances", "substances"),
                help_text="Type none, or what is used.",
            ),
        ),
        absences=(
            *_absences(Domain.LIFESTYLE, "Diet and activity: "),
            *_absences(Beside.ALCOHOL, "Alcohol: "),
            *_absences(Beside.SUBSTANCES, "Substances: "),
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
            value=_current(visit, "audit_c", key),
            help_text=help_text,
        )
        for key, label, answers, help_text in questions
    )


def _weight(visit: Visit) -> EntrySpec:
    record = visit.snapshot.record
    carried = visit.answer("height") is None and record.height_cm is not None
    return EntrySpec(
        card=Domain.WEIGHT.value,
        title="BMI and waist",
        intro="The scale fills the weight by itself. Type it only when it was read by eye.",
        fields=(
            FieldSpec(
                "height_cm",
                "Height",
                FieldKind.DECIMAL,
                unit="cm",
                value=_current(visit, "height", "height_cm"),
                help_text=f"{record.height_cm} cm from an earlier form counts." if carried else "",
            ),
            FieldSpec(
                "weight_kg",
                "Weight",
                FieldKind.DECIMAL,
                unit="kg",
                help_text=_stands(visit, "weight", "weight_kg", "kg"),
            ),
            FieldSpec(
                "waist_cm",
                "Waist",
                FieldKind.DECIMAL,
                unit="cm",
                value=_current(visit, "waist", "waist_cm"),
            ),
        ),
        absences=_absences(Domain.WEIGHT),
    )


def _blood_pressure(visit: Visit) -> EntrySpec:
    return EntrySpec(
        card=Domain.BLOOD_PRESSURE.value,
        title="Blood pressure",
        intro="Feel the pulse first. The monitor fills its readings by itself; what is typed here "
        "counts as measured by hand.",
        fields=(
            FieldSpec(
                "pulse_regular",
                "Is the pulse regular?",
                FieldKind.CHOICE,
                options=options((("yes", "Regular"), ("no", "Irregular"))),
                value=_current(visit, "pulse_regular", "pulse_regular"),
            ),
            FieldSpec("systolic_mmhg", "Systolic, by hand", FieldKind.INTEGER, unit="mmHg"),
            FieldSpec("diastolic_mmhg", "Diastolic, by hand", FieldKind.INTEGER, unit="mmHg"),
        ),
        absences=_absences(Domain.BLOOD_PRESSURE),
    )


def _glucose(visit: Visit) -> EntrySpec:
    samples = options(SAMPLES.items())
    return EntrySpec(
        card=Domain.GLUCOSE.value,
        title="Glucose",
        intro="The analysers fill their results by themselves. Type a laboratory result here.",
        fields=(
            FieldSpec(
                "hba1c_mmol_mol",
                "HbA1c",
                FieldKind.INTEGER,
                unit="mmol/mol",
                help_text=_stands(visit, "hba1c", "hba1c_mmol_mol", "mmol/mol"),
            ),
            FieldSpec("hba1c_sample", "HbA1c was measured", FieldKind.CHOICE, options=samples),
            FieldSpec(
                "glucose_mmol_l",
                "Glucose",
                FieldKind.DECIMAL,
                unit="mmol/L",
                help_text=_stands(visit, "glucose", "glucose_mmol_l", "mmol/L"),
            ),
            FieldSpec("glucose_sample", "Glucose was measured", FieldKind.CHOICE, options=samples),
            FieldSpec(
                "fasting",
                "Had the person fasted?",
                FieldKind.CHOICE,
                options=options(FASTING.items()),
            ),
        ),
        absences=_absences(Domain.GLUCOSE),
    )


def _lipids(visit: Visit) -> EntrySpec:
    score = FieldSpec(
        "qrisk3_percent",
        "QRISK3 score",
        FieldKind.DECIMAL,
        unit="%",
        value=_current(visit, "qrisk3", "qrisk3_percent"),
        help_text="From the record system or the QRISK3 site; it is not worked out here.",
    )
    if only_score_missing(visit):
        return EntrySpec(
            card=Domain.LIPIDS.value,
            title="QRISK3",
            fields=(score,),
            absences=_absences(Domain.LIPIDS),
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
                    value=_current(visit, "lipids", key),
                    help_text=_stands(visit, "lipids", key, "mmol/L"),
                )
                for key, label in names
            ),
            score,
        ),
        absences=_absences(Domain.LIPIDS),
    )


_BUILDERS: Final = {
    Domain.SMOKING: _smoking,
    Domain.LIFESTYLE: _lifestyle,
    Domain.WEIGHT: _weight,
    Domain.BLOOD_PRESSURE: _blood_pressure,
    Domain.GLUCOSE: _glucose,
    Domain.LIPIDS: _lipids,
}


def _current(visit: Visit, item: str, key: str) -> str:
    """What was answered by hand and stands; nothing for what a device sent."""
    fact = visit.answer(item)
    if fact is None or fact.kind is not FactKind.ANSWERED:
        return ""
    return fact.values.get(key, "")


def _stands(visit: Visit, item: str, key: str, unit: str) -> str:
    """What counts now where the box stays empty, so that nobody types it again."""
    single = visit.answer(item)
    facts = visit.repeats(item) if item in REPEATED else (() if single is None else (single,))
    said = [fact for fact in facts if key in fact.values]
    if not said or (item not in REPEATED and said[-1].kind is FactKind.ANSWERED):
        return ""
    return f"{said[-1].values[key]} {unit} is on the form already."


def _absences(item: Domain | Beside, before: str = "") -> tuple[OptionView, ...]:
    return options(
        (absence_code(item, reason), before + (lower_first(words) if before else words))
        for reason, words in REASONS.items()
    )
