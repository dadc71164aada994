"""The documents that can be made from a form, as the menu offers them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.documents import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLES: Final[Mapping[DocumentKind, str]] = MappingProxyType(
    {
        DocumentKind.SUMMARY: "Summary",
        DocumentKind.GP_LETTER: "GP letter",
        DocumentKind.FORM: "Form",
        DocumentKind.LABEL: "Label",
        DocumentKind.TEXT: "Text for the record",
    }
)


@dataclass(frozen=True, slots=True)
class DocumentChoice:
    """A line of the menu: what is asked for, its words and its key, perhaps empty."""

    kind: str
    words: str
    keys: str = ""


CHOICES: Final = (
    DocumentChoice(DocumentKind.SUMMARY.value, "Summary for the person", "Ctrl+P"),
    DocumentChoice(DocumentKind.GP_LETTER.value, "GP letter"),
    DocumentChoice(DocumentKind.FORM.value, "Whole form"),
    DocumentChoice(DocumentKind.LABEL.value, "Label"),
    DocumentChoice(DocumentKind.TEXT.value, "Copy as text"),
)
