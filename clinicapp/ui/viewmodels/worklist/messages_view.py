"""The hospital's messages that wait for a decision, as frozen values in words."""

from dataclasses import dataclass

from clinicapp.ui.viewmodels.entry_view import EntrySpec


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message.

    Attributes:
        key: What ``entry_requested`` reports.
        who: "EXAMPLE, Amara", or "Nobody is named".
        identity: "born 14 Mar 1985 · 999 000 0018"; what it does not say is left out.
        what: "Admission", "Discharge", "Two records are one person's".
        when: "22 Nov 2026, 09:00".
        why: Why it waits, and what to do, in sentences.
        sender: Who sent it, "PAS, RXX at 192.0.2.7".
        raw: The message as it came, line by line.
        entry: The panel in which it is decided.
    """

    key: str
    who: str
    identity: str
    what: str
    when: str
    why: str
    sender: str
    raw: str
    entry: EntrySpec


@dataclass(frozen=True, slots=True)
class MessagesView:
    """The messages, newest first.

    Attributes:
        rows: Those that wait.
        sentence: How many wait, or that none does, or what is under way.
        trouble: Whether the sentence says that something went wrong.
    """

    rows: tuple[MessageRow, ...] = ()
    sentence: str = ""
    trouble: bool = False
