"""The form's use cases: opening, answering, choosing actions, signing, showing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC
from types import MappingProxyType
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.form_versions import FormVersion, versions_of
from clinicapp.domain.forms import (
    FactKind,
    Form,
    FormContents,
    FormFact,
    TypedEntry,
    fold,
)
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.judgement_keeping import judgement_of, judgement_text
from clinicapp.domain.observations import ReadingEvent, ReadingEventKind, StoredReading
from clinicapp.domain.screening import ThingLeft, record_of, things_left
from clinicapp.domain.signing import record_hash
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.clinic.answers import checked_answers, taken_out
from clinicapp.services.clinic.filing import locate, take_back
from clinicapp.services.clinic.known import known, moment_of_visit
from clinicapp.services.clinic.typed_days import dated
from clinicapp.services.rules import pack_of_form

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.lester.judgement import Assessment
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.lester.record import ScreeningRecord
    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a filed value came from: the reading, its asset and that asset's state at the time.

    ``reason`` is set when it was held and used with one; ``codes`` are what the gate found.
    """

    reading: StoredReading
    asset: Asset | None
    state: AssetState | None
    codes: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierForm:
    """One of the person's earlier forms, for the last value and the trend."""

    form: Form
    on: date
    contents: FormContents


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSnapshot:
    """Everything a screen or a document needs to show one form at one moment.

    ``versions`` are all forms of the person, newest first; ``typed`` is what was typed into the
    form's panels and not saved; ``namesakes`` are others of the same name on the same ward.
    """

    form: Form
    person: Person
    contents: FormContents
    record: ScreeningRecord
    assessment: Assessment
    pack: Pack
    left: tuple[ThingLeft, ...]
    sources: Mapping[UUID, Source]
    earlier: tuple[EarlierForm, ...]
    as_of: datetime
    versions: tuple[FormVersion, ...] = ()
    typed: tuple[TypedEntry, ...] = ()
    namesakes: tuple[Person, ...] = ()

    @property
    def superseded_by(self) -> Form | None:
        """The version that corrects this form, signed or not; None while there is none."""
        return next((v.superseded_by for v in self.versions if v.form.id == self.form.id), None)


@use_case(Permission.RECORD_FORM, "open a screening form")
def open_form(work: Work, by: By, person_id: UUID, pack: Pack, zone: tzinfo) -> Form:
    """The person's unsigned form with the rules it has, or a new one with this pack.

    The pack's text is kept with it, so that the form can be judged by it for good.
    """
    person = work.people.get(person_id)
    if person is None:
        raise NotFound("That person is not in this station's database; search again.")
    for form in work.forms.for_person(person_id):
        if fold(work.forms.facts(form.id)).signed is None:
            record(work, by, "form.reopened", form.id, person=person_id)
            return form
    form = Form(
        id=uuid7(),
        number=work.forms.next_number(by.at.astimezone(zone).year),
        person_id=person_id,
        pack=pack.name,
        opened_at=by.at,
        opened_by=by.actor.name,
        pack_version=pack.version,
        pack_sha256=pack.sha256,
    )
    work.rules.keep(pack, by.at)
    work.forms.add(form)
    record(
        work,
        by,
        "form.opened",
        form.id,
        person=person_id,
        number=form.number,
        pack=pack.name,
        pack_sha256=pack.sha256,
    )
    return form


