"""The tools of a record that let a check wait for some days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.services.equipment.waivers import end_waiver, grant_waiver
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.equipment.present_waivers import end_panel, waiver_panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.ui.desks.asking import OpenPanel
    from clinicapp.ui.equipment.room import ToolPlace


def open_waiver(place: ToolPlace) -> None:
    """Let a check of the piece wait."""
    standing, backstage = place.record.standing, place.room.frame.questions.backstage
    asking = Asking(place.room.frame.questions, place.room.panels, place.changed)

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        asking.ask(panel, grant_waiver, standing.asset.id, answers, backstage.zone)

    today = backstage.now().astimezone(backstage.zone).date()
    asking.open(waiver_panel(standing.asset, standing.state, today), submit)


def open_end_waiver(place: ToolPlace) -> None:
    """End a waiver of the piece."""
    standing, backstage = place.record.standing, place.room.frame.questions.backstage
    asking = Asking(place.room.frame.questions, place.room.panels, place.changed)

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        asking.ask(panel, end_waiver, standing.asset.id, answers, backstage.zone)

    asking.open(end_panel(standing.asset, standing.state), submit)
