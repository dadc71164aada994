"""Letting a lapsed check of a device wait for some days, by a named person and with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.equipment.waivers import (
    MOST_DAYS,
    OF_CHECK,
    REASON,
    UNTIL,
    WAIVABLE,
    last_day,
)
from clinicapp.domain.errors import NotAllowed, NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, use_case
from clinicapp.services.equipment.assets import append_event
from clinicapp.services.equipment.controls import state_with_controls
from clinicapp.services.typed_fields import TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.asset_state import CheckState
    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.domain.equipment.checks import Check
    from clinicapp.store.work import Work

_DOING = "let a check of equipment wait"


@use_case(Permission.MANAGE_EQUIPMENT, _DOING)
def grant_waiver(
    work: Work, by: By, asset_id: UUID, answers: Mapping[str, str], zone: tzinfo
) -> AssetEvent:
    """Let one check wait until a day, ``waivers.MOST_DAYS`` days ahead at most.

    Args:
        work: the transaction.
        by: who grants it, and when.
        asset_id: the device.
        answers: ``check`` (one of ``waivers.WAIVABLE``), ``until`` (a day) and ``reason``, as
            typed.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: a field cannot be taken.
        Refused: the device is out of use for good.
        NotAllowed: a badge or a PIN alone let the person in (equipment reference, 5.5).
    """
    _signed_in_fully(by)
    typed = TypedFields(answers)
    today = by.at.astimezone(zone).date()
    check = next((c for c in WAIVABLE if c.value == answers.get("check")), None)
    if check is None:
        typed.wrong("check", "Choose which check is to wait.")
    else:
        _refuse_what_cannot_wait(typed, _check(work, by, asset_id, check, zone))
    until = typed.day("until", "Enter the last day on which it may wait.")
    if until is not None and not today <= until <= last_day(today):
        typed.wrong(
            "until", f"Enter a day from today to {MOST_DAYS} days ahead; no waiver lasts longer."
        )
    reason = typed.text("reason", "Say why it may wait; this is shown with the device.")
    typed.check()
    if check is None or until is None:
        raise Refused("Choose which check is to wait, and until when.")
    details = {OF_CHECK: check.value, UNTIL: until.isoformat(), REASON: reason}
    return append_event(work, by, asset_id, AssetEventKind.WAIVED, by.at, "", details)


@use_case(Permission.MANAGE_EQUIPMENT, _DOING)
def end_waiver(
    work: Work, by: By, asset_id: UUID, answers: Mapping[str, str], zone: tzinfo
) -> AssetEvent:
    """End a waiver before its day.

    Args:
        work: the transaction.
        by: who, and when.
        asset_id: the device.
        answers: ``check`` and ``reason``, as typed.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: no such waiver holds, or there is no reason.
    """
    typed = TypedFields(answers)
    check = next((c for c in WAIVABLE if c.value == answers.get("check")), None)
    state = None if check is None else _check(work, by, asset_id, check, zone)
    if check is None or state is None or state.waived_until is None:
        typed.wrong("check", "No waiver of that check holds now; refresh the record.")
    reason = typed.text("reason", "Say why it ends.")
    typed.check()
    details = {OF_CHECK: "" if check is None else check.value, REASON: reason}
    return append_event(work, by, asset_id, AssetEventKind.WAIVER_ENDED, by.at, "", details)


def _refuse_what_cannot_wait(typed: TypedFields, state: CheckState | None) -> None:
    if state is None:
        typed.wrong("check", "This device has no plan for that check, so nothing waits.")
    elif state.failed_at is not None:
        typed.wrong("check", "That check failed, and a failed check never waits; repeat it.")


def _check(work: Work, by: By, asset_id: UUID, check: Check, zone: tzinfo) -> CheckState | None:
    facts = work.assets.facts(asset_id)
    if facts is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    return state_with_controls(work, facts, by.at.astimezone(zone)).check(check)


def _signed_in_fully(by: By) -> None:
    if not by.actor.full:
        raise NotAllowed(
            f"To {_DOING}, sign in with your user name and password: press F12, then F2."
        )
