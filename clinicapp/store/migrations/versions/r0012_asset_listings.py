"""The list of equipment: what it says of each asset, and when a reading last came from it.

What is written here stays as it is for good: it describes the tables of that day. The rows are
derived and made when the list is first opened.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ORDER = ["base", "lapses", "search_text", "warns", "ends", "quality"]


def upgrade() -> None:
    """Make the two tables, and the index of the readings of an asset."""
    op.create_table(
        "asset_listings",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("warns", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("last_event_at", sa.String(27), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_asset_listings_asset_id")
        ),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_asset_listings")),
    )
    op.create_index("ix_asset_listings_all", "asset_listings", _ORDER, unique=False)
    op.create_index("ix_asset_listings_ward", "asset_listings", ["ward", *_ORDER], unique=False)
    op.create_index(
        "ix_asset_listings_category", "asset_listings", ["category", *_ORDER], unique=False
    )
    op.create_index(
        "ix_asset_listings_stale",
        "asset_listings",
        ["asset_id"],
        unique=False,
        sqlite_where=sa.text("stale = 1"),
    )
    op.create_table(
        "asset_listing_method",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_listing_method")),
    )
