"""The hospital's messages that wait, in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.caseload.admissions import INTENTS, Intent
from clinicapp.domain.identity import IDENTIFIERS_NEEDED, Identifier
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.worklist.messages_view import MessageRow, MessagesView
from clinicapp.ui.words.held import IDENTIFIERS
from clinicapp.ui.words.plain import DOT, day_text, moment_text, number_word, sentence_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.people import Person
    from clinicapp.services.clinic.admission_messages import MessageAtHand

DECISION: Final = "decision"
REASON: Final = "reason"
IDENTIFIER: Final = tuple(f"identifier_{number + 1}" for number in range(IDENTIFIERS_NEEDED))
APPLY: Final = "apply "
"""Before the id of the person that a message is applied to."""
NEW: Final = "new"
HANDLED: Final = "handled"
SET_ASIDE: Final = "set_aside"
NONE_WAITS: Final = "No message of the hospital waits for a decision."
_WHAT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A01": "Admission",
        "A02": "Transfer",
        "A03": "Discharge",
        "A08": "Changed particulars",
        "A11": "Admission cancelled",
        "A13": "Discharge cancelled",
        "A28": "New record",
        "A31": "Changed particulars",
        "A40": "Two records are one person's",
    }
)


def waiting_words(count: int) -> str:
    """``Two messages from the hospital wait for a decision.``; empty for none."""
    if count == 0:
        return ""
    one = "message from the hospital waits" if count == 1 else "messages from the hospital wait"
    return f"{number_word(count)} {one} for a decision."


def present_messages(found: tuple[MessageAtHand, ...], zone: tzinfo) -> MessagesView:
    """What the dialog shows of them; ``zone`` is the ward's."""
    return MessagesView(
        rows=tuple(_row(each, zone) for each in found),
        sentence=waiting_words(len(found)) or NONE_WAITS,
    )


def _row(found: MessageAtHand, zone: tzinfo) -> MessageRow:
    stored, entry = found.stored, found.said.entry
    event = found.said.event or stored.event
    what = _WHAT.get(event, f"Event {event}" if event else "Not understood")
    who, identity = "Nobody is named", ""
    if entry is not None:
        who = f"{entry.family_name.upper()}, {entry.given_name}"
        number = entry.nhs_number.label if entry.nhs_number is not None else ""
        identity = DOT.join(part for part in (f"born {day_text(entry.born)}", number) if part)
    where = f", {found.said.ward}" if found.said.ward else ""
    program, _, place = stored.sender.partition("|")
    sender = ", ".join(part for part in (program, place) if part)
    return MessageRow(
        key=str(stored.id),
        who=who,
        identity=identity,
        what=f"{what}{where}",
        when=moment_text(found.said.occurred_at or stored.received_at, zone),
        why=stored.reason,
        sender=f"{sender} at {stored.address}" if sender else stored.address,
        raw=_readable(stored.raw),
        entry=_panel(found, who),
    )


def _readable(raw: bytes) -> str:
    """The message a segment a line; every other control character is shown as what it is."""
    lines = raw.decode("utf-8", "backslashreplace").replace("\r\n", "\r").split("\r")
    return "\n".join(
        "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in line)
        for line in lines
    ).strip("\n")


def _panel(found: MessageAtHand, who: str) -> EntrySpec:
    options = [OptionView(f"{APPLY}{each.id}", _apply_words(each)) for each in found.candidates]
    if found.may_be_new:
        options.append(OptionView(NEW, f"Add {who} as somebody who is not on the list yet"))
    can_apply = bool(options)
    options += [
        OptionView(HANDLED, "It is dealt with: I have corrected the list by hand"),
        OptionView(SET_ASIDE, "Set it aside: nothing is to be done about it"),
    ]
    identifiers = tuple(
        OptionView(e.value, sentence_case(words)) for e, words in IDENTIFIERS.items()
    )
    merge = INTENTS.get(found.said.event) is Intent.MERGE
    fields = [
        FieldSpec(DECISION, "What is to become of it?", FieldKind.CHOICE, options=tuple(options))
    ]
    if can_apply:
        fields += [
            FieldSpec(
                key,
                words,
                FieldKind.CHOICE,
                options=identifiers,
                help_text="Where it is applied: compare it with the wristband or the record.",
            )
            for key, words in zip(
                IDENTIFIER, ("First identifier compared", "Second identifier compared"), strict=True
            )
        ]
    fields.append(
        FieldSpec(
            REASON,
            "Why?",
            FieldKind.TEXT,
            help_text="Needed unless the message is applied; it is kept with your name.",
        )
    )
    intro = "Two records are never joined by the program. " if merge else ""
    return EntrySpec(
        card="message",
        title=f"Decide on the message about {who}"
        if who[:6] != "Nobody"
        else "Decide on the message",
        fields=tuple(fields),
        intro=f"{intro}{found.stored.reason}{_meant(found.candidates)}",
        submit="Record the decision",
    )


def _apply_words(person: Person) -> str:
    return f"Apply it to {person.display_name}, born {day_text(person.born)}"


def _meant(candidates: tuple[Person, ...]) -> str:
    """Who may be meant, with all that tells them apart: a choice has no room for it."""
    found = []
    for each in candidates:
        number = each.nhs_number.spaced if each.nhs_number is not None else "not known"
        place = f"on {each.ward}" if each.in_care else "has left"
        born = day_text(each.born)
        found.append(f"{each.display_name}, born {born}, NHS number {number}, {place}")
    return f" It may be meant: {'; or '.join(found)}." if found else ""


def wrong_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """What is missing, with a sentence beside its field; empty when it can be decided."""
    choice = answers.get(DECISION, "")
    if not choice:
        return {DECISION: "Choose what is to become of the message."}
    if choice in (HANDLED, SET_ASIDE):
        missing = "Write in a few words why; it is kept with the message."
        return {} if answers.get(REASON, "").strip() else {REASON: missing}
    first, second = (answers.get(key, "") for key in IDENTIFIER)
    errors = {
        key: "Choose what you have compared."
        for key, answer in zip(IDENTIFIER, (first, second), strict=True)
        if not answer
    }
    if first and first == second:
        errors[IDENTIFIER[1]] = "Compare another identifier than the first."
    return errors


def compared(answers: Mapping[str, str]) -> frozenset[Identifier]:
    """The identifiers that were compared."""
    return frozenset(Identifier(answers[key]) for key in IDENTIFIER if answers.get(key))
