"""The panels of waivers: a lapsed check is let wait for some days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.waivers import MOST_DAYS, WAIVABLE, last_day
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.words.equipment import CHECKS
from clinicapp.ui.words.plain import day_text

if TYPE_CHECKING:
    from datetime import date

    from clinicapp.domain.equipment.asset_state import AssetState, CheckState
    from clinicapp.domain.equipment.assets import Asset

_WAITING: Final = (Standing.OVERDUE, Standing.NEVER, Standing.DUE_SOON)


def may_wait(state: AssetState) -> tuple[CheckState, ...]:
    """The checks that a waiver could let wait: due soon, overdue or never done."""
    return tuple(
        each
        for each in state.checks
        if each.check in WAIVABLE and each.standing in _WAITING and each.waived_until is None
    )


def waived(state: AssetState) -> tuple[CheckState, ...]:
    """The checks that wait by a waiver now."""
    return tuple(each for each in state.checks if each.waived_until is not None)


def waiver_panel(asset: Asset, state: AssetState, today: date) -> EntrySpec:
    """Let a check wait."""
    return EntrySpec(
        card=f"equipment.waiver.{asset.id}",
        title=f"Let a check of {asset.tag} wait",
        intro="Your name, the reason and the day are kept and shown. Until then a reading is "
        "judged by what the policy says of WAIVED. A failed check and quality control never wait.",
        fields=(
            _which(may_wait(state)),
            FieldSpec(
                "until",
                "Until",
                FieldKind.TEXT,
                value=day_text(last_day(today)),
                help_text=f"At most {MOST_DAYS} days ahead; it ends by itself.",
            ),
            FieldSpec("reason", "Why it may wait", FieldKind.TEXT),
        ),
        submit="Let it wait",
    )


def end_panel(asset: Asset, state: AssetState) -> EntrySpec:
    """End a waiver before its day."""
    return EntrySpec(
        card=f"equipment.waiver_end.{asset.id}",
        title=f"End a waiver of {asset.tag}",
        fields=(_which(waived(state)), FieldSpec("reason", "Why it ends", FieldKind.TEXT)),
        submit="End it",
    )


def _which(checks: tuple[CheckState, ...]) -> FieldSpec:
    options = tuple(OptionView(each.check.value, CHECKS[each.check]) for each in checks)
    chosen = options[0].code if len(options) == 1 else ""
    return FieldSpec("check", "Check", FieldKind.CHOICE, "", options, value=chosen)
