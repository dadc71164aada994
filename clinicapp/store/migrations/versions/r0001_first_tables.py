"""The first tables: people, staff, equipment, readings, forms and the audit trail.

What is written here stays as it is for good: it describes the tables of that day, whatever
``clinicapp.store.tables`` says later. Triggers are no part of a migration (``triggers``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table of the first version, parents first."""
    _people()
    _staff()
    _assets()
    _check_plans()
    _asset_events()
    _transmissions()
    _readings()
    _forms()
    _form_facts()
    _reading_events()
    _audit_records()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("nhs_number", sa.Text(), nullable=True),
        sa.Column("ethnicity", sa.Text(), nullable=True),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("pregnant", sa.Boolean(), nullable=True),
        sa.Column("diabetes", sa.Text(), nullable=True),
        sa.Column("cvd", sa.Boolean(), nullable=True),
        sa.Column("antipsychotic", sa.Text(), nullable=True),
        sa.Column("antipsychotic_started", sa.Date(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "diabetes IN ('none', 'type1', 'type2', 'other')", name=op.f("ck_people_diabetes")
        ),
        sa.CheckConstraint(
            "sex IN ('female', 'male', 'other', 'unknown')", name=op.f("ck_people_sex")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_people_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("nhs_number", name=op.f("uq_people_nhs_number")),
    )
    op.create_index(op.f("ix_people_search_text"), "people", ["search_text"], unique=False)
    op.create_index(
        op.f("ix_people_ward_search_text"), "people", ["ward", "search_text"], unique=False
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_staff_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )


def _assets() -> None:
    op.create_table(
        "assets",
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
        sa.CheckConstraint("version >= 1", name=op.f("ck_assets_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("tag", name=op.f("uq_assets_tag")),
    )
    op.create_index(op.f("ix_assets_ward_tag"), "assets", ["ward", "tag"], unique=False)


def _check_plans() -> None:
    op.create_table(
        "check_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("checked", sa.Text(), nullable=False),
        sa.Column("every_months", sa.Integer(), nullable=True),
        sa.Column("every_hours", sa.Integer(), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "checked IN ('calibration', 'quality_control', 'service', 'electrical', 'user_check')",
            name=op.f("ck_check_plans_checked"),
        ),
        sa.CheckConstraint(
            "(every_months IS NULL) <> (every_hours IS NULL)",
            name=op.f("ck_check_plans_one_interval"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_check_plans_version")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_check_plans_asset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_plans")),
    )
    op.create_index(op.f("ix_check_plans_asset_id"), "check_plans", ["asset_id"], unique=False)


def _asset_events() -> None:
    op.create_table(
        "asset_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("checked", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "checked IN ('calibration', 'quality_control', 'service', 'electrical', 'user_check')",
            name=op.f("ck_asset_events_checked"),
        ),
        sa.CheckConstraint(
            "kind IN ('accepted', 'put_in_use', 'checked', 'quarantined', 'sent_for_repair', "
            "'released', 'lost', 'condemned')",
            name=op.f("ck_asset_events_kind"),
        ),
        sa.CheckConstraint(
            "verdict IN ('pass', 'fail', 'indeterminate')", name=op.f("ck_asset_events_verdict")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_events_asset_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_asset_events")),
        sa.UniqueConstraint("id", name=op.f("uq_asset_events_id")),
    )
    op.create_index(
        op.f("ix_asset_events_asset_id_seq"), "asset_events", ["asset_id", "seq"], unique=False
    )


def _transmissions() -> None:
    op.create_table(
        "transmissions",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("driver", sa.Text(), nullable=False),
        sa.Column("driver_version", sa.Text(), nullable=False),
        sa.Column("received_at", sa.String(27), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("incomplete", sa.Boolean(), nullable=False),
        sa.Column("device_serial", sa.Text(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('frame', 'reading', 'refused')", name=op.f("ck_transmissions_outcome")
        ),
        sa.PrimaryKeyConstraint("visit_id", "ordinal", name=op.f("pk_transmissions")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_transmissions_unread",
        "transmissions",
        ["outcome", "received_at"],
        unique=False,
        sqlite_where=sa.text("outcome <> 'reading'"),
        postgresql_where=sa.text("outcome <> 'reading'"),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantities", sa.Text(), nullable=False),
        sa.Column("device_key", sa.Text(), nullable=False),
        sa.Column("identity_key", sa.Text(), nullable=True),
        sa.Column("content_key", sa.Text(), nullable=True),
        sa.Column("taken_at_text", sa.Text(), nullable=True),
        sa.Column("measured_at", sa.String(27), nullable=True),
        sa.Column("timing", sa.Text(), nullable=False),
        sa.Column("clock_offset_seconds", sa.Integer(), nullable=True),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("device_user", sa.Integer(), nullable=True),
        sa.Column("device_sequence", sa.Text(), nullable=True),
        sa.Column("patient_ref", sa.Text(), nullable=True),
        sa.Column("operator_ref", sa.Text(), nullable=True),
        sa.Column("sample_ref", sa.Text(), nullable=True),
        sa.Column("device_maker", sa.Text(), nullable=True),
        sa.Column("device_model", sa.Text(), nullable=True),
        sa.Column("device_serial", sa.Text(), nullable=True),
        sa.Column("control", sa.Boolean(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("stored", sa.Boolean(), nullable=False),
        sa.Column("duplicate_of", sa.Uuid(), nullable=True),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "timing IN ('received', 'device_clock', 'unknown')", name=op.f("ck_readings_timing")
        ),
        sa.CheckConstraint(
            "duplicate_of IS NULL OR supersedes IS NULL", name=op.f("ck_readings_one_link")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["readings.id"], name=op.f("fk_readings_duplicate_of")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["readings.id"], name=op.f("fk_readings_supersedes")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id", "ordinal"],
            ["transmissions.visit_id", "transmissions.ordinal"],
            name=op.f("fk_readings_visit_id_ordinal"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_readings")),
        sa.UniqueConstraint("id", name=op.f("uq_readings_id")),
    )
    op.create_index(
        "ix_readings_control",
        "readings",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("control = 1"),
        postgresql_where=sa.text("control"),
    )
    op.create_index(
        "uq_readings_original",
        "readings",
        ["identity_key", "content_key", "device_key"],
        unique=True,
        sqlite_where=sa.text("duplicate_of IS NULL AND identity_key IS NOT NULL"),
        postgresql_where=sa.text("duplicate_of IS NULL AND identity_key IS NOT NULL"),
    )


def _forms() -> None:
    op.create_table(
        "forms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("amends", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["amends"], ["forms.id"], name=op.f("fk_forms_amends")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_forms_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forms")),
        sa.UniqueConstraint("number", "version", name=op.f("uq_forms_number_version")),
    )
    op.create_index(
        op.f("ix_forms_person_id_opened_at"), "forms", ["person_id", "opened_at"], unique=False
    )


def _form_facts() -> None:
    op.create_table(
        "form_facts",
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
            "kind IN ('answered', 'filed', 'withdrawn', 'action', 'declined', 'signed')",
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
    op.create_index(
        op.f("ix_form_facts_form_id_seq"), "form_facts", ["form_id", "seq"], unique=False
    )


def _reading_events() -> None:
    op.create_table(
        "reading_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("form_id", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('judged', 'filed', 'used_with_reason', 'withdrawn', 'discarded')",
            name=op.f("ck_reading_events_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_reading_events_asset_id")
        ),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name=op.f("fk_reading_events_form_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reading_events_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_reading_events_reading_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_reading_events")),
        sa.UniqueConstraint("id", name=op.f("uq_reading_events_id")),
    )
    op.create_index(
        op.f("ix_reading_events_reading_id_seq_kind_decision"),
        "reading_events",
        ["reading_id", "seq", "kind", "decision"],
        unique=False,
    )


def _audit_records() -> None:
    op.create_table(
        "audit_records",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_records")),
    )
