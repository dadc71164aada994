"""A rule pack: every number and list that judges a form, each with its source and its mark.

A pack is data. The rules in this package hold no threshold of their own: what a pack leaves out
stays undefined and is not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum

from clinicapp.domain.lester.vocabulary import Beside, Domain


class Comparison(StrEnum):
    """How a value is held against a threshold."""

    AT_OR_ABOVE = "ge"
    ABOVE = "gt"
    BELOW = "lt"


class Mark(StrEnum):
    """How far an entry of a pack can be trusted."""

    VERIFIED = "verified"
    """Read in the source that is named."""
    AWAITING_SIGN_OFF = "awaiting clinical sign-off"
    """Read in an excerpt or in another document: partly verified, a clinician has to approve it."""
    OURS = "our design"
    """Our own design value, no national rule: a clinician has to approve it."""
    FROM_MEMORY = "memory, verify"
    """Written from memory: the source has to be read before anybody approves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry of a pack carries.

    Attributes:
        source: The document and section that it comes from.
        mark: How far it can be trusted.
        approver: Who approved it; None until a named person has.
    """

    source: str
    mark: Mark
    approver: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Entry):
    """A number that a value is held against, in ``unit``."""

    value: Decimal
    comparison: Comparison
    unit: str

    def met_by(self, value: Decimal | int) -> bool:
        """Whether a value, in the same unit, is on the far side of the threshold."""
        match self.comparison:
            case Comparison.AT_OR_ABOVE:
                return value >= self.value
            case Comparison.ABOVE:
                return value > self.value
            case Comparison.BELOW:
                return value < self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Entry):
    """A whole number that steers a rule, such as a window of so many months."""

    value: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Entry):
    """A rule that a pack has or has not."""

    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes(Entry):
    """A set of codes that a rule looks up."""

    codes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRules:
    """Who is judged by an adult pack: ``adult`` is an age in years."""

    adult: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokingRules:
    """Which answers are red."""

    red: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRules:
    """BMI in kg/m2 to one place, gain in kg over ``gain_window`` calendar months.

    ``lower_groups`` have the lower cut-offs; for ``ask_groups`` the code can mean either; for
    ``unknown_groups`` nothing is known.
    """

    bmi: Threshold
    bmi_lower: Threshold
    underweight: Threshold
    obesity: Threshold
    obesity_lower: Threshold
    gain_red: Threshold
    gain_prompt: Threshold
    gain_window: Setting
    lower_groups: Codes
    ask_groups: Codes
    unknown_groups: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodPressureRules:
    """All mmHg: the red zone, when to repeat, the target, and the stages that ask for more.

    ``postural_systolic`` and ``postural_diastolic`` are drops on standing up; from
    ``postural_age``, in years, everybody's pressure is taken standing too. ``average_...`` hold
    for an average at home or of a day's waking hours; a pack without them does not judge one.
    """

    systolic: Threshold
    diastolic: Threshold
    repeat_systolic: Threshold
    repeat_diastolic: Threshold
    differs_systolic: Threshold
    differs_diastolic: Threshold
    above_target_systolic: Threshold
    above_target_diastolic: Threshold
    stage_2_systolic: Threshold
    stage_2_diastolic: Threshold
    stage_3_systolic: Threshold
    stage_3_diastolic: Threshold
    postural_systolic: Threshold
    postural_diastolic: Threshold
    postural_age: Threshold
    average_systolic: Threshold | None = None
    average_diastolic: Threshold | None = None
    average_stage_2_systolic: Threshold | None = None
    average_stage_2_diastolic: Threshold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GlucoseRules:
    """HbA1c in whole mmol/mol, glucose in mmol/L to one place; ``hba1c_lag`` in months."""

    hba1c_high_risk: Threshold
    hba1c_diabetes: Threshold
    fasting_high_risk: Threshold
    fasting_diabetes: Threshold
    random_diabetes: Threshold
    random_follow_up: Threshold
    low_glucose: Threshold
    hba1c_lag: Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class LipidsRules:
    """Lipids in mmol/L, risk in %, ages in years; ``total_cholesterol`` may be undefined."""

    total_cholesterol: Threshold | None
    cvd_risk: Threshold
    risk_required: Choice
    risk_too_young: Threshold
    risk_too_old: Threshold
    specialist_total: Threshold
    specialist_non_hdl: Threshold
    specialist_triglycerides: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class AlcoholRules:
    """The AUDIT-C score from which drinking is looked into."""

    audit_c: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableWindows:
    """How many days before its date a weight already answers a point of the timetable."""

    weekly: Setting
    twelve_weeks: Setting
    yearly: Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringItem(Entry):
    """When one item is due after an antipsychotic was started or switched.

    Attributes:
        item: Its code.
        weeks: Weeks after the start; 0 is the baseline.
        every_months: Then every so many calendar months from the start.
        every_months_under_18: The same for someone under 18.
        under_18_only: Whether adults do not need it.
    """

    item: str
    weeks: tuple[int, ...]
    every_months: int
    every_months_under_18: int
    under_18_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One code of the action table with the words that people see.

    Attributes:
        code: The code as forms and exports carry it.
        label: Two to four words for a button.
        text: The short text.
        shown_when: The condition in words.
        belongs_to: The domain that asks for it; None for the form as a whole.
        offered_by_rule: Whether a rule of this program shows it; otherwise a person adds it,
            because its condition is nothing that a record says.
    """

    code: str
    label: str
    text: str
    shown_when: str
    belongs_to: Domain | Beside | None
    offered_by_rule: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A whole rule pack.

    ``mark`` and ``approver`` are the pack's own; each entry has its own as well. ``text`` is the
    file that it was read from and ``sha256`` that text's hash, by which an approval names it; both
    are empty when it was made in another way.
    """

    name: str
    title: str
    version: str
    sources: str
    mark: Mark
    approver: str | None
    person: PersonRules
    smoking: SmokingRules
    weight: WeightRules
    blood_pressure: BloodPressureRules
    glucose: GlucoseRules
    lipids: LipidsRules
    alcohol: AlcoholRules
    windows: TimetableWindows
    monitoring: tuple[MonitoringItem, ...]
    actions: tuple[Action, ...]
    sha256: str = ""
    text: str = field(default="", repr=False)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every entry by its path (``weight.bmi``), for a page on which people approve them."""
        found: dict[str, Entry] = {}
        for group in fields(self):
            rules = getattr(self, group.name)
            if not is_dataclass(rules):
                continue
            for part in fields(rules):
                entry = getattr(rules, part.name)
                if isinstance(entry, Entry):
                    found[f"{group.name}.{part.name}"] = entry
        found.update({f"monitoring.{item.item}": item for item in self.monitoring})
        return found

    def action(self, code: str) -> Action:
        """The action with a code.

        Raises:
            KeyError: The pack has no such code.
        """
        for action in self.actions:
            if action.code == code:
                return action
        raise KeyError(code)
