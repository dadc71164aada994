"""What every document carries beside the form: whose paper it is, where and when it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Where and when a document is made.

    Attributes:
        trust: The trust's name, address and so on as set in Settings, lines parted by newlines.
        ward_phone: The ward's telephone number as set in Settings; empty if not set.
        station: The station's name.
        printed_at: When the document is made (aware).
        zone: The ward's time zone.
    """

    trust: str
    ward_phone: str
    station: str
    printed_at: datetime
    zone: tzinfo

    @property
    def trust_lines(self) -> tuple[str, ...]:
        """The trust's lines that are not empty."""
        return tuple(line.strip() for line in self.trust.splitlines() if line.strip())

    @property
    def author(self) -> str:
        """Who the document's properties name."""
        return next(iter(self.trust_lines), "clinicapp")
