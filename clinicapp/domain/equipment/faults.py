"""Faults: what is said of a piece when somebody reports one, and what has to be declared.

Sources: reference/equipment.md 1.1 (decontamination status is declared before inspection, service,
repair, loan or disposal), 1.7 (quarantine and report).
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import AssetEventKind, counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from clinicapp.domain.equipment.assets import AssetEvent


class FaultKind(StrEnum):
    """What is wrong."""

    WRONG_VALUES = "wrong_values"
    DOES_NOT_START = "does_not_start"
    SHOWS_ERROR = "shows_error"
    SENDS_NOTHING = "sends_nothing"
    DAMAGED = "damaged"
    DROPPED = "dropped"
    OTHER = "other"


class Decontamination(StrEnum):
    """What is declared before a piece leaves the hands of the ward."""

    CLEANED = "cleaned"
    NOT_NEEDED = "not_needed"
    """It has touched nobody and nothing that could infect."""
    NOT_DONE = "not_done"
    """It could not be cleaned; whoever gets it is told why."""


DECLARED_BEFORE: Final = frozenset(
    {
        AssetEventKind.SENT_FOR_REPAIR,
        AssetEventKind.LOANED,
        AssetEventKind.DISPOSED,
        AssetEventKind.HANDED_BACK,
    }
)

WHAT: Final = "what"
SAFE: Final = "safe"
LOT: Final = "lot"
YELLOW_CARD: Final = "yellow_card"
LFPSE: Final = "lfpse"
DECONTAMINATION: Final = "decontamination"
FIRM: Final = "by"
REFERENCE: Final = "reference"
LOAN_TO: Final = "loan_to"
LOAN_UNTIL: Final = "loan_until"
PAPERWORK: Final = "paperwork"
DATA_WIPED: Final = "data_wiped"

REPORTS: Final[Mapping[str, str]] = MappingProxyType({YELLOW_CARD: "Yellow Card", LFPSE: "LFPSE"})
"""Where a device's safety is reported in England; Scotland and Northern Ireland have other ways."""


def last_fault(events: Iterable[AssetEvent], until: datetime) -> AssetEvent | None:
    """The newest fault that counts, or None."""
    found = [
        each for each in counting(events) if each.kind is AssetEventKind.FAULT and each.at <= until
    ]
    return found[-1] if found else None
