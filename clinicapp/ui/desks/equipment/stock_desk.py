"""Serves the register of stock: what is there, and what happens to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.equipment.consumables import MoveKind
from clinicapp.domain.staff import Permission
from clinicapp.services.equipment import stock
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.equipment.present_stock import (
    StockTerms,
    lot_standing_of,
    present_stock,
    type_of,
)
from clinicapp.ui.viewmodels.equipment.stock_panels import (
    correct_panel,
    move_panel,
    receive_panel,
    type_panel,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from clinicapp.domain.equipment.consumables import ConsumableType, Lot
    from clinicapp.domain.errors import Refused
    from clinicapp.services.equipment.scanned import NewLot
    from clinicapp.services.equipment.stock import WardStock
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.entry_view import EntrySpec
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel

_FREEZING: Final = (MoveKind.FROZEN, MoveKind.THAWED)


class StockDesk(QObject):
    """Serves one ``RegisterViewModel`` with a ward's stock. Signal: ``troubled(sentence)``."""

    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: RegisterViewModel,
        panels: Panels,
        *,
        ward: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._ward = ward
        self._panels = panels
        self._asking = Asking(questions, panels, self.refresh)
        self._found: WardStock | None = None
        self._scanned: NewLot | None = None
        model.chosen.connect(lambda _key: self._show())
        model.tool_pressed.connect(self._press)

    def open_page(self) -> None:
        """The section is on the screen: read the stock."""
        self.refresh()

    def leave_page(self) -> None:
        """It is no longer on the screen; nothing has to be kept fresh meanwhile."""

    def refresh(self) -> None:
        """Read the stock anew."""
        zone = self._questions.backstage.zone
        self._questions.ask(self._read, self._refused, stock.view_stock, self._ward, zone)

    def show_lot(self, lot_id: UUID) -> None:
        """Show the record of a lot whose label was scanned."""
        self._model.choose(str(lot_id))
        self.refresh()

    def receive_scanned(self, lot: NewLot) -> None:
        """Offer to receive a lot whose label was scanned, once the stock has been read."""
        self._scanned = lot
        self.refresh()

    def _read(self, found: WardStock) -> None:
        self._found = found
        self._show()
        if self._scanned is not None:
            self._offer(found, self._scanned)

    def _offer(self, found: WardStock, lot: NewLot) -> None:
        """Receive it; a kind that is not kept yet is added first, by whoever may."""
        self._scanned = None
        kinds = tuple(each.kind for each in found.standings)
        kind = next((each for each in kinds if each.gtin == lot.gtin), None)
        if kind is not None:
            self._open_receive(receive_panel(kinds, str(kind.id), lot.number, lot.expires_on))
            return
        if not self._questions.actor.may(Permission.MANAGE_EQUIPMENT):
            self.troubled.emit(
                f"Nothing kept here has the GTIN {lot.gtin} of lot {lot.number}; ask the equipment "
                "lead to add that kind, then scan it again."
            )
            return

        # Once the kind is kept, the lot is offered with the fields filled.
        asking = Asking(self._questions, self._panels, lambda: self.receive_scanned(lot))

        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            asking.ask(panel, stock.save_type, answers, None)

        asking.open(type_panel(None, lot.gtin), submit)

    def _show(self) -> None:
        if self._found is None:
            return
        backstage, actor = self._questions.backstage, self._questions.actor
        terms = StockTerms(
            today=backstage.now().astimezone(backstage.zone).date(),
            zone=backstage.zone,
            may_record=actor.may(Permission.RECORD_STOCK),
            may_manage=actor.may(Permission.MANAGE_EQUIPMENT),
        )
        self._model.show(present_stock(self._found, self._model.wanted, terms))

    def _press(self, key: str) -> None:
        if self._found is None:
            return
        if key == "receive":
            self._receive(self._found)
        elif key == "add_type":
            self._change_type(None)
        elif key == "change_type":
            at = lot_standing_of(self._found, self._model.wanted)
            kind = at[0].kind if at else type_of(self._found, self._model.wanted)
            if kind is not None:
                self._change_type(kind)
        else:
            self._lot_tool(self._found, key)

    def _receive(self, found: WardStock) -> None:
        kinds = tuple(each.kind for each in found.standings)
        at = lot_standing_of(found, self._model.wanted)
        kind = at[0].kind if at else type_of(found, self._model.wanted)
        chosen = "" if kind is None else str(kind.id)
        self._open_receive(receive_panel(kinds, chosen))

    def _open_receive(self, spec: EntrySpec) -> None:
        zone = self._questions.backstage.zone

        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            self._asking.ask(panel, stock.receive, self._ward, answers, zone)

        self._asking.open(spec, submit)

    def _change_type(self, old: ConsumableType | None) -> None:
        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            self._asking.ask(panel, stock.save_type, answers, old)

        self._asking.open(type_panel(old), submit)

    def _lot_tool(self, found: WardStock, key: str) -> None:
        at = lot_standing_of(found, self._model.wanted)
        if at is None:
            return
        standing, lot = at
        if key == "correct":
            self._asking.open(correct_panel(lot), partial(self._correct, lot.lot))
            return
        kind = MoveKind(key)
        panel = move_panel(kind, lot, standing.kind.unit)
        self._asking.open(panel, partial(self._move, lot.lot.id, kind))

    def _correct(self, lot: Lot, answers: Mapping[str, str], panel: OpenPanel) -> None:
        self._asking.ask(panel, stock.correct_lot, lot, answers)

    def _move(
        self, lot_id: UUID, kind: MoveKind, answers: Mapping[str, str], panel: OpenPanel
    ) -> None:
        if kind in _FREEZING:
            frozen = kind is MoveKind.FROZEN
            reason = answers.get("reason", "")
            self._asking.ask(panel, stock.freeze, lot_id, reason, frozen=frozen)
            return
        zone = self._questions.backstage.zone
        self._asking.ask(panel, stock.move, lot_id, self._ward, kind, answers, zone)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
