"""A desk of the inbox with what it has said, for the tests of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytestqt.qtbot import QtBot

from clinicapp.services.clinic.screening import FormSnapshot
from clinicapp.ui.desks.clinic.inbox_desk import InboxDesk
from clinicapp.ui.desks.devices_desk import DevicesDesk
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.viewmodels.inbox.inbox_view import HeldView, RefusedView
from clinicapp.ui.viewmodels.inbox.inbox_view_model import InboxViewModel
from tests.support.back_room import (
    BackRoom,
)


@dataclass
class Desk:
    """A desk, and what it has said."""

    room: BackRoom
    questions: Questions
    model: InboxViewModel
    desk: InboxDesk
    devices: DevicesDesk
    form: FormSnapshot | None = None
    said: dict[str, list[object]] = field(default_factory=dict)

    def detail(self) -> HeldView | RefusedView | None:
        """What is beside the list."""
        return None if self.model.view is None else self.model.view.detail

    def held(self) -> HeldView:
        """The held reading beside the list."""
        detail = self.detail()
        assert isinstance(detail, HeldView)
        return detail

    def values(self) -> list[str]:
        """The values of the rows."""
        return [] if self.model.view is None else [row.value for row in self.model.view.rows]


def choose(qtbot: QtBot, desk: Desk, reading_id: object) -> None:
    """Wait for a row and choose it."""
    key = str(reading_id)

    def listed() -> bool:
        view = desk.model.view
        return view is not None and any(row.reading_id == key for row in view.rows)

    qtbot.waitUntil(listed)
    desk.model.select(key)
    qtbot.waitUntil(lambda: desk.detail() is not None and desk.model.wanted == key)
