"""What a device sent, as readings: a conversation fed from a recording, with nobody to answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from drivers.driver import Action, BleLink, Driver, Report
from drivers.errors import DriverError
from drivers.framing.uuids import short_uuid
from drivers.readings import NotUnderstood, Reading

Chunk = tuple[bytes, str]
"""Bytes as they arrived, and the characteristic they came from ("" on serial and TCP)."""

PIECE: Final = 64 * 1024
"""Bytes fed at once from a raw recording."""

_UUID: Final = re.compile(
    r"[0-9a-f]{4}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)


class BadRecording(DriverError):
    """A recording that is not written as it should be; the sentence names the line."""


def needs_channel(driver: Driver) -> bool:
    """Whether each chunk must name the characteristic it came from."""
    return all(isinstance(link, BleLink) for link in driver.links)


def decode(driver: Driver, chunks: Iterable[Chunk]) -> Iterator[Reading | NotUnderstood]:
    """Everything that the device's half of one session says, in order; then the link is gone.

    A serial or TCP stream has no boundaries of its own, so its chunks are joined to pieces of at
    most 64 KiB: a recording decodes to the same lines however it was cut.
    """
    conversation = driver.converse()
    conversation.open()
    for data, channel in chunks if needs_channel(driver) else _joined(chunks):
        yield from _reported(conversation.receive(data, channel))
    yield from _reported(conversation.close())


def read_pieces(stream: BinaryIO, size: int = PIECE) -> Iterator[Chunk]:
    """The raw bytes of a file, in pieces of at most ``size`` bytes."""
    while piece := stream.read(size):
        yield piece, ""


def parse_hex_lines(lines: Iterable[str], *, channels: bool) -> Iterator[Chunk]:
    """One chunk a line in hexadecimal, blanks allowed; with ``channels``, ``UUID HEX`` a line.

    Empty lines and lines that start with ``#`` are passed over.

    Raises:
        BadRecording: a line is not hexadecimal, or lacks its characteristic.
    """
    for number, line in enumerate(lines, start=1):
        text = line.strip().lstrip("\ufeff")
        if not text or text.startswith("#"):
            continue
        channel = ""
        if channels:
            channel, _, text = text.partition(" ")
            channel = short_uuid(channel)
            if not _UUID.fullmatch(channel):
                raise BadRecording(
                    f"Line {number} does not start with a characteristic; write it as 2a35 1e80..."
                )
        try:
            yield bytes.fromhex(text), channel
        except ValueError:
            raise BadRecording(
                f"Line {number} is not hexadecimal; write two digits for each byte."
            ) from None


def _joined(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    held = bytearray()
    for data, _ in chunks:
        held += data
        while len(held) >= PIECE:
            yield bytes(held[:PIECE]), ""
            del held[:PIECE]
    if held:
        yield bytes(held), ""


def _reported(actions: Iterable[Action]) -> Iterator[Reading | NotUnderstood]:
    return (action.item for action in actions if isinstance(action, Report))
