"""Serves the equipment page: every piece with its state, and the record of the one chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.backstage import ReadingPlaced
from clinicapp.services.asset_record import asset_record, asset_tagged, list_equipment
from clinicapp.ui.viewmodels.present_equipment import present_asset_record, present_equipment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from clinicapp.domain.errors import Refused
    from clinicapp.services.asset_record import AssetRecord, EquipmentList
    from clinicapp.services.equipment import AssetStanding
    from clinicapp.ui.desks.devices_desk import DevicesDesk
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.equipment_view import AssetRecordView, ToolView
    from clinicapp.ui.viewmodels.equipment_view_model import EquipmentViewModel


class EquipmentDesk(QObject):
    """Serves one ``EquipmentViewModel``. Signals: ``troubled(sentence)`` when refused."""

    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: EquipmentViewModel,
        devices: DevicesDesk,
        *,
        ward: str | None,
        tools_for: Callable[[AssetRecord], tuple[ToolView, ...]] = lambda _record: (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._devices = devices
        self._ward = ward
        self._tools_for = tools_for
        self._standings: tuple[AssetStanding, ...] | None = None
        self._last_heard: dict[UUID, datetime] = {}
        self._record: AssetRecord | None = None
        self._page_open = False
        questions.happened.connect(self._on_event)
        devices.changed.connect(self._follow_devices)
        model.selected.connect(self._choose)

    @property
    def record(self) -> AssetRecord | None:
        """The record that is shown."""
        record = self._record
        shown = record is not None and str(record.standing.asset.id) == self._model.wanted
        return record if shown else None

    def show_tag(self, tag: str) -> None:
        """Show the record of the piece with this tag."""
        self._questions.ask(self._tagged, self._refused, asset_tagged, tag)

    def _tagged(self, asset_id: UUID) -> None:
        self._model.select(str(asset_id))

    def open_page(self) -> None:
        """The page is on the screen: read the equipment, and keep it fresh."""
        self._page_open = True
        self.refresh()

    def leave_page(self) -> None:
        """The page is no longer on the screen."""
        self._page_open = False

    def refresh(self) -> None:
        """Read everything anew, and the record that is shown."""
        zone = self._questions.backstage.zone
        self._questions.ask(self._listed, self._refused, list_equipment, self._ward, zone)
        if self._model.wanted:
            self._ask_record(self._model.wanted)

    def _listed(self, found: EquipmentList) -> None:
        self._standings = found.standings
        self._last_heard = {**self._last_heard, **found.last_heard}
        self._show()

    def _choose(self, asset_id: str) -> None:
        self._show()
        self._ask_record(asset_id)

    def _ask_record(self, asset_id: str) -> None:
        zone = self._questions.backstage.zone
        self._questions.ask(self._recorded, self._refused, asset_record, UUID(asset_id), zone)

    def _recorded(self, found: AssetRecord) -> None:
        # Somebody moves on faster than the database answers: only the chosen record is shown.
        if str(found.standing.asset.id) == self._model.wanted:
            self._record = found
            self._show()

    def _on_event(self, event: object) -> None:
        if isinstance(event, ReadingPlaced) and event.placed.asset is not None:
            self._last_heard[event.placed.asset.id] = event.placed.reading.received_at
            self._show()

    def _follow_devices(self) -> None:
        """The states were derived anew; the record is read again if its own state is another."""
        if not self._page_open or self._standings is None:
            return
        self._standings = self._devices.standings
        record = self._record
        if record is not None and str(record.standing.asset.id) == self._model.wanted:
            now = next(
                (each for each in self._standings if each.asset.id == record.standing.asset.id),
                None,
            )
            if now is not None and now.state.checks != record.standing.state.checks:
                self._ask_record(self._model.wanted)
        self._show()

    def _show(self) -> None:
        if self._standings is None or not self._page_open:
            return
        wanted = self._model.wanted
        self._model.show(
            present_equipment(
                self._standings,
                self._last_heard,
                ward=self._ward,
                today=self._today(),
                zone=self._questions.backstage.zone,
                selected_id=wanted,
                record=self._record_view(wanted),
            )
        )

    def _record_view(self, wanted: str) -> AssetRecordView | None:
        record = self._record
        if record is None or str(record.standing.asset.id) != wanted:
            return None
        backstage = self._questions.backstage
        return present_asset_record(
            record,
            self._last_heard.get(record.standing.asset.id),
            backstage.policy,
            today=self._today(),
            zone=backstage.zone,
            tools=self._tools_for(record),
        )

    def _today(self) -> date:
        backstage = self._questions.backstage
        return backstage.now().astimezone(backstage.zone).date()

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
