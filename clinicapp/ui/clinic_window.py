"""Puts the window together: pages, view-models and the desks that serve them.

Only the worklist is made before the window shows; the form follows as soon as it is painted,
and the other areas when they are first opened.

Left to itself, Python collects cycles on whichever thread happens to allocate, and would destroy
widgets on the database's. So while there is a window, only the window collects.
"""

from __future__ import annotations

import gc
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from clinicapp.ui.clinic_frame import ClinicArea, Frame
from clinicapp.ui.desks.clinic.worklist_desk import WorklistDesk
from clinicapp.ui.desks.devices_desk import DevicesDesk
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.desks.shell_desk import ShellDesk
from clinicapp.ui.main_window import Area, MainWindow
from clinicapp.ui.pages.worklist.worklist_page import WorklistPage
from clinicapp.ui.paint_watch import PaintWatch
from clinicapp.ui.station_session import StationSession, nobody
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.worklist.worklist_view_model import WorklistViewModel
from clinicapp.ui.widgets.lazy_page import LazyPage

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from clinicapp.backstage import Backstage
    from clinicapp.domain.staff import Actor
    from clinicapp.front_door import FrontDoor
    from clinicapp.ui.clinic_areas import ClinicAreas
    from clinicapp.ui.desks.clinic.clinic_desk import ClinicDesk
    from clinicapp.ui.pages.clinic.form_page import FormPage
    from clinicapp.ui.viewmodels.clinic.form_view_model import FormViewModel
    from clinicapp.ui.widgets.page import Page

UNDO_SECONDS: Final = 8
_COLLECT_EVERY_MS: Final = 5_000
_UNPAINTED_MS: Final = 2_000
"""A window that is started behind others, or minimised, is not painted until it is looked at."""


