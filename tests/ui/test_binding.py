"""PySide6 6.12.0 on Python 3.11 gives back None once too often; see toolchain notes 4.8."""

import sys

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel


def test_a_void_call_of_qt_leaves_none_alone(qapp: QObject) -> None:
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(1000):
        label.setText("x")
    assert before - sys.getrefcount(None) < 100
