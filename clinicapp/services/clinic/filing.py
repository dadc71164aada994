"""Putting readings where they belong: matching, the gate, filing, and the ways back."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.filling import Fill, fill_of
from clinicapp.domain.forms import FactKind, FormFact, fold
from clinicapp.domain.gate import Decision, judge, let_through
from clinicapp.domain.identity import (
    IDENTIFIERS_NEEDED,
    Identifier,
    names_another,
    needs_identifiers,
)
from clinicapp.domain.matching import asset_of
from clinicapp.domain.observations import (
    ReadingEvent,
    ReadingEventKind,
    ReadingStatus,
    status_of,
)
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.break_glass import count_use, spend, waiting_override
from clinicapp.services.equipment.controls import fields_of, file_control, state_with_controls
from clinicapp.services.equipment.gate_facts import facts_beside

if TYPE_CHECKING:
    from datetime import tzinfo
    from uuid import UUID

    from clinicapp.domain.break_glass import BreakGlass
    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.forms import Form
    from clinicapp.domain.gate import Arming, GatePolicy, GateResult
    from clinicapp.domain.observations import StoredReading
    from clinicapp.services.equipment.break_glass import GlassTerms
    from clinicapp.store.asset_facts import AssetFacts
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a reading went. ``fact`` is the fact it made on a form; None if it is not on one.

    ``gate`` and ``judged``, the event that keeps what it said, are None for a duplicate.
    """

    reading: StoredReading
    asset: Asset | None
    state: AssetState | None
    gate: GateResult | None
    judged: ReadingEvent | None
    fact: FormFact | None


def locate(
    work: Work, reading: StoredReading, zone: tzinfo
) -> tuple[Asset | None, AssetState | None]:
    """The asset a reading came from, and what state that was in when it was taken."""
    return _when_taken(work, _facts_of(work, reading), reading, zone)


def _when_taken(
    work: Work, facts: AssetFacts | None, reading: StoredReading, zone: tzinfo
) -> tuple[Asset | None, AssetState | None]:
    if facts is None:
        return None, None
    moment = (reading.observation.measured_at or reading.received_at).astimezone(zone)
    return facts.asset, state_with_controls(work, facts, moment, fields_of(reading))


def _facts_of(work: Work, reading: StoredReading) -> AssetFacts | None:
    serial = reading.observation.device_serial
    alike = (
        *(work.assets.by_serial(serial) if serial else ()),
        *work.assets.by_address(reading.link, reading.address),
    )
    asset = asset_of(reading, alike)
    return None if asset is None else work.assets.facts(asset.id)


@use_case(Permission.FILE_READING, "file readings")
def place(
    work: Work,
    by: By,
    reading_id: UUID,
    arming: Arming | None,
    policy: GatePolicy,
    zone: tzinfo,
) -> Placed:
    """Match a kept reading to its asset, let the gate decide, and file it if the gate allows.

    A duplicate goes nowhere: it is linked to the first delivery already. Everything else gets a
    JUDGED event, whatever the decision. A control result is never filed, whatever the policy says.

    Raises:
        Refused: it has been placed before; that is done once.
    """
    reading = _reading(work, reading_id)
    if work.readings.events(reading_id):
        raise Refused("This reading has been placed already; look at the form or the inbox.")
    if reading.duplicate_of is not None:
        record(work, by, "reading.duplicate", reading.id, first=reading.duplicate_of)
        return Placed(reading=reading, asset=None, state=None, gate=None, judged=None, fact=None)
    facts = _facts_of(work, reading)
    asset, state = _when_taken(work, facts, reading, zone)
    filling = fill_of(reading.observation)
    if arming is not None and work.forms.is_signed(arming.form_id):
        arming = None
    beside = facts_beside(work, reading, facts, state, arming, policy, by.at.astimezone(zone))
    findings = (*filling.findings, *_version_codes(work, reading), *beside)
    gate = judge(reading.observation, state, arming, policy, findings)
    given, gate = _past_the_lock(work, by, asset, gate, policy)
    judged = ReadingEvent(
        id=uuid7(),
        reading_id=reading.id,
        kind=ReadingEventKind.JUDGED,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        asset_id=asset.id if asset else None,
        person_id=arming.person_id if arming else None,
        form_id=arming.form_id if arming else None,
        decision=gate.decision.value,
        codes=gate.codes,
        policy=gate.policy,
        reason=None if given is None else given.reason,
    )
    work.readings.append_event(judged)
    if given is not None:
        spend(work, by, given, reading.id)
    fact = None
    usable = gate.decision in (Decision.ALLOW, Decision.FLAG) and not reading.observation.control
    if arming and filling.fill and usable:
        form = work.forms.get(arming.form_id)
        fact = _put_on(work, by, reading, filling.fill, form, ReadingEventKind.FILED)
    if reading.observation.control and asset is not None:
        controls = file_control(work, by, reading, asset.id)
        record(work, by, "control.filed", reading.id, results=len(controls))
    record(
        work,
        by,
        "reading.judged",
        reading.id,
        decision=gate.decision.value,
        codes=" ".join(gate.codes),
        policy=gate.policy,
        form=fact.form_id if fact else "none",
    )
    return Placed(reading=reading, asset=asset, state=state, gate=gate, judged=judged, fact=fact)


