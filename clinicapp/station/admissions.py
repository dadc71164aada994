"""The hospital's system tells who comes, moves and goes: HL7 ADT over MLLP, listened to.

It is no device and has no driver, but the same promise holds: every message is on disk, with what
became of it, before its sender hears AA. AE says that it could not be stored and should be sent
again, AR that it cannot be understood (and is on disk all the same). Off unless the settings name
a link of the kind ``adt_listen``.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.caseload.admissions import AdmissionMessage
from clinicapp.domain.caseload.kinds import MessageOutcome
from clinicapp.domain.errors import Refused
from clinicapp.log import Word
from clinicapp.station.adt_messages import Hospital, read_message
from clinicapp.station.events import AdmissionHeard, LinkChanged, StoreTrouble, StoreWell
from drivers.errors import DriverError, LinkRefused
from drivers.protocols.hl7_replies import header_of, never_answered, reply
from drivers.protocols.mllp import Block, BrokenBlock, MllpReader
from drivers.transports.tcp import TcpServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future
    from datetime import datetime, tzinfo

    from clinicapp.settings import LinkSettings
    from clinicapp.station.events import StationEvent
    from drivers.transports.tcp import TcpTransport

    Keep = Callable[[AdmissionMessage], Future[MessageOutcome]]

_log = logging.getLogger(__name__)

_REOPEN_SECONDS: Final = 5.0
_SILENCE_SECONDS: Final = 30.0
"""A message whose rest does not come for so long was cut off; the connection stays."""
_BUSY: Final = "The station cannot store messages now; send it again."


@dataclass(frozen=True, slots=True)
class AdmissionsLink:
    """A port on which the hospital's system is awaited. ``peers`` may connect; empty: anybody."""

    link: TcpServer
    hospital: Hospital
    peers: frozenset[str] = frozenset()


def admission_links(
    links: Iterable[LinkSettings], ward: str, zone: tzinfo
) -> tuple[AdmissionsLink, ...]:
    """One for each link of that kind in the settings."""
    return tuple(
        AdmissionsLink(
            TcpServer(each.host, each.tcp_port or 0),
            Hospital(
                ward=ward,
                zone=zone,
                wards=each.ward_codes,
                number_types=frozenset(each.nhs_number_types),
                number_authorities=frozenset(each.nhs_number_authorities),
            ),
            frozenset(each.peers),
        )
        for each in links
        if each.kind == "adt_listen"
    )


def hospital_of(
    links: Callable[[], Sequence[AdmissionsLink]] | None, ward: str, zone: tzinfo
) -> Hospital:
    """How the hospital writes, by the first link that hears it; by its defaults without one."""
    found = links() if links is not None else ()
    return found[0].hospital if found else Hospital(ward=ward, zone=zone)


class Admissions:
    """Listens on one port until it is cancelled. Lives on the devices thread."""

    def __init__(
        self,
        way: AdmissionsLink,
        *,
        keep: Keep,
        clock: Callable[[], datetime],
        tell: Callable[[StationEvent], None],
        reopen_seconds: float = _REOPEN_SECONDS,
        silence_seconds: float = _SILENCE_SECONDS,
    ) -> None:
        self._way = way
        self._keep = keep
        self._clock = clock
        self._tell = tell
        self._reopen_seconds = reopen_seconds
        self._silence_seconds = silence_seconds
        self._in_trouble = False

    async def run(self) -> None:
        """Keep the port open, for ever; one that is taken is tried again."""
        told = ""
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    try:
                        await self._way.link.open()
                        self._tell(LinkChanged(self._way.link.label, up=True))
                        told = ""
                        async for transport in self._way.link.visits():
                            group.create_task(self._visit(transport))
                        sentence = f"The {self._way.link.label} was closed; it is opened again."
                    except LinkRefused as refused:
                        sentence = str(refused)
                    if sentence != told:
                        self._tell(LinkChanged(self._way.link.label, up=False, sentence=sentence))
                        told = sentence
                    await asyncio.sleep(self._reopen_seconds)
        finally:
            await self._way.link.close()

    async def _visit(self, transport: TcpTransport) -> None:
        """One connection; whatever goes wrong, the next one is served."""
        try:
            if not self._way.peers or transport.peer.address in self._way.peers:
                await self._converse(transport)
            else:
                _log.warning("a host that is not in the settings tried to send admissions")
        except DriverError:
            _log.info("a visit over %s ended", Word(transport.peer.link))
        except Exception:  # noqa: BLE001
            # A bug of ours in one message must not take the others away.
            _log.exception("a visit over %s failed", Word(transport.peer.link))
        finally:
            await transport.close()

    async def _converse(self, transport: TcpTransport) -> None:
        reader = MllpReader()
        try:
            while True:
                arrived = await transport.receive(self._silence_seconds)
                found = reader.feed(arrived.data) if arrived is not None else reader.rest()
                for each in found:
                    await self._take(each, transport)
        except DriverError:
            for each in reader.rest():
                await self._store(self._broken(each, transport))
            raise

    async def _take(self, found: Block | BrokenBlock, transport: TcpTransport) -> None:
        """Store one message, and only then answer it."""
        if isinstance(found, BrokenBlock):
            outcome = await self._store(self._broken(found, transport))
            if found.answered:
                code = "AR" if outcome is not None else "AE"
                await transport.send(reply(None, code, found.detail if outcome else _BUSY))
            return
        text = found.text.strip(b"\r\n\0 ")
        header = header_of(text)
        message = read_message(
            found.raw,
            text,
            self._way.hospital,
            message_id=uuid7(),
            address=transport.peer.address,
            received_at=self._clock(),
        )
        outcome = await self._store(message)
        if header is not None and (never_answered(header) or header.component(9) in ("ACK", "MCF")):
            return
        await transport.send(reply(header, *_answer(message, outcome)))

    def _broken(self, broken: BrokenBlock, transport: TcpTransport) -> AdmissionMessage:
        return AdmissionMessage(
            id=uuid7(),
            address=transport.peer.address,
            received_at=self._clock(),
            raw=broken.raw,
            problem=broken.detail,
            incomplete=not broken.answered,
            unreadable=True,
        )

    async def _store(self, message: AdmissionMessage) -> MessageOutcome | None:
        """Commit one message; None if it could not be, which has been told."""
        try:
            outcome = await asyncio.wrap_future(self._keep(message))
        except Refused as error:
            self._trouble(str(error))
            return None
        except Exception:  # noqa: BLE001 - whatever it is: it is not on disk, and somebody must know
            _log.exception("a message could not be kept")
            self._trouble("A message of the hospital's system could not be stored; report it.")
            return None
        if self._in_trouble:
            self._in_trouble = False
            self._tell(StoreWell())
        self._tell(AdmissionHeard(outcome))
        return outcome

    def _trouble(self, sentence: str) -> None:
        self._in_trouble = True
        self._tell(StoreTrouble(sentence))


def _answer(message: AdmissionMessage, outcome: MessageOutcome | None) -> tuple[str, str]:
    """Code and text of the answer (MSA-1, MSA-3)."""
    if outcome is None:
        return "AE", _BUSY
    return ("AR", message.problem) if message.unreadable else ("AA", "")
