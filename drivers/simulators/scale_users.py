"""A scale's users: what holds its weights back until one of them consents (User Data Service)."""

from __future__ import annotations

import asyncio
from typing import Final

from drivers.simulators.peripherals import (
    INVALID_LENGTH,
    AttError,
    Characteristic,
    PeripheralLink,
    Service,
)

_CONSENT: Final = 0x02
_RESPONSE: Final = 0x20
_SUCCESS, _UNKNOWN_REQUEST, _NOT_AUTHORISED = 0x01, 0x02, 0x05
_CONSENT_OCTETS: Final = 4
_UNKNOWN_USER: Final = 0xFF


class ScaleUsers:
    """One user with a code. ``requests`` is all that was written to the control point.

    ``open_to_all`` tells weights to everybody; ``mute`` does not answer to a wrong user or code,
    as a Beurer BF720 was seen not to, where a BF915 refuses.
    """

    def __init__(
        self, index: int, code: int, *, open_to_all: bool = False, mute: bool = False
    ) -> None:
        self.requests: list[bytes] = []
        self._known = bytes((_CONSENT, index)) + code.to_bytes(2, "little")
        self._open = open_to_all
        self._mute = mute
        self._consented = asyncio.Event()
        self._answers: set[asyncio.Task[None]] = set()
        self.begin()

    def begin(self) -> None:
        """A central has connected: nobody has consented yet."""
        self._consented = asyncio.Event()
        if self._open:
            self._consented.set()

    async def consent(self) -> None:
        """Until weights may be told."""
        await self._consented.wait()

    def service(self) -> Service:
        """What a central sees of it."""
        control = Characteristic(uuid="2a9f", flags=("write", "indicate"), on_write=self._requested)
        index = Characteristic(uuid="2a9a", flags=("read",), value=bytes((_UNKNOWN_USER,)))
        return Service(uuid="181c", characteristics=(control, index))

    def _requested(self, link: PeripheralLink, request: bytes) -> None:
        self.requests.append(request)
        if not request or (request[0] == _CONSENT and len(request) != _CONSENT_OCTETS):
            raise AttError(INVALID_LENGTH)
        code = _UNKNOWN_REQUEST
        if request[0] == _CONSENT:
            code = _SUCCESS if request == self._known else _NOT_AUTHORISED
        if code == _SUCCESS:
            self._consented.set()
        elif self._mute:
            return
        answer = asyncio.get_running_loop().create_task(
            self._answer(link, bytes((_RESPONSE, request[0], code)))
        )
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)

    async def _answer(self, link: PeripheralLink, value: bytes) -> None:
        # The write is confirmed before its answer is indicated.
        await asyncio.sleep(0)
        link.indicate("2a9f", value)
