"""Serves the rounds of a ward: begins them, hears what is scanned, and signs them off.

Everything that is scanned or answered is kept at once, so a round that is broken off by a lock or a
crash goes on where it was: the newest open round is in front when the section opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.equipment.rounds import RoundKind, scans
from clinicapp.domain.errors import Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.equipment import places, rounds
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.equipment.present_rounds import (
    TABS_OF,
    RoundTab,
    RoundTerms,
    present_rounds,
    result_of,
)
from clinicapp.ui.viewmodels.equipment.round_panels import (
    GIVE_UP,
    TYPE,
    count_panel,
    finish_panel,
    place_panel,
    read_counts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinicapp.domain.equipment.kit import KitList, Requirement
    from clinicapp.services.equipment.rounds import RoundRecord
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel


class RoundsDesk(QObject):
    """Serves one ``RegisterViewModel``.

    Signals: ``troubled(sentence)``; ``noted(sentence)`` after a scan, for those who do not look;
    ``asset_wanted(tag)``.
    """

    troubled = Signal(str)
    noted = Signal(str)
    asset_wanted = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: RegisterViewModel,
        panels: Panels,
        kit: Callable[[], KitList],
        *,
        ward: str | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._panels = panels
        self._kit = kit
        self._ward = ward
        self._asking = Asking(questions, panels, self.refresh)
        self._found: tuple[RoundRecord, ...] | None = None
        self._focus: UUID | None = None
        self._tab = RoundTab.ROUNDS
        self._last = ""
        model.chosen.connect(lambda _key: self._show())
        model.tab_chosen.connect(self._open_tab)
        model.tool_pressed.connect(self._press)

    @property
    def focus(self) -> RoundRecord | None:
        """The round whose lists are looked at."""
        return next((each for each in self._found or () if each.begun.id == self._focus), None)

    def open_page(self) -> None:
        """The section is on the screen: read the rounds."""
        self.refresh()

    def leave_page(self) -> None:
        """It is no longer on the screen; nothing has to be kept fresh meanwhile."""

    def refresh(self) -> None:
        """Read the rounds anew."""
        self._questions.ask(self._read, self._refused, rounds.list_rounds, self._ward)

    def take_scan(self, label: str) -> bool:
        """Take a label that was scanned while the lists of an open round are shown."""
        focus = self.focus
        if focus is None or focus.end is not None or self._tab is RoundTab.ROUNDS:
            return False
        self._scan(label)
        return True

    def _scan(self, label: str, panel: OpenPanel | None = None) -> None:
        def noted(record: RoundRecord) -> None:
            if panel is not None:
                panel.saved()
            event = record.events[-1]
            tag = event.answers.get("tag") or event.answers.get("location") or event.text
            self._last = f"{tag} scanned"
            self._take(record)
            self.noted.emit(f"{tag}. {result_of(record)}.")

        def refused(refusal: Refused) -> None:
            if panel is not None:
                panel.refused({"tag": str(refusal)})
            else:
                self._refused(refusal)

        zone = self._questions.backstage.zone
        focus = self.focus
        if focus is not None:
            self._questions.ask(noted, refused, rounds.scan_in_round, focus.begun.id, label, zone)

    def _read(self, found: tuple[RoundRecord, ...]) -> None:
        first = self._found is None
        self._found = found
        if first:
            going_on = next((each for each in found if each.end is None), None)
            if going_on is not None:
                self._look_at(going_on)
        self._show()

    def _take(self, record: RoundRecord) -> None:
        """Show a round as it is after something was noted in it."""
        known = {each.begun.id for each in self._found or ()}
        others = tuple(self._found or ())
        if record.begun.id in known:
            self._found = tuple(
                record if each.begun.id == record.begun.id else each for each in others
            )
        else:
            self._found = (record, *others)
        self._show()

    def _look_at(self, record: RoundRecord) -> None:
        self._focus = record.begun.id
        self._tab = TABS_OF[record.begun.kind][0]
        self._last = ""

    def _open_tab(self, key: str) -> None:
        self._tab = RoundTab(key)
        self._show()

    def _show(self) -> None:
        if self._found is None:
            return
        terms = RoundTerms(
            ward=self._ward,
            zone=self._questions.backstage.zone,
            may=self._questions.actor.may(Permission.TAKE_STOCK),
            may_label=self._questions.actor.may(Permission.MANAGE_EQUIPMENT),
        )
        self._model.show(
            present_rounds(
                self._found, self.focus, self._tab, self._model.wanted, terms, self._last
            )
        )

    def _press(self, key: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "start_stock_take": lambda: self._start(RoundKind.STOCK_TAKE),
            "start_audit": lambda: self._start(RoundKind.AUDIT),
            "place": self._label_place,
            "look": self._look,
            "give_up": self._give_up,
            "type": self._type,
            "finish": self._finish,
            "open": self._open_asset,
            "take_back": self._take_back,
            "all_there": lambda: self._answer(all_there=True),
            "none_there": lambda: self._answer(all_there=False),
            "count": self._count,
        }
        acts[key]()

    def _start(self, kind: RoundKind) -> None:
        def begun(record: RoundRecord) -> None:
            self._look_at(record)
            self._take(record)

        try:
            kit = self._kit() if kind is RoundKind.AUDIT else None
        except Refused as refusal:
            self._refused(refusal)
            return
        if self._ward:
            self._questions.ask(begun, self._refused, rounds.start_round, kind, self._ward, kit)

    def _label_place(self) -> None:
        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            self._asking.ask(panel, places.label_place, answers, self._questions.backstage.zone)

        self._asking.open(place_panel(self._ward or ""), submit)

    def _look(self) -> None:
        at = self._chosen_round()
        if at is not None:
            self._look_at(at)
            self._show()

    def _give_up(self) -> None:
        at = self._chosen_round()
        if at is None:
            return

        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            reason = answers.get("reason", "")
            self._asking.ask(panel, rounds.give_up_round, at.begun.id, reason)

        self._asking.open(GIVE_UP, submit)

    def _finish(self) -> None:
        focus = self.focus
        if focus is None:
            return

        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            note = answers.get("note", "")
            self._asking.ask(panel, rounds.finish_round, focus.begun.id, note)

        self._asking.open(finish_panel(result_of(focus)), submit)

    def _type(self) -> None:
        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            self._scan(answers.get("tag", ""), panel)

        self._panels.open(TYPE, submit)

    def _open_asset(self) -> None:
        focus, wanted = self.focus, self._model.wanted
        if focus is None:
            return
        tags = {str(item.asset_id): item.tag for item in focus.begun.expected}
        tags |= {str(each.event.id): each.item.tag for each in scans(focus.events) if each.item}
        if wanted in tags:
            self.asset_wanted.emit(tags[wanted])

    def _take_back(self) -> None:
        focus = self.focus
        if focus is not None and self._model.wanted:
            event_id = UUID(self._model.wanted)
            self._last = ""
            self._questions.ask(
                self._take, self._refused, rounds.take_back, focus.begun.id, event_id
            )

    def _answer(self, *, all_there: bool) -> None:
        focus, line = self.focus, self._requirement()
        if focus is None or line is None:
            return
        count = line.quantity if all_there else 0
        self._questions.ask(
            self._take, self._refused, rounds.answer_line, focus.begun.id, line.key, count, count
        )

    def _count(self) -> None:
        focus, line = self.focus, self._requirement()
        if focus is None or line is None:
            return

        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            counts = read_counts(answers)
            if isinstance(counts, dict):
                panel.refused(counts)
                return
            self._asking.ask(panel, rounds.answer_line, focus.begun.id, line.key, *counts)

        self._panels.open(count_panel(line), submit)

    def _requirement(self) -> Requirement | None:
        focus = self.focus
        kit = None if focus is None else focus.begun.kit
        lines = () if kit is None else kit.requirements
        return next((each for each in lines if each.key == self._model.wanted), None)

    def _chosen_round(self) -> RoundRecord | None:
        wanted = self._model.wanted
        return next((each for each in self._found or () if str(each.begun.id) == wanted), None)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
