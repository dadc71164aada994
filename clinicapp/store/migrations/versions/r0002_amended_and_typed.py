"""Forms that correct a signed one, and what was typed into an entry panel and not saved yet.

What is written here stays as it is for good: it describes the tables of that day. SQLite changes
no CHECK of a table that is there, so ``form_facts`` is made anew and its rows are moved over, as
SQLite's own documentation of ALTER TABLE describes it (section 7).
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = "seq, id, form_id, kind, at, actor_id, actor_name, item, content, reading_id, target"


def upgrade() -> None:
    """Take one more kind of fact, and keep what is typed."""
    _form_facts()
    _typed_entries()


def _form_facts() -> None:
    op.create_table(
        "form_facts_anew",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=True),
        sa.Column("target", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('answered', 'filed', 'withdrawn', 'action', 'declined', 'signed', 'amended')",
            name=op.f("ck_form_facts_kind"),
        ),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name=op.f("fk_form_facts_form_id")),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_form_facts_reading_id")
        ),
        sa.ForeignKeyConstraint(["target"], ["form_facts.id"], name=op.f("fk_form_facts_target")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_form_facts")),
        sa.UniqueConstraint("id", name=op.f("uq_form_facts_id")),
    )
    op.execute(
        f"INSERT INTO form_facts_anew ({_COLUMNS}) SELECT {_COLUMNS} FROM form_facts ORDER BY seq"  # noqa: S608
    )
    op.drop_table("form_facts")
    op.rename_table("form_facts_anew", "form_facts")
    op.create_index(
        op.f("ix_form_facts_form_id_seq"), "form_facts", ["form_id", "seq"], unique=False
    )


def _typed_entries() -> None:
    op.create_table(
        "typed_entries",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("typed_at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name=op.f("fk_typed_entries_form_id")),
        sa.PrimaryKeyConstraint("form_id", "card", name=op.f("pk_typed_entries")),
    )
