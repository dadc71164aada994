"""One visit of a body composition scale: what belongs to one weighing becomes one reading.

A scale tells one weighing in pieces: the weight (2A9D), then the body composition (2A9C), which
may itself be cut into packets. Source: Bluetooth SIG, Body Composition Service 1.0 (3.2.1), Weight
Scale Service 1.0. Pieces are joined when nothing in them disagrees; each is kept, as bytes, the
moment it comes, for a scale does not send it again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from drivers.driver import (
    Acknowledge,
    Action,
    Finish,
    Keep,
    Read,
    Report,
    ScaleUser,
    Subscribe,
)
from drivers.framing.octets import TruncatedError
from drivers.framing.uuids import short_uuid
from drivers.protocols.gatt_body_composition import (
    BODY_FAT,
    decode_body_composition,
    decode_feature,
    quantity,
)
from drivers.protocols.gatt_device_information import ASK, DeviceInformation
from drivers.protocols.gatt_measurements import READ_AND_SET_CLOCKS, GattVisit, Measured, Refused
from drivers.protocols.gatt_user_consent import UserConsent
from drivers.protocols.gatt_weight_scale import WeightLayout, decode_weight
from drivers.readings import DeviceTime, Kind, NotUnderstood, Reading, Refusal, Special, Value

BODY_COMPOSITION: Final = "2a9c"
BODY_COMPOSITION_FEATURE: Final = "2a9b"
WEIGHT: Final = "2a9d"
_KNOWN: Final = frozenset({"2a9e", "2a98"})

_DETECTO: Final = ("Detecto",)

_WEIGHTS: Final = frozenset({"weight_kg", "weight_lb"})
_OF_A_WEIGHING: Final = _WEIGHTS | {"bmi", "height_m", "height_in"}

# A weight, and a composition in two packets; one more for a maker who counts otherwise.
_MOST_PIECES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What one indication said of a weighing, or several that were joined."""

    raw: bytes
    values: tuple[Value, ...]
    taken_at: DeviceTime | None
    user: int | None
    has_weight_measurement: bool = False
    has_composition: bool = False
    multiple: bool = False
    pieces: int = 1

    def belongs_to(self, later: _Piece) -> bool:
        """Whether ``later`` may be of the same weighing: nothing that both say disagrees."""
        if not _agree(self.user, later.user) or not _agree(self.taken_at, later.taken_at):
            return False
        mine = {value.field: value for value in self.values}
        if not all(_agree_on(mine.get(value.field), value) for value in later.values):
            return False
        return self.pieces < _MOST_PIECES and self._completed_by(later, mine.keys())

    def _completed_by(self, later: _Piece, mine: Collection[str]) -> bool:
        """Whether ``later`` is of the kind that is missing here, or the other packet of one."""
        if not (self.has_composition and later.has_composition):
            return not (self.has_weight_measurement and later.has_weight_measurement)
        repeated = [v.field for v in later.values if v.field in mine and v.field != BODY_FAT]
        return self.multiple and later.multiple and not repeated

    def joined(self, later: _Piece) -> _Piece:
        """Both together; of two that say the same thing, the one that has a number."""
        values = {value.field: value for value in self.values}
        for value in later.values:
            before = values.get(value.field)
            if before is None or before.amount is None:
                values[value.field] = value
        return _Piece(
            raw=self.raw + later.raw,
            values=tuple(values.values()),
            taken_at=self.taken_at or later.taken_at,
            user=later.user if self.user is None else self.user,
            has_weight_measurement=self.has_weight_measurement or later.has_weight_measurement,
            has_composition=self.has_composition or later.has_composition,
            multiple=self.multiple or later.multiple,
            pieces=self.pieces + later.pieces,
        )


_Reader = Callable[[bytes], _Piece | Refused]


