"""Serves the inbox: what waits, its detail, and using, discarding or measuring again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from clinicapp.backstage import Arrived
from clinicapp.domain.identity import Identifier
from clinicapp.domain.observations import RefusedFrame
from clinicapp.placing import PlacingFailed, ReadingPlaced
from clinicapp.services.clinic import filing, inbox
from clinicapp.services.clinic.inbox import InboxPage, ReadingAtHand, Unread
from clinicapp.services.equipment.break_glass import GlassTerms
from clinicapp.station.events import StoreTrouble, StoreWell
from clinicapp.ui.desks.records import ask_reading, ask_unread
from clinicapp.ui.viewmodels.inbox.inbox_view import HeldView, RefusedView
from clinicapp.ui.viewmodels.inbox.present_held import discard_reason_text, use_reason_text
from clinicapp.ui.viewmodels.inbox.present_inbox import (
    Terms,
    present_inbox,
    present_unread,
    present_waiting,
    retake_sentence,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.backstage import Backstage
    from clinicapp.domain.errors import Refused
    from clinicapp.domain.observations import ReadingEvent
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.store.readings import Tally
    from clinicapp.ui.desks.devices_desk import DevicesDesk
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.inbox.inbox_view_model import InboxViewModel

PAUSE_MS: Final = 100
"""Readings come in bursts; the inbox is read once for all that arrive within this time."""
OTHER_FORM: Final = (
    "Another form is open than when this reading was shown, so it was not used; "
    "look at the name and choose again."
)


def glass_terms(questions: Questions, ward: str | None, reason_code: str) -> GlassTerms:
    """By what the use of a held reading is counted at this station."""
    backstage = questions.backstage
    return GlassTerms(
        policy=backstage.policy, ward=ward or "", zone=backstage.zone, reason_code=reason_code
    )


def terms_now(backstage: Backstage) -> Terms:
    """By what readings that wait are told at this moment."""
    return Terms(backstage.policy, backstage.pack, backstage.zone, backstage.now())


class InboxDesk(QObject):
    """Serves one ``InboxViewModel``.

    The count is kept fresh always; the list only while its page is open (``open_page``).

    Signals: ``count_changed(int)``, how many readings wait for somebody; ``used(UUID)`` and
    ``discarded(UUID)`` of a reading; ``form_changed(FormSnapshot)`` after a reading was used;
    ``retake_chosen(sentence)``; ``record_ready(ReadingRecordView)``; ``troubled(sentence)``.
    """

    count_changed = Signal(int)
    used = Signal(object)
    discarded = Signal(object)
    form_changed = Signal(object)
    retake_chosen = Signal(str)
    record_ready = Signal(object)
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: InboxViewModel,
        devices: DevicesDesk,
        open_form: Callable[[], FormSnapshot | None],
        *,
        ward: str | None,
        pause_ms: int = PAUSE_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._devices = devices
        self._open_form = open_form
        self._ward = ward
        self._readings: tuple[ReadingAtHand, ...] | None = None
        self._unread: tuple[Unread, ...] = ()
        self._tally: Tally | None = None
        self._page_open = False
        self._acting = False
        self._asked = 0
        self._shown_form: UUID | None = None
        self._pause = QTimer(self)
        self._pause.setObjectName("inbox")
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self.refresh)
        questions.happened.connect(self._on_event)
        questions.troubled.connect(self._failed)
        devices.changed.connect(self._show)
        model.selected.connect(self._show)
        model.use_requested.connect(self._use)
        model.discard_requested.connect(self._discard)
        model.retake_requested.connect(self._retake)
        model.record_requested.connect(self.open_record)
        model.more_requested.connect(self._more)

    @property
    def count(self) -> int:
        """How many readings wait, as last counted."""
        return 0 if self._tally is None else len(self._tally.waiting)

    def start(self) -> None:
        """Count what waits, now and whenever something happens."""
        self.refresh()

    def stop(self) -> None:
        """Read nothing any more by itself."""
        self._pause.stop()

    def open_page(self) -> None:
        """The page is on the screen: read the list, and keep it fresh."""
        self._page_open = True
        self.refresh()

    def leave_page(self) -> None:
        """The page is no longer on the screen."""
        self._page_open = False

    def refresh(self) -> None:
        """Count anew, and read the list anew while its page is open."""
        self._questions.ask(
            self._counted, None, inbox.count_waiting, self._ward, before=self._tally
        )
        if self._page_open:
            self._list()

    def follow_form(self) -> None:
        """Another form is open, or none: say for whom a reading could be used now."""
        self._show()

    def open_record(self, reading_id: str) -> None:
        """Read the record of a reading, or of bytes that gave none; ``record_ready`` has it."""
        unread = self._unread_of(reading_id)
        if unread is not None:
            ask_unread(self._questions, unread, self.record_ready.emit, self._refused)
        else:
            ask_reading(self._questions, UUID(reading_id), self.record_ready.emit, self._refused)

    def _counted(self, tally: Tally) -> None:
        before, self._tally = self._tally, tally
        if before is None or before.waiting != tally.waiting:
            self.count_changed.emit(len(tally.waiting))
            self._show()

    def _list(self) -> None:
        have = len(self._readings or ())
        self._ask_list(self._listed, max(have, inbox.PAGE), 0)

    def _more(self, _offset: int) -> None:
        """The rows mix readings with bytes that gave none; only the readings have more."""
        have = len(self._readings or ())
        if have < self.count:
            self._ask_list(self._listed_more, inbox.PAGE, have)

    def _ask_list(self, then: Callable[[InboxPage], None], limit: int, offset: int) -> None:
        self._asked += 1
        asked = self._asked

        def newest_only(found: InboxPage) -> None:
            if asked == self._asked:
                then(found)

        self._questions.ask(
            newest_only,
            self._refused,
            inbox.waiting,
            self._ward,
            self._questions.backstage.zone,
            limit,
            offset,
        )

    def _listed(self, found: InboxPage) -> None:
        self._readings, self._unread = found.readings, found.unread
        self._show()

    def _listed_more(self, found: InboxPage) -> None:
        known = {each.reading.id for each in self._readings or ()}
        new = tuple(each for each in found.readings if each.reading.id not in known)
        self._readings, self._unread = (*(self._readings or ()), *new), found.unread
        self._show()

    def _show(self, _chosen: str = "") -> None:
        """Give the page what was read last, told for this moment and the form that is open."""
        if self._readings is None or self._acting or not self._page_open:
            return
        wanted = self._model.wanted
        self._model.show(
            present_inbox(
                self._readings,
                self._unread,
                self.count,
                terms_now(self._questions.backstage),
                selected_id=wanted,
                detail=self._detail(wanted),
            )
        )

    def _detail(self, wanted: str) -> HeldView | RefusedView | None:
        form = self._open_form()
        self._shown_form = None if form is None else form.form.id
        unread = self._unread_of(wanted)
        if unread is not None:
            return present_unread(unread, terms_now(self._questions.backstage))
        for each in self._readings or ():
            if str(each.reading.id) == wanted:
                glances = self._devices.glances
                return present_waiting(
                    each, terms_now(self._questions.backstage), form=form, glances=glances
                )
        return None

    def _unread_of(self, item_id: str) -> Unread | None:
        return next((each for each in self._unread if str(each.id) == item_id), None)

    def _on_event(self, event: object) -> None:
        match event:
            case ReadingPlaced() | PlacingFailed() | StoreTrouble() | StoreWell():
                self._pause.start()
            case Arrived(delivery=delivery) if any(
                isinstance(item, RefusedFrame) for item in delivery.items
            ):
                self._pause.start()
            case _:
                pass

    def _use(self, reading_id: str, reason: str, identifiers: frozenset[str]) -> None:
        form = self._open_form()
        form_id = None if form is None else form.form.id
        if form_id is None or form_id != self._shown_form:
            # The name beside the button is not the name on the form: nobody may be mixed up.
            self._show()
            self._model.refuse(OTHER_FORM)
            self.troubled.emit(OTHER_FORM)
            return
        self._acting = True
        reading = UUID(reading_id)

        def used(found: FormSnapshot) -> None:
            self._done(reading)
            self.form_changed.emit(found)
            self.used.emit(reading)

        words = use_reason_text(reason)
        checked = frozenset(Identifier(each) for each in identifiers)
        counted = glass_terms(self._questions, self._ward, reason)
        given = (reading, form_id, words, checked, counted)
        self._questions.ask_form(used, self._not_done, form_id, filing.use_held, *given)

    def _discard(self, reading_id: str, reason: str) -> None:
        self._acting = True
        reading = UUID(reading_id)

        def gone(_event: ReadingEvent) -> None:
            self._done(reading)
            self.discarded.emit(reading)

        self._questions.ask(
            gone, self._not_done, filing.discard, reading, discard_reason_text(reason)
        )

    def _retake(self, reading_id: str) -> None:
        detail = None if self._model.view is None else self._model.view.detail
        if isinstance(detail, HeldView) and detail.reading_id == reading_id:
            self.retake_chosen.emit(retake_sentence(detail))

    def _done(self, reading_id: UUID) -> None:
        self._acting = False
        self._readings = tuple(r for r in self._readings or () if r.reading.id != reading_id)
        self._show()
        self.refresh()

    def _not_done(self, refusal: Refused) -> None:
        """What was shown may be out of date: say why, and read it anew."""
        self._acting = False
        self._model.refuse(str(refusal))
        self.troubled.emit(str(refusal))
        self.refresh()

    def _failed(self, sentence: str) -> None:
        """The program failed at what was asked; the page must not wait for ever."""
        if self._acting:
            self._acting = False
            self._model.refuse(sentence)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
