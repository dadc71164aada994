"""Who is signed in at the window: locking, coming back, and one person after another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit

from clinicapp.domain.sign_in import SignInKind, badge_of
from clinicapp.domain.staff import Actor, Permission
from clinicapp.ui.station_lock import StationLock
from clinicapp.ui.widgets.shell_header import AreaTab
from clinicapp.ui.words.plain import time_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.domain.errors import Refused
    from clinicapp.front_door import FrontDoor
    from clinicapp.services.staff.sign_in import Opened
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.clinic.clinic_desk import ClinicDesk
    from clinicapp.ui.idle_watch import IdleWatch
    from clinicapp.ui.pages.clinic.form_page import FormPage
    from clinicapp.ui.patient_change import PatientChange
    from clinicapp.ui.scanner import Scanner

TAKES_BADGE: Final = "takesBadge"
"""The property of a field into which a badge is scanned."""
_LOOK_MS: Final = 30_000
_AREAS: Final = {
    "clinic": Permission.VIEW_PEOPLE,
    "inbox": Permission.VIEW_PEOPLE,
    "equipment": Permission.VIEW_EQUIPMENT,
    "quality": Permission.VIEW_EQUIPMENT,
    "progress": Permission.VIEW_PEOPLE,
    "rules": Permission.APPROVE_PACK,
}
_STAFF: Final = "staff"


def nobody(station: str) -> Actor:
    """Stands where nobody is signed in, and may do nothing."""
    return Actor(id=UUID(int=0), name="", roles=frozenset(), station=station)


def _offered(here: Actor, *, signs_in: bool) -> tuple[frozenset[str], tuple[AreaTab, ...]]:
    """The areas that somebody does not have, and what the menu under their name offers."""
    # Nobody is behind a cover that hides everything; what lies there is what most people have.
    hidden = {key for key, needed in _AREAS.items() if here.roles and not here.may(needed)}
    hidden |= {_STAFF} if here.roles else {_STAFF, "rules"}
    if not signs_in:
        return frozenset(hidden), ()
    tr = QCoreApplication.translate
    actions = [
        AreaTab("secrets", tr("StationSession", "Change password or PIN"), "key-round"),
        AreaTab("sign_out", tr("StationSession", "Sign out"), "log-out"),
    ]
    if here.may(Permission.MANAGE_STAFF):
        actions.insert(0, AreaTab(_STAFF, tr("StationSession", "Staff"), "users"))
    return frozenset(hidden), tuple(actions)


def claimed_badge(label: str) -> str:
    """The number of a text that claims to be a GS1 badge; else empty."""
    # Nobody scans before the window is painted.
    from clinicapp.domain import scanning

    return scanning.claimed_badge(label)


class StationSession(QObject):
    """Signals: ``locked()`` when nothing of a person is to be left anywhere.

    Args:
        frame: the window.
        door: where people sign in; None where the computer's account is enough.
        actor: who is signed in; None: nobody.
        renew: forgets everything that was read for the last person.
        needs: what the actor is asked to choose.
        lock_minutes: locks after so long without a touch; 0: never.
        parent: Qt parent.
    """

    locked = Signal()

    def __init__(
        self,
        frame: Frame,
        door: FrontDoor | None,
        actor: Actor | None,
        *,
        renew: Callable[[], None],
        needs: tuple[str, ...],
        lock_minutes: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._door = door
        self._actor = actor
        self._renew = renew
        self._needs = needs
        self._lock_minutes = lock_minutes
        self._change: PatientChange | None = None
        self._badges: frozenset[str] = frozenset()
        self._idle: IdleWatch | None = None
        self.station_lock = StationLock(frame, door, self)
        self.station_lock.opened.connect(self._come)
        frame.window.user_action.connect(self._act)
        self._looking = QTimer(self)
        self._looking.setObjectName("access")
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._offer()

    @property
    def actor(self) -> Actor | None:
        """Who is signed in, also while the station is locked; None: nobody."""
        return self._actor

    @property
    def door(self) -> FrontDoor | None:
        """Where people sign in; None where the computer's account is enough."""
        return self._door

    def begin(self) -> None:
        """The window is about to be shown; where nobody is signed in, it asks who is there."""
        if self._actor is None and self._door is not None:
            self.station_lock.lock(None)

    def warm(self) -> None:
        """The window has been painted: learn the badges, and watch."""
        if self._door is not None:
            self._looking.start()
            self._learn_badges()
            if self._needs and self._actor is not None and not self._frame.window.covered:
                self._choose_secrets(self._needs)
        if self._lock_minutes:
            from clinicapp.ui.idle_watch import IdleWatch

            self._idle = IdleWatch(
                self._frame.window,
                lambda: self._frame.clinic_area.look[0],
                lambda: self.station_lock.cover is None,
                self._lock_minutes,
                self,
            )
            self._idle.expired.connect(self._lock_idle)
            self._idle.start()

    def attach(self, clinic: ClinicDesk, form_page: FormPage, change: PatientChange) -> None:
        """The form is there."""
        self._change = change
        self.station_lock.attach(clinic, form_page)
        clinic.opened.connect(lambda found: self.station_lock.take_up(found.person.id))

    def listen(self, scanner: Scanner) -> None:
        """Whoever types or scans is there."""
        scanner.touched.connect(self._touched)

    def stop(self) -> None:
        """The window closes: whoever is signed in leaves."""
        self._looking.stop()
        self.station_lock.stop()
        if self._idle is not None:
            self._idle.stop()
        self._leave(SignInKind.SIGNED_OUT)
        self._actor = None

    def lock(self, why: str = "") -> None:
        """Hide all patient data until somebody signs in."""
        if self.station_lock.cover is not None:
            return
        backstage = self._frame.questions.backstage
        at = time_text(backstage.now(), backstage.zone)
        self._leave(SignInKind.LOCKED)
        self.station_lock.lock(self._actor, why or self.tr("Locked, {at}").format(at=at))
        self.locked.emit()

    def sign_out(self) -> None:
        """Lock, and nobody is signed in any more."""
        self._leave(SignInKind.SIGNED_OUT)
        leaving, self._actor = self._actor, None
        self.station_lock.lock(leaving, self.tr("Signed out"), gone=True)
        self.locked.emit()

    def takes(self, label: str) -> bool:
        """Whether a scanned label is for signing in, or for a field that asks for a badge."""
        if self._door is None:
            return False
        if self._badge_field() is not None:
            return bool(claimed_badge(label))
        if self.station_lock.desk is not None:
            return True
        return bool(claimed_badge(label)) or not self._is_unknown(label)

    def scanned(self, label: str) -> None:
        """A label was scanned that ``takes`` took."""
        field = self._badge_field()
        if field is not None:
            field.setText(label)
        elif self.station_lock.desk is not None:
            self.station_lock.desk.scan(label)
        elif self._change is not None and not self._is_unknown(label):
            self._change.switch_user(partial(self._switch, label))
        else:
            self._switch(label)

    def is_badge_at_the_door(self, label: str) -> bool:
        """Whether this is somebody's badge and a badge is awaited; elsewhere it is mere typing."""
        return self.station_lock.desk is not None and not self._is_unknown(label)

    def _is_unknown(self, label: str) -> bool:
        return (claimed_badge(label) or badge_of(label)) not in self._badges

    def _badge_field(self) -> QLineEdit | None:
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit) and focused.property(TAKES_BADGE):
            return focused
        return None

    def _switch(self, label: str) -> None:
        if self._door is not None:
            future = self._door.by_badge(label, self._actor)
            self._frame.questions.hear(future, self._switched, self._refused)

    def _switched(self, opened: Opened) -> None:
        if self._actor is not None and opened.actor.id == self._actor.id:
            return
        if self.station_lock.cover is not None:
            # It was locked while the badge was looked up; now it is this person's.
            self.station_lock.come_in(opened.actor)
            return
        if self._actor is not None:
            self.station_lock.park(self._actor)
        self.locked.emit()
        self._come(opened.actor)
        self._frame.window.open_area(self._frame.window.areas[0])
        self.station_lock.bring_back(opened.actor)

    def _learn_badges(self) -> None:
        if self._door is not None:
            self._frame.questions.hear(self._door.badges(), self._take_badges, None)

    def _take_badges(self, badges: frozenset[str]) -> None:
        self._badges = badges

    def _come(self, actor: Actor) -> None:
        before, self._actor = self._actor, actor
        questions = self._frame.questions
        asked = questions.actor
        questions.become(actor)
        if before is None or (asked.id, asked.roles) != (actor.id, actor.roles):
            self.station_lock.part(asked)
            self._renew()
        self._offer()
        self._frame.shell.dismiss()
        self._frame.shell.refresh()
        self._learn_badges()

    def _offer(self) -> None:
        offered = _offered(self._frame.questions.actor, signs_in=self._door is not None)
        self._frame.window.offer(*offered)

    def _look(self) -> None:
        actor = self._actor
        if actor is not None and self._door is not None:
            future = self._door.still_in(actor)
            self._frame.questions.hear(future, partial(self._looked, actor), None)
        self._learn_badges()

    def _looked(self, asked: Actor, now: Actor | None) -> None:
        if self._actor is not asked:
            return
        if now is None:
            self._actor = None
            self.station_lock.lock(asked, self.tr("Your access has ended"), gone=True)
            self.locked.emit()
        elif now.roles != asked.roles and self.station_lock.cover is None:
            self.station_lock.park(asked)
            self._come(now)
            self.station_lock.bring_back(now)

    def _leave(self, kind: SignInKind) -> None:
        if self._door is not None and self._actor is not None:
            self._frame.questions.hear(self._door.leave(self._actor, kind), lambda _: None, None)

    def _refused(self, refusal: Refused) -> None:
        self._frame.shell.refused(str(refusal))

    def _act(self, key: str) -> None:
        if key == "sign_out":
            self.sign_out()
        elif key == _STAFF:
            self._frame.window.open_area(_STAFF)
        elif key == "secrets":
            self._choose_secrets(("password", "pin"))

    def _choose_secrets(self, needs: tuple[str, ...]) -> None:
        if self._door is None or self._actor is None or not self._frame.window.isVisible():
            return
        from clinicapp.ui.own_secrets import choose_secrets

        theme, _compact = self._frame.clinic_area.look
        first = "user_name" in needs
        choose_secrets(self._door, self._frame.questions, theme, self._frame.window, needs, first)

    def _touched(self) -> None:
        if self._idle is not None:
            self._idle.touch()

    def _lock_idle(self) -> None:
        backstage = self._frame.questions.backstage
        words = self.tr("Locked after {n} minutes idle, {at}")
        if self._lock_minutes == 1:
            words = self.tr("Locked after {n} minute idle, {at}")
        at = time_text(backstage.now(), backstage.zone)
        self.lock(words.format(n=self._lock_minutes, at=at))