@use_case(Permission.RECORD_FORM, "fill in a screening form")
def answer(
    work: Work,
    by: By,
    form_id: UUID,
    answers: Mapping[str, str],
    *,
    confirmed: bool = False,
    card: str = "",
    zone: tzinfo = UTC,
) -> None:
    """Record what was asked or measured by hand, several items at once.

    On a form that corrects an earlier one, what is typed now belongs to the visit that it corrects.

    Args:
        work: the transaction.
        by: who, and when.
        form_id: an unsigned form.
        answers: field → text as typed (see ``clinicapp.services.clinic.answers.FIELDS``).
        confirmed: unusual values were confirmed.
        card: the card whose panel was saved: what ``by`` had typed there is no longer kept.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken; nothing is recorded.
    """
    refuse_if_signed(work, form_id)
    form = work.forms.get(form_id)
    typed, struck = taken_out(answers)
    if struck is not None:
        # First, so that what replaces it is not held against it.
        take_back(work, by, form_id, *struck)
    before = known(work, form, by.at, zone)
    checked = checked_answers(typed, confirmed=confirmed, known=before)
    when = moment_of_visit(work, form)
    for item, values in checked.items():
        told = dated(values, when, zone)
        work.forms.append(a_fact(by, form_id, FactKind.ANSWERED, item, told))
    if card:
        work.forms.drop_typed(form_id, card, by.actor.id)
    record(work, by, "form.answered", form_id, items=" ".join(sorted(answers)))


@use_case(Permission.RECORD_FORM, "choose actions on a screening form")
def set_action(work: Work, by: By, form_id: UUID, code: str, status: str) -> None:
    """Set an action to offered, accepted, declined or not_appropriate, or clear it again."""
    if status not in {"offered", "accepted", "declined", "not_appropriate", "cleared"}:
        raise Refused("An action is offered, accepted, declined or not appropriate; choose one.")
    refuse_if_signed(work, form_id)
    values = {"code": code, "status": status}
    work.forms.append(a_fact(by, form_id, FactKind.ACTION, code, values))
    record(work, by, "form.action", form_id, code=code, status=status)


@use_case(Permission.SIGN_FORM, "sign a screening form")
def sign(
    work: Work,
    by: By,
    form_id: UUID,
    pack: Pack,
    zone: tzinfo,
    packs: Mapping[str, Pack] | None = None,
) -> FormSnapshot:
    """Sign and so freeze a form.

    The signature keeps the pack with version and content hash, who had approved it, the record's
    hash, and the judgement itself: that is what the form is shown with from then on, whatever
    packs and rules later versions of the program have. The judgement's hash goes into the audit
    trail with the record's, so that neither can be changed unnoticed.

    Raises:
        Refused: something is left to do first; the sentence says how much.
    """
    refuse_if_signed(work, form_id)
    before = snapshot(work, form_id, pack, by.at, zone, packs)
    if before.left:
        raise Refused(
            f"This form cannot be signed yet: {len(before.left)} of its cards still need something."
        )
    if before.typed:
        authors = " and ".join(dict.fromkeys(each.actor_name for each in before.typed))
        raise Refused(
            f"Something was typed on this form and not saved, by {authors}; "
            "open its card, and save it or clear it."
        )
    digest = record_hash(before.record, before.contents)
    judged_by, judgement = before.pack, judgement_text(before.assessment)
    judgement_digest = hashlib.sha256(judgement.encode()).hexdigest()
    values = {
        "pack": judged_by.name,
        "pack_version": judged_by.version,
        "pack_sha256": judged_by.sha256,
        "pack_approver": judged_by.approver or "",
        "record_sha256": digest,
        "judgement": judgement,
        "judgement_sha256": judgement_digest,
    }
    work.forms.append(a_fact(by, form_id, FactKind.SIGNED, "", values))
    record(
        work,
        by,
        "form.signed",
        form_id,
        pack=judged_by.name,
        pack_sha256=judged_by.sha256,
        record_sha256=digest,
        judgement_sha256=judgement_digest,
    )
    return snapshot(work, form_id, pack, by.at, zone, packs)


@use_case(Permission.VIEW_PEOPLE, "look at a screening form")
def view_form(
    work: Work,
    by: By,
    form_id: UUID,
    pack: Pack,
    zone: tzinfo,
    packs: Mapping[str, Pack] | None = None,
) -> FormSnapshot:
    """A form as it stands now; that it was looked at goes into the audit trail."""
    found = snapshot(work, form_id, pack, by.at, zone, packs)
    record(work, by, "form.viewed", form_id)
    return found


