"""Every table that there is, with the metadata that a fresh database is compared against."""

from __future__ import annotations

from typing import Final

from clinicapp.store import listing_rows as _listing_rows
from clinicapp.store.admission_rows import ADMISSION_DECISIONS, ADMISSION_MESSAGES, PERSON_EVENTS
from clinicapp.store.attachment_rows import (
    ATTACHMENT_LINKS,
    ATTACHMENT_PIECES,
    ATTACHMENT_THUMBNAILS,
    ATTACHMENTS,
)
from clinicapp.store.audit_rows import AUDIT_RECORDS
from clinicapp.store.calibration_rows import (
    CALIBRATION_SIGNATURES,
    CALIBRATIONS,
    LOOK_BACK_REVIEWS,
    LOOK_BACKS,
    STANDARD_CERTIFICATES,
)
from clinicapp.store.control_rows import (
    CONTROL_EVENTS,
    CONTROL_LOT_EVENTS,
    CONTROL_LOTS,
    CONTROL_PLANS,
    CONTROL_RESULTS,
    EQA_RESULTS,
    EQA_ROUNDS,
)
from clinicapp.store.notice_rows import NOTICE_EVENTS, NOTICES
from clinicapp.store.place_rows import PLACE_LABELS
from clinicapp.store.round_rows import ROUND_EVENTS, ROUNDS
from clinicapp.store.safety_rows import BREAK_GLASS, COMPETENCY_ENTRIES, STOCK_MOVES
from clinicapp.store.sign_in_rows import SIGN_IN_EVENTS
from clinicapp.store.tables import (
    ASSET_EVENTS,
    FORM_FACTS,
    FORMS,
    METADATA,
    READING_EVENTS,
    READINGS,
    RULE_PACK_EVENTS,
    RULE_PACKS,
    TRANSMISSIONS,
)

_MADE_BY: Final = (_listing_rows,)
"""Its import makes tables, none of which is named here."""

APPEND_ONLY: Final = (
    ASSET_EVENTS,
    TRANSMISSIONS,
    READINGS,
    READING_EVENTS,
    FORMS,
    FORM_FACTS,
    RULE_PACKS,
    RULE_PACK_EVENTS,
    AUDIT_RECORDS,
    ADMISSION_MESSAGES,
    ADMISSION_DECISIONS,
    PERSON_EVENTS,
    STANDARD_CERTIFICATES,
    CALIBRATIONS,
    CALIBRATION_SIGNATURES,
    LOOK_BACKS,
    LOOK_BACK_REVIEWS,
    STOCK_MOVES,
    COMPETENCY_ENTRIES,
    BREAK_GLASS,
    NOTICES,
    NOTICE_EVENTS,
    SIGN_IN_EVENTS,
    ATTACHMENTS,
    ATTACHMENT_PIECES,
    ATTACHMENT_THUMBNAILS,
    ATTACHMENT_LINKS,
    ROUNDS,
    ROUND_EVENTS,
    PLACE_LABELS,
    CONTROL_LOTS,
    CONTROL_LOT_EVENTS,
    CONTROL_RESULTS,
    CONTROL_EVENTS,
    CONTROL_PLANS,
    EQA_ROUNDS,
    EQA_RESULTS,
)

__all__ = ["APPEND_ONLY", "METADATA"]
