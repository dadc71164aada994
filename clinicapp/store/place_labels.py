"""The labels of places: which ward, site and room a GLN stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from clinicapp.domain.equipment.whereabouts import LabelledPlace
from clinicapp.store.columns import storable
from clinicapp.store.place_rows import PLACE_LABELS

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.store.session import Session


class PlaceLabels:
    """Every place that has a label."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, place: LabelledPlace, label_id: UUID, actor_id: UUID) -> None:
        """Say what place a label is on; an earlier place of the same label counts no more."""
        self._session.insert(
            PLACE_LABELS,
            id=label_id,
            gln=place.gln,
            ward=storable(place.ward),
            site=storable(place.site),
            location=storable(place.location),
            at=place.at,
            actor_id=actor_id,
            actor_name=storable(place.by),
        )

    def of(self, gln: str) -> LabelledPlace | None:
        """The place that a label is on, or None."""
        return next((each for each in self.every() if each.gln == gln), None)

    def every(self) -> tuple[LabelledPlace, ...]:
        """All places that have a label, by ward and room."""
        newest = select(func.max(PLACE_LABELS.c.seq)).group_by(PLACE_LABELS.c.gln)
        columns = PLACE_LABELS.c
        query = (
            select(PLACE_LABELS)
            .where(columns.seq.in_(newest), columns.ward != "")
            .order_by(columns.ward, columns.location, columns.gln)
        )
        return tuple(
            LabelledPlace(
                gln=row["gln"],
                ward=row["ward"],
                site=row["site"],
                location=row["location"],
                at=row["at"],
                by=row["actor_name"],
            )
            for row in self._session.rows(query)
        )
