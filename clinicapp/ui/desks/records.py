"""Asking for the record of what a device sent, told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.services.clinic import inbox
from clinicapp.ui.viewmodels.inbox.present_inbox import refusal_sentence
from clinicapp.ui.viewmodels.inbox.present_record import present_record, present_unread_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from clinicapp.domain.errors import Refused
    from clinicapp.services.clinic.inbox import ReadingAtHand, Unread
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.inbox.inbox_view import ReadingRecordView


def ask_reading(
    questions: Questions,
    reading_id: UUID,
    then: Callable[[ReadingRecordView], None],
    refused: Callable[[Refused], None],
) -> None:
    """Ask for the record of a reading that a person's form may use."""
    zone = questions.backstage.zone

    def present(found: ReadingAtHand) -> None:
        then(present_record(found, zone))

    questions.ask(present, refused, inbox.reading_record, reading_id, zone)


def ask_control(
    questions: Questions,
    reading_id: UUID,
    then: Callable[[ReadingRecordView], None],
    refused: Callable[[Refused], None],
) -> None:
    """Ask for the record of a control result."""
    zone = questions.backstage.zone

    def present(found: ReadingAtHand) -> None:
        then(present_record(found, zone))

    questions.ask(present, refused, inbox.control_record, reading_id, zone)


def ask_unread(
    questions: Questions,
    unread: Unread,
    then: Callable[[ReadingRecordView], None],
    refused: Callable[[Refused], None],
) -> None:
    """Ask for the record of bytes that gave no result."""
    zone = questions.backstage.zone

    def present(found: Unread) -> None:
        then(present_unread_record(found, refusal_sentence(found.reason), zone))

    questions.ask(present, refused, inbox.unread_record, unread.visit_id, unread.id)
