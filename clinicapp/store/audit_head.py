"""The end of the audit chain, kept outside the database: a shorter chain is still a valid chain."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Final

from clinicapp.domain.audit import ChainHead

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_log = logging.getLogger(__name__)
_SECONDS_BETWEEN: Final = 1.0


class HeadKeeper:
    """Writes the newest head to a small file, at most once a second and at ``flush``.

    It is not synced to the disk: after a power cut the note may be some records behind, which is
    harmless, since a head that lies inside the chain only says less. While the chain does not hold
    the noted head (``trusted`` is False) the note is left as it is, so that removed records stay
    noticed until a backup is restored.
    """

    def __init__(self, file: Path | None, seconds: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._seconds = seconds
        self._written_at: float | None = None
        self._pending: ChainHead | None = None
        self.trusted = True

    def read(self) -> ChainHead | None:
        """The noted head; None if none has been noted, or the note cannot be understood."""
        if self._file is None:
            return None
        try:
            content = json.loads(self._file.read_text("utf-8"))
            return ChainHead(sequence=int(content["sequence"]), hash=str(content["hash"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, head: ChainHead) -> None:
        """A transaction has committed and this is the head now."""
        self._pending = head
        now = self._seconds()
        if self._written_at is None or now - self._written_at >= _SECONDS_BETWEEN:
            self.flush()
            self._written_at = now

    def flush(self) -> None:
        """Write what is pending. A failure is logged: the transaction itself is safe."""
        head, self._pending = self._pending, None
        if head is not None and self.trusted:
            self._write(head)

    def reset(self, head: ChainHead) -> None:
        """Note another head on purpose: a backup has been restored."""
        self.trusted, self._pending = True, None
        self._write(head)

    def _write(self, head: ChainHead) -> None:
        if self._file is None:
            return
        part = self._file.with_name(f"{self._file.name}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({"sequence": head.sequence, "hash": head.hash}), "utf-8")
            part.replace(self._file)
        except OSError:
            _log.warning("The end of the audit trail could not be noted in %s.", self._file)
