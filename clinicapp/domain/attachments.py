"""Photos and documents that are kept by their content: what may be kept, and what it is.

A file's name and its suffix are what somebody typed, so neither is believed: the first bytes say
what it is, and its header has to hold together (reference/equipment.md 5.6). PNG: W3C PNG (third
edition) 5.2 and 11.2.1; JPEG: ITU-T T.81 B.1 and B.2.2; PDF: ISO 32000-1 7.5.2 and 7.5.5.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

MOST_BYTES: Final = 20 * 1024 * 1024
"""The largest file that is kept: a scanned certificate of many pages, or any telephone's photo."""
MOST_PIXELS: Final = 64_000_000
"""The largest photo; four bytes each while it is decoded."""
LONGEST_NAME: Final = 120


class Media(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"

    @property
    def suffix(self) -> str:
        """The suffix that the file gets when it leaves, whatever it was called."""
        return {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png"}[self.value]

    @property
    def is_photo(self) -> bool:
        """Whether it is a picture that may be shown here."""
        return self is not Media.PDF


class Purpose(StrEnum):
    """What a file is to the thing it is kept with."""

    PHOTO = "photo"
    EVIDENCE = "evidence"
    """A certificate, a service report, a photo of a sticker."""
    DOCUMENT = "document"
    """Instructions for use, an agreement, an order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a file was found to be; ``width`` and ``height`` are pixels, 0 for a document."""

    sha256: str
    media: Media
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that is kept, once for each content.

    Attributes:
        content: What it is; its SHA-256 is what it is known by.
        name: What it was called, without folders; for people only.
        added_at: When it was first kept (aware).
        added_by: Who kept it.
    """

    content: Content
    name: str
    added_at: datetime
    added_by: str

    @property
    def sha256(self) -> str:
        """What it is known by, 64 hexadecimal digits."""
        return self.content.sha256

    @property
    def media(self) -> Media:
        """What it is."""
        return self.content.media


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An attachment in its place: with what it is kept, as what, since when, by whom."""

    id: UUID
    attachment: Attachment
    subject_id: UUID
    purpose: Purpose
    name: str
    at: datetime
    by: str


_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_PDF: Final = re.compile(rb"%PDF-[12]\.[0-9]")
_PDF_END: Final = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF")
_PDF_TAIL: Final = 2048
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_SCAN: Final = 0xDA
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
_OTHER_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - _FRAMES - {0xC4, 0xC8, 0xCC}
_UNPRINTED: Final = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class _Broken(Exception):
    """A header that does not hold together."""


def look_at(content: bytes, name: str) -> Content:
    """What a file is.

    Args:
        content: All of it.
        name: What it is called, for the sentence.

    Raises:
        Refused: It is empty, too large, neither a photo nor a PDF, or damaged.
    """
    called = plain_name(name)
    if not content:
        raise Refused(f"The file {called} is empty; choose another one.")
    if len(content) > MOST_BYTES:
        raise Refused(
            f"The file {called} is larger than {MOST_BYTES // 1024 // 1024} MB; scan it at a lower "
            "resolution, or choose another one."
        )
    media = _media(content)
    if media is None:
        raise Refused(
            f"The file {called} is neither a photo (JPEG or PNG) nor a PDF, whatever its name "
            "says; choose another one."
        )
    try:
        width, height = {Media.PNG: _png, Media.JPEG: _jpeg, Media.PDF: _pdf}[media](content)
    except _Broken:
        what = "photo" if media.is_photo else "PDF"
        raise Refused(
            f"The {what} {called} is damaged or not whole, so it was not kept; take or save it "
            "again."
        ) from None
    if width * height > MOST_PIXELS:
        raise Refused(
            f"The photo {called} has more than {MOST_PIXELS // 1_000_000} megapixels; save it "
            "smaller and choose it again."
        )
    return Content(
        sha256=hashlib.sha256(content).hexdigest(),
        media=media,
        size=len(content),
        width=width,
        height=height,
    )


def plain_name(name: str) -> str:
    """A file's name without folders and without signs that hide what it is; never empty."""
    last = re.split(r"[\\/]", name)[-1]
    clean = " ".join(_UNPRINTED.sub(" ", last).split())
    return clean[:LONGEST_NAME] or "without a name"


def _media(content: bytes) -> Media | None:
    if content.startswith(_PNG):
        return Media.PNG
    if content.startswith(_JPEG):
        return Media.JPEG
    return Media.PDF if _PDF.match(content) else None


def _png(content: bytes) -> tuple[int, int]:
    """Every chunk in its place and with its checksum, from IHDR to IEND."""
    size, place, seen_data = (0, 0), len(_PNG), False
    while True:
        length = int.from_bytes(content[place : place + 4])
        kind, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        checksum = content[place + 8 + length : place + 12 + length]
        if len(checksum) != 4 or zlib.crc32(kind + body) != int.from_bytes(checksum):
            raise _Broken
        if place == len(_PNG):
            size = _png_size(kind, body)
        seen_data |= kind == b"IDAT"
        place += 12 + length
        if kind == b"IEND":
            if not seen_data or body:
                raise _Broken
            return size


def _png_size(kind: bytes, body: bytes) -> tuple[int, int]:
    if kind != b"IHDR" or len(body) != 13:
        raise _Broken
    depth, colour, compression, filtering, interlace = body[8:]
    if depth not in _DEPTHS.get(colour, ()) or (compression, filtering) != (0, 0) or interlace > 1:
        raise _Broken
    return _sized(int.from_bytes(body[:4]), int.from_bytes(body[4:8]))


def _jpeg(content: bytes) -> tuple[int, int]:
    """Marker segments up to the first scan, a frame among them, and an end after it."""
    size, place, code = (0, 0), 2, 0
    while code != _SCAN:
        code, body, place = _segment(content, place)
        if code in _FRAMES:
            size = _jpeg_size(body)
        elif code in _OTHER_FRAMES:
            raise _Broken
    if size == (0, 0) or content.find(b"\xff\xd9", place) < 0:
        raise _Broken
    return size


def _segment(content: bytes, place: int) -> tuple[int, bytes, int]:
    """The code of the marker there, its parameters, and where the next one begins."""
    if content[place : place + 1] != b"\xff":
        raise _Broken
    while content[place + 1 : place + 2] == b"\xff":
        place += 1
    length = int.from_bytes(content[place + 2 : place + 4])
    end = place + 2 + length
    if length < 2 or end > len(content):
        raise _Broken
    return content[place + 1], content[place + 4 : end], end


def _jpeg_size(body: bytes) -> tuple[int, int]:
    if len(body) < 6 or body[0] != 8 or body[5] not in (1, 3, 4) or len(body) != 6 + 3 * body[5]:
        raise _Broken
    return _sized(int.from_bytes(body[3:5]), int.from_bytes(body[1:3]))


def _sized(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise _Broken
    return width, height


def _pdf(content: bytes) -> tuple[int, int]:
    """A trailer at the end that points into the file."""
    found = _PDF_END.findall(content[-_PDF_TAIL:])
    if not found or not 0 < int(found[-1]) < len(content):
        raise _Broken
    return 0, 0
