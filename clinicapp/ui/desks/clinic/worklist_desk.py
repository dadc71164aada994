"""Serves the worklist: reads it, filters and searches it, adds people, says who was chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.staff import Permission
from clinicapp.station.events import AdmissionHeard
from clinicapp.ui.viewmodels.worklist.worklist_view import Filter

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from clinicapp.domain.errors import Refused
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.people import Person
    from clinicapp.services.access import By
    from clinicapp.services.clinic.worklist import FormMemory, Worklist
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.worklist.worklist_view import WorklistRow
    from clinicapp.ui.viewmodels.worklist.worklist_view_model import WorklistViewModel


class WorklistDesk(QObject):
    """Serves one ``WorklistViewModel``.

    The whole ward is read at once, because its order is derived; filters and searches are answered
    from what was read. Signals: ``person_chosen(UUID)`` to check, ``form_chosen(UUID, UUID)`` of
    a person and their signed form to look at; ``counted(overdue, red_zones)``, how many people are
    overdue and how many red zones have no action; ``troubled(sentence)`` when something was
    refused.
    """

    person_chosen = Signal(object)
    form_chosen = Signal(object, object)
    counted = Signal(int, int)
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: WorklistViewModel,
        ward: str,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._ward = ward
        self._memory: FormMemory | None = None
        self._read: Worklist | None = None
        self._rows: tuple[WorklistRow, ...] = ()
        self._query = ""
        self._filter = Filter.ALL
        self._asked = 0
        self._messages = 0
        self._unconfirmed: dict[str, str] | None = None
        self._alike: frozenset[UUID] = frozenset()
        model.search_requested.connect(self.search)
        model.filter_requested.connect(self.filter)
        model.person_opened.connect(self._choose)
        model.person_submitted.connect(self._add)
        questions.happened.connect(self._on_event)

    @property
    def worklist(self) -> Worklist | None:
        """What was read last, or None before the first answer."""
        return self._read

    @property
    def _may_add(self) -> bool:
        return self._questions.actor.may(Permission.MANAGE_PEOPLE)

    def refresh(self) -> None:
        """Read the worklist anew; call it when the page opens.

        For somebody who may not see people, who has no such page, nothing is read.
        """
        self._asked += 1
        if not self._questions.actor.may(Permission.VIEW_PEOPLE):
            return
        backstage = self._questions.backstage
        today = backstage.now().astimezone(backstage.zone).date()
        if self._read is None or self._read.today != today:
            self._read_ahead(self._asked, self._list)
        else:
            self._list(self._asked)
        if self._may_add:
            from clinicapp.services.clinic.admission_messages import count_waiting_messages

            self._questions.ask(self._take_count, self._refused, count_waiting_messages)

    def warm(self) -> None:
        """Read ahead while nobody is signed in, so that whoever comes finds the list at once."""
        self._read_ahead(self._asked, lambda _asked: None)

    def forget(self) -> None:
        """Show nobody, and drop what is still being read: it was asked for somebody else."""
        self._asked += 1
        if self._read is not None:
            self._read, self._rows = replace(self._read, entries=()), ()
            self._show()
            self._read = None

    def _read_ahead(self, asked: int, then: Callable[[int], None]) -> None:
        """The first time, a part of the ward's forms after the other: a device may wait."""

        def read(more: bool) -> None:  # noqa: FBT001 - a use case's answer
            if asked != self._asked:
                return
            if more:
                self._read_ahead(asked, then)
            else:
                then(asked)

        self._questions.ask(read, self._refused, self._reading_ahead)

    def _list(self, asked: int) -> None:
        def shown(found: Worklist) -> None:
            if asked == self._asked:
                self._take(found)

        self._questions.ask(shown, self._refused, self._reading)

    def search(self, text: str) -> None:
        """Show the people who answer a search; an empty text shows everybody."""
        self._query = text
        self._show()

    def filter(self, key: Filter) -> None:
        """Show the people whom a filter shows."""
        self._filter = key
        self._show()

    def _reading_ahead(self, work: Work, by: By) -> bool:
        from clinicapp.services.clinic.worklist import FormMemory, read_ahead

        if self._memory is None:
            self._memory = FormMemory()
        return read_ahead(work, by, self._ward, *self._terms(), self._memory)

    def _terms(self) -> tuple[Pack, tzinfo, tuple[Pack, ...]]:
        """By what forms are judged and days are told."""
        backstage = self._questions.backstage
        return backstage.pack, backstage.zone, tuple(backstage.rules.shipped.values())

    def _reading(self, work: Work, by: By) -> Worklist:
        # On the database's thread: judging forms is not needed for the first picture, so no window
        # waits for its rules.
        from clinicapp.services.clinic.worklist import FormMemory, ward_worklist

        if self._memory is None:
            self._memory = FormMemory()
        return ward_worklist(work, by, self._ward, *self._terms(), self._memory)

    def _take(self, found: Worklist) -> None:
        from clinicapp.ui.viewmodels.worklist.present_worklist import namesakes_among, worklist_rows

        before = self._read if self._read and self._read.today == found.today else None
        # An entry that nothing has changed is the same object, and has its words already.
        known = dict(zip(map(id, before.entries), self._rows, strict=True)) if before else {}
        alike = namesakes_among(found.entries)
        fresh = tuple(
            each
            for each in found.entries
            if id(each) not in known or (each.person.id in alike) != (each.person.id in self._alike)
        )
        self._alike = alike
        zone = self._questions.backstage.zone
        known |= zip(map(id, fresh), worklist_rows(fresh, found.today, zone, alike), strict=True)
        self._read = found
        self._rows = tuple(known[id(each)] for each in found.entries)
        self._show()
        self.tell_counts()

    def _take_count(self, messages: int) -> None:
        if messages != self._messages:
            self._messages = messages
            self._show()

    def _on_event(self, event: object) -> None:
        if isinstance(event, AdmissionHeard):
            self.refresh()

    def tell_counts(self) -> None:
        """Tell what was counted last, for whoever listens only now."""
        if self._read is not None:
            entries = self._read.entries
            self.counted.emit(
                sum(each.is_overdue for each in entries),
                sum(len(each.red_zones) for each in entries),
            )

    def _show(self) -> None:
        from clinicapp.ui.viewmodels.worklist.present_worklist import present_worklist

        if self._read is None:
            return
        self._model.show(
            present_worklist(
                self._rows,
                ward=self._ward,
                today=self._read.today,
                query=self._query,
                chosen=self._filter,
                may_add=self._may_add,
                messages=self._messages,
            )
        )

    def _add(self, answers: dict[str, str]) -> None:
        from clinicapp.services.clinic.admission import admit
        from clinicapp.services.typed_fields import AnswersRefused

        def added(_person: Person) -> None:
            self._unconfirmed = None
            self._model.entry_accepted()
            self.refresh()

        def refused(refusal: Refused) -> None:
            # The same answers sent a second time are confirmed by that.
            confirmable = isinstance(refusal, AnswersRefused) and refusal.confirmable
            self._unconfirmed = answers if confirmable else None
            if isinstance(refusal, AnswersRefused):
                self._model.entry_refused(refusal.errors)
            else:
                self._model.entry_refused({"nhs_number": str(refusal)})

        backstage = self._questions.backstage
        today = backstage.now().astimezone(backstage.zone).date()
        self._questions.ask(
            added,
            refused,
            admit,
            self._ward,
            answers,
            today,
            confirmed=self._unconfirmed == answers,
        )

    def _choose(self, person_id: str) -> None:
        """Start a check, or look at the last one of somebody for whom nothing is to be done."""
        chosen = UUID(person_id)
        entries = self._read.entries if self._read is not None else ()
        done = any(each.person.id == chosen and each.is_all_done for each in entries)
        form = self._read.latest.get(chosen) if self._read is not None and done else None
        if form is not None:
            self.form_chosen.emit(chosen, form.id)
        else:
            self.person_chosen.emit(chosen)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
