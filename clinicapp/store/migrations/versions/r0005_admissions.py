"""Who has left, what has happened to people's places, and the hospital's messages about them.

What is written here stays as it is for good. Triggers are no part of a migration (``triggers``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A day of discharge on people, and three tables that are only ever added to."""
    op.add_column("people", sa.Column("discharged_on", sa.Date(), nullable=True))
    _admission_messages()
    _admission_decisions()
    _person_events()


def _admission_messages() -> None:
    op.create_table(
        "admission_messages",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("received_at", sa.String(27), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("control_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.String(27), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("incomplete", sa.Boolean(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('applied', 'unchanged', 'not_ours', 'stale', 'repeated', 'not_used', "
            "'waiting', 'refused')",
            name=op.f("ck_admission_messages_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_admission_messages_person_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_admission_messages")),
        sa.UniqueConstraint("id", name=op.f("uq_admission_messages_id")),
    )
    op.create_index(
        op.f("ix_admission_messages_sender_control_id"),
        "admission_messages",
        ["sender", "control_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_admission_messages_person_id_occurred_at"),
        "admission_messages",
        ["person_id", "occurred_at"],
        unique=False,
    )
    op.create_index(
        "ix_admission_messages_waiting",
        "admission_messages",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("outcome IN ('waiting', 'refused')"),
        postgresql_where=sa.text("outcome IN ('waiting', 'refused')"),
    )


def _admission_decisions() -> None:
    op.create_table(
        "admission_decisions",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('handled', 'set_aside')", name=op.f("ck_admission_decisions_decision")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["admission_messages.id"],
            name=op.f("fk_admission_decisions_message_id"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_admission_decisions")),
        sa.UniqueConstraint("id", name=op.f("uq_admission_decisions_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_admission_decisions_message_id")),
    )


def _person_events() -> None:
    op.create_table(
        "person_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('admitted', 'changed', 'antipsychotic_changed', 'discharged', 'readmitted')",
            name=op.f("ck_person_events_kind"),
        ),
        sa.CheckConstraint(
            "source IN ('entered', 'list', 'message')", name=op.f("ck_person_events_source")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["admission_messages.id"], name=op.f("fk_person_events_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_events_person_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_person_events")),
        sa.UniqueConstraint("id", name=op.f("uq_person_events_id")),
    )
    op.create_index(
        op.f("ix_person_events_person_id_seq"),
        "person_events",
        ["person_id", "seq"],
        unique=False,
    )
