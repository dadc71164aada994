"""Serves the charts of quality control: reads them, and takes what is recorded there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.staff import Permission
from clinicapp.placing import ReadingPlaced
from clinicapp.services.quality import qc, quality_board
from clinicapp.services.quality.control_drafts import keep_typed
from clinicapp.ui.desks.quality.control_answers import answer_of
from clinicapp.ui.desks.quality.plan_answers import Answer
from clinicapp.ui.desks.records import ask_control
from clinicapp.ui.viewmodels.quality import present_control_entries as entries
from clinicapp.ui.viewmodels.quality.present_charts import DAYS, present_charts
from clinicapp.ui.viewmodels.quality.present_control_lot import LOT
from clinicapp.ui.viewmodels.quality.present_control_plan import PLAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.domain.errors import Refused
    from clinicapp.services.quality.quality_board import Board
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.quality.charts_view_model import ChartsViewModel

_FIRST_FIELD: Final = {
    entries.RUN: "value",
    entries.ACTION: "reason",
    entries.ASSIGN: "lot",
    LOT: "known",
    entries.RESULT: "reason",
    entries.OVERRIDE: "reason",
    PLAN: "what",
}
"""Where a refusal is said in each panel."""


class ChartsDesk(QObject):
    """Serves one ``ChartsViewModel``.

    While the panel "Run control again" stands open, the next control result of the analyser that
    fits no lot by itself is taken for the control that is chosen in it.

    Signals: ``record_ready(ReadingRecordView)``; ``changed()`` when something was recorded;
    ``troubled(sentence)`` when refused.
    """

    record_ready = Signal(object)
    changed = Signal()
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: ChartsViewModel,
        *,
        ward: str | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._ward = ward
        self._asset: UUID | None = None
        self._days = DAYS[0]
        self._board: Board | None = None
        self._page_open = False
        self._asked = 0
        self._typed: dict[tuple[UUID, UUID, str], dict[str, str]] = {}
        self._result = ""
        self._armed: UUID | None = None
        self._came: UUID | None = None
        questions.happened.connect(self._on_event)
        model.analyser_chosen.connect(self.choose)
        model.days_chosen.connect(self._show_days)
        model.panel_requested.connect(self._open_panel)
        model.submitted.connect(self._submit)
        model.typed.connect(self._keep)
        model.closed.connect(self._close_panel)
        model.record_requested.connect(self._show_record)

    @property
    def board(self) -> Board | None:
        """What is shown, as it was read."""
        return self._board

    def open_page(self) -> None:
        """The page is on the screen: read it, and keep it fresh."""
        self._page_open = True
        self.refresh()

    def leave_page(self) -> None:
        """The page is no longer on the screen."""
        self._page_open = False

    def choose(self, asset_id: str) -> None:
        """Show another analyser."""
        self._asset = UUID(asset_id) if asset_id else None
        self.refresh()

    def refresh(self) -> None:
        """Read the analyser anew."""
        self._asked += 1
        asked = self._asked
        zone = self._questions.backstage.zone

        def shown(found: Board) -> None:
            if asked == self._asked:
                self._show(found)

        self._questions.ask(
            shown, self._refused, quality_board.board, self._ward, self._asset, self._days, zone
        )

    def _show(self, found: Board) -> None:
        self._board = found
        if found.chosen is not None:
            self._asset = found.chosen.asset.id
            for panel, answers in found.typed.items():
                key = self._questions.actor.id, found.chosen.asset.id, panel
                self._typed.setdefault(key, dict(answers))
        actor = self._questions.actor
        self._model.show(
            present_charts(
                found,
                ward=self._ward,
                zone=self._questions.backstage.zone,
                may_run=actor.may(Permission.RUN_CONTROL),
                may_manage=actor.may(Permission.MANAGE_CONTROLS),
                may_override=actor.may(Permission.USE_HELD_READING),
            )
        )
        self._take_armed(found)

    def _show_days(self, code: str) -> None:
        self._days = int(code)
        self.refresh()

    def _open_panel(self, kind: str, result_id: str) -> None:
        if self._board is None or self._board.chosen is None:
            return
        self._result = result_id
        manages = self._questions.actor.may(Permission.MANAGE_CONTROLS)
        zone = self._questions.backstage.zone
        spec = entries.spec_of(kind, self._board, zone, result_id, manages=manages)
        typed = self._typed.get(self._key(kind, self._board.chosen.asset.id), {})
        if kind == entries.RUN:
            lots = next((f for f in spec.fields if f.key == "lot"), None)
            chosen = typed.get("lot") or (lots.value if lots is not None else "")
            self._armed = UUID(chosen) if chosen else None
        self._model.ask(spec, typed)

    def _key(self, kind: str, asset_id: UUID) -> tuple[UUID, UUID, str]:
        """Of whoever is signed in; what is said of one result is not shown at another."""
        panel = f"{kind} {self._result}" if kind == entries.RESULT else kind
        return self._questions.actor.id, asset_id, panel

    def _keep(self, kind: str, answers: dict[str, str]) -> None:
        """What was typed is there again when the panel is opened next, even after a crash."""
        if self._asset is None:
            return
        key = self._key(kind, self._asset)
        if answers != self._typed.get(key, {}):
            self._typed[key] = dict(answers)
            self._questions.ask(
                lambda _kept: None, self._refused, keep_typed, self._asset, key[2], dict(answers)
            )
        if kind == entries.RUN and answers.get("lot"):
            self._armed = UUID(answers["lot"])

    def _close_panel(self, kind: str) -> None:
        if kind == entries.RUN:
            self._armed = None

    def _submit(self, kind: str, answers: dict[str, str]) -> None:
        if kind == entries.RESULT:
            self._decide(answers)
            return
        if self._board is None or self._board.chosen is None:
            return
        made = answer_of(kind, answers, self._board, self._questions, self._ward)
        if isinstance(made, Answer):
            self._do(kind, made.use_case, *made.arguments, **made.more)
        else:
            self._model.refused.emit(dict(made))

    def _decide(self, answers: dict[str, str]) -> None:
        found = self._board.judged if self._board is not None else ()
        judged = next((j for j in found if str(j.entry.id) == answers["result"]), None)
        if not answers["what"] or judged is None:
            self._wrong("what", "Choose what to do.")
        elif answers["what"] == "exclude":
            self._do(entries.RESULT, qc.exclude, judged.entry.id, answers["reason"])
        else:
            self._stored(entries.RESULT)
            if answers["what"] == "record":
                self._show_record(str(judged.entry.reading_id))
            else:
                self._open_panel(entries.ACTION, answers["result"])

    def _do(
        self, kind: str, use_case: Callable[..., object], *args: object, **more: object
    ) -> None:
        """Run what a panel asks for; a refusal is said in the panel, and what was typed stays."""

        def done(_result: object) -> None:
            self._stored(kind)
            self.refresh()
            self.changed.emit()

        def refused(refusal: Refused) -> None:
            self._wrong(_FIRST_FIELD[kind], str(refusal))

        self._questions.ask(done, refused, use_case, *args, **more)

    def _stored(self, kind: str) -> None:
        if self._asset is not None:
            self._keep(kind, {})
        self._model.stored.emit()

    def _wrong(self, field: str, sentence: str) -> None:
        self._model.refused.emit({field: sentence})

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))

    def _show_record(self, reading_id: str) -> None:
        ask_control(self._questions, UUID(reading_id), self.record_ready.emit, self._refused)

    def _on_event(self, event: object) -> None:
        if not isinstance(event, ReadingPlaced):
            return
        placed = event.placed
        ours = placed.asset is not None and placed.asset.id == self._asset
        if ours and placed.reading.observation.control and (self._page_open or self._armed):
            self._came = placed.reading.id
            self.refresh()

    def _take_armed(self, found: Board) -> None:
        """The control that was waited for has come: it is of the lot that was chosen."""
        came, self._came = self._came, None
        if self._armed is None or came is None:
            return
        if any(each.id == came for each in found.waiting):
            self._do(entries.RUN, qc.assign, came, self._armed)
        else:
            # It said itself which lot it is of.
            self._stored(entries.RUN)


__all__ = ["ChartsDesk"]
