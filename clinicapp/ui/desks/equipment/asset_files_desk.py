"""Serves the photos and documents of one piece of equipment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.attachments import Purpose
from clinicapp.domain.staff import Permission
from clinicapp.services import attachments
from clinicapp.services.equipment.assets import change
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.equipment.present_files import TAKE_AWAY, present_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from clinicapp.domain.attachments import Attachment, Kept
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.errors import Refused
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.equipment.files_desk import FilesDesk
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel


class AssetFilesDesk(QObject):
    """Serves one ``RegisterViewModel``.

    Signals: ``troubled(sentence)``; ``changed()`` when the device's entry is another.
    """

    troubled = Signal(str)
    changed = Signal()

    def __init__(
        self,
        questions: Questions,
        model: RegisterViewModel,
        files: FilesDesk,
        panels: Panels,
        asset_id: UUID,
        ask: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._files = files
        self._asset_id = asset_id
        self._ask = ask
        self._asking = Asking(questions, panels, self.refresh)
        self._found: tuple[Asset, tuple[Kept, ...]] | None = None
        files.troubled.connect(self.troubled)
        model.chosen.connect(lambda _key: self._show())
        model.tool_pressed.connect(self._press)

    def refresh(self) -> None:
        """Read the files anew."""
        self._questions.ask(self._read, self._refused, attachments.files_of_asset, self._asset_id)

    def _read(self, found: tuple[Asset, tuple[Kept, ...]]) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        if self._found is None:
            return
        asset, kept = self._found
        actor = self._questions.actor
        self._model.show(
            present_files(
                asset,
                kept,
                self._model.wanted,
                self._questions.backstage.zone,
                may_add=actor.may(Permission.ATTACH_FILE),
                may_manage=actor.may(Permission.MANAGE_EQUIPMENT),
            )
        )

    def _press(self, key: str) -> None:
        if key == "add":
            path = self._ask()
            if path:
                self._files.add(path, self._kept, self._refused)
            return
        if self._found is None:
            return
        asset, found = self._found
        at = next((each for each in found if str(each.id) == self._model.wanted), None)
        if at is None:
            return
        if key == "open":
            self._files.open(at.attachment.sha256)
        elif key == "photo":
            photo = replace(asset, photo=at.attachment.sha256)
            self._questions.ask(self._photo_chosen, self._refused, change, photo)
        elif key == "take_away":
            self._take_away(at)

    def _kept(self, attachment: Attachment) -> None:
        purpose = Purpose.PHOTO if attachment.media.is_photo else Purpose.DOCUMENT
        self._questions.ask(
            lambda _kept: self.refresh(),
            self._refused,
            attachments.put_with,
            self._asset_id,
            attachment,
            purpose,
        )

    def _photo_chosen(self, _asset: Asset) -> None:
        self.changed.emit()
        self.refresh()

    def _take_away(self, kept: Kept) -> None:
        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            reason = answers.get("reason", "")
            self._asking.ask(panel, attachments.take_away, self._asset_id, kept.id, reason)

        self._asking.open(TAKE_AWAY, submit)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
