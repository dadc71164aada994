"""What the codes of OBX-3 and of ``OBS.observation_id`` measure, and in which field it goes.

Source: LOINC, with the codes that makers publish for their analysers, and ISO/IEEE 11073-10101 for
MDC codes, as IHE PCD-01 uses them: a code is its partition times 65536 and the term's own number,
so blood pressure is 150020 and units are 262144 and above. Some monitors send the cuff's codes
(150300 and above) or those of an unspecified pressure (150016 and above) instead.

Code and unit decide together. A pair that is not listed is an ``analyte`` under what was sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drivers.protocols.astm_analytes import analyte
from drivers.readings import Kind

MDC: Final = "MDC"

_REMEMBERED: Final = 256
_LONGEST: Final = 120
_ANNOTATION: Final = re.compile(r"\{[^{}]*\}")
_ABOUT_THE_DEVICE: Final = re.compile(r"MDC_(ATTR|DEV|ID|REG|TIME|EVT|MODEL)_")


@dataclass(frozen=True, slots=True)
class Measurand:
    """A field with its unit, and the kind of its reading.

    ``joins`` are the kinds of reading that take it in, best first, if there is one beside it: the
    pulse that a cuff counted belongs to its blood pressure.
    """

    kind: Kind
    field: str
    joins: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class _Vital:
    kind: Kind
    stem: str
    units: frozenset[str]
    joins: tuple[Kind, ...] = ()


def _pressure(stem: str) -> _Vital:
    return _Vital(Kind.BLOOD_PRESSURE, stem, frozenset({"mmhg", "kpa"}))


def _pulse(*joins: Kind) -> _Vital:
    return _Vital(Kind.ANALYTE, "pulse", frozenset({"per_min"}), joins)


_SYSTOLIC: Final = _pressure("systolic")
_DIASTOLIC: Final = _pressure("diastolic")
_MEAN: Final = _pressure("mean")
_SPO2: Final = _Vital(Kind.OXYGEN_SATURATION, "spo2", frozenset({"percent"}))
_TEMPERATURE: Final = _Vital(Kind.TEMPERATURE, "temperature", frozenset({"c", "f"}))
_WEIGHT: Final = _Vital(Kind.WEIGHT, "weight", frozenset({"kg", "g", "lb"}))
_HEIGHT: Final = _Vital(Kind.HEIGHT, "height", frozenset({"m", "cm", "in"}))
_BMI: Final = _Vital(Kind.ANALYTE, "bmi", frozenset({"kg_m2", ""}), (Kind.WEIGHT,))
_BODY_FAT: Final = _Vital(Kind.BODY_COMPOSITION, "body_fat", frozenset({"percent"}))

_VITALS: Final = {
    **dict.fromkeys(("150021", "150301", "150017", "8480-6"), _SYSTOLIC),
    **dict.fromkeys(("150022", "150302", "150018", "8462-4"), _DIASTOLIC),
    **dict.fromkeys(("150023", "150303", "150019", "8478-0"), _MEAN),
    "149546": _pulse(Kind.BLOOD_PRESSURE),
    "149530": _pulse(Kind.OXYGEN_SATURATION),
    "8867-4": _pulse(Kind.BLOOD_PRESSURE, Kind.OXYGEN_SATURATION),
    **dict.fromkeys(("150456", "2708-6", "59408-5"), _SPO2),
    **dict.fromkeys(("150344", "150364", "188424", "188428", "188452", "8310-5"), _TEMPERATURE),
    **dict.fromkeys(("188736", "29463-7", "3141-9"), _WEIGHT),
    **dict.fromkeys(("188740", "8302-2"), _HEIGHT),
    **dict.fromkeys(("188752", "39156-5"), _BMI),
    "188748": _BODY_FAT,
}

# The test that a code is for, in the word that ``analyte`` knows; a blood count keeps the short
# name that its analyser prints, so that HL7 and POCT1-A give the same field.
_TESTS: Final = {
    **dict.fromkeys(("4548-4", "17856-6", "59261-8", "160220"), "HbA1c"),
    **dict.fromkeys(("2339-0", "2340-8", "2341-6", "2345-7", "41653-7"), "glucose"),
    **dict.fromkeys(("14743-9", "14749-6", "15074-8", "160184", "160188", "160192"), "glucose"),
    **dict.fromkeys(("53060-9", "53061-8"), "ketone"),
    **dict.fromkeys(("2093-3", "14647-2"), "chol"),
    **dict.fromkeys(("2085-9", "14646-4"), "hdl"),
    **dict.fromkeys(("2089-1", "13457-7", "18262-6", "22748-8", "39469-2"), "ldl"),
    **dict.fromkeys(("2571-8", "14927-8"), "trig"),
    **dict.fromkeys(("43396-1", "70204-3"), "nonhdl"),
    "6690-2": "WBC",
    "789-8": "RBC",
    "718-7": "HGB",
    "4544-3": "HCT",
    "20570-8": "HCT",
    "787-2": "MCV",
    "785-6": "MCH",
    "786-4": "MCHC",
    "788-0": "RDW",
    "777-3": "PLT",
    "32623-1": "MPV",
    "751-8": "NEU#",
    "731-0": "LYM#",
    "742-7": "MON#",
    "711-2": "EOS#",
    "704-7": "BAS#",
    "770-8": "NEU%",
    "736-9": "LYM%",
    "5905-5": "MON%",
    "713-8": "EOS%",
    "706-2": "BAS%",
}

# UCUM, MDC and what people write, in lower case and without annotations in braces.
_UNITS: Final = {
    **dict.fromkeys(("mm[hg]", "mmhg", "266016"), "mmHg"),
    **dict.fromkeys(("kpa", "265987"), "kPa"),
    **dict.fromkeys(("%", "262688"), "%"),
    **dict.fromkeys(("/min", "1/min", "bpm", "264864"), "/min"),
    **dict.fromkeys(("cel", "degc", "268192"), "Cel"),
    **dict.fromkeys(("[degf]", "degf", "266560"), "[degF]"),
    **dict.fromkeys(("kg", "263875"), "kg"),
    **dict.fromkeys(("g", "263872"), "g"),
    **dict.fromkeys(("[lb_av]", "lb", "lbs", "263904"), "lb"),
    **dict.fromkeys(("m", "263424"), "m"),
    **dict.fromkeys(("cm", "263441"), "cm"),
    **dict.fromkeys(("[in_i]", "in", "263520"), "in"),
    **dict.fromkeys(("kg/m2", "264096"), "kg/m2"),
    **dict.fromkeys(("mg/dl", "264274"), "mg/dL"),
    **dict.fromkeys(("mmol/l", "266866"), "mmol/L"),
    "mmol/mol": "mmol/mol",
}
_SUFFIXES: Final = {
    "mmHg": "mmhg",
    "kPa": "kpa",
    "%": "percent",
    "/min": "per_min",
    "Cel": "c",
    "[degF]": "f",
    "kg": "kg",
    "g": "g",
    "lb": "lb",
    "m": "m",
    "cm": "cm",
    "in": "in",
    "kg/m2": "kg_m2",
    "": "",
}


def measurand(code: str, name: str, system: str, unit: str) -> Measurand:
    """What ``code`` (called ``name`` in the coding ``system``) in ``unit`` measures, all as sent.

    >>> measurand("150021", "MDC_PRESS_BLD_NONINV_SYS", "MDC", "266016").field
    'systolic_mmhg'
    >>> measurand("6690-2", "", "LN", "10*3/uL") == measurand("WBC", "", "", "10*3/uL")
    True
    """
    if len(code) + len(name) + len(unit) > _LONGEST:
        # Only short ones are remembered, or a broken sender could fill the memory.
        return _read(code, name, system, unit)
    return _remembered(code, name, system, unit)


def about_the_device(name: str) -> bool:
    """Whether an MDC name is of the device or the message itself, as PCD-01 also sends them."""
    return _ABOUT_THE_DEVICE.match(name) is not None


def _read(code: str, name: str, system: str, unit: str) -> Measurand:
    bare = _ANNOTATION.sub("", unit).strip()
    known = _UNITS.get(bare.lower(), bare)
    vital = _VITALS.get(code)
    if vital is not None and _SUFFIXES.get(known, "?") in vital.units:
        return _vital(vital, _SUFFIXES[known])
    # The number of an MDC code says nothing to a reader; its name is as stable.
    spelt = name if system == MDC and name else code
    found = analyte(_TESTS.get(code, spelt), known)
    return Measurand(found.kind, found.field)


def _vital(vital: _Vital, suffix: str) -> Measurand:
    field = "bmi" if vital is _BMI else f"{vital.stem}_{suffix}"
    return Measurand(vital.kind, field, vital.joins)


# A device sends the same few codes all day.
_remembered: Final = lru_cache(_REMEMBERED)(_read)
