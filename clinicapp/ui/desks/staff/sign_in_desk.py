"""Serves the sign-in screen: asks the front door, and says who came in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from clinicapp.domain.errors import Refused
from clinicapp.domain.sign_in import SignInKind
from clinicapp.front_door import SecretsRefused
from clinicapp.services.staff.sign_in import FULL_NEEDED, Opened
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.staff.present_sign_in import (
    MOST_TILES,
    health_of,
    initials_of,
    name_tile,
)
from clinicapp.ui.viewmodels.staff.sign_in_view import NameTile, SignInView, Step
from clinicapp.ui.viewmodels.staff.sign_in_view_model import SignInViewModel
from clinicapp.ui.words.plain import day_text, time_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from clinicapp.domain.staff import Actor
    from clinicapp.front_door import FrontDoor
    from clinicapp.services.staff.sign_in import SeenHere
    from clinicapp.ui.desks.devices_desk import DevicesDesk
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.desks.shell_desk import ShellDesk

T = TypeVar("T")
_TICK_MS: Final = 5_000
FORGOTTEN: Final = (
    "Sign in with your password, then choose a new PIN. If you have forgotten that too, ask your "
    "administrator for a one-time password."
)


class SignInDesk(QObject):
    """Serves one ``SignInViewModel`` while the screen is shown.

    Signal: ``opened(Actor)`` once somebody is in, with everything chosen that they had to choose.

    Args:
        door: where people come in.
        questions: hands answers over to this thread.
        devices: what the station hears.
        shell: what it last saved.
        ward: the ward's name as set.
        before: who locked the station; None when nobody was signed in.
        why: the line at the bottom.
        parent: Qt parent.
    """

    opened = Signal(object)

    def __init__(
        self,
        door: FrontDoor,
        questions: Questions,
        devices: DevicesDesk,
        shell: ShellDesk,
        *,
        ward: str,
        before: Actor | None,
        why: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._door = door
        self._questions = questions
        self._devices = devices
        self._shell = shell
        self._before = before
        self._pending: Opened | None = None
        self._new_pin = False
        self._seen: tuple[SeenHere, ...] | None = None
        self.model = SignInViewModel(
            SignInView(ward_text(ward), f"Station {door.station}", locked=why), self
        )
        self._timer = QTimer(self)
        self._timer.setObjectName("sign-in")
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        devices.changed.connect(self._tick)
        questions.troubled.connect(self._failed)
        self._connect(self.model)

    def start(self) -> None:
        """Show who was here, and keep the clock right."""
        self._timer.start()
        self._tick()

    def stop(self) -> None:
        """Stop the clock."""
        self._timer.stop()

    def scan(self, label: str) -> None:
        """A badge was scanned: sign its owner in straight away."""
        if not self.model.view.busy:
            self._await(self._door.by_badge(label, self._before), self._came)

    def _connect(self, model: SignInViewModel) -> None:
        model.name_chosen.connect(self._choose)
        model.back.connect(self._back)
        model.pin_entered.connect(self._enter_pin)
        model.full_requested.connect(lambda: self._ask_password(""))
        model.forgotten.connect(self._forgotten)
        model.password_entered.connect(self._enter_password)
        model.account_requested.connect(lambda: self._await(self._door.by_account(), self._account))
        model.secrets_entered.connect(self._set_secrets)
        model.later.connect(self._later)

    def _show(self, **changes: object) -> None:
        self.model.show(replace(self.model.view, **changes))  # type: ignore[arg-type]

    def _await(self, future: Future[T], then: Callable[[T], None]) -> None:
        self._show(busy=True, sentence="")
        self._questions.hear(future, then, self._refused)

    # What is known.

    def _tick(self) -> None:
        backstage = self._questions.backstage
        now, zone = backstage.now(), backstage.zone
        self._show(
            day=day_text(now.astimezone(zone).date()),
            clock=time_text(now, zone),
            health=health_of(
                self._devices.glances,
                self._devices.standings,
                saved_at=self._shell.saved_at,
                backup_at=self._shell.backup_at,
                trouble=self._shell.store_trouble,
                now=now,
                zone=zone,
            ),
        )
        self._questions.hear(self._door.seen_here(), self._take_seen, None)

    def _take_seen(self, seen: tuple[SeenHere, ...]) -> None:
        first, self._seen = self._seen is None, seen
        zone = self._questions.backstage.zone
        # Whoever locked the station most likely comes back to it.
        mine = [each for each in seen if self._before and each.staff_id == self._before.id]
        ordered = (*mine, *(each for each in seen if each not in mine))
        tiles = tuple(name_tile(each, zone) for each in ordered[:MOST_TILES])
        self._show(tiles=tiles, more=max(0, len(seen) - MOST_TILES))
        view = self.model.view
        if view.step is Step.PIN and view.chosen not in tiles:
            self._back()
        elif first and view.step is Step.NAME:
            if mine or len(tiles) == 1:
                self._choose(tiles[0].key)
            elif not tiles:
                self._ask_password("")

    # What is asked.

    def _choose(self, key: str) -> None:
        tile = next((each for each in self.model.view.tiles if each.key == key), None)
        if tile is not None:
            self.model.emptied.emit()
            self._show(step=Step.PIN, chosen=tile, sentence="")

    def _back(self) -> None:
        if self._pending is not None:
            self._door.leave(self._pending.actor, SignInKind.SIGNED_OUT)
        self._pending, self._new_pin = None, False
        self.model.emptied.emit()
        step = Step.NAME if self.model.view.tiles else Step.PASSWORD
        self._show(step=step, chosen=None, sentence="", busy=False)

    def _ask_password(self, sentence: str) -> None:
        if self.model.view.step is not Step.SECRETS:
            self._show(step=Step.PASSWORD, sentence=sentence, chosen=None)

    def _forgotten(self) -> None:
        self._new_pin = True
        self._ask_password(FORGOTTEN)

    def _enter_pin(self, pin: str) -> None:
        chosen = self.model.view.chosen
        if chosen is not None and not self.model.view.busy:
            self._await(self._door.by_pin(UUID(chosen.key), pin, self._before), self._came)

    def _enter_password(self, user_name: str, password: str) -> None:
        if self.model.view.busy:
            return
        if not user_name.strip() or not password:
            self._show(sentence="Type both your user name and your password.")
            return
        self._await(self._door.by_password(user_name, password, self._before), self._came)

    def _account(self, opened: Opened | None) -> None:
        if opened is None:
            self._show(busy=False, sentence=FULL_NEEDED)
        else:
            self._came(opened)

    def _came(self, opened: Opened) -> None:
        self.model.emptied.emit()
        needs = opened.needs
        if self._new_pin and "pin" not in needs:
            needs = (*needs, "pin")
        self._new_pin = False
        if not needs:
            self._show(busy=False)
            self.opened.emit(opened.actor)
            return
        self._pending = replace(opened, needs=needs)
        actor = opened.actor
        self._show(
            step=Step.SECRETS,
            chosen=NameTile(str(actor.id), actor.name, "", initials_of(actor.name), ""),
            needs=needs,
            can_wait=opened.can_wait,
            errors={},
            sentence="",
            busy=False,
        )

    def _set_secrets(self, answers: dict[str, str]) -> None:
        pending = self._pending
        if pending is None or self.model.view.busy:
            return
        self._show(busy=True, errors={}, sentence="")
        future = self._door.set_own(
            pending.actor,
            user_name=answers.get("user_name"),
            password=answers.get("password"),
            pin=answers.get("pin"),
        )
        self._questions.hear(future, lambda _none: self._enter(), self._secrets_refused)

    def _later(self) -> None:
        if self._pending is not None and self._pending.can_wait:
            self._enter()

    def _enter(self) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            self.model.emptied.emit()
            self.opened.emit(pending.actor)

    def _secrets_refused(self, refusal: Refused) -> None:
        errors = refusal.errors if isinstance(refusal, SecretsRefused) else {}
        self._show(busy=False, errors=errors, sentence="" if errors else str(refusal))

    def _failed(self, sentence: str) -> None:
        """A fault of ours: nobody is let in, and whoever stands there hears it."""
        if self.model.view.busy:
            self._refused(Refused(sentence))

    def _refused(self, refusal: Refused) -> None:
        self.model.emptied.emit()
        sentence = str(refusal)
        self._show(busy=False, sentence=sentence)
        if self.model.view.step is Step.PIN and FULL_NEEDED in sentence:
            self._ask_password(sentence.replace(FULL_NEEDED, "Sign in with your password."))
        self._questions.hear(self._door.seen_here(), self._take_seen, None)
