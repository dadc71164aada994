r"""Where one POCT1-A document ends and the next begins.

Source: CLSI POCT01-A2, annex B (device messaging layer): XML over TCP. Makers frame it differently,
so both are read, and which one it was is said with each document::

    <?xml version="1.0"?><HEL.R01>...</HEL.R01><?xml ...      one after another (Siemens)
    0B <OBS.R01>...</OBS.R01> 1C 0D                           in MLLP bytes (PixCell)

A document ends with the closing tag of its root. FS (1C), VT (0B) and ``<?xml`` cannot stand inside
a document: they mean that it was cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drivers.framing.buffers import BoundedBuffer
from drivers.readings import Refusal

DOCUMENT_LIMIT: Final = 256 * 1024
"""Bytes in one document; devices announce 1,000 to 32,768 in DSC.max_message_sz."""

PROLOG_LIMIT: Final = 8 * 1024
"""Bytes before the root's tag is complete."""

NOISE_LIMIT: Final = 1024
"""Bytes outside every document that are kept; the rest is counted."""

_FILLING: Final = b"\0\t\r\n \xef\xbb\xbf"
_VT: Final = b"\x0b"
_FS: Final = b"\x1c"
_ROOT: Final = re.compile(
    rb"<([A-Za-z_][A-Za-z0-9_.:\-]{0,63})(?=[\s/>])[^<>\x0b\x1c]*>|[\x0b\x1c]"
)
_BEGIN_AGAIN: Final = re.compile(rb"[\x0b\x1c]|<\?xml\s")
_BETWEEN: Final = re.compile(rb"[<\x0b\x1c]")
_OVERLAP: Final = 96
"""Longer than the longest closing tag that is recognised: it may be cut anywhere."""


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one document. ``mllp`` is true where it came in MLLP bytes."""

    raw: bytes
    mllp: bool


@dataclass(frozen=True, slots=True)
class BrokenDocument:
    """Bytes that are no document. ``answered``: the device waits for a reply to them."""

    reason: Refusal
    detail: str
    raw: bytes
    answered: bool
    mllp: bool


class DocumentReader:
    """Finds the documents in a stream, cut anywhere. Memory is bounded by ``DOCUMENT_LIMIT``."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._noise = BoundedBuffer(NOISE_LIMIT)
        self._end: re.Pattern[bytes] | None = None
        self._inside = 0
        self._scanned = 0
        self._mllp = False
        self._skipping = False
        self._found: list[Document | BrokenDocument] = []

    def feed(self, data: bytes) -> list[Document | BrokenDocument]:
        """What ``data`` completes, in order."""
        self._held += data
        while self._held and self._step():
            pass
        return self._take_found()

    def rest(self) -> list[Document | BrokenDocument]:
        """Nothing more will come: what was still arriving, and noise. Begins anew."""
        self._tell_noise()
        raw = bytes(self._held)
        if raw and not self._skipping:
            detail = f"The message stopped after {len(raw)} bytes; it should be sent again."
            self._break(Refusal.TRUNCATED, detail, raw, answered=False)
        self._reset(len(self._held))
        return self._take_found()

    def _step(self) -> bool:
        """One decision; False once more bytes are needed for the next."""
        return self._begin() if self._end is None else self._go_on(self._end)

    def _begin(self) -> bool:
        """Between two documents; False once more bytes are needed."""
        first = bytes(self._held[:1])
        if first == b"<":
            self._tell_noise()
            return self._prolog()
        if first in (_VT, _FS):
            self._tell_noise(answered=first == _FS)
            self._mllp = first == _VT
            del self._held[:1]
            return True
        mark = _BETWEEN.search(self._held)
        end = mark.start() if mark else len(self._held)
        noise = bytes(self._held[:end])
        # What an idle line carries is passed over before the first byte of noise.
        noise = noise if self._noise.taken else noise.lstrip(_FILLING)
        if noise:
            self._noise.add(noise)
        del self._held[:end]
        return mark is not None

    def _prolog(self) -> bool:
        """Up to the root's tag; False once more bytes are needed."""
        root = _ROOT.search(self._held)
        if root is None and len(self._held) <= PROLOG_LIMIT:
            return False
        if root is None or root.end() > PROLOG_LIMIT + 1:
            detail = f"{PROLOG_LIMIT} bytes hold no message; check what is connected."
            self._skip(detail, PROLOG_LIMIT)
            self._end, self._inside = _BEGIN_AGAIN, PROLOG_LIMIT
        elif root[1] is None:
            self._cut(root.start(), answered=root[0] == _FS)
        elif root[0].endswith(b"/>"):
            self._whole(root.end())
        else:
            self._end = _end_of(root[1])
            self._inside = self._scanned = root.end()
        return True

    def _go_on(self, end: re.Pattern[bytes]) -> bool:
        """Inside a document; False once more bytes are needed."""
        mark = end.search(self._held, max(self._inside, self._scanned - _OVERLAP))
        reached = mark.end() - 1 if mark else len(self._held)
        if reached > DOCUMENT_LIMIT and not self._skipping:
            detail = f"A message is longer than {DOCUMENT_LIMIT} bytes; it was not read."
            self._skip(detail, DOCUMENT_LIMIT)
        if mark is None:
            self._scanned = len(self._held)
            if self._skipping:
                del self._held[:-_OVERLAP]
                self._inside, self._scanned = 0, len(self._held)
            return False
        if mark[0].startswith(b"</"):
            self._whole(mark.end())
        else:
            self._cut(mark.start(), answered=mark[0] == _FS)
        return True

    def _skip(self, detail: str, limit: int) -> None:
        """Tell that this is too long, once, and drop it up to its end."""
        self._skipping = True
        self._break(Refusal.FRAMING, detail, bytes(self._held[:limit]), answered=True)

    def _whole(self, end: int) -> None:
        if not self._skipping:
            self._found.append(Document(bytes(self._held[:end]), self._mllp))
        self._reset(end)

    def _cut(self, end: int, *, answered: bool) -> None:
        if not self._skipping:
            detail = f"The message stopped after {end} bytes without its end."
            self._break(Refusal.TRUNCATED, detail, bytes(self._held[:end]), answered=answered)
        self._reset(end)

    def _reset(self, end: int) -> None:
        del self._held[:end]
        self._end = None
        self._inside = self._scanned = 0
        self._mllp = self._skipping = False

    def _tell_noise(self, *, answered: bool = False) -> None:
        length = self._noise.taken
        if not length:
            return
        raw = self._noise.clear()
        detail = f"{length} bytes came outside every message; check what is connected."
        if raw.startswith(b"MSH"):
            detail = "The device speaks HL7 here; choose the driver hl7v2 for it."
        self._break(Refusal.FRAMING, detail, raw, answered=answered)

    def _break(self, reason: Refusal, detail: str, raw: bytes, *, answered: bool) -> None:
        self._found.append(BrokenDocument(reason, detail, raw, answered, self._mllp))

    def _take_found(self) -> list[Document | BrokenDocument]:
        found, self._found = self._found, []
        return found


@lru_cache(16)
def _end_of(root: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"</" + re.escape(root) + rb"\s{0,16}>|[\x0b\x1c]|<\?xml\s")
