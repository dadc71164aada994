"""What one device has measured in a stretch of time, and where each reading went.

Found by one index, however many readings there are (``ix_reading_events_of_asset``), and read by
the driver itself: a look-back may list thousands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

from clinicapp.store.columns import instant_of, instant_text, mapping_of, quantities_of
from clinicapp.store.form_rows import FORM_COLUMNS, FormRows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from clinicapp.domain.forms import Form
    from clinicapp.domain.observations import Quantity
    from clinicapp.store.session import Session

CLOCKS: Final = timedelta(days=1)
"""A reading is judged after it was measured, but for what clocks may differ by."""

# The condition of the partial index stands here word for word, so that it is used. What is measured
# at an unknown time may be of any time before it came, so nothing that came later is left out.
SQL: Final = """
SELECT e.reading_id, r.kind, r.quantities, r.measured_at, e.at,
    (SELECT f.kind || ' ' || coalesce(f.form_id, '') FROM reading_events f
     WHERE f.reading_id = e.reading_id AND f.kind <> 'judged' ORDER BY f.seq DESC LIMIT 1),
    e.person_id
FROM reading_events e JOIN readings r ON r.id = e.reading_id
WHERE e.asset_id = ? AND e.kind = 'judged' AND e.at >= ?
    AND r.duplicate_of IS NULL AND r.control = 0
    AND (r.measured_at IS NULL AND e.at > ? OR r.measured_at > ? AND r.measured_at <= ?)
ORDER BY e.at
"""
_BODIES: Final = (
    "SELECT p.person_id, f.form_id, f.item, f.content, f.reading_id, "
    "coalesce(r.measured_at, f.at) FROM forms p JOIN form_facts f ON f.form_id = p.id "
    "LEFT JOIN readings r ON r.id = f.reading_id "
    "WHERE f.item IN ('weight', 'height') AND f.kind IN ('answered', 'filed')"
)
_AMOUNTS: Final = {"weight": "weight_kg", "height": "height_cm"}
_AT_ONCE: Final = 900
"""SQLite takes at least so many parameters."""
_EVER: Final = "0001-01-01T00:00:00.000000Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReading:
    """A reading as a look-back lists it.

    ``at`` is when it was measured, or received where that is not known (``at_known``). ``form_id``
    was armed for when it came, if it went onto no form.
    """

    reading_id: UUID
    kind: str
    quantities: tuple[Quantity, ...]
    at: datetime
    at_known: bool
    form_id: UUID | None
    person_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFact:
    """A weight in kg (``weighs``) or a height in cm on a form, and the reading that it came from.

    ``at`` is when it was measured, as near as the form says.
    """

    form_id: UUID
    weighs: bool
    amount: Decimal
    reading_id: UUID | None
    at: datetime


class DeviceReadings:
    """Reads them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def between(
        self, asset_id: UUID, since: datetime | None, until: datetime
    ) -> tuple[DeviceReading, ...]:
        """Every reading of an asset measured after ``since`` up to ``until``, in order of arrival.

        Repeated deliveries and results of controls are left out. One whose time is not known is
        listed if it came after ``since``.
        """
        after = _EVER if since is None else instant_text(since)
        came_after = _EVER if since is None else instant_text(since - CLOCKS)
        rows = self._session.run(SQL, (asset_id.hex, came_after, after, after, instant_text(until)))
        found: dict[str, DeviceReading] = {}
        seen: dict[str, tuple[Quantity, ...]] = {}
        for reading_id, kind, quantities, measured_at, came_at, last, person_id in rows:
            if reading_id in found:
                continue
            values = seen.get(quantities)
            if values is None:
                values = seen[quantities] = quantities_of(quantities)
            found[reading_id] = DeviceReading(
                reading_id=UUID(reading_id),
                kind=kind,
                quantities=values,
                at=instant_of(measured_at or came_at),
                at_known=measured_at is not None,
                form_id=_form_of(last),
                person_id=None if person_id is None else UUID(person_id),
            )
        return tuple(found.values())

    def forms(self, form_ids: Iterable[UUID]) -> dict[UUID, Form]:
        """These forms by their ids."""
        wanted = [form_id.hex for form_id in form_ids]
        read = FormRows()
        found: dict[UUID, Form] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            for row in self._session.run(
                f"SELECT {FORM_COLUMNS} FROM forms WHERE id IN ({marks})",  # noqa: S608 - our own
                some,
            ):
                form = read.form(row)
                found[form.id] = form
        return found

    def bodies(self, person_ids: Iterable[UUID]) -> dict[UUID, tuple[BodyFact, ...]]:
        """What people's forms say of their heights and weights, also what was taken back."""
        wanted = [person_id.hex for person_id in person_ids]
        found: dict[UUID, list[BodyFact]] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            for row in self._session.run(f"{_BODIES} AND p.person_id IN ({marks})", some):
                person, form, item, content, reading, at = row
                amount = mapping_of(content).get(_AMOUNTS[item])
                if amount is not None:
                    found.setdefault(UUID(person), []).append(
                        BodyFact(
                            form_id=UUID(form),
                            weighs=item == "weight",
                            amount=Decimal(amount),
                            reading_id=None if reading is None else UUID(reading),
                            at=instant_of(at),
                        )
                    )
        return {person: tuple(facts) for person, facts in found.items()}


def _form_of(last: str | None) -> UUID | None:
    """The form that a reading is on after the last thing that happened to it."""
    kind, _space, form_id = (last or "").partition(" ")
    return UUID(form_id) if kind in ("filed", "used_with_reason") and form_id else None
