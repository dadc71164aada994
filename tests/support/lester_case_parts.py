"""Short makers of parts of a record; the reference's own cases are data, ``resources/lester``."""

from collections.abc import Mapping

L12 = "lester-2012"
L14 = "lester-2014"
UK = "uk-current"
ALL = (L12, L14, UK)
TODAY = "2026-11-22"

Json = Mapping[str, object]


def record(given: Json, person: Json | None = None) -> dict[str, object]:
    """A record of a White British adult of 41, with what a case gives."""
    facts: dict[str, object] = {"born": "1985-03-14", "ethnicity": "A", **(person or {})}
    told = given.get("person")
    if isinstance(told, Mapping):
        facts.update(told)
    return {"id": "case", "on": TODAY, **given, "person": facts}


def body(kg: str, cm: str = "200", ethnicity: str = "A") -> Json:
    """One weight and a height; at 200 cm the BMI is a quarter of the weight."""
    return {
        "height_cm": cm,
        "weights": [{"on": TODAY, "kg": kg}],
        "person": {"ethnicity": ethnicity},
    }


def pressures(*pairs: tuple[int, int]) -> Json:
    """Readings in order."""
    return {"blood_pressure": [{"systolic": high, "diastolic": low} for high, low in pairs]}


def hba1c(value: str, unit: str = "mmol/mol", **more: object) -> Json:
    """One HbA1c."""
    return {"test": "hba1c", "value": value, "unit": unit, **more}


def glucose(value: str, unit: str = "mmol/L", **more: object) -> Json:
    """One glucose."""
    return {"test": "glucose", "value": value, "unit": unit, **more}


def results(*entries: Json) -> Json:
    """Results of one visit."""
    return {"glucose": list(entries)}


def lipids(person: Json | None = None, **values: str) -> Json:
    """A lipid profile."""
    return {"lipids": values, **({"person": person} if person else {})}