def snapshot(
    work: Work,
    form_id: UUID,
    pack: Pack,
    at: datetime,
    zone: tzinfo,
    packs: Mapping[str, Pack] | None = None,
) -> FormSnapshot:
    """Fold, assess and source one form. For use inside a use case: it checks no permission.

    An open form is always judged by the pack that it was opened with, whatever the station uses
    now: ``pack`` is the station's own, ``packs`` has those that ship by name, any other is read
    from the text kept with the form. A signed form is not judged again: it is shown with the
    judgement that was signed.

    Raises:
        Refused: the form's pack is not to be had.
    """
    form = work.forms.get(form_id)
    person = work.people.get(form.person_id)
    if person is None:
        raise NotFound("The person of this form is not in this station's database; search again.")
    forms = work.forms.for_person(person.id)
    folded = {each.id: fold(work.forms.facts(each.id)) for each in forms}
    contents = folded[form_id]
    pack = pack_of_form(work, form, contents.signed, (pack, *(packs or {}).values()))
    versions = versions_of(forms, folded)
    root = next(each.root for each in versions if each.form.id == form_id)
    before = tuple(
        EarlierForm(
            form=each.form,
            on=each.root.opened_at.astimezone(zone).date(),
            contents=each.contents,
        )
        for each in sorted(versions, key=lambda each: each.root.opened_at)
        if each.stands and each.root.opened_at < root.opened_at
    )
    # A correction is judged for the day of the visit that it corrects.
    signed = folded[root.id].signed
    screening = record_of(
        form,
        person,
        contents,
        tuple(each.contents for each in before),
        (signed.at if signed else at).astimezone(zone).date(),
        zone,
        pack,
    )
    kept = contents.signed and contents.signed.values.get("judgement")
    assessment = judgement_of(kept) if kept else assess(screening, pack)
    filed = {fact.id: fact.reading_id for fact in contents.values if fact.reading_id}
    readings = work.readings.with_events(filed.values())
    return FormSnapshot(
        form=form,
        person=person,
        contents=contents,
        record=screening,
        assessment=assessment,
        pack=pack,
        left=things_left(assessment, contents),
        sources=MappingProxyType(
            {
                fact_id: _source(work, readings.get(reading_id), zone)
                for fact_id, reading_id in filed.items()
            }
        ),
        earlier=before,
        as_of=at,
        versions=versions,
        typed=() if contents.signed else work.forms.typed(form_id),
        namesakes=tuple(each for each in work.people.namesakes(person) if each.ward == person.ward),
    )


def _source(
    work: Work, found: tuple[StoredReading, tuple[ReadingEvent, ...]] | None, zone: tzinfo
) -> Source:
    if found is None:
        raise NotFound("A reading of this form is missing from the database; check the database.")
    reading, events = found
    judged = _last(events, ReadingEventKind.JUDGED)
    used = _last(events, ReadingEventKind.USED_WITH_REASON)
    asset, state = locate(work, reading, zone)
    return Source(
        reading=reading,
        asset=asset,
        state=state,
        codes=judged.codes if judged else (),
        # An override that was given beforehand has its reason in the judgement.
        reason=used.reason if used else judged.reason if judged else None,
    )


def _last(events: tuple[ReadingEvent, ...], kind: ReadingEventKind) -> ReadingEvent | None:
    return next((event for event in reversed(events) if event.kind is kind), None)


def refuse_if_signed(work: Work, form_id: UUID) -> None:
    """Refuse to add anything to a form that is signed. For use inside a use case."""
    work.forms.get(form_id)
    if fold(work.forms.facts(form_id)).signed is not None:
        raise Refused("This form is signed; open the person again to start a new form.")


def a_fact(by: By, form_id: UUID, kind: FactKind, item: str, values: Mapping[str, str]) -> FormFact:
    """A new fact of somebody who acts now."""
    return FormFact(
        id=uuid7(),
        form_id=form_id,
        kind=kind,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        item=item,
        values=MappingProxyType(dict(values)),
    )


__all__ = [
    "EarlierForm",
    "FormSnapshot",
    "Source",
    "a_fact",
    "answer",
    "open_form",
    "record_hash",
    "refuse_if_signed",
    "set_action",
    "sign",
    "snapshot",
    "view_form",
]