class ClinicWindow(QObject):
    """The whole window of one person at one station. ``show`` it, and ``close`` it before the end.

    ``demo_pack`` is the title of the demonstration's pack, which nobody has approved. With a
    ``door`` people sign in at the window, at once where ``actor`` is None; ``needs`` is what the
    actor is asked to choose first. After ``lock_minutes`` without a touch it locks; 0: never.
    Signals: ``painted()`` once the window has been painted, or could not be; ``ready()`` when the
    form is made after that.
    """

    painted = Signal()
    ready = Signal()

    def __init__(
        self,
        backstage: Backstage,
        actor: Actor | None,
        *,
        ward: str,
        armed_minutes: int,
        undo_seconds: int = UNDO_SECONDS,
        demo_pack: str | None = None,
        trust: str = "",
        ward_phone: str = "",
        door: FrontDoor | None = None,
        needs: tuple[str, ...] = (),
        lock_minutes: int = 0,
    ) -> None:
        super().__init__()
        gc.disable()
        theme = Theme()
        self._armed_minutes = armed_minutes
        self._undo_seconds = undo_seconds
        here = actor or nobody("" if door is None else door.station)
        self.questions = Questions(backstage, here, self)
        self.devices = DevicesDesk(self.questions, ward, self)
        self.shell = ShellDesk(
            self.questions, self.devices, ward=ward, demo_pack=demo_pack, parent=self
        )
        self.worklist_model = WorklistViewModel(self)
        self.worklist = WorklistDesk(self.questions, self.worklist_model, ward, parent=self)
        self.clinic_area = ClinicArea(WorklistPage(self.worklist_model, theme), theme)
        self.inbox_page = LazyPage(lambda *look: self.areas.make_inbox(*look), theme)
        self.equipment_page = LazyPage(lambda *look: self.areas.make_equipment(*look), theme)
        self.quality_page = LazyPage(lambda *look: self.areas.make_quality(*look), theme)
        self.progress_page = LazyPage(lambda *look: self.areas.make_progress(*look), theme)
        areas = [
            Area("clinic", self.tr("Clinic"), "stethoscope", self.clinic_area),
            Area("inbox", self.tr("Readings inbox"), "inbox", self.inbox_page),
            Area("equipment", self.tr("Equipment"), "package", self.equipment_page),
            Area("quality", self.tr("Quality control"), "chart-line", self.quality_page),
            Area("progress", self.tr("Ward progress"), "trending-up", self.progress_page),
        ]
        self._lazy = [self.inbox_page, self.equipment_page, self.quality_page, self.progress_page]
        rules = LazyPage(lambda *look: self.areas.make_rules(*look), theme)
        areas.append(Area("rules", self.tr("Rules"), "badge-check", rules))
        self._lazy.append(rules)
        if door is not None:
            staff = LazyPage(self._make_staff, theme)
            areas.append(Area("staff", self.tr("Staff"), "users", staff))
            self._lazy.append(staff)
        self.window = MainWindow(areas, theme)
        self._frame = Frame(
            window=self.window,
            clinic_area=self.clinic_area,
            questions=self.questions,
            devices=self.devices,
            shell=self.shell,
            worklist=self.worklist,
            worklist_model=self.worklist_model,
            ward=ward,
            trust=trust,
            ward_phone=ward_phone,
        )
        self.session = StationSession(
            self._frame,
            door,
            actor,
            renew=self._renew,
            needs=needs,
            lock_minutes=lock_minutes,
            parent=self,
        )
        self._warming = QTimer(self)
        self._warming.setObjectName("form")
        self._warming.setSingleShot(True)
        self._warming.timeout.connect(self._warm)
        self._first_paint = PaintWatch(self)
        self._first_paint.painted.connect(self._hurry)
        self._collecting = QTimer(self)
        self._collecting.setObjectName("collecting")
        self._collecting.setInterval(_COLLECT_EVERY_MS)
        self._collecting.timeout.connect(gc.collect)
        self._connect()

    @cached_property
    def areas(self) -> ClinicAreas:
        """The form and the areas that are not needed for the first picture."""
        from clinicapp.ui.clinic_areas import ClinicAreas

        return ClinicAreas(
            self._frame,
            self.session,
            armed_minutes=self._armed_minutes,
            undo_seconds=self._undo_seconds,
        )

    @property
    def form_model(self) -> FormViewModel:
        """What the form page shows."""
        return self.areas.form_model

    @property
    def form_page(self) -> FormPage:
        """The form page."""
        return self.areas.form_page

    @property
    def clinic(self) -> ClinicDesk:
        """Serves the form."""
        return self.areas.clinic

    def show(self) -> None:
        """Show the window and start what keeps it fresh."""
        self._first_paint.expect(self.window, "window")
        self.session.begin()
        self.window.show()
        self.shell.start()
        self._warming.start(_UNPAINTED_MS)
        self._collecting.start()

    def close(self) -> None:
        """Stop everything that ticks, and close the window."""
        self.session.stop()
        self.questions.close()
        self._warming.stop()
        self._collecting.stop()
        self.devices.stop()
        self.shell.stop()
        self.worklist_model.stop()
        if "areas" in self.__dict__:
            self.areas.stop()
        self.window.close()

    def open_person(self, person_id: UUID) -> None:
        """Open a person's form; asks first if a reading of another still waits."""
        self.areas.open_person(person_id)

    def _hurry(self) -> None:
        if self._warming.isActive():
            self._warming.start(0)

    def _warm(self) -> None:
        """Read the worklist and make the form, now that the window is painted."""
        self.painted.emit()
        if self.window.covered:
            self.worklist.warm()
        else:
            self.worklist.refresh()
        self.devices.start()
        self.areas.start()
        self.session.warm()
        # What is there now stays, and need not be looked through for cycles every time.
        gc.freeze()
        self.ready.emit()

    def _renew(self) -> None:
        """Somebody else has come in: nothing that was read for the last one stays."""
        self.worklist.forget()
        if "areas" in self.__dict__:
            old = self.__dict__.pop("areas")
            old.stop()
            self.clinic_area.drop_pages()
            for page in self._lazy:
                page.forget()
            old.deleteLater()
            self.areas.start()

    def _make_staff(self, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        from clinicapp.ui.staff_area import StaffArea

        return StaffArea(self._frame, self.session, self.areas).make_page(theme, compact, parent)

    def _import_list(self) -> None:
        from clinicapp.ui.list_import import open_list_import

        theme, _compact = self.clinic_area.look
        ward = self._frame.ward
        open_list_import(self.questions, ward, theme, self.window, self.worklist.refresh)

    def _show_messages(self) -> None:
        from clinicapp.ui.message_list import open_messages

        theme, _compact = self.clinic_area.look
        open_messages(self.questions, theme, self.window, self.worklist.refresh)

    def _connect(self) -> None:
        self.shell.header.connect(self.window.show_header)
        self.shell.status.connect(self.window.show_status)
        self.shell.trouble.connect(self.window.show_trouble)
        self.window.trouble_dismissed.connect(self.shell.dismiss)
        self.window.area_opened.connect(lambda key: self.areas.open_area(key))
        self.window.devices_requested.connect(lambda: self.form_page.toggle_devices())
        self.window.help_requested.connect(lambda _area: self.areas.show_help())
        self.window.lock_requested.connect(self.session.lock)
        self.session.locked.connect(lambda: self.areas.documents.clear_clipboard())
        self.worklist.person_chosen.connect(self.open_person)
        self.worklist.form_chosen.connect(
            lambda person_id, form_id: self.clinic.look_at(person_id, form_id)
        )
        self.worklist_model.import_requested.connect(self._import_list)
        self.worklist_model.messages_requested.connect(self._show_messages)
        self.worklist.troubled.connect(self.shell.refused)
