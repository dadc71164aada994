"""Loans in words: the panels of what is lent to us, and the facts in a record."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.loans import OwnerKind
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.equipment.fault_panels import DECLARED
from clinicapp.ui.words.plain import counted, day_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.loans import Loan

_OWNERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        OwnerKind.WARD.value: "Another ward",
        OwnerKind.TRUST.value: "Another trust",
        OwnerKind.COMPANY.value: "A company",
    }
)
_PAPERS: Final = "Paperwork"
_PAPERS_HELP: Final = "Its number or name; add the file itself under More, Add loan papers."


def _choice(key: str, label: str, options: Mapping[str, str]) -> FieldSpec:
    views = tuple(OptionView(code, words) for code, words in options.items())
    return FieldSpec(key, label, FieldKind.CHOICE, "", views)


def borrowed_panel(asset: Asset) -> EntrySpec:
    """Take a piece in that somebody lends to us."""
    return EntrySpec(
        card=f"equipment.borrowed.{asset.id}",
        title=f"{asset.tag} came on loan",
        intro="It has to be accepted afterwards, before it may be used.",
        fields=(
            _choice("owner_kind", "Who lends it", _OWNERS),
            FieldSpec("owner", "Name of the lender", FieldKind.TEXT),
            FieldSpec("until", "Goes back by", FieldKind.TEXT, help_text="Such as 14 3 2027."),
            _choice(
                "arrival",
                "How it arrived",
                {"pass": "Clean, complete and undamaged", "fail": "Not, as said below"},
            ),
            _choice(
                "decontamination",
                "Did a decontamination certificate come with it?",
                {"yes": "Yes", "no": "No: decontaminate it first"},
            ),
            FieldSpec("paperwork", _PAPERS, FieldKind.TEXT, help_text=_PAPERS_HELP),
            FieldSpec("words", "In a few words", FieldKind.TEXT),
        ),
        submit="Record",
    )


def hand_back_panel(asset: Asset) -> EntrySpec:
    """Hand a piece back to its owner."""
    return EntrySpec(
        card=f"equipment.handed_back.{asset.id}",
        title=f"Hand {asset.tag} back",
        intro="It leaves the list; its record and everything that it measured stay.",
        fields=(
            _choice("decontamination", "Decontamination", DECLARED),
            _choice(
                "data_wiped",
                "Were its memories wiped?",
                {"yes": "Yes, it was wiped", "holds_none": "It holds nothing of patients"},
            ),
            FieldSpec("paperwork", _PAPERS, FieldKind.TEXT, help_text=_PAPERS_HELP),
            FieldSpec("words", "In a few words", FieldKind.TEXT),
        ),
        submit="Hand back",
    )


def loan_facts(loan: Loan | None, today: date) -> tuple[tuple[str, str], ...]:
    """Label and value of what a record says of a loan that lasts."""
    if loan is None:
        return ()
    until = "Not agreed"
    if loan.until is not None:
        until = day_text(loan.until)
        if loan.over_on(today):
            until = f"{until}, {counted((today - loan.until).days, 'day')} over"
    return (("Lent to" if loan.ours else "Lent by", loan.who), ("Back by", until))
