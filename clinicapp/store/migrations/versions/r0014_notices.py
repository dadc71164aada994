"""Recalls and safety notices, and readings found by the lot they name.

What is written there stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _notices()
    _notice_events()


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("serials", sa.Text(), nullable=False),
        sa.Column("lots", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('recall', 'safety_notice', 'alert')", name=op.f("ck_notices_kind")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_notices")),
        sa.UniqueConstraint("id", name=op.f("uq_notices_id")),
    )


def _notice_events() -> None:
    op.create_table(
        "notice_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('confirmed', 'not_affected')) = ((asset_id IS NULL) <> (lot_id IS NULL))",
            name=op.f("ck_notice_events_item"),
        ),
        sa.CheckConstraint(
            "kind IN ('confirmed', 'not_affected', 'closed', 'withdrawn')",
            name=op.f("ck_notice_events_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_notice_events_asset_id")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["consumable_lots.id"], name=op.f("fk_notice_events_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_events_notice_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_notice_events")),
        sa.UniqueConstraint("id", name=op.f("uq_notice_events_id")),
    )
    op.create_index(op.f("ix_notice_events_asset_id"), "notice_events", ["asset_id"], unique=False)
    op.create_index(
        op.f("ix_notice_events_notice_id_seq"), "notice_events", ["notice_id", "seq"], unique=False
    )
    op.create_index(
        "ix_readings_lot",
        "readings",
        ["lot"],
        unique=False,
        sqlite_where=sa.text("lot IS NOT NULL"),
    )
