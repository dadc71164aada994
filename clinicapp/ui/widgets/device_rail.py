"""The devices of this station, with a new reading above them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.clinic.device_view import DevicesView
from clinicapp.ui.widgets.device_tile import DeviceTile
from clinicapp.ui.widgets.new_reading import NewReadingPanel
from clinicapp.ui.widgets.spans import Span, SpanLabel


class DeviceRail(QFrame):
    """A heading, the new reading when the rail carries it, and one tile for each device."""

    def __init__(
        self, theme: Theme, reading: NewReadingPanel | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: DevicesView | None = None
        self._tiles: list[DeviceTile] = []
        self.setObjectName("deviceRail")
        size = theme.size
        outer = QVBoxLayout(self)
        outer.setContentsMargins(size.rail_padding, size.gap_10, size.rail_padding, 0)
        outer.setSpacing(size.gap_6)
        self._heading = SpanLabel(theme, (), self)
        outer.addWidget(self._heading)
        if reading is not None:
            outer.addWidget(reading)
        holder = QWidget()
        holder.setObjectName("railTiles")
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(size.gap_6 + 1)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        outer.addWidget(area, 1)

    def show_devices(self, view: DevicesView) -> None:
        """Show the devices; nothing happens when they are the same."""
        if view == self._view:
            return
        self._view = view
        title = Span(self.tr("Devices"), role=FontRole.SECTION, weight=Weight.SEMIBOLD)
        count = Span(view.connected, ink="muted", role=FontRole.SMALL, push=True)
        self._heading.set_spans((title, count))
        while len(self._tiles) < len(view.tiles):
            tile = DeviceTile(self._theme, self)
            self._column.insertWidget(len(self._tiles), tile)
            self._tiles.append(tile)
        for index, tile in enumerate(self._tiles):
            tile.setVisible(index < len(view.tiles))
            if index < len(view.tiles):
                tile.show_tile(view.tiles[index])
