"""The panels in which equipment is added, corrected, moved, and taken through its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import AssetEventKind, Funding
from clinicapp.domain.equipment.checks import Basis, Check, PlanLevel
from clinicapp.domain.typed_days import day_words
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.equipment.present_equipment import interval_text
from clinicapp.ui.words.equipment import CATEGORIES, CHECKS, FUNDINGS, LEVELS
from clinicapp.ui.words.plain import counted, lower_first, sentence_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.checks import CheckPlan

_LINKS: Final[Mapping[str, str]] = MappingProxyType(
    {"ble": "Bluetooth", "serial": "Serial line", "tcp": "Network", "hid": "USB"}
)
_DAY_HELP: Final = "Such as 14 3 2026; may stay empty."


@dataclass(frozen=True, slots=True)
class Step:
    """A step that begins the life of a piece: what the panel is called, and what it asks for."""

    title: str
    intro: str
    submit: str
    detail: str
    help_text: str = ""


STEPS: Final[Mapping[AssetEventKind, Step]] = MappingProxyType(
    {
        AssetEventKind.ACCEPTED: Step(
            "Accept {tag}",
            "It is the right item, undamaged, complete with its instructions, labelled, and has "
            "passed its delivery checks.",
            "Accept",
            "What was checked",
            "Such as: delivery checks passed, electrical safety tested.",
        ),
        AssetEventKind.PUT_IN_USE: Step(
            "Put {tag} in use", "Its users are trained.", "Put in use", "Note"
        ),
    }
)


def add_panel(ward: str, wards: tuple[str, ...]) -> EntrySpec:
    """The panel that adds a piece of equipment to a ward."""
    return EntrySpec(
        card="asset:add",
        title="Add equipment",
        intro="It has to be accepted before it may be used.",
        submit="Add",
        fields=(*_identity({}), *_place({"ward": ward}, wards), *_rest({})),
    )


def change_panel(asset: Asset, answers: Mapping[str, str], part_of: str) -> EntrySpec:
    """The panel that corrects what is recorded of a piece."""
    values = {**answers, "part_of": part_of}
    return EntrySpec(
        card=f"asset:{asset.id}",
        title=f"Correct {asset.tag}",
        intro=f"It is in {asset.ward}. Where it is changes by Move.",
        fields=(*_identity(values), *_hidden(values), *_rest(values)),
    )


def move_panel(asset: Asset, wards: tuple[str, ...], today: date) -> EntrySpec:
    """The panel that moves a piece: who answers for it apart from where it is."""
    values = {"ward": asset.ward, "site": asset.site, "location": asset.location}
    return EntrySpec(
        card=f"asset-move:{asset.id}",
        title=f"Move {asset.tag}",
        intro="The ward answers for it; the location is where it is.",
        submit="Move",
        fields=(*_place(values, wards), _on(today)),
    )


def step_panel(asset: Asset, kind: AssetEventKind, today: date) -> EntrySpec:
    """The panel that records a step in the life of a piece."""
    step = STEPS[kind]
    detail = FieldSpec("detail", step.detail, FieldKind.TEXT, help_text=step.help_text)
    return EntrySpec(
        card=f"asset-{kind.value}:{asset.id}",
        title=step.title.format(tag=asset.tag),
        intro=step.intro,
        submit=step.submit,
        fields=(_on(today), detail),
    )


def plan_panel(asset: Asset, plans: tuple[CheckPlan, ...]) -> EntrySpec:
    """The panel that says which check plans hold for a piece, from where, and changes them."""
    every = ("rule", "every")
    held = "; ".join(_held(plan) for plan in plans)
    levels = [level for level in reversed(PlanLevel) if asset.site or level is not PlanLevel.SITE]
    return EntrySpec(
        card=f"asset-plan:{asset.id}",
        title=f"Check plans of {asset.tag}",
        intro=f"Now: {held}." if held else "No check plan holds for it yet.",
        fields=(
            FieldSpec(
                "check",
                "Which check",
                FieldKind.CHOICE,
                options=tuple(OptionView(each.value, CHECKS[each]) for each in Check),
            ),
            FieldSpec(
                "level",
                "For what",
                FieldKind.CHOICE,
                options=tuple(OptionView(each.value, _level(asset, each)) for each in levels),
                value=PlanLevel.ASSET.value,
                help_text="The narrower one holds: this piece before its kind, ward, site, trust.",
            ),
            FieldSpec(
                "rule",
                "What holds",
                FieldKind.CHOICE,
                options=(
                    OptionView("every", "It is done again and again"),
                    OptionView("not_needed", "It is not needed"),
                    OptionView("remove", "Nothing on this level: remove what is laid down here"),
                ),
                value="every",
            ),
            FieldSpec("every", "Every", FieldKind.INTEGER, only_when=every),
            FieldSpec(
                "unit",
                "Months, days or hours",
                FieldKind.CHOICE,
                options=(
                    OptionView("months", "Months"),
                    OptionView("days", "Days"),
                    OptionView("hours", "Hours"),
                ),
                value="months",
                only_when=every,
            ),
            FieldSpec("grace", "Days of grace", FieldKind.INTEGER, value="0", only_when=every),
            FieldSpec(
                "basis",
                "Counted from",
                FieldKind.CHOICE,
                options=(
                    OptionView(Basis.PERFORMED.value, "The day it was done"),
                    OptionView(Basis.SCHEDULED.value, "The day it was due"),
                ),
                value=Basis.PERFORMED.value,
                only_when=every,
            ),
        ),
    )


def _held(plan: CheckPlan) -> str:
    """``Calibration 12 months (this kind)``."""
    interval = interval_text(plan.every_months, plan.every_days, plan.every_hours)
    return f"{CHECKS[plan.check]} {interval} ({LEVELS[plan.level]})"


def _level(asset: Asset, level: PlanLevel) -> str:
    """What a level is for this piece: ``all of this kind (Scale)``."""
    match level:
        case PlanLevel.ASSET:
            return f"{asset.tag} alone"
        case PlanLevel.CATEGORY:
            kind = CATEGORIES.get(asset.category) or asset.category.replace("_", " ")
            return f"Every {lower_first(kind)}"
        case PlanLevel.WARD:
            return f"Everything of {asset.ward}"
        case PlanLevel.SITE:
            return f"Everything at {asset.site}"
        case PlanLevel.TRUST:
            return "Everything of the trust"


SEVERAL: Final = "(several values)"
"""What stands in a field in which the pieces differ; it is written on none of them."""
_MANY: Final = (
    ("ward", "Ward"),
    ("site", "Site"),
    ("location", "Location"),
    ("funding", "Whose it is"),
    ("warranty_until", "Warranty until"),
    ("end_of_life_on", "End of life"),
    ("firmware", "Firmware"),
    ("note", "Note"),
)


def many_values(pieces: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """What all pieces have in each field that can be changed at once, or ``SEVERAL``.

    Args:
        pieces: what is recorded of each, as it would be typed.
    """
    found: dict[str, set[str]] = {key: set() for key, _label in _MANY}
    for piece in pieces:
        for key, values in found.items():
            values.add(_shown(key, piece.get(key, "")))
    return {
        key: next(iter(values)) if len(values) == 1 else SEVERAL for key, values in found.items()
    }


def _shown(key: str, value: str) -> str:
    days = key in ("warranty_until", "end_of_life_on")
    return day_words(date.fromisoformat(value)) if days and value else value


def many_panel(count: int, wards: tuple[str, ...], values: Mapping[str, str]) -> EntrySpec:
    """The panel that changes many pieces at once.

    Args:
        count: how many pieces.
        wards: those that are known.
        values: what all of them have in each field, or ``SEVERAL`` (``many_values``).
    """
    help_text = {"ward": f"Known are {', '.join(wards)}."} if wards else {}
    fields = []
    for key, label in _MANY:
        if key == "funding":
            fields.append(_funding_of_many(label, values[key]))
            continue
        text = help_text.get(key, "")
        fields.append(FieldSpec(key, label, FieldKind.TEXT, value=values[key], help_text=text))
    return EntrySpec(
        # What was typed about other pieces must not come back for these.
        card=f"asset:many:{count}:{'|'.join(values.values())}",
        title=f"Change {counted(count, 'piece')} at once",
        intro=f"Only what you change is written, on all that the list shows now. {SEVERAL} stands "
        "where they differ: leave it, and each keeps its own.",
        submit="Change all",
        fields=tuple(fields),
    )


def _funding_of_many(label: str, value: str) -> FieldSpec:
    options = tuple(OptionView(each.value, words) for each, words in FUNDINGS.items())
    if value == SEVERAL:
        options = (OptionView(SEVERAL, SEVERAL), *options)
    return FieldSpec("funding", label, FieldKind.CHOICE, options=options, value=value)


def changed_of_many(values: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    """Only what somebody changed in the panel."""
    return {
        key: text for key, text in answers.items() if key in values and text.strip() != values[key]
    }


def _identity(values: Mapping[str, str]) -> tuple[FieldSpec, ...]:
    known = dict(CATEGORIES)
    category = values.get("category", "")
    if category and category not in known:
        known[category] = sentence_case(category.replace("_", " "))
    names = {words: code for code, words in known.items()}
    options = tuple(OptionView(code, words) for words, code in sorted(names.items()))
    return (
        _text("tag", "Tag", values, "As on its label, such as BP-0122."),
        FieldSpec("category", "Kind", FieldKind.CHOICE, options=options, value=category),
        _text("make", "Maker", values),
        _text("model", "Model", values),
        _text("serial", "Serial number", values, "It is recognised by it when it speaks."),
        _text("gtin", "GTIN", values, "The product's number under (01); may stay empty."),
        _text("giai", "GIAI", values, "The trust's number under (8004); may stay empty."),
    )


def _place(values: Mapping[str, str], wards: tuple[str, ...]) -> tuple[FieldSpec, ...]:
    known = f"Which ward answers for it: {', '.join(wards)}, or another." if wards else ""
    return (
        _text("ward", "Ward", values, known),
        _text("site", "Site", values, "Where it is; may stay empty."),
        _text("location", "Location", values, "The room where it is, such as Clinic room."),
    )


def _hidden(values: Mapping[str, str]) -> tuple[FieldSpec, ...]:
    return tuple(
        FieldSpec(key, key, FieldKind.TEXT, value=values.get(key, ""), hidden=True)
        for key in ("ward", "site", "location")
    )


def _rest(values: Mapping[str, str]) -> tuple[FieldSpec, ...]:
    links = tuple(OptionView(code, words) for code, words in _LINKS.items())
    return (
        _funding(values.get("funding") or Funding.OWNED.value),
        _text("purchased_on", "Bought on", values, _DAY_HELP),
        _text("warranty_until", "Warranty until", values, _DAY_HELP),
        _text("end_of_life_on", "End of life", values, "Given by its maker; may stay empty."),
        _text("part_of", "Part of", values, "For a cuff or accessory: the tag of its device."),
        _text("firmware", "Firmware", values),
        FieldSpec(
            "link",
            "How it speaks to the station",
            FieldKind.CHOICE,
            options=links,
            value=values.get("link", ""),
            help_text="Leave it open for a device that does not speak.",
        ),
        _text("address", "Its address", values, "Such as 11:22:33:44:55:66, or COM3."),
        _text("driver", "Driver", values, "As 'clinicapp drivers' names it; may stay empty."),
        _text("note", "Note", values),
    )


def _funding(value: str) -> FieldSpec:
    return FieldSpec(
        "funding",
        "Whose it is",
        FieldKind.CHOICE,
        options=tuple(OptionView(each.value, words) for each, words in FUNDINGS.items()),
        value=value,
    )


def _text(key: str, label: str, values: Mapping[str, str], help_text: str = "") -> FieldSpec:
    return FieldSpec(key, label, FieldKind.TEXT, value=values.get(key, ""), help_text=help_text)


def _on(today: date) -> FieldSpec:
    return FieldSpec(
        "on", "On which day", FieldKind.TEXT, value=day_words(today), help_text="Such as 14 3 2026."
    )
