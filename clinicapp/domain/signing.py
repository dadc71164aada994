"""What a signature stands for."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clinicapp.domain.forms import FormContents
    from clinicapp.domain.lester.record import ScreeningRecord


def record_hash(screening: ScreeningRecord, contents: FormContents) -> str:
    """SHA-256 over what is signed: every standing fact's id and values, and the record's number."""
    facts = sorted(
        [str(fact.id), fact.kind.value, fact.item, sorted(fact.values.items())]
        for fact in (*contents.values, *contents.actions.values(), *contents.declined.values())
    )
    # ASCII only: text that was pasted in may hold what UTF-8 cannot.
    text = json.dumps([screening.id, facts], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
