"""All tables by name, with the metadata that a fresh database is compared against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.store import admission_rows as _admission_rows
from clinicapp.store import attachment_rows as _attachment_rows
from clinicapp.store import calibration_rows as _calibration_rows
from clinicapp.store import control_rows as _control_rows
from clinicapp.store import facts as _facts
from clinicapp.store import listing_rows as _listing_rows
from clinicapp.store import notice_rows as _notice_rows
from clinicapp.store import round_rows as _round_rows
from clinicapp.store import safety_rows as _safety_rows
from clinicapp.store import sign_in_rows as _sign_in_rows
from clinicapp.store.records import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

_MADE_BY: Final = (
    _admission_rows,
    _attachment_rows,
    _calibration_rows,
    _control_rows,
    _facts,
    _listing_rows,
    _notice_rows,
    _safety_rows,
    _sign_in_rows,
    _round_rows,
)
"""Modules whose import makes tables."""

METADATA: Final[MetaData] = StoreTable.metadata
Outcome = _facts.Outcome

PEOPLE: Final[Table] = METADATA.tables["people"]
STAFF: Final[Table] = METADATA.tables["staff"]
ASSETS: Final[Table] = METADATA.tables["assets"]
PLAN_RULES: Final[Table] = METADATA.tables["plan_rules"]
ASSET_EVENTS: Final[Table] = METADATA.tables["asset_events"]
TRANSMISSIONS: Final[Table] = METADATA.tables["transmissions"]
READINGS: Final[Table] = METADATA.tables["readings"]
READING_EVENTS: Final[Table] = METADATA.tables["reading_events"]
FORMS: Final[Table] = METADATA.tables["forms"]
FORM_FACTS: Final[Table] = METADATA.tables["form_facts"]
RULE_PACKS: Final[Table] = METADATA.tables["rule_packs"]
RULE_PACK_EVENTS: Final[Table] = METADATA.tables["rule_pack_events"]
TYPED_ENTRIES: Final[Table] = METADATA.tables["typed_entries"]
AUDIT_RECORDS: Final[Table] = METADATA.tables["audit_records"]
ADMISSION_MESSAGES: Final[Table] = METADATA.tables["admission_messages"]
ADMISSION_DECISIONS: Final[Table] = METADATA.tables["admission_decisions"]
PERSON_EVENTS: Final[Table] = METADATA.tables["person_events"]
REFERENCE_STANDARDS: Final[Table] = METADATA.tables["reference_standards"]
STANDARD_CERTIFICATES: Final[Table] = METADATA.tables["standard_certificates"]
CALIBRATIONS: Final[Table] = METADATA.tables["calibrations"]
CALIBRATION_SIGNATURES: Final[Table] = METADATA.tables["calibration_signatures"]
CALIBRATION_DRAFTS: Final[Table] = METADATA.tables["calibration_drafts"]
LOOK_BACKS: Final[Table] = METADATA.tables["look_backs"]
LOOK_BACK_REVIEWS: Final[Table] = METADATA.tables["look_back_reviews"]
CONSUMABLE_TYPES: Final[Table] = METADATA.tables["consumable_types"]
CONSUMABLE_LOTS: Final[Table] = METADATA.tables["consumable_lots"]
STOCK_MOVES: Final[Table] = METADATA.tables["stock_moves"]
COMPETENCY_ENTRIES: Final[Table] = METADATA.tables["competency_entries"]
BREAK_GLASS: Final[Table] = METADATA.tables["break_glass"]
NOTICES: Final[Table] = METADATA.tables["notices"]
NOTICE_EVENTS: Final[Table] = METADATA.tables["notice_events"]
STAFF_SECRETS: Final[Table] = METADATA.tables["staff_secrets"]
SIGN_IN_EVENTS: Final[Table] = METADATA.tables["sign_in_events"]
ROUNDS: Final[Table] = METADATA.tables["rounds"]
ROUND_EVENTS: Final[Table] = METADATA.tables["round_events"]
ATTACHMENTS: Final[Table] = METADATA.tables["attachments"]
ATTACHMENT_PIECES: Final[Table] = METADATA.tables["attachment_pieces"]
ATTACHMENT_THUMBNAILS: Final[Table] = METADATA.tables["attachment_thumbnails"]
ATTACHMENT_LINKS: Final[Table] = METADATA.tables["attachment_links"]
CONTROL_LOTS: Final[Table] = METADATA.tables["control_lots"]
CONTROL_LOT_EVENTS: Final[Table] = METADATA.tables["control_lot_events"]
CONTROL_RESULTS: Final[Table] = METADATA.tables["control_results"]
CONTROL_EVENTS: Final[Table] = METADATA.tables["control_events"]
CONTROL_PLANS: Final[Table] = METADATA.tables["control_plans"]
EQA_ROUNDS: Final[Table] = METADATA.tables["eqa_rounds"]
EQA_RESULTS: Final[Table] = METADATA.tables["eqa_results"]

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
    CONTROL_LOTS,
    CONTROL_LOT_EVENTS,
    CONTROL_RESULTS,
    CONTROL_EVENTS,
    CONTROL_PLANS,
    EQA_ROUNDS,
    EQA_RESULTS,
)
