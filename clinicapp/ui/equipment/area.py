"""The Equipment area: its sections, each made when it is first opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clinicapp.ui.equipment.panels import Panels
from clinicapp.ui.equipment.registry import DEVICES, SECTIONS
from clinicapp.ui.equipment.room import EquipmentRoom, MadeSection, Section
from clinicapp.ui.widgets.lazy_page import LazyPage
from clinicapp.ui.widgets.section_strip import SectionedPage
from clinicapp.ui.widgets.shell_header import AreaTab

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.theme.theme import Theme
    from clinicapp.ui.viewmodels.shell_view import KeyHint
    from clinicapp.ui.widgets.page import Page


class EquipmentArea(QObject):
    """Made when the area is first opened.

    Args:
        frame: The window.
        open_asset: Shows a piece by its tag, whatever is on the screen.
        hints_changed: Called when other keys matter.
        parent: Qt parent.
        sections: Those there are; those the person may not see are left out.
    """

    def __init__(
        self,
        frame: Frame,
        open_asset: Callable[[str], None],
        hints_changed: Callable[[], None],
        parent: QObject,
        sections: tuple[Section, ...] = SECTIONS,
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._sections = tuple(
            each for each in sections if frame.questions.actor.may(each.permission)
        )
        self._made: dict[str, MadeSection] = {}
        self._page: SectionedPage | None = None
        self._on_screen = False
        self.panels = Panels(frame, self)
        self.room = EquipmentRoom(
            frame=frame,
            panels=self.panels,
            owner=self,
            open_asset=open_asset,
            open_section=self.open_section,
            hints_changed=hints_changed,
        )
        self._wanted_tag = ""
        self._waiting: dict[str, Callable[[MadeSection], None]] = {}

    def make_page(self, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        """The area's page; where the person may see no section, the devices say so."""
        shown = self._sections or SECTIONS[:1]
        pages: dict[str, Page] = {}
        for section in shown:
            page = LazyPage(partial(self._make, section), theme)
            page.set_theme(theme, compact=compact)
            pages[section.key] = page
        tabs = tuple(AreaTab(each.key, each.title, each.icon) for each in shown)
        self._page = SectionedPage(tabs, pages, theme, compact=compact, parent=parent)
        self._page.opened.connect(self._opened)
        return self._page

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter in the open section."""
        made = None if self._page is None else self._made.get(self._page.open_key)
        return () if made is None else made.hints()

    def section(self, key: str) -> MadeSection | None:
        """A section, if it has been made."""
        return self._made.get(key)

    def open_page(self) -> None:
        """The area is on the screen: its open section reads."""
        self._on_screen = True
        if self._page is not None:
            self._opened(self._page.open_key)

    def leave_page(self) -> None:
        """The area is no longer on the screen."""
        self._on_screen = False
        for made in self._made.values():
            made.desk.leave_page()

    @property
    def shown_tag(self) -> str:
        """The tag of the piece whose record is on the screen, or an empty text."""
        made = self._made.get(DEVICES)
        open_key = "" if self._page is None else self._page.open_key
        if made is None or open_key != DEVICES or made.tag is None:
            return ""
        return made.tag()

    def refresh(self) -> None:
        """Something was stored elsewhere: what is on the screen reads anew."""
        if self._on_screen and self._page is not None and self._page.open_key in self._made:
            self._made[self._page.open_key].desk.open_page()

    def open_section(self, key: str) -> None:
        """Bring a section to the front; one that the person may not see stays away."""
        if self._page is not None and any(each.key == key for each in self._sections):
            self._page.open_section(key)

    def with_section(self, key: str, act: Callable[[MadeSection], None]) -> None:
        """Bring a section to the front and do something with it once it is made."""
        self.open_section(key)
        made = self._made.get(key)
        if made is None:
            self._waiting[key] = act
        else:
            act(made)

    def take_scan(self, label: str) -> bool:
        """Whether the section in front has taken a label that was scanned."""
        if not self._on_screen or self._page is None:
            return False
        made = self._made.get(self._page.open_key)
        return made is not None and made.take_scan is not None and made.take_scan(label)

    def show_asset(self, tag: str) -> None:
        """Show the record of a piece in the list of devices."""
        self.open_section(DEVICES)
        made = self._made.get(DEVICES)
        if made is None:
            self._wanted_tag = tag
        else:
            self._show_in(made, tag)

    def _make(self, section: Section, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        made = section.make(self.room, theme, compact, parent)
        self._made[section.key] = made
        if self._on_screen:
            made.desk.open_page()
            self.room.hints_changed()
        if section.key == DEVICES and self._wanted_tag:
            tag, self._wanted_tag = self._wanted_tag, ""
            self._show_in(made, tag)
        act = self._waiting.pop(section.key, None)
        if act is not None:
            act(made)
        return made.page

    @staticmethod
    def _show_in(made: MadeSection, tag: str) -> None:
        if made.show_tag is not None:
            made.show_tag(tag)

    def _opened(self, key: str) -> None:
        if not self._on_screen:
            return
        for name, made in self._made.items():
            if name != key:
                made.desk.leave_page()
        if key in self._made:
            self._made[key].desk.open_page()
        self.room.hints_changed()
