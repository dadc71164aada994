"""What two people type into one card of one form is kept apart: the author is part of the key.

SQLite changes no primary key of a table that is there, so the table is made anew and its rows are
moved over. What is written here stays as it is for good.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COLUMNS = "form_id, card, content, typed_at, actor_id, actor_name"


def upgrade() -> None:
    """Make the table anew."""
    op.create_table(
        "typed_entries_anew",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("typed_at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name=op.f("fk_typed_entries_form_id")),
        sa.PrimaryKeyConstraint("form_id", "card", "actor_id", name=op.f("pk_typed_entries")),
    )
    op.execute(
        f"INSERT INTO typed_entries_anew ({_COLUMNS}) SELECT {_COLUMNS} FROM typed_entries"  # noqa: S608
    )
    op.drop_table("typed_entries")
    op.rename_table("typed_entries_anew", "typed_entries")
