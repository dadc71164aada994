"""Bounded buffers: no sender, however broken, makes the station remember without limit."""

from __future__ import annotations


class BoundedBuffer:
    """Bytes up to ``limit``; what would not fit is counted, never kept.

    ``taken`` is how many bytes were offered in all, so that an error can say how long it was.
    """

    def __init__(self, limit: int) -> None:
        if limit < 1:
            raise ValueError(f"a buffer must hold at least one byte, not {limit}")
        self._limit = limit
        self._held = bytearray()
        self._taken = 0

    def __len__(self) -> int:
        return len(self._held)

    @property
    def taken(self) -> int:
        """How many bytes were offered since it was last cleared."""
        return self._taken

    @property
    def overflowed(self) -> bool:
        """Whether more was offered than fits."""
        return self._taken > self._limit

    def add(self, data: bytes) -> bool:
        """Hold as much of ``data`` as fits; False once something did not."""
        room = self._limit - len(self._held)
        self._taken += len(data)
        self._held += data[:room]
        return not self.overflowed

    def clear(self) -> bytes:
        """Hand over what is held and start anew."""
        if not self._taken:
            return b""
        held = bytes(self._held)
        self._held.clear()
        self._taken = 0
        return held
