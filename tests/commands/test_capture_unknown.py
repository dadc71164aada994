"""``clinicapp capture --unknown``: an unknown device is recorded and a profile is proposed."""

from __future__ import annotations

import asyncio
import json
import queue
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest

from clinicapp.commands.capture_unknown import run
from clinicapp.domain.errors import Refused
from clinicapp.station import capturing
from drivers.driver import SerialLink
from drivers.errors import LinkLost, LinkRefused
from drivers.profile_files import load_profile
from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.running import run_double
from drivers.transports.contract import Arrived, Peer
from drivers.transports.tcp import TcpServer
from tests.support.uart import heard as received

LINES = (
    b"US,+000051.1 kg\r\nUS,+000079.9 kg\r\nST,+000082.4 kg\r\n"
    b"Name: EXAMPLE, Amara\r\nNHS 999 123 4567\r\n"
)


@dataclass
class Told:
    """What a command said and complained of."""

    said: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def has(self, text: str) -> bool:
        return any(text in line for line in (*self.said, *self.complaints))


@pytest.fixture
def told() -> Iterator[Told]:
    """Whatever is said is plain sentences."""
    told = Told()
    yield told
    assert all(line.endswith((".", "VALUE.")) for line in (*told.said, *told.complaints)), told


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "scale-on-ash.cap"


@contextmanager
def serving(*chunks: bytes) -> Iterator[str]:
    """A device that listens, says these bytes to whoever connects, and hangs up."""
    ports: queue.Queue[int] = queue.Queue()

    async def talk() -> None:
        server = TcpServer("127.0.0.1", 0)
        await server.open()
        ports.put(server.bound_port)
        async for visitor in server.visits():
            for chunk in chunks:
                await visitor.send(chunk)
                await asyncio.sleep(0.01)
            await visitor.close()
            break
        await server.close()

    thread = Thread(target=asyncio.run, args=(talk(),), name="device")
    thread.start()
    yield f"127.0.0.1:{ports.get(timeout=10)}"
    thread.join(10)
    assert not thread.is_alive()


def files_with(folder: Path, *secrets: bytes) -> list[str]:
    """The files that hold any of these, plainly or in hexadecimal."""
    return [
        path.name
        for path in folder.iterdir()
        for secret in secrets
        if secret in path.read_bytes() or secret.hex().encode() in path.read_bytes()
    ]


def test_a_device_by_tcp_is_recorded_and_read_by_what_is_proposed(told: Told, out: Path) -> None:
    with serving(LINES[:20], LINES[20:]) as address:
        status = run(
            address, told.said.append, told.complaints.append,
            seconds=20, shown=["82.4 kg"], out=out,
        )  # fmt: skip
    assert status == 0, told
    assert told.complaints == []
    assert told.has("TCP has no line settings, so only the text format was judged: it scores 100")
    assert told.has("The driver and-scale already reads what was shown")
    assert told.has("reads the recording to 82.4 kg.")
    assert told.has("Words left in it: US, kg, ST, Name, NHS.")
    assert any(line.startswith("Unsure: ") for line in told.said)
    assert told.said[-1].startswith("Go on by ")
    profile = load_profile(out.with_suffix(".toml").read_bytes())
    assert profile.key == "scale-on-ash"
    head, *lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert head == {"cap": 1, "link": "tcp", "settings": "", "settings_known": False}
    assert lines[0]["at_ms"] == 0
    assert {"at_ms", "shown"} in [set(line) for line in lines]
    sent = b"".join(bytes.fromhex(line["hex"]) for line in lines if "hex" in line)
    assert len(sent) == len(LINES)
    assert sent.startswith(LINES[: LINES.index(b"Name")])
    assert files_with(out.parent, b"EXAMPLE", b"Amara", b"999", b"4567") == []


def test_a_device_that_says_nothing_is_said_so_and_nothing_is_written(
    told: Told, out: Path
) -> None:
    with serving() as address:
        status = run(
            address, told.said.append, told.complaints.append,
            seconds=0.3, shown=["82.4 kg"], out=out,
        )  # fmt: skip
    assert status == 1
    assert len(told.complaints) == 1
    assert told.complaints[0].startswith(f"Nothing arrived from {address}; check the cable")
    assert list(out.parent.iterdir()) == []


def test_a_device_that_does_not_answer_is_refused(told: Told, out: Path) -> None:
    with pytest.raises(Refused, match="does not answer"):
        run("127.0.0.1:1", told.said.append, told.complaints.append, seconds=1, out=out)
    with pytest.raises(Refused, match="There is no TCP port 70000"):
        run("127.0.0.1:70000", told.said.append, told.complaints.append, seconds=1, out=out)
    with pytest.raises(Refused, match="There is no serial port"):
        run("/dev/ttyNONE7", told.said.append, told.complaints.append, seconds=1, out=out)


