"""Results of one order that make one thing are one reading.

HbA1c in both its units, the lipids of a panel, the pressures of one inflation with the pulse that
was counted meanwhile. What is already there (a second systolic) begins another reading, and so does
another time or another operator. Used for HL7 v2 and POCT1-A.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from drivers.readings import DeviceTime, Kind, NotUnderstood, Value

_TOGETHER: Final = frozenset({Kind.HBA1C, Kind.LIPIDS, Kind.BLOOD_PRESSURE})
_PRESSURES: Final = ("systolic_", "diastolic_")


@dataclass(slots=True, kw_only=True)
class Draft:
    """A result, and those that joined it; it becomes one reading."""

    kind: Kind
    values: tuple[Value, ...]
    flags: tuple[str, ...] = ()
    taken_at: DeviceTime | None = None
    operator_ref: str | None = None
    joins: tuple[Kind, ...] = ()
    fields: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Know which fields are taken."""
        self.fields.update(value.field for value in self.values)

    def takes(self, other: Draft) -> bool:
        """Whether ``other`` was measured with this one, and nothing of it is here already."""
        return (
            other.operator_ref in (None, self.operator_ref)
            and (other.taken_at is None or self.taken_at in (None, other.taken_at))
            and not self.fields & other.fields
        )

    def take(self, other: Draft) -> None:
        """Take in another result."""
        self.values += other.values
        self.fields |= other.fields
        self.flags = tuple(dict.fromkeys(self.flags + other.flags))
        self.taken_at = self.taken_at or other.taken_at

    @property
    def whole(self) -> bool:
        """False for a blood pressure of which one of the two pressures is missing."""
        if self.kind is not Kind.BLOOD_PRESSURE:
            return True
        return all(any(name.startswith(stem) for name in self.fields) for stem in _PRESSURES)


def join(items: Iterable[Draft | NotUnderstood]) -> list[Draft | NotUnderstood]:
    """The readings that the results of one order make, in the order of their first results.

    What was not understood keeps its place among them.
    """
    found: list[Draft | NotUnderstood] = []
    late: list[Draft] = []
    for item in items:
        if isinstance(item, NotUnderstood):
            found.append(item)
        elif item.joins:
            # A pulse may come before the pressures it belongs to.
            late.append(item)
        elif item.kind not in _TOGETHER or not _placed(found, item, (item.kind,)):
            found.append(item)
    found += [item for item in late if not _placed(found, item, item.joins)]
    return found


def _placed(found: Sequence[Draft | NotUnderstood], draft: Draft, kinds: tuple[Kind, ...]) -> bool:
    for kind in kinds:
        for other in found:
            if isinstance(other, Draft) and other.kind is kind and other.takes(draft):
                other.take(draft)
                return True
    return False
