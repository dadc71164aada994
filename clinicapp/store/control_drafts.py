"""What is being typed into the panels of quality control and is not recorded yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from clinicapp.store.columns import mapping_json, mapping_of, storable
from clinicapp.store.control_rows import CONTROL_DRAFTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.staff import Actor
    from clinicapp.store.session import Session


class ControlDrafts:
    """Typing by analyser, panel and author; the newest text counts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(
        self, asset_id: UUID, panel: str, typed: Mapping[str, str], actor: Actor, at: datetime
    ) -> None:
        """Keep what somebody typed, in place of what they had typed there before."""
        self.drop(asset_id, panel, actor.id)
        self._session.insert(
            CONTROL_DRAFTS,
            asset_id=asset_id,
            panel=panel,
            actor_id=actor.id,
            actor_name=storable(actor.name),
            typed=mapping_json(typed),
            saved_at=at,
        )

    def drop(self, asset_id: UUID, panel: str, actor_id: UUID) -> None:
        """Forget what somebody typed into a panel."""
        drafts = CONTROL_DRAFTS.c
        self._session.execute(
            CONTROL_DRAFTS.delete().where(
                drafts.asset_id == asset_id, drafts.panel == panel, drafts.actor_id == actor_id
            )
        )

    def of(self, asset_id: UUID, actor_id: UUID) -> dict[str, Mapping[str, str]]:
        """What somebody typed about an analyser, by panel."""
        drafts = CONTROL_DRAFTS.c
        query = select(drafts.panel, drafts.typed).where(
            drafts.asset_id == asset_id, drafts.actor_id == actor_id
        )
        return {row["panel"]: mapping_of(row["typed"]) for row in self._session.rows(query)}
