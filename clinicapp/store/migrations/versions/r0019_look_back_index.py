"""A look-back finds whose a reading was in the index itself, without reading each event."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index of a device's readings anew, with the person in it."""
    op.drop_index("ix_reading_events_of_asset", "reading_events")
    op.create_index(
        "ix_reading_events_of_asset",
        "reading_events",
        ["asset_id", "at", "reading_id", "person_id"],
        unique=False,
        sqlite_where=sa.text("kind = 'judged'"),
    )
