"""The ``.cap`` file: what an unknown device said, and what its display showed, as JSON Lines.

::

    {"cap":1,"link":"serial","settings":"2400 7E1","settings_known":true}
    {"at_ms":0,"from":"device","hex":"53542c2b3030","masked":[[3,6]]}
    {"at_ms":4200,"shown":"82.4 kg"}

``at_ms`` counts milliseconds from the first byte, so that the file holds no date. ``from`` is
``device`` or ``station``. ``masked`` names the bytes, from and up to, in whose place a 0, X or x
stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from drivers.errors import DriverError

VERSION: Final = 1

_SENDERS: Final = {"device": True, "station": False}
_KEYS: Final = ({"at_ms", "from", "hex"}, {"at_ms", "shown"})
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})*")
_LONGEST_MS: Final = 7 * 24 * 3600 * 1000


class BadCapture(DriverError):
    """A ``.cap`` file that is not written as it should be; the sentence names the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Bytes that came together, ``at_ms`` milliseconds after the first; what is masked in them."""

    at_ms: int
    data: bytes
    from_device: bool = True
    masked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the user read off the display and typed in."""

    at_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What a ``.cap`` file holds.

    ``link`` is ``serial`` or ``tcp``; ``settings`` are those of the serial line (``2400 7E1``), ""
    where there is none; ``settings_known`` is false where they are not proven.
    """

    link: str
    settings: str = ""
    settings_known: bool = False
    pieces: tuple[Piece, ...] = ()
    shown: tuple[Shown, ...] = ()

    @property
    def sent(self) -> bytes:
        """All that the device said."""
        return b"".join(piece.data for piece in self.pieces if piece.from_device)


def to_lines(recording: Recording) -> list[str]:
    """The lines of the file, without line ends: the heading, then everything in its order."""
    heading = {
        "cap": VERSION,
        "link": recording.link,
        "settings": recording.settings,
        "settings_known": recording.settings_known,
    }
    content: list[tuple[int, dict[str, object]]] = [
        (piece.at_ms, _piece_line(piece)) for piece in recording.pieces
    ]
    content += [(each.at_ms, {"at_ms": each.at_ms, "shown": each.text}) for each in recording.shown]
    content.sort(key=lambda entry: entry[0])
    return [
        json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        for line in (heading, *(line for _, line in content))
    ]


def from_lines(lines: Iterable[str]) -> Recording:
    """Read the lines of a file; empty ones are passed over.

    Raises:
        BadCapture: a line is not written as it should be.
    """
    pieces: list[Piece] = []
    shown: list[Shown] = []
    heading: Mapping[str, Any] | None = None
    for number, line in enumerate(lines, start=1):
        text = line.strip().lstrip("\ufeff")
        if not text:
            continue
        content = _object(text, number)
        if heading is None:
            heading = _heading(content, number)
        elif "shown" in content:
            shown.append(_shown(content, number))
        else:
            pieces.append(_piece(content, number))
    if heading is None:
        raise BadCapture("The recording is empty; record the device again.")
    return Recording(
        link=heading["link"],
        settings=heading["settings"],
        settings_known=heading["settings_known"],
        pieces=tuple(pieces),
        shown=tuple(shown),
    )


def _piece_line(piece: Piece) -> dict[str, object]:
    line: dict[str, object] = {
        "at_ms": piece.at_ms,
        "from": "device" if piece.from_device else "station",
        "hex": piece.data.hex(),
    }
    if piece.masked:
        line["masked"] = [list(span) for span in piece.masked]
    return line


def _object(text: str, number: int) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise BadCapture(f"Line {number} is no JSON object; record the device again.")
    return content


def _heading(content: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    if content.get("cap") != VERSION:
        raise BadCapture(
            f"Line {number} does not begin a recording of version {VERSION}; choose a .cap file."
        )
    wanted = {"cap": int, "link": str, "settings": str, "settings_known": bool}
    _only(content, set(wanted), number)
    if any(not isinstance(content.get(key), kind) for key, kind in wanted.items()):
        raise BadCapture(f"Line {number} is no heading of a recording; record the device again.")
    return content


def _shown(content: Mapping[str, Any], number: int) -> Shown:
    _only(content, _KEYS[1], number)
    if not isinstance(content["shown"], str):
        raise BadCapture(f"What line {number} says was shown is no text; write it in quotes.")
    return Shown(_at(content, number), content["shown"])


def _piece(content: Mapping[str, Any], number: int) -> Piece:
    _only(content, _KEYS[0] | {"masked"}, number)
    data, sender = content.get("hex"), content.get("from")
    if not isinstance(data, str) or not _HEX.fullmatch(data):
        raise BadCapture(f"The hex of line {number} is not two digits for each byte; correct it.")
    if not isinstance(sender, str) or sender not in _SENDERS:
        raise BadCapture(f"The from of line {number} is neither device nor station; correct it.")
    raw = bytes.fromhex(data)
    return Piece(
        at_ms=_at(content, number),
        data=raw,
        from_device=_SENDERS[sender],
        masked=_masked(content.get("masked", []), len(raw), number),
    )


def _masked(spans: object, length: int, number: int) -> tuple[tuple[int, int], ...]:
    if isinstance(spans, list):
        found = [tuple(span) for span in spans if isinstance(span, list) and len(span) == 2]
        whole = [span for span in found if all(type(place) is int for place in span)]
        if len(whole) == len(spans) and all(0 <= a < b <= length for a, b in whole):
            return tuple((a, b) for a, b in whole)
    raise BadCapture(f"The masked of line {number} is no list of places in its bytes; correct it.")


def _at(content: Mapping[str, Any], number: int) -> int:
    at_ms = content.get("at_ms")
    if type(at_ms) is not int or not 0 <= at_ms <= _LONGEST_MS:
        raise BadCapture(f"The at_ms of line {number} is no number of milliseconds; correct it.")
    return at_ms


def _only(content: Mapping[str, Any], known: set[str], number: int) -> None:
    strange = sorted(set(content) - known)
    if strange:
        raise BadCapture(f"Line {number} has {strange[0]!r}, which is not known; remove it.")
