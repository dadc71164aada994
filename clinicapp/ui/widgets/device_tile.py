"""One device in the rail."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.clinic.device_view import DeviceState, DeviceTileView, PowerKind
from clinicapp.ui.widgets.spans import Span, SpanLabel, Spans

STATE_LOOKS = {
    DeviceState.READY: ("circle-check", "green_text"),
    DeviceState.DUE_SOON: ("clock", "amber_text"),
    DeviceState.BUSY: ("activity", "blue_text"),
    DeviceState.ASLEEP: ("moon", "muted"),
    DeviceState.OVERDUE: ("clock-alert", "red_text"),
    DeviceState.BLOCKED: ("circle-x", "red_text"),
    DeviceState.OFFLINE: ("wifi-off", "muted"),
}
_POWER_ICONS = {PowerKind.MAINS: "plug", PowerKind.BATTERY: "battery-medium"}
_AWAY = (DeviceState.ASLEEP, DeviceState.OFFLINE)


def set_state_property(widget: QWidget, name: str, value: str) -> None:
    """Change a dynamic property and let the sheet look again, only when it is another value."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class DeviceTile(QFrame):
    """Name, state, calibration or control line, power, last reading; dashed when it is away."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: DeviceTileView | None = None
        self.setObjectName("deviceTile")
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(size.gap_10, size.gap_6, size.gap_8, size.gap_6)
        column.setSpacing(1)
        self._name = SpanLabel(theme, (), self)
        self._check = SpanLabel(theme, (), self)
        self._power = SpanLabel(theme, (), self)
        for label in (self._name, self._check, self._power):
            column.addWidget(label)

    def show_tile(self, view: DeviceTileView) -> None:
        """Show a device; nothing happens when it is the same."""
        if view == self._view:
            return
        self._view = view
        away = view.state in _AWAY
        set_state_property(self, "away", "yes" if away else "no")
        self._name.set_spans(self._name_spans(view))
        self._check.set_spans(self._check_spans(view))
        self._power.set_spans(self._power_spans(view))
        self._power.setVisible(bool(view.power_text or view.last_reading))
        words = (view.name, view.state_text, view.check, view.power_text, view.last_reading)
        self.setAccessibleName(", ".join(word for word in words if word))

    def _name_spans(self, view: DeviceTileView) -> Spans:
        icon, ink = STATE_LOOKS[view.state]
        strong = Weight.SEMIBOLD
        return (
            Span(icon=view.icon, icon_size=self._theme.size.icon_body),
            Span(view.name, weight=strong, gap=SIZES.gap_6),
            Span(icon=icon, ink=ink, icon_size=self._theme.size.icon_small, push=True),
            Span(view.state_text, ink=ink, role=FontRole.CAPTION, weight=strong),
        )

    def _check_spans(self, view: DeviceTileView) -> Spans:
        words = Span(view.check, ink="muted", role=FontRole.CAPTION)
        if view.state in _AWAY:
            return (words,)
        icon = "clock" if view.check_due else "circle-check"
        return (Span(icon=icon, ink="muted", icon_size=self._theme.size.icon_small), words)

    def _power_spans(self, view: DeviceTileView) -> Spans:
        spans = []
        if view.power is not None:
            icon = _POWER_ICONS[view.power]
            spans.append(Span(icon=icon, ink="muted", icon_size=self._theme.size.icon_small))
        spans.append(Span(view.power_text, ink="muted", role=FontRole.CAPTION))
        spans.append(Span(view.last_reading, ink="muted", role=FontRole.CAPTION, push=True))
        return tuple(spans)
