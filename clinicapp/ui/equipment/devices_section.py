"""The section of devices: the list, and the record of one piece beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.desks.equipment.equipment_desk import EquipmentDesk
from clinicapp.ui.equipment import asset_tools
from clinicapp.ui.equipment.list_tools import ListTools
from clinicapp.ui.equipment.photo_tools import PhotoTools
from clinicapp.ui.equipment.room import MadeSection, ToolPlace
from clinicapp.ui.pages.equipment.equipment_page import EquipmentPage
from clinicapp.ui.viewmodels.equipment.equipment_view_model import EquipmentViewModel
from clinicapp.ui.viewmodels.equipment_view import ListWanted, ToolView
from clinicapp.ui.viewmodels.shell_view import KeyHint

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinicapp.services.equipment.asset_record import AssetRecord
    from clinicapp.ui.equipment.room import EquipmentRoom, RecordTool
    from clinicapp.ui.theme.theme import Theme


def make_devices(
    room: EquipmentRoom,
    tools: tuple[RecordTool, ...],
    theme: Theme,
    compact: bool,  # noqa: FBT001
    parent: QWidget,
) -> MadeSection:
    """The section; ``tools`` are those of the record."""
    frame = room.frame
    actor = frame.questions.actor
    allowed = tuple(tool for tool in tools if actor.may(tool.permission))

    def tools_for(record: AssetRecord) -> tuple[ToolView, ...]:
        return tuple(_tool_view(tool) for tool in allowed if tool.applies(record))

    keys = tuple((tool.keys, tool.key) for tool in tools if tool.keys)
    hints = tuple(KeyHint(tool.keys, tool.label) for tool in allowed if tool.keys)
    model = EquipmentViewModel(
        room.owner,
        tool_keys=keys,
        tool_hints=hints,
        wanted=ListWanted(ward=frame.ward),
    )
    desk = EquipmentDesk(frame.questions, model, tools_for=tools_for, parent=room.owner)
    desk.troubled.connect(frame.shell.refused)

    def open_tool(key: str) -> None:
        record = desk.record
        tool = next((each for each in allowed if each.key == key), None)
        if record is not None and tool is not None and tool.applies(record):
            tool.open(ToolPlace(room=room, record=record, changed=desk.refresh))

    photos = PhotoTools(room, desk)
    desk.left.connect(photos.files.clear)

    def open_photo(_sha256: str) -> None:
        record = desk.record
        if record is not None:
            photos.press(ToolPlace(room=room, record=record, changed=desk.refresh))

    model.tool_pressed.connect(open_tool)
    model.photo_pressed.connect(open_photo)
    model.add_pressed.connect(lambda: asset_tools.open_add(room, desk.wards))
    model.many_pressed.connect(
        lambda: asset_tools.open_many(room, desk.list_filter, desk.wards, desk.refresh)
    )
    lists = ListTools(room, desk.refresh)
    model.list_pressed.connect(lists.press)
    page = EquipmentPage(model, theme, compact=compact, exports=True, parent=parent)

    def shown_tag() -> str:
        record = desk.record
        return "" if record is None else record.standing.asset.tag

    return MadeSection(page, desk, lambda: model.hints, desk.show_tag, shown_tag)


def _tool_view(tool: RecordTool) -> ToolView:
    return ToolView(
        tool.key, tool.label, tool.icon, tool.keys, primary=tool.primary, in_more=tool.in_more
    )
