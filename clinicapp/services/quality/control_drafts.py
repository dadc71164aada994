"""Keeping what is typed about controls, so that neither Escape nor a lock nor a crash loses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.errors import NotFound
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from clinicapp.store.work import Work


@use_case(Permission.VIEW_EQUIPMENT, "keep what was typed about a control")
def keep_typed(work: Work, by: By, asset_id: UUID, panel: str, answers: Mapping[str, str]) -> None:
    """Keep what was typed into a panel of an analyser, as it was typed and whatever it is.

    Without any text, what ``by`` had typed there before is forgotten. What others typed stays.

    Raises:
        NotFound: there is no such analyser.
    """
    if work.assets.get(asset_id) is None:
        raise NotFound("That analyser is not in this database; refresh the equipment list.")
    typed = {field: text for field, text in answers.items() if text}
    if typed:
        work.control_drafts.keep(asset_id, panel, typed, by.actor, by.at)
    else:
        work.control_drafts.drop(asset_id, panel, by.actor.id)
    record(work, by, "control.typed", asset_id, panel=panel, fields=len(typed))
