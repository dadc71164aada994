"""The receiving side of HL7 v2 over MLLP: what to answer, and what must be on disk before.

Source: HL7 v2.6 chapter 2 (2.9.2, acknowledgements; 2.15.8, MSA). Original mode is answered, with
one of three codes, because that is what point-of-care devices understand whatever they ask for in
MSH-15 and MSH-16:

==== ============================================= ==========================================
AA   the message is on disk                        the device forgets it
AE   the message could not be stored now           the device sends it again
AR   the message cannot be read, or is of a kind   the device need not send it again; its
     that brings no results                        bytes are on disk
==== ============================================= ==========================================

A device that says ``NE`` in both (never) is not answered. MSA-2 is MSH-10 as it came, byte by byte:
some ids are in braces. The reply's own time and id are the message's, for a conversation has no
clock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drivers.driver import Acknowledge, Action, Keep, Report
from drivers.protocols.hl7_replies import header_of, never_answered, reply
from drivers.protocols.hl7_results import Origin, Profile, read_results
from drivers.protocols.hl7_segments import Segment, decode_text, read_segments
from drivers.protocols.mllp import Block, BrokenBlock, MllpReader
from drivers.readings import NotUnderstood, Refusal

_RESULTS: Final = frozenset({"ORU", "OUL"})
_REPLIES: Final = frozenset({"ACK", "ORA"})
_NEXT_MESSAGE: Final = re.compile(rb"(?<=[\r\n])(?=MSH[^A-Za-z0-9\s])")
_MESSAGES_IN_BLOCK: Final = 50
_HEADER_LIMIT: Final = 4096
_BUSY: Final = "The station cannot store results now; send it again."
_UNREADABLE: Final = "The station cannot read this message."


class Hl7Receiver:
    """A conversation with one device. Bytes in, actions out; never raises, bounded in memory."""

    def __init__(self, driver: str, version: str, profiles: Sequence[Profile]) -> None:
        self._driver = driver
        self._version = version
        self._profiles = tuple(profiles)
        self._reader = MllpReader()

    def open(self) -> Sequence[Action]:
        """The device speaks first."""
        return ()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere; there may be several messages in them."""
        del channel
        actions: list[Action] = []
        for found in self._reader.feed(data):
            if isinstance(found, Block):
                actions += self._block(found)
            else:
                actions += self._broken(found)
        return actions

    def time_out(self) -> Sequence[Action]:
        """Silence: what was still arriving is reported; the link stays as it is."""
        return self.close()

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was incomplete."""
        return [
            self._report(b.reason, b.detail, b.raw, incomplete=True) for b in self._reader.rest()
        ]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: each message stands alone, and the device sends it again."""

    def _broken(self, broken: BrokenBlock) -> list[Action]:
        report = self._report(
            broken.reason, broken.detail, broken.raw, incomplete=not broken.answered
        )
        if not broken.answered:
            return [report]
        start = broken.raw[1:_HEADER_LIMIT]
        # A header that never ends may break off within its id, and half an id is nobody's.
        header = header_of(start) if b"\r" in start else None
        return [report, _answer(header, "AR", _UNREADABLE)]

    def _block(self, block: Block) -> list[Action]:
        """One message, or several that a sender put into one block."""
        texts = _NEXT_MESSAGE.split(block.text, _MESSAGES_IN_BLOCK)
        actions: list[Action] = []
        for text in texts:
            actions += self._message(text.strip(b"\r\n\0 "), block.raw)
        return actions

    def _message(self, text: bytes, raw: bytes) -> list[Action]:
        header = header_of(text)
        if header is None:
            return self._unreadable(None, raw, _strange(text))
        kind, version = header.component(9), header.component(12)
        if kind in _REPLIES:
            # Never answer an answer.
            return [Keep(raw)]
        if version and not version.startswith("2"):
            detail = f"The message is HL7 {version[:20]}, not version 2; set the device to 2.4."
            return self._unreadable(header, raw, detail)
        if kind not in _RESULTS:
            detail = (
                f"A message of the kind {kind[:20] or 'nothing'!r} brings no results; it is kept."
            )
            return self._unreadable(header, raw, detail)
        segments, cut = read_segments(decode_text(text))
        origin = Origin(self._driver, self._version, raw)
        items = read_results(segments, origin, self._profiles)
        actions: list[Action] = [Report(item) for item in items]
        if cut:
            detail = "The message has too many lines; the first were read, the rest is kept."
            actions.append(self._report(Refusal.FRAMING, detail, raw))
        return [*(actions or [Keep(raw)]), *_answers(header)]

    def _unreadable(self, header: Segment | None, raw: bytes, detail: str) -> list[Action]:
        report = self._report(Refusal.NOT_UNDERSTOOD, detail, raw)
        return [report, _answer(header, "AR", _UNREADABLE)]

    def _report(
        self, reason: Refusal, detail: str, raw: bytes, *, incomplete: bool = False
    ) -> Report:
        return Report(
            NotUnderstood(
                driver=self._driver,
                driver_version=self._version,
                reason=reason,
                detail=detail,
                raw=raw,
                incomplete=incomplete,
            )
        )


def _strange(text: bytes) -> str:
    if text.startswith(b"<"):
        return "The device speaks POCT1-A here; choose the driver poct1a for it."
    return "The message has no header, so nothing says what it is; check the device's settings."


def _answers(header: Segment) -> list[Action]:
    return [] if never_answered(header) else [_answer(header, "AA")]


def _answer(header: Segment | None, code: str, text: str = "") -> Acknowledge:
    """``code`` once the message is on disk, AE if it cannot be put there."""
    return Acknowledge(reply(header, code, text), otherwise=reply(header, "AE", _BUSY))
