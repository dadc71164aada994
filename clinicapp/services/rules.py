"""Rule packs: looked at, tried on the built-in cases, approved by name, made active on a ward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.approval import (
    NoApprovedRules,
    PackEvent,
    PackEventKind,
    WardRules,
    activation_on,
    approval_of,
)
from clinicapp.domain.pack_choice import PackChoice
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.typed_fields import AnswersRefused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

    from clinicapp.domain.forms import Form, FormFact
    from clinicapp.domain.lester.cases import CaseRun, Cases
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesStanding:
    """Everything about the rules at one moment.

    Attributes:
        packs: Those that ship with the program, then approved or active ones that do not any more.
        shipped: The content hashes of the former.
        events: Every decision, in order.
        wards: The wards that there are people or equipment on, and this station's own.
        today: The local day.
    """

    packs: tuple[Pack, ...]
    shipped: frozenset[str]
    events: tuple[PackEvent, ...]
    wards: tuple[str, ...]
    today: date


@use_case(Permission.APPROVE_PACK, "look at the rules")
def view_rules(
    work: Work, by: By, shipped: Iterable[Pack], ward: str, zone: tzinfo
) -> RulesStanding:
    """The packs with their approvals and where they are active; ``ward`` is the station's own."""
    packs = tuple(sorted(shipped, key=lambda pack: pack.name))
    hashes = frozenset(pack.sha256 for pack in packs)
    events = work.rules.events()
    decided = {event.sha256 for event in events}
    older = tuple(
        pack
        for kept in work.rules.kept()
        if kept.sha256 in decided - hashes and (pack := kept_pack(work, kept.sha256)) is not None
    )
    record(work, by, "rules.viewed", ward, packs=len(packs) + len(older))
    wards = {ward, *work.people.wards(), *work.assets.wards()}
    return RulesStanding(
        packs=(*packs, *older),
        shipped=hashes,
        events=events,
        wards=tuple(sorted(filter(None, wards))),
        today=by.at.astimezone(zone).date(),
    )


@use_case(Permission.APPROVE_PACK, "try the rules on the built-in cases")
def try_cases(work: Work, by: By, pack: Pack, cases: Cases) -> CaseRun:
    """Judge every built-in case by a pack."""
    # The rules are only loaded by whoever judges: no window waits for them.
    from clinicapp.domain.lester.cases import run_cases

    run = run_cases(cases, pack)
    record(
        work,
        by,
        "rules.cases_run",
        pack.name,
        version=pack.version,
        sha256=pack.sha256,
        cases_sha256=cases.sha256,
        passed=run.passed,
        failed=run.failed,
    )
    return run


@use_case(Permission.APPROVE_PACK, "approve rules")
def approve(work: Work, by: By, pack: Pack, cases: Cases, note: str) -> PackEvent:
    """Approve exactly this content by name, after the built-in cases have passed on it here.

    The cases are run again from the pack's text in this transaction, whatever a screen has shown.

    Raises:
        Refused: no note was given, a case fails, or it is approved already.
    """
    from clinicapp.domain.lester.cases import run_cases
    from clinicapp.domain.lester.pack_reading import pack_of_text

    note = _words(note, "note", "Write in a few words what you approve and why.")
    exact = pack_of_text(pack.text)
    if approval_of(work.rules.events(), exact.sha256) is not None:
        raise Refused(
            f"Version {exact.version} of {exact.title} is approved already; choose another pack."
        )
    run = run_cases(cases, exact)
    if run.bars_approval:
        raise Refused(
            f"{exact.title} cannot be approved: {run.failed} of {len(run.results)} built-in cases "
            "failed. Look at the failed cases, and report them."
        )
    work.rules.keep(exact, by.at)
    event = _event(
        by, PackEventKind.APPROVED, exact, note, cases_passed=run.passed, cases_sha256=cases.sha256
    )
    work.rules.append(event)
    record(
        work,
        by,
        "rules.approved",
        exact.name,
        version=exact.version,
        sha256=exact.sha256,
        cases_passed=run.passed,
        cases_sha256=cases.sha256,
    )
    return event


@use_case(Permission.APPROVE_PACK, "withdraw the approval of rules")
def withdraw_approval(work: Work, by: By, pack: Pack, note: str) -> PackEvent:
    """Take an approval back; wards that use the pack fall back to their station's settings.

    Forms that are open keep their rules: what was judged stays judged.

    Raises:
        Refused: no reason was given, or the pack is not approved.
    """
    note = _words(note, "note", "Write in a few words why the approval is withdrawn.")
    if approval_of(work.rules.events(), pack.sha256) is None:
        raise Refused(f"Version {pack.version} of {pack.title} is not approved; refresh the page.")
    event = _event(by, PackEventKind.WITHDRAWN, pack, note)
    work.rules.append(event)
    record(work, by, "rules.withdrawn", pack.name, version=pack.version, sha256=pack.sha256)
    return event


