"""Assets found by maker and model, and by GTIN, as recalls name them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two indexes."""
    op.create_index(op.f("ix_assets_make_model"), "assets", ["make", "model"], unique=False)
    op.create_index(
        op.f("ix_assets_gtin"),
        "assets",
        ["gtin"],
        unique=False,
        sqlite_where=sa.text("gtin IS NOT NULL"),
    )
