"""The clipboard while it holds a patient's data: for a minute, and never over a lock.

A minute is long enough to change to the record system and paste, and short enough that the next
person at a shared station does not paste somebody else's results. The text is marked for Windows
and KDE as nothing for clipboard histories.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

SECONDS: Final = 60
_NO_HISTORY: Final = (
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"1"),
    ('application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"', b"\0\0\0\0"),
    ('application/x-qt-windows-mime;value="CanUploadToCloudClipboard"', b"\0\0\0\0"),
    ("x-kde-passwordManagerHint", b"secret"),
)


class PatientClipboard(QObject):
    """Puts text on the clipboard and takes it off again. Signal: ``cleared()``."""

    cleared = Signal()

    def __init__(self, parent: QObject | None = None, *, seconds: float = SECONDS) -> None:
        super().__init__(parent)
        self._digest = b""
        self._timer = QTimer(self)
        self._timer.setObjectName("clipboard")
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self.clear)

    @property
    def holds_patient_data(self) -> bool:
        """Whether what was copied here may still be on the clipboard."""
        return bool(self._digest)

    def copy(self, text: str) -> None:
        """Put text on the clipboard until its time is over."""
        data = QMimeData()
        data.setText(text)
        for kind, mark in _NO_HISTORY:
            data.setData(kind, mark)
        self._digest = _digest(text)
        QGuiApplication.clipboard().setMimeData(data)
        self._timer.start()

    def clear(self) -> None:
        """Take the text off; what somebody has copied since stays."""
        self._timer.stop()
        if not self._digest:
            return
        clipboard = QGuiApplication.clipboard()
        if _digest(clipboard.text()) == self._digest:
            clipboard.clear()
        self._digest = b""
        self.cleared.emit()


def _digest(text: str) -> bytes:
    # Systems change line ends and drop the last one; the text itself is not kept.
    return sha256(" ".join(text.split()).encode(errors="replace")).digest()
