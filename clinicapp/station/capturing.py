"""Recording a device that no driver knows, and proposing a profile for it.

The port is only listened to: a command to an unknown device could change it. What is recorded is
stripped of identities before it can be written anywhere; how it was recorded never is.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import Refused
from clinicapp.station.catalogue import profiles_folder
from drivers.capturing.choosing import keep_spans
from drivers.capturing.files import Piece, Recording, Shown, from_lines, to_lines
from drivers.capturing.guessing import Guess, Search, Trial, name_of, rank, read_as
from drivers.capturing.proposing import propose
from drivers.capturing.shown import Typed, parse_shown
from drivers.capturing.stripping import strip, words_left
from drivers.capturing.writing import key_from
from drivers.decoding import decode, needs_channel
from drivers.driver import SerialLink
from drivers.errors import DriverError, LinkLost, LinkRefused
from drivers.readings import Reading
from drivers.registry import catalogue
from drivers.transports.serial_port import open_port
from drivers.transports.tcp import TcpClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from decimal import Decimal

    from drivers.driver import Driver
    from drivers.transports.contract import Transport

    OpenPort = Callable[[str, SerialLink], Awaitable[Transport]]

RECORDING_SUFFIX: Final = ".cap"
PROFILE_SUFFIX: Final = ".toml"
QUIET_SECONDS: Final = 0.5
"""Silence after which what a device printed is taken to be whole."""

TRIAL_SECONDS: Final = 3.0
"""Longest that a device that never falls silent is heard under one setting."""

MOST_BYTES: Final = 1024 * 1024

_PSEUDO_TERMINALS: Final = Path("/dev/pts")
_ADDRESS: Final = re.compile(r"(?P<host>\[[^\]]+\]|[^:\s]+):(?P<port>[0-9]{1,5})")
_HIGHEST_PORT: Final = 65535
_COMPARED_BYTES: Final = 64 * 1024
_PLAIN: Final = SerialLink()


@dataclass(slots=True)
class Heard:
    """What was heard on one link so far, in order: the time, the settings, the bytes.

    ``fixed`` is true where no line settings can be tried: a pseudo-terminal, or TCP.
    """

    link: str
    source: str
    fixed: bool
    chunks: list[tuple[int, SerialLink, bytes]] = field(default_factory=list)
    size: int = 0
    tcp_port: int | None = None

    def add(self, at_ns: int, settings: SerialLink, data: bytes) -> None:
        """Note what arrived, at ``at_ns`` monotonic, under these settings."""
        self.chunks.append((at_ns, settings, data))
        self.size += len(data)

    @property
    def guesses(self) -> list[Guess]:
        """The line settings, likeliest first; on a fixed link only how well the bytes read."""
        trials: dict[SerialLink, bytes] = {}
        for _, settings, data in self.chunks:
            trials[settings] = trials.get(settings, b"") + data
        return rank(Trial(settings, data) for settings, data in trials.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Guessed:
    """Line settings and how well the bytes read under them, in percent."""

    settings: str
    score: int
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A recording that may be written, and what was made of it.

    ``recording`` are the lines of the ``.cap`` file; ``profile`` is the text of the proposed
    profile, "" if there is none; ``masked`` counts bytes in whose place a 0, X or x stands.
    """

    recording: tuple[str, ...]
    size: int
    guesses: tuple[Guessed, ...]
    fixed: bool
    link: str
    profile: str
    doubts: tuple[str, ...]
    shown: tuple[str, ...]
    masked: int
    words_left: tuple[str, ...]


def check_shown(texts: Sequence[str]) -> list[Typed]:
    """What was typed.

    Raises:
        Refused: one of them is nothing that a display shows.
    """
    try:
        return [parse_shown(text) for text in texts]
    except DriverError as error:
        raise Refused(str(error)) from None


def prepare(source: str) -> Heard:
    """What to listen to: ``HOST:PORT``, or the name of a serial port.

    Raises:
        Refused: the port's number is no TCP port.
    """
    match = _ADDRESS.fullmatch(source)
    if match is None:
        return Heard("serial", source, fixed=_is_pseudo_terminal(source))
    port = int(match["port"])
    if not 0 < port <= _HIGHEST_PORT:
        raise Refused(f"There is no TCP port {port}; write the address as 192.0.2.7:4010.")
    return Heard("tcp", match["host"].strip("[]"), fixed=True, tcp_port=port)


