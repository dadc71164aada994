"""Serves one look-back: its list, the letter list, and the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.documents import Way
from clinicapp.services.quality import look_backs
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.quality.present_look_back import (
    letters_of,
    present_look_back,
    sign_panel,
    summary_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from clinicapp.domain.errors import Refused
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.services.quality.look_backs import LookBackList
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.quality.present_look_back import Letter
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel


class LookBackDesk(QObject):
    """Serves one ``RegisterViewModel`` about one look-back.

    Signals: ``troubled(sentence)``; ``summed_up(words)`` when it was read; ``signed()``;
    ``save_wanted()`` and ``print_wanted()`` ask where the letter list is to go, answered by
    ``let_out``.
    """

    troubled = Signal(str)
    signed = Signal()
    summed_up = Signal(str)
    save_wanted = Signal()
    print_wanted = Signal()

    def __init__(
        self,
        questions: Questions,
        model: RegisterViewModel,
        panels: Panels,
        look_back_id: UUID,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._id = look_back_id
        self._found: LookBackList | None = None
        self._asking = Asking(questions, panels, self._was_signed)
        model.chosen.connect(lambda _key: self._show())
        model.tool_pressed.connect(self._press)

    def read(self) -> None:
        """Read the list."""
        self._questions.ask(
            self._read, self._refused, look_backs.look_back_list, self._id, self._packs()
        )

    @property
    def found(self) -> LookBackList | None:
        """The list, once it is read."""
        return self._found

    @property
    def letters(self) -> tuple[Letter, ...]:
        """Who is to be written to."""
        zone = self._questions.backstage.zone
        return () if self._found is None else letters_of(self._found, zone)

    @property
    def summary(self) -> str:
        """What the look-back came to, in words."""
        zone = self._questions.backstage.zone
        return "" if self._found is None else summary_of(self._found, zone)

    def let_out(self, way: Way, then: Callable[[], None]) -> None:
        """Write down that the letter list leaves; ``then`` lets it out."""
        self._questions.ask(
            lambda _nothing: then(),
            self._refused,
            look_backs.note_letters,
            self._id,
            len(self.letters),
            way.value,
        )

    def _packs(self) -> tuple[Pack, ...]:
        backstage = self._questions.backstage
        return (backstage.pack, *backstage.rules.shipped.values())

    def _read(self, found: LookBackList) -> None:
        self._found = found
        self.summed_up.emit(self.summary)
        self._show()

    def _show(self) -> None:
        if self._found is not None:
            zone = self._questions.backstage.zone
            self._model.show(present_look_back(self._found, self._model.wanted, zone))

    def _press(self, key: str) -> None:
        if self._found is None:
            return
        if key == "sign":
            self._asking.open(sign_panel(self._found), self._sign)
        elif key == "save":
            self.save_wanted.emit()
        elif key == "print":
            self.print_wanted.emit()

    def _sign(self, answers: Mapping[str, str], panel: OpenPanel) -> None:
        self._asking.ask(
            panel, look_backs.sign_look_back, self._id, answers.get("note", ""), self._packs()
        )

    def _was_signed(self) -> None:
        self.signed.emit()
        self.read()

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
