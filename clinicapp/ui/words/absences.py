"""Why there is no value: the reasons that the form offers, and how they are read back.

An option's code names the item and the reason, ``alcohol/declined``; ``absence_of`` parts them for
``clinicapp.services.screening.decline``, which keeps the words.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.vocabulary import Beside, Domain

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "declined": "Declined today",
        "not_appropriate": "Not clinically appropriate",
        "unwell": "Too unwell or distressed today",
        "unable": "Could not be done today",
    }
)
"""Product description, "An item is never just empty"."""


def absence_code(item: Domain | Beside, reason: str) -> str:
    """The code of an option: the form's item and the reason."""
    return f"{item.value}/{reason}"


def absence_of(card: str, code: str) -> tuple[str, str]:
    """The form's item and the reason in words, from what an entry panel reports.

    Args:
        card: the card it came from; the item when the code names none.
        code: what was chosen, such as ``alcohol/declined``; words of one's own are kept as they
            are.
    """
    item, parted, reason = code.partition("/")
    if not parted or item not in (*Domain, *Beside):
        return card, REASONS.get(code, code)
    return item, REASONS.get(reason, reason)
