"""Consumables with their lots and stock, competency, and break-glass.

What is written there stays, but for the names of kinds and the dates of lots.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _consumable_types()
    _competency_entries()
    _consumable_lots()
    _break_glass()
    _stock_moves()


def _consumable_types() -> None:
    op.create_table(
        "consumable_types",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("used_by", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=True),
        sa.Column("min_days", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_consumable_types_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consumable_types")),
        sa.UniqueConstraint("gtin", name=op.f("uq_consumable_types_gtin")),
        sa.UniqueConstraint("name", name=op.f("uq_consumable_types_name")),
    )


def _competency_entries() -> None:
    op.create_table(
        "competency_entries",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("staff_name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("assessor_id", sa.Uuid(), nullable=True),
        sa.Column("assessor_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("target", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'withdrawn') = (target IS NOT NULL)", name=op.f("ck_competency_entries_target")
        ),
        sa.CheckConstraint(
            "kind IN ('recorded', 'withdrawn')", name=op.f("ck_competency_entries_kind")
        ),
        sa.CheckConstraint("tier IN (1, 2, 3)", name=op.f("ck_competency_entries_tier")),
        sa.CheckConstraint("valid_to >= from_on", name=op.f("ck_competency_entries_valid_to")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_competency_entries_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["target"], ["competency_entries.id"], name=op.f("fk_competency_entries_target")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_competency_entries")),
        sa.UniqueConstraint("id", name=op.f("uq_competency_entries_id")),
    )
    op.create_index(
        op.f("ix_competency_entries_category_seq"),
        "competency_entries",
        ["category", "seq"],
        unique=False,
    )
    op.create_index(
        op.f("ix_competency_entries_staff_id_category"),
        "competency_entries",
        ["staff_id", "category"],
        unique=False,
    )


def _consumable_lots() -> None:
    op.create_table(
        "consumable_lots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_consumable_lots_version")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["consumable_types.id"], name=op.f("fk_consumable_lots_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consumable_lots")),
        sa.UniqueConstraint(
            "type_id", "number_key", name=op.f("uq_consumable_lots_type_id_number_key")
        ),
    )
    op.create_index(
        op.f("ix_consumable_lots_number_key"), "consumable_lots", ["number_key"], unique=False
    )


def _break_glass() -> None:
    op.create_table(
        "break_glass",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("reading_id", sa.Uuid(), nullable=True),
        sa.Column("form_id", sa.Uuid(), nullable=True),
        sa.Column("target", sa.Uuid(), nullable=True),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('spent', 'reviewed')) = (target IS NOT NULL)",
            name=op.f("ck_break_glass_target"),
        ),
        sa.CheckConstraint(
            "kind IN ('used', 'overridden', 'spent', 'reviewed')", name=op.f("ck_break_glass_kind")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_break_glass_asset_id")),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name=op.f("fk_break_glass_form_id")),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_break_glass_reading_id")
        ),
        sa.ForeignKeyConstraint(["target"], ["break_glass.id"], name=op.f("fk_break_glass_target")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_break_glass")),
        sa.UniqueConstraint("id", name=op.f("uq_break_glass_id")),
    )
    op.create_index(
        op.f("ix_break_glass_asset_id_at"), "break_glass", ["asset_id", "at"], unique=False
    )
    op.create_index(
        op.f("ix_break_glass_target_kind"), "break_glass", ["target", "kind"], unique=False
    )
    op.create_index(op.f("ix_break_glass_ward_at"), "break_glass", ["ward", "at"], unique=False)


def _stock_moves() -> None:
    op.create_table(
        "stock_moves",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("to_ward", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'moved') = (to_ward <> '')", name=op.f("ck_stock_moves_to_ward")
        ),
        sa.CheckConstraint(
            "kind IN ('received', 'used', 'opened', 'moved', 'discarded', 'counted', "
            "'frozen', 'thawed')",
            name=op.f("ck_stock_moves_kind"),
        ),
        sa.CheckConstraint(
            "quantity >= 0 OR kind = 'counted'", name=op.f("ck_stock_moves_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["consumable_lots.id"], name=op.f("fk_stock_moves_lot_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_stock_moves")),
        sa.UniqueConstraint("id", name=op.f("uq_stock_moves_id")),
    )
    op.create_index(
        op.f("ix_stock_moves_lot_id_seq"), "stock_moves", ["lot_id", "seq"], unique=False
    )
    op.create_index(
        op.f("ix_stock_moves_to_ward_lot_id"), "stock_moves", ["to_ward", "lot_id"], unique=False
    )
    op.create_index(
        op.f("ix_stock_moves_ward_lot_id"), "stock_moves", ["ward", "lot_id"], unique=False
    )
