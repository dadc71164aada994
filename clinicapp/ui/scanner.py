"""Hears a scanner wherever the focus is in the windows of the program.

Keys come to a window before they come to the widget that has the focus. So only the window that has
the keyboard is listened to, never the whole application: what is painted, moved or timed costs
nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from typing_extensions import override

from clinicapp.ui.wedge import ETX, GS, STX, Verdict, Wedge

_ENDS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_SILENT: Final = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
"""Keys that scanners press between the letters, and that type nothing by themselves."""
_TOUCHES: Final = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
"""What somebody does who is there, besides typing."""
_CONTROL: Final = {Qt.Key.Key_B: STX, Qt.Key.Key_C: ETX, Qt.Key.Key_BracketRight: GS}
"""How control characters are typed: Ctrl and a key."""
_COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class Scanner(QObject):
    """Keeps labels out of fields and says them.

    Signal: ``scanned(text)`` for a label that ``wanted`` takes. Any other is typed on where it was
    going if ``types_on`` says that a field has the focus, and ``typed_on(text)`` says it
    afterwards; else ``unknown(text)`` says it, because its Enter would press whatever has the
    focus.

    Args:
        wanted: Whether a label is one to take.
        types_on: Whether the focus is in a field.
        known: Whether a text too short for a label without a prefix is one all the same.
        parent: Qt parent.
    """

    scanned = Signal(str)
    touched = Signal()
    unknown = Signal(str)
    typed_on = Signal(str)

    def __init__(
        self,
        wanted: Callable[[str], bool],
        types_on: Callable[[], bool],
        parent: QObject | None = None,
        *,
        known: Callable[[str], bool] = lambda _label: False,
    ) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self._types_on = types_on
        self._wedge = Wedge(known)
        self._held: list[QKeyEvent] = []
        self._swallowed: set[int] = set()
        self._window: QWindow | None = None
        self._giving_back = False
        self._clock = QElapsedTimer()
        self._clock.start()
        self._patience = QTimer(self)
        self._patience.setObjectName("scanner")
        self._patience.setSingleShot(True)
        self._patience.setTimerType(Qt.TimerType.PreciseTimer)
        self._patience.timeout.connect(self.give_back)

    @property
    def is_holding(self) -> bool:
        """Whether keys are held because a scanner may be typing."""
        return bool(self._held)

    def start(self) -> None:
        """Listen to whichever window has the keyboard."""
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._listen_to)
            self._listen_to(QGuiApplication.focusWindow())

    def stop(self) -> None:
        """Listen no more; what is held is given back."""
        self.give_back()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._listen_to)
        self._listen_to(None)

    def give_back(self) -> None:
        """A person types: let what is held go where it was going, in its order."""
        self._patience.stop()
        self._wedge.forget()
        held, self._held = self._held, []
        window = QGuiApplication.focusWindow()
        if window is None:
            window = self._window
        if window is None:
            return
        self._giving_back = True
        try:
            for event in held:
                QCoreApplication.sendEvent(window, event)
        finally:
            self._giving_back = False

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._giving_back:
            return False
        if not isinstance(event, QKeyEvent):
            if event.type() in _TOUCHES:
                self.touched.emit()
            return False
        self.touched.emit()
        if event.key() in _SILENT:
            return False
        if event.type() is QEvent.Type.KeyPress:
            return self._press(event)
        if event.type() is QEvent.Type.KeyRelease:
            return self._release(event)
        return False

    def _press(self, event: QKeyEvent) -> bool:
        at_ms = event.timestamp() or self._clock.elapsed()
        if self._wedge.is_late(at_ms):
            self.give_back()
        self._swallowed.discard(event.key())
        verdict = self._wedge.press(
            _typed(event),
            at_ms,
            ends=event.key() in _ENDS and not event.modifiers() & _COMMANDS,
            repeats=event.isAutoRepeat(),
        )
        match verdict:
            case Verdict.PASS:
                return False
            case Verdict.HOLD:
                self._held.append(_copy(event))
                self._patience.start(self._wedge.patience_ms)
            case Verdict.GIVE_BACK:
                self.give_back()
                return False
            case Verdict.SCAN:
                return self._take(event)
        return True

    def _take(self, event: QKeyEvent) -> bool:
        label = self._wedge.label
        wanted = self._wanted(label)
        if not wanted and self._types_on():
            self.give_back()
            QTimer.singleShot(0, self, lambda: self.typed_on.emit(label))
            # The scanner's own end of a label: in a panel it would press the button.
            self._swallowed.add(event.key())
            return True
        self._patience.stop()
        self._swallowed |= {each.key() for each in self._held} | {event.key()}
        self._held.clear()
        # Not from inside the key's own way: whoever hears it may open a dialog.
        signal = self.scanned if wanted else self.unknown
        QTimer.singleShot(0, self, lambda: signal.emit(label))
        return True

    def _release(self, event: QKeyEvent) -> bool:
        if event.key() in self._swallowed:
            self._swallowed.discard(event.key())
            return True
        if self._held:
            self._held.append(_copy(event))
            return True
        return False

    def _listen_to(self, window: QWindow | None) -> None:
        if window is self._window:
            return
        self.give_back()
        if self._window is not None:
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._lost)

    def _lost(self) -> None:
        self._window = QGuiApplication.focusWindow()


def _typed(event: QKeyEvent) -> str:
    """What a key types; a command such as Ctrl+F types nothing."""
    if not event.modifiers() & _COMMANDS:
        return event.text()
    only_control = event.modifiers() & _COMMANDS == Qt.KeyboardModifier.ControlModifier
    return _CONTROL.get(Qt.Key(event.key()), "") if only_control else ""


def _copy(event: QKeyEvent) -> QKeyEvent:
    return QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
