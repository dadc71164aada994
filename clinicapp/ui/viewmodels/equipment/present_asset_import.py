"""A list of equipment as the import dialog shows it, in words."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import Funding
from clinicapp.domain.equipment.intake.plan import USED, Standing
from clinicapp.ui.viewmodels.equipment.present_equipment import category_text
from clinicapp.ui.viewmodels.import_view import AssetTab, ImportRow, ImportView, TabView
from clinicapp.ui.words.plain import counted, day_text, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clinicapp.domain.equipment.intake.plan import Change, Plan, PlannedRow

TITLE: Final = "Import a list of equipment"
CHOOSE_FILE: Final = (
    "Choose a CSV file with a line of headings, such as Asset tag, Category, Make, Model, Serial "
    "number, Ward, Purchased and Last calibrated. Nothing is changed before you have seen what it "
    "would do."
)
_TABS: Final[Mapping[AssetTab, tuple[str, str]]] = MappingProxyType(
    {
        AssetTab.NEW: ("New", "No device in this list is new."),
        AssetTab.CHANGED: ("Changed", "No device in this list has changed."),
        AssetTab.BACKWARDS: ("Backwards in time", "No dates run backwards."),
        AssetTab.DUPLICATE: ("Duplicate", "Every device is in this list once."),
        AssetTab.REFUSED: ("Refused", "Every row could be read."),
        AssetTab.UNCHANGED: ("Unchanged", "Every row says something new."),
    }
)
FIRST_LOOK: Final = (
    *(AssetTab.REFUSED, AssetTab.BACKWARDS, AssetTab.DUPLICATE, AssetTab.CHANGED, AssetTab.NEW),
)
"""The tab that is opened is the first of these that has anything in it."""
_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "category": "category",
        "make": "make",
        "model": "model",
        "serial": "serial number",
        "ward": "ward",
        "site": "site",
        "location": "location",
        "giai": "GIAI",
        "gtin": "GTIN",
        "funding": "funding",
        "purchased_on": "purchase date",
        "accepted_on": "acceptance",
        "calibrated_on": "last calibration",
        "warranty_until": "end of the warranty",
        "end_of_life_on": "end of life",
        "firmware": "firmware",
        "note": "note",
        "part_of": "what it belongs to",
    }
)
_FUNDING: Final[Mapping[str, str]] = MappingProxyType(
    {
        Funding.OWNED.value: "owned",
        Funding.LEASED.value: "leased",
        Funding.DONATED.value: "donated",
        Funding.LOANED_IN.value: "on loan to us",
    }
)


def present_asset_plan(
    plan: Plan,
    grouped: Mapping[Standing, Sequence[PlannedRow]],
    *,
    file: str,
    note: str,
    tab: AssetTab,
    shown: int,
) -> ImportView:
    """A list that was compared and not imported yet.

    Args:
        plan: what it would do.
        grouped: its rows by what becomes of them.
        file: the file's name.
        note: what was said when it was read, or empty.
        tab: the tab that is open.
        shown: so many of its rows.
    """
    useful = sum(len(grouped.get(each, ())) for each in USED)
    rows = grouped.get(Standing(tab.value), ())
    said = f"{counted(len(plan.rows), 'row')} compared; nothing has been changed yet."
    return ImportView(
        title=TITLE,
        file=file,
        sentence=" ".join(filter(None, (said, note))),
        tabs=tuple(
            TabView(each, words, len(grouped.get(Standing(each.value), ())))
            for each, (words, _empty) in _TABS.items()
        ),
        tab=tab,
        rows=tuple(_row(row) for row in rows[:shown]),
        total=len(rows),
        empty=_TABS[tab][1],
        submit=f"Import {counted(useful, 'device')}" if useful else "Import",
        submit_blocked="" if useful else "There is nothing in this list to import.",
    )


def done_words(done: int, wanted: int, left_out: int, *, stopped: bool) -> str:
    """What was imported; ``left_out`` are rows that could not be used or written."""
    rest = f" {counted(left_out, 'row')} left out." if left_out else ""
    if stopped:
        return (
            f"Stopped: {done} of {counted(wanted, 'device')} imported, and they stay.{rest} Choose "
            "the same file again to go on."
        )
    return f"Done: {counted(done, 'device')} imported.{rest}"


def _row(row: PlannedRow) -> ImportRow:
    changes = tuple(_change(change) for change in row.changes)
    return ImportRow(
        key=str(row.row),
        row=f"Row {row.row}",
        name=row.tag or "No tag",
        identity=row.name,
        words=_short(row),
        sentences=(*row.sentences, *changes),
    )


def _short(row: PlannedRow) -> str:
    if row.sentences:
        return row.sentences[0]
    if row.standing is Standing.NEW:
        return "Is added to the register"
    fields = [_FIELDS.get(change.field, change.field) for change in row.changes]
    return f"Changes {listed(fields)}" if fields else "Says nothing new"


def _change(change: Change) -> str:
    words = _FIELDS.get(change.field, change.field)
    before, after = _value(change.field, change.before), _value(change.field, change.after)
    return f"{words[0].upper()}{words[1:]}: {before} → {after}."


def _value(field: str, text: str) -> str:
    if not text:
        return "nothing"
    if field.endswith(("_on", "_until")):
        return day_text(date.fromisoformat(text))
    if field == "category":
        return category_text(text)
    return _FUNDING.get(text, text) if field == "funding" else text
