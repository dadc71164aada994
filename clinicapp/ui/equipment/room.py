"""What a section of the Equipment area, and a tool of a record, is given and has to give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from clinicapp.domain.staff import Permission

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from clinicapp.services.equipment.asset_record import AssetRecord
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.equipment.panels import Panels
    from clinicapp.ui.theme.theme import Theme
    from clinicapp.ui.viewmodels.shell_view import KeyHint
    from clinicapp.ui.widgets.page import Page


class SectionDesk(Protocol):
    """Whoever serves a section: reads while it is on the screen, and rests otherwise."""

    def open_page(self) -> None:
        """The section is on the screen now: read, and keep it fresh."""

    def leave_page(self) -> None:
        """It is no longer on the screen."""


@dataclass(frozen=True, slots=True)
class MadeSection:
    """A section that has been made: its page, its desk, and the keys that matter on it now.

    ``show_tag`` shows the piece with a tag, ``tag`` says whose record is shown; only the devices
    have them. ``take_scan`` takes a label that was scanned while the section is in front, and says
    whether it did.
    """

    page: Page
    desk: SectionDesk
    hints: Callable[[], tuple[KeyHint, ...]] = tuple
    show_tag: Callable[[str], None] | None = None
    tag: Callable[[], str] | None = None
    take_scan: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentRoom:
    """What a section may use.

    Attributes:
        frame: The window and its desks; ``frame.questions`` asks use cases, and
            ``frame.shell.refused(sentence)`` shows why something was refused.
        panels: Opens entry panels that lose nothing typed.
        owner: Qt parent of what a section makes.
        open_asset: Shows the record of the piece with this tag, whatever is on the screen.
        open_section: Brings a section to the front by its key.
        hints_changed: Say that ``MadeSection.hints`` answers something else now.
    """

    frame: Frame
    panels: Panels
    owner: QObject
    open_asset: Callable[[str], None]
    open_section: Callable[[str], None]
    hints_changed: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section: ``make(room, theme, compact, parent)`` is called when it is first opened."""

    key: str
    title: str
    icon: str
    make: Callable[[EquipmentRoom, Theme, bool, QWidget], MadeSection]
    permission: Permission = Permission.VIEW_EQUIPMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPlace:
    """Where a tool is used: on one record; ``changed()`` reads list and record again."""

    room: EquipmentRoom
    record: AssetRecord
    changed: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTool:
    """Something that can be done with the piece whose record is shown.

    Attributes:
        key: Unique among the tools.
        label: Words on the button.
        icon: Lucide name.
        open: Opens it; nothing that it needs is imported before.
        permission: Who may not is not shown it.
        keys: A key of the page, such as "Ctrl+L"; empty for none.
        primary: True for the one blue button.
        in_more: True puts it in the menu under More.
        applies: Whether it makes sense for this record as it stands; it is not shown otherwise.
    """

    key: str
    label: str
    icon: str
    open: Callable[[ToolPlace], None]
    permission: Permission
    keys: str = ""
    primary: bool = False
    in_more: bool = False
    applies: Callable[[AssetRecord], bool] = lambda _record: True