def _past_the_lock(
    work: Work, by: By, asset: Asset | None, gate: GateResult, policy: GatePolicy
) -> tuple[BreakGlass | None, GateResult]:
    """The override that lets a held reading through, and what the gate says then."""
    if gate.decision is not Decision.HOLD:
        return None, gate
    given = waiting_override(work, asset, by.at, policy)
    passed = None if given is None else let_through(gate, policy)
    return (None, gate) if passed is None else (given, passed)


@use_case(Permission.USE_HELD_READING, "use a held reading")
def use_held(
    work: Work,
    by: By,
    reading_id: UUID,
    form_id: UUID,
    reason: str,
    identifiers: frozenset[Identifier] = frozenset(),
    terms: GlassTerms | None = None,
) -> FormFact:
    """Break-glass: file a held reading on a form all the same, with a reason that is kept.

    Args:
        work: the transaction.
        by: who, and when.
        reading_id: the reading.
        form_id: the form.
        reason: why it is used, in words.
        identifiers: what was checked with the person; two are needed unless it is certain whose
            the reading is (``identity.needs_identifiers``).
        terms: by what it is counted when device, lot or operator speak against it; without them it
            is only told of in the reading's own history.

    Raises:
        Refused: no reason was given, the reading is not held, it is a control result, it holds
            nothing that the form has a place for, it names another person, two identifiers have
            not been checked, or the device was used so more often than the policy allows.
    """
    if not reason.strip():
        raise Refused("Choose a reason first; a held reading is never used without one.")
    reading = _reading(work, reading_id)
    if reading.observation.control:
        raise Refused("This is a quality control result; it can never be filed on a person's form.")
    events = work.readings.events(reading_id)
    if status_of(events) is not ReadingStatus.HELD:
        raise Refused("This reading is not held any more; look at the form or the inbox again.")
    filling = fill_of(reading.observation)
    if filling.fill is None:
        raise Refused("The form has no place for this reading; discard it with a reason instead.")
    form = _unsigned(work, form_id)
    codes = _identified(work, reading, form, identifiers)
    if terms is not None:
        judged = next((each for each in events if each.kind is ReadingEventKind.JUDGED), None)
        against = () if judged is None else judged.codes
        asset = (
            None if judged is None or judged.asset_id is None else work.assets.get(judged.asset_id)
        )
        count_use(work, by, reading, asset, against, form.id, reason, terms)
    kind = ReadingEventKind.USED_WITH_REASON
    fact = _put_on(work, by, reading, filling.fill, form, kind, reason, codes)
    record(
        work,
        by,
        "reading.used_with_reason",
        reading.id,
        form=form_id,
        reason=reason,
        identifiers=" ".join(codes),
    )
    return fact


def _identified(
    work: Work, reading: StoredReading, form: Form, identifiers: frozenset[Identifier]
) -> tuple[str, ...]:
    """The identifiers that were checked; refused if the reading may be somebody else's."""
    person = work.people.get(form.person_id)
    number = str(person.nhs_number) if person and person.nhs_number else None
    if names_another(reading.observation.patient_ref, number):
        raise Refused(
            "This reading carries another person's NHS number, so it cannot be filed here; open "
            "that person, or discard it with a reason."
        )
    checked = identifiers - ({Identifier.NHS_NUMBER} if number is None else set())
    events = work.readings.events(reading.id)
    if len(checked) < IDENTIFIERS_NEEDED and needs_identifiers(events, form.person_id):
        raise Refused(
            "Check two identifiers with the person first, such as full name and date of birth, "
            "and tick them; then use the reading."
        )
    return tuple(sorted(each.value for each in checked))


