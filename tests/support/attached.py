"""Photos and documents made for tests, byte by byte: nothing that could be somebody's."""

from __future__ import annotations

import hashlib
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.attachments import Attachment, Content, Kept, Media, Purpose

if TYPE_CHECKING:
    from uuid import UUID

AT = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def a_png(width: int = 8, height: int = 4, shade: int = 128) -> bytes:
    """A grey picture of one shade."""
    rows = (b"\x00" + bytes([shade]) * width) * height
    head = width.to_bytes(4) + height.to_bytes(4) + bytes((8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def a_pdf(words: bytes = b"Certificate EX-1") -> bytes:
    """A PDF of one empty page with a comment in it."""
    body = b"%PDF-1.4\n% " + words + b"\n"
    places = []
    for number, content in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        ),
        1,
    ):
        places.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 4\n0000000000 65535 f \n"
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table


def an_attachment(content: bytes | None = None, name: str = "photo.png") -> Attachment:
    """The grey picture, as it is kept."""
    data = a_png() if content is None else content
    return Attachment(
        content=Content(
            sha256=hashlib.sha256(data).hexdigest(),
            media=Media.PNG,
            size=len(data),
            width=8,
            height=4,
        ),
        name=name,
        added_at=AT,
        added_by="Nurse Example",
    )


def kept_with(subject_id: UUID, attachment: Attachment) -> Kept:
    """A photo with something."""
    return Kept(
        id=uuid7(),
        attachment=attachment,
        subject_id=subject_id,
        purpose=Purpose.PHOTO,
        name=attachment.name,
        at=AT,
        by="Nurse Example",
    )
