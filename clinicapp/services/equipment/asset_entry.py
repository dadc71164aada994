"""Equipment as it is typed in: added, accepted, put in use, corrected and moved.

A field that is not right is told by a sentence of its own (``AnswersRefused``), and nothing is
recorded.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import Asset, AssetEventKind, Funding
from clinicapp.domain.equipment.intake.columns import Column
from clinicapp.domain.equipment.intake.entries import Entry, RefusedEntry, read_entry, serial_key
from clinicapp.domain.lists.rows import Row
from clinicapp.domain.staff import Permission
from clinicapp.domain.typed_days import read_day
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.assets import change, move, note_event, register
from clinicapp.services.typed_fields import AnswersRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.store.work import Work

LEAVE: Final = "leave"
"""The answer of a field that is left as it is, where many pieces are changed at once."""
_ON_TOP: Final = "entry"
_SPEAKS: Final = ("driver", "link", "address")
_DAYS: Final = (
    ("purchased_on", Column.PURCHASED),
    ("warranty_until", Column.WARRANTY),
    ("end_of_life_on", Column.END_OF_LIFE),
)
_NEEDED: Final = {
    Column.TAG: "Enter the tag that is on its label.",
    Column.CATEGORY: "Choose what kind of equipment it is.",
    Column.MAKE: "Enter who made it.",
    Column.MODEL: "Enter the model.",
    Column.WARD: "Enter the ward that answers for it.",
}


@use_case(Permission.MANAGE_EQUIPMENT, "add equipment")
def add_asset(work: Work, by: By, answers: Mapping[str, str], zone: tzinfo) -> Asset:
    """Add a piece of equipment; it has to be accepted before it may be used.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken.
    """
    asset = _read(work, by, answers, zone, None)
    register(work, by, asset, ())
    return asset


@use_case(Permission.MANAGE_EQUIPMENT, "change the entry of equipment")
def change_asset(
    work: Work, by: By, before: Asset, answers: Mapping[str, str], zone: tzinfo
) -> Asset:
    """Correct what is recorded of a piece that is still as it was in ``before``.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken.
        Stale: (a Conflict) somebody else changed it first.
    """
    return change(work, by, _read(work, by, answers, zone, before))


@use_case(Permission.MANAGE_EQUIPMENT, "move equipment")
def move_asset(
    work: Work, by: By, before: Asset, answers: Mapping[str, str], zone: tzinfo
) -> Asset:
    """Give a piece to another ward (who answers for it), or put it elsewhere (where it is).

    Raises:
        AnswersRefused: no ward was entered, or the day cannot be taken.
        Refused: it is there already.
        Stale: (a Conflict) somebody else changed it first.
    """
    ward, site, location = (_plain(answers, each) for each in ("ward", "site", "location"))
    at = _moment(by, answers, zone)
    if not ward:
        raise AnswersRefused({"ward": _NEEDED[Column.WARD]}, confirmable=False)
    ward = _as_known(work, ward)
    return move(work, by, before, at, ward=ward, site=site, location=location)


@use_case(Permission.MANAGE_EQUIPMENT, "record what happened to equipment")
def note_typed(
    work: Work,
    by: By,
    before: Asset,
    kind: AssetEventKind,
    answers: Mapping[str, str],
    zone: tzinfo,
) -> AssetEvent:
    """Record a step of its life from what was typed: the day, and a note.

    Raises:
        AnswersRefused: the day cannot be taken.
        Refused: its life so far does not allow it.
    """
    at = _moment(by, answers, zone)
    return note_event(work, by, before.id, kind, at, _plain(answers, "detail"))


@use_case(Permission.MANAGE_EQUIPMENT, "change many pieces of equipment")
def change_many(
    work: Work, by: By, pieces: tuple[Asset, ...], answers: Mapping[str, str], zone: tzinfo
) -> int:
    """Change the same fields of many pieces; what is not among the answers stays as it is on each.

    All of them are changed or none. Many are changed some at a time, so that no device waits.

    Args:
        work: the transaction.
        by: who, and when.
        pieces: as they were read.
        answers: only what was changed, as typed; an empty text takes away what stood there.
        zone: the ward's time zone.

    Returns:
        How many of them are another now.

    Raises:
        AnswersRefused: a field cannot be taken.
        Stale: (a Conflict) somebody else changed one of them first.
    """
    given = {key: text.strip() for key, text in answers.items() if text != LEAVE}
    if not given:
        sentence = "Nothing was changed here; change at least one field."
        raise AnswersRefused({_ON_TOP: sentence}, confirmable=False)
    place = {key: given.pop(key) for key in ("ward", "site", "location") if key in given}
    if "ward" in place and not place["ward"]:
        raise AnswersRefused({"ward": _NEEDED[Column.WARD]}, confirmable=False)
    changed = 0
    for before in pieces:
        after = _read(work, by, {**answers_of(before), **given}, zone, before)
        if after != before:
            after = change(work, by, after)
        wanted = {**{key: getattr(before, key) for key in ("ward", "site", "location")}, **place}
        wanted["ward"] = _as_known(work, wanted["ward"])
        moves = any(getattr(before, key) != text for key, text in wanted.items())
        if moves:
            move(work, by, after, by.at, **wanted)
        changed += moves or after != before
    record(work, by, "assets.changed_at_once", "many", pieces=len(pieces), changed=changed)
    return changed


def answers_of(asset: Asset) -> dict[str, str]:
    """What is recorded of a piece, as it would be typed."""
    found = {column.value: str(getattr(asset, column.value) or "") for column in _TEXTS}
    found |= {name: str(getattr(asset, name) or "") for name in _SPEAKS}
    for name, _column in _DAYS:
        day = getattr(asset, name)
        found[name] = "" if day is None else day.isoformat()
    return found | {"funding": asset.funding.value}


_TEXTS: Final = (
    *(Column.TAG, Column.CATEGORY, Column.MAKE, Column.MODEL, Column.SERIAL, Column.WARD),
    *(Column.SITE, Column.LOCATION, Column.GIAI, Column.GTIN, Column.FIRMWARE, Column.NOTE),
)


def _read(
    work: Work, by: By, answers: Mapping[str, str], zone: tzinfo, before: Asset | None
) -> Asset:
    """The asset as it was typed.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken.
    """
    today = by.at.astimezone(zone).date()
    cells = {column: answers.get(column.value, "") for column in Column}
    errors = {
        column.value: sentence for column, sentence in _NEEDED.items() if not cells[column].strip()
    }
    entry = read_entry(Row(0, cells), today)
    if isinstance(entry, RefusedEntry):
        for problem in entry.problems:
            if problem.column is not None:
                errors.setdefault(problem.column.value, problem.sentence)
            elif Column.TAG.value not in errors:
                errors[_ON_TOP] = problem.sentence
        raise AnswersRefused(errors, confirmable=False)
    asset = _asset(work, entry, answers, before)
    if "part_of" in answers:
        part_of = work.assets.by_tag(entry.part_of) if entry.part_of else None
        if entry.part_of and part_of is None:
            errors["part_of"] = f"No equipment here has the tag {entry.part_of}; check its label."
        asset = replace(asset, part_of=None if part_of is None else part_of.id)
    errors |= {
        key: sentence for key, sentence in _doubles(work, asset).items() if key not in errors
    }
    if errors:
        raise AnswersRefused(errors, confirmable=False)
    return asset


def _asset(work: Work, entry: Entry, answers: Mapping[str, str], before: Asset | None) -> Asset:
    values: dict[str, Any] = {column.value: entry.text(column) for column in _TEXTS}
    values |= {name: values[name] or None for name in ("giai", "gtin")}
    values |= {name: _plain(answers, name) or None for name in _SPEAKS}
    values |= {name: entry.days.get(column) for name, column in _DAYS}
    values |= {
        "tag": entry.tag,
        "ward": _as_known(work, values["ward"]),
        "funding": Funding(entry.texts.get("funding", Funding.OWNED)),
    }
    if before is None:
        return Asset(id=uuid7(), **values)
    # Where it is changes by a move, which keeps the earlier place in the history.
    values |= {name: getattr(before, name) for name in ("ward", "site", "location")}
    return replace(before, **values)


def _doubles(work: Work, asset: Asset) -> dict[str, str]:
    """What another piece has already."""
    errors: dict[str, str] = {}
    tagged = work.assets.by_tag(asset.tag)
    if tagged is not None and tagged.id != asset.id:
        errors["tag"] = (
            f"Tag {asset.tag} is on {tagged.name} in {tagged.ward} already; choose another tag."
        )
    for other in work.assets.by_serial(asset.serial):
        same = serial_key(other.make, other.model, other.serial) == serial_key(
            asset.make, asset.model, asset.serial
        )
        if same and other.id != asset.id:
            errors["serial"] = (
                f"{asset.name} with this serial number is here already as {other.tag}; "
                "open that one instead."
            )
    known = None if asset.giai is None else work.assets.by_giai(asset.giai)
    if known is not None and known.id != asset.id:
        errors["giai"] = f"{known.tag} has this asset identifier already; read the label again."
    if asset.part_of == asset.id:
        errors["part_of"] = "It cannot belong to itself; enter the tag of what it belongs to."
    return errors


def _as_known(work: Work, ward: str) -> str:
    """A ward as it is written everywhere else, whatever its case."""
    known = {each.casefold(): each for each in (*work.people.wards(), *work.assets.wards())}
    return known.get(ward.casefold(), ward)


def _moment(by: By, answers: Mapping[str, str], zone: tzinfo) -> datetime:
    """When something happened that was typed as a day: now if it was today, else that noon.

    Raises:
        AnswersRefused: it is no day, or it is in the future.
    """
    typed = answers.get("on", "").strip()
    today = by.at.astimezone(zone).date()
    day = read_day(typed) if typed else today
    if day is None:
        sentence = "Enter the day as day, month and year, such as 14 3 2026."
        raise AnswersRefused({"on": sentence}, confirmable=False)
    if day > today:
        sentence = "That day is in the future; enter the day on which it was done."
        raise AnswersRefused({"on": sentence}, confirmable=False)
    return by.at if day == today else datetime.combine(day, time(12), zone)


def _plain(answers: Mapping[str, str], key: str) -> str:
    return " ".join(answers.get(key, "").split())
