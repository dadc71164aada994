"""What a scanned lot does: it is shown where it is kept, or offered to be received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clinicapp.services.equipment.scanned import ControlLotFound, NewLot
from clinicapp.ui.desks.equipment.stock_desk import StockDesk

if TYPE_CHECKING:
    from clinicapp.services.equipment.scanned import StockLot
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.equipment.area import EquipmentArea
    from clinicapp.ui.equipment.room import MadeSection
    from clinicapp.ui.quality_area import QualityArea


class Areas(Protocol):
    """Where lots are shown; each area is there once it has been made."""

    equipment: EquipmentArea | None
    quality: QualityArea | None


def open_lot(frame: Frame, areas: Areas, lot: StockLot | ControlLotFound | NewLot) -> None:
    """Show a lot: of control material on its analyser's charts, any other in the stock."""
    if isinstance(lot, ControlLotFound):
        frame.window.open_area("quality")
        if areas.quality is not None and lot.asset_id is not None:
            areas.quality.desk.choose(str(lot.asset_id))
        return
    frame.window.open_area("equipment")
    if areas.equipment is not None:
        _in_stock(areas.equipment, lot)


def _in_stock(area: EquipmentArea, lot: StockLot | NewLot) -> None:
    """Bring the stock to the front with a lot, as soon as it has been read."""

    def act(made: MadeSection) -> None:
        if not isinstance(made.desk, StockDesk):
            return
        if isinstance(lot, NewLot):
            made.desk.receive_scanned(lot)
        else:
            made.desk.show_lot(lot.lot_id)

    area.with_section("stock", act)
