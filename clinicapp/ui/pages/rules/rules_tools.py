"""Which part of a pack is shown, the search, and what it is compared with."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinicapp.ui.pages.worklist.search_box import SearchBox
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.rules.rules_view import Section
from clinicapp.ui.widgets.entry_dialog import ChoiceBox
from clinicapp.ui.widgets.shell_header import AreaTab, TabButton

_LEAST_LETTERS = 16


class PackChoice(ChoiceBox):
    """A choice of a pack that takes no more room than it gets."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_LETTERS)

    def show_options(self, options: tuple[OptionView, ...], chosen: str) -> None:
        """Offer these, with one of them chosen."""
        self.clear()
        for option in options:
            self.addItem(option.label, option.code)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.setToolTip(self.currentText())


class RulesTools(QWidget):
    """What is looked for and at.

    Signals: ``section_chosen(Section)``, ``typed(str)``, ``compared(key)``, ``down_pressed()``.
    """

    section_chosen = Signal(object)
    typed = Signal(str)
    compared = Signal(str)
    down_pressed = Signal()

    def __init__(self, theme: Theme, typed: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_8)
        self.tabs: dict[Section, TabButton] = {}
        for section, title, icon in (
            (Section.RULES, self.tr("Thresholds"), "list-checks"),
            (Section.CASES, self.tr("Cases"), "test-tube-diagonal"),
            (Section.HISTORY, self.tr("Decisions"), "clock"),
        ):
            tab = TabButton(theme, AreaTab(section, title, icon), self)
            tab.clicked.connect(lambda _=False, each=section: self.section_chosen.emit(each))
            self.tabs[section] = tab
            row.addWidget(tab)
        self.search = SearchBox(
            theme,
            words=self.tr("Find, such as BMI or unsure"),
            name=self.tr("Find a rule or a case"),
            keys="Ctrl+F",
            icon="search",
            parent=self,
        )
        self.search.setText(typed)
        self.search.textChanged.connect(self.typed)
        self.search.down_pressed.connect(self.down_pressed)
        self.search.returnPressed.connect(self.down_pressed)
        row.addWidget(self.search, 1)
        self.compare = PackChoice(theme, self.tr("Compare with another pack"), self)
        self.compare.activated.connect(
            lambda _place: self.compared.emit(str(self.compare.currentData()))
        )
        row.addWidget(self.compare, 1)
        # Takes the room that the other two leave when they are not there.
        self._rest = QWidget(self)
        row.addWidget(self._rest, 1)

    def show_tools(self, section: Section, others: tuple[OptionView, ...], compared: str) -> None:
        """Mark the part that is shown, and offer the other packs."""
        self.tabs[section].setChecked(True)
        nothing = OptionView("", self.tr("Compare with nothing"))
        self.compare.show_options((nothing, *others), compared)
        self.compare.setVisible(section is Section.RULES)
        self.search.setVisible(section is not Section.HISTORY)
        self._rest.setVisible(section is Section.HISTORY)
