"""User Control Point (2A9F) and User Index (2A9A): a scale that weighs only for users it knows.

Source: Bluetooth SIG, User Data Service 1.0 and the GATT Specification Supplement. How scales
behave is from issue threads of open readers (KristianP26/ble-scale-sync 83, 168 and 335,
oliexdev/openScale 1149); it is not tried on a scale by this project, and unsure.

A ward's scale weighs everybody, so it is used without a user wherever it lets us: it then names an
unknown user (255), and nothing that a user's profile was worked into is taken for the patient's.
Some scales tell no weight that way (Beurer BF500). Only for those the station is told, in its
settings, the one user that the ward keeps on the scale and the code that the scale shows for it:

- No code is ever guessed. A Beurer BF915 forgets the pairing after a wrong one, and then has to be
  paired by hand; a BF720 just says nothing.
- No user is ever registered (opcode 1) or deleted (3). A scale has room for some eight, and does
  not tell which of them nobody needs any more.
- Nothing about a patient is ever written to a scale.

What a body composition of a ward's user says is worked out with that user's age, sex and height;
the weight is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drivers.driver import Action, Read, Report, ScaleUser, Send, Subscribe
from drivers.framing.octets import Octets, TruncatedError
from drivers.protocols.gatt_measurements import GattVisit
from drivers.readings import Refusal

USER_CONTROL_POINT: Final = "2a9f"
USER_INDEX: Final = "2a9a"

_CONSENT: Final = 0x02
_RESPONSE: Final = 0x20
_SUCCESS: Final = 0x01
_NOT_AUTHORISED: Final = 0x05
_WORDS: Final = {
    0x02: "it does not know the request",
    0x03: "it calls the user or the code invalid",
    0x04: "the operation failed",
    _NOT_AUTHORISED: "the code is not that user's",
}


@dataclass(frozen=True, slots=True)
class UserAnswer:
    """How a request to the User Control Point ended; ``code`` 1 is success."""

    request: int
    code: int

    @property
    def succeeded(self) -> bool:
        """Whether it was done."""
        return self.code == _SUCCESS

    @property
    def words(self) -> str:
        """Why it did not succeed."""
        return _WORDS.get(self.code, f"it answers with the code {self.code}")


def encode_consent(user: ScaleUser) -> bytes:
    """The request to send what ``user`` may see.

    ::

        0           1           2..3
        02 consent  user index  consent code u16 LE
    """
    return bytes((_CONSENT, user.index)) + user.code.to_bytes(2, "little")


def decode_user_answer(payload: bytes) -> UserAnswer:
    """One value of 2A9F.

    ::

        0            1                      2              3..
        20 response  opcode it answers      response code  parameter, ignored

    Raises:
        TruncatedError: when fewer than three octets came.
        ValueError: when it is no response; a scale says nothing else.
    """
    octets = Octets(payload)
    opcode = octets.unsigned(1, "opcode")
    if opcode != _RESPONSE:
        raise ValueError(f"a scale's user control point says {opcode}, which is no response")
    request = octets.unsigned(1, "request")
    return UserAnswer(request, octets.unsigned(1, "response code"))


class UserConsent:
    """The part of a visit in which the scale learns for whom it may tell weights.

    ``user`` is the ward's user on this scale, or None where it weighs without one.
    """

    def __init__(self, visit: GattVisit, user: ScaleUser | None) -> None:
        self._visit = visit
        self._user = user
        self._index = b""
        self._said = False

    def give(self) -> Sequence[Action]:
        """After the clock and before anything that takes time; may be refused, never fatal."""
        if self._user is None:
            return ()
        consent = encode_consent(self._user)
        return (
            Subscribe(USER_CONTROL_POINT, required=False),
            Send(consent, USER_CONTROL_POINT, required=False),
        )

    def ask(self) -> Sequence[Action]:
        """Last of all: whether the scale has users at all."""
        return (Read(USER_INDEX),)

    def heard(self, short: str, data: bytes) -> Sequence[Action] | None:
        """What comes of one value; None if ``short`` is no characteristic of a user's."""
        if short == USER_INDEX:
            self._index = data
            return ()
        if short != USER_CONTROL_POINT:
            return None
        try:
            answer = decode_user_answer(data)
        except TruncatedError as error:
            return (self._refuse(Refusal.TRUNCATED, str(error), data),)
        except ValueError as error:
            return (self._refuse(Refusal.NOT_UNDERSTOOD, str(error), data),)
        if answer.succeeded or answer.request != _CONSENT:
            return ()
        detail = (
            f"The scale tells {self._whom} nothing, for {answer.words}; put the code that it shows"
            " for that user into the settings, and pair it again if it no longer connects."
        )
        return (self._refuse(Refusal.DEVICE_ERROR, detail, data),)

    def nothing_came(self) -> Sequence[Action]:
        """The visit is over without a measurement: say why, once, if the scale has users."""
        if self._said or not self._index:
            return ()
        if self._user is None:
            detail = (
                "The scale told no weight, and keeps users; if somebody was weighed, put its user"
                " for the ward and the code it shows for him into the settings."
            )
        else:
            detail = (
                f"The scale told no weight although {self._whom} consents; if somebody was"
                " weighed, look up on the scale which user and code are the ward's."
            )
        return (self._refuse(Refusal.DEVICE_ERROR, detail, self._index),)

    @property
    def _whom(self) -> str:
        return f"its user {self._user.index}" if self._user else "its user"

    def _refuse(self, reason: Refusal, detail: str, data: bytes) -> Report:
        self._said = True
        return Report(self._visit.not_understood(reason, detail, data))
