"""Standards, calibrations and look-backs, and the index that finds the readings of one device.

What is written here stays as it is for good. Triggers are no part of a migration (``triggers``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Seven tables and one index."""
    _reference_standards()
    _standard_certificates()
    _calibrations()
    _calibration_signatures()
    _calibration_drafts()
    _look_backs()
    _look_back_reviews()
    op.create_index(
        "ix_reading_events_of_asset",
        "reading_events",
        ["asset_id", "at", "reading_id"],
        unique=False,
        sqlite_where=sa.text("kind = 'judged'"),
        postgresql_where=sa.text("kind = 'judged'"),
    )


def _reference_standards() -> None:
    op.create_table(
        "reference_standards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_standards")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_reference_standards_version")),
        sa.UniqueConstraint("tag", name=op.f("uq_reference_standards_tag")),
    )


def _standard_certificates() -> None:
    op.create_table(
        "standard_certificates",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("uncertainty", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_standard_certificates")),
        sa.CheckConstraint("issued_on <= valid_to", name=op.f("ck_standard_certificates_days")),
        sa.UniqueConstraint("id", name=op.f("uq_standard_certificates_id")),
        sa.ForeignKeyConstraint(
            ["standard_id"],
            ["reference_standards.id"],
            name=op.f("fk_standard_certificates_standard_id"),
        ),
    )
    op.create_index(
        op.f("ix_standard_certificates_standard_id_seq"),
        "standard_certificates",
        ["standard_id", "seq"],
        unique=False,
    )


def _calibrations() -> None:
    op.create_table(
        "calibrations",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("tolerance_set", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("adjusted", sa.Boolean(), nullable=True),
        sa.Column("adjustment", sa.Text(), nullable=False),
        sa.Column("standard_id", sa.Uuid(), nullable=True),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=False),
        sa.Column("performed_by", sa.Text(), nullable=False),
        sa.Column("as_found", sa.Text(), nullable=True),
        sa.Column("as_left", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("signed_by_id", sa.Uuid(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.String(27), nullable=False),
        sa.Column("second_needed", sa.Boolean(), nullable=False),
        sa.Column("second_asked", sa.Uuid(), nullable=True),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_calibrations")),
        sa.CheckConstraint(
            "method IN ('static', 'simulator')", name=op.f("ck_calibrations_method")
        ),
        sa.CheckConstraint(
            "as_found IN ('pass', 'fail', 'indeterminate')", name=op.f("ck_calibrations_as_found")
        ),
        sa.CheckConstraint(
            "as_left IN ('pass', 'fail', 'indeterminate')", name=op.f("ck_calibrations_as_left")
        ),
        sa.CheckConstraint(
            "(supersedes IS NULL) = (reason = '')", name=op.f("ck_calibrations_reason")
        ),
        sa.UniqueConstraint("id", name=op.f("uq_calibrations_id")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_calibrations_asset_id")),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["reference_standards.id"], name=op.f("fk_calibrations_standard_id")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["standard_certificates.id"],
            name=op.f("fk_calibrations_certificate_id"),
        ),
        sa.UniqueConstraint("supersedes", name=op.f("uq_calibrations_supersedes")),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["calibrations.id"], name=op.f("fk_calibrations_supersedes")
        ),
    )
    op.create_index(
        op.f("ix_calibrations_asset_id_seq"), "calibrations", ["asset_id", "seq"], unique=False
    )


def _calibration_signatures() -> None:
    op.create_table(
        "calibration_signatures",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calibration_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_calibration_signatures")),
        sa.UniqueConstraint("id", name=op.f("uq_calibration_signatures_id")),
        sa.UniqueConstraint(
            "calibration_id", name=op.f("uq_calibration_signatures_calibration_id")
        ),
        sa.ForeignKeyConstraint(
            ["calibration_id"],
            ["calibrations.id"],
            name=op.f("fk_calibration_signatures_calibration_id"),
        ),
    )


def _calibration_drafts() -> None:
    op.create_table(
        "calibration_drafts",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("asset_id", "actor_id", name=op.f("pk_calibration_drafts")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_calibration_drafts_asset_id")
        ),
    )


def _look_backs() -> None:
    op.create_table(
        "look_backs",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calibration_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.String(27), nullable=True),
        sa.Column("until", sa.String(27), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_look_backs")),
        sa.UniqueConstraint("id", name=op.f("uq_look_backs_id")),
        sa.UniqueConstraint("calibration_id", name=op.f("uq_look_backs_calibration_id")),
        sa.ForeignKeyConstraint(
            ["calibration_id"], ["calibrations.id"], name=op.f("fk_look_backs_calibration_id")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_look_backs_asset_id")),
    )


def _look_back_reviews() -> None:
    op.create_table(
        "look_back_reviews",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("look_back_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("could_have_crossed", sa.Integer(), nullable=False),
        sa.Column("not_excluded", sa.Integer(), nullable=False),
        sa.Column("list_sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_look_back_reviews")),
        sa.UniqueConstraint("id", name=op.f("uq_look_back_reviews_id")),
        sa.UniqueConstraint("look_back_id", name=op.f("uq_look_back_reviews_look_back_id")),
        sa.ForeignKeyConstraint(
            ["look_back_id"], ["look_backs.id"], name=op.f("fk_look_back_reviews_look_back_id")
        ),
    )
