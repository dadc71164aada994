"""The tools of a record that accept it, put it in use, correct it and move it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from clinicapp.services.equipment.asset_entry import (
    add_asset,
    answers_of,
    change_asset,
    move_asset,
    note_typed,
)
from clinicapp.services.equipment.equipment_list import all_listed
from clinicapp.services.equipment.plan_entry import plan_typed
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.equipment.present_asset_entry import (
    add_panel,
    change_panel,
    many_panel,
    many_values,
    move_panel,
    plan_panel,
    step_panel,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clinicapp.domain.equipment.assets import Asset, AssetEventKind
    from clinicapp.domain.equipment.listing import ListFilter
    from clinicapp.ui.desks.asking import OpenPanel
    from clinicapp.ui.equipment.room import EquipmentRoom, ToolPlace


def open_add(room: EquipmentRoom, wards: tuple[str, ...]) -> None:
    """Add a piece of equipment, and show its record."""
    tag = [""]
    asking = Asking(room.frame.questions, room.panels, lambda: room.open_asset(tag[0]))
    zone = room.frame.questions.backstage.zone

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        tag[0] = answers.get("tag", "").strip()
        asking.ask(panel, add_asset, answers, zone)

    asking.open(add_panel(room.frame.ward, wards), submit)


def open_change(place: ToolPlace) -> None:
    """Correct what is recorded of the piece."""
    asset, asking = place.record.standing.asset, _asking(place)
    part_of = place.record.part_of
    zone = place.room.frame.questions.backstage.zone

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        asking.ask(panel, change_asset, asset, answers, zone)

    whole = "" if part_of is None else part_of.tag
    asking.open(change_panel(asset, answers_of(asset), whole), submit)


def open_move(place: ToolPlace) -> None:
    """Give the piece to another ward, or put it elsewhere."""
    asset, asking = place.record.standing.asset, _asking(place)
    zone = place.room.frame.questions.backstage.zone

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        asking.ask(panel, move_asset, asset, answers, zone)

    asking.open(move_panel(asset, (asset.ward,), _today(place.room)), submit)


def open_step(place: ToolPlace, kind: AssetEventKind) -> None:
    """Record a step in the life of the piece."""
    asset, asking = place.record.standing.asset, _asking(place)
    zone = place.room.frame.questions.backstage.zone

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        asking.ask(panel, note_typed, asset, kind, answers, zone)

    asking.open(step_panel(asset, kind, _today(place.room)), submit)


def open_plans(place: ToolPlace) -> None:
    """Show which check plans hold for the piece, and change them."""
    asset, asking = place.record.standing.asset, _asking(place)

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        asking.ask(panel, plan_typed, asset, answers)

    asking.open(plan_panel(asset, place.record.plans), submit)


def open_many(
    room: EquipmentRoom, wanted: ListFilter, wards: tuple[str, ...], done: Callable[[], None]
) -> None:
    """Change all pieces that the list shows, at once."""
    # Only here: whoever only looks at the list needs none of it.
    from clinicapp.ui.desks.equipment.many_desk import ManyDesk

    def listed(pieces: tuple[Asset, ...]) -> None:
        if not pieces:
            room.frame.shell.refused("The list shows nothing that could be changed.")
            return
        values = many_values(answers_of(each) for each in pieces)
        desk = ManyDesk(room.frame.questions, pieces, values, done)
        room.panels.open(many_panel(len(pieces), wards, values), desk.submit)

    refused = room.frame.shell.refused
    questions = room.frame.questions
    questions.ask(listed, lambda refusal: refused(str(refusal)), all_listed, wanted)


def _asking(place: ToolPlace) -> Asking:
    return Asking(place.room.frame.questions, place.room.panels, place.changed)


def _today(room: EquipmentRoom) -> date:
    backstage = room.frame.questions.backstage
    return backstage.now().astimezone(backstage.zone).date()
