"""The meeting point of the rules page and whoever serves it."""

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.rules.rules_view import RULES_HINTS, RulesView, Section
from clinicapp.ui.viewmodels.shell_view import KeyHint


class RulesViewModel(QObject):
    """Holds one ``RulesView`` and carries intents.

    Signals out, to the page: ``changed(RulesView)``, ``entry_rejected(dict)``, ``entry_closed()``.

    Signals out, to the composition root: ``pack_chosen(key)``, ``section_chosen(Section)``,
    ``compared(key)`` with an empty key for nothing, ``searched(text)``, ``cases_requested(key)``,
    and ``decision_submitted(card, key, answers)`` with the card of the panel, answered by
    ``entry_accepted`` or ``entry_refused``.
    """

    changed = Signal(object)
    entry_rejected = Signal(dict)
    entry_closed = Signal()
    pack_chosen = Signal(str)
    section_chosen = Signal(object)
    compared = Signal(str)
    searched = Signal(str)
    cases_requested = Signal(str)
    decision_submitted = Signal(str, str, dict)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: RulesView | None = None
        self._typed = ""

    @property
    def view(self) -> RulesView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def typed(self) -> str:
        """What stands in the search box."""
        return self._typed

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on this page."""
        return RULES_HINTS

    def show(self, view: RulesView) -> None:
        """Show the rules."""
        self._view = view
        self.changed.emit(view)

    def entry_refused(self, errors: dict[str, str]) -> None:
        """Say beside each field why the decision was not taken."""
        self.entry_rejected.emit(dict(errors))

    def entry_accepted(self) -> None:
        """Close the panel: the decision is recorded."""
        self.entry_closed.emit()

    # What a person asks.

    def choose_pack(self, key: str) -> None:
        """Show another pack."""
        if self._view is not None and key != self._view.chosen.key:
            self.pack_chosen.emit(key)

    def choose_section(self, section: Section) -> None:
        """Show another part of the chosen pack."""
        if self._view is not None and section is not self._view.section:
            self.section_chosen.emit(section)

    def compare_with(self, key: str) -> None:
        """Show another pack beside the chosen one; an empty key shows none."""
        if self._view is not None and key != self._view.chosen.compared:
            self.compared.emit(key)

    def search(self, text: str) -> None:
        """Take what stands in the search box."""
        if text != self._typed:
            self._typed = text
            self.searched.emit(text)

    def run_cases(self) -> None:
        """Run the built-in cases on the chosen pack."""
        if self._view is not None:
            self.cases_requested.emit(self._view.chosen.key)

    def submit(self, card: str, answers: dict[str, str]) -> None:
        """Offer what was typed into a panel about the chosen pack, exactly as it was typed."""
        if self._view is not None:
            self.decision_submitted.emit(card, self._view.chosen.key, dict(answers))