@use_case(Permission.USE_HELD_READING, "discard a held reading")
def discard(work: Work, by: By, reading_id: UUID, reason: str) -> ReadingEvent:
    """Put a held reading aside for good, with a reason; it stays in the store and the audit trail.

    Raises:
        Refused: no reason was given, or the reading is on a form.
    """
    if not reason.strip():
        raise Refused("Choose a reason first; a reading is never discarded without one.")
    _reading(work, reading_id)
    status = status_of(work.readings.events(reading_id))
    if status in (ReadingStatus.FILED, ReadingStatus.DISCARDED):
        raise Refused("Only a reading that is on no form can be discarded; take it back first.")
    event = ReadingEvent(
        id=uuid7(),
        reading_id=reading_id,
        kind=ReadingEventKind.DISCARDED,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        reason=reason,
    )
    work.readings.append_event(event)
    record(work, by, "reading.discarded", reading_id, reason=reason)
    return event


@use_case(Permission.RECORD_FORM, "take a reading back from a form")
def withdraw(work: Work, by: By, fact_id: UUID, form_id: UUID, reason: str) -> None:
    """Take a value back off its form; a filed reading is held in the inbox again.

    Raises:
        Refused: the form is signed, or the value is not on it.
    """
    take_back(work, by, form_id, fact_id, reason)


def take_back(work: Work, by: By, form_id: UUID, fact_id: UUID, reason: str) -> FormFact:
    """Take a standing value back off an unsigned form; a device's reading is held again.

    For use inside a use case: it checks no permission. The value stays among the form's facts.

    Raises:
        Refused: the form is signed, or the value is not on it.
    """
    contents = fold(work.forms.facts(form_id))
    if contents.signed is not None:
        raise Refused("This form is signed; open the person again to start a new form.")
    fact = next((each for each in contents.values if each.id == fact_id), None)
    if fact is None:
        raise Refused("That value is not on this form any more; nothing was changed.")
    work.forms.append(
        FormFact(
            id=uuid7(),
            form_id=form_id,
            kind=FactKind.WITHDRAWN,
            at=by.at,
            actor_id=by.actor.id,
            actor_name=by.actor.name,
            item=fact.item,
            values=MappingProxyType({"reason": reason}),
            target=fact.id,
            reading_id=fact.reading_id,
        )
    )
    if fact.reading_id is None:
        record(work, by, "form.taken_back", form_id, item=fact.item, fact=fact.id)
        return fact
    work.readings.append_event(
        ReadingEvent(
            id=uuid7(),
            reading_id=fact.reading_id,
            kind=ReadingEventKind.WITHDRAWN,
            at=by.at,
            actor_id=by.actor.id,
            actor_name=by.actor.name,
            form_id=form_id,
            reason=reason,
        )
    )
    record(work, by, "reading.withdrawn", fact.reading_id, form=form_id, reason=reason)
    return fact


def _version_codes(work: Work, reading: StoredReading) -> tuple[str, ...]:
    """A changed version of a result that is on a form is not put beside it without a person."""
    if reading.supersedes is None:
        return ()
    earlier = status_of(work.readings.events(reading.supersedes))
    return ("CHANGED_RESULT",) if earlier is ReadingStatus.FILED else ()


def _unsigned(work: Work, form_id: UUID) -> Form:
    """A form that can still be filled."""
    if work.forms.is_signed(form_id):
        raise Refused("This form is signed; open the person again to start a new form.")
    return work.forms.get(form_id)


def _put_on(
    work: Work,
    by: By,
    reading: StoredReading,
    fill: Fill,
    form: Form,
    kind: ReadingEventKind,
    reason: str | None = None,
    codes: tuple[str, ...] = (),
) -> FormFact:
    """Append the form's fact and the reading's event that belong together."""
    taken_at = reading.observation.measured_at or reading.received_at
    fact = FormFact(
        id=uuid7(),
        form_id=form.id,
        kind=FactKind.FILED,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        item=fill.item,
        values=MappingProxyType({**fill.values, "taken_at": taken_at.isoformat()}),
        reading_id=reading.id,
    )
    work.forms.append(fact)
    work.readings.append_event(
        ReadingEvent(
            id=uuid7(),
            reading_id=reading.id,
            kind=kind,
            at=by.at,
            actor_id=by.actor.id,
            actor_name=by.actor.name,
            person_id=form.person_id,
            form_id=form.id,
            codes=codes,
            reason=reason,
        )
    )
    return fact


def _reading(work: Work, reading_id: UUID) -> StoredReading:
    reading = work.readings.get(reading_id)
    if reading is None:
        raise NotFound("That reading is not in this station's database; refresh the inbox.")
    return reading
