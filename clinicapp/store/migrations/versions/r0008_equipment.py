"""Equipment: what the register says of an asset, all that can happen to it, and inherited plans.

What is written here stays as it is for good: it describes the tables of that day. SQLite changes
no CHECK of a table that is there, so tables are made anew and their rows are moved over, as its own
documentation of ALTER TABLE describes it (section 7). A check plan of one asset becomes a plan rule
of that asset.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CHECKS = (
    "checked IN ('calibration', 'quality_control', 'external_quality', 'service', 'electrical', "
    "'user_check')"
)
_ASSET = "id, tag, category, make, model, serial, ward, driver, link, address, version"
_EVENT = "seq, id, asset_id, kind, at, recorded_by, checked, verdict, detail"
_PLAN = "id, asset_id, checked, every_months, every_hours, grace_days, version"


def upgrade() -> None:
    """Make the three tables of equipment anew."""
    _assets()
    _asset_events()
    _plan_rules()


def _assets() -> None:
    op.create_table(
        "assets_anew",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("make", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("driver", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("giai", sa.Text(), nullable=True),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("end_of_life_on", sa.Date(), nullable=True),
        sa.Column("firmware", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("part_of", sa.Uuid(), nullable=True),
        sa.Column("photo", sa.Text(), nullable=True),
        sa.Column("serial_key", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_assets_version")),
        sa.CheckConstraint(
            "funding IN ('owned', 'leased', 'donated', 'loaned_in')", name=op.f("ck_assets_funding")
        ),
        sa.ForeignKeyConstraint(["part_of"], ["assets.id"], name=op.f("fk_assets_part_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("tag", name=op.f("uq_assets_tag")),
        sa.UniqueConstraint("giai", name=op.f("uq_assets_giai")),
    )
    op.execute(
        f"INSERT INTO assets_anew ({_ASSET}, site, location, funding, firmware, note, serial_key, "  # noqa: S608
        f"address_key) SELECT {_ASSET}, '', '', 'owned', '', '', '', '' FROM assets"
    )
    _keys()
    op.drop_table("assets")
    op.rename_table("assets_anew", "assets")
    op.create_index(op.f("ix_assets_ward_tag"), "assets", ["ward", "tag"], unique=False)
    op.create_index(op.f("ix_assets_serial_key"), "assets", ["serial_key"], unique=False)
    op.create_index(
        op.f("ix_assets_address_key_link"), "assets", ["address_key", "link"], unique=False
    )
    op.create_index(op.f("ix_assets_part_of"), "assets", ["part_of"], unique=False)


def _keys() -> None:
    """What a device is recognised by: no database folds case as Python does."""
    assets = sa.table(
        "assets_anew",
        sa.column("id", sa.Uuid()),
        sa.column("serial", sa.Text()),
        sa.column("address", sa.Text()),
        sa.column("serial_key", sa.Text()),
        sa.column("address_key", sa.Text()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(assets.c.id, assets.c.serial, assets.c.address)).all():
        connection.execute(
            assets.update()
            .where(assets.c.id == row.id)
            .values(
                serial_key=row.serial.strip().casefold(),
                address_key=(row.address or "").strip().casefold(),
            )
        )


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
        sa.CheckConstraint(_CHECKS, name=op.f("ck_asset_events_checked")),
        sa.CheckConstraint(
            "kind IN ('ordered', 'received', 'accepted', 'put_in_use', 'checked', 'moved', "
            "'loaned', 'returned', 'contaminated', 'cleaned', 'fault', 'quarantined', "
            "'sent_for_repair', 'repaired', 'released', 'lost', 'found', 'recalled', "
            "'recall_closed', 'condemned', 'disposed')",
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
        f"INSERT INTO asset_events_anew ({_EVENT}, recorded_at, details) "  # noqa: S608
        f"SELECT {_EVENT}, at, '{{}}' FROM asset_events ORDER BY seq"
    )
    op.drop_table("asset_events")
    op.rename_table("asset_events_anew", "asset_events")
    op.create_index(
        op.f("ix_asset_events_asset_id_seq"), "asset_events", ["asset_id", "seq"], unique=False
    )


def _plan_rules() -> None:
    op.create_table(
        "plan_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("checked", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("ward", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("every_months", sa.Integer(), nullable=True),
        sa.Column("every_days", sa.Integer(), nullable=True),
        sa.Column("every_hours", sa.Integer(), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(_CHECKS, name=op.f("ck_plan_rules_checked")),
        sa.CheckConstraint("basis IN ('performed', 'scheduled')", name=op.f("ck_plan_rules_basis")),
        sa.CheckConstraint(
            "CASE WHEN every_months IS NULL THEN 0 ELSE 1 END "
            "+ CASE WHEN every_days IS NULL THEN 0 ELSE 1 END "
            "+ CASE WHEN every_hours IS NULL THEN 0 ELSE 1 END "
            "= CASE WHEN needed THEN 1 ELSE 0 END",
            name=op.f("ck_plan_rules_one_interval"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_plan_rules_version")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_plan_rules_asset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_rules")),
    )
    op.create_index(op.f("ix_plan_rules_asset_id"), "plan_rules", ["asset_id"], unique=False)
    op.execute(
        f"INSERT INTO plan_rules ({_PLAN}, needed, basis) "  # noqa: S608
        f"SELECT {_PLAN}, true, 'performed' FROM check_plans"
    )
    op.drop_table("check_plans")