def test_what_no_display_shows_is_a_wrong_use_and_opens_nothing(told: Told, out: Path) -> None:
    status = run(
        "127.0.0.1:1", told.said.append, told.complaints.append,
        seconds=1, shown=["EXAMPLE Amara"], out=out,
    )  # fmt: skip
    assert status == 2
    assert told.said == []
    assert told.has("is not what a display shows; type the number and its unit as 82.4 kg")


@pytest.mark.parametrize("suffix", [".cap", ".toml"])
def test_no_file_is_written_over(told: Told, out: Path, suffix: str) -> None:
    there = out.with_suffix(suffix)
    there.write_text("kept")
    with pytest.raises(Refused, match="choose another name with --out"):
        run("127.0.0.1:1", told.said.append, told.complaints.append, seconds=1, out=out)
    assert there.read_text() == "kept"


def test_without_a_shown_value_it_is_asked_for_until_it_is_one(told: Told, out: Path) -> None:
    answers = iter(["EXAMPLE", "82.4 kg"])
    with serving(LINES) as address:
        status = run(
            address, told.said.append, told.complaints.append,
            seconds=20, out=out, ask=lambda _question: next(answers),
        )  # fmt: skip
    assert status == 0
    assert told.has("'EXAMPLE' is not what a display shows")
    assert '"shown":"82.4 kg"' in out.read_text()


def test_a_recording_without_a_shown_value_is_kept_and_gone_on_with(told: Told, out: Path) -> None:
    with serving(LINES) as address:
        status = run(address, told.said.append, told.complaints.append, seconds=20, out=out)
    assert status == 1
    assert told.has("No value was typed")
    assert told.has(f"clinicapp capture --unknown {out} --shown VALUE.")
    assert not out.with_suffix(".toml").exists()
    again = out.with_name("second.cap")
    status = run(
        str(out), told.said.append, told.complaints.append,
        seconds=None, shown=["82.4 kg"], out=again,
    )  # fmt: skip
    assert status == 0
    assert '"shown":"82.4 kg"' in again.read_text()
    assert load_profile(again.with_suffix(".toml").read_bytes()).key == "second"
    # Without another name the profile goes beside the recording, which stays as it is.
    before = out.read_bytes()
    assert run(
        str(out), told.said.append, told.complaints.append, seconds=None, shown=["82.4 kg"]
    ) == 0  # fmt: skip
    assert out.read_bytes() == before
    assert load_profile(out.with_suffix(".toml").read_bytes()).key == "scale-on-ash"


def test_a_file_that_is_no_recording_is_refused(told: Told, out: Path) -> None:
    out.write_bytes(b"\xff\xfe")
    with pytest.raises(Refused, match="cannot be read"):
        run(str(out), told.said.append, told.complaints.append, seconds=None)
    out.write_text('{"cap":1}')
    with pytest.raises(Refused, match="Line 1 is no heading"):
        run(str(out), told.said.append, told.complaints.append, seconds=None)


def test_bytes_that_are_no_text_are_said_to_be_none(told: Told, out: Path) -> None:
    with serving(bytes(range(0x80, 0x100)) * 2) as address:
        status = run(
            address, told.said.append, told.complaints.append,
            seconds=20, shown=["82.4 kg"], out=out,
        )  # fmt: skip
    assert status == 1
    assert told.has("This hardly looks like text")
    assert told.has("do not pass the recording on")
    assert out.exists()


class Line:
    """A serial port on whose wire a device with its own settings repeats itself."""

    def __init__(self, port: SpeakingPort, settings: SerialLink) -> None:
        self._port = port
        self._settings = settings
        self._said = self._waited = False
        self.closed = False

    @property
    def peer(self) -> Peer:
        return Peer(link="serial", address="COM7")

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        assert not self.closed
        await asyncio.sleep(0)
        if self._waited and self._port.hangs_up(self._settings):
            raise self._port.ending
        if self._said:
            self._waited = True
            await asyncio.sleep(min(timeout_seconds, 0.01))
            return None
        self._said = True
        data = received(LINES, self._port.sender, self._settings)
        return Arrived(data, "", time.monotonic_ns()) if data else None

    async def send(self, data: bytes, channel: str = "") -> None:
        raise AssertionError("an unknown device is only listened to")

    async def subscribe(self, channel: str) -> None:
        raise AssertionError("a serial port has no characteristics")

    async def read(self, channel: str) -> bytes:
        raise AssertionError("a serial port has no characteristics")

    async def close(self) -> None:
        self.closed = True


