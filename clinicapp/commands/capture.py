"""``clinicapp capture``: a station without a window; prints each stored reading as a JSON line."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from clinicapp import log, paths
from clinicapp import settings as station_settings
from clinicapp.backstage import Arrived, DeviceTrouble
from clinicapp.bootstrap import make_backstage, open_database, start_log
from clinicapp.domain.errors import Refused
from clinicapp.domain.observations import Observation, RefusedFrame
from clinicapp.placing import ReadingPlaced
from clinicapp.station.events import LinkChanged, StoreTrouble
from clinicapp.station.ways import ways_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.settings import Settings


def run(
    write: Callable[[str], None], complain: Callable[[str], None], *, seconds: float | None
) -> int:
    """Take readings in until interrupted, or for so many seconds.

    Returns:
        0, or 1 when something could not be stored.

    Raises:
        Refused: the settings or the database cannot be used, or no link is set.
    """
    settings = station_settings.load(paths.settings_file())
    if not settings.links:
        raise Refused(
            f"No links are set; add one to {paths.settings_file()}, "
            'such as a [[links]] table with kind = "bluetooth".'
        )
    # A link that names a driver wrongly is said now, before a device could send anything.
    ways_in(settings.links, complain)
    handler = start_log()
    try:
        return _capture(settings, _Printer(write, complain), seconds)
    finally:
        log.stop(handler)


def _capture(settings: Settings, printer: _Printer, seconds: float | None) -> int:
    database = open_database(settings)
    try:
        backstage = make_backstage(settings, database)
        backstage.read_rulebook()
    except Refused:
        database.stop()
        raise
    backstage.listen(printer.note)
    try:
        backstage.start()
        printer.stopped.wait(seconds)
    except KeyboardInterrupt:
        # The usual end of a command that goes on; what was stored stays stored.
        pass
    finally:
        backstage.stop()
    if printer.failure is not None:
        raise printer.failure
    return printer.status


class _Printer:
    """Prints what is stored and says what is wrong; called on the worker threads.

    ``stopped`` is set when nothing can be printed any more; ``failure`` says why.
    """

    def __init__(self, write: Callable[[str], None], complain: Callable[[str], None]) -> None:
        self._write = write
        self._complain = complain
        self.status = 0
        self.stopped = threading.Event()
        self.failure: Exception | None = None

    def note(self, event: object) -> None:
        """Print one event, if it is one to print; afterwards it is never asked to again."""
        if self.failure is not None:
            return
        try:
            self._print(event)
        except Exception as error:  # noqa: BLE001 - told on the thread that waits
            self.failure = error
            self.stopped.set()

    def _print(self, event: object) -> None:
        match event:
            case Arrived():
                for item in event.delivery.items:
                    if isinstance(item, RefusedFrame):
                        self._write(_refused_line(item))
            case ReadingPlaced():
                gate = event.placed.gate
                self._write(
                    _reading_line(
                        event.placed.reading.observation,
                        stored_at=event.placed.reading.received_at.isoformat(),
                        gate=gate.decision.value if gate else "duplicate",
                        reasons=gate.codes if gate else (),
                    )
                )
            case StoreTrouble(sentence=sentence) | DeviceTrouble(sentence=sentence):
                self._complain(sentence)
                self.status = 1
            case LinkChanged(up=False, sentence=sentence):
                self._complain(sentence)
                self.status = 1
            case _:
                pass


def _reading_line(
    observation: Observation, *, stored_at: str, gate: str, reasons: tuple[str, ...]
) -> str:
    content = {
        "id": str(observation.id),
        "stored_at": stored_at,
        "kind": observation.kind,
        "values": {
            quantity.field: format(quantity.amount, "f")
            for quantity in observation.quantities
            if quantity.amount is not None
        },
        "special": {
            quantity.field: quantity.special
            for quantity in observation.quantities
            if quantity.special is not None
        },
        "taken_at": observation.taken_at_text,
        "flags": list(observation.flags),
        "device": {
            "maker": observation.device_maker,
            "model": observation.device_model,
            "serial": observation.device_serial,
        },
        "control": observation.control,
        "gate": gate,
        "reasons": list(reasons),
        "raw": observation.raw.hex(),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _refused_line(frame: RefusedFrame) -> str:
    content = {"refused": frame.reason, "detail": frame.detail, "raw": frame.raw.hex()}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
