"""Serves the rules page: shows packs, runs the cases, and carries out what is decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.services import rules
from clinicapp.services.clinic.typed_days import day_of_text
from clinicapp.services.typed_fields import AnswersRefused
from clinicapp.ui.viewmodels.rules.present_decisions import ACTIVATE, APPROVE, WITHDRAW, RulesFacts
from clinicapp.ui.viewmodels.rules.present_rules import RulesChoice, present_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.domain.errors import Refused
    from clinicapp.domain.lester.approval import PackEvent
    from clinicapp.domain.lester.cases import CaseRun, Cases
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.services.access import By
    from clinicapp.services.rules import RulesStanding
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.rules.rules_view import Section
    from clinicapp.ui.viewmodels.rules.rules_view_model import RulesViewModel


class RulesDesk(QObject):
    """Serves one ``RulesViewModel``.

    ``cases`` reads the built-in cases. Signals: ``decided()`` when something was approved,
    withdrawn or made active; ``troubled(sentence)`` when refused.
    """

    decided = Signal()
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: RulesViewModel,
        cases: Callable[[], Cases],
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._cases = cases
        self._facts: RulesFacts | None = None
        self._choice = RulesChoice(key=questions.backstage.pack.sha256)
        model.pack_chosen.connect(self._choose_pack)
        model.section_chosen.connect(self._choose_section)
        model.compared.connect(self._compare)
        model.searched.connect(self._search)
        model.cases_requested.connect(self._run_cases)
        model.decision_submitted.connect(self._decide)

    def open_page(self) -> None:
        """The page is on the screen: read the packs and what was decided about them."""
        self.refresh()

    def leave_page(self) -> None:
        """The page is no longer on the screen; nothing has to be kept fresh meanwhile."""

    def refresh(self) -> None:
        """Read everything anew; cases that were run stay as they came out."""
        backstage = self._questions.backstage
        packs, ward = tuple(backstage.rules.shipped.values()), backstage.rules.ward

        def look(work: Work, by: By) -> tuple[RulesStanding, Cases]:
            standing = rules.view_rules(work, by, packs, ward, backstage.zone)
            # The cases are read on that thread as well, the first time from their file.
            return standing, self._cases()

        def found(answer: tuple[RulesStanding, Cases]) -> None:
            standing, cases = answer
            before = self._facts
            self._facts = RulesFacts(
                standing=standing,
                cases=cases,
                ward=ward,
                user=self._questions.actor.name,
                zone=backstage.zone,
                runs=before.runs if before is not None else {},
            )
            self._show()

        self._questions.ask(found, self._refused, look)

    def _show(self) -> None:
        if self._facts is not None:
            self._model.show(present_rules(self._facts, self._choice))

    def _change(self, **changes: str | Section) -> None:
        self._choice = replace(self._choice, **changes)  # type: ignore[arg-type]
        self._show()

    def _choose_pack(self, key: str) -> None:
        other = "" if self._choice.compared == key else self._choice.compared
        self._change(key=key, compared=other)

    def _choose_section(self, section: Section) -> None:
        self._change(section=section)

    def _compare(self, key: str) -> None:
        self._change(compared=key)

    def _search(self, text: str) -> None:
        self._change(typed=text)

    def _pack(self, key: str) -> Pack | None:
        packs = self._facts.standing.packs if self._facts is not None else ()
        return next((pack for pack in packs if pack.sha256 == key), None)

    def _run_cases(self, key: str) -> None:
        pack, facts = self._pack(key), self._facts
        if pack is None or facts is None:
            return

        def ran(run: CaseRun) -> None:
            if self._facts is not None:
                runs = {**self._facts.runs, run.pack_sha256: run}
                self._facts = replace(self._facts, runs=runs)
                self._show()

        self._questions.ask(ran, self._refused, rules.try_cases, pack, facts.cases)

    def _decide(self, card: str, key: str, answers: dict[str, str]) -> None:
        pack, facts = self._pack(key), self._facts
        if pack is None or facts is None:
            return
        note, ask = answers.get("note", ""), self._questions.ask
        if card == APPROVE:
            ask(self._decided, self._not_decided, rules.approve, pack, facts.cases, note)
        elif card == WITHDRAW:
            ask(self._decided, self._not_decided, rules.withdraw_approval, pack, note)
        elif card == ACTIVATE:
            self._activate(pack, answers, note)

    def _activate(self, pack: Pack, answers: dict[str, str], note: str) -> None:
        day = day_of_text(answers.get("active_from", "").strip())
        if day is None:
            words = "Enter the day as day, month and year, such as 14 3 2027."
            self._model.entry_refused({"active_from": words})
            return
        self._questions.ask(
            self._decided,
            self._not_decided,
            rules.activate,
            pack,
            answers.get("ward", ""),
            day,
            self._questions.backstage.zone,
            note,
        )

    def _decided(self, _event: PackEvent) -> None:
        self._model.entry_accepted()
        self.decided.emit()
        self.refresh()

    def _not_decided(self, refusal: Refused) -> None:
        if isinstance(refusal, AnswersRefused):
            self._model.entry_refused(refusal.errors)
        else:
            self._model.entry_refused({"decision": str(refusal)})

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
