"""Whatever comes in on the analyser's port, the next good result lands and nothing is lost."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.protocols.astm_frames import ACK, ENQ, EOT, NAK, STX
from tests.support.analyser_wire import ask, frame_of, send_result, wire_to
from tests.support.port_station import PortStation, station_with

SEED = 20_261_122


@pytest.fixture
def station(tmp_path: Path) -> Iterator[PortStation]:
    with station_with(tmp_path) as found:
        yield found


def noise(wire: socket.socket) -> None:
    wire.sendall(random.Random(SEED).randbytes(200_000))


def endless_frame(wire: socket.socket) -> None:
    assert ask(wire, ENQ) == ACK
    wire.sendall(STX + b"1" + b"A" * 3_000_000)


def nothing_but_enquiries(wire: socket.socket) -> None:
    for _ in range(50):
        assert ask(wire, ENQ) in (ACK, NAK)


def wrong_checksum(wire: socket.socket) -> None:
    assert ask(wire, ENQ) == ACK
    assert ask(wire, frame_of(90).replace(b"|44|", b"|45|")) == NAK
    wire.sendall(EOT)


def frame_without_enquiry(wire: socket.socket) -> None:
    wire.sendall(frame_of(91))


def records_of_nonsense(wire: socket.socket) -> None:
    assert ask(wire, ENQ) == ACK
    from drivers.protocols.astm_frames import encode_frame

    for number, text in enumerate((b"\r", b"|||||\r", b"R|1\rR|1\rL\r", b"H|\xff\xfe\x00\r"), 1):
        wire.sendall(encode_frame(number, text))
        assert wire.recv(1) in (ACK, NAK)
    wire.sendall(EOT)


def numbers_that_are_none(wire: socket.socket) -> None:
    for amount in ("1e999999999", "NaN", "-0", "9" * 4000, "\x00", "'; DROP TABLE readings; --"):
        assert ask(wire, ENQ) == ACK
        assert ask(wire, frame_of(92, amount)) in (ACK, NAK)
        wire.sendall(EOT)


HOSTILE: list[Callable[[socket.socket], None]] = [
    noise,
    endless_frame,
    nothing_but_enquiries,
    wrong_checksum,
    frame_without_enquiry,
    records_of_nonsense,
    numbers_that_are_none,
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: each.__name__)
def test_after_it_the_next_good_result_lands(
    station: PortStation, hostile: Callable[[socket.socket], None]
) -> None:
    with wire_to(station.port) as wire:
        send_result(wire, 1, "41")
        station.wait(lambda: len(station.placed()) == 1, "the result before")
    first = station.placed()[0].placed.reading
    with wire_to(station.port) as wire:
        hostile(wire)
    with wire_to(station.port) as wire:
        send_result(wire, 100, "42")
        station.wait(lambda: good(station, "42"), "the result after")

    kept = station.database.run(lambda work: work.readings.get(first.id), write=False)
    assert kept == first
    assert station.check() == ()


def test_hostile_and_good_analysers_may_speak_at_the_same_time(station: PortStation) -> None:
    with wire_to(station.port) as theirs, wire_to(station.port) as ours:
        assert ask(theirs, ENQ) == ACK
        theirs.sendall(STX + b"1" + b"B" * 100_000)
        send_result(ours, 1, "43")
        station.wait(lambda: good(station, "43"), "the good result")


@pytest.mark.parametrize("pulled", ["closed", "reset"])
def test_a_device_that_vanishes_in_mid_frame_leaves_its_bytes(
    station: PortStation, pulled: str
) -> None:
    half = frame_of(5)[:60]
    with wire_to(station.port) as wire:
        assert ask(wire, ENQ) == ACK
        wire.sendall(half)
        if pulled == "reset":
            # Once it has been read: a reset throws away what the other side has not taken yet.
            wire.settimeout(1)
            with pytest.raises(TimeoutError):
                wire.recv(1)
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    station.wait(lambda: station.refused(), "the bytes")
    (left,) = station.refused()
    assert left.incomplete
    assert left.raw.endswith(half)
    assert station.placed() == []


def test_a_message_that_breaks_off_between_two_frames_is_kept_as_far_as_it_came(
    station: PortStation,
) -> None:
    from drivers.protocols.astm_frames import encode_frame
    from drivers.simulators.astm import AnalyserResult, records_of

    records = list(records_of(AnalyserResult(run=6, percent="6.2", mmol_mol="44"), "AF20000001"))
    with wire_to(station.port) as wire:
        assert ask(wire, ENQ) == ACK
        assert ask(wire, encode_frame(1, records[0])) == ACK
        assert ask(wire, encode_frame(2, records[1])) == ACK
    station.wait(lambda: kept_bytes(station).count(records[1]), "the acknowledged bytes")
    assert records[0] in kept_bytes(station)
    with wire_to(station.port) as wire:
        send_result(wire, 6, "44")
        station.wait(lambda: good(station, "44"), "the result that was sent again")


def good(station: PortStation, mmol_mol: str) -> bool:
    """Whether a result with this amount has gone the whole way."""
    return any(
        str(quantity.amount) == mmol_mol
        for each in station.placed()
        for quantity in each.placed.reading.observation.quantities
        if quantity.field == "hba1c_mmol_mol"
    )


def kept_bytes(station: PortStation) -> bytes:
    """Everything that was ever received."""

    def read(work: object) -> bytes:
        rows = work.readings._session.run("SELECT raw FROM transmissions")  # type: ignore[attr-defined]
        return b"".join(row[0] for row in rows)

    return station.database.run(read, write=False)
