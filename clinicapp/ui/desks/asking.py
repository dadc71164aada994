"""Asks what a panel submitted: its refusals go back to the panel, whatever else to the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from clinicapp.services.typed_fields import AnswersRefused

if TYPE_CHECKING:
    from clinicapp.domain.errors import Refused
    from clinicapp.services.access import By
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.entry_view import EntrySpec

P = ParamSpec("P")
T = TypeVar("T")

ON_TOP = "refused"
"""The key of a sentence that belongs to no field."""


class OpenPanel(Protocol):
    """A panel that waits for the answer to what it submitted."""

    def saved(self) -> None:
        """It is stored."""

    def refused(self, errors: Mapping[str, str]) -> None:
        """It is not stored."""


class Panels(Protocol):
    """Whoever opens panels in front of the window."""

    def open(self, spec: EntrySpec, submit: Callable[[Mapping[str, str], OpenPanel], None]) -> None:
        """Open a panel."""


class Asking:
    """Opens panels and asks use cases; ``done`` is called once something was stored."""

    def __init__(self, questions: Questions, panels: Panels, done: Callable[[], None]) -> None:
        self._questions = questions
        self._panels = panels
        self._done = done

    def open(self, spec: EntrySpec, submit: Callable[[Mapping[str, str], OpenPanel], None]) -> None:
        """Open a panel; ``submit`` asks with ``ask``."""
        self._panels.open(spec, submit)

    def ask(
        self,
        panel: OpenPanel,
        use_case: Callable[Concatenate[Work, By, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Ask for a panel: close it when something is stored, else say why at each field."""

        def stored(_result: T) -> None:
            panel.saved()
            self._done()

        def refused(refusal: Refused) -> None:
            if isinstance(refusal, AnswersRefused):
                panel.refused(refusal.errors)
            else:
                panel.refused({ON_TOP: str(refusal)})

        self._questions.ask(stored, refused, use_case, *args, **kwargs)
