"""The tools that print a label of the piece whose record is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.services.equipment.asset_labels import let_label_out
from clinicapp.ui.desks.sheet_desk import SheetDesk
from clinicapp.ui.documents.asset_label import asset_label, do_not_use_label, label_choices
from clinicapp.ui.equipment.sheet_preview import open_preview

if TYPE_CHECKING:
    from clinicapp.domain.documents import Way
    from clinicapp.services.access import By
    from clinicapp.services.equipment.asset_record import AssetRecord
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.equipment.room import ToolPlace
    from clinicapp.ui.pages.documents.preview_dialog import PreviewDialog


def open_label(place: ToolPlace, *, forbids: bool) -> PreviewDialog:
    """Show the label before it is printed or saved."""
    frame = place.room.frame
    author = next((line.strip() for line in frame.trust.splitlines() if line.strip()), "clinicapp")
    desk = label_desk(frame.questions, place.record, forbids=forbids, author=author)
    return open_preview(frame, desk)


def label_desk(
    questions: Questions, record: AssetRecord, *, forbids: bool, author: str
) -> SheetDesk:
    """Makes one label and lets it out; ``forbids``: the red one that says do not use."""
    asset_id, zone = record.standing.asset.id, questions.backstage.zone
    label = do_not_use_label(record, zone) if forbids else asset_label(record, zone)

    def let_out(work: Work, by: By, way: Way) -> None:
        let_label_out(work, by, asset_id, way, forbids=forbids)

    return SheetDesk(questions, label_choices(label, author), let_out)
