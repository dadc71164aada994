"""An analyser at the other end of a socket, for tests that hold the wire themselves."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from drivers.protocols.astm_frames import ACK, ENQ, EOT, encode_frame
from drivers.simulators.astm import AnalyserResult, records_of

REPLY_SECONDS: Final = 30.0
SERIAL: Final = "AF20000001"


@contextmanager
def wire_to(port: int) -> Iterator[socket.socket]:
    """A connection to the station's port, as soon as there is somebody to connect to."""
    deadline = time.monotonic() + REPLY_SECONDS
    while True:
        try:
            wire = socket.create_connection(("127.0.0.1", port), timeout=REPLY_SECONDS)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, f"nobody listens on {port}"
            time.sleep(0.02)
        else:
            break
    with wire:
        yield wire


def frame_of(run: int, mmol_mol: str = "44") -> bytes:
    """One HbA1c as one frame."""
    result = AnalyserResult(run=run, percent="6.2", mmol_mol=mmol_mol)
    return encode_frame(1, b"".join(records_of(result, SERIAL)))


def ask(wire: socket.socket, data: bytes) -> bytes:
    """Say something and wait for the one byte of the answer; empty when the station hung up."""
    wire.sendall(data)
    return wire.recv(1)


def send_result(wire: socket.socket, run: int, mmol_mol: str = "44") -> None:
    """Send one result and have it acknowledged to its end."""
    assert ask(wire, ENQ) == ACK
    assert ask(wire, frame_of(run, mmol_mol)) == ACK
    wire.sendall(EOT)
