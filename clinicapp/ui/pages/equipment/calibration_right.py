"""The right side of the calibration dialog, put together."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.pages.equipment.calibration_side import (
    EvidenceBox,
    LabelledChoice,
    LabelledLine,
    StandardBox,
)
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.quality.calibration_view import CalibrationView
from clinicapp.ui.viewmodels.quality.calibration_view_model import CalibrationViewModel
from clinicapp.ui.widgets.spans import WrapLabel


class ProofSide(QFrame):
    """Standard, evidence, who did it, who verifies it, when, and what is due next."""

    def __init__(self, model: CalibrationViewModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("calibrationProof")
        self._model = model
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(size.gap_16, size.gap_10, size.gap_16, size.gap_10)
        column.setSpacing(size.gap_8)
        self.standard = StandardBox(theme, self)
        self.standard.typed.connect(lambda tag: model.type("standard", tag))
        column.addWidget(self.standard)
        self.evidence = EvidenceBox(theme, self)
        self.evidence.opened.connect(model.file_opened)
        self.evidence.removed.connect(model.file_removed)
        column.addWidget(self.evidence)
        self.by = LabelledLine(theme, self.tr("Performed by"), self)
        self.by.typed.connect(lambda text: model.type("performed_by", text))
        column.addWidget(self.by)
        self.second = LabelledChoice(theme, self.tr("Second signer (signs after you)"), self)
        self.second.chosen.connect(lambda code: model.type("second", code))
        column.addWidget(self.second)
        row = QHBoxLayout()
        row.setSpacing(size.gap_10)
        self.day = LabelledLine(theme, self.tr("Date done"), self)
        self.day.typed.connect(lambda text: model.type("done_on", text))
        row.addWidget(self.day, 1)
        due = QVBoxLayout()
        due.setSpacing(size.gap_4)
        due.addWidget(WrapLabel(theme, self.tr("Next due"), weight=Weight.SEMIBOLD, parent=self))
        self._due = WrapLabel(theme, role=FontRole.CARD_TITLE, weight=Weight.SEMIBOLD, parent=self)
        self._due.setMinimumHeight(theme.tokens.target_px)
        due.addWidget(self._due)
        due.addStretch(1)
        row.addLayout(due, 1)
        column.addLayout(row)
        column.addStretch(1)

    def order(self) -> tuple[QWidget, ...]:
        """The fields in their order, without the standard's, which comes first of all."""
        return (
            self.standard.change,
            self.evidence.add,
            self.by.line,
            self.second.box,
            self.day.line,
        )

    def field(self, name: str) -> QWidget | None:
        """The widget of a field."""
        fields: dict[str, QWidget] = {
            "standard": self.standard.tag,
            "second": self.second.box,
            "done_on": self.day.line,
            "performed_by": self.by.line,
        }
        return fields.get(name)

    def fill(self, texts: dict[str, str]) -> None:
        """Put texts into the fields."""
        if self.standard.tag.text() != texts.get("standard", ""):
            self.standard.tag.setText(texts.get("standard", ""))
        self.by.put(texts.get("performed_by", ""))
        self.day.put(texts.get("done_on", ""))

    def show_view(self, view: CalibrationView) -> None:
        """Show a view."""
        self.standard.setVisible(not view.certificate_only)
        self.standard.show_view(view)
        self.evidence.show_files(view.files)
        self.by.line.setPlaceholderText(view.performed_by)
        self.second.setVisible(bool(view.signers))
        self.second.show_options(
            tuple((option.code, option.label) for option in view.signers),
            self._model.text("second"),
        )
        self.day.show_error(view.errors.get("done_on", ""))
        self._due.setText(view.next_due)
