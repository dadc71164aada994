"""Equipment that somebody else has lent to us: taken in with its checks, and handed back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment import faults, loans
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.faults import Decontamination
from clinicapp.domain.equipment.loans import OwnerKind
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, use_case
from clinicapp.services.equipment.assets import append_check, append_event
from clinicapp.services.typed_fields import TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.store.work import Work

_KINDS: Final = frozenset(each.value for each in OwnerKind)
_DECLARED: Final = frozenset(each.value for each in Decontamination)


@use_case(Permission.MANAGE_EQUIPMENT, "record loans of equipment")
def record_borrowed(
    work: Work, by: By, asset_id: UUID, answers: Mapping[str, str], zone: tzinfo
) -> AssetEvent:
    """Record that a piece came to us on loan, and how it arrived.

    The check on arrival is kept as a user check; a piece that passed it still has to be accepted.

    Args:
        work: the transaction.
        by: who, and when.
        asset_id: the piece, whose entry says that it is on loan to us.
        answers: ``owner_kind`` (an ``OwnerKind``), ``owner``, ``until``, ``arrival`` (pass or
            fail), ``decontamination`` (yes or no: a certificate came with it), ``paperwork`` and
            ``words``, as typed.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: with a sentence for each field that cannot be taken.
        Refused: the piece is not on loan to us.
    """
    typed = TypedFields(answers)
    at = by.at.astimezone(zone)
    kind = answers.get("owner_kind", "")
    if kind not in _KINDS:
        typed.wrong("owner_kind", "Choose whether a ward, a trust or a company lends it.")
    owner = typed.text("owner", "Enter who lends it, such as Elm ward.")
    until = typed.day("until", "Enter the day on which it goes back.")
    if until is not None and until < at.date():
        typed.wrong("until", "That day has passed; enter the day on which it goes back.")
    verdict = {"pass": Verdict.PASS, "fail": Verdict.FAIL}.get(answers.get("arrival", ""))
    if verdict is None:
        typed.wrong("arrival", "Say how it arrived: clean, complete and undamaged, or not.")
    clean = answers.get("decontamination", "")
    if clean not in ("yes", "no"):
        typed.wrong("decontamination", "Say whether a decontamination certificate came with it.")
    words = typed.text("words")
    if verdict is Verdict.FAIL and not words:
        typed.wrong("words", "Say what is wrong with it.")
    typed.check()
    details = {
        loans.OWNER_KIND: kind,
        loans.OWNER: owner,
        faults.LOAN_UNTIL: "" if until is None else until.isoformat(),
        loans.ARRIVAL: answers.get("arrival", ""),
        faults.DECONTAMINATION: clean,
        faults.PAPERWORK: typed.text("paperwork"),
    }
    kept = {key: value for key, value in details.items() if value}
    event = append_event(work, by, asset_id, AssetEventKind.BORROWED, at, words, kept)
    if clean == "no":
        why = {"reason": "It came without a decontamination certificate"}
        append_event(work, by, asset_id, AssetEventKind.CONTAMINATED, at, "", why)
    append_check(
        work,
        by,
        asset_id,
        Check.USER_CHECK,
        verdict or Verdict.FAIL,
        at,
        words or "Arrived clean, complete and undamaged",
    )
    return event


@use_case(Permission.MANAGE_EQUIPMENT, "record loans of equipment")
def hand_back(
    work: Work, by: By, asset_id: UUID, answers: Mapping[str, str], zone: tzinfo
) -> AssetEvent:
    """Record that a piece went back to its owner.

    Args:
        work: the transaction.
        by: who, and when.
        asset_id: the piece.
        answers: ``decontamination`` (a ``Decontamination``), ``data_wiped`` (yes or holds_none),
            ``paperwork`` and ``words``, as typed.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: with a sentence for each field that cannot be taken.
        Refused: the piece is not on loan to us.
    """
    typed = TypedFields(answers)
    at = by.at.astimezone(zone)
    words = typed.text("words")
    declared = answers.get("decontamination", "")
    if declared not in _DECLARED:
        typed.wrong("decontamination", "Declare whether it was decontaminated before it goes.")
    elif declared == Decontamination.NOT_DONE.value and not words:
        typed.wrong("words", "Say why it could not be decontaminated; whoever gets it must know.")
    wiped = answers.get("data_wiped", "")
    if wiped not in ("yes", "holds_none"):
        typed.wrong("data_wiped", "Wipe what it remembers first, or say that it holds nothing.")
    typed.check()
    details = {
        faults.DECONTAMINATION: declared,
        faults.DATA_WIPED: wiped,
        faults.PAPERWORK: typed.text("paperwork"),
    }
    kept = {key: value for key, value in details.items() if value}
    return append_event(work, by, asset_id, AssetEventKind.HANDED_BACK, at, words, kept)
