"""The list of equipment in words: rows, counts, and what can be chosen."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import CheckState, Standing
from clinicapp.domain.equipment.assets import Funding
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.listing import AssetStatus
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.clinic.present_source import control_text
from clinicapp.ui.viewmodels.equipment_view import (
    AssetRow,
    Choices,
    EquipmentView,
    ListWanted,
    QcKind,
    StatusCount,
)
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.words.analytes import analyte_within
from clinicapp.ui.words.equipment import CATEGORIES_SHORT, FUNDINGS, STATUS_WORDS
from clinicapp.ui.words.plain import (
    counted,
    day_text,
    listed,
    moment_text,
    same_day_time_text,
    sentence_case,
    short_day_text,
    time_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime, tzinfo

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.listing import Listing, Shelf
    from clinicapp.services.equipment.equipment_list import EquipmentList, ListedAsset
    from clinicapp.ui.viewmodels.equipment_view import AssetRecordView

DUE_WITHIN: Final[Mapping[str, str]] = MappingProxyType(
    {"": "Any time", "0": "Overdue", "7": "7 days", "30": "30 days", "90": "90 days"}
)
"""Within how many days a check lapses."""
_COUNTED_FIRST: Final = (AssetStatus.IN_USE, AssetStatus.DUE_SOON)
_SOON_HOURS: Final = 6
"""From so many hours before a quality control is due its hour is said."""


def present_list(
    found: EquipmentList,
    rows: tuple[AssetRow, ...],
    wanted: ListWanted,
    *,
    selected_id: str = "",
    record: AssetRecordView | None = None,
    add: bool = False,
) -> EquipmentView:
    """The page.

    Args:
        found: counts and choices.
        rows: those read so far.
        wanted: what is filtered.
        selected_id: the row whose record is shown.
        record: that record.
        add: whether this person may add equipment.
    """
    place = ward_text(wanted.ward) if wanted.ward else "all wards"
    total = sum(found.matches.tally.values())
    nothing = not found.everything
    title = "No equipment on this ward." if wanted.ward else "No equipment here."
    hint = "Ask the equipment lead to add the ward's devices."
    if add:
        hint = "Press Add equipment, or import a list of it."
    if not nothing:
        title = "Nothing matches."
        hint = "Type less of it, or show all again by the first count."
    order = "Most urgent first"
    if found.stale:
        order = f"Check plans have changed: {counted(found.stale, 'piece')} still to work out"
    return EquipmentView(
        title=f"Equipment, {place}",
        counts=counts_of(found.everything, found.quality_waits, wanted),
        rows=rows,
        total=total,
        selected_id=selected_id,
        record=record,
        filters=_filters(found, wanted),
        order=order,
        add=add,
        empty_title=title,
        empty_hint=hint,
    )


def listed_row(listed: ListedAsset, now: datetime, zone: tzinfo, *, with_ward: bool) -> AssetRow:
    """One piece as a row, at a moment."""
    listing = listed.listing
    return asset_row(
        listed.asset,
        listing.status_at(now),
        _check_at(listing, Check.CALIBRATION, now),
        _check_at(listing, Check.QUALITY_CONTROL, now),
        listed.seen_at,
        now,
        zone,
        with_ward=with_ward,
    )


def asset_row(
    asset: Asset,
    status: AssetStatus,
    calibration: CheckState | None,
    quality: CheckState | None,
    seen_at: datetime | None,
    now: datetime,
    zone: tzinfo,
    *,
    with_ward: bool = False,
) -> AssetRow:
    """One piece as a row, from its status and its two checks that have a column."""
    today = now.astimezone(zone).date()
    due, note, tone = _calibration(calibration, today, zone)
    qc, qc_text = _control(quality, now, zone)
    places = (asset.ward if with_ward else "", asset.location)
    return AssetRow(
        asset_id=str(asset.id),
        tag=asset.tag,
        name=asset.name,
        serial=asset.serial,
        category=category_short(asset.category),
        location=", ".join(part for part in places if part) or asset.ward,
        status=status,
        status_text=STATUS_WORDS[status],
        calibration_due=due,
        calibration_note=note,
        calibration_tone=tone,
        qc=qc,
        qc_text=qc_text,
        last_seen=seen_text(seen_at, today, zone),
        whose="" if asset.funding is Funding.OWNED else FUNDINGS[asset.funding],
    )


def seen_text(at: datetime | None, today: date, zone: tzinfo) -> str:
    """``Today, 09:42``, ``21 Nov, 16:20``, ``14 Feb 2026`` when it is long ago, or ``Not yet``."""
    if at is None:
        return "Not yet"
    day = at.astimezone(zone).date()
    words = "Today" if day == today else short_day_text(day, today)
    return words if words == day_text(day) else f"{words}, {time_text(at, zone)}"


def category_short(category: str) -> str:
    """What kind of equipment, in the words of a column; a kind that is new is read as words."""
    return CATEGORIES_SHORT.get(category) or sentence_case(category.replace("_", " "))


def counts_of(
    tally: Mapping[Shelf, int], quality_waits: int, wanted: ListWanted
) -> tuple[StatusCount, ...]:
    """How many there are of each status: all, those in use, those due soon, then by urgency."""
    if not tally:
        return ()
    found: dict[AssetStatus, int] = {}
    for shelf, count in tally.items():
        found[shelf.status] = found.get(shelf.status, 0) + count
    total = sum(found.values())
    counts = [StatusCount(total, None, "device" if total == 1 else "devices")]
    counts += [
        StatusCount(
            found[status],
            status,
            STATUS_WORDS[status].lower(),
            chosen=wanted.status is status,
        )
        for status in (*_COUNTED_FIRST, *(s for s in AssetStatus if s not in _COUNTED_FIRST))
        if status in found
    ]
    if quality_waits:
        counts.append(
            StatusCount(quality_waits, None, "QC due", quality=True, chosen=wanted.quality)
        )
    return tuple(counts)


def _filters(found: EquipmentList, wanted: ListWanted) -> tuple[Choices, ...]:
    categories = tuple((each, category_short(each)) for each in found.categories)
    present = {shelf.status for shelf in found.everything} | {
        AssetStatus.DISPOSED,
        AssetStatus.HANDED_BACK,
    }
    statuses = tuple((s.value, STATUS_WORDS[s]) for s in AssetStatus if s in present)
    due = "" if wanted.due_days is None else str(wanted.due_days)
    wards = tuple((each, each) for each in found.wards)
    whose = tuple((each.value, words) for each, words in FUNDINGS.items())
    return (
        Choices("Category", (("", "All"), *_by_words(categories)), wanted.category),
        Choices("Status", (("", "All"), *statuses), wanted.status or ""),
        Choices("Due within", tuple(DUE_WITHIN.items()), due),
        Choices("Ward", (("", "All"), *wards), wanted.ward),
        Choices("Whose", (("", "All"), *whose), wanted.funding),
    )


def _by_words(options: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda option: option[1])


def _check_at(listing: Listing, check: Check, now: datetime) -> CheckState | None:
    found = listing.check(check)
    if found is None:
        return None
    return CheckState(
        check=check,
        standing=found.standing_at(now),
        last_at=found.last_at,
        due_on=found.due_on,
        due_at=found.due_at,
        failed_at=found.failed_at,
        subjects=found.subjects,
    )


def _calibration(check: CheckState | None, today: date, zone: tzinfo) -> tuple[str, str, Tone]:
    """The date, the note under it, and the note's tone."""
    if check is None:
        return "Not needed", "", Tone.MUTED
    if check.standing is Standing.NEVER:
        return "No calibration yet", "", Tone.MUTED
    if check.standing is Standing.FAILED:
        return "Failed", "calibrate it again", Tone.BAD
    if check.due_on is None:
        late = check.standing is Standing.OVERDUE
        due = "Not known" if check.due_at is None else moment_text(check.due_at, zone)
        return due, "late" if late else "", Tone.BAD if late else Tone.MUTED
    days = (check.due_on - today).days
    if check.standing is Standing.OVERDUE:
        note, tone = f"{counted(-days, 'day')} late", Tone.BAD
    elif days < 0:
        note, tone = f"{counted(-days, 'day')} over, in grace", Tone.WARN
    elif check.standing is Standing.DUE_SOON:
        note, tone = "today" if days == 0 else f"in {counted(days, 'day')}", Tone.WARN
    else:
        note, tone = "", Tone.MUTED
    return day_text(check.due_on), note, tone


def _control(check: CheckState | None, now: datetime, zone: tzinfo) -> tuple[QcKind, str]:
    if check is None:
        return QcKind.NOT_NEEDED, "Not needed"
    today = now.astimezone(zone).date()
    match check.standing:
        case Standing.FAILED:
            # Where other analytes of it can be used, which one cannot.
            subjects = listed(dict.fromkeys(map(analyte_within, check.subjects)))
            if subjects or check.failed_at is None:
                return QcKind.FAILED, f"Locked {subjects}".strip()
            return QcKind.FAILED, f"Locked {same_day_time_text(check.failed_at, today, zone)}"
        case Standing.NEVER:
            return QcKind.DUE, "Never done"
        case Standing.OVERDUE:
            if check.due_at is None:
                return QcKind.DUE, "Due"
            return QcKind.DUE, f"Due since {same_day_time_text(check.due_at, today, zone)}"
        case _:
            due = check.due_at
            if due is not None and (due - now).total_seconds() <= _SOON_HOURS * 3600:
                return QcKind.DUE, f"Due by {same_day_time_text(due, today, zone)}"
            passed = control_text(check, today, zone).removeprefix("QC ")
            return QcKind.PASSED, sentence_case(passed)
