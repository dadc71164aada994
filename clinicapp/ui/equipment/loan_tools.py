"""The tools of a record about loans: taken in, handed back, and the papers of either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.attachments import Purpose
from clinicapp.services import attachments
from clinicapp.services.equipment.loans import hand_back, record_borrowed
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.desks.equipment.files_desk import FilesDesk
from clinicapp.ui.equipment.file_tools import ask_for_attachment
from clinicapp.ui.viewmodels.equipment.present_loans import borrowed_panel, hand_back_panel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from clinicapp.domain.attachments import Attachment
    from clinicapp.domain.errors import Refused
    from clinicapp.ui.desks.asking import OpenPanel
    from clinicapp.ui.equipment.room import ToolPlace


def open_borrowed(place: ToolPlace) -> None:
    """Record that the piece came on loan."""
    asset, questions = place.record.standing.asset, place.room.frame.questions
    asking = Asking(questions, place.room.panels, place.changed)

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        asking.ask(panel, record_borrowed, asset.id, answers, questions.backstage.zone)

    asking.open(borrowed_panel(asset), submit)


def open_hand_back(place: ToolPlace) -> None:
    """Record that the piece went back."""
    asset, questions = place.record.standing.asset, place.room.frame.questions
    asking = Asking(questions, place.room.panels, place.changed)

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        asking.ask(panel, hand_back, asset.id, answers, questions.backstage.zone)

    asking.open(hand_back_panel(asset), submit)


def add_papers(place: ToolPlace, ask: Callable[[QWidget], str] = ask_for_attachment) -> None:
    """Keep the papers of a loan with the piece."""
    frame, asset = place.room.frame, place.record.standing.asset
    path = ask(frame.window)
    if not path:
        return
    files = FilesDesk(frame.questions, place.room.owner)

    def refused(refusal: Refused) -> None:
        files.deleteLater()
        frame.shell.refused(str(refusal))

    def put(_kept: object) -> None:
        files.deleteLater()
        place.changed()

    def kept(attachment: Attachment) -> None:
        document = Purpose.DOCUMENT
        frame.questions.ask(put, refused, attachments.put_with, asset.id, attachment, document)

    files.add(path, kept, refused)
