"""Rounds through a ward: begun, scanned through, answered, taken back, signed off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.equipment.assets import AssetEventKind, counting
from clinicapp.domain.equipment.labels import Place, Product, Unreadable, read_label
from clinicapp.domain.equipment.rounds import (
    GLN,
    Item,
    Round,
    RoundEvent,
    RoundEventKind,
    RoundKind,
    audit,
    ended,
    place_of,
    scans,
)
from clinicapp.domain.equipment.whereabouts import SEEN_WARD, disputed, same_ward
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.assets import append_event, append_sighting
from clinicapp.services.equipment.scanned import asset_of_label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.kit import KitList
    from clinicapp.store.work import Work

MOST: Final = 50
"""How many rounds are listed: years of one ward."""
MOST_COUNTED: Final = 999
_DOING: Final = "take stock or audit a ward"
_GONE: Final = "That round is not in this database; refresh the list."


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """A round and what has happened in it, in order."""

    begun: Round
    events: tuple[RoundEvent, ...]

    @property
    def end(self) -> RoundEvent | None:
        """How it ended; None while it is open."""
        return ended(self.events)


@use_case(Permission.TAKE_STOCK, _DOING)
def start_round(
    work: Work, by: By, kind: RoundKind, ward: str, kit: KitList | None = None
) -> RoundRecord:
    """Begin a round. What a stock-take expects is what the register says of the ward now.

    Raises:
        Refused: a round of that kind is open on the ward; or the register has nothing there.
    """
    for each in work.rounds.of_ward(ward, MOST):
        if each.kind is kind and ended(work.rounds.events(each.id)) is None:
            raise Refused(
                f"{each.started_by} has begun a round like this on {ward} and it is still open; "
                "go on with that one."
            )
    expected: tuple[Item, ...] = ()
    if kind is RoundKind.STOCK_TAKE:
        expected = tuple(
            _item(facts.asset)
            for facts in work.assets.facts_of_ward(ward)
            if not {"CONDEMNED", "DISPOSED", "HANDED_BACK"}
            & {reason.code for reason in state_of(facts.asset, (), facts.events, by.at).reasons}
        )
        if not expected:
            raise Refused(f"The register has no equipment for {ward}; add it or import a list.")
    begun = Round(
        id=uuid7(),
        kind=kind,
        ward=ward,
        started_at=by.at,
        started_by=by.actor.name,
        expected=expected,
        kit=kit if kind is RoundKind.AUDIT else None,
    )
    work.rounds.add(begun, by.actor.id)
    record(work, by, "round.started", begun.id, kind=kind.value, expected=len(expected))
    return RoundRecord(begun, ())


@use_case(Permission.TAKE_STOCK, _DOING)
def scan_in_round(work: Work, by: By, round_id: UUID, text: str, zone: tzinfo) -> RoundRecord:
    """Note a label that was scanned or typed: of a device that is known, or of one that is not.

    Raises:
        Refused: the round has ended, or the label is of no single device.
    """
    found = _open(work, round_id)
    local = by.at.astimezone(zone)
    label = read_label(text, local.date())
    if isinstance(label, Unreadable):
        raise Refused(label.sentence)
    if isinstance(label, Place):
        return _at_place(work, by, found, label.gln, text)
    if isinstance(label, Product) and label.serial is None:
        raise Refused(
            "This label is on no single device; scan the label with the device's own tag."
        )
    asset = asset_of_label(work, label)
    if asset is not None and any(
        each.item is not None and each.item.asset_id == asset.id for each in scans(found.events)
    ):
        raise Refused(f"{asset.tag} has been scanned in this round already.")
    answers: Mapping[str, str] = {}
    if asset is not None:
        facts = work.assets.facts(asset.id)
        state = None if facts is None else state_of(asset, facts.plans, facts.events, local)
        works = state is not None and state.in_service and not state.reasons
        item = _item(asset)
        answers = {
            "tag": item.tag,
            "name": item.name,
            "category": item.category,
            "ward": item.ward,
            "works": "yes" if works else "no",
        }
        _note_sighting(work, by, found, asset)
        _put_where_it_is(work, by, found, asset)
    return _append(
        work,
        by,
        found,
        RoundEventKind.SCANNED,
        asset_id=None if asset is None else asset.id,
        text=text.strip(),
        answers=answers,
    )


@use_case(Permission.TAKE_STOCK, _DOING)
def answer_line(
    work: Work, by: By, round_id: UUID, requirement: str, present: int, working: int
) -> RoundRecord:
    """Note how many of a line of the kit list are there, and how many of them work.

    Raises:
        Refused: the round has ended or is no audit; or more work than are there.
    """
    found = _open(work, round_id)
    kit = found.begun.kit
    if kit is None or requirement not in {each.key for each in kit.requirements}:
        raise Refused("This round has no such line; refresh the list.")
    if not 0 <= present <= MOST_COUNTED:
        raise Refused(f"Enter how many are there, from 0 to {MOST_COUNTED}.")
    if not 0 <= working <= present:
        raise Refused(f"{working} cannot work of {present} that are there; enter both again.")
    answers = {"requirement": requirement, "present": str(present), "working": str(working)}
    return _append(work, by, found, RoundEventKind.ANSWERED, answers=answers)


@use_case(Permission.TAKE_STOCK, _DOING)
def take_back(work: Work, by: By, round_id: UUID, event_id: UUID) -> RoundRecord:
    """Let a scan or an answer count no more; it stays in the round's history.

    Raises:
        Refused: the round has ended, or that was taken back already.
    """
    found = _open(work, round_id)
    event = next((each for each in found.events if each.id == event_id), None)
    if event is None or event.kind not in (RoundEventKind.SCANNED, RoundEventKind.ANSWERED):
        raise Refused("There is nothing there that could be taken back; refresh the list.")
    if any(each.takes_back == event_id for each in found.events):
        raise Refused("That was taken back already.")
    if event.asset_id is not None:
        _take_sighting_back(work, by, event)
    return _append(work, by, found, RoundEventKind.TAKEN_BACK, takes_back=event_id)


@use_case(Permission.TAKE_STOCK, _DOING)
def finish_round(work: Work, by: By, round_id: UUID, note: str = "") -> RoundRecord:
    """Sign a round off: nothing can be added to it afterwards.

    Raises:
        Refused: it has ended; nothing was scanned; or lines of the kit list are left.
    """
    found = _open(work, round_id)
    kit = found.begun.kit
    if kit is not None:
        left = audit(kit, found.events).left
        if left:
            raise Refused(
                f"{len(left)} lines of the list have not been looked at, such as "
                f"{left[0].requirement.words}; answer them first, with 0 where nothing is there."
            )
    elif not scans(found.events):
        raise Refused("Nothing has been scanned in this round; scan what is there, or give it up.")
    return _append(work, by, found, RoundEventKind.FINISHED, text=note.strip())


@use_case(Permission.TAKE_STOCK, _DOING)
def give_up_round(work: Work, by: By, round_id: UUID, reason: str) -> RoundRecord:
    """Leave a round unfinished, with a reason.

    Raises:
        Refused: it has ended, or there is no reason.
    """
    if not reason.strip():
        raise Refused("Say why the round is given up; what was scanned in it is kept.")
    return _append(work, by, _open(work, round_id), RoundEventKind.GIVEN_UP, text=reason.strip())


@use_case(Permission.VIEW_EQUIPMENT, "look at rounds")
def list_rounds(work: Work, by: By, ward: str | None) -> tuple[RoundRecord, ...]:
    """The rounds of a ward, or of all, newest first."""
    found = tuple(
        RoundRecord(each, work.rounds.events(each.id)) for each in work.rounds.of_ward(ward, MOST)
    )
    record(work, by, "rounds.listed", ward or "all wards", count=len(found))
    return found


def _open(work: Work, round_id: UUID) -> RoundRecord:
    begun = work.rounds.get(round_id)
    if begun is None:
        raise NotFound(_GONE)
    found = RoundRecord(begun, work.rounds.events(round_id))
    end = found.end
    if end is not None:
        how = "signed off" if end.kind is RoundEventKind.FINISHED else "given up"
        raise Refused(f"{end.by} has {how} this round; begin a new one.")
    return found


def _append(
    work: Work,
    by: By,
    found: RoundRecord,
    kind: RoundEventKind,
    *,
    asset_id: UUID | None = None,
    text: str = "",
    answers: Mapping[str, str] | None = None,
    takes_back: UUID | None = None,
) -> RoundRecord:
    event = RoundEvent(
        id=uuid7(),
        round_id=found.begun.id,
        kind=kind,
        at=by.at,
        by=by.actor.name,
        asset_id=asset_id,
        text=text,
        answers=answers or {},
        takes_back=takes_back,
    )
    work.rounds.append(event, by.actor.id)
    record(work, by, f"round.{kind.value}", found.begun.id, event=event.id)
    return RoundRecord(found.begun, (*found.events, event))


def _at_place(work: Work, by: By, found: RoundRecord, gln: str, text: str) -> RoundRecord:
    """The label of a place: what is scanned from now on is there."""
    place = work.place_labels.of(gln)
    if place is None:
        raise Refused(
            f"The place with the location number {gln} has no name here yet; the equipment lead "
            "names it under Rounds, Label a place."
        )
    if not same_ward(place.ward, found.begun.ward):
        raise Refused(
            f"This is the label of {place.words}, and this round is of {found.begun.ward}; scan a "
            "place of this ward."
        )
    answers = {GLN: gln, "ward": place.ward, "site": place.site, "location": place.location}
    scanned = RoundEventKind.SCANNED
    return _append(work, by, found, scanned, text=text.strip(), answers=answers)


def _put_where_it_is(work: Work, by: By, found: RoundRecord, asset: Asset) -> None:
    """A device of the ward that is scanned at a place is there now: its move is recorded."""
    place = place_of(found.events)
    if place is None or not same_ward(asset.ward, found.begun.ward):
        return
    said = place.answers
    site, location = said["site"] or asset.site, said["location"]
    if (site, location) == (asset.site, asset.location):
        return
    details = {
        "from_ward": asset.ward,
        "from_site": asset.site,
        "from_location": asset.location,
        "to_ward": asset.ward,
        "to_site": site,
        "to_location": location,
        "round": str(found.begun.id),
    }
    append_event(work, by, asset.id, AssetEventKind.MOVED, by.at, details=details)
    work.assets.save(replace(asset, site=site, location=location))


def _note_sighting(work: Work, by: By, found: RoundRecord, asset: Asset) -> None:
    """Two wards that both say they have a device: its own history has to know.

    Only a sighting elsewhere, and the one at home that settles it, are events of the device.
    """
    here = found.begun.ward
    events = counting(work.assets.events(asset.id))
    if same_ward(here, asset.ward) and disputed(asset, events, by.at) is None:
        return
    details = {SEEN_WARD: here, "round": str(found.begun.id)}
    append_sighting(work, by, asset, details)


def _take_sighting_back(work: Work, by: By, scan: RoundEvent) -> None:
    """A scan that counts no more: the sighting that it made is corrected."""
    facts = None if scan.asset_id is None else work.assets.facts(scan.asset_id)
    if facts is None:
        return
    seen = next(
        (
            event
            for event in reversed(counting(facts.events))
            if event.kind is AssetEventKind.SEEN
            and event.details.get("round") == str(scan.round_id)
        ),
        None,
    )
    if seen is not None:
        append_sighting(work, by, facts.asset, {"round": str(scan.round_id)}, supersedes=seen.id)


def _item(asset: Asset) -> Item:
    return Item(asset.id, asset.tag, asset.name, asset.category, asset.ward)