def listen(
    heard: Heard,
    seconds: float | None,
    say: Callable[[str], None],
    *,
    open_with: OpenPort = open_port,
) -> None:
    """Record into ``heard`` for so many seconds, or until interrupted or the device has gone.

    Args:
        heard: from ``prepare``; it keeps what was heard whatever happens.
        seconds: how long, or None for ever.
        say: told which settings are tried.
        open_with: opens a serial port.

    Raises:
        Refused: the port cannot be opened, or the device does not answer.
    """
    deadline = float("inf") if seconds is None else time.monotonic() + seconds
    try:
        asyncio.run(_listen(heard, deadline, say, open_with))
    except KeyboardInterrupt:
        # The usual end of a recording; what was heard is kept.
        pass
    except LinkRefused as refused:
        raise Refused(str(refused)) from None
    except LinkLost as lost:
        say(str(lost))


def read_recording(path: Path) -> Recording:
    """A recording that was written before.

    Raises:
        Refused: the file cannot be read or is not written as it should be.
    """
    try:
        return from_lines(path.read_text(encoding="utf-8").splitlines())
    except DriverError as error:
        raise Refused(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"The recording {path.name} cannot be read ({error}).") from error


def make_recording(heard: Heard) -> tuple[Recording, Guess]:
    """What was heard under the likeliest settings, not yet stripped. ``heard`` is not empty."""
    best = heard.guesses[0]
    pieces = []
    first_ns = None
    for at_ns, settings, data in heard.chunks:
        text = _under(best.settings, settings, data)
        if text:
            first_ns = at_ns if first_ns is None else first_ns
            pieces.append(Piece(at_ms=max(0, (at_ns - first_ns) // 1_000_000), data=text))
    recording = Recording(
        link=heard.link,
        settings="" if heard.fixed else name_of(best.settings),
        settings_known=best.sure and not heard.fixed,
        pieces=tuple(pieces),
    )
    return recording, best


def propose_from(
    recording: Recording,
    shown: Sequence[str],
    name: str,
    *,
    heard: Heard | None = None,
) -> Captured:
    """Strip a recording and propose a profile for it.

    Args:
        recording: as it was made or read.
        shown: what the display showed; what the recording itself says if nothing was typed.
        name: what the profile's driver is to be called, such as the file's name.
        heard: how it was recorded, if that was just now.

    Raises:
        Refused: what was typed is nothing that a display shows.
    """
    known = check_shown(shown or [each.text for each in recording.shown])
    at_ms = recording.pieces[-1].at_ms if recording.pieces else 0
    stripped = Recording(
        link=recording.link,
        settings=recording.settings,
        settings_known=recording.settings_known,
        pieces=strip(recording.pieces, keep_spans(recording.sent, known)),
        shown=tuple(Shown(at_ms, each.text) for each in known),
    )
    proposal = propose(
        stripped,
        known,
        key=key_from(name),
        serial=_settings(stripped.settings),
        tcp_port=_tcp_port(stripped, heard),
    )
    guesses = heard.guesses if heard else rank([Trial(_PLAIN, stripped.sent)])[:1]
    return Captured(
        recording=tuple(to_lines(stripped)),
        size=len(stripped.sent),
        guesses=tuple(
            Guessed(settings=name_of(each.settings), score=each.score, sure=each.sure)
            for each in guesses
        ),
        fixed=heard.fixed if heard else False,
        link=stripped.link,
        profile=proposal.toml,
        doubts=proposal.doubts,
        shown=tuple(each.text for each in known),
        masked=sum(b - a for piece in stripped.pieces for a, b in piece.masked),
        words_left=words_left(stripped.pieces),
    )


def drivers_that_read(recording: Recording, shown: Sequence[str]) -> tuple[str, ...]:
    """Keys of the drivers there are that already read what was shown out of a recording."""
    wanted = [set(each.amounts) for each in check_shown(shown)]
    data = recording.sent[:_COMPARED_BYTES]
    return tuple(
        each.key
        for each in catalogue(profiles_folder()).drivers.values()
        if wanted and not needs_channel(each) and _reads(each, data, wanted)
    )


def _reads(driver: Driver, data: bytes, wanted: Sequence[set[Decimal]]) -> bool:
    said = [
        set(item.amounts.values())
        for item in decode(driver, [(data, "")])
        if isinstance(item, Reading)
    ]
    return all(any(amounts <= each for each in said) for amounts in wanted)


async def _listen(
    heard: Heard, deadline: float, say: Callable[[str], None], open_with: OpenPort
) -> None:
    if heard.tcp_port is not None:
        try:
            transport: Transport = await TcpClient(heard.source, heard.tcp_port).connect()
        except LinkLost as lost:
            raise LinkRefused(str(lost)) from None
        await _take_all(transport, heard, _PLAIN, deadline)
    elif heard.fixed:
        await _take_all(await open_with(heard.source, _PLAIN), heard, _PLAIN, deadline)
    else:
        await _search(heard, deadline, say, open_with)


async def _search(
    heard: Heard, deadline: float, say: Callable[[str], None], open_with: OpenPort
) -> None:
    """Try line settings, one after the other, until the bytes are text; then stay with them."""
    search = Search()
    while (settings := search.next_settings()) is not None and _more(heard, deadline):
        say(f"Trying {name_of(settings)}; let the device print a value.")
        before = len(heard.chunks)
        try:
            transport = await open_with(heard.source, settings)
        except LinkRefused:
            # Not every adapter has every setting; a port that has none of them is not there.
            if not search.guesses:
                raise
            search.heard(settings, b"")
            continue
        try:
            await _take(transport, heard, settings, deadline, whole=False)
            search.heard(settings, b"".join(data for _, _, data in heard.chunks[before:]))
            if search.settled:
                say(f"The device speaks at {name_of(settings)}; let it print some more.")
                await _take(transport, heard, settings, deadline, whole=True)
        finally:
            await transport.close()
    if not search.settled and search.next_settings() is None and _more(heard, deadline):
        likeliest = search.guesses[0].settings
        say(f"No settings give text; recording at {name_of(likeliest)}.")
        await _take_all(await open_with(heard.source, likeliest), heard, likeliest, deadline)


async def _take_all(
    transport: Transport, heard: Heard, settings: SerialLink, deadline: float
) -> None:
    try:
        await _take(transport, heard, settings, deadline, whole=True)
    finally:
        await transport.close()


async def _take(
    transport: Transport, heard: Heard, settings: SerialLink, deadline: float, *, whole: bool
) -> None:
    """Note what arrives until the deadline; unless ``whole``, only until it falls silent."""
    trial_ends = float("inf")
    heard_any = False
    while _more(heard, deadline) and time.monotonic() < trial_ends:
        wait = min(QUIET_SECONDS, max(0.0, deadline - time.monotonic()))
        arrived = await transport.receive(wait)
        if arrived is None:
            if heard_any and not whole:
                return
            continue
        heard.add(arrived.at_ns, settings, arrived.data)
        if not heard_any and not whole:
            trial_ends = time.monotonic() + TRIAL_SECONDS
        heard_any = True


def _more(heard: Heard, deadline: float) -> bool:
    return time.monotonic() < deadline and heard.size < MOST_BYTES


def _under(best: SerialLink, settings: SerialLink, data: bytes) -> bytes:
    """``data`` as it would have come at the likeliest settings; nothing where that is not known."""
    if settings == best:
        return data
    plain = (settings.data_bits, settings.parity) == (_PLAIN.data_bits, _PLAIN.parity)
    if plain and best.data_bits == 7 and settings.baud == best.baud:
        return read_as(data, best)[0]
    return b""


def _settings(name: str) -> SerialLink | None:
    """Settings from ``2400 7E1``; None where they are not written so."""
    match = re.fullmatch(r"([0-9]{3,6}) ([78])([NEO])([12])", name)
    if match is None:
        return None
    return SerialLink(
        baud=int(match[1]), data_bits=int(match[2]), parity=match[3], stop_bits=int(match[4])
    )


def _tcp_port(recording: Recording, heard: Heard | None) -> int | None:
    if heard is not None:
        return heard.tcp_port
    return 0 if recording.link == "tcp" else None


def _is_pseudo_terminal(name: str) -> bool:
    return Path(name).resolve().parent == _PSEUDO_TERMINALS
