"""What happened to each value of the visit, from its last byte to the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clinicapp.backstage import Acknowledged, Arrived
from clinicapp.domain.observations import Observation
from clinicapp.placing import ReadingPlaced

if TYPE_CHECKING:
    from uuid import UUID

NANOSECONDS_PER_MS = 1_000_000


@dataclass(slots=True)
class Way:
    """One reading's way. Times are monotonic nanoseconds; None where it did not get that far.

    ``acknowledges`` is false for devices that no acknowledgement exists for.
    """

    observation: Observation
    driver: str
    link: str
    address: str
    acknowledges: bool
    last_byte_ns: int
    stored_ns: int
    acknowledged_ns: int | None = None
    placed: ReadingPlaced | None = None
    shown_ns: int | None = None

    def ms(self, at_ns: int | None) -> str | None:
        """Milliseconds since the last byte, one decimal; None if it never happened."""
        if at_ns is None:
            return None
        return f"{(at_ns - self.last_byte_ns) / NANOSECONDS_PER_MS:.1f}"


@dataclass(slots=True)
class Journal:
    """Listens to everything that happens; its methods are called on several threads, in order."""

    ways: dict[UUID, Way] = field(default_factory=dict)
    events: list[object] = field(default_factory=list)

    def note(self, event: object) -> None:
        """Note an event from behind the window."""
        self.events.append(event)
        match event:
            case Arrived():
                self._arrived(event)
            case Acknowledged(reading_ids=ids, at_ns=at_ns):
                for reading_id in ids:
                    self.ways[reading_id].acknowledged_ns = at_ns
            case ReadingPlaced() if event.placed.reading.id in self.ways:
                self.ways[event.placed.reading.id].placed = event
            case _:
                pass

    def shown(self, reading_id: UUID, at_ns: int) -> None:
        """Note that a reading's card has been painted."""
        self.ways[reading_id].shown_ns = at_ns

    def _arrived(self, event: Arrived) -> None:
        delivery = event.delivery
        for item in delivery.items:
            if isinstance(item, Observation):
                self.ways[item.id] = Way(
                    observation=item,
                    driver=delivery.driver,
                    link=delivery.link,
                    address=delivery.address,
                    acknowledges=event.acknowledges,
                    last_byte_ns=event.last_byte_ns,
                    stored_ns=event.stored_ns,
                )
