"""Rule packs as they were used, who approved them and where they are active.

A form names the content of its pack. Forms from before have only the pack's name; a form that was
signed then is judged as its pack of that version judges.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables of facts, and two columns to the forms."""
    op.create_table(
        "rule_packs",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_rule_packs")),
    )
    op.create_table(
        "rule_pack_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=True),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("cases_passed", sa.Integer(), nullable=True),
        sa.Column("cases_sha256", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('approved', 'withdrawn', 'activated')",
            name=op.f("ck_rule_pack_events_kind"),
        ),
        sa.CheckConstraint(
            "(kind = 'activated') = (ward IS NOT NULL)", name=op.f("ck_rule_pack_events_ward")
        ),
        sa.CheckConstraint(
            "(kind = 'activated') = (active_from IS NOT NULL)",
            name=op.f("ck_rule_pack_events_active_from"),
        ),
        sa.CheckConstraint(
            "kind <> 'approved' OR (cases_passed > 0 AND cases_sha256 IS NOT NULL)",
            name=op.f("ck_rule_pack_events_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["rule_packs.sha256"], name=op.f("fk_rule_pack_events_sha256")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_rule_pack_events")),
        sa.UniqueConstraint("id", name=op.f("uq_rule_pack_events_id")),
    )
    op.create_index(
        op.f("ix_rule_pack_events_sha256_seq"), "rule_pack_events", ["sha256", "seq"], unique=False
    )
    op.add_column("forms", sa.Column("pack_version", sa.Text(), nullable=True))
    op.add_column("forms", sa.Column("pack_sha256", sa.Text(), nullable=True))
