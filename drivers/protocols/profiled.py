"""The conversation with a device that is described by data alone: a profile.

Bytes become frames (``tagged``), a frame becomes words (``grammar``, ``key_value``, ``tagged``),
and words become a reading or a refusal (``judgement``). Nothing here knows a device.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drivers.driver import Acknowledge, Action, MemoryRead, Report, Send
from drivers.protocols.grammar import Grammar, Heard, Words
from drivers.protocols.judgement import Origin, Rules, judge
from drivers.protocols.tagged import Frame, frame_reader
from drivers.readings import NotUnderstood, Reading, Refusal

_BLANK: Final = b"\r\n\0 \t"
_NOTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """How frames are told apart. ``length`` is that of the text, without start and end; 0 is any.

    ``stray`` bytes between frames, or fewer, are passed over: some devices are known to add one.
    With ``unended`` the last frame before the link goes may lack its end; only for grammars that
    cannot take a part of a frame for a whole one, because a unit ends it.
    """

    starts: tuple[bytes, ...] = ()
    end: bytes = b"\r\n"
    limit: int = 256
    length: int = 0
    stray: int = 0
    unended: bool = False
    encoding: str = "latin-1"

    def text(self, raw: bytes) -> str:
        """The text of a whole frame. Raises UnicodeDecodeError."""
        if self.starts:
            start = next((each for each in self.starts if raw.startswith(each)), b"")
            raw = raw[len(start) :]
        inner = raw.removesuffix(self.end)
        return inner.decode(self.encoding).strip("\r\n\0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What a profile's conversation needs to know.

    ``opening`` is sent when the link is up, ``poll`` whenever the device was silent for the
    driver's patience. ``repeats`` names the words by which a frame is known to say again what the
    frame before it said, as scales do while a weight is locked; silence ends that.
    """

    key: str
    version: str
    protocol: str
    framing: Framing
    grammar: Grammar
    rules: Rules
    opening: bytes = b""
    poll: bytes = b""
    repeats: tuple[str, ...] = ()


