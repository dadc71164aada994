"""An asset may be seen elsewhere, waived, borrowed and handed back; a place has a label.

SQLite changes no CHECK of a table that is there, so the history of assets is made anew and its rows
are moved over. What is written here stays as it is for good.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_EVENT = (
    "seq, id, asset_id, kind, at, recorded_at, recorded_by, checked, verdict, detail, details, "
    "supersedes"
)


def upgrade() -> None:
    """Make the table of events anew, and one of places."""
    _asset_events()
    op.create_table(
        "place_labels",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gln", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_place_labels")),
        sa.UniqueConstraint("id", name=op.f("uq_place_labels_id")),
    )
    op.create_index(op.f("ix_place_labels_gln_seq"), "place_labels", ["gln", "seq"], unique=False)


def _asset_events() -> None:
    op.create_table(
        "asset_events_anew",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("checked", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "checked IN ('calibration', 'quality_control', 'external_quality', 'service', "
            "'electrical', 'user_check')",
            name=op.f("ck_asset_events_checked"),
        ),
        sa.CheckConstraint(
            "kind IN ('ordered', 'received', 'accepted', 'put_in_use', 'checked', 'moved', "
            "'loaned', 'returned', 'contaminated', 'cleaned', 'fault', 'quarantined', "
            "'sent_for_repair', 'repaired', 'released', 'lost', 'found', 'recalled', "
            "'recall_closed', 'condemned', 'disposed', 'seen', 'waived', 'waiver_ended', "
            "'borrowed', 'handed_back')",
            name=op.f("ck_asset_events_kind"),
        ),
        sa.CheckConstraint(
            "verdict IN ('pass', 'fail', 'indeterminate')", name=op.f("ck_asset_events_verdict")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_events_asset_id")),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["asset_events.id"], name=op.f("fk_asset_events_supersedes")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_asset_events")),
        sa.UniqueConstraint("id", name=op.f("uq_asset_events_id")),
    )
    op.execute(
        f"INSERT INTO asset_events_anew ({_EVENT}) SELECT {_EVENT} FROM asset_events ORDER BY seq"  # noqa: S608
    )
    op.drop_table("asset_events")
    op.rename_table("asset_events_anew", "asset_events")
    op.create_index(
        op.f("ix_asset_events_asset_id_seq"), "asset_events", ["asset_id", "seq"], unique=False
    )
