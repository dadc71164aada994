"""Serves the frame round every page: the clock, who is here, what is saved, what is wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from clinicapp.backstage import Arrived, DeviceTrouble
from clinicapp.domain.errors import Refused
from clinicapp.placing import PlacingFailed, ReadingPlaced
from clinicapp.station.events import StoreTrouble, StoreWell
from clinicapp.ui.viewmodels.present_shell import FORM_HINTS, present_header, present_status_bar

if TYPE_CHECKING:
    from datetime import date, datetime

    from clinicapp.domain.lester.approval import WardRules
    from clinicapp.ui.desks.devices_desk import DevicesDesk
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.shell_view import KeyHint

_TICK_MS: Final = 5_000
_BACKUP_EVERY: Final = timedelta(minutes=1)


class ShellDesk(QObject):
    """Signals: ``header(HeaderView)``, ``status(StatusBarView)``, ``trouble(sentence)``.

    An empty ``trouble`` takes the sentence away. The trouble that was there first stays until it is
    over; what a person was refused is shown until they dismiss it.
    """

    header = Signal(object)
    status = Signal(object)
    trouble = Signal(str)

    def __init__(
        self,
        questions: Questions,
        devices: DevicesDesk,
        *,
        ward: str,
        demo_pack: str | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._devices = devices
        self._ward = ward
        self._demo_pack = demo_pack
        self._saved_at: datetime | None = None
        self._hints: tuple[KeyHint, ...] = FORM_HINTS
        self._inbox_count = 0
        self._troubles: dict[str, str] = {}
        self._asked_on: date | None = None
        self._shows_rules = False
        self._backup_at: datetime | None = None
        self._backup_asked: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("clock")
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.refresh)
        questions.happened.connect(self._on_event)
        questions.troubled.connect(self.refused)
        devices.changed.connect(self.refresh)
        devices.link_troubled.connect(self._set_trouble)

    def start(self) -> None:
        """Show the frame now, and keep the clock right."""
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """Stop the clock."""
        self._timer.stop()

    def show_hints(self, hints: tuple[KeyHint, ...]) -> None:
        """The keys that matter on the page that is open."""
        self._hints = hints
        self.refresh()

    def show_inbox_count(self, count: int) -> None:
        """How many readings wait."""
        if count != self._inbox_count:
            self._inbox_count = count
            self.refresh()

    @property
    def saved_at(self) -> datetime | None:
        """When something was last committed; None before the first time."""
        return self._saved_at

    @property
    def backup_at(self) -> datetime | None:
        """When the last good backup was made, as far as is known here."""
        return self._backup_at

    @property
    def store_trouble(self) -> str:
        """Why nothing can be saved; empty when it can."""
        return self._troubles.get("store", "")

    def saved(self) -> None:
        """Something was committed just now."""
        self._saved_at = self._questions.backstage.now()
        self.refresh()

    def refused(self, sentence: str) -> None:
        """What was asked cannot be done; shown until dismissed."""
        self._set_trouble("refused", sentence)

    def dismiss(self) -> None:
        """The person has read it."""
        self._set_trouble("refused", "")

    def refresh(self) -> None:
        """Draw the frame anew."""
        backstage = self._questions.backstage
        self._read_backup()
        connected = sum(glance.connected for glance in self._devices.glances)
        of = len(self._devices.glances)
        self.header.emit(
            present_header(
                ward=self._ward,
                station=self._questions.actor.station,
                user=self._questions.actor.name,
                now=backstage.now(),
                zone=backstage.zone,
                inbox_count=self._inbox_count,
                connected=connected,
                devices=of,
                demo_pack=self._demo_pack,
                rules=self._rules(),
            )
        )
        self.status.emit(
            present_status_bar(
                connected=connected,
                devices=of,
                saved_at=self._saved_at,
                backup_at=self._backup_at,
                zone=backstage.zone,
                hints=self._hints,
            )
        )

    def _read_backup(self) -> None:
        """Ask now and then when the last backup was: another program makes them."""
        backstage = self._questions.backstage
        now, before = backstage.now(), self._backup_asked
        if before is None or now - before >= _BACKUP_EVERY:
            self._backup_asked = now
            with suppress(Refused):  # the station is closing
                self._questions.hear(backstage.read_backup(), self._take_backup, None)

    def _take_backup(self, at: datetime | None) -> None:
        if at != self._backup_at:
            self._backup_at = at
            self.refresh()

    def read_rules(self) -> None:
        """Read what the ward judges by, and show it; call it once the window is painted."""
        self._shows_rules = True
        self._questions.ask_rules(lambda _rules: self.refresh())

    def _rules(self) -> WardRules | None:
        """The rules as last read; on another day they are read anew, for they may begin then."""
        backstage = self._questions.backstage
        # Before they were asked for they are not even read from their files.
        if not self._shows_rules or (rules := backstage.rules).read_on is None:
            return None
        today = backstage.now().astimezone(backstage.zone).date()
        if today not in (rules.read_on, self._asked_on):
            self._asked_on = today
            self.read_rules()
        return rules.now

    def _on_event(self, event: object) -> None:
        match event:
            case Arrived() | ReadingPlaced():
                self.saved()
            case StoreTrouble(sentence=sentence):
                self._set_trouble("store", sentence)
            case StoreWell():
                self._set_trouble("store", "")
            case DeviceTrouble(sentence=sentence) | PlacingFailed(sentence=sentence):
                self._set_trouble("refused", sentence)
            case _:
                pass

    def _set_trouble(self, source: str, sentence: str) -> None:
        if sentence:
            self._troubles[source] = sentence
        else:
            self._troubles.pop(source, None)
        self.trouble.emit(next(iter(self._troubles.values()), ""))
