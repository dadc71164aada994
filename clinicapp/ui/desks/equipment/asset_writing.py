"""Writes the rows of a list of equipment, some at a time, until they are all done or it is stopped.

Each part is a job of the database's thread, and the next is asked for only when that is done: what
a device sends goes between two parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.services.equipment.asset_import import PART, carry_out_part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clinicapp.domain.equipment.intake.plan import PlannedRow
    from clinicapp.domain.errors import Refused
    from clinicapp.services.equipment.asset_import import LeftOut
    from clinicapp.ui.desks.questions import Questions


class Writing:
    """One import that is being carried out.

    Args:
        questions: asks for the person who is signed in.
        digest: the SHA-256 of the file.
        rows: what to write.
        told: called after each part.
        ended: called once, at the end: with the refusal that ended it, or None.
    """

    def __init__(
        self,
        questions: Questions,
        digest: str,
        rows: Sequence[PlannedRow],
        told: Callable[[], None],
        ended: Callable[[Refused | None], None],
    ) -> None:
        self._questions = questions
        self._digest = digest
        self._told = told
        self._ended = ended
        self.rows = rows
        self.written = 0
        self.left_out: list[LeftOut] = []
        self.stopped = False

    @property
    def imported(self) -> int:
        """How many devices were imported by now."""
        return self.written - len(self.left_out)

    def go_on(self) -> None:
        """Write the next part."""
        part = self.rows[self.written : self.written + PART]
        if self.stopped or not part:
            self._ended(None)
            return

        def done(left_out: tuple[LeftOut, ...]) -> None:
            self.written += len(part)
            self.left_out += left_out
            self._told()
            self.go_on()

        zone = self._questions.backstage.zone
        self._questions.ask(done, self._ended, carry_out_part, self._digest, part, zone)

    def stop(self) -> None:
        """Write no further part; the one that is being written stays."""
        self.stopped = True