class BodyCompositionConversation:
    """The conversation with one scale."""

    def __init__(self, *, driver: str, version: str, user: ScaleUser | None = None) -> None:
        self._visit = GattVisit(driver, version)
        self._consent = UserConsent(self._visit, user)
        self._measured = False
        self._held: _Piece | None = None
        self._features: frozenset[str] = frozenset()

    @property
    def information(self) -> DeviceInformation:
        """What the scale has told about itself so far."""
        return self._visit.information

    def open(self) -> Sequence[Action]:
        """Subscribe to both measurements; then the clock, what it can do, and who it is."""
        return (
            Subscribe(BODY_COMPOSITION),
            Subscribe(WEIGHT, required=False),
            *READ_AND_SET_CLOCKS,
            *self._consent.give(),
            Read(BODY_COMPOSITION_FEATURE),
            *ASK,
            *self._consent.ask(),
        )

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """One value of a characteristic. Without a channel it is taken for a composition."""
        match short_uuid(channel) or BODY_COMPOSITION:
            case "2a9c":
                return self._heard(data, self._composition)
            case "2a9d":
                return self._heard(data, self._weighing)
            case "2a9b":
                return self._told_features(data)
            case short if self._visit.takes(short, data) or short in _KNOWN:
                return ()
            case short:
                told = self._consent.heard(short, data)
                return (Report(self._visit.unknown(short, data)),) if told is None else told

    def time_out(self) -> Sequence[Action]:
        """Nothing more comes: what is held is whole."""
        return (*self.close(), Finish())

    def close(self) -> Sequence[Action]:
        """The link has gone: what is held is all there is."""
        return self._let_go() if self._measured else self._consent.nothing_came()

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: Bluetooth itself acknowledges, this conversation never does."""

    def _told_features(self, data: bytes) -> Sequence[Action]:
        try:
            self._features = decode_feature(data)
        except TruncatedError:
            # A scale that does not say what it can do is waited for a little longer, no more.
            self._features = frozenset()
        return ()

    def _heard(self, data: bytes, read: _Reader) -> Sequence[Action]:
        self._measured = True
        try:
            piece = read(data)
        except TruncatedError as error:
            return (Report(self._visit.not_understood(Refusal.TRUNCATED, str(error), data)),)
        if isinstance(piece, Refused):
            return (Report(self._visit.not_understood(piece.reason, piece.detail, data)),)
        before: Sequence[Action] = ()
        if self._held is not None and self._held.belongs_to(piece):
            self._held = self._held.joined(piece)
        else:
            before = self._let_go()
            self._held = piece
        if self._is_whole(self._held):
            return (*before, *self._let_go())
        return (*before, Keep(data))

    def _is_whole(self, piece: _Piece) -> bool:
        """Whether nothing can be missing: both measurements came, and all that was promised."""
        if not (piece.has_weight_measurement and piece.has_composition):
            return False
        had = {quantity(value.field) for value in piece.values}
        return self._features <= had if self._features else not piece.multiple

    def _composition(self, data: bytes) -> _Piece | Refused:
        said = decode_body_composition(data)
        return _Piece(
            raw=data,
            values=said.values,
            taken_at=said.taken_at,
            user=said.user,
            has_composition=True,
            multiple=said.multiple,
        )

    def _weighing(self, data: bytes) -> _Piece | Refused:
        detecto = self._visit.information.is_from(*_DETECTO)
        said = decode_weight(data, WeightLayout.DETECTO if detecto else WeightLayout.STANDARD)
        if said.weight.special is Special.UNSUCCESSFUL:
            return Refused(Refusal.DEVICE_ERROR, "the scale could not weigh; weigh again")
        if said.below_zero:
            detail = "the scale shows less than zero; zero it, weigh again"
            return Refused(Refusal.DEVICE_ERROR, detail)
        return _Piece(
            raw=data,
            values=said.values,
            taken_at=said.taken_at,
            user=said.user,
            has_weight_measurement=True,
        )

    def _let_go(self) -> Sequence[Action]:
        piece, self._held = self._held, None
        return () if piece is None else (Report(self._said(piece)),)

    def _said(self, piece: _Piece) -> Reading | NotUnderstood:
        values = piece.values
        weighed = any(v.amount is not None and v.field in _WEIGHTS for v in values)
        fat = next((value for value in values if value.field == BODY_FAT), None)
        outcome: Measured | Refused
        if fat is not None and fat.amount is None and not weighed:
            detail = "the scale could not measure the body composition; measure again"
            outcome = Refused(Refusal.DEVICE_ERROR, detail)
        else:
            if fat is not None and not fat.amount and piece.has_weight_measurement:
                # Beurer sends noughts for somebody who stepped off: the weight is all there is.
                failed = Value(BODY_FAT, special=Special.UNSUCCESSFUL)
                values = (*(v for v in values if v.field in _OF_A_WEIGHING), failed)
            outcome = Measured(values=values, taken_at=piece.taken_at, user=piece.user)
        kind = Kind.BODY_COMPOSITION if piece.has_composition else Kind.WEIGHT
        return self._visit.say(kind, outcome, piece.raw)


def _agree(mine: object, others: object) -> bool:
    return mine is None or others is None or mine == others


def _agree_on(mine: Value | None, others: Value) -> bool:
    if mine is None or mine.amount is None or others.amount is None:
        return True
    return mine.amount == others.amount
