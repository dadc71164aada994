"""The data manager's side of a POCT1-A conversation, and what must be on disk before each answer.

Source: CLSI POCT01-A2, annex B; the exchange of a Siemens DCA Vantage that was published as a
packet capture. Device on the left::

    HEL.R01 hello, who I am      ->  ACK AA, or AE while nothing can be stored
    DST.R01 status, n results    ->  ACK AA, then REQ.R01 ROBS: give me all of them
    OBS.R01 or R02, each result  ->  ACK AA once it is on disk, AE if it cannot be
    EOT.R01 that was all         ->  DTV.R02 SET_TIME, only if its clock is wrong
    ACK AA                       ->  DTV.R01 START_CONTINUOUS: send new ones as they come
    ACK AA                           ... OBS, EVS (events) and KPA (alive) as they come: ACK AA
    END.R01                      ->  ACK AA, and the link is closed

A device that cannot send continuously answers ESC or says so in its hello: then the station ends
the conversation (END.R01), and the device calls again when it has something. The same where a
result could not be stored, so that the device offers it anew. Nothing is asked of the device but
its results, and its memory is never cleared.

The clock is read from the hello, before anything is asked, and set at most once, between two
topics: after the stored results, whose times are by the old clock, and before new ones. Annex B has
directives there; a data manager of Quidel's sets the clock there too. It is set only where it is
more than five minutes wrong, and never where the hello lists directives and SET_TIME is not among
them. A device that refuses (ACK AE or AR, ESC) or says nothing keeps its clock, and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from typing import Final, NamedTuple

from drivers.driver import (
    WARD_TIME,
    Acknowledge,
    Action,
    AskTime,
    Finish,
    Keep,
    Report,
    Send,
)
from drivers.framing.clocks import has_drifted
from drivers.protocols.poct1a_devices import STANDARD, Profile, identify, profile_of
from drivers.protocols.poct1a_documents import BrokenDocument, Document, DocumentReader
from drivers.protocols.poct1a_elements import Element, Unreadable, read_document
from drivers.protocols.poct1a_replies import SET_TIME, Replies
from drivers.protocols.poct1a_results import Sender, read_iso_time, read_observations
from drivers.readings import DeviceIdentity, DeviceTime, NotUnderstood, Refusal

CONTINUOUS: Final = "START_CONTINUOUS"
OBSERVATIONS: Final = "ROBS"

_BUSY: Final = "The station cannot store results now; send them again."
_UNREADABLE: Final = "The station cannot read this message."
_LONGEST_ID: Final = 64
_LONGEST_TIME: Final = 40
_CONTROL_ID: Final = re.compile(rb"<HDR\.control_id\s+V\s*=\s*[\"']([A-Za-z0-9_.:\-]{1,64})[\"']")


class _Asked(Enum):
    """What the device has still to answer."""

    NOTHING = auto()
    OBSERVATIONS = auto()
    CLOCK = auto()
    CONTINUOUS = auto()
    END = auto()


class _Heard(NamedTuple):
    """One document from the device."""

    root: Element
    raw: bytes
    control_id: str


class Poct1aReceiver:
    """A conversation with one device. Bytes in, actions out; never raises, bounded in memory."""

    def __init__(self, driver: str, version: str, profiles: Sequence[Profile]) -> None:
        self._driver = driver
        self._version = version
        self._profiles = tuple(profiles)
        self._reader = DocumentReader()
        self._replies = Replies()
        self._device = DeviceIdentity()
        self._profile = STANDARD
        self._directives: frozenset[str] = frozenset()
        self._asked = _Asked.NOTHING
        self._asked_id = ""
        self._refused = False
        self._clock: DeviceTime | None = None
        self._drifted = False
        self._on: dict[str, Callable[[_Heard], list[Action]]] = {
            "HEL": self._hello,
            "DST": self._status,
            "OBS": self._observations,
            "EOT": self._end_of_topic,
            "EVS": self._events,
            "KPA": self._alive,
            "END": self._end,
            "ESC": self._escape,
            "ACK": self._acknowledged,
            "REQ": self._request,
        }

    def open(self) -> Sequence[Action]:
        """The device speaks first."""
        return ()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere; there may be several documents in them. Or the ward's time."""
        if channel == WARD_TIME:
            return self._told_time(data.decode("ascii"))
        actions: list[Action] = []
        for found in self._reader.feed(data):
            if isinstance(found, Document):
                actions += self._document(found)
            else:
                actions += self._broken(found)
        return actions

    def time_out(self) -> Sequence[Action]:
        """Silence: report what was incomplete; end what the device no longer answers."""
        actions: list[Action] = [*self.close()]
        if self._asked is _Asked.END:
            actions.append(Finish())
        elif self._refused:
            actions += self._ask_to_end()
        elif self._asked is _Asked.CLOCK:
            actions += self._go_on()
        return actions

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was incomplete."""
        return [
            self._report(item.reason, item.detail, item.raw, incomplete=True)
            for item in self._reader.rest()
            if isinstance(item, BrokenDocument)
        ]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """A result is not on disk: end the conversation soon, so that the device offers it anew."""
        del acknowledge
        self._refused = True

    def _document(self, document: Document) -> list[Action]:
        raw = document.raw
        style = self._replies.style
        style.mllp, style.declared = document.mllp, raw.startswith(b"<?xml")
        try:
            root = read_document(raw)
        except Unreadable as error:
            return self._unreadable(str(error), raw, Refusal.NOT_UNDERSTOOD)
        style.clock = root.value("HDR.creation_dttm")[:_LONGEST_TIME]
        handle = self._on.get(root.name.split(".", 1)[0], self._unknown)
        return handle(_Heard(root, raw, root.value("HDR.control_id")[:_LONGEST_ID]))

    def _broken(self, broken: BrokenDocument) -> list[Action]:
        if not broken.answered:
            return [self._report(broken.reason, broken.detail, broken.raw, incomplete=True)]
        self._replies.style.mllp = broken.mllp
        return self._unreadable(broken.detail, broken.raw, broken.reason)

    def _hello(self, heard: _Heard) -> list[Action]:
        self._profile = profile_of(heard.root, self._profiles)
        self._replies.style = replace(self._replies.style, acknowledged=self._profile.acknowledged)
        self._device = identify(heard.root, self._profile)
        self._directives = frozenset(
            e.said for e in heard.root.every("DSC.directives_supported_cd")
        )
        self._asked, self._refused = _Asked.NOTHING, False
        self._clock, self._drifted = read_iso_time(heard.root.value("HDR.creation_dttm")), False
        # Nothing to keep, so this asks only whether anything could be: a device is not invited to
        # send what the station could not hold.
        return [self._answer(heard.control_id, "AA"), AskTime()]

    def _told_time(self, now: str) -> list[Action]:
        """The time on the ward: first against the clock that was read, then to set it."""
        if self._asked is _Asked.CLOCK:
            self._asked_id, directive = self._replies.set_time(now)
            return [Send(directive)]
        if self._clock is not None:
            self._drifted = has_drifted(self._clock, datetime.fromisoformat(now))
        return []

    def _status(self, heard: _Heard) -> list[Action]:
        answer = self._say(heard.control_id)
        if self._asked is not _Asked.NOTHING:
            return [answer]
        if heard.root.value("DST.new_observations_qty") == "0":
            return [answer, *self._go_on()]
        self._asked = _Asked.OBSERVATIONS
        self._asked_id, request = self._replies.request(OBSERVATIONS)
        return [answer, Send(request)]

    def _observations(self, heard: _Heard) -> list[Action]:
        sender = Sender(self._driver, self._version, self._device, heard.raw)
        reports = [Report(item) for item in read_observations(heard.root, sender)]
        return [*reports, self._answer(heard.control_id, "AA")]

    def _end_of_topic(self, heard: _Heard) -> list[Action]:
        actions: list[Action] = []
        if self._profile.ends_acknowledged:
            actions.append(self._say(heard.control_id))
        if self._asked is _Asked.OBSERVATIONS:
            actions += self._go_on()
        return actions

    def _events(self, heard: _Heard) -> list[Action]:
        # The device forgets an event that was acknowledged, so it is kept like a result.
        return [Keep(heard.raw), self._answer(heard.control_id, "AA")]

    def _alive(self, heard: _Heard) -> list[Action]:
        return [self._say(heard.control_id), *(self._ask_to_end() if self._refused else ())]

    def _end(self, heard: _Heard) -> list[Action]:
        return [self._say(heard.control_id), Finish()]

    def _escape(self, heard: _Heard) -> list[Action]:
        """The device cannot do what it was asked. It is not answered; the station does without."""
        kept = Keep(heard.raw)
        if self._asked in (_Asked.OBSERVATIONS, _Asked.CLOCK):
            return [kept, *self._go_on()]
        if self._asked is _Asked.CONTINUOUS:
            return [kept, *self._ask_to_end()]
        return [kept, Finish()] if self._asked is _Asked.END else [kept]

    def _acknowledged(self, heard: _Heard) -> list[Action]:
        of = heard.root.value("ACK.ack_control_id", "ACK.control_id")
        if of and of != self._asked_id:
            return []
        if self._asked is _Asked.END:
            return [Finish()]
        if self._asked is _Asked.CLOCK:
            # Whether it was set belongs to the record of the results that come after it.
            return [Keep(heard.raw), *self._go_on()]
        if self._asked is _Asked.CONTINUOUS:
            return (
                [] if heard.root.value("ACK.type_cd", "ACK.type_id") == "AA" else self._ask_to_end()
            )
        return []

    def _request(self, heard: _Heard) -> list[Action]:
        """A device that asks for a patient: the station tells no device who is here."""
        self._replies.next_number()
        return [Send(self._replies.escape(heard.control_id, "The station gives out no lists."))]

    def _unknown(self, heard: _Heard) -> list[Action]:
        detail = f"A message of the kind {heard.root.name[:20]!r} is not known; it is kept."
        return self._unreadable(detail, heard.raw, Refusal.NOT_UNDERSTOOD, heard.control_id)

    def _go_on(self) -> list[Action]:
        """The device has sent what it had: set its clock, let it send on, or end."""
        if self._drifted and not self._refused and self._takes(SET_TIME):
            self._drifted, self._asked, self._asked_id = False, _Asked.CLOCK, ""
            return [AskTime()]
        if self._refused or not self._takes(CONTINUOUS):
            return self._ask_to_end()
        self._asked = _Asked.CONTINUOUS
        self._asked_id, directive = self._replies.direct(CONTINUOUS)
        return [Send(directive)]

    def _takes(self, directive: str) -> bool:
        """Whether the hello lists ``directive``; one that lists none is asked, and may refuse."""
        return not self._directives or directive in self._directives

    def _ask_to_end(self) -> list[Action]:
        self._asked = _Asked.END
        self._asked_id, message = self._replies.end()
        return [Send(message)]

    def _say(self, control_id: str) -> Send:
        """AA to what brings nothing that must be stored."""
        self._replies.next_number()
        return Send(self._replies.acknowledge(control_id, "AA"))

    def _answer(self, control_id: str, kind: str) -> Acknowledge:
        """``kind`` once what was reported before it is on disk, AE if it cannot be."""
        self._replies.next_number()
        note = _UNREADABLE if kind == "AR" else ""
        return Acknowledge(
            self._replies.acknowledge(control_id, kind, note),
            otherwise=self._replies.acknowledge(control_id, "AE", _BUSY),
        )

    def _unreadable(
        self, detail: str, raw: bytes, reason: Refusal, control_id: str = ""
    ) -> list[Action]:
        if not control_id:
            match = _CONTROL_ID.search(raw)
            control_id = match[1].decode("ascii") if match else ""
        return [self._report(reason, detail, raw), self._answer(control_id, "AR")]

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
                device=self._device,
                incomplete=incomplete,
            )
        )
