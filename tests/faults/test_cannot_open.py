"""A database, a port or a radio that cannot be had: one sentence, on the command line and shown."""

from __future__ import annotations

import socket
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from clinicapp import bootstrap, paths
from clinicapp.cli import DONE, REFUSED
from clinicapp.settings import LinkSettings
from clinicapp.store.database import Database
from clinicapp.ui import application, trouble_box
from clinicapp.ui.clinic_window import ClinicWindow
from clinicapp.ui.desks.questions import OUR_FAULT
from clinicapp.ui.main_window import MainWindow
from tests.support.bluetooth import bluez_bus
from tests.support.command import KEY, Home
from tests.support.port_station import NURSE, PortStation, station_with
from tests.support.raw_store import tampering

PATIENCE_MS = 30_000
COMMANDS = [("db", "check"), ("db", "upgrade"), ("capture", "--for", "0")]
LINKS = '[[links]]\nkind = "tcp_listen"\ntcp_port = 0\ndriver = "astm"\n'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An account with settings and a good database."""
    found = Home(tmp_path)
    found.write_settings('station = "ASH-01"\n' + LINKS)
    Database(found.database, bytes.fromhex(KEY), station="ASH-01").close()
    return found


def newer(home: Home) -> None:
    with tampering(home.database, bytes.fromhex(KEY)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")


def of_another_program(home: Home) -> None:
    home.database.unlink()
    with sqlite3.connect(home.database) as plain:
        plain.execute("CREATE TABLE theirs (a)")
    plain.close()


def a_letter(home: Home) -> None:
    home.database.write_text("Dear Sir or Madam")


def of_another_key(home: Home) -> None:
    home.environment["CLINICAPP_DATABASE_KEY"] = "22" * 32


def a_key_that_is_none(home: Home) -> None:
    home.environment["CLINICAPP_DATABASE_KEY"] = "secret"


def torn(home: Home) -> None:
    home.database.write_bytes(home.database.read_bytes()[:-100])


def a_folder(home: Home) -> None:
    home.database.unlink()
    home.database.mkdir()


REFUSALS: list[tuple[Callable[[Home], None], str]] = [
    (newer, "newer version of clinicapp"),
    (of_another_program, "is not a database of clinicapp"),
    (a_letter, "is not a database of clinicapp"),
    (of_another_key, "The key does not open this database"),
    (a_key_that_is_none, "64 hexadecimal digits"),
    (torn, "was cut short"),
    (a_folder, "folder"),
]
ids = [each.__name__ for each, _words in REFUSALS]


@pytest.mark.parametrize(("spoil", "words"), REFUSALS, ids=ids)
def test_a_command_refuses_it_in_one_sentence_and_changes_nothing(
    home: Home, spoil: Callable[[Home], None], words: str
) -> None:
    spoil(home)
    before = home.database.read_bytes() if home.database.is_file() else None
    for command in COMMANDS:
        ran = home.run(*command)
        assert (ran.status, ran.out) == (REFUSED, "")
        assert words in ran.sentence
    assert (home.database.read_bytes() if home.database.is_file() else None) == before


@pytest.mark.parametrize(("spoil", "words"), REFUSALS, ids=ids)
def test_the_window_shows_the_sentence_and_ends(
    home: Home,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Home], None],
    words: str,
) -> None:
    spoil(home)
    _as_account(home, monkeypatch)
    shown: list[str] = []

    def read_and_close() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            shown.append(box.text())
            box.accept()

    reader = QTimer()
    reader.setInterval(20)
    reader.timeout.connect(read_and_close)
    reader.start()
    try:
        assert bootstrap.open_window() == REFUSED
    finally:
        reader.stop()
    assert len(shown) == 1
    assert words in shown[0]
    assert capsys.readouterr().err == shown[0] + "\n"
    assert "Traceback" not in shown[0]


def test_a_good_database_opens_in_the_window(
    home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _as_account(home, monkeypatch)
    closer = QTimer()
    closer.setInterval(20)
    seen: list[str] = []

    def close_when_ready() -> None:
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.windowTitle() == "clinicapp":
                seen.append(window.windowTitle())
                window.close()

    closer.timeout.connect(close_when_ready)
    closer.start()
    try:
        assert bootstrap.open_window() == DONE
    finally:
        closer.stop()
    assert seen
    assert capsys.readouterr().err == ""


def _fail() -> None:
    raise ZeroDivisionError("Example, Amara")


def test_a_fault_of_our_own_at_the_start_is_a_sentence_and_a_place_in_the_log(
    home: Home,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    _as_account(home, monkeypatch)
    monkeypatch.setattr(bootstrap, "make_backstage", lambda _settings, _database: _fail())
    shown: list[str] = []
    monkeypatch.setattr(trouble_box, "show_refusal", shown.append)
    assert bootstrap.open_window() == REFUSED
    assert capsys.readouterr().err == f"{shown[0]}\n"
    assert shown[0].startswith("clinicapp could not start because of a fault of its own; ")
    assert str(home.folder / "log") in shown[0]
    logged = (home.folder / "log" / "clinicapp.log").read_text("utf-8")
    assert "[ZeroDivisionError]" in logged
    assert "Amara" not in logged
    caplog.clear()


def test_a_fault_of_our_own_in_the_window_is_a_sentence_and_the_window_lives_on(
    home: Home,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    _as_account(home, monkeypatch)
    before = sys.excepthook
    said: list[str] = []
    step = QTimer()
    step.setInterval(20)

    def go_on() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.isVisible():
                if window._trouble_sentence:
                    said.append(window._trouble_sentence)
                    step.stop()
                    window.close()
                elif not said:
                    said.append("")
                    QTimer.singleShot(0, window, _fail)

    step.timeout.connect(go_on)
    step.start()
    try:
        assert bootstrap.open_window() == DONE
    finally:
        step.stop()
    assert said == ["", OUR_FAULT]
    assert sys.excepthook is before
    assert "Amara" not in capsys.readouterr().err
    assert "[ZeroDivisionError]" in (home.folder / "log" / "clinicapp.log").read_text("utf-8")
    caplog.clear()


def _as_account(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be that account in this process, at a screen."""
    for name, value in home.variables().items():
        if name.startswith("CLINICAPP_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setattr(paths, "settings_folder", lambda: home.settings.parent)
    monkeypatch.setattr(paths, "data_folder", lambda: home.database.parent)
    monkeypatch.setattr(paths, "state_folder", lambda: home.folder / "state")
    monkeypatch.setattr(paths, "log_folder", lambda: home.folder / "log")
    monkeypatch.setattr(application, "has_display", lambda: True)


def shown_trouble(qtbot: QtBot, station: PortStation) -> str:
    """What the trouble bar of a window says once the station has told it."""
    clinic = ClinicWindow(station.backstage, NURSE, ward="Ash", armed_minutes=60)
    qtbot.addWidget(clinic.window)
    try:
        with qtbot.waitSignal(clinic.ready, timeout=PATIENCE_MS):
            clinic.show()
        station.backstage.start()
        qtbot.waitUntil(lambda: clinic.window._trouble.isVisible(), timeout=PATIENCE_MS)
        return clinic.window._trouble_sentence
    finally:
        clinic.close()


def test_a_port_that_is_taken_is_in_the_trouble_bar(qtbot: QtBot, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        link = LinkSettings(kind="tcp_listen", tcp_port=port, driver="astm")
        with station_with(tmp_path, [link], started=False) as station:
            assert shown_trouble(qtbot, station) == (
                f"TCP port {port} cannot be listened on; choose another port, or close the other "
                "program that uses it."
            )


def test_a_computer_without_bluetooth_is_in_the_trouble_bar(qtbot: QtBot, tmp_path: Path) -> None:
    link = LinkSettings(kind="bluetooth")
    # A system bus on which nobody is org.bluez.
    with bluez_bus(), station_with(tmp_path, [link], started=False) as station:
        sentence = shown_trouble(qtbot, station)
    assert sentence.startswith("Bluetooth is not running on this computer.")


def test_a_serial_port_that_is_not_there_is_in_the_trouble_bar(
    qtbot: QtBot, tmp_path: Path
) -> None:
    link = LinkSettings(kind="serial", port=str(tmp_path / "unplugged"), driver="and-scale")
    with station_with(tmp_path, [link], started=False) as station:
        sentence = shown_trouble(qtbot, station)
    assert "unplugged" in sentence
    assert sentence.endswith(".")