class ProfileConversation:
    """Listens to one device and reads what it sends as its profile says."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        framing = speech.framing
        self._frames = frame_reader(framing.starts, framing.end, framing.limit)
        self._form = ""
        self._noted: dict[str, str] = {}
        self._note_bytes = b""
        self._notes = 0
        self._said_last: tuple[str, ...] | None = None
        self._cut = False
        self._several = False

    def open(self) -> Sequence[Action]:
        """The profile's opening command, if it has one."""
        return (Send(self._speech.opening),) if self._speech.opening else ()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere; every frame becomes a report. Blank ones are passed over."""
        del channel
        actions: list[Action] = []
        for frame in self._frames.feed(data):
            self._several = False
            actions += [Report(item) for item in self._hear(frame)]
            if self._several and self._speech.rules.stored:
                actions.append(MemoryRead())
        return actions

    def time_out(self) -> Sequence[Action]:
        """Silence: half a frame is reported, not read, and neither is its other half."""
        rest: list[Action] = [Report(item) for item in self._leave(self._frames.rest())]
        # What has no start of its own may be the other half; the next line is then not read.
        self._cut = bool(rest) and not self._speech.framing.starts
        self._said_last = None
        if self._speech.rules.stored:
            rest.append(MemoryRead())
        poll = self._speech.poll
        return (*rest, Send(poll)) if poll else rest

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was still arriving, and notes without a result."""
        rest = self._frames.rest()
        last = self._without_end(rest) if rest and self._speech.framing.unended else None
        return [Report(item) for item in last or self._leave(rest)]

    def _without_end(self, rest: Frame) -> list[Reading | NotUnderstood] | None:
        """A frame that lacks only its end, where a part of a frame cannot be taken for a whole."""
        if self._cut or not rest.started or rest.length != len(rest.raw):
            return None
        heard = self._take_apart(rest)
        return self._follow(heard, rest) if heard and heard.results else None

    def _leave(self, rest: Frame | None) -> list[Reading | NotUnderstood]:
        held = self._take_notes()
        if rest is None or self._is_blank(rest):
            if not held:
                return []
            detail = "What belongs to a result came without it; measure again."
            return [self._refused(Refusal.TRUNCATED, detail, held, incomplete=True)]
        reason = Refusal.FRAMING
        if rest.started and rest.length == len(rest.raw):
            reason = Refusal.TRUNCATED
        detail = f"The device stopped after {rest.length} bytes; measure again."
        return [self._refused(reason, detail, held + rest.raw, incomplete=True)]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: there is no acknowledgement, so the session keeps trying."""

    def _hear(self, frame: Frame) -> list[Reading | NotUnderstood]:
        cut, self._cut = self._cut, False
        if self._is_blank(frame):
            return self._note({}, frame.raw) if self._note_bytes else []
        if not frame.whole or cut:
            detail = f"{frame.length} bytes are no whole frame; measure again."
            return [self._refused(Refusal.FRAMING, detail, self._take_notes() + frame.raw)]
        heard = self._take_apart(frame)
        if heard is None:
            detail = f"This is not in {self._speech.protocol}; check the device's output format."
            raw = self._take_notes() + frame.raw
            return [self._refused(Refusal.NOT_UNDERSTOOD, detail, raw)]
        return self._follow(heard, frame)

    def _take_apart(self, frame: Frame) -> Heard | None:
        after, self._form = self._form, ""
        try:
            text = self._speech.framing.text(frame.raw)
        except UnicodeDecodeError:
            return None
        length = self._speech.framing.length
        if length and len(text) != length:
            return None
        return self._speech.grammar.read(text, after)

    def _follow(self, heard: Heard, frame: Frame) -> list[Reading | NotUnderstood]:
        self._form, self._several = heard.form, heard.several
        if heard.note is not None:
            return self._note(heard.note, frame.raw)
        noted = self._noted
        origin = Origin(self._speech.key, self._speech.version, self._take_notes() + frame.raw)
        found = []
        for words in heard.results:
            item = judge(self._speech.rules, {**noted, **words} if noted else words, origin)
            if not self._again(item, words):
                found.append(item)
        return found

    def _note(self, words: Words, raw: bytes) -> list[Reading | NotUnderstood]:
        """Remember a line that belongs to the next result; too many are no longer that."""
        if self._notes == _NOTES:
            detail = "Many lines came, and no result; check the device's output format."
            return [self._refused(Refusal.FRAMING, detail, self._take_notes() + raw)]
        self._notes += 1
        self._noted = {**self._noted, **words}
        self._note_bytes += raw
        return []

    def _take_notes(self) -> bytes:
        held, self._note_bytes = self._note_bytes, b""
        self._noted, self._notes = {}, 0
        return held

    def _again(self, item: Reading | NotUnderstood, words: Words) -> bool:
        """Whether this is the result before it once more; only results repeat.

        Anything else between two equal results (somebody steps off the scale) makes them two.
        """
        if not self._speech.repeats or not isinstance(item, Reading):
            self._said_last = None
            return False
        said = tuple(words.get(name, "") for name in self._speech.repeats)
        again = said == self._said_last
        self._said_last = said
        return again

    def _is_blank(self, frame: Frame) -> bool:
        if not frame.raw.strip(_BLANK) and frame.length == len(frame.raw):
            return True
        return not frame.whole and frame.length <= self._speech.framing.stray

    def _refused(
        self, reason: Refusal, detail: str, raw: bytes, *, incomplete: bool = False
    ) -> NotUnderstood:
        return NotUnderstood(
            driver=self._speech.key,
            driver_version=self._speech.version,
            reason=reason,
            detail=detail,
            raw=raw,
            device=self._speech.rules.device,
            incomplete=incomplete,
        )
