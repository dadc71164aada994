"""The tables that a reading's way needs, by name; the others stand beside their rows.

A table takes its time to make. No window waits for these: they are made with the first repository
that needs one, which is after the first picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.store import facts as _facts
from clinicapp.store import records as _records
from clinicapp.store.store_table import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

METADATA: Final[MetaData] = StoreTable.metadata
Outcome = _facts.Outcome
_MADE_BY: Final = (_records,)
"""Its import makes tables."""

PEOPLE: Final[Table] = METADATA.tables["people"]
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
