"""The left side of the calibration dialog: the points, and whether it was adjusted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from clinicapp.ui.pages.equipment.calibration_points import PointsPanel
from clinicapp.ui.pages.equipment.calibration_side import LabelledChoice, LabelledLine
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.quality.calibration_view import CalibrationView, ToneLine
from clinicapp.ui.viewmodels.quality.calibration_view_model import CalibrationViewModel
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.device_tile import set_state_property
from clinicapp.ui.widgets.spans import TONE_ICON, TONE_INK, Span, SpanLabel, WrapLabel

YES, NO = "yes", "no"


class MeasuredSide(QFrame):
    """Points, or a certificate's verdicts. Signal: ``asks_sign()`` when the last field is done."""

    asks_sign = Signal()

    def __init__(self, model: CalibrationViewModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._keys: tuple[str, ...] = ()
        self._copied = False
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(size.gap_20, size.gap_10, size.gap_20, size.gap_10)
        column.setSpacing(size.gap_8)
        self.plan = LabelledChoice(theme, self.tr("Calibrated against"), self)
        self.plan.chosen.connect(lambda code: model.type("set", code))
        column.addLayout(self._make_facts())
        self._unsure = WrapLabel(theme, ink="amber_text", weight=Weight.SEMIBOLD, parent=self)
        column.addWidget(self._unsure)
        self.points = PointsPanel(theme, self)
        self.points.typed.connect(model.type)
        self.points.finished.connect(self._column_done)
        column.addWidget(self.points)
        self._measured = self._make_adjusted()
        column.addWidget(self._measured)
        self._certificate = self._make_certificate()
        column.addWidget(self._certificate)
        column.addLayout(self._make_verdicts())
        column.addStretch(1)

    def _make_facts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_20)
        row.addWidget(self.plan, 3)
        self._facts = SpanLabel(self._theme, (), self)
        row.addWidget(self._facts, 4)
        self.room = LabelledLine(self._theme, self.tr("Room"), self)
        self.room.line.setPlaceholderText("21 °C")
        self.room.typed.connect(lambda text: self._model.type("room", text))
        row.addWidget(self.room, 1)
        return row

    def _make_adjusted(self) -> QWidget:
        theme = self._theme
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_8)
        row.addWidget(WrapLabel(theme, self.tr("Adjusted?"), weight=Weight.SEMIBOLD, parent=holder))
        self.yes = ActionButton(theme, "plain", self.tr("Yes"), parent=holder)
        self.no = ActionButton(theme, "plain", self.tr("No"), parent=holder)
        for button, code in ((self.yes, YES), (self.no, NO)):
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, code=code: self._choose(code))
            row.addWidget(button)
        self.note = QLineEdit(holder)
        self.note.setAccessibleName(self.tr("What was adjusted"))
        self.note.setPlaceholderText(self.tr("What was adjusted"))
        self.note.setFont(theme.font(FontRole.BODY))
        self.note.setMinimumHeight(theme.tokens.target_px)
        self.note.textEdited.connect(lambda text: self._model.type("adjustment", text))
        self.note.returnPressed.connect(self._to_as_left)
        row.addWidget(self.note, 1)
        return holder

    def _make_certificate(self) -> QWidget:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.size.gap_12)
        words = self.tr(
            "No points are kept: the certificate, the service report or a photo of the sticker is "
            "the evidence, and the record says so."
        )
        column.addWidget(WrapLabel(self._theme, words, role=FontRole.BODY, parent=holder))
        self.number = LabelledLine(self._theme, self.tr("Certificate number"), holder)
        self.number.typed.connect(lambda text: self._model.type("certificate_no", text))
        self.result = LabelledChoice(self._theme, self.tr("It says, as left"), holder)
        self.result.chosen.connect(lambda code: self._model.type("result", code))
        self.found_result = LabelledChoice(self._theme, self.tr("It says, as found"), holder)
        self.found_result.chosen.connect(lambda code: self._model.type("found_result", code))
        for field in (self.number, self.result, self.found_result):
            column.addWidget(field)
        return holder

    def _make_verdicts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_24)
        self._found = SpanLabel(self._theme, (), self)
        self._left = SpanLabel(self._theme, (), self)
        self._worst = SpanLabel(self._theme, (), self)
        row.addWidget(self._found)
        row.addWidget(self._left)
        row.addStretch(1)
        row.addWidget(self._worst)
        return row

    def order(self) -> tuple[QWidget, ...]:
        """The fields in the order in which they are filled."""
        fields = self.points.order()
        half = len(fields) // 2
        return (
            *fields[:half],
            self.yes,
            self.no,
            self.note,
            *fields[half:],
            self.number.line,
            self.result.box,
            self.found_result.box,
            self.plan.box,
            self.room.line,
        )

    def field(self, name: str) -> QWidget | None:
        """The widget of a field."""
        side = self.points.sides.get(name)
        if side is not None:
            return side.field
        fields: dict[str, QWidget] = {
            "adjusted": self.yes,
            "adjustment": self.note,
            "set": self.plan.box,
            "room": self.room.line,
            "certificate_no": self.number.line,
            "result": self.result.box,
        }
        return fields.get(name)

    def focus_first(self) -> None:
        """Go to the first empty point as found, or to the certificate's number."""
        if self._certificate.isVisibleTo(self):
            self.number.line.setFocus()
        elif not self.points.focus_first():
            self.yes.setFocus()

    def fill(self, texts: dict[str, str]) -> None:
        """Put texts into the fields."""
        self.points.fill(texts)
        self.room.put(texts.get("room", ""))
        self.number.put(texts.get("certificate_no", ""))
        if self.note.text() != texts.get("adjustment", ""):
            self.note.setText(texts.get("adjustment", ""))
        self._show_adjusted(texts.get("adjusted", ""))

    def show_view(self, view: CalibrationView) -> bool:
        """Show a view; True when the points were made anew."""
        texts = self._model.texts
        self._show_adjusted(texts.get("adjusted", ""))
        self.plan.show_options(tuple((o.code, o.label) for o in view.sets), view.set_key)
        self._show_facts(view)
        self._unsure.setText(view.unsure)
        self._unsure.setVisible(bool(view.unsure))
        keys = tuple(point.key for point in view.points)
        anew, self._keys = keys != self._keys, keys
        self.points.setVisible(bool(keys))
        if keys:
            self.points.show_points(view.points, view.unit, dict(view.errors), copied=self._copied)
        self._measured.setVisible(bool(keys))
        self._certificate.setVisible(not keys)
        results = (("", self.tr("Choose")), *((o.code, o.label) for o in view.results))
        self.result.show_options(results, texts.get("result", ""))
        unknown = (("", self.tr("It does not say")), *results[1:])
        self.found_result.show_options(unknown, texts.get("found_result", ""))
        self.number.show_error(view.errors.get("certificate_no", ""))
        self._show_line(self._found, view.found if keys else ToneLine())
        self._show_line(self._left, view.left if keys else ToneLine())
        worst = Span(view.worst, ink="muted", role=FontRole.SMALL)
        self._worst.set_spans((worst,) if view.worst else ())
        return anew

    def _show_facts(self, view: CalibrationView) -> None:
        spans: list[Span] = []
        for label, value in view.facts:
            gap = self._theme.size.gap_16 if spans else 0
            spans.append(Span(label, ink="muted", role=FontRole.SMALL, gap=gap))
            spans.append(Span(value, role=FontRole.SMALL, weight=Weight.SEMIBOLD))
        self._facts.set_spans(tuple(spans))

    def _show_line(self, label: SpanLabel, line: ToneLine) -> None:
        if not line.words:
            label.set_spans(())
            return
        ink = TONE_INK[line.tone]
        icon = "circle-check" if line.tone is Tone.GOOD else TONE_ICON[line.tone]
        words = Span(line.words, ink=ink, role=FontRole.SECTION, weight=Weight.SEMIBOLD)
        label.set_spans((Span(icon=icon, ink=ink, icon_size=self._theme.size.icon_card), words))

    def _choose(self, code: str) -> None:
        self._model.type("adjusted", code)
        self._show_adjusted(code)
        if code == YES:
            # What was a copy of as-found makes way for what was typed before.
            self.points.fill(self._model.texts)
            self.note.setFocus()
        else:
            self.asks_sign.emit()

    def _show_adjusted(self, code: str) -> None:
        for button, own in ((self.yes, YES), (self.no, NO)):
            button.setChecked(code == own)
            button.set_icon("check" if code == own else "")
            chosen = self.tr("chosen") if code == own else self.tr("not chosen")
            button.setAccessibleName(f"{self.tr('Adjusted')}: {button.text()}, {chosen}")
            button.updateGeometry()
        self._copied = code == NO
        self.note.setEnabled(code != NO)
        set_state_property(self._measured, "adjusted", code or "open")

    def _to_as_left(self) -> None:
        if not self.points.focus_first_left():
            self.asks_sign.emit()

    def _column_done(self) -> None:
        """The last point of a column: as found leads to "Adjusted?", as left to the signature."""
        if self._model.text("adjusted") == YES and not self.points.focus_first_left():
            self.asks_sign.emit()
        elif self._model.text("adjusted") != YES:
            self.no.setFocus()
