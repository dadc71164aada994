"""Decoding recordings of what a device sent, for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from clinicapp.domain.errors import Refused
from clinicapp.station.catalogue import driver
from drivers.decoding import decode, needs_channel, parse_hex_lines, read_pieces
from drivers.errors import DriverError
from drivers.json_lines import to_line
from drivers.readings import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Iterator


def decoded_lines(key: str, stream: BinaryIO, *, hexadecimal: bool) -> Iterator[tuple[str, bool]]:
    """One JSON line for each reading or refused frame, and whether it was understood.

    Raises:
        Refused: there is no such driver, or the recording is not written as it should be.
    """
    found = driver(key)
    channels = needs_channel(found)
    if hexadecimal or channels:
        lines = (line.decode("ascii", "replace") for line in stream)
        chunks = parse_hex_lines(lines, channels=channels)
    else:
        chunks = read_pieces(stream)
    try:
        for item in decode(found, chunks):
            yield to_line(item), not isinstance(item, NotUnderstood)
    except DriverError as error:
        raise Refused(str(error)) from error
