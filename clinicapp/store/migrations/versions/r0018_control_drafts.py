"""What is typed into the panels of quality control is kept by analyser, panel and author.

What is written here stays as it is for good.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "control_drafts",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("panel", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_control_drafts_asset_id")
        ),
        sa.PrimaryKeyConstraint("asset_id", "panel", "actor_id", name=op.f("pk_control_drafts")),
    )
