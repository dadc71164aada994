"""Knows the ward's devices: their derived states, whether they are heard, what they last said."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from clinicapp.placing import ReadingPlaced
from clinicapp.station.events import DeviceHeard, LinkChanged

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.services.access import By
    from clinicapp.services.equipment.assets import AssetStanding
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.clinic.present_devices import DeviceGlance

_NONE: Final[tuple[str, datetime | None]] = ("", None)

REFRESH_MS: Final = 60_000
"""Due dates pass at midnight and QC by the hour, so states are derived anew every minute."""


class DevicesDesk(QObject):
    """Signals: ``changed()`` when a glance differs; ``link_troubled(label, sentence)``."""

    changed = Signal()
    link_troubled = Signal(str, str)

    def __init__(
        self, questions: Questions, ward: str | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._ward = ward
        self._standings: tuple[AssetStanding, ...] = ()
        self._heard: set[tuple[str, str]] = set()
        self._bluetooth_up = False
        self._last: dict[UUID, tuple[str, datetime | None]] = {}
        self._glances: tuple[DeviceGlance, ...] = ()
        self._timer = QTimer(self)
        self._timer.setObjectName("device states")
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        questions.happened.connect(self._on_event)

    @property
    def glances(self) -> tuple[DeviceGlance, ...]:
        """Every device of the ward that speaks, by tag."""
        return self._glances

    @property
    def standings(self) -> tuple[AssetStanding, ...]:
        """Every asset of the ward with its state, by tag."""
        return self._standings

    def start(self) -> None:
        """Read the states now, and every minute."""
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """Stop refreshing."""
        self._timer.stop()

    def refresh(self) -> None:
        """Derive the states anew."""
        zone, ward = self._questions.backstage.zone, self._ward

        def read(work: Work, by: By) -> tuple[AssetStanding, ...]:
            # On the database's thread: no window waits for the states of its devices.
            from clinicapp.services.equipment.assets import standings

            return standings(work, ward, by.at, zone)

        self._questions.ask(self._take, None, read)

    def _take(self, found: tuple[AssetStanding, ...]) -> None:
        self._standings = found
        self._rebuild()

    def _on_event(self, event: object) -> None:
        match event:
            case DeviceHeard():
                key = (event.link, event.address.casefold())
                (self._heard.add if event.connected else self._heard.discard)(key)
                self._rebuild()
            case LinkChanged():
                if event.label == "Bluetooth":
                    self._bluetooth_up = event.up
                self.link_troubled.emit(event.label, event.sentence)
                self._rebuild()
            case ReadingPlaced() if event.placed.asset is not None:
                observation = event.placed.reading.observation
                if observation.control:
                    return
                at = observation.measured_at or event.placed.reading.received_at
                from clinicapp.ui.words.values import value_text

                self._last[event.placed.asset.id] = (value_text(observation), at)
                self._rebuild()
            case _:
                pass

    def _rebuild(self) -> None:
        from clinicapp.ui.viewmodels.clinic.present_devices import DeviceGlance

        glances = tuple(
            DeviceGlance(
                standing=standing,
                connected=self._is_connected(standing),
                last_reading_text=self._last.get(standing.asset.id, _NONE)[0],
                last_reading_at=self._last.get(standing.asset.id, _NONE)[1],
            )
            for standing in self._standings
            if standing.asset.driver is not None
        )
        if glances != self._glances:
            self._glances = glances
            self.changed.emit()

    def _is_connected(self, standing: AssetStanding) -> bool:
        """A port that is open, a connection that stands, or a radio that listens for it."""
        asset = standing.asset
        if asset.link == "ble":
            return self._bluetooth_up
        return (asset.link, (asset.address or "").casefold()) in self._heard
