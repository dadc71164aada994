"""The ward's progress: reading what it is worked out from, and noting that a table was exported.

Whoever may see the people of a ward may see how the ward gets on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.rules import packs_by_content

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinicapp.domain.lester.completeness import Measure
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.pack_choice import PackChoice
    from clinicapp.store.histories import KeptHistories
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    """What the figures of a ward are worked out from.

    Attributes:
        ward: Which; None for all.
        wards: Every ward that somebody is on, by name.
        packs: The rules that the forms were opened with.
        histories: People, their forms and their facts; iterate them off the database's thread.
    """

    ward: str | None
    wards: tuple[str, ...]
    histories: KeptHistories
    packs: PackChoice


def progress_facts(work: Work, by: By, ward: str | None, at_hand: Iterable[Pack]) -> ProgressFacts:
    """Read everything in one query a table; nothing is judged here, because a device may wait.

    It leaves no audit record: what is made of it are counts of months, which name nobody, and the
    panel beside the list of people asks for them by itself. Taking them away does leave one.

    Args:
        work: the transaction.
        by: who looks, and when.
        ward: which; None for all.
        at_hand: packs that need not be read, in the order in which they are preferred.

    Raises:
        NotAllowed: the actor may not see people.
    """
    by.actor.require(Permission.VIEW_PEOPLE, "look at the progress of a ward")
    histories = work.histories.read(ward)
    packs = packs_by_content(work, histories.packs, at_hand)
    return ProgressFacts(ward, work.histories.wards(), histories, packs)


@use_case(Permission.VIEW_PEOPLE, "export the progress of a ward")
def note_export(work: Work, by: By, ward: str | None, measure: Measure, months: int) -> None:
    """Note in the audit trail that the table is about to be written into a file."""
    record(work, by, "progress.exported", ward or "all wards", measure=measure.value, months=months)
