"""Serves the form: opens a person, takes their readings, and carries out what the nurse asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.errors import Refused
from clinicapp.domain.gate import Arming
from clinicapp.domain.staff import Permission
from clinicapp.placing import ReadingPlaced
from clinicapp.services.access import By
from clinicapp.services.clinic import filing, screening
from clinicapp.services.clinic.screening import FormSnapshot
from clinicapp.ui.desks.clinic.entries_desk import EntriesDesk
from clinicapp.ui.desks.once_a_turn import OnceATurn
from clinicapp.ui.viewmodels.clinic.present_form import IdentityCheck, present_form
from clinicapp.ui.viewmodels.clinic.present_visit import RecentFill

if TYPE_CHECKING:
    from clinicapp.backstage import Backstage
    from clinicapp.domain.forms import FormFact
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.devices_desk import DevicesDesk
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.clinic.form_view_model import FormViewModel

UNDO_SECONDS: Final = 8


@dataclass(frozen=True, slots=True)
class Landed:
    """A reading is on the screen of its form. Times are monotonic nanoseconds."""

    event: ReadingPlaced
    card: str


class ClinicDesk(QObject):
    """Serves one ``FormViewModel``.

    Signals: ``opened(FormSnapshot)`` and ``closed()`` of a person; ``landed(Landed)`` when a
    reading's card has been given to the page; ``signed(FormSnapshot)``; ``troubled(sentence)``.
    """

    opened = Signal(object)
    closed = Signal()
    landed = Signal(object)
    signed = Signal(object)
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: FormViewModel,
        devices: DevicesDesk,
        *,
        armed_minutes: int,
        undo_seconds: int = UNDO_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._devices = devices
        self._armed_for = timedelta(minutes=armed_minutes)
        self._undo_seconds = undo_seconds
        self._snapshot: FormSnapshot | None = None
        self._wanted: UUID | None = None
        """The person who is open or being opened; an answer about anybody else comes too late."""
        self._identity: IdentityCheck | None = None
        self._fill: RecentFill | None = None
        self._landing: list[Landed] = []
        self._drawing = OnceATurn(self._refresh, self)
        questions.happened.connect(self._on_event)
        devices.changed.connect(self._drawing.soon)
        self._connect(model)
        self._entries = EntriesDesk(questions, model, lambda: self._snapshot, self)
        self._entries.changed.connect(self.take)
        self._entries.opened.connect(self._opened)
        self._entries.troubled.connect(self.troubled)

    @property
    def snapshot(self) -> FormSnapshot | None:
        """The open form as last shown, or None when nobody is open."""
        return self._snapshot

    def open_person(self, person_id: UUID, identity: IdentityCheck | None = None) -> None:
        """Open a person's form, and arm the station for it.

        Args:
            person_id: Whose form.
            identity: How it was made sure who it is, for the banner; None when it was not.
        """
        self._wanted, self._identity = person_id, identity
        opening = partial(_opening, self._questions.backstage, person_id)
        self._questions.ask(self._opened, self._refused, opening)

    def look_at(self, person_id: UUID, form_id: UUID) -> None:
        """Show a form of a person as it is; nothing is opened anew."""
        backstage = self._questions.backstage
        self._wanted, self._identity = person_id, None
        self._questions.ask(
            self._opened,
            self._refused,
            screening.view_form,
            form_id,
            backstage.pack,
            backstage.zone,
            backstage.rules.shipped,
        )

    def identify(self, identity: IdentityCheck) -> None:
        """It was made sure anew who the open person is: say so on the banner."""
        self._identity = identity
        self._refresh()

    def close_person(self) -> None:
        """Close the person; from now on no reading is filed by itself."""
        self._questions.backstage.arm(None)
        self._wanted = self._snapshot = self._identity = None
        self._fill = None
        self.closed.emit()

    def take(self, found: FormSnapshot) -> None:
        """Show the open form as it was just changed; one that was closed since stays closed."""
        if self._is_open(found):
            self._show(found)

    def sign(self) -> None:
        """Sign the open form."""
        current = self._snapshot
        if current is None:
            return
        backstage = self._questions.backstage
        self._questions.ask(
            self._signed,
            self._refused,
            screening.sign,
            current.form.id,
            backstage.pack,
            backstage.zone,
            backstage.rules.shipped,
        )

    def _connect(self, model: FormViewModel) -> None:
        model.undo_requested.connect(lambda reading: self.take_back(reading, "undone at once"))
        model.wrong_patient_requested.connect(
            lambda reading: self.take_back(reading, "wrong patient")
        )
        model.sign_off_requested.connect(self.sign)
        model.undo_ended.connect(self._undo_ended)

    # Answers from behind the window.

    def _is_open(self, found: FormSnapshot) -> bool:
        return self._snapshot is not None and found.form.id == self._snapshot.form.id

    def _opened(self, found: FormSnapshot) -> None:
        if found.person.id != self._wanted:
            return
        self._fill = None
        self._arm(found)
        self._show(found)
        self.opened.emit(found)

    def _signed(self, found: FormSnapshot) -> None:
        if not self._is_open(found):
            return
        self._questions.backstage.arm(None)
        self._fill = None
        self._show(found)
        self.signed.emit(found)

    def _show(self, found: FormSnapshot) -> None:
        self._snapshot = found
        self._refresh()

    def _refresh(self) -> None:
        landing, self._landing = self._landing, []
        if self._snapshot is None:
            return
        self._drawing.done()
        zone = self._questions.backstage.zone
        may_amend = self._questions.actor.may(Permission.AMEND_FORM)
        self._model.show(
            present_form(
                self._snapshot,
                self._devices.glances,
                self._fill,
                zone,
                identity=self._identity,
                may_amend=may_amend,
                viewer=self._questions.actor.id,
            )
        )
        for landed in landing:
            self.landed.emit(landed)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))

    def _on_event(self, event: object) -> None:
        if not isinstance(event, ReadingPlaced):
            return
        fact = event.placed.fact
        if fact is None or event.form is None or not self._is_open(event.form):
            return
        self._arm(event.form)
        self._fill = _filled(fact, event.placed.reading.id, self._undo_seconds)
        self._snapshot = event.form
        self._landing.append(Landed(event, self._fill.domain.value))
        self._drawing.soon()

    # What the nurse asks.

    def take_back(self, reading_id: str, reason: str) -> None:
        """Take a reading off the open form; it waits in the inbox again."""
        current = self._snapshot
        fact = None if current is None else current.contents.of_reading(UUID(reading_id))
        if current is None or fact is None:
            return

        def taken_back(found: FormSnapshot) -> None:
            # A newer reading may have landed meanwhile; it can still be taken back.
            if self._fill is not None and self._fill.fact_id == fact.id:
                self._fill = None
            self.take(found)

        form_id = current.form.id
        self._questions.ask_form(
            taken_back, self._refused, form_id, filing.withdraw, fact.id, form_id, reason
        )

    def _undo_ended(self) -> None:
        if self._fill is not None:
            self._fill = replace(self._fill, seconds_left=0)
            self._refresh()

    def _arm(self, found: FormSnapshot) -> None:
        """Arm for this person, or for longer; a signed form takes nothing any more."""
        backstage = self._questions.backstage
        today = backstage.now().astimezone(backstage.zone).date()
        armed_for = self._armed_for if found.record.on == today else None
        operator = self._questions.actor.id
        backstage.arm(_arming(found, backstage.arming, backstage.now(), armed_for, operator))


def _opening(backstage: Backstage, person_id: UUID, work: Work, by: By) -> FormSnapshot:
    """The person's form, with the rules that the ward has now if it is a new one."""
    pack, zone = backstage.rules.read(work, by.at).pack, backstage.zone
    form = screening.open_form(work, by, person_id, pack, zone)
    return screening.view_form(work, by, form.id, pack, zone, backstage.rules.shipped)


def _filled(fact: FormFact, reading_id: UUID, seconds_left: int) -> RecentFill:
    return RecentFill(
        fact_id=fact.id, reading_id=reading_id, item=fact.item, seconds_left=seconds_left
    )


def _arming(
    found: FormSnapshot,
    before: Arming | None,
    now: datetime,
    armed_for: timedelta | None,
    operator: UUID,
) -> Arming | None:
    """For whom the station is armed from now on; ``before`` is for whom it is armed now.

    A signed form takes nothing; nor does the correction of another day's visit take today's
    readings, for which ``armed_for`` is None.
    """
    if found.contents.signed is not None or armed_for is None:
        return None
    number = found.person.nhs_number
    return Arming(
        person_id=found.person.id,
        form_id=found.form.id,
        nhs_number=number.digits if number else None,
        since=before.since if before and before.form_id == found.form.id else now,
        until=now + armed_for,
        operator=operator,
    )
