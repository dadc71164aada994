"""What was recorded at one screening: the inputs of a judgement and nothing else."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from clinicapp.domain.lester.vocabulary import Beside, Domain
from clinicapp.domain.people import Diabetes, Sex, age_on


class Smoking(StrEnum):
    """Tobacco use."""

    CURRENT = "current"
    EX = "ex"
    NEVER = "never"
    VAPES = "vapes"


class Diet(StrEnum):
    """Diet, as the Lester lifestyle domain asks."""

    POOR = "poor"
    ADEQUATE = "adequate"


class Activity(StrEnum):
    """Physical activity, as the Lester lifestyle domain asks."""

    SEDENTARY = "sedentary"
    ACTIVE = "active"


class Method(StrEnum):
    """How a blood pressure was taken."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    HOME = "home"
    """An average of readings at home over days (HBPM)."""
    AMBULATORY = "ambulatory"
    """The average of a day's waking hours, by a monitor that is worn (ABPM)."""


AVERAGES = frozenset({Method.HOME, Method.AMBULATORY})
"""How a pressure is taken away from the clinic; only as an average does it mean anything."""


class GlucoseTest(StrEnum):
    """Which test of glucose regulation."""

    HBA1C = "hba1c"
    GLUCOSE = "glucose"


class GlucoseUnit(StrEnum):
    """The unit that a result was read in, as UCUM-like text."""

    MMOL_MOL = "mmol/mol"
    PERCENT = "%"
    MMOL_L = "mmol/L"
    MG_DL = "mg/dL"


class Sample(StrEnum):
    """Where the sample was measured."""

    POC = "poc"
    LAB = "lab"


