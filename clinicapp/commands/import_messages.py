"""``clinicapp import messages``: what the hospital's system sent and a person has to decide on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from clinicapp.commands.here import signed_in
from clinicapp.domain.caseload.kinds import MessageDecision
from clinicapp.domain.errors import Refused
from clinicapp.services.clinic.admission_messages import decide, waiting_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.store.admissions import StoredMessage


def run(
    write: Callable[[str], None],
    *,
    handled: str | None,
    set_aside: str | None,
    reason: str,
    as_json: bool,
) -> int:
    """List what waits, or record a decision about one message.

    Raises:
        Refused: there is no such message, it does not wait, or no reason was given.
    """
    with signed_in() as here:
        if handled or set_aside:
            chosen = MessageDecision.HANDLED if handled else MessageDecision.SET_ASIDE
            message_id = _id_of(handled or set_aside or "")
            here.database.run(lambda work: decide(work, here.by, message_id, chosen, reason))
            write("The decision is recorded.")
            return 0
        found = here.database.run(lambda work: waiting_messages(work, here.by))
    for message in found:
        write(_as_json(message) if as_json else _as_words(message))
    if not found and not as_json:
        write("No message waits for anybody.")
    return 0


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            f"{text!r} is no message's id; copy it from 'clinicapp import messages'."
        ) from None


def _as_words(message: StoredMessage) -> str:
    event = message.event or "unknown"
    return f"{message.id}  {message.received_at:%Y-%m-%d %H:%M} UTC  {event}  {message.reason}"


def _as_json(message: StoredMessage) -> str:
    return json.dumps(
        {
            "id": str(message.id),
            "received_at": message.received_at.isoformat(),
            "sender": message.sender,
            "control_id": message.control_id,
            "event": message.event,
            "outcome": message.outcome.value,
            "reason": message.reason,
            "raw": message.raw.hex(),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
