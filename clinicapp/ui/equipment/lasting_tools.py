"""The tools of a record for what lasts a while: loans to us, and checks that are let wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Stage
from clinicapp.domain.staff import Permission
from clinicapp.ui.equipment.room import RecordTool

if TYPE_CHECKING:
    from clinicapp.services.equipment.asset_record import AssetRecord
    from clinicapp.ui.equipment.room import ToolPlace


def lasts(record: AssetRecord) -> bool:
    """Whether it has not been taken out of use for good."""
    return record.standing.state.stage not in (
        Stage.CONDEMNED,
        Stage.DISPOSED,
        Stage.HANDED_BACK,
    )


def _borrowed(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.loan_tools import open_borrowed

    open_borrowed(place)


def _hand_back(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.loan_tools import open_hand_back

    open_hand_back(place)


def _loan_papers(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.loan_tools import add_papers

    add_papers(place)


def _on_loan_to_us(record: AssetRecord) -> bool:
    from clinicapp.domain.equipment.assets import Funding

    return record.standing.asset.funding is Funding.LOANED_IN


def _awaits_its_loan(record: AssetRecord) -> bool:
    """Whether it is to be recorded from whom it came: at first, and after it went back."""
    return _on_loan_to_us(record) and (record.loan is None or record.loan.ours)


def _lent_to_us(record: AssetRecord) -> bool:
    return _on_loan_to_us(record) and record.loan is not None and not record.loan.ours


def _waiver(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.waiver_tools import open_waiver

    open_waiver(place)


def _end_waiver(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.waiver_tools import open_end_waiver

    open_end_waiver(place)


def _may_wait(record: AssetRecord) -> bool:
    from clinicapp.ui.viewmodels.equipment.present_waivers import may_wait

    return lasts(record) and bool(may_wait(record.standing.state))


def _is_waived(record: AssetRecord) -> bool:
    return any(each.waived_until is not None for each in record.standing.state.checks)


ARRIVING_TOOLS: Final[tuple[RecordTool, ...]] = (
    RecordTool(
        key="borrowed",
        label="Record the loan",
        icon="undo-2",
        permission=Permission.MANAGE_EQUIPMENT,
        open=_borrowed,
        applies=_awaits_its_loan,
    ),
)
"""What is done when a piece comes to us on loan."""
LEAVING_TOOLS: Final[tuple[RecordTool, ...]] = (
    RecordTool(
        key="hand_back",
        label="Hand it back",
        icon="undo-2",
        permission=Permission.MANAGE_EQUIPMENT,
        open=_hand_back,
        in_more=True,
        applies=_lent_to_us,
    ),
    RecordTool(
        key="loan_papers",
        label="Add loan papers",
        icon="paperclip",
        permission=Permission.ATTACH_FILE,
        open=_loan_papers,
        in_more=True,
        applies=lambda record: record.loan is not None,
    ),
)
"""What is done while it is on loan."""
WAITING_TOOLS: Final[tuple[RecordTool, ...]] = (
    RecordTool(
        key="waiver",
        label="Let a check wait",
        icon="calendar-clock",
        permission=Permission.MANAGE_EQUIPMENT,
        open=_waiver,
        in_more=True,
        applies=_may_wait,
    ),
    RecordTool(
        key="end_waiver",
        label="End a waiver",
        icon="calendar",
        permission=Permission.MANAGE_EQUIPMENT,
        open=_end_waiver,
        in_more=True,
        applies=_is_waived,
    ),
)
"""Waivers."""
