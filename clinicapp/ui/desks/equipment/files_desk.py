"""Takes photos and documents in, and opens them outside the program, without the window waiting.

A file is read, looked at and made small on a thread that ends with it, and kept on the database's.
What is opened lies in a folder that only this account may enter, cannot be written, and is removed
when the station is locked or the window closes.
"""

from __future__ import annotations

import logging
import shutil
import stat
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from clinicapp.domain.attachments import MOST_BYTES, Attachment, look_at
from clinicapp.domain.errors import Refused
from clinicapp.services import attachments
from clinicapp.ui.desks.chosen_file import content_of
from clinicapp.ui.desks.questions import OUR_FAULT
from clinicapp.ui.documents.thumbnail import thumbnail_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from clinicapp.ui.desks.questions import Questions

    Kept = Callable[[Attachment], None]
    Told = Callable[[Refused], None]
    _Read = tuple[str, bytes, bytes | None]

NO_PROGRAM: Final = (
    "No program on this computer opens this file; ask IT for one that shows photos and PDF."
)
_log = logging.getLogger(__name__)


def launch(path: Path) -> bool:
    """Have the system open a file with whatever program it has for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class FilesDesk(QObject):
    """Keeps and opens files for the person who is signed in.

    Signals: ``troubled(sentence)`` where nobody took a sentence.
    """

    troubled = Signal(str)
    _was_read = Signal(object)

    def __init__(
        self,
        questions: Questions,
        parent: QObject | None = None,
        *,
        launch: Callable[[Path], bool] = launch,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._launch = launch
        self._open = True
        self._folder: Path | None = None
        self._was_read.connect(self._take)

    def add(self, path: str, kept: Kept, refused: Told | None = None) -> None:
        """Keep a file; ``kept`` gets it as it is kept, ``refused`` the sentence, on this thread."""
        reader = ThreadPoolExecutor(1, "attachment")
        reading = reader.submit(_read, Path(path))
        reading.add_done_callback(lambda done: self._tell((done, kept, refused or self._trouble)))
        # The thread ends by itself, once it has read.
        reader.shutdown(wait=False)

    def open(self, sha256: str) -> None:
        """Have a file that is kept shown by another program, which cannot change it."""
        self._questions.ask(self._show_outside, self._trouble, attachments.open_attachment, sha256)

    def picture(self, sha256: str, then: Callable[[bytes], None]) -> None:
        """The small picture of a photo as PNG; ``then`` is not called where there is none."""

        def found(content: bytes | None) -> None:
            if content is not None:
                then(content)

        self._questions.ask(found, self._trouble, attachments.thumbnail, sha256)

    def clear(self) -> None:
        """Remove what was opened: the station is locked, or the window closes."""
        folder, self._folder = self._folder, None
        if folder is not None:
            # What another program still holds open is removed with the system's other leftovers.
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Nothing more is shown; what still comes is dropped."""
        self._open = False
        self.clear()

    def _tell(self, answer: tuple[Future[_Read], Kept, Told]) -> None:
        """On the reading thread: the signal brings it to this object's own."""
        if self._open:
            self._was_read.emit(answer)

    def _take(self, answer: tuple[Future[_Read], Kept, Told]) -> None:
        done, kept, refused = answer
        try:
            name, data, small = done.result()
        except Refused as refusal:
            refused(refusal)
            return
        except Exception:  # noqa: BLE001
            _log.exception("a file could not be read")
            refused(Refused(OUR_FAULT))
            return
        self._questions.ask(kept, refused, attachments.attach, data, name, thumbnail=small)

    def _show_outside(self, found: tuple[Attachment, bytes]) -> None:
        attachment, data = found
        try:
            path = self._written(attachment, data)
        except OSError as error:
            reason = error.strerror or str(error)
            self.troubled.emit(f"The file cannot be shown: {reason}. Tell your administrator.")
            return
        if not self._launch(path):
            self.troubled.emit(NO_PROGRAM)

    def _written(self, attachment: Attachment, data: bytes) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="clinicapp-"))
        # By its hash: a name could be of another kind of file, or somebody's.
        path = self._folder / f"{attachment.sha256[:16]}{attachment.media.suffix}"
        if not path.exists():
            path.write_bytes(data)
            path.chmod(stat.S_IRUSR)
        return path

    def _trouble(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))


def _read(path: Path) -> _Read:
    """A file's name, its content and, for a photo, a small picture. Raises Refused."""
    data = content_of(path, MOST_BYTES)
    content = look_at(data, path.name)
    small = thumbnail_of(data, content, path.name) if content.media.is_photo else None
    return path.name, data, small
