"""Writes the equipment of a ward, or what has happened to it, into a CSV file.

The register is read page by page between what devices send; that it leaves is written down before
the file is written, on the thread where nobody waits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.errors import Refused
from clinicapp.interop.asset_csv import write_assets, write_histories
from clinicapp.services.equipment.asset_export import note_exported, page_of_assets
from clinicapp.ui.words.plain import counted

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.domain.equipment.intake.known import KnownAsset
    from clinicapp.services.equipment.asset_export import ExportPage
    from clinicapp.ui.desks.questions import Questions


class AssetExportDesk(QObject):
    """One export after another. Signals: ``told(sentence)`` when done; ``troubled(sentence)``."""

    told = Signal(str)
    troubled = Signal(str)

    def __init__(
        self, questions: Questions, ward: str | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._ward = ward

    def write(self, path: str, *, histories: bool) -> None:
        """Write the list, or the histories, to a file; one that is there is replaced."""
        self._read(Path(path), "", [], [], histories=histories)

    def _read(
        self,
        path: Path,
        after: str,
        known: list[KnownAsset],
        events: list[AssetEvent],
        *,
        histories: bool,
    ) -> None:
        def found(page: ExportPage) -> None:
            known.extend(page.known)
            events.extend(page.events)
            if page.after:
                self._read(path, page.after, known, events, histories=histories)
            else:
                self._let_out(path, known, events, histories=histories)

        zone = self._questions.backstage.zone
        self._questions.ask(
            found,
            self._refused,
            page_of_assets,
            after,
            self._ward,
            zone,
            histories=histories,
        )

    def _let_out(
        self,
        path: Path,
        known: list[KnownAsset],
        events: list[AssetEvent],
        *,
        histories: bool,
    ) -> None:
        tags = {each.asset.id: each.asset.tag for each in known}

        def write(_noted: None) -> str:
            data = write_histories(events, tags) if histories else write_assets(known, tags)
            try:
                path.write_bytes(data)
            except OSError as error:
                raise Refused(
                    f"The file {path.name} cannot be written: {error.strerror or error}; choose "
                    "another place."
                ) from error
            what = counted(len(known), "device")
            if histories:
                what = f"{counted(len(events), 'event')} of {what}"
            return f"{what} written to {path.name}."

        self._questions.ask_figures(
            self.told.emit, self._refused, write, note_exported, self._ward, len(known)
        )

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
