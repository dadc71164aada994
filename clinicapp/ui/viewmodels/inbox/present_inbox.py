"""The readings inbox in words: what waits, what was not understood, and the chosen one's detail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.if_used import red_if_used
from clinicapp.domain.lester.record import PersonFacts
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.domain.observations import ReadingStatus
from clinicapp.services.clinic.inbox import UNFINISHED
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView
from clinicapp.ui.viewmodels.inbox.inbox_view import (
    HeldFact,
    HeldView,
    InboxRow,
    InboxView,
    RefusedView,
    WhyKind,
)
from clinicapp.ui.viewmodels.inbox.present_held import present_held, present_inbox_row
from clinicapp.ui.viewmodels.inbox.present_past_checks import put_right_text, used_text
from clinicapp.ui.viewmodels.inbox.present_record import link_text
from clinicapp.ui.words.plain import (
    DOT,
    counted,
    moment_text,
    number_word,
    same_day_time_text,
    sentence_case,
)
from clinicapp.ui.words.rules import (
    RED,
    hba1c_rule,
    pressure_rule,
    random_rule,
    very_high_lipids,
    weight_rule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from clinicapp.domain.gate import GatePolicy
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.services.clinic.inbox import ReadingAtHand, Unread
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.ui.viewmodels.clinic.present_devices import DeviceGlance

SIGNED: Final = "This form is signed; open the person again to start a new form."
NOT_HELD: Final = (
    "It has not been judged, so it cannot be used from here; measure again, or discard it with a "
    "reason."
)
REFUSALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "truncated": "The message ended before it was complete.",
        "checksum": "The message was damaged on its way: its check sum does not agree.",
        "framing": "The message did not begin and end as this device's messages do.",
        "not_understood": "The message is not one that this device is known to send.",
        "special_required_value": "The device sent no number where there has to be one.",
        "device_error": "The device reported an error instead of a result.",
        "unstable": "The device was not steady when it measured.",
        UNFINISHED: "The message was received piece by piece and never came to its end.",
    }
)
_REFUSED_SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "truncated": "Cut short",
        "checksum": "Damaged on its way",
        "framing": "Not a whole message",
        "not_understood": "Unknown message",
        "special_required_value": "No number sent",
        "device_error": "Device reported an error",
        "unstable": "Not steady",
        UNFINISHED: "Never came to its end",
    }
)
_REFUSED_NEXT: Final = (
    "Nothing of it is on any form, and the bytes are kept. Measure again; if it happens again, "
    "tell the equipment lead."
)
_CATEGORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blood_pressure": "bp_monitor",
        "weight": "scale",
        "hba1c": "hba1c_analyser",
        "glucose": "glucose_meter",
        "lipids": "lipid_analyser",
    }
)
"""What else could measure it, when the device it came from is no asset."""


@dataclass(frozen=True, slots=True)
class Terms:
    """By what all is told: the gate's matrix, the pack, the ward's time zone and the moment."""

    policy: GatePolicy
    pack: Pack
    zone: tzinfo
    now: datetime


def present_inbox(
    readings: tuple[ReadingAtHand, ...],
    unread: tuple[Unread, ...],
    waiting: int,
    terms: Terms,
    *,
    selected_id: str = "",
    detail: HeldView | RefusedView | None = None,
) -> InboxView:
    """The page.

    Args:
        readings: those read so far, newest first.
        unread: bytes that gave no result.
        waiting: how many readings wait in all.
        terms: how they are told.
        selected_id: the row whose detail is shown.
        detail: that detail.
    """
    rows = [(each.reading.received_at, _row(each, terms)) for each in readings]
    rows += [(each.received_at, unread_row(each, terms)) for each in unread]
    rows.sort(key=lambda row: row[0], reverse=True)
    total = max(waiting, len(readings))
    return InboxView(
        title="Readings inbox",
        summary=_summary(total, len(unread)),
        rows=tuple(row for _at, row in rows),
        total=total + len(unread),
        selected_id=selected_id,
        detail=detail,
    )


def present_waiting(
    found: ReadingAtHand,
    terms: Terms,
    *,
    form: FormSnapshot | None = None,
    glances: tuple[DeviceGlance, ...] = (),
) -> HeldView:
    """The detail of a reading that waits.

    Args:
        found: the reading.
        terms: how it is told.
        form: the form that is open, if any: the reading could be used on it unless it is signed.
        glances: the devices of the room, for one to measure again with.
    """
    signed = form is not None and form.contents.signed is not None
    person = None if form is None or signed else form.person
    retake = retake_with(found, glances)
    view = present_held(
        found.reading,
        found.events,
        found.asset,
        found.state,
        terms.policy,
        terms.zone,
        now=terms.now,
        person=person,
        alike=form is not None and bool(form.namesakes),
        retake=retake,
    )
    use, now = view.use, terms.now.astimezone(terms.zone)
    used = used_text(found, terms.policy, now)
    use = replace(use, note=" ".join(part for part in (use.note, used) if part))
    put_right = put_right_text(found, terms.policy)
    why = " ".join(part for part in (view.why, put_right) if part)
    if found.status is ReadingStatus.NEW:
        use = replace(use, why_not=NOT_HELD)
    elif signed and found.status is ReadingStatus.HELD:
        use = replace(use, why_not=SIGNED)
    choice = view.retake
    if retake is not None and choice is not None and not retake.connected:
        choice = replace(choice, state="Not connected now")
    zone, rule = _zone(found, terms, None if person is None else form)
    return replace(
        view, why=why, use=use, retake=choice, zone=zone, zone_rule=rule, has_record=True
    )


def retake_with(found: ReadingAtHand, glances: tuple[DeviceGlance, ...]) -> DeviceGlance | None:
    """Another device for the same measurement that nothing speaks against; a connected one first.

    None for a control result, and when there is no such device.
    """
    observation = found.reading.observation
    if observation.control:
        return None
    own = None if found.asset is None else found.asset.id
    category = _CATEGORIES.get(observation.kind) if found.asset is None else found.asset.category
    ready = [
        glance
        for glance in glances
        if glance.standing.asset.category == category
        and glance.standing.asset.id != own
        and not glance.standing.state.reasons
    ]
    return min(ready, key=lambda glance: not glance.connected, default=None)


def retake_sentence(view: HeldView) -> str:
    """What to do now, once measuring again was chosen."""
    device = view.retake
    if device is None:
        return "No other device is ready; use the reading with a reason, or discard it."
    return (
        f"Measure again with {device.name} ({device.tag}). "
        "The reading that is held stays in the inbox until it is discarded."
    )


def present_unread(unread: Unread, terms: Terms) -> RefusedView:
    """The detail of bytes that gave no result."""
    said = f" The driver noted: {unread.detail.rstrip('.')}." if unread.detail else ""
    return RefusedView(
        reading_id=str(unread.id),
        title="Incomplete message" if unread.incomplete else "Not understood",
        facts=(
            HeldFact("Device", _sender(unread), strong=True),
            HeldFact("Link", link_text(unread.link, unread.address)),
            HeldFact("Received", moment_text(unread.received_at, terms.zone)),
            HeldFact("Length", counted(len(unread.raw), "byte")),
        ),
        why=refusal_sentence(unread.reason) + said,
        next_step=_REFUSED_NEXT,
        raw=unread.raw,
        has_record=True,
    )


def unread_row(unread: Unread, terms: Terms) -> InboxRow:
    """The same as one row."""
    today = terms.now.astimezone(terms.zone).date()
    return InboxRow(
        reading_id=str(unread.id),
        icon="circle-alert",
        value="Incomplete" if unread.incomplete else "Not understood",
        device=_sender(unread),
        time=same_day_time_text(unread.received_at, today, terms.zone),
        why=WhyKind.NOT_UNDERSTOOD,
        why_text=_REFUSED_SHORT.get(unread.reason, "No result in it"),
    )


def refusal_sentence(reason: str) -> str:
    """Why bytes gave no result; a reason that is new is read as words."""
    return REFUSALS.get(reason) or f"No result could be read: {reason.replace('_', ' ')}."


def _row(found: ReadingAtHand, terms: Terms) -> InboxRow:
    return present_inbox_row(
        found.reading, found.events, found.asset, terms.policy, terms.zone, now=terms.now
    )


def _sender(unread: Unread) -> str:
    if unread.device_serial:
        return f"Serial {unread.device_serial}"
    return f"Device at {unread.address}"


def _summary(waiting: int, unread: int) -> str:
    words = f"{number_word(waiting)} {'reading waits' if waiting == 1 else 'readings wait'}"
    return words if unread == 0 else f"{words}{DOT}{counted(unread, 'message')} not understood"


def _zone(
    found: ReadingAtHand, terms: Terms, form: FormSnapshot | None
) -> tuple[ChipView | None, str]:
    """``Red zone if used`` and the rule, if the value is in the red zone by itself."""
    observation = found.reading.observation
    if observation.control:
        return None, ""
    taken = (observation.measured_at or found.reading.received_at).astimezone(terms.zone).date()
    record = None if form is None else form.record
    # The form that it would join is judged by its own rules, whatever the ward uses by now.
    pack = terms.pack if form is None else form.pack
    red = red_if_used(observation, pack, taken, record)
    if red is None:
        return None, ""
    person = PersonFacts() if record is None else record.person
    match red.domain:
        case Domain.BLOOD_PRESSURE:
            rule = pressure_rule(pack)
        case Domain.WEIGHT:
            rule = weight_rule(person, pack)
        case Domain.LIPIDS:
            rule = very_high_lipids(red.why, pack)
        case _ if observation.kind == "hba1c":
            rule = hba1c_rule(pack)
        case _:
            rule = random_rule(pack)
    return ChipView(ChipKind.RED_ZONE, "Red zone if used"), sentence_case(rule.removeprefix(RED))
