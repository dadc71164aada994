"""Photos and documents by the hash of their content, in tables that are only ever added to.

What is written here stays as it is for good. Triggers are no part of a migration (``triggers``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Four tables: the files, the pieces of their content, small pictures, and where they are."""
    _attachments()
    _pieces_and_thumbnails()
    _links()


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.CheckConstraint("media IN ('pdf', 'jpeg', 'png')", name=op.f("ck_attachments_media")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_attachments_sha256")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_attachments")),
        sa.UniqueConstraint("sha256", name=op.f("uq_attachments_sha256")),
    )


def _pieces_and_thumbnails() -> None:
    op.create_table(
        "attachment_pieces",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["attachments.sha256"], name=op.f("fk_attachment_pieces_sha256")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_attachment_pieces")),
        sa.UniqueConstraint("sha256", "ordinal", name=op.f("uq_attachment_pieces_sha256_ordinal")),
    )
    op.create_table(
        "attachment_thumbnails",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["attachments.sha256"], name=op.f("fk_attachment_thumbnails_sha256")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_attachment_thumbnails")),
        sa.UniqueConstraint("sha256", name=op.f("uq_attachment_thumbnails_sha256")),
    )


def _links() -> None:
    op.create_table(
        "attachment_links",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("withdraws", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('photo', 'evidence', 'document')", name=op.f("ck_attachment_links_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["attachments.sha256"], name=op.f("fk_attachment_links_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["withdraws"], ["attachment_links.id"], name=op.f("fk_attachment_links_withdraws")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_attachment_links")),
        sa.UniqueConstraint("id", name=op.f("uq_attachment_links_id")),
        sa.UniqueConstraint("withdraws", name=op.f("uq_attachment_links_withdraws")),
    )
    op.create_index(
        op.f("ix_attachment_links_subject_id_seq"),
        "attachment_links",
        ["subject_id", "seq"],
        unique=False,
    )
