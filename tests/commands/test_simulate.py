"""``clinicapp simulate`` talking to ``clinicapp capture``: two programs, one real line."""

from __future__ import annotations

import json
import socket

import pytest

from clinicapp.cli import REFUSED, USED_WRONGLY
from tests.support.command import Home, Running, free_port


def link(kind: str, driver: str, place: str) -> str:
    return f'station = "ASH-01"\n[[links]]\nkind = "{kind}"\ndriver = "{driver}"\n{place}\n'


def readings(station: Running) -> list[dict[str, object]]:
    return [json.loads(line) for line in station.out if '"kind"' in line]


def test_a_double_on_a_pseudo_terminal_is_captured(home: Home) -> None:
    port = home.folder / "scale"
    with home.running("simulate", "and-scale", "--pty", str(port)) as double:
        double.wait_for(lambda found: found.out, "word that it is there")
        assert str(port) in double.out[0]
        home.write_settings(link("serial", "and-scale", f'port = "{port}"'))
        with home.running("capture") as station:
            station.wait_for(readings, "reading")
            (reading,) = readings(station)
        assert station.err == []
    assert reading["kind"] == "weight"
    assert reading["values"] == {"weight_kg": "82.4"}
    assert reading["gate"] == "hold"
    assert reading["reasons"] == ["NOBODY_ARMED", "NO_ASSET"]
    assert "Measured 82.4 kg." in double.out


def test_a_double_that_listens_is_captured(home: Home) -> None:
    with home.running("simulate", "astm", "--listen", "127.0.0.1:0") as double:
        double.wait_for(lambda found: found.out, "word that it listens")
        port = double.out[0].removesuffix(".").rpartition(":")[2]
        home.write_settings(link("tcp_connect", "astm", f"tcp_port = {port}"))
        with home.running("capture") as station:
            station.wait_for(readings, "reading")
    assert readings(station)[0]["values"] == {"hba1c_percent": "5.9", "hba1c_mmol_mol": "41"}


def test_a_double_that_calls_is_captured_and_stops_by_itself(home: Home) -> None:
    port = free_port()
    home.write_settings(link("tcp_listen", "astm", f"tcp_port = {port}"))
    with (
        home.running("capture") as station,
        home.running("simulate", "astm", "--connect", f"127.0.0.1:{port}") as double,
    ):
        station.wait_for(readings, "reading")
        assert double.wait_to_end() == 0
    assert readings(station)[0]["kind"] == "hba1c"
    assert double.err == []


@pytest.mark.parametrize("driver", ["gatt-blood-pressure", "gatt-weight-scale"])
def test_a_bluetooth_device_has_no_port_to_simulate(home: Home, driver: str) -> None:
    ran = home.run("simulate", driver, "--pty", "x")
    assert (ran.status, ran.out) == (REFUSED, "")
    assert "Bluetooth" in ran.sentence


def test_a_port_that_is_taken_is_one_sentence(home: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = home.run("simulate", "astm", "--listen", f"127.0.0.1:{port}")
    assert (ran.status, ran.out) == (REFUSED, "")
    assert f"TCP port {port}" in ran.sentence


def test_a_link_never_takes_the_place_of_a_file(home: Home) -> None:
    in_the_way = home.folder / "file"
    in_the_way.write_text("precious")
    ran = home.run("simulate", "and-scale", "--pty", str(in_the_way))
    assert (ran.status, ran.out) == (USED_WRONGLY, "")
    assert str(in_the_way) in ran.sentence
    assert in_the_way.read_text() == "precious"


def test_a_link_takes_the_place_of_an_older_link(home: Home) -> None:
    port = home.folder / "scale"
    port.symlink_to(home.folder / "gone")
    with home.running("simulate", "and-scale", "--pty", str(port)) as double:
        double.wait_for(lambda found: found.out, "word that it is there")
        assert port.exists()
    assert not port.is_symlink()


def test_a_link_that_cannot_be_made_is_one_sentence(home: Home) -> None:
    nowhere = home.folder / "no" / "such" / "folder"
    ran = home.run("simulate", "and-scale", "--pty", str(nowhere))
    assert (ran.status, ran.out) == (REFUSED, "")
    assert "cannot be had" in ran.sentence
