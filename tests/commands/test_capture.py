"""``clinicapp capture``: settings, a station without a window, and what it leaves on the disk."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys

import pytest

from clinicapp.cli import DONE, REFUSED
from clinicapp.store.database import Database
from tests.support.analyser_wire import send_result, wire_to
from tests.support.command import KEY, Home, Running, free_port


def listening(port: int) -> str:
    return f'[[links]]\nkind = "tcp_listen"\ntcp_port = {port}\ndriver = "astm"\n'


def printed(station: Running) -> list[dict[str, object]]:
    return [json.loads(line) for line in station.out]


def test_each_stored_reading_is_printed_at_once_and_is_on_the_disk(home: Home) -> None:
    port = free_port()
    home.write_settings('station = "ASH-01"\n' + listening(port))
    with home.running("capture") as station, wire_to(port) as wire:
        for run in (1, 2):
            send_result(wire, run, str(40 + run))
            # Through a pipe too, each line comes when its reading is stored.
            station.wait_for(lambda found, run=run: len(found.out) == run, f"reading {run}")  # type: ignore[misc]
        assert station.interrupt() == DONE
    assert station.err == []
    assert [line["values"] for line in printed(station)] == [
        {"hba1c_percent": "6.2", "hba1c_mmol_mol": "41"},
        {"hba1c_percent": "6.2", "hba1c_mmol_mol": "42"},
    ]
    for line in printed(station):
        assert line["gate"] == "hold"
        assert bytes.fromhex(str(line["raw"])).startswith(b"\x02")
    database = Database(home.database, bytes.fromhex(KEY), station="ASH-01", create=False)
    with database.read() as work:
        kept = [reading.observation.id for reading, _events in work.readings.held(None, 10, 0)]
    assert database.check() == ()
    database.close()
    assert {str(reading_id) for reading_id in kept} == {line["id"] for line in printed(station)}


def test_bytes_that_are_no_reading_are_printed_with_their_reason(home: Home) -> None:
    port = free_port()
    home.write_settings(
        f'[[links]]\nkind = "tcp_listen"\ntcp_port = {port}\ndriver = "and-scale"\n'
    )
    with home.running("capture") as station, wire_to(port) as wire:
        wire.sendall(b"ST,+nonsense\r\n")
        station.wait_for(lambda found: found.out, "refused line")
    assert list(printed(station)[0]) == ["refused", "detail", "raw"]


def test_a_usb_meter_that_is_not_plugged_in_is_told_once_and_waited_for(home: Home) -> None:
    home.write_settings('[[links]]\nkind = "hid"\ndriver = "contour-usb"\n')
    ran = home.run("capture", "--for", "1")
    assert (ran.status, ran.out) == (REFUSED, "")
    assert ran.err.splitlines() == [
        "There is no Bayer Contour USB on this computer's USB; plug it in, or switch it on."
    ]


def test_it_stops_after_the_seconds_it_was_given(home: Home) -> None:
    home.write_settings(listening(free_port()))
    ran = home.run("capture", "--for", "0.2")
    assert (ran.status, ran.out, ran.err) == (DONE, "", "")


def test_a_terminated_station_has_lost_nothing(home: Home) -> None:
    port = free_port()
    home.write_settings(listening(port))
    with home.running("capture") as station, wire_to(port) as wire:
        send_result(wire, 1)
        station.wait_for(lambda found: found.out, "reading")
        station._process.send_signal(signal.SIGTERM)
        station.wait_to_end()
    ran = home.run("db", "check")
    assert (ran.status, ran.err) == (DONE, "")


def test_it_ends_when_nobody_reads_its_output_any_more(home: Home) -> None:
    port = free_port()
    home.write_settings(listening(port))
    with subprocess.Popen(
        [sys.executable, "-m", "clinicapp", "capture"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=home.variables(),
    ) as station:
        assert station.stdout is not None
        with wire_to(port) as wire:
            station.stdout.close()
            send_result(wire, 1)
            assert station.wait(60) == DONE
        assert station.stderr is not None
        assert station.stderr.read() == b""
    ran = home.run("db", "check")
    assert ran.status == DONE


def test_a_port_that_is_taken_is_said_and_the_other_links_work(home: Home) -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        theirs = taken.getsockname()[1]
        home.write_settings(listening(theirs) + listening(port))
        with home.running("capture") as station, wire_to(port) as wire:
            station.wait_for(lambda found: found.err, "sentence")
            send_result(wire, 1)
            station.wait_for(lambda found: found.out, "reading")
            assert station.interrupt() == REFUSED
    assert len(station.err) == 1
    assert f"TCP port {theirs} cannot be listened on" in station.err[0]


def test_a_serial_port_that_is_not_there_is_one_sentence(home: Home) -> None:
    home.write_settings(
        '[[links]]\nkind = "serial"\nport = "/dev/nowhere0"\ndriver = "and-scale"\n'
    )
    with home.running("capture") as station:
        station.wait_for(lambda found: found.err, "sentence")
        assert station.interrupt() == REFUSED
    assert len(station.err) == 1
    assert "/dev/nowhere0" in station.err[0]
    assert station.err[0].endswith(".")


def test_no_bluetooth_is_one_sentence(home: Home) -> None:
    home.environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={home.folder / 'no-bus'}"
    home.write_settings('[[links]]\nkind = "bluetooth"\n')
    with home.running("capture") as station:
        station.wait_for(lambda found: found.err, "sentence")
        assert station.interrupt() == REFUSED
    assert len(station.err) == 1
    assert station.err[0].startswith("Bluetooth is not running on this computer.")


def test_without_links_it_says_which_file_to_put_them_in(home: Home) -> None:
    ran = home.run("capture")
    assert (ran.status, ran.out) == (REFUSED, "")
    assert str(home.settings) in ran.sentence
    assert not home.database.exists()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('nonsense = "x"\n', "nonsense"),
        ("this is no TOML\n", "clinicapp.toml"),
        ('[[links]]\nkind = "usb"\n', "links.0.kind"),
        ('[[links]]\nkind = "serial"\n', "needs a port and a driver"),
        ('[[links]]\nkind = "tcp_listen"\ndriver = "astm"\n', "needs a tcp_port"),
        ('[[links]]\nkind = "tcp_listen"\ntcp_port = 70000\ndriver = "astm"\n', "tcp_port"),
        ('[[links]]\nkind = "tcp_listen"\ntcp_port = 1\ndriver = "nope"\n', "no driver 'nope'"),
        ('[[links]]\nkind = "bluetooth"\nbaud = 9600\n', "links.0.baud"),
        ('pack = "nope"\n[[links]]\nkind = "bluetooth"\n', "no rule pack called 'nope'"),
        ("armed_minutes = 0\n", "armed_minutes"),
        ('time_zone = "Mars/Phobos"\n', "time_zone"),
        ('time_zone = "../../etc/passwd"\n', "time_zone"),
        (
            '[[links]]\nkind = "tcp_listen"\ntcp_port = 1\ndriver = "gatt-weight-scale"\n',
            "speaks Bluetooth only",
        ),
        (b"\xff\xfe", "clinicapp.toml cannot be read"),
    ],
)
def test_settings_that_cannot_be_used_are_one_sentence(
    home: Home, settings: str | bytes, words: str
) -> None:
    home.write_settings(settings)
    ran = home.run("capture", "--for", "0")
    assert (ran.status, ran.out) == (REFUSED, "")
    assert words in ran.sentence


def test_a_setting_can_come_from_the_environment(home: Home) -> None:
    home.environment["CLINICAPP_LINKS"] = json.dumps(
        [{"kind": "tcp_listen", "tcp_port": free_port(), "driver": "astm"}]
    )
    home.environment["CLINICAPP_DATA_FOLDER"] = str(home.folder / "elsewhere")
    ran = home.run("capture", "--for", "0.1")
    assert (ran.status, ran.err) == (DONE, "")
    assert (home.folder / "elsewhere" / "clinicapp.db").exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CLINICAPP_LINKS", "nonsense", "links"),
        ("CLINICAPP_ARMED_MINUTES", "soon", "armed_minutes"),
        ("CLINICAPP_DATABASE_KEY", "secret", "64 hexadecimal digits"),
    ],
)
def test_a_variable_that_cannot_be_used_is_one_sentence(
    home: Home, name: str, value: str, words: str
) -> None:
    home.write_settings(listening(free_port()))
    home.environment[name] = value
    ran = home.run("capture", "--for", "0")
    assert (ran.status, ran.out) == (REFUSED, "")
    assert words in ran.err
    assert "secret" not in ran.err
    assert ran.err.count("\n") == 1


def test_a_log_that_cannot_be_written_is_one_sentence(home: Home) -> None:
    home.write_settings(listening(free_port()))
    (home.folder / "state").write_text("in the way")
    ran = home.run("capture", "--for", "0")
    assert (ran.status, ran.out) == (REFUSED, "")
    assert "The log in" in ran.sentence


def test_the_database_goes_round_through_every_command(home: Home) -> None:
    port = free_port()
    home.write_settings(listening(port))
    assert home.run("db", "init").status == DONE
    with home.running("capture") as station, wire_to(port) as wire:
        send_result(wire, 1)
        station.wait_for(lambda found: found.out, "reading")
        # While the station goes on.
        backup = home.run("db", "backup", "copy.db")
        assert (backup.status, backup.err) == (DONE, "")
        assert "1 readings" in backup.out
        busy = home.run("db", "restore", "copy.db")
        assert busy.status == REFUSED
        assert "open in another program" in busy.sentence
        send_result(wire, 2)
        station.wait_for(lambda found: len(found.out) == 2, "reading")
    assert home.run("db", "check").out.startswith("The database is sound")
    assert home.run("db", "backup", "copy.db").status == REFUSED  # never over another backup

    restored = home.run("db", "restore", "copy.db")
    assert (restored.status, restored.err) == (DONE, "")
    assert "later audit records are not in the backup" in restored.out
    assert home.run("db", "check").status == DONE
    assert home.run("db", "upgrade").out == "The database is up to date.\n"
    again = home.run("db", "init")
    assert (again.status, again.out) == (REFUSED, "")
    assert "already" in again.sentence


def test_two_stations_may_share_a_computer_account_without_a_loss(home: Home) -> None:
    """By accident, capture is started twice: the second has no port, and no data is at risk."""
    port = free_port()
    home.write_settings(listening(port))
    with home.running("capture") as first, wire_to(port) as wire:
        send_result(wire, 1)
        first.wait_for(lambda found: found.out, "reading")
        with home.running("capture") as second:
            second.wait_for(lambda found: found.err, "sentence")
            send_result(wire, 2)
            first.wait_for(lambda found: len(found.out) == 2, "reading")
        assert second.out == []
        assert f"TCP port {port}" in second.err[0]
    assert home.run("db", "check").status == DONE
