"""``clinicapp decode DRIVER [FILE]``: what a device sent, as readings, one JSON object a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from clinicapp.domain.errors import Refused
from clinicapp.station.recordings import decoded_lines


def run(
    key: str,
    stream: BinaryIO,
    write: Callable[[str], None],
    complain: Callable[[str], None],
    *,
    hexadecimal: bool,
) -> int:
    """Decode a recording.

    Returns:
        0 when everything was understood, 1 when a frame was refused, 2 when there is no such
        driver or the recording is not written as it should be.
    """
    understood = True
    try:
        for line, fine in decoded_lines(key, stream, hexadecimal=hexadecimal):
            write(line)
            understood = understood and fine
    except Refused as refusal:
        complain(str(refusal))
        return 2
    return 0 if understood else 1
