"""Quality control: material, results, what was done, plans, and external rounds.

What is written here stays as it is for good. Triggers are no part of a migration (``triggers``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Seven tables that are only ever added to."""
    _control_lots()
    _control_lot_events()
    _control_plans()
    _eqa_rounds()
    _control_results()
    _eqa_results()
    _control_events()


def _control_lots() -> None:
    op.create_table(
        "control_lots",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kit", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("level_name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("mean", sa.Text(), nullable=True),
        sa.Column("sd", sa.Text(), nullable=True),
        sa.Column("low", sa.Text(), nullable=True),
        sa.Column("high", sa.Text(), nullable=True),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=True),
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "expected = '' OR (mean IS NULL AND low IS NULL)", name=op.f("ck_control_lots_expected")
        ),
        sa.CheckConstraint(
            "source IN ('manufacturer', 'established')", name=op.f("ck_control_lots_source")
        ),
        sa.CheckConstraint("(low IS NULL) = (high IS NULL)", name=op.f("ck_control_lots_range")),
        sa.CheckConstraint("(mean IS NULL) = (sd IS NULL)", name=op.f("ck_control_lots_target")),
        sa.CheckConstraint("level >= 1", name=op.f("ck_control_lots_level")),
        sa.CheckConstraint(
            "open_days IS NULL OR open_days >= 1", name=op.f("ck_control_lots_open_days")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["control_lots.id"], name=op.f("fk_control_lots_supersedes")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_control_lots")),
        sa.UniqueConstraint("id", name=op.f("uq_control_lots_id")),
    )


def _control_lot_events() -> None:
    op.create_table(
        "control_lot_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('opened', 'retired')", name=op.f("ck_control_lot_events_kind")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_control_lot_events_asset_id")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["control_lots.id"], name=op.f("fk_control_lot_events_lot_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_control_lot_events")),
        sa.UniqueConstraint("id", name=op.f("uq_control_lot_events_id")),
    )
    op.create_index(
        op.f("ix_control_lot_events_asset_id_seq"),
        "control_lot_events",
        ["asset_id", "seq"],
        unique=False,
    )


def _control_plans() -> None:
    op.create_table(
        "control_plans",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_control_plans_asset_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_control_plans")),
        sa.UniqueConstraint("id", name=op.f("uq_control_plans_id")),
    )
    op.create_index(
        op.f("ix_control_plans_asset_id_seq"), "control_plans", ["asset_id", "seq"], unique=False
    )


def _eqa_rounds() -> None:
    op.create_table(
        "eqa_rounds",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("sample", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("deadline", sa.String(27), nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_eqa_rounds_asset_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_eqa_rounds")),
        sa.UniqueConstraint("id", name=op.f("uq_eqa_rounds_id")),
    )
    op.create_index(
        op.f("ix_eqa_rounds_asset_id_seq"), "eqa_rounds", ["asset_id", "seq"], unique=False
    )


def _control_results() -> None:
    op.create_table(
        "control_results",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "value IS NOT NULL OR outcome <> ''", name=op.f("ck_control_results_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_control_results_asset_id")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["control_lots.id"], name=op.f("fk_control_results_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_control_results_reading_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_control_results")),
        sa.UniqueConstraint("id", name=op.f("uq_control_results_id")),
    )
    op.create_index(
        op.f("ix_control_results_asset_id_at"), "control_results", ["asset_id", "at"], unique=False
    )
    op.create_index(
        "uq_control_results_reading",
        "control_results",
        ["reading_id", "lot_id"],
        unique=True,
        sqlite_where=sa.text("reading_id IS NOT NULL"),
    )


def _eqa_results() -> None:
    op.create_table(
        "eqa_results",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "step IN ('returned', 'passed', 'failed')", name=op.f("ck_eqa_results_step")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["eqa_rounds.id"], name=op.f("fk_eqa_results_round_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_eqa_results")),
        sa.UniqueConstraint("id", name=op.f("uq_eqa_results_id")),
    )
    op.create_index(
        op.f("ix_eqa_results_round_id_seq"), "eqa_results", ["round_id", "seq"], unique=False
    )


def _control_events() -> None:
    op.create_table(
        "control_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'excluded' OR result_id IS NOT NULL", name=op.f("ck_control_events_result_id")
        ),
        sa.CheckConstraint(
            "kind IN ('corrective_action', 'excluded')", name=op.f("ck_control_events_kind")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_control_events_reason")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_control_events_asset_id")
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["control_results.id"], name=op.f("fk_control_events_result_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_control_events")),
        sa.UniqueConstraint("id", name=op.f("uq_control_events_id")),
    )
    op.create_index(
        op.f("ix_control_events_asset_id_seq"), "control_events", ["asset_id", "seq"], unique=False
    )
