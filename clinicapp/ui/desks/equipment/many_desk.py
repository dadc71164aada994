"""Changes many pieces of equipment, some at a time, so that no device waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.services.equipment.asset_entry import change_many
from clinicapp.services.typed_fields import AnswersRefused
from clinicapp.ui.desks.asking import ON_TOP
from clinicapp.ui.viewmodels.equipment.present_asset_entry import changed_of_many

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.errors import Refused
    from clinicapp.ui.desks.asking import OpenPanel
    from clinicapp.ui.desks.questions import Questions

PART: Final = 20
"""So many are changed in one transaction; a reading that comes meanwhile goes between two."""


class ManyDesk:
    """Serves one panel that changes many pieces.

    Args:
        questions: who is asked.
        pieces: as they were read.
        values: what the panel showed at first.
        done: called once something was stored.
    """

    def __init__(
        self,
        questions: Questions,
        pieces: tuple[Asset, ...],
        values: Mapping[str, str],
        done: Callable[[], None],
    ) -> None:
        self._questions = questions
        self._left = pieces
        self._values = values
        self._done = done
        self._changed = 0

    def submit(self, answers: Mapping[str, str], panel: OpenPanel) -> None:
        """Write what was changed, part by part; what was written stays if a part is refused."""
        self._next(changed_of_many(self._values, answers), panel)

    def _next(self, changed: Mapping[str, str], panel: OpenPanel) -> None:
        part, rest = self._left[:PART], self._left[PART:]

        def stored(count: int) -> None:
            self._left = rest
            self._changed += count
            if rest:
                self._next(changed, panel)
                return
            panel.saved()
            self._done()

        def refused(refusal: Refused) -> None:
            if isinstance(refusal, AnswersRefused) and not self._changed:
                panel.refused(refusal.errors)
                return
            sentence = str(refusal)
            if self._changed:
                sentence = (
                    f"{self._changed} pieces were changed, and {len(self._left)} are left: "
                    f"{sentence}"
                )
                self._done()
            panel.refused({ON_TOP: sentence})

        zone = self._questions.backstage.zone
        self._questions.ask(stored, refused, change_many, part, changed, zone)
