"""From the words of one frame to a reading or a refusal: the rules that no grammar can hold.

In this order: blanks that come all or none; what the device itself calls an error; whether the
value had settled; the calendar; each quantity with its unit and range. The first that fails
refuses the frame whole, because half of a result is worse than none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Final, NamedTuple

from drivers.protocols.grammar import Words
from drivers.protocols.quantities import Assay, Moment, Quantity, Unfit
from drivers.readings import DeviceIdentity, Kind, NotUnderstood, Reading, Refusal, Value

_UNKNOWN: Final = DeviceIdentity()


class Origin(NamedTuple):
    """Who says it, and the bytes in which."""

    driver: str
    driver_version: str
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Words by which the device says that this is no result, and the sentence for each.

    ``otherwise`` is the sentence for every word that is neither listed nor in ``fine``; ``{said}``
    in it is the word itself. A word that is missing or blank refuses nothing unless it is listed.
    """

    source: str
    sentences: Mapping[str, str] = default(default_factory=dict)
    fine: frozenset[str] = frozenset()
    otherwise: str = ""
    reason: Refusal = Refusal.DEVICE_ERROR

    def sentence(self, words: Words) -> str | None:
        """Why there is no result, or None."""
        said = words.get(self.source, "").strip()
        if said in self.sentences:
            return self.sentences[said]
        if not self.otherwise or not said or said in self.fine:
            return None
        return self.otherwise.replace("{said}", said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stable:
    """Words that say that the value has settled; anything else refuses it as ``unstable``."""

    source: str
    settled: frozenset[str]
    sentence: str = "The weight was not stable yet; wait until the scale settles."


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Which words name the person, the sample and the device; a blank word names nobody."""

    patient_ref: str = ""
    operator_ref: str = ""
    sample_ref: str = ""
    sequence: str = ""
    lot: str = ""
    user: str = ""
    serial: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A remark: ``flag`` is set if the word is there and is none of ``fine``."""

    flag: str
    source: str
    fine: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Words by which a result is known to be of control material."""

    source: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that is asked of the words of one frame.

    ``kind_with`` names words whose presence makes it another kind (a scale that also sent body
    fat). ``together`` are blank all or none; of ``any_of`` at least one must not be blank.
    """

    kind: Kind | None
    kind_with: Mapping[str, Kind] = default(default_factory=dict)
    any_of: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    assay: Assay | None = None
    together: tuple[str, ...] = ()
    refuse: tuple[Refuse, ...] = ()
    stable: Stable | None = None
    moment: Moment | None = None
    flags: tuple[Flag, ...] = ()
    control: Control | None = None
    names: Names = Names()
    device: DeviceIdentity = _UNKNOWN
    stored: bool = False


def judge(rules: Rules, words: Words, origin: Origin) -> Reading | NotUnderstood:
    """The words of one frame as a reading, or as a refusal that says why not."""
    try:
        return _reading(rules, words, origin)
    except Unfit as unfit:
        return NotUnderstood(
            driver=origin.driver,
            driver_version=origin.driver_version,
            reason=unfit.reason,
            detail=unfit.detail,
            raw=origin.raw,
            device=_device(rules, words),
        )


def _reading(rules: Rules, words: Words, origin: Origin) -> Reading:
    _all_or_none(rules.together, words)
    _refuse(rules, words)
    taken_at = rules.moment.read(words) if rules.moment else None
    kind, values = _values(rules, words)
    names = rules.names
    user = _said(words, names.user)
    return Reading(
        driver=origin.driver,
        driver_version=origin.driver_version,
        kind=kind,
        values=values,
        taken_at=taken_at,
        flags=tuple(each.flag for each in rules.flags if _raised(each, words)),
        user=int(user) if user and user.isdecimal() else None,
        sequence=_said(words, names.sequence),
        patient_ref=_said(words, names.patient_ref),
        operator_ref=_said(words, names.operator_ref),
        sample_ref=_said(words, names.sample_ref),
        device=_device(rules, words),
        control=_is_control(rules.control, words),
        lot=_said(words, names.lot),
        stored=rules.stored,
        raw=origin.raw,
    )


def _all_or_none(together: tuple[str, ...], words: Words) -> None:
    blank = [name for name in together if not words.get(name, "").strip()]
    if blank and len(blank) < len(together):
        detail = f"Only a part of the values came, not {', '.join(blank)}; measure again."
        raise Unfit(Refusal.NOT_UNDERSTOOD, detail)


def _refuse(rules: Rules, words: Words) -> None:
    for each in rules.refuse:
        sentence = each.sentence(words)
        if sentence is not None:
            raise Unfit(each.reason, sentence)
    stable = rules.stable
    if stable and words.get(stable.source, "").strip() not in stable.settled:
        raise Unfit(Refusal.UNSTABLE, stable.sentence)


def _values(rules: Rules, words: Words) -> tuple[Kind, tuple[Value, ...]]:
    found = [quantity.read(words) for quantity in rules.quantities]
    values = [value for value in found if value is not None]
    kind = rules.kind
    if rules.kind_with:
        kind = next((k for name, k in rules.kind_with.items() if _said(words, name)), kind)
    if rules.assay:
        assayed, value = rules.assay.read(words)
        kind = kind or assayed
        values.append(value)
    wanted = not rules.any_of or any(_said(words, name) for name in rules.any_of)
    if kind is None or not values or not wanted:
        raise Unfit(Refusal.NOT_UNDERSTOOD, "The frame holds no value; measure again.")
    return kind, tuple(values)


def _device(rules: Rules, words: Words) -> DeviceIdentity:
    names, known = rules.names, rules.device
    if not names.model and not names.serial:
        return known
    return DeviceIdentity(
        maker=known.maker,
        model=_said(words, names.model) or known.model,
        serial=_said(words, names.serial),
    )


def _said(words: Words, name: str) -> str | None:
    return None if not name else words.get(name, "").strip() or None


def _raised(flag: Flag, words: Words) -> bool:
    said = words.get(flag.source, "").strip()
    return bool(said) and said not in flag.fine


def _is_control(control: Control | None, words: Words) -> bool:
    return control is not None and words.get(control.source, "").strip() in control.words
