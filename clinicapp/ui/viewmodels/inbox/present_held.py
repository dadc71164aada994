"""Readings that wait for somebody: what was sent, why it waits, and what can be done."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.filling import fill_of
from clinicapp.domain.gate import Decision
from clinicapp.domain.identity import Identifier, names_another, needs_identifiers
from clinicapp.domain.lester.record import PersonFacts
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.domain.observations import ReadingEventKind, ReadingStatus, status_of
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView
from clinicapp.ui.viewmodels.clinic.present_devices import fitness_text
from clinicapp.ui.viewmodels.clinic.present_source import unlisted_name
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.inbox.inbox_view import (
    HeldFact,
    HeldView,
    InboxRow,
    ReasonedChoice,
    RetakeChoice,
    WhyKind,
)
from clinicapp.ui.words.analytes import measured_text
from clinicapp.ui.words.equipment import CHECKS, category_icon
from clinicapp.ui.words.held import DISCARD_REASONS, USE_REASONS, why_sentence, why_short
from clinicapp.ui.words.plain import (
    counted,
    day_text,
    moment_text,
    same_day_time_text,
    sentence_case,
)
from clinicapp.ui.words.rules import (
    RED,
    hba1c_rule,
    lipids_rule,
    pressure_rule,
    random_rule,
    weight_rule,
)
from clinicapp.ui.words.values import unit_of, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo

    from clinicapp.domain.equipment.asset_state import AssetState, CheckState
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.gate import GatePolicy
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.observations import ReadingEvent, StoredReading
    from clinicapp.domain.people import Person
    from clinicapp.ui.viewmodels.clinic.present_devices import DeviceGlance

_ICONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blood_pressure": "heart-pulse",
        "weight": "scale",
        "body_composition": "scale",
        "hba1c": "droplet",
        "glucose": "droplets",
        "ketone": "droplets",
        "lipids": "test-tube",
    }
)
_WHY_KINDS: Final[Mapping[str, WhyKind]] = MappingProxyType(
    {
        "CONTROL": WhyKind.CONTROL,
        "NOBODY_ARMED": WhyKind.NOBODY,
        "REFERENCE_DISAGREES": WhyKind.REFERENCE,
        "FROM_MEMORY": WhyKind.TIME,
        "TIME_UNKNOWN": WhyKind.TIME,
        "OUTSIDE_VISIT": WhyKind.TIME,
        "NOT_A_NUMBER": WhyKind.VALUE,
        "IMPLAUSIBLE": WhyKind.VALUE,
        "UNUSUAL": WhyKind.VALUE,
        "NO_FORM_ITEM": WhyKind.VALUE,
        "TRAINING_RUN": WhyKind.CONTROL,
        "MESSAGE_CUT": WhyKind.NOT_UNDERSTOOD,
        "CHANGED_RESULT": WhyKind.VALUE,
    }
)
CONTROL_TITLE: Final = "Quality control result"


def use_reason_text(code: str) -> str:
    """The words of a reason for using a reading, as they are kept; own words stay as they are."""
    return USE_REASONS.get(code, code)


def discard_reason_text(code: str) -> str:
    """The words of a reason for discarding a reading, as they are kept."""
    return DISCARD_REASONS.get(code, code)


def _whom(person: Person, *, alike: bool) -> str:
    if not alike:
        return person.display_name
    return f"{person.display_name}, born {day_text(person.born)} (same name on ward)"


def present_held(
    reading: StoredReading,
    events: tuple[ReadingEvent, ...],
    asset: Asset | None,
    state: AssetState | None,
    policy: GatePolicy,
    zone: tzinfo,
    *,
    now: datetime,
    person: Person | None = None,
    alike: bool = False,
    retake: DeviceGlance | None = None,
    red: tuple[Domain, Pack] | None = None,
) -> HeldView:
    """A reading that waits, in words.

    Args:
        reading: the reading as it lies in the store.
        events: what has happened to it, oldest first.
        asset: the device it came from; None if it is no asset.
        state: that device's state when the reading was taken.
        policy: the gate's matrix, for which codes hold and for its title.
        zone: the ward's time zone.
        now: the moment from which days are counted.
        person: whose unsigned form is open, if any: the reading could be used for that person.
        alike: somebody else on the ward has that person's name.
        retake: another ready device for the same measurement, if there is one.
        red: the domain that this reading would make red by itself (``if_used.red_if_used``), and
            the pack that says so; None when it would make none red.
    """
    today = now.astimezone(zone).date()
    control = reading.observation.control
    blocked = status_of(events) is ReadingStatus.BLOCKED
    value, unit = reading_value(reading)
    title = measured_text(reading.observation)
    chip = ChipView(ChipKind.HELD, "Held")
    if control:
        chip = ChipView(ChipKind.NOTICE, "Control")
    elif blocked:
        chip = ChipView(ChipKind.OVERDUE, "Not usable")
    return HeldView(
        reading_id=str(reading.id),
        title=CONTROL_TITLE if control else f"{title} reading held",
        chip=chip,
        value=value,
        unit=unit,
        facts=_facts(reading, asset, state, today, zone),
        why=_why(events, state, policy, today, zone),
        next_step=_next_step(control=control, blocked=blocked),
        use=ReasonedChoice(
            reasons=_options(USE_REASONS),
            note="Your name and the reason go in the record with the reading.",
            warning="Counted and reviewed",
            for_whom="" if person is None else _whom(person, alike=alike),
            why_not=_why_not_use(reading, person, blocked=blocked),
            identifiers=_identifiers(events, person),
        ),
        discard=ReasonedChoice(
            reasons=_options(DISCARD_REASONS),
            note="It stays in the store and the audit trail and is never shown as a result.",
        ),
        zone=None if red is None else ChipView(ChipKind.RED_ZONE, "Red zone if used"),
        zone_rule="" if red is None else _zone_rule(*red, person, reading),
        retake=None if retake is None or control else _retake(retake, today, zone),
    )


def present_inbox_row(
    reading: StoredReading,
    events: tuple[ReadingEvent, ...],
    asset: Asset | None,
    policy: GatePolicy,
    zone: tzinfo,
    *,
    now: datetime,
) -> InboxRow:
    """The same reading as one row of the inbox."""
    value, unit = reading_value(reading)
    held = _holding_codes(events, policy)
    taken = reading.observation.measured_at or reading.received_at
    measured = measured_text(reading.observation)
    return InboxRow(
        reading_id=str(reading.id),
        icon=_ICONS.get(reading.observation.kind, "stethoscope"),
        value=f"{measured} {value} {unit}".strip(),
        device=asset.name if asset is not None else unlisted_name(reading),
        time=same_day_time_text(taken, now.astimezone(zone).date(), zone),
        why=_why_kind(held[0]) if held else WhyKind.NOBODY,
        why_text=why_short(held[0]) if held else "Taken back from a form",
    )


def _zone_rule(domain: Domain, pack: Pack, person: Person | None, reading: StoredReading) -> str:
    """The rule that it would break, without the words of the chip beside it."""
    facts = PersonFacts(ethnicity=None if person is None else person.ethnicity)
    hba1c = reading.observation.kind == "hba1c"
    rules = {
        Domain.WEIGHT: weight_rule(facts, pack),
        Domain.BLOOD_PRESSURE: pressure_rule(pack),
        Domain.GLUCOSE: hba1c_rule(pack) if hba1c else random_rule(pack),
        Domain.LIPIDS: lipids_rule(pack),
    }
    return sentence_case(rules.get(domain, "").removeprefix(RED))


def reading_value(reading: StoredReading) -> tuple[str, str]:
    """Value and unit as the form would have them, else as the device sent them."""
    seen = reading.observation
    fill = fill_of(seen).fill
    if fill is not None and fill.item == "blood_pressure":
        return f"{fill.values['systolic_mmhg']}/{fill.values['diastolic_mmhg']}", "mmHg"
    if fill is not None:
        field, text = next(iter(fill.values.items()))
        return text, unit_of(field)
    return sentence_case(value_text(seen)) or "No value", ""


def _facts(
    reading: StoredReading, asset: Asset | None, state: AssetState | None, today: date, zone: tzinfo
) -> tuple[HeldFact, ...]:
    seen = reading.observation
    name = asset.name if asset is not None else unlisted_name(reading)
    serial = seen.device_serial or (asset.serial if asset is not None else "")
    taken = "Not known" if seen.measured_at is None else moment_text(seen.measured_at, zone)
    facts = [
        HeldFact("Device", name, strong=True),
        HeldFact("Serial", serial or "Not sent", strong=True),
        HeldFact("Taken", taken),
    ]
    if seen.measured_at is None or seen.stored:
        facts.append(HeldFact("Received", moment_text(reading.received_at, zone)))
    for check in () if state is None else state.checks:
        facts += _check_facts(check, today, zone)
    if seen.lot is not None:
        facts.append(HeldFact("Lot", seen.lot))
    return tuple(facts)


def _check_facts(check: CheckState, today: date, zone: tzinfo) -> tuple[HeldFact, ...]:
    """When it last passed and when it is due; only of the checks that stand in the way."""
    if check.standing is Standing.PASSED:
        return ()
    name = CHECKS[check.check]
    last = "Never" if check.last_at is None else moment_text(check.last_at, zone)
    facts = [HeldFact(f"Last {name if name.isupper() else name.lower()}", last)]
    if check.standing is Standing.FAILED:
        facts.append(HeldFact(name, "Failed", strong=True))
    if check.due_on is not None:
        days = (today - check.due_on).days
        late = ChipView(ChipKind.OVERDUE, f"{counted(days, 'day')} overdue") if days > 0 else None
        facts.append(HeldFact(f"{name} due", day_text(check.due_on), strong=True, chip=late))
    elif check.due_at is not None:
        facts.append(HeldFact(f"{name} due", moment_text(check.due_at, zone), strong=True))
    return tuple(facts)


def _judged(events: tuple[ReadingEvent, ...]) -> ReadingEvent | None:
    found = (event for event in reversed(events) if event.kind is ReadingEventKind.JUDGED)
    return next(found, None)


def _holding_codes(events: tuple[ReadingEvent, ...], policy: GatePolicy) -> tuple[str, ...]:
    """The codes that keep it from being used, worst first; a mere mark does not."""
    judged = _judged(events)
    codes = () if judged is None else judged.codes
    return tuple(code for code in codes if policy.decide(code) in (Decision.HOLD, Decision.BLOCK))


def _why(
    events: tuple[ReadingEvent, ...],
    state: AssetState | None,
    policy: GatePolicy,
    today: date,
    zone: tzinfo,
) -> str:
    sentences = [why_sentence(code, state, today, zone) for code in _holding_codes(events, policy)]
    last = events[-1] if events else None
    if last is not None and last.kind is ReadingEventKind.WITHDRAWN:
        reason = f": {last.reason}" if last.reason else ""
        when = moment_text(last.at, zone)
        sentences.append(f"{last.actor_name} took it back from a form on {when}{reason}.")
    if not sentences:
        return "It has not been judged yet."
    return " ".join((*sentences, f"Policy: {policy.title}."))


def _why_kind(code: str) -> WhyKind:
    if code in _WHY_KINDS:
        return _WHY_KINDS[code]
    if code.startswith("QC_"):
        return WhyKind.QUALITY_CONTROL
    return WhyKind.OVERDUE if code.endswith("_OVERDUE") else WhyKind.DEVICE


def _next_step(*, control: bool, blocked: bool) -> str:
    if control:
        return "It is kept with the device's quality control and never used for a person."
    if blocked:
        return "It is kept and in no record. Measure again with another device."
    return (
        "It is kept, is in no record and does not count towards the check. Measure again, use it "
        "with a reason, or discard it with a reason."
    )


def _why_not_use(reading: StoredReading, person: Person | None, *, blocked: bool) -> str:
    if reading.observation.control:
        return "This is a quality control result; it can never be filed on a person's form."
    if blocked:
        return "The policy never lets this reading be used; measure again with another device."
    if fill_of(reading.observation).fill is None:
        return "The form has no place for this reading; discard it with a reason instead."
    if person is None:
        return "Open the person first, then choose this reading again."
    number = str(person.nhs_number) if person.nhs_number else None
    if names_another(reading.observation.patient_ref, number):
        return (
            "This reading carries another person's NHS number, so it cannot be filed for "
            f"{person.display_name}; open that person, or discard it with a reason."
        )
    return ""


def _identifiers(events: tuple[ReadingEvent, ...], person: Person | None) -> tuple[OptionView, ...]:
    """What can be compared with the person, where it is not certain whose the reading is."""
    if person is None or not needs_identifiers(events, person.id):
        return ()
    known = {
        Identifier.FULL_NAME: person.display_name,
        Identifier.DATE_OF_BIRTH: f"Born {day_text(person.born)}",
    }
    if person.nhs_number is not None:
        # Never broken over two lines: a number is compared as a whole.
        number = person.nhs_number.spaced.replace(" ", "\N{NO-BREAK SPACE}")
        known[Identifier.NHS_NUMBER] = f"NHS {number}"
    return tuple(OptionView(code.value, words) for code, words in known.items())


def _options(words: Mapping[str, str]) -> tuple[OptionView, ...]:
    return tuple(OptionView(code, label) for code, label in words.items())


def _retake(device: DeviceGlance, today: date, zone: tzinfo) -> RetakeChoice:
    asset = device.standing.asset
    battery = device.battery_percent
    return RetakeChoice(
        icon=category_icon(asset.category),
        name=asset.name,
        tag=asset.tag,
        state="Ready" if battery is None else f"Ready, battery {battery}%",
        check=fitness_text(device.standing.state, today, zone),
    )
