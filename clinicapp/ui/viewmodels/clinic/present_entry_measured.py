"""The entry panels of what a scale and a monitor measure, and what a panel's boxes start with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.carried import carried_height
from clinicapp.domain.forms import REPEATED, FactKind
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.ui.viewmodels.clinic.present_absence import options
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec
from clinicapp.ui.words.items import ARMS, AVERAGE_METHODS, BMI_MISLEADS, CUFFS, RESTED
from clinicapp.ui.words.plain import day_text, number_text

if TYPE_CHECKING:
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit


def weight_entry(visit: Visit) -> EntrySpec:
    """Height, weight, waist, and what makes a BMI mislead."""
    return EntrySpec(
        card=Domain.WEIGHT.value,
        title="BMI and waist",
        intro="The scale fills the weight by itself; type it only when it was read by eye. Use the "
        "same scale each time, in light clothes and without shoes.",
        fields=(
            FieldSpec(
                "height_cm",
                "Height",
                FieldKind.DECIMAL,
                unit="cm",
                value=current(visit, "height", "height_cm"),
                help_text=_height_help(visit),
            ),
            FieldSpec(
                "weight_kg",
                "Weight",
                FieldKind.DECIMAL,
                unit="kg",
                help_text=stands(visit, "weight", "weight_kg", "kg"),
            ),
            FieldSpec(
                "waist_cm",
                "Waist",
                FieldKind.DECIMAL,
                unit="cm",
                value=current(visit, "waist", "waist_cm"),
                help_text="Midway between the lowest rib and the hip bone, after breathing out; "
                "twice, within 1 cm.",
            ),
            FieldSpec(
                "bmi_misleads",
                "Does anything make the BMI mislead?",
                FieldKind.CHOICE,
                options=options(BMI_MISLEADS.items()),
                value=current(visit, "bmi_misleads", "bmi_misleads"),
            ),
        ),
    )


def _height_help(visit: Visit) -> str:
    """Which height counts without another, and when it was measured."""
    snapshot = visit.snapshot
    earlier = tuple(each.contents for each in snapshot.earlier)
    if visit.answer("height") is not None:
        return ""
    carried = carried_height(earlier, snapshot.person, visit.today, snapshot.pack, visit.zone)
    if carried is None:
        return ""
    told = f"{number_text(carried.cm)} cm, {day_text(carried.on)}, {carried.fact.actor_name}"
    if carried.is_too_old:
        return f"Measure again: the last height is {told}, and this person may have grown."
    return f"{told}, counts until it is measured again. Measure once an admission."


def pressure_entry(visit: Visit) -> EntrySpec:
    """The pulse first, then a pressure by hand, how it was taken, and lying and standing."""
    return EntrySpec(
        card=Domain.BLOOD_PRESSURE.value,
        title="Blood pressure",
        intro="Feel the pulse first. Seated and quiet, arm supported, right cuff. The monitor "
        "fills its readings by itself; what is typed here counts as measured by hand.",
        fields=(
            FieldSpec(
                "pulse_regular",
                "Is the pulse regular?",
                FieldKind.CHOICE,
                options=options((("yes", "Regular"), ("no", "Irregular"))),
                value=current(visit, "pulse_regular", "pulse_regular"),
            ),
            FieldSpec("systolic_mmhg", "Systolic, by hand", FieldKind.INTEGER, unit="mmHg"),
            FieldSpec("diastolic_mmhg", "Diastolic, by hand", FieldKind.INTEGER, unit="mmHg"),
            *_setting_fields(visit),
            *_postural_fields(visit),
            *_average_fields(visit),
        ),
    )


def _setting_fields(visit: Visit) -> tuple[FieldSpec, ...]:
    questions = (
        ("rested", "Seated, quiet and rested?", RESTED),
        ("arm", "Arm", ARMS),
        ("cuff", "Cuff", CUFFS),
    )
    return tuple(
        FieldSpec(
            key,
            label,
            FieldKind.CHOICE,
            options=options(words.items()),
            value=current(visit, "pressure_setting", key),
        )
        for key, label, words in questions
    )


def _postural_fields(visit: Visit) -> tuple[FieldSpec, ...]:
    """Asked of everybody who falls or is dizzy, so they are always there."""
    words = "With dizziness or falls, at 80 or over, or with type 2 diabetes and hypertension."
    return tuple(
        FieldSpec(
            f"{place}_{part}_mmhg",
            f"{title} {part}",
            FieldKind.INTEGER,
            unit="mmHg",
            value=current(visit, "postural", f"{place}_{part}_mmhg"),
            help_text=help_text if part == "systolic" else "",
        )
        for place, title, help_text in (
            ("lying", "Lying", words),
            ("standing", "Standing", "After at least 1 minute of standing."),
        )
        for part in ("systolic", "diastolic")
    )


def _average_fields(visit: Visit) -> tuple[FieldSpec, ...]:
    """What was measured away from the clinic; the numbers are asked once it is said how."""
    answered = ("average_method", "")
    return (
        FieldSpec(
            "average_method",
            "Average from outside the clinic?",
            FieldKind.CHOICE,
            options=options(AVERAGE_METHODS.items()),
            value=current(visit, "average_pressure", "method"),
            help_text="At home: twice a day for 4 to 7 days, the first day left out. Worn for a "
            "day: at least 14 readings while awake.",
        ),
        *(
            FieldSpec(
                f"average_{part}_mmhg",
                f"Average {part}",
                FieldKind.INTEGER,
                unit="mmHg",
                value=current(visit, "average_pressure", f"{part}_mmhg"),
                only_when=answered,
            )
            for part in ("systolic", "diastolic")
        ),
        FieldSpec(
            "average_taken_on",
            "Last day of measuring",
            FieldKind.TEXT,
            value=_as_typed(current(visit, "average_pressure", "taken_on")),
            help_text="Day, month and year, such as 20 11 2026. Today if it stays empty.",
            only_when=answered,
        ),
    )


def _as_typed(day: str) -> str:
    """A day as it is asked for: ``20 11 2026``."""
    return " ".join(str(int(part)) for part in reversed(day.split("-"))) if day else ""


def current(visit: Visit, item: str, key: str) -> str:
    """What was answered by hand and stands; nothing for what a device sent."""
    fact = visit.answer(item)
    if fact is None or fact.kind is not FactKind.ANSWERED:
        return ""
    return fact.values.get(key, "")


def stands(visit: Visit, item: str, key: str, unit: str) -> str:
    """What counts now where the box stays empty, so that nobody types it again."""
    single = visit.answer(item)
    facts = visit.repeats(item) if item in REPEATED else (() if single is None else (single,))
    said = [fact for fact in facts if key in fact.values]
    if not said or (item not in REPEATED and said[-1].kind is FactKind.ANSWERED):
        return ""
    return f"{said[-1].values[key]} {unit} is on the form already."
