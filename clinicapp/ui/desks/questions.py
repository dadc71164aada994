"""Asking use cases from the GUI thread, and hearing of events, without ever waiting.

Worker threads hand values over by one queued signal each; what they hand over is always a frozen
value, never an object that lives on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.errors import Refused
from clinicapp.services.access import By

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.backstage import Backstage
    from clinicapp.domain.lester.approval import WardRules
    from clinicapp.domain.staff import Actor
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.store.work import Work

P = ParamSpec("P")
F = TypeVar("F")
T = TypeVar("T")

_log = logging.getLogger(__name__)

OUR_FAULT = (
    "Something went wrong in the program and nothing was changed; try again, "
    "and tell your administrator if it happens again."
)


class Questions(QObject):
    """Runs use cases for the person who is signed in; answers arrive on the GUI thread.

    Signals: ``happened(event)`` for every event from behind the window;
    ``troubled(sentence)`` when a question was refused and nobody else took the sentence.
    """

    happened = Signal(object)
    troubled = Signal(str)
    _answered = Signal(object)

    def __init__(self, backstage: Backstage, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backstage = backstage
        self._actor = actor
        self._answered.connect(self._hand_over)
        # One function, kept: a bound method is a new object each time it is looked up.
        self._ear = self._overheard
        self._stop_listening = backstage.listen(self._ear)
        self._open = True
        self._turn = 0

    @property
    def backstage(self) -> Backstage:
        """What is asked."""
        return self._backstage

    @property
    def actor(self) -> Actor:
        """Who is asking."""
        return self._actor

    def become(self, actor: Actor) -> None:
        """Ask for somebody else from now on; what was asked before is answered to nobody."""
        self._actor = actor
        self._turn += 1

    def close(self) -> None:
        """Hear nothing any more; answers that still come are dropped."""
        self._stop_listening()
        self._open = False

    def ask(
        self,
        then: Callable[[T], None],
        refused: Callable[[Refused], None] | None,
        use_case: Callable[Concatenate[Work, By, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Run a use case; ``then`` gets its result, ``refused`` its sentence, on this thread."""
        try:
            future = self._backstage.ask(self._actor, use_case, *args, **kwargs)
        except Refused as refusal:
            # A late answer asks on while the station closes under it.
            if refused is not None:
                refused(refusal)
            return
        self.hear(future, then, refused)

    def ask_figures(
        self,
        then: Callable[[T], None],
        refused: Callable[[Refused], None] | None,
        reckon: Callable[[F], T],
        use_case: Callable[Concatenate[Work, By, P], F],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Run a use case that reads, and have ``reckon`` make figures of it where nobody waits.

        ``reckon`` runs on a thread of its own and may take its time; ``then`` gets what it returns.
        """
        read = self._backstage.ask(self._actor, use_case, *args, **kwargs)
        self.hear(self._backstage.reckon(read, reckon), then, refused)

    def ask_form(
        self,
        then: Callable[[FormSnapshot], None],
        refused: Callable[[Refused], None] | None,
        form_id: UUID,
        use_case: Callable[Concatenate[Work, By, P], object],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Run a use case on a form; ``then`` gets the form as it stands after it.

        Both happen in one transaction, so the screen never shows a state that was not committed.
        """
        backstage = self._backstage

        def both(work: Work, by: By) -> FormSnapshot:
            use_case(work, by, *args, **kwargs)
            return backstage.form_at(work, form_id, by.at)

        self.hear(backstage.ask(self._actor, both), then, refused)

    def ask_rules(self, then: Callable[[WardRules], None]) -> None:
        """Read what new forms of the station's ward are judged by."""
        self.hear(self._backstage.read_rules(), then, None)

    def hear(
        self,
        future: Future[T],
        then: Callable[[T], None],
        refused: Callable[[Refused], None] | None,
    ) -> None:
        """Have the answer of any worker thread handed over on this one."""
        # Emitting from the worker thread queues the call on the thread this object lives on.
        turn = self._turn
        future.add_done_callback(lambda done: self._answer((done, then, refused, turn)))

    def _answer(self, answer: object) -> None:
        if self._open:
            self._answered.emit(answer)

    def _overheard(self, event: object) -> None:
        if self._open:
            self.happened.emit(event)

    def _hand_over(
        self,
        answer: tuple[
            Future[object], Callable[[object], None], Callable[[Refused], None] | None, int
        ],
    ) -> None:
        future, then, refused, turn = answer
        if not self._open or turn != self._turn:
            return
        try:
            result = future.result()
        except CancelledError:
            return
        except Refused as refusal:
            if refused is not None:
                refused(refusal)
            else:
                self.troubled.emit(str(refusal))
            return
        except Exception:  # noqa: BLE001
            _log.exception("a use case failed")
            self.troubled.emit(OUR_FAULT)
            return
        then(result)
