"""Serves the equipment page: the list as it is filtered, and the record of the one chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from clinicapp.domain.equipment.assets import Funding
from clinicapp.domain.equipment.listing import ListFilter
from clinicapp.domain.staff import Permission
from clinicapp.placing import ReadingPlaced
from clinicapp.services.equipment.asset_record import asset_record, asset_tagged
from clinicapp.services.equipment.equipment_list import PAGE, look_up, open_list, read_list, read_on
from clinicapp.ui.viewmodels.equipment.present_equipment import present_asset_record
from clinicapp.ui.viewmodels.equipment.present_equipment_list import listed_row, present_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clinicapp.domain.errors import Refused
    from clinicapp.services.access import By
    from clinicapp.services.equipment.asset_record import AssetRecord
    from clinicapp.services.equipment.equipment_list import (
        EquipmentList,
        ListedAsset,
        ListedPage,
        Matches,
    )
    from clinicapp.store.asset_listings import ListPlace
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.equipment.equipment_view_model import EquipmentViewModel
    from clinicapp.ui.viewmodels.equipment_view import AssetRecordView, ListWanted, ToolView

SETTLE_MS: Final = 150
"""So long the list must stand still before the record of its first row is read."""
REFRESH_MS: Final = 60_000
"""Due dates pass at midnight and QC by the hour, so an open list is read again every minute."""


class EquipmentDesk(QObject):
    """Serves one ``EquipmentViewModel``.

    Signals: ``troubled(sentence)`` when refused; ``listed()`` whenever the list has been read;
    ``left()`` when the page is no longer on the screen, or the station is locked.

    Args:
        questions: Who is asked.
        model: What is served.
        tools_for: The tools of a record, for whoever is signed in.
        parent: Qt parent.
    """

    troubled = Signal(str)
    listed = Signal()
    left = Signal()

    def __init__(
        self,
        questions: Questions,
        model: EquipmentViewModel,
        *,
        tools_for: Callable[[AssetRecord], tuple[ToolView, ...]] = lambda _record: (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._tools_for = tools_for
        self._found: EquipmentList | None = None
        self._rows: tuple[ListedAsset, ...] = ()
        self._after: ListPlace | None = None
        self._as_of = questions.backstage.now()
        self._asked = 0
        self._record: AssetRecord | None = None
        self._page_open = False
        self._timer = QTimer(self)
        self._timer.setObjectName("equipment list")
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._settled = QTimer(self)
        self._settled.setObjectName("record of the list")
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self._ask_record)
        self._filtering = False
        questions.happened.connect(self._on_event)
        model.selected.connect(self._choose)
        model.list_requested.connect(self._want)
        model.more_requested.connect(self._read_on)

    @property
    def record(self) -> AssetRecord | None:
        """The record that is shown."""
        record = self._record
        shown = record is not None and str(record.standing.asset.id) == self._model.wanted
        return record if shown else None

    @property
    def wards(self) -> tuple[str, ...]:
        """The wards that answer for equipment, as last read."""
        return () if self._found is None else self._found.wards

    @property
    def list_filter(self) -> ListFilter:
        """What the list is asked for now."""
        return self._filter(self._model.list_wanted)

    def open_page(self) -> None:
        """The page is on the screen: read the equipment, and keep it fresh."""
        self._page_open = True
        self._timer.start()
        wanted, zone = self.list_filter, self._questions.backstage.zone
        self._ask(lambda work, by: open_list(work, by, wanted, zone))
        self._ask_record()

    def leave_page(self) -> None:
        """The page is no longer on the screen."""
        self._page_open = False
        self._timer.stop()
        self._settled.stop()
        self.left.emit()

    def refresh(self) -> None:
        """Read the list and the record anew; what has been read on stays read."""
        wanted, zone = self.list_filter, self._questions.backstage.zone
        most = max(PAGE, len(self._rows))
        self._ask(lambda work, by: read_list(work, by, wanted, zone, most))
        self._ask_record()

    def show_tag(self, tag: str) -> None:
        """Show the record of the piece with this tag, whether or not the list shows it."""
        self._questions.ask(self._tagged, self._refused, asset_tagged, tag)

    def _tagged(self, asset_id: UUID) -> None:
        self._model.reveal(str(asset_id))

    def _filter(self, wanted: ListWanted) -> ListFilter:
        due_by = None
        if wanted.due_days is not None:
            due_by = self._questions.backstage.now() + timedelta(days=wanted.due_days)
        return ListFilter(
            ward=wanted.ward or None,
            category=wanted.category or None,
            statuses=frozenset() if wanted.status is None else frozenset({wanted.status}),
            quality_waits=wanted.quality,
            due_by=due_by,
            words=tuple(wanted.typed.split()),
            funding=Funding(wanted.funding) if wanted.funding else None,
        )

    def _ask(self, question: Callable[[Work, By], EquipmentList]) -> None:
        """Ask for the whole list; an answer to an older question is dropped."""
        self._asked += 1
        asked = self._asked

        def answered(found: EquipmentList) -> None:
            if asked == self._asked:
                self._take_list(found)

        self._as_of = self._questions.backstage.now()
        self._questions.ask(answered, self._refused, question)

    def _take_list(self, found: EquipmentList) -> None:
        self._found = found
        self._take_page(found.matches.page)
        self.listed.emit()
        if found.stale and self._page_open:
            # A reading that waits meanwhile goes first: the database takes one after the other.
            self.refresh()

    def _take_page(self, page: ListedPage) -> None:
        self._rows, self._after = page.rows, page.after
        self._show()

    def _want(self, wanted: ListWanted) -> None:
        """Another filter: only what it lets through is read, unless it is another ward."""
        found = self._found
        if found is None or (found.ward or "") != wanted.ward:
            self._rows = ()
            self.refresh()
            return
        self._asked += 1
        asked = self._asked
        self._as_of = self._questions.backstage.now()

        def answered(matches: Matches) -> None:
            if asked == self._asked and self._found is not None:
                self._found = replace(self._found, matches=matches)
                self._filtering = True
                self._take_page(matches.page)
                self._filtering = False
                self.listed.emit()

        asked_for = self._filter(wanted)
        # With nothing filtered but the ward, the counts on the screen are those of the list.
        tally = found.everything if asked_for == ListFilter(ward=asked_for.ward) else None
        self._questions.ask(answered, self._refused, look_up, asked_for, tally)

    def _read_on(self, offset: int) -> None:
        after, asked = self._after, self._asked
        if after is None or offset != len(self._rows):
            return

        def answered(page: ListedPage) -> None:
            if asked == self._asked and offset == len(self._rows):
                self._rows = (*self._rows, *page.rows)
                self._after = page.after
                self._show()

        self._questions.ask(answered, self._refused, read_on, self.list_filter, self._as_of, after)

    def _choose(self, asset_id: str) -> None:
        del asset_id
        self._show()
        if self._filtering:
            # Nobody reads a record between two keys, and the next list must not wait for it.
            self._settled.start()
        else:
            self._settled.stop()
            self._ask_record()

    def _ask_record(self) -> None:
        if self._model.wanted:
            zone, wanted = self._questions.backstage.zone, UUID(self._model.wanted)
            self._questions.ask(self._recorded, self._refused, asset_record, wanted, zone)

    def _recorded(self, found: AssetRecord) -> None:
        # Somebody moves on faster than the database answers: only the chosen record is shown.
        if str(found.standing.asset.id) == self._model.wanted:
            self._record = found
            self._show()

    def _on_event(self, event: object) -> None:
        if not isinstance(event, ReadingPlaced) or event.placed.asset is None:
            return
        heard, at = event.placed.asset.id, event.placed.reading.received_at
        self._rows = tuple(
            replace(row, seen_at=at) if row.asset.id == heard else row for row in self._rows
        )
        if self._record is not None and self._record.standing.asset.id == heard:
            self._record = replace(self._record, heard_at=at)
        self._show()

    def _show(self) -> None:
        found = self._found
        if found is None or not self._page_open:
            return
        backstage, wanted = self._questions.backstage, self._model.list_wanted
        now = backstage.now()
        rows = tuple(
            listed_row(row, now, backstage.zone, with_ward=not wanted.ward) for row in self._rows
        )
        self._model.show(
            present_list(
                found,
                rows,
                wanted,
                selected_id=self._model.wanted,
                record=self._record_view(),
                add=self._questions.actor.may(Permission.MANAGE_EQUIPMENT),
            )
        )

    def _record_view(self) -> AssetRecordView | None:
        record = self.record
        if record is None:
            return None
        backstage = self._questions.backstage
        return present_asset_record(
            record,
            backstage.policy,
            today=self._today(),
            zone=backstage.zone,
            tools=self._tools_for(record),
            adds_photo=self._questions.actor.may(Permission.ATTACH_FILE),
        )

    def _today(self) -> date:
        backstage = self._questions.backstage
        return backstage.now().astimezone(backstage.zone).date()

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
