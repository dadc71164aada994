"""Rounds through a ward, in two tables that are only ever added to.

What is written here stays as it is for good. Triggers are no part of a migration (``triggers``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The beginning of each round, and what happened in it."""
    op.create_table(
        "rounds",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("started_at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("kit", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('stock_take', 'audit')", name=op.f("ck_rounds_kind")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_rounds")),
        sa.UniqueConstraint("id", name=op.f("uq_rounds_id")),
    )
    op.create_index(op.f("ix_rounds_ward_seq"), "rounds", ["ward", "seq"], unique=False)
    op.create_table(
        "round_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("takes_back", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('scanned', 'answered', 'taken_back', 'finished', 'given_up')",
            name=op.f("ck_round_events_kind"),
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_round_events_asset_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_events_round_id")),
        sa.ForeignKeyConstraint(
            ["takes_back"], ["round_events.id"], name=op.f("fk_round_events_takes_back")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_round_events")),
        sa.UniqueConstraint("id", name=op.f("uq_round_events_id")),
        sa.UniqueConstraint("takes_back", name=op.f("uq_round_events_takes_back")),
    )
    op.create_index(
        op.f("ix_round_events_round_id_seq"), "round_events", ["round_id", "seq"], unique=False
    )
