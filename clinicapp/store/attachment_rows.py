"""Tables of photos and documents, by the hash of their content; only ever added to.

The content lies in a table of its own, in pieces, so that no query of anything else reads it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlmodel import Field

from clinicapp.domain.attachments import Media, Purpose
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.facts import Args
from clinicapp.store.store_table import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import Table


class AttachmentRow(StoreTable, table=True):
    """A file that is kept, once for each content."""

    __tablename__ = "attachments"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("media", Media), name="media"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    sha256: str = Field(sa_type=Text, unique=True)
    media: str = Field(sa_type=Text)
    size: int
    width: int
    height: int
    name: str = Field(sa_type=Text)
    added_at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)


class AttachmentPieceRow(StoreTable, table=True):
    """A piece of a file's content; the pieces in order are the content."""

    __tablename__ = "attachment_pieces"
    __table_args__: ClassVar[Args] = (UniqueConstraint("sha256", "ordinal"),)
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    sha256: str = Field(sa_type=Text, foreign_key="attachments.sha256")
    ordinal: int
    content: bytes = Field(sa_type=LargeBinary)


class AttachmentThumbnailRow(StoreTable, table=True):
    """A small picture of a photo, made from its content, so that a page need not decode it."""

    __tablename__ = "attachment_thumbnails"
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    sha256: str = Field(sa_type=Text, foreign_key="attachments.sha256", unique=True)
    content: bytes = Field(sa_type=LargeBinary)


class AttachmentLinkRow(StoreTable, table=True):
    """That a file was put with something, or taken away again (``withdraws`` names that entry)."""

    __tablename__ = "attachment_links"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("purpose", Purpose), name="purpose"),
        Index(None, "subject_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    sha256: str = Field(sa_type=Text, foreign_key="attachments.sha256")
    subject_id: UUID = Field(sa_type=Uuid)
    purpose: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    withdraws: UUID | None = Field(sa_type=Uuid, foreign_key="attachment_links.id", unique=True)
    reason: str = Field(sa_type=Text)


ATTACHMENTS: Final[Table] = StoreTable.metadata.tables["attachments"]
ATTACHMENT_PIECES: Final[Table] = StoreTable.metadata.tables["attachment_pieces"]
ATTACHMENT_THUMBNAILS: Final[Table] = StoreTable.metadata.tables["attachment_thumbnails"]
ATTACHMENT_LINKS: Final[Table] = StoreTable.metadata.tables["attachment_links"]
