"""A full disk: the nurse is told in one sentence, the device keeps its result, nothing is lost."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from clinicapp.ui.clinic_window import ClinicWindow
from drivers.protocols.astm_frames import ACK, ENQ, EOT
from tests.support.analyser_wire import ask, frame_of, send_result, wire_to
from tests.support.port_station import NURSE, PortStation, station_with

PATIENCE_MS = 60_000


def trouble(clinic: ClinicWindow) -> str:
    """The sentence in the trouble bar; empty when the bar is hidden."""
    bar = clinic.window._trouble
    return clinic.window._trouble_sentence if bar.isVisible() else ""


def test_the_trouble_bar_shows_a_full_disk_and_clears_when_there_is_room_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with station_with(tmp_path) as station:
        clinic = ClinicWindow(station.backstage, NURSE, ward="Ash", armed_minutes=60)
        qtbot.addWidget(clinic.window)
        try:
            with qtbot.waitSignal(clinic.ready, timeout=PATIENCE_MS):
                clinic.show()
            _fill_the_disk_and_free_it_again(qtbot, station, clinic)
        finally:
            clinic.close()


def _fill_the_disk_and_free_it_again(
    qtbot: QtBot, station: PortStation, clinic: ClinicWindow
) -> None:
    with wire_to(station.port) as wire:
        send_result(wire, 1, "41")
        qtbot.waitUntil(lambda: len(station.placed()) == 1, timeout=PATIENCE_MS)
    station.limit_pages(0)
    run = 1
    with wire_to(station.port) as wire:
        # Until the free pages in the file are used up too.
        while run < 200:
            run += 1
            if ask(wire, ENQ) != ACK or ask(wire, frame_of(run)) != ACK:
                break
            wire.sendall(EOT)
        wire.sendall(EOT)
    refused_run = run
    assert refused_run < 200
    qtbot.waitUntil(lambda: trouble(clinic) != "", timeout=PATIENCE_MS)
    assert trouble(clinic) == (
        "The disk is full, so nothing was saved. Free some space and do it again."
    )

    station.limit_pages(None)

    def sent_again() -> None:
        with wire_to(station.port) as wire:
            assert ask(wire, ENQ) == ACK
            assert ask(wire, frame_of(refused_run)) == ACK
            wire.sendall(EOT)

    # The analyser was never told that its result arrived, so it sends it again by itself.
    qtbot.waitUntil(sent_again, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: trouble(clinic) == "", timeout=PATIENCE_MS)
    qtbot.waitUntil(
        lambda: runs(station) == {str(each) for each in range(1, refused_run + 1)},
        timeout=PATIENCE_MS,
    )
    assert station.check() == ()


def runs(station: PortStation) -> set[str | None]:
    """The analyser's runs that have gone the whole way."""
    observations = [each.placed.reading.observation for each in station.placed()]
    return {each.sample_ref or each.sequence for each in observations}
