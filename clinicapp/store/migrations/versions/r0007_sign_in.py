"""What members of staff sign in with, and what happened at the sign-in of each station.

What is written here stays as it is for good. Triggers are no part of a migration (``triggers``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A badge and a user name on staff, their hashes, and one table that is only ever added to."""
    for name in ("badge", "user_name"):
        op.add_column("staff", sa.Column(name, sa.Text(), nullable=True))
        op.create_index(op.f(f"ix_staff_{name}"), "staff", [name], unique=True)
    op.create_table(
        "staff_secrets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("one_time_until", sa.String(27), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_staff_secrets_version")),
        sa.ForeignKeyConstraint(["id"], ["staff.id"], name=op.f("fk_staff_secrets_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_secrets")),
    )
    op.create_table(
        "sign_in_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('signed_in', 'switched', 'signed_out', 'locked', 'failed', 'ended')",
            name=op.f("ck_sign_in_events_kind"),
        ),
        sa.CheckConstraint(
            "way IN ('password', 'badge', 'pin', 'account')", name=op.f("ck_sign_in_events_way")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_sign_in_events")),
        sa.UniqueConstraint("id", name=op.f("uq_sign_in_events_id")),
    )
    for other in ("station", "staff_id"):
        op.create_index(
            op.f(f"ix_sign_in_events_{other}_at"), "sign_in_events", [other, "at"], unique=False
        )
