"""Photos and documents by the hash of their content."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from clinicapp.domain.attachments import Attachment, Content, Kept, Media, Purpose
from clinicapp.store.attachment_rows import (
    ATTACHMENT_LINKS,
    ATTACHMENT_PIECES,
    ATTACHMENT_THUMBNAILS,
    ATTACHMENTS,
)
from clinicapp.store.columns import storable
from clinicapp.store.errors import Damaged
from clinicapp.store.session import prepared_insert

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.domain.staff import Actor
    from clinicapp.store.session import Session

PIECE: Final = 256 * 1024
_ADD_PIECE: Final = prepared_insert(ATTACHMENT_PIECES, "sha256", "ordinal", "content")
_PIECES: Final = "SELECT content FROM attachment_pieces WHERE sha256 = ? ORDER BY ordinal"
_THUMBNAIL: Final = "SELECT content FROM attachment_thumbnails WHERE sha256 = ?"


class Attachments:
    """The files that are kept, each content once, and with what they are kept."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, sha256: str) -> Attachment | None:
        """A file's particulars without its content, or None."""
        row = self._session.row(select(ATTACHMENTS).where(ATTACHMENTS.c.sha256 == sha256))
        return None if row is None else _attachment(row)

    def keep(self, attachment: Attachment, actor_id: UUID, content: bytes) -> None:
        """Keep a file with its content.

        Raises:
            AlreadyThere: this content is kept already.
        """
        found = attachment.content
        self._session.insert(
            ATTACHMENTS,
            sha256=found.sha256,
            media=found.media.value,
            size=found.size,
            width=found.width,
            height=found.height,
            name=storable(attachment.name),
            added_at=attachment.added_at,
            actor_id=actor_id,
            actor_name=attachment.added_by,
        )
        view = memoryview(content)
        for ordinal, begin in enumerate(range(0, len(content), PIECE)):
            piece = view[begin : begin + PIECE]
            self._session.run(_ADD_PIECE, (found.sha256, ordinal, piece))

    def content(self, sha256: str) -> bytes:
        """The whole file, compared with its hash.

        Raises:
            Damaged: it is not what was kept.
        """
        content = b"".join(row[0] for row in self._session.run(_PIECES, (sha256,)))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged(
                "This file is not what was kept, so it is not shown. Restore a backup of the "
                "database."
            )
        return content

    def keep_thumbnail(self, sha256: str, content: bytes) -> None:
        """Keep the small picture of a photo, unless there is one.

        Raises:
            NotConsistent: the photo is not kept.
        """
        if self.thumbnail(sha256) is None:
            self._session.insert(ATTACHMENT_THUMBNAILS, sha256=sha256, content=content)

    def thumbnail(self, sha256: str) -> bytes | None:
        """The small picture of a photo as PNG, or None."""
        row = self._session.run(_THUMBNAIL, (sha256,)).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, kept: Kept, actor_id: UUID) -> None:
        """Put a file with something.

        Raises:
            NotConsistent: the file is not kept.
        """
        self._session.insert(
            ATTACHMENT_LINKS,
            id=kept.id,
            sha256=kept.attachment.sha256,
            subject_id=kept.subject_id,
            purpose=kept.purpose.value,
            name=storable(kept.name),
            at=kept.at,
            actor_id=actor_id,
            actor_name=kept.by,
            withdraws=None,
            reason="",
        )

    def take_away(self, kept: Kept, withdrawal: Kept, actor: Actor, reason: str) -> None:
        """Take a file away again from what it was put with; the entry and the file stay.

        Raises:
            AlreadyThere: it was taken away before.
        """
        self._session.insert(
            ATTACHMENT_LINKS,
            id=withdrawal.id,
            sha256=kept.attachment.sha256,
            subject_id=kept.subject_id,
            purpose=kept.purpose.value,
            name=storable(kept.name),
            at=withdrawal.at,
            actor_id=actor.id,
            actor_name=actor.name,
            withdraws=kept.id,
            reason=storable(reason),
        )

    def kept_with(self, subject_id: UUID) -> tuple[Kept, ...]:
        """What is kept with something and was not taken away, oldest first."""
        links = ATTACHMENT_LINKS.c
        files = ATTACHMENTS.c
        query = (
            select(
                *(links.id, links.subject_id, links.purpose, links.name.label("called"), links.at),
                links.actor_name.label("by"),
                links.withdraws,
                *(files.sha256, files.media, files.size, files.width, files.height, files.name),
                *(files.added_at, files.actor_name),
            )
            .join_from(ATTACHMENT_LINKS, ATTACHMENTS, links.sha256 == files.sha256)
            .where(links.subject_id == subject_id)
            .order_by(links.seq)
        )
        rows = self._session.rows(query)
        gone = {row["withdraws"] for row in rows}
        return tuple(
            Kept(
                id=row["id"],
                attachment=_attachment(row),
                subject_id=row["subject_id"],
                purpose=Purpose(row["purpose"]),
                name=row["called"],
                at=row["at"],
                by=row["by"],
            )
            for row in rows
            if row["withdraws"] is None and row["id"] not in gone
        )


def _attachment(row: RowMapping) -> Attachment:
    return Attachment(
        content=Content(
            sha256=row["sha256"],
            media=Media(row["media"]),
            size=row["size"],
            width=row["width"],
            height=row["height"],
        ),
        name=row["name"],
        added_at=row["added_at"],
        added_by=row["actor_name"],
    )
