"""Control facts that were judged, remembered: a reading asks for its analyser's controls each time.

The tables only grow, so their last rows say whether anything was added. What was added is judged
after what was judged already (``domain.quality.replay.Replay``); ten years of controls are read and
judged once, when an analyser is first asked about. A row that is not there any more was taken back
with its transaction: then everything is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clinicapp.domain.quality.replay import ControlEntry, ControlEvent, Replay
from clinicapp.domain.quality.state import note_excluded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.quality.lots import LotUses
    from clinicapp.domain.quality.state import QualityFacts

End = tuple[int, str] | None
"""The last row of a table: its number and its id as it is stored; None where there is none."""


@dataclass(slots=True)
class Kept:
    """One analyser: what was judged, and what came since (``new``).

    ``beside`` is what stands beside the results, with the ``uses`` of its lots; None while it has
    to be read again. ``facts`` are everything as it was given out last, good while they are
    ``fresh``, and None where there is nothing.
    """

    new: list[ControlEntry | ControlEvent]
    replay: Replay = field(default_factory=Replay)
    events: list[ControlEvent] = field(default_factory=list)
    lots: set[UUID] = field(default_factory=set)
    excluded: dict[UUID, datetime] = field(default_factory=dict)
    uses: LotUses | None = None
    beside: QualityFacts | None = None
    facts: QualityFacts | None = None
    fresh: bool = False

    def note_new(self) -> None:
        """Note what the new facts name: their lots, and what happened beside the results."""
        for fact in self.new:
            if isinstance(fact, ControlEntry):
                self.lots.add(fact.lot_id)
            else:
                self.events.append(fact)
                note_excluded(self.excluded, fact)


class JudgedControls:
    """What one connection remembers, by asset; ``beside`` and ``judged`` are the last rows seen."""

    def __init__(self) -> None:
        self.beside: tuple[End, ...] = ()
        self.judged: tuple[End, ...] = ()
        self.kept: dict[UUID, Kept] = {}

    def beside_changed(self) -> None:
        """A lot, a vial, a plan or an external round was added somewhere."""
        for each in self.kept.values():
            each.beside, each.fresh = None, False

    def came(self, facts: Iterable[ControlEntry | ControlEvent]) -> None:
        """Results, corrective actions and exclusions were added."""
        for fact in facts:
            kept = self.kept.get(fact.asset_id)
            if kept is not None:
                kept.new.append(fact)
                kept.fresh = False
