"""A screening record as the ``assess`` command and the built-in cases write it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeVar

from clinicapp.domain.json_reading import Fields, InputRefused, read_object, shown
from clinicapp.domain.lester.record import (
    AVERAGES,
    Activity,
    BloodPressure,
    Diet,
    Fasting,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    Lipids,
    Method,
    PersonFacts,
    Sample,
    ScreeningRecord,
    Smoking,
    Weight,
)
from clinicapp.domain.lester.vocabulary import Beside, Domain
from clinicapp.domain.people import Diabetes, Sex

_Value = TypeVar("_Value", str, date, Decimal, int, GlucoseTest, GlucoseUnit)

DIABETES: Final[Mapping[str, Diabetes]] = MappingProxyType(
    {
        "none": Diabetes.NONE,
        "type1": Diabetes.TYPE_1,
        "type_1": Diabetes.TYPE_1,
        "t1": Diabetes.TYPE_1,
        "type2": Diabetes.TYPE_2,
        "type_2": Diabetes.TYPE_2,
        "t2": Diabetes.TYPE_2,
        "other": Diabetes.OTHER,
        "known": Diabetes.OTHER,
        "yes": Diabetes.OTHER,
    }
)
"""Words for diabetes: the contract shows only ``none``, so common spellings are all taken."""

METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "manual": Method.MANUAL,
        "automatic": Method.AUTOMATIC,
        "auto": Method.AUTOMATIC,
        "home": Method.HOME,
        "ambulatory": Method.AMBULATORY,
    }
)
"""Words for how a blood pressure was taken: the contract shows only ``manual``.

``home`` and ``ambulatory`` are averages from outside the clinic, of which a record has one.
"""

_DECLINABLE: Final[Mapping[str, Domain | Beside]] = MappingProxyType(
    {word.value: word for word in (*Domain, *Beside)}
)
_NO_ANSWER: Final = frozenset({"unknown", "not known", "not_known", "not recorded"})


def read_record(line: str) -> ScreeningRecord:
    """Read one line of input; see ``record_of``."""
    return record_of(read_object(line))


def record_of(content: Mapping[str, object]) -> ScreeningRecord:
    """Read a record.

    Args:
        content: One JSON object as the command line's contract describes it, from
            ``read_object``.

    Returns:
        The record; its values are not yet held against the entry limits.

    Raises:
        InputRefused: Something in it was not understood; the sentence names the field.
    """
    fields = Fields(content)
    pressures = tuple(_blood_pressure(entry) for entry in fields.tables("blood_pressure"))
    record = ScreeningRecord(
        id=_needed(fields, "id", fields.text("id")),
        on=_needed(fields, "on", fields.day("on")),
        person=_person(fields.table("person")),
        smoking=fields.word("smoking", Smoking),
        diet=fields.word("diet", Diet),
        activity=fields.word("activity", Activity),
        audit_c=fields.whole("audit_c"),
        substances=_substances(fields),
        height_cm=fields.number("height_cm"),
        weights=tuple(_weight(entry) for entry in fields.tables("weights")),
        waist_cm=fields.number("waist_cm"),
        blood_pressures=tuple(each for each in pressures if each.method not in AVERAGES),
        average_pressure=_average(pressures),
        glucose=tuple(_glucose(entry) for entry in fields.tables("glucose")),
        lipids=_lipids(fields.table("lipids")),
        declined=_declined(fields),
    )
    fields.finish()
    return record


def _needed(fields: Fields, key: str, value: _Value | None) -> _Value:
    if value is None:
        raise InputRefused(f"{fields.name(key)} is missing; add it.")
    return value


def _person(fields: Fields) -> PersonFacts:
    facts = PersonFacts(
        born=fields.day("born"),
        sex=fields.word("sex", Sex),
        ethnicity=fields.text("ethnicity"),
        pregnant=fields.truth("pregnant"),
        diabetes=_choice(fields, "diabetes", DIABETES),
        cvd=fields.truth("cvd"),
        antipsychotic_started=fields.day("antipsychotic_started"),
        antipsychotic=fields.text("antipsychotic"),
    )
    fields.finish()
    return facts


_Choice = TypeVar("_Choice")


def _choice(fields: Fields, key: str, words: Mapping[str, _Choice]) -> _Choice | None:
    word = fields.text(key)
    if word is None:
        return None
    if word not in words:
        allowed = ", ".join(words)
        raise InputRefused(f"{fields.name(key)} is {shown(word)}; it has to be one of {allowed}.")
    return words[word]


def _substances(fields: Fields) -> str | None:
    text = fields.text("substances")
    if text is not None and text.strip().lower() in _NO_ANSWER:
        raise InputRefused(
            f"{fields.name('substances')} is {shown(text)}; "
            "leave it out when it was not asked, or write none or what is used."
        )
    return text


def _weight(fields: Fields) -> Weight:
    weight = Weight(
        on=_needed(fields, "on", fields.day("on")),
        kg=_needed(fields, "kg", fields.number("kg")),
    )
    fields.finish()
    return weight


def _blood_pressure(fields: Fields) -> BloodPressure:
    reading = BloodPressure(
        systolic_mmhg=_needed(fields, "systolic", fields.whole("systolic")),
        diastolic_mmhg=_needed(fields, "diastolic", fields.whole("diastolic")),
        pulse_regular=fields.truth("pulse_regular"),
        method=_choice(fields, "method", METHODS),
    )
    fields.finish()
    return reading


def _average(pressures: tuple[BloodPressure, ...]) -> BloodPressure | None:
    averages = [each for each in pressures if each.method in AVERAGES]
    if len(averages) > 1:
        raise InputRefused(
            "blood_pressure has several averages from outside the clinic; give the one that counts."
        )
    return averages[0] if averages else None


def _glucose(fields: Fields) -> GlucoseResult:
    result = GlucoseResult(
        test=_needed(fields, "test", fields.word("test", GlucoseTest)),
        value=_needed(fields, "value", fields.number("value")),
        unit=_needed(fields, "unit", fields.word("unit", GlucoseUnit)),
        sample=fields.word("sample", Sample),
        fasting=fields.word("fasting", Fasting),
    )
    fields.finish()
    return result


def _lipids(fields: Fields) -> Lipids:
    lipids = Lipids(
        total_mmol_l=fields.number("total"),
        hdl_mmol_l=fields.number("hdl"),
        triglycerides_mmol_l=fields.number("triglycerides"),
        qrisk3_percent=fields.number("qrisk3_percent"),
    )
    fields.finish()
    return lipids


def _declined(fields: Fields) -> frozenset[Domain | Beside]:
    found: set[Domain | Beside] = set()
    for word in fields.texts("declined"):
        if word not in _DECLINABLE:
            allowed = ", ".join(_DECLINABLE)
            raise InputRefused(f"declined names {shown(word)}; it has to be one of {allowed}.")
        found.add(_DECLINABLE[word])
    return frozenset(found)