@use_case(Permission.APPROVE_PACK, "make rules active on a ward")
def activate(
    work: Work, by: By, pack: Pack, ward: str, active_from: date, zone: tzinfo, note: str = ""
) -> PackEvent:
    """Have a ward judge its new forms by an approved pack, from a day on.

    Raises:
        Refused: the pack is not approved, there is no ward, or the day is past.
    """
    ward = _words(ward, "ward", "Choose the ward that is to use these rules.")
    if approval_of(work.rules.events(), pack.sha256) is None:
        raise Refused(
            f"Version {pack.version} of {pack.title} is not approved, so no ward can use it; "
            "approve it first."
        )
    if active_from < by.at.astimezone(zone).date():
        sentence = (
            "Rules cannot become active on a day that is past, because forms of that day were "
            "judged already; choose today or a later day."
        )
        raise AnswersRefused({"active_from": sentence}, confirmable=False)
    event = _event(
        by, PackEventKind.ACTIVATED, pack, note.strip(), ward=ward, active_from=active_from
    )
    work.rules.append(event)
    record(
        work,
        by,
        "rules.activated",
        ward,
        pack=pack.name,
        version=pack.version,
        sha256=pack.sha256,
        active_from=active_from.isoformat(),
    )
    return event


def ward_rules(work: Work, ward: str, day: date, otherwise: Pack) -> WardRules:
    """What a ward's new forms are judged by on a local day.

    The active pack is read from the text that was kept when it was approved: a later version of
    the program changes nothing here. ``otherwise`` is the pack of the station's settings.
    """
    events = work.rules.events()
    active = activation_on(events, ward, day)
    if active is None:
        return WardRules(pack=otherwise, why_not=NoApprovedRules.NONE_ACTIVE)
    approval = approval_of(events, active.sha256)
    if approval is None:
        return WardRules(pack=otherwise, why_not=NoApprovedRules.WITHDRAWN)
    pack = otherwise if otherwise.sha256 == active.sha256 else kept_pack(work, active.sha256)
    if pack is None:
        return WardRules(pack=otherwise, why_not=NoApprovedRules.UNREADABLE)
    return WardRules(pack=pack, approval=approval, activation=active)


def pack_of_form(work: Work, form: Form, signed: FormFact | None, at_hand: Iterable[Pack]) -> Pack:
    """The rules that a form was opened with, and who had approved them when it was signed.

    A form from before the content of packs was kept has a name only, and its signature a version.

    Args:
        work: the transaction.
        form: the form.
        signed: its signature, or None.
        at_hand: packs that need not be read, in the order in which they are preferred.

    Raises:
        Refused: the rules are not to be had.
    """
    version = signed.values.get("pack_version") if signed is not None else None
    found = packs_by_content(work, (form.pack_sha256,), at_hand).of(form, version)
    sha256 = form.pack_sha256
    if sha256 is None:
        if found is not None:
            return found
        raise Refused(
            f"Form {form.number} is judged by the pack {form.pack}, which this program does not "
            "have in that version; ask your administrator to install it."
        )
    if found is None:
        raise Refused(
            f"The rules of form {form.number}, {form.pack} version {form.pack_version}, cannot be "
            "read by this version of the program; open the form with the version that signed it."
        )
    if signed is not None and "pack_approver" in signed.values:
        approver = signed.values["pack_approver"] or None
    else:
        approver = work.rules.approver(sha256)
    return found if approver == found.approver else replace(found, approver=approver)


def packs_by_content(
    work: Work, hashes: Iterable[str | None], at_hand: Iterable[Pack]
) -> PackChoice:
    """The packs at hand, and those of the other contents that are named, from their kept texts.

    Who has approved them is not looked up, since no judgement depends on it.
    """
    have = tuple(at_hand)
    wanted = set(hashes) - {None, *(pack.sha256 for pack in have)}
    kept = (kept_pack(work, sha256) for sha256 in wanted if sha256 is not None)
    return PackChoice((*have, *(pack for pack in kept if pack is not None)))


def kept_pack(work: Work, sha256: str) -> Pack | None:
    """The pack whose text is kept under a content hash; None if there is none that can be read."""
    text = work.rules.text(sha256)
    return None if text is None else _read(text)


@lru_cache(maxsize=16)
def _read(text: str) -> Pack | None:
    from clinicapp.domain.lester.pack_reading import PackError, pack_of_text

    try:
        return pack_of_text(text)
    except PackError:
        # Written for another version of the program, whose rules had other entries.
        return None


def _words(text: str, field: str, otherwise: str) -> str:
    if not text.strip():
        raise AnswersRefused({field: otherwise}, confirmable=False)
    return text.strip()


def _event(
    by: By,
    kind: PackEventKind,
    pack: Pack,
    note: str,
    *,
    ward: str | None = None,
    active_from: date | None = None,
    cases_passed: int | None = None,
    cases_sha256: str | None = None,
) -> PackEvent:
    return PackEvent(
        id=uuid7(),
        kind=kind,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        pack=pack.name,
        version=pack.version,
        sha256=pack.sha256,
        note=note,
        ward=ward,
        active_from=active_from,
        cases_passed=cases_passed,
        cases_sha256=cases_sha256,
    )
