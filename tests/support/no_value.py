"""Recording in tests that an item has no value, as the nurse does in the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.services.clinic.absences import (
    ITEM,
    KIND,
    REASON,
    RETRY,
    RETRY_ON,
    WORDS,
    record_no_value,
)
from tests.support.facts import LONDON
from tests.support.snapshots import pack_named

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.services.access import By
    from clinicapp.store.work import Work


def no_value(item: str, **changes: str) -> dict[str, str]:
    """The answers of the panel: declined for being tired, to be tried again in a week."""
    answers = {
        ITEM: item,
        KIND: "declined",
        REASON: "",
        WORDS: "tired",
        RETRY: "in_a_week",
        RETRY_ON: "",
    }
    return answers | changes


def decline(work: Work, by: By, form_id: UUID, item: str, **changes: str) -> None:
    """Record that an item was declined."""
    answers = no_value(item, **changes)
    record_no_value(work, by, form_id, answers, pack_named("uk-current"), LONDON)
