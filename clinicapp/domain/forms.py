"""A screening form as facts: what was answered, filed, chosen and signed, folded into its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, tzinfo
    from uuid import UUID


class FactKind(StrEnum):
    """What can be appended to a form."""

    ANSWERED = "answered"
    """``item`` was asked, measured by hand or read elsewhere: ``values`` holds it."""
    FILED = "filed"
    """A device's reading fills ``item``; ``reading_id`` says which."""
    WITHDRAWN = "withdrawn"
    """The earlier fact ``target`` is taken back."""
    ACTION = "action"
    """``values``: ``code``, ``status`` (offered, accepted, declined, not_appropriate, cleared)."""
    DECLINED = "declined"
    """``item`` has no value: ``values`` holds why (see ``clinicapp.domain.absences.NoValue``)."""
    SIGNED = "signed"
    """The form is frozen; ``values`` holds the pack, its version and content hash, who had approved
    it, the record's hash, and the judgement itself (``judgement_keeping``) with its hash."""
    AMENDED = "amended"
    """The form corrects the signed one that it ``amends``; ``values`` holds the ``reason``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One screening form. ``number`` is printed on it; ``amends`` names the version it corrects.

    ``pack`` with ``pack_version`` and ``pack_sha256``, its content hash, are the rules it was
    opened with and is judged by; forms from before revision 0003 have the name only.
    """

    id: UUID
    number: str
    person_id: UUID
    pack: str
    opened_at: datetime
    opened_by: str
    version: int = 1
    amends: UUID | None = None
    pack_version: str | None = None
    pack_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFact:
    """One appended fact about a form.

    ``values`` are words and decimal text with the unit in the key (``systolic_mmhg``), exactly as
    they count for the form; the reading keeps what the device said.
    """

    id: UUID
    form_id: UUID
    kind: FactKind
    at: datetime
    actor_id: UUID
    actor_name: str
    item: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reading_id: UUID | None = None
    target: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedEntry:
    """What was typed into one card's entry panel and not saved: field → text, as it was typed.

    It is no fact about the person and is judged by nobody.
    """

    form_id: UUID
    card: str
    answers: Mapping[str, str]
    at: datetime
    actor_id: UUID
    actor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContents:
    """A form's facts, folded: what stands now.

    ``answers`` has the latest standing fact of each item that has one value; ``repeats`` all
    standing facts, oldest first, of the items that may have several (blood_pressure, glucose,
    hba1c, weight). ``actions`` maps an action's code to the fact that last set it. ``declined`` has
    the domains that were declined and for which nothing has been recorded since. ``taken_back`` has
    the values that were withdrawn, each with the fact that withdrew it. ``amended`` says why the
    form corrects another one.
    """

    answers: Mapping[str, FormFact]
    repeats: Mapping[str, tuple[FormFact, ...]]
    actions: Mapping[str, FormFact]
    declined: Mapping[str, FormFact]
    signed: FormFact | None
    last_fill: FormFact | None
    taken_back: tuple[tuple[FormFact, FormFact], ...] = ()
    amended: FormFact | None = None

    @property
    def values(self) -> tuple[FormFact, ...]:
        """Every standing value: what was answered, measured or filed."""
        repeated = tuple(fact for found in self.repeats.values() for fact in found)
        return (*self.answers.values(), *repeated)

    def of_reading(self, reading_id: UUID) -> FormFact | None:
        """The standing fact that a reading filled, or None."""
        return next((fact for fact in self.values if fact.reading_id == reading_id), None)


def taken_at(fact: FormFact) -> datetime:
    """When a fact's value was taken: by the device, or when it was answered."""
    taken = fact.values.get("taken_at")
    return datetime.fromisoformat(taken) if taken else fact.at


def day_of(fact: FormFact, zone: tzinfo) -> date:
    """The local day a fact's value was taken; of an answer, the day it was given."""
    return taken_at(fact).astimezone(zone).date()


REPEATED = frozenset({"blood_pressure", "glucose", "hba1c", "weight"})

_TAKES_UP: Final[Mapping[str, str]] = MappingProxyType(
    {
        "smoking": "smoking",
        "diet": "lifestyle",
        "activity": "lifestyle",
        "audit_c": "alcohol",
        "substances": "substances",
        "weight": "weight",
        "blood_pressure": "blood_pressure",
        "average_pressure": "blood_pressure",
        "glucose": "glucose",
        "hba1c": "glucose",
        "lipids": "lipids",
        "qrisk3": "lipids",
    }
)
"""Item → the domain that is no longer declined once a value of the item is recorded."""


def fold(facts: Iterable[FormFact]) -> FormContents:
    """Fold a form's facts, oldest first, into what stands now."""
    ordered = tuple(facts)
    withdrawn = {fact.target for fact in ordered if fact.kind is FactKind.WITHDRAWN}
    standing = [fact for fact in ordered if fact.id not in withdrawn]
    filled = [f for f in standing if f.kind in (FactKind.ANSWERED, FactKind.FILED)]
    repeats: dict[str, tuple[FormFact, ...]] = {}
    for fact in filled:
        if fact.item in REPEATED:
            repeats[fact.item] = (*repeats.get(fact.item, ()), fact)
    from_devices = [f for f in filled if f.kind is FactKind.FILED]
    signatures = [f for f in standing if f.kind is FactKind.SIGNED]
    return FormContents(
        answers=MappingProxyType({f.item: f for f in filled if f.item not in REPEATED}),
        repeats=MappingProxyType(repeats),
        actions=MappingProxyType(
            {f.values["code"]: f for f in standing if f.kind is FactKind.ACTION}
        ),
        declined=MappingProxyType(_still_declined(standing)),
        signed=signatures[-1] if signatures else None,
        last_fill=from_devices[-1] if from_devices else None,
        taken_back=_taken_back(ordered),
        amended=next((f for f in standing if f.kind is FactKind.AMENDED), None),
    )


def _taken_back(ordered: tuple[FormFact, ...]) -> tuple[tuple[FormFact, FormFact], ...]:
    by_id = {fact.id: fact for fact in ordered}
    return tuple(
        (by_id[fact.target], fact)
        for fact in ordered
        if fact.kind is FactKind.WITHDRAWN and fact.target in by_id
    )


def _still_declined(standing: Iterable[FormFact]) -> dict[str, FormFact]:
    """What was declined and not taken up since: a value that came later must never be hidden."""
    declined: dict[str, FormFact] = {}
    for fact in standing:
        if fact.kind is FactKind.DECLINED:
            declined[fact.item] = fact
        elif fact.kind in (FactKind.ANSWERED, FactKind.FILED):
            declined.pop(_TAKES_UP.get(fact.item, ""), None)
    return declined
