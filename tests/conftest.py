"""Suspicious tests: live threads, stray log lines, Qt and Python warnings all fail them."""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A test never writes into the real user's keyring or folders.
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

# The clock decides nothing here, on however busy a machine; benchmarks have their own folder.
settings.register_profile("unhurried", parent=settings.get_profile("default"), deadline=None)
settings.load_profile("unhurried")

_MANY_OBJECTS = 100_000


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread running, and name the thread."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2
    while (left := [t for t in threading.enumerate() if t not in before and t.is_alive()]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.01)
    if left:
        pytest.fail(f"threads left running: {', '.join(t.name for t in left)}")


@pytest.fixture(autouse=True)
def no_stray_log_line(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a warning or error in the log that the test did not ask for and clear."""
    yield
    stray = [
        record
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING
    ]
    if stray:
        pytest.fail("; ".join(f"{r.name}: {r.getMessage()}" for r in stray))


@pytest.fixture(autouse=True)
def no_qt_timer_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a window test that leaves a timer running on a live object."""
    yield
    if "qtbot" not in request.fixturenames:
        return
    from PySide6.QtCore import QObject, QTimer
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    if app is None:
        return
    QApplication.processEvents()
    running = [t for t in app.findChildren(QTimer) if t.isActive()]
    running += [
        t
        for top in QApplication.topLevelWidgets()
        if top.isVisible()
        for t in top.findChildren(QTimer)
        if t.isActive() and isinstance(t, QObject)
    ]
    if running:
        pytest.fail(f"timers left running: {[t.objectName() or repr(t) for t in running]}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--fuzz-seconds N``: how long each engine of tests/fuzz is fuzzed."""
    parser.addoption("--fuzz-seconds", default="0.3", help="seconds for each fuzzed engine")


def pytest_configure() -> None:
    """Collect cycles between tests only: on another thread, a widget must not be destroyed."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    if gc.get_count()[0] > _MANY_OBJECTS:
        # A window has frozen what was there when it opened, which ends with its test.
        gc.unfreeze()
        gc.collect()
