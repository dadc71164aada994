"""From the mapping that a pack file holds to a pack; whatever is missing or unknown is refused."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, TypeVar

from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.pack import (
    Action,
    AlcoholRules,
    BloodPressureRules,
    Choice,
    Codes,
    Comparison,
    GlucoseRules,
    LipidsRules,
    Mark,
    MonitoringItem,
    Pack,
    PersonRules,
    Setting,
    SmokingRules,
    Threshold,
    TimetableWindows,
    WeightRules,
)
from clinicapp.domain.lester.vocabulary import Beside, Domain

_Word = TypeVar("_Word", bound=StrEnum)
_MISSING: Final = object()


class PackError(Refused):
    """A rule pack cannot be used; the sentence names the entry."""


def pack_of_text(text: str) -> Pack:
    """Read a pack from the text of its file, which it keeps with the text's SHA-256.

    Args:
        text: TOML with line feeds only, so that the hash is the same on every system.

    Raises:
        PackError: the text is no TOML, or an entry is missing, unknown or not understood.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PackError(f"The rule pack is damaged ({fault}); install it again.") from fault
    return replace(read_pack(content), text=text, sha256=sha256_of(text))


def sha256_of(text: str) -> str:
    """The content hash of a pack's text, as lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_pack(content: Mapping[str, object]) -> Pack:
    """Read a pack.

    Args:
        content: What the pack file holds, as nested mappings, lists, texts and whole numbers.

    Returns:
        The pack.

    Raises:
        PackError: An entry is missing, unknown or not understood; the sentence names it.
    """
    top = _Table(content, "")
    about = top.table("pack")
    pack = Pack(
        name=about.text("name"),
        title=about.text("title"),
        version=about.text("version"),
        sources=about.text("sources"),
        mark=about.word("mark", Mark),
        approver=about.text_or_none("approver"),
        person=_person(top.table("person")),
        smoking=_smoking(top.table("smoking")),
        weight=_weight(top.table("weight")),
        blood_pressure=_blood_pressure(top.table("blood_pressure")),
        glucose=_glucose(top.table("glucose")),
        lipids=_lipids(top.table("lipids")),
        alcohol=_alcohol(top.table("alcohol")),
        windows=_windows(top.table("windows")),
        monitoring=tuple(_monitoring(table) for table in top.tables("monitoring")),
        actions=tuple(_action(table) for table in top.tables("actions")),
    )
    about.finish()
    top.finish()
    return pack


class _Table:
    """One table of the file; it remembers what was asked for, so that the rest is refused."""

    def __init__(self, content: Mapping[str, object], path: str) -> None:
        self._content = content
        self._path = path
        self._asked: set[str] = set()

    def where(self, key: str) -> str:
        """The full path of a key, for a sentence."""
        return f"{self._path}.{key}" if self._path else key

    def get(self, key: str) -> object:
        self._asked.add(key)
        return self._content.get(key, _MISSING)

    def text_or_none(self, key: str) -> str | None:
        value = self.get(key)
        if value is _MISSING:
            return None
        if not isinstance(value, str) or not value.strip():
            raise PackError(f"The rule pack's {self.where(key)} has to be a text; correct it.")
        return value

    def text(self, key: str) -> str:
        value = self.text_or_none(key)
        if value is None:
            raise PackError(f"The rule pack has no {self.where(key)}; add it.")
        return value

    def word(self, key: str, words: type[_Word]) -> _Word:
        value = self.text(key)
        try:
            return words(value)
        except ValueError:
            allowed = ", ".join(words)
            raise PackError(
                f"The rule pack's {self.where(key)} is {value!r}; use one of {allowed}."
            ) from None

    def number(self, key: str) -> Decimal:
        """A decimal, which the file has to write as text so that it stays exact."""
        value = self.text(key)
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise PackError(f"The rule pack's {self.where(key)} is no number; correct it.")
        return number

    def whole(self, key: str) -> int:
        value = self.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise PackError(f"The rule pack's {self.where(key)} has to be a whole number.")
        return value

    def yes_or_no(self, key: str) -> bool:
        value = self.get(key)
        if not isinstance(value, bool):
            raise PackError(f"The rule pack's {self.where(key)} has to be true or false.")
        return value

    def items(self, key: str) -> Sequence[object]:
        value = self.get(key)
        if not isinstance(value, list):
            raise PackError(f"The rule pack's {self.where(key)} has to be a list.")
        return value

    def table(self, key: str) -> "_Table":
        value = self.get(key)
        if not isinstance(value, Mapping):
            raise PackError(f"The rule pack has no {self.where(key)}; add it.")
        return _Table(value, self.where(key))

    def tables(self, key: str) -> tuple["_Table", ...]:
        entries = self.items(key)
        if not all(isinstance(entry, Mapping) for entry in entries):
            raise PackError(f"The rule pack's {self.where(key)} has to be a list of tables.")
        return tuple(
            _Table(entry, f"{self.where(key)}[{index}]")
            for index, entry in enumerate(entries)
            if isinstance(entry, Mapping)
        )

    def finish(self) -> None:
        """Refuse what nobody asked for: a misspelt entry would otherwise be a rule not applied."""
        unknown = sorted(set(self._content) - self._asked)
        if unknown:
            raise PackError(
                f"The rule pack has an unknown entry {self.where(unknown[0])}; correct its name."
            )

    def threshold(self, key: str) -> Threshold:
        table = self.table(key)
        threshold = Threshold(
            value=table.number("value"),
            comparison=table.word("compare", Comparison),
            unit=table.text("unit"),
            source=table.text("source"),
            mark=table.word("mark", Mark),
            approver=table.text_or_none("approver"),
        )
        table.finish()
        return threshold

    def threshold_or_none(self, key: str) -> Threshold | None:
        return None if self.get(key) is _MISSING else self.threshold(key)

    def setting(self, key: str) -> Setting:
        table = self.table(key)
        setting = Setting(
            value=table.whole("value"),
            unit=table.text("unit"),
            source=table.text("source"),
            mark=table.word("mark", Mark),
            approver=table.text_or_none("approver"),
        )
        table.finish()
        return setting

    def choice(self, key: str) -> Choice:
        table = self.table(key)
        choice = Choice(
            value=table.yes_or_no("value"),
            source=table.text("source"),
            mark=table.word("mark", Mark),
            approver=table.text_or_none("approver"),
        )
        table.finish()
        return choice

    def codes(self, key: str) -> Codes:
        table = self.table(key)
        codes = Codes(
            codes=frozenset(str(code) for code in table.items("codes")),
            source=table.text("source"),
            mark=table.word("mark", Mark),
            approver=table.text_or_none("approver"),
        )
        table.finish()
        return codes


def _person(table: _Table) -> PersonRules:
    rules = PersonRules(adult=table.threshold("adult"))
    table.finish()
    return rules


def _smoking(table: _Table) -> SmokingRules:
    rules = SmokingRules(red=table.codes("red"))
    table.finish()
    return rules


def _weight(table: _Table) -> WeightRules:
    rules = WeightRules(
        bmi=table.threshold("bmi"),
        bmi_lower=table.threshold("bmi_lower"),
        underweight=table.threshold("underweight"),
        obesity=table.threshold("obesity"),
        obesity_lower=table.threshold("obesity_lower"),
        gain_red=table.threshold("gain_red"),
        gain_prompt=table.threshold("gain_prompt"),
        gain_window=table.setting("gain_window"),
        lower_groups=table.codes("lower_groups"),
        ask_groups=table.codes("ask_groups"),
        unknown_groups=table.codes("unknown_groups"),
    )
    table.finish()
    return rules


def _blood_pressure(table: _Table) -> BloodPressureRules:
    rules = BloodPressureRules(
        systolic=table.threshold("systolic"),
        diastolic=table.threshold("diastolic"),
        repeat_systolic=table.threshold("repeat_systolic"),
        repeat_diastolic=table.threshold("repeat_diastolic"),
        differs_systolic=table.threshold("differs_systolic"),
        differs_diastolic=table.threshold("differs_diastolic"),
        above_target_systolic=table.threshold("above_target_systolic"),
        above_target_diastolic=table.threshold("above_target_diastolic"),
        stage_2_systolic=table.threshold("stage_2_systolic"),
        stage_2_diastolic=table.threshold("stage_2_diastolic"),
        stage_3_systolic=table.threshold("stage_3_systolic"),
        stage_3_diastolic=table.threshold("stage_3_diastolic"),
        postural_systolic=table.threshold("postural_systolic"),
        postural_diastolic=table.threshold("postural_diastolic"),
        postural_age=table.threshold("postural_age"),
        average_systolic=table.threshold_or_none("average_systolic"),
        average_diastolic=table.threshold_or_none("average_diastolic"),
        average_stage_2_systolic=table.threshold_or_none("average_stage_2_systolic"),
        average_stage_2_diastolic=table.threshold_or_none("average_stage_2_diastolic"),
    )
    table.finish()
    return rules


def _glucose(table: _Table) -> GlucoseRules:
    rules = GlucoseRules(
        hba1c_high_risk=table.threshold("hba1c_high_risk"),
        hba1c_diabetes=table.threshold("hba1c_diabetes"),
        fasting_high_risk=table.threshold("fasting_high_risk"),
        fasting_diabetes=table.threshold("fasting_diabetes"),
        random_diabetes=table.threshold("random_diabetes"),
        random_follow_up=table.threshold("random_follow_up"),
        low_glucose=table.threshold("low_glucose"),
        hba1c_lag=table.setting("hba1c_lag"),
    )
    table.finish()
    return rules


def _lipids(table: _Table) -> LipidsRules:
    rules = LipidsRules(
        total_cholesterol=table.threshold_or_none("total_cholesterol"),
        cvd_risk=table.threshold("cvd_risk"),
        risk_required=table.choice("risk_required"),
        risk_too_young=table.threshold("risk_too_young"),
        risk_too_old=table.threshold("risk_too_old"),
        specialist_total=table.threshold("specialist_total"),
        specialist_non_hdl=table.threshold("specialist_non_hdl"),
        specialist_triglycerides=table.threshold("specialist_triglycerides"),
    )
    table.finish()
    return rules


def _alcohol(table: _Table) -> AlcoholRules:
    rules = AlcoholRules(audit_c=table.threshold("audit_c"))
    table.finish()
    return rules


def _windows(table: _Table) -> TimetableWindows:
    windows = TimetableWindows(
        weekly=table.setting("weekly"),
        twelve_weeks=table.setting("twelve_weeks"),
        yearly=table.setting("yearly"),
    )
    table.finish()
    return windows


def _monitoring(table: _Table) -> MonitoringItem:
    weeks = table.items("weeks")
    item = MonitoringItem(
        item=table.text("item"),
        weeks=tuple(sorted(week for week in weeks if isinstance(week, int))),
        every_months=table.whole("every_months"),
        every_months_under_18=table.whole("every_months_under_18"),
        under_18_only=table.yes_or_no("under_18_only"),
        source=table.text("source"),
        mark=table.word("mark", Mark),
        approver=table.text_or_none("approver"),
    )
    table.finish()
    if len(item.weeks) != len(weeks) or not item.every_months or not item.every_months_under_18:
        raise PackError(
            f"The rule pack's monitoring of {item.item} needs whole weeks and at least one month."
        )
    return item


def _action(table: _Table) -> Action:
    belongs_to = table.text("belongs_to")
    words: dict[str, Domain | Beside | None] = {"form": None}
    words.update({word.value: word for word in (*Domain, *Beside)})
    if belongs_to not in words:
        raise PackError(
            f"The rule pack's {table.where('belongs_to')} is {belongs_to!r}; correct it."
        )
    action = Action(
        code=table.text("code"),
        label=table.text("label"),
        text=table.text("text"),
        shown_when=table.text("shown_when"),
        belongs_to=words[belongs_to],
        offered_by_rule=table.yes_or_no("offered_by_rule"),
    )
    table.finish()
    return action
