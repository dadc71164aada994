"""The columns of a list of equipment, by the many headings that registers give them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lists.headings import Headings, HeadingsRefused

if TYPE_CHECKING:
    from collections.abc import Sequence


class Column(StrEnum):
    """What a column holds; most words are those of the fields of ``assets.Asset``."""

    TAG = "tag"
    CATEGORY = "category"
    MAKE = "make"
    MODEL = "model"
    SERIAL = "serial"
    WARD = "ward"
    SITE = "site"
    LOCATION = "location"
    GIAI = "giai"
    GTIN = "gtin"
    FUNDING = "funding"
    PURCHASED = "purchased_on"
    ACCEPTED = "accepted_on"
    CALIBRATED = "calibrated_on"
    WARRANTY = "warranty_until"
    END_OF_LIFE = "end_of_life_on"
    FIRMWARE = "firmware"
    NOTE = "note"
    PART_OF = "part_of"


COLUMN_WORDS: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.TAG: "Asset tag",
        Column.CATEGORY: "Category",
        Column.MAKE: "Make",
        Column.MODEL: "Model",
        Column.SERIAL: "Serial number",
        Column.WARD: "Ward",
        Column.SITE: "Site",
        Column.LOCATION: "Location",
        Column.GIAI: "GIAI",
        Column.GTIN: "GTIN",
        Column.FUNDING: "Funding",
        Column.PURCHASED: "Purchased",
        Column.ACCEPTED: "Accepted",
        Column.CALIBRATED: "Last calibrated",
        Column.WARRANTY: "Warranty until",
        Column.END_OF_LIFE: "End of life",
        Column.FIRMWARE: "Firmware",
        Column.NOTE: "Note",
        Column.PART_OF: "Part of",
    }
)
"""How a column is called in a sentence, and headed when a list is written."""

_OTHER_HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = MappingProxyType(
    {
        Column.TAG: (
            "Tag",
            "Asset number",
            "Asset no",
            "Equipment no",
            "Equipment number",
            "Asset",
        ),
        Column.CATEGORY: ("Type", "Device type", "Equipment type", "Kind"),
        Column.MAKE: ("Manufacturer", "Maker", "Brand"),
        Column.MODEL: ("Model number", "Model name", "Device"),
        Column.SERIAL: ("Serial", "Serial no", "S/N", "SN"),
        Column.WARD: ("Owner ward", "Department", "Service"),
        Column.SITE: ("Hospital", "Building"),
        Column.LOCATION: ("Room", "Place"),
        Column.GIAI: ("GS1 asset identifier", "Asset identifier"),
        Column.GTIN: ("UDI", "UDI-DI", "GTIN-14"),
        Column.FUNDING: ("Ownership", "Owned or leased"),
        Column.PURCHASED: ("Purchased on", "Purchase date", "Date purchased", "Bought"),
        Column.ACCEPTED: (
            "Accepted on",
            "Acceptance date",
            "In service",
            "Put in use",
            "Installed",
        ),
        Column.CALIBRATED: ("Calibrated", "Calibrated on", "Calibration date", "Last calibration"),
        Column.WARRANTY: ("Warranty", "Warranty end", "Warranty expires"),
        Column.END_OF_LIFE: ("End of life on", "EOL", "Replacement due"),
        Column.FIRMWARE: ("Firmware version", "Software version"),
        Column.NOTE: ("Notes", "Comment", "Comments", "Remarks"),
        Column.PART_OF: ("Belongs to", "Parent tag", "Accessory of"),
    }
)
_HEADINGS: Final = Headings(COLUMN_WORDS, _OTHER_HEADINGS)
EXAMPLE: Final = "Asset tag, Category, Make, Model, Serial number, Ward"
"""What the first line of a list may be like."""


def knows(heading: str) -> bool:
    """Whether a text is a heading of a list of equipment."""
    return _HEADINGS.knows(heading)


def lower(column: Column) -> str:
    """A column's name within a sentence: ``serial number``, but ``GTIN``."""
    return _HEADINGS.lower(column)


def read_headings(cells: Sequence[str]) -> tuple[Column | None, ...] | HeadingsRefused:
    """The column that each heading names; None for an empty heading.

    Returns:
        A refusal if a heading is not known, if two name the same column, or if there is neither a
        tag nor a serial number by which a device is known.
    """
    found = _HEADINGS.read(cells)
    if isinstance(found, HeadingsRefused):
        return found
    if not any(found):
        return HeadingsRefused(
            "The first line holds no headings; put one above each column, such as Asset tag."
        )
    if Column.TAG not in found and Column.SERIAL not in found:
        return HeadingsRefused(
            "The list has neither a column for the asset tag nor one for the serial number; add "
            "one, because no device is told from another by less."
        )
    return found