class Fasting(StrEnum):
    """Whether the person had fasted for eight hours."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class BmiMisleads(StrEnum):
    """Why a BMI says nothing about an adult's body fat (clinical reference, section 3, rule W4).

    Pregnancy and an age under 18 are facts about the person and not in this list.
    """

    OEDEMA = "oedema"
    AMPUTATION = "amputation"
    EATING_DISORDER = "eating_disorder"


class Hba1cUnreliable(StrEnum):
    """Why an HbA1c cannot be relied on (clinical reference, section 3, rules G3 and G4).

    The reference has part of this list from memory; it awaits clinical sign-off.
    """

    HAEMOGLOBIN_VARIANT = "haemoglobin_variant"
    ANAEMIA = "anaemia"
    HAEMOLYSIS_OR_TRANSFUSION = "haemolysis_or_transfusion"
    RED_CELL_TURNOVER = "red_cell_turnover"
    CHRONIC_KIDNEY_DISEASE = "chronic_kidney_disease"
    HIV_MEDICINES = "hiv_medicines"
    SYMPTOMS_UNDER_TWO_MONTHS = "symptoms_under_two_months"
    ACUTELY_ILL = "acutely_ill"
    STEROIDS = "steroids"
    PANCREATIC_DAMAGE = "pancreatic_damage"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What the rules need to know about the person; None means not recorded."""

    born: date | None = None
    sex: Sex | None = None
    ethnicity: str | None = None
    pregnant: bool | None = None
    diabetes: Diabetes | None = None
    cvd: bool | None = None
    antipsychotic_started: date | None = None
    antipsychotic: str | None = None

    @property
    def has_known_diabetes(self) -> bool:
        """Whether a diagnosis of diabetes, of any type, is recorded."""
        return self.diabetes is not None and self.diabetes is not Diabetes.NONE


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight, kg, on one day."""

    on: date
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodPressure:
    """One clinic reading, or an average from outside the clinic, mmHg; None: not said."""

    systolic_mmhg: int
    diastolic_mmhg: int
    pulse_regular: bool | None = None
    method: Method | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PosturalPressure:
    """A pressure lying (or seated), and one after at least a minute of standing, mmHg."""

    lying_systolic_mmhg: int
    lying_diastolic_mmhg: int
    standing_systolic_mmhg: int
    standing_diastolic_mmhg: int

    @property
    def systolic_drop_mmhg(self) -> int:
        """How much lower the systolic is standing; negative when it rose."""
        return self.lying_systolic_mmhg - self.standing_systolic_mmhg

    @property
    def diastolic_drop_mmhg(self) -> int:
        """How much lower the diastolic is standing; negative when it rose."""
        return self.lying_diastolic_mmhg - self.standing_diastolic_mmhg


@dataclass(frozen=True, slots=True, kw_only=True)
class GlucoseResult:
    """One result of glucose regulation, in the unit it was read in.

    A fasting status that is None or unknown is judged as not fasting.
    """

    test: GlucoseTest
    value: Decimal
    unit: GlucoseUnit
    sample: Sample | None = None
    fasting: Fasting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lipids:
    """One lipid profile, mmol/L, and the ten-year risk computed elsewhere, %."""

    total_mmol_l: Decimal | None = None
    hdl_mmol_l: Decimal | None = None
    triglycerides_mmol_l: Decimal | None = None
    qrisk3_percent: Decimal | None = None

    @property
    def non_hdl_mmol_l(self) -> Decimal | None:
        """Total less HDL cholesterol, mmol/L; None unless both are recorded."""
        if self.total_mmol_l is None or self.hdl_mmol_l is None:
            return None
        return self.total_mmol_l - self.hdl_mmol_l


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningRecord:
    """One screening of one person; None and empty tuples mean not recorded.

    Attributes:
        id: The caller's name for the record.
        on: The day for which it is judged.
        person: Facts about the person.
        smoking: Tobacco use.
        diet: Diet.
        activity: Physical activity.
        audit_c: AUDIT-C score, 0 to 12.
        substances: ``none``, or what is used.
        height_cm: Height, cm.
        weights: Any number of weights, in any order; the latest is judged.
        waist_cm: Waist, cm; recorded, never a trigger.
        blood_pressures: The readings of this visit in the order they were taken.
        glucose: The results of this visit.
        lipids: The lipid profile of this visit.
        declined: What has no value today, with a reason: nothing of it is judged.
        no_more: What has a value and will not get the rest that is asked for, with a reason; what
            there is is judged, and no more is asked.
        bmi_misleads: Why the BMI is not judged, if it is not.
        hba1c_unreliable: Why an HbA1c cannot clear the domain, if it cannot.
        postural: The lying and the standing pressure, if both were taken.
        average_pressure: The average at home or of a day, whose ``method`` is one of ``AVERAGES``;
            it is none of ``blood_pressures``.
    """

    id: str
    on: date
    person: PersonFacts = field(default_factory=PersonFacts)
    smoking: Smoking | None = None
    diet: Diet | None = None
    activity: Activity | None = None
    audit_c: int | None = None
    substances: str | None = None
    height_cm: Decimal | None = None
    weights: tuple[Weight, ...] = ()
    waist_cm: Decimal | None = None
    blood_pressures: tuple[BloodPressure, ...] = ()
    glucose: tuple[GlucoseResult, ...] = ()
    lipids: Lipids = field(default_factory=Lipids)
    declined: frozenset[Domain | Beside] = frozenset()
    no_more: frozenset[Domain | Beside] = frozenset()
    bmi_misleads: BmiMisleads | None = None
    hba1c_unreliable: Hba1cUnreliable | None = None
    postural: PosturalPressure | None = None
    average_pressure: BloodPressure | None = None

    @property
    def age_years(self) -> int | None:
        """Age in whole years on the day of the record; None without a date of birth."""
        return None if self.person.born is None else age_on(self.person.born, self.on)

    @property
    def weights_by_day(self) -> tuple[Weight, ...]:
        """The weights, earliest first; those of one day stay in the order they were given."""
        return tuple(sorted(self.weights, key=lambda weight: weight.on))
