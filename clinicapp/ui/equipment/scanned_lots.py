"""What a scanned lot does in the register of stock: it is shown, or offered to be received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.services.equipment.scanned import NewLot
from clinicapp.ui.desks.stock_desk import StockDesk

if TYPE_CHECKING:
    from clinicapp.services.equipment.scanned import StockLot
    from clinicapp.ui.equipment.area import EquipmentArea
    from clinicapp.ui.equipment.room import MadeSection


def show_lot(area: EquipmentArea, lot: StockLot | NewLot) -> None:
    """Bring the stock to the front with a lot, as soon as it has been read."""

    def act(made: MadeSection) -> None:
        if not isinstance(made.desk, StockDesk):
            return
        if isinstance(lot, NewLot):
            made.desk.receive_scanned(lot)
        else:
            made.desk.show_lot(lot.lot_id)

    area.with_section("stock", act)
