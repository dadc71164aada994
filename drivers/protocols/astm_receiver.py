"""The receiving side of an ASTM session: what to answer, and what must be on disk before.

Source: CLSI LIS01-A2 sections 6 and 8 (ASTM E1381-95), as a table:

============ ============================ ============================== =====================
state        event                        reply                          afterwards
============ ============================ ============================== =====================
any          ENQ                          ACK, or NAK without storage    frames start at 1
receiving    next frame                   ACK once it is committed       joined to the message
receiving    same number, same bytes      ACK                            dropped
receiving    same number, other bytes     ACK once it is committed       joined: numbers err
receiving    bad checksum, wrong number   NAK                            as before
receiving    EOT                          none                           message complete
receiving    silence, or the link gone    none                           kept as incomplete
============ ============================ ============================== =====================

A message is also complete with its terminator record, and its results go to disk with the frame
that completes it: whatever was acknowledged has its results stored, even if EOT never comes.

Frames that come without ENQ and without a header, as after a restart of the station in the middle
of a message, are answered with NAK so that the analyser repeats the whole message, which then says
what they were of; they are still reported, in case it never does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from drivers.driver import Acknowledge, Action, Keep, Report, Send
from drivers.protocols.astm_frames import (
    ACK,
    NAK,
    BrokenFrame,
    Event,
    Frame,
    FrameReader,
    Signal,
)
from drivers.protocols.astm_records import Record
from drivers.protocols.astm_results import MESSAGE_CUT, Origin, Profile, header_of, profile_of
from drivers.protocols.astm_results import read_results as read_message
from drivers.readings import DeviceIdentity, NotUnderstood, Reading, Refusal

MESSAGE_LIMIT: Final = 512 * 1024
"""Bytes in one message, all its frames together."""


@dataclass(slots=True)
class _Message:
    """The frames of one message so far. ``refused``: they were answered with NAK."""

    raw: bytearray = field(default_factory=bytearray)
    text: bytearray = field(default_factory=bytearray)
    refused: bool = False

    def add(self, frame: Frame) -> None:
        self.raw += frame.raw
        self.text += frame.text
        if frame.last and not frame.text.endswith(b"\r"):
            # ETX ends a record even where the analyser leaves out the CR.
            self.text += b"\r"

    @property
    def terminated(self) -> bool:
        """Whether its last record is a terminator."""
        last = self.text.rstrip(b"\r\n")
        start = max(last.rfind(b"\r"), last.rfind(b"\n")) + 1
        return bytes(last[start : start + 1]) in (b"L", b"l")


class _Place(NamedTuple):
    """Where the conversation stood, to go back there if a frame could not be kept."""

    message: _Message
    raw_length: int
    text_length: int
    established: bool
    last: tuple[int, bytes] | None
    owed: tuple[Report, ...]


class AstmReceiver:
    """A conversation with one analyser. Bytes in, actions out; never raises, bounded in memory."""

    def __init__(self, driver: str, version: str, profiles: Sequence[Profile]) -> None:
        self._driver = driver
        self._version = version
        self._profiles = tuple(profiles)
        self._reader = FrameReader()
        self._message = _Message()
        self._established = False
        self._last: tuple[int, bytes] | None = None
        self._refused_before = b""
        self._damaged = False
        self._owed: list[Report] = []
        self._on_signal: dict[Signal, Callable[[], list[Action]]] = {
            Signal.ENQ: self._enquiry,
            Signal.EOT: self._end,
            Signal.ENQ_IN_FRAME: lambda: [Send(NAK)],
        }

    def open(self) -> Sequence[Action]:
        """The analyser speaks first."""
        return ()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes from the analyser, cut anywhere."""
        del channel
        actions: list[Action] = []
        for event in self._reader.feed(data):
            actions += self._on_event(event)
        return [*actions, *self._take_owed()] if self._owed else actions

    def time_out(self) -> Sequence[Action]:
        """30 seconds of silence: keep what there is as incomplete, and be neutral again."""
        return self.close()

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was incomplete."""
        cut = self._reader.cut()
        noise, length = self._reader.noise()
        actions: list[Action] = [*self._take_owed(), *self._abandon(Refusal.TRUNCATED, cut)]
        if noise and not actions:
            detail = f"{length} bytes arrived that are no ASTM frame; check the line settings."
            actions.append(self._report(Refusal.NOT_UNDERSTOOD, detail, noise))
        self._established = False
        self._last = None
        return actions

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Go back to before the frame (or the ENQ) that could not be kept."""
        place = acknowledge.undo
        if not isinstance(place, _Place):
            return
        self._message = place.message
        del self._message.raw[place.raw_length :]
        del self._message.text[place.text_length :]
        self._established = place.established
        self._last = place.last
        # Should the sender give up now, with EOT, then its message was not complete.
        self._damaged = True
        self._owed += place.owed

    def _on_event(self, event: Event) -> list[Action]:
        if isinstance(event, Signal):
            return self._on_signal[event]()
        if isinstance(event, BrokenFrame):
            return self._broken(event)
        return self._frame(event)

    def _enquiry(self) -> list[Action]:
        owed = self._take_owed()
        place = self._place(owed)
        reports = self._abandon(Refusal.TRUNCATED)
        self._established = True
        self._damaged = False
        self._last = None
        return [*owed, *reports, Acknowledge(ACK, otherwise=NAK, undo=place)]

    def _end(self) -> list[Action]:
        # A sender that ends after a frame it could not get across has given the message up.
        given_up = self._message.refused or self._damaged
        reports = self._abandon(Refusal.TRUNCATED) if given_up else self._finish()
        self._established = False
        self._last = None
        return [*self._take_owed(), *reports]

    def _broken(self, broken: BrokenFrame) -> list[Action]:
        """Report each damaged frame once, however often the analyser repeats it."""
        report = self._report(broken.reason, broken.detail, broken.raw)
        bare = broken.raw.rstrip(b"\r\n")
        actions: list[Action] = [] if bare == self._refused_before else [report]
        self._refused_before = bare
        self._damaged = True
        if broken.ended:
            return [*self._take_owed(), *actions, Send(NAK)]
        # Nothing answers a frame that stopped half-way, so no acknowledgement stands for it.
        self._owed += [action for action in actions if isinstance(action, Report)]
        return []

    def _frame(self, frame: Frame) -> list[Action]:
        if self._last is not None and self._last == (frame.number, frame.bare):
            return [Send(NAK)] if self._message.refused else [Acknowledge(ACK, otherwise=NAK)]
        starts = frame.text[:1] in (b"H", b"h")
        if starts and self._message.refused:
            self._owed += self._abandon(Refusal.TRUNCATED)
        if not self._expected(frame, starts=starts):
            return self._wrong_number(frame)
        if len(self._message.raw) + len(frame.raw) > MESSAGE_LIMIT:
            reports = self._abandon(Refusal.FRAMING, frame.raw)
            self._message = _Message(refused=True)
            return [*self._take_owed(), *reports, Send(NAK)]
        if not self._message.raw and not self._established and not starts:
            self._message = _Message(refused=True)
        return self._accept(frame)

    def _accept(self, frame: Frame) -> list[Action]:
        owed = self._take_owed()
        place = self._place(owed)
        self._last = (frame.number, frame.bare)
        self._refused_before = b""
        self._damaged = False
        message = self._message
        message.add(frame)
        if message.refused:
            return [*owed, Send(NAK)]
        results = self._finish() if frame.last and message.terminated else []
        acknowledge = Acknowledge(ACK, otherwise=NAK, undo=place)
        return [*owed, Keep(frame.raw), *results, acknowledge]

    def _expected(self, frame: Frame, *, starts: bool) -> bool:
        """Whether the number follows. Without ENQ, or from a sender known to err, any does."""
        if not self._established or (starts and not self._message.raw):
            return True
        last = self._last[0] if self._last else 0
        if frame.number in (last, (last + 1) % 8) and (self._last or frame.number == 1):
            return True
        return not profile_of(self._header(), self._profiles).reliable_numbers

    def _wrong_number(self, frame: Frame) -> list[Action]:
        last = f"frame {self._last[0]}" if self._last else "the start"
        detail = f"Frame {frame.number} came after {last}; the analyser was asked to repeat it."
        return self._broken(BrokenFrame(Refusal.FRAMING, detail, frame.raw, ended=True))

    def _finish(self) -> list[Report]:
        """The message is complete: its results."""
        message, self._message = self._message, _Message()
        return self._results(bytes(message.text), bytes(message.raw)) if message.text else []

    def _abandon(self, reason: Refusal, rest: bytes = b"") -> list[Report]:
        """The message will not be completed: its whole results, and all its bytes as a refusal."""
        device = self._sender()
        message, self._message = self._message, _Message()
        raw = bytes(message.raw) + rest
        if not raw:
            return []
        # Only what ends with CR is a whole record.
        whole = bytes(message.text[: message.text.rfind(b"\r") + 1])
        what = "was too long" if reason is Refusal.FRAMING else "stopped"
        detail = f"The message {what} after {len(raw)} bytes; the analyser should send it again."
        incomplete = self._report(reason, detail, raw, incomplete=True)
        incomplete = Report(replace(incomplete.item, device=device))
        return [*self._results(whole, bytes(message.raw), MESSAGE_CUT), incomplete]

    def _sender(self) -> DeviceIdentity:
        """Who sends the message that is arriving, once its header is here."""
        header = self._header()
        return profile_of(header, self._profiles).identify(header)

    def _header(self) -> Record | None:
        return header_of(bytes(self._message.text[:1024]))

    def _results(self, text: bytes, raw: bytes, *flags: str) -> list[Report]:
        origin = Origin(self._driver, self._version, raw, flags)
        found = read_message(text, origin, self._profiles)
        return [Report(item) for item in found if isinstance(item, Reading) or not flags]

    def _place(self, owed: Sequence[Report] = ()) -> _Place:
        return _Place(
            self._message,
            len(self._message.raw),
            len(self._message.text),
            self._established,
            self._last,
            tuple(owed),
        )

    def _take_owed(self) -> list[Report]:
        owed, self._owed = self._owed, []
        return owed

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
