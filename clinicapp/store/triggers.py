"""The one list of triggers. A migration drops and recreates them from here.

They hold what no code of ours may do, and what no tool with the key should do by mistake. They are
no defence against somebody who drops them first: for that there is the hash chain.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from clinicapp.domain.audit import GENESIS

_NAMES: Final = {
    "asset_events": "An entry in an asset's history",
    "transmissions": "What a device sent",
    "readings": "A reading",
    "reading_events": "An entry in a reading's history",
    "forms": "A form",
    "form_facts": "An entry on a form",
    "rule_packs": "A rule pack that was used",
    "rule_pack_events": "An approval of rules",
    "audit_records": "An audit record",
    "admission_messages": "A hospital's message",
    "admission_decisions": "A decision on a hospital's message",
    "person_events": "An entry in a person's history",
    "control_lots": "A lot of control material",
    "control_lot_events": "An entry in the history of control material",
    "control_results": "A control result",
    "control_events": "What was done about a control",
    "control_plans": "A plan for controls",
    "eqa_rounds": "A round of external quality assessment",
    "eqa_results": "A result of external quality assessment",
    "standard_certificates": "A standard's certificate",
    "calibrations": "A signed calibration",
    "calibration_signatures": "A signature under a calibration",
    "look_backs": "A look-back",
    "look_back_reviews": "A signed look-back",
    "stock_moves": "An entry about stock",
    "competency_entries": "An entry about somebody's competency",
    "break_glass": "An entry about break-glass",
    "notices": "A safety notice",
    "notice_events": "An entry about a safety notice",
    "sign_in_events": "An entry about a sign-in",
    "attachments": "A file that is kept",
    "attachment_pieces": "The content of a file",
    "attachment_thumbnails": "The small picture of a photo",
    "attachment_links": "An entry about a file",
    "rounds": "A round",
    "round_events": "An entry in a round",
    "place_labels": "A label of a place",
}


def _guard(table: str, verb: str, done: str) -> tuple[str, str]:
    name = f"{table}_no_{verb.lower()}"
    return name, (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN "
        f"SELECT RAISE(ABORT, '{_NAMES[table].replace(chr(39), chr(39) * 2)} is never {done}; "
        "add a new one that corrects it.'); END"
    )


TRIGGERS: Final[Mapping[str, str]] = MappingProxyType(
    dict(_guard(table, "UPDATE", "changed") for table in _NAMES)
    | dict(_guard(table, "DELETE", "removed") for table in _NAMES)
    | {
        "form_facts_signed": (
            "CREATE TRIGGER form_facts_signed BEFORE INSERT ON form_facts "
            "WHEN EXISTS (SELECT 1 FROM form_facts "
            "WHERE form_id = NEW.form_id AND kind = 'signed') BEGIN "
            "SELECT RAISE(ABORT, 'This form is signed, so nothing can be added to it; "
            "start a new version to correct it.'); END"
        ),
        "round_events_ended": (
            "CREATE TRIGGER round_events_ended BEFORE INSERT ON round_events "
            "WHEN EXISTS (SELECT 1 FROM round_events "
            "WHERE round_id = NEW.round_id AND kind IN ('finished', 'given_up')) BEGIN "
            "SELECT RAISE(ABORT, 'This round has ended, so nothing can be added to it; "
            "begin a new one.'); END"
        ),
        "forms_pack_kept": (
            "CREATE TRIGGER forms_pack_kept BEFORE INSERT ON forms "
            "WHEN NEW.pack_sha256 IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM rule_packs WHERE sha256 = NEW.pack_sha256) BEGIN "
            "SELECT RAISE(ABORT, 'The rules of this form are not kept here; "
            "nothing was saved. Report it.'); END"
        ),
        "rule_pack_events_approved": (
            "CREATE TRIGGER rule_pack_events_approved BEFORE INSERT ON rule_pack_events "
            "WHEN NEW.kind = 'activated' AND coalesce((SELECT kind FROM rule_pack_events "
            "WHERE sha256 = NEW.sha256 AND kind <> 'activated' ORDER BY seq DESC LIMIT 1), "
            "'withdrawn') <> 'approved' BEGIN "
            "SELECT RAISE(ABORT, 'These rules are not approved, so no ward can use them; "
            "have them approved first.'); END"
        ),
        "audit_records_in_order": (
            "CREATE TRIGGER audit_records_in_order BEFORE INSERT ON audit_records "  # noqa: S608
            "WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit_records) "
            "OR NEW.previous_hash <> coalesce((SELECT hash FROM audit_records "
            f"WHERE sequence = NEW.sequence - 1), '{GENESIS}') BEGIN "
            "SELECT RAISE(ABORT, 'An audit record must follow the last one; "
            "nothing was saved. Report it.'); END"
        ),
    }
)
"""Name of each trigger and the statement that makes it."""