@dataclass
class SpeakingPort:
    """Opens such lines; the device goes away once it was heard rightly."""

    sender: SerialLink
    refuses: Sequence[SerialLink] = ()
    ending: BaseException = field(default_factory=lambda: LinkLost("The port COM7 has gone."))
    opened: list[Line] = field(default_factory=list)
    tried: list[SerialLink] = field(default_factory=list)

    async def open(self, name: str, settings: SerialLink) -> Line:
        assert name == "COM7"
        assert all(line.closed for line in self.opened)
        self.tried.append(settings)
        if settings in self.refuses:
            raise LinkRefused("The serial port COM7 cannot be opened.")
        line = Line(self, settings)
        self.opened.append(line)
        return line

    def hangs_up(self, settings: SerialLink) -> bool:
        return settings == self.sender


def listened(
    port: SpeakingPort, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[str], capturing.Captured]:
    """Record from it, and propose."""
    monkeypatch.setattr(capturing, "QUIET_SECONDS", 0.01)
    said: list[str] = []
    heard = capturing.prepare("COM7")
    capturing.listen(heard, 60, said.append, open_with=port.open)
    recording, _ = capturing.make_recording(heard)
    return said, capturing.propose_from(recording, ["82.4 kg"], "Seen today", heard=heard)


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        (SerialLink(), "9600 8N1"),
        (SerialLink(baud=2400, data_bits=7, parity="E"), "2400 7E1"),
        (SerialLink(baud=1200, data_bits=7, parity="O"), "1200 7O1"),
        (SerialLink(baud=1200, parity="E"), "1200 8E1"),
        (SerialLink(baud=115200), "115200 8N1"),
    ],
)
def test_the_line_settings_are_found_on_the_line(
    sender: SerialLink, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = SpeakingPort(sender)
    said, captured = listened(port, monkeypatch)
    assert captured.guesses[0].settings == name
    assert captured.guesses[0].sure
    assert captured.guesses[0].score > captured.guesses[1].score
    assert f"The device speaks at {name}; let it print some more." in said
    assert port.tried[-1] == sender
    assert all(line.closed for line in port.opened)
    profile = load_profile(captured.profile.encode())
    assert profile.key == "seen-today"
    assert profile.driver.links == (sender,)
    assert not any("line settings" in doubt for doubt in captured.doubts)
    # What was heard with wrong settings is nowhere in the file.
    sent = [json.loads(line) for line in captured.recording[1:]]
    total = b"".join(bytes.fromhex(line["hex"]) for line in sent if "hex" in line)
    assert total.count(b"ST,+000082.4 kg\r\n") == len(total) / len(LINES) in (1, 2)


def test_settings_that_an_adapter_lacks_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    port = SpeakingPort(SerialLink(baud=2400), refuses=[SerialLink(baud=4800)])
    _, captured = listened(port, monkeypatch)
    assert captured.guesses[0].settings == "2400 8N1"
    assert SerialLink(baud=4800) in port.tried


def test_a_port_that_cannot_be_opened_at_all_is_refused() -> None:
    port = SpeakingPort(SerialLink(), refuses=[SerialLink()])
    said: list[str] = []
    with pytest.raises(Refused, match="COM7 cannot be opened"):
        capturing.listen(capturing.prepare("COM7"), 5, said.append, open_with=port.open)


def test_stopping_it_by_hand_keeps_what_was_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    port = SpeakingPort(SerialLink(), ending=KeyboardInterrupt())
    _, captured = listened(port, monkeypatch)
    assert captured.size == len(LINES)
    assert captured.profile


def test_a_double_that_dials_out_through_a_serial_server_is_read(told: Told, out: Path) -> None:
    double = AndScaleDouble(gap_seconds=0.01)
    double.measure_example()
    ports: queue.Queue[int] = queue.Queue()

    async def talk() -> None:
        server = TcpServer("127.0.0.1", 0)
        await server.open()
        ports.put(server.bound_port)
        visitor = await anext(server.visits())
        await run_double(double, visitor)
        await visitor.close()
        await server.close()

    thread = Thread(target=asyncio.run, args=(talk(),), name="device")
    thread.start()
    status = run(
        f"127.0.0.1:{ports.get(timeout=10)}", told.said.append, told.complaints.append,
        seconds=20, shown=["82.4 kg"], out=out,
    )  # fmt: skip
    thread.join(10)
    assert status == 0
    profile = load_profile(out.with_suffix(".toml").read_bytes())
    assert [dict(e).get("values") for e in profile.fixture.expect if "values" in e] == [
        {"weight_kg": "82.4"}
    ]
