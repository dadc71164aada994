"""The panel that opens control material: a lot that is here, or another one, typed or scanned."""

from __future__ import annotations

from calendar import monthrange
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.element_strings import fields_of, parted
from clinicapp.domain.quality.lots import ControlLot, TargetSource
from clinicapp.domain.typed_days import read_day
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.words.analytes import analyte_text
from clinicapp.ui.words.controls import typed_number
from clinicapp.ui.words.values import unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from clinicapp.services.quality.quality_board import Board

LOT: Final = "lot"
NEW_LOT: Final = "new"
WORD: Final = "word"
FIELDS: Final = (
    "hba1c_mmol_mol",
    "hba1c_percent",
    "glucose_mmol_l",
    "ketone_mmol_l",
    "total_cholesterol_mmol_l",
    "hdl_mmol_l",
    "triglycerides_mmol_l",
)
STRIPS: Final = (
    "urine_leucocytes",
    "urine_nitrite",
    "urine_protein",
    "urine_blood",
    "urine_glucose",
    "urine_ketones",
    "hcg_urine",
    "drug_screen_urine",
)
"""What is read off a strip or a cassette as a word."""
STRIP_WORDS: Final = ("negative", "trace", "+", "++", "+++", "++++", "positive", "invalid")
_WORDS_HELP: Final = "As the strip's chart has it. Several with commas: trace, +."
_NAMES: Final = ("Low", "Normal", "High")


def lot_spec(board: Board, *, manages: bool) -> EntrySpec:
    """Which lot, and what is on the box of one that is not here yet."""
    state = board.chosen.controls if board.chosen else None
    tag = board.chosen.asset.tag if board.chosen else ""
    used = state.in_use if state else ()
    fields = list(dict.fromkeys([*(use.lot.field for use in used), *FIELDS, *STRIPS]))
    lots = tuple(
        OptionView(str(lot.id), f"Lot {lot.lot}, level {lot.level} {lot.level_name}")
        for lot in reversed(board.lots)
        if not lot.expired_at(board.as_of)
    )
    new = (OptionView(NEW_LOT, "Another lot, not here yet"),) if manages else ()

    def ask(key: str, label: str, kind: FieldKind = FieldKind.TEXT, **more: str) -> FieldSpec:
        return FieldSpec(
            key,
            label,
            kind,
            value=more.get("value", ""),
            help_text=more.get("help", ""),
            only_when=("source", more["target"]) if "target" in more else ("known", NEW_LOT),
        )

    decimal, maker = FieldKind.DECIMAL, TargetSource.MANUFACTURER.value
    ranged = f"{maker} {TargetSource.ESTABLISHED.value}"
    levels = tuple(OptionView(str(n), f"Level {n}") for n in (1, 2, 3))
    sources = (
        OptionView("manufacturer", "The maker's values"),
        OptionView("established", "Establish from the first 20 results"),
        OptionView(WORD, "A word, such as negative or trace"),
    )
    return EntrySpec(
        card=LOT,
        title=f"Open control material for {tag}",
        fields=(
            FieldSpec("known", "Which lot", FieldKind.CHOICE, options=(*lots, *new)),
            ask("scan", "Scan the box, or type the lot number", help="GS1 gives lot and expiry."),
            ask("expires", "Expiry", help="Such as 30 Jun 2027. Empty when it was scanned."),
            FieldSpec(
                "field",
                "What it controls",
                FieldKind.CHOICE,
                options=tuple(OptionView(f, _field_words(f)) for f in fields),
                value=fields[0],
                only_when=("known", NEW_LOT),
            ),
            FieldSpec(
                "level", "Level", FieldKind.CHOICE, options=levels, only_when=("known", NEW_LOT)
            ),
            ask("kit", "Kit", help="The same for the levels that are judged together."),
            FieldSpec(
                "source",
                "Target",
                FieldKind.CHOICE,
                options=sources,
                value="manufacturer",
                only_when=("known", NEW_LOT),
            ),
            ask("expected", "Word that passes", target=WORD, help=_WORDS_HELP),
            ask("mean", "Mean", decimal, target=maker, help="Empty when there is only a range."),
            ask("sd", "SD", decimal, target=maker),
            ask("low", "Range from", decimal, target=ranged, help="Where the maker gives no SD."),
            ask("high", "Range to", decimal, target=ranged),
            ask("open_days", "Days that an open vial lasts", FieldKind.INTEGER),
        ),
        submit="Open",
    )


def _field_words(field: str) -> str:
    unit = unit_of(field)
    return f"{analyte_text(field)}, {unit}" if unit else f"{analyte_text(field)}, a word"


def read_lot(
    answers: Mapping[str, str], at: datetime, who: str
) -> tuple[ControlLot | None, Mapping[str, str]]:
    """The lot that was typed or scanned, or what is wrong with each answer."""
    errors: dict[str, str] = {}
    number, expires = _scanned(answers)
    if not number:
        errors["scan"] = "Type or scan the lot number."
    if expires is None:
        errors["expires"] = "Type the day, such as 30 Jun 2027."
    expected = _expected(answers, errors)
    numbers = {key: _number(answers, key, errors) for key in (*_asked_for(answers), "open_days")}
    for one, other in (("mean", "sd"), ("low", "high")):
        given = (numbers.get(one) is None, numbers.get(other) is None)
        if given[0] != given[1] and not errors.keys() & {one, other}:
            errors[other if given[1] else one] = "Give both, or neither."
    days = numbers["open_days"]
    if days is not None and (days < 1 or days != days.to_integral_value()):
        errors["open_days"] = "A whole number of days, 1 or more."
    level = answers.get("level", "")
    if not level:
        errors["level"] = "Choose the level."
    if errors or expires is None:
        return None, MappingProxyType(errors)
    return (
        ControlLot(
            id=uuid7(),
            kit=answers.get("kit", "").strip() or number,
            lot=number,
            material="",
            field=answers.get("field") or FIELDS[0],
            level=int(level),
            level_name=_NAMES[int(level)] if int(level) < len(_NAMES) else "",
            source=TargetSource.MANUFACTURER if expected else _source(answers),
            expected=expected,
            expires_on=expires,
            added_at=at,
            added_by=who,
            mean=numbers.get("mean"),
            sd=numbers.get("sd"),
            low=numbers.get("low"),
            high=numbers.get("high"),
            open_days=int(days) if days is not None else None,
            gtin=_element(answers, "01"),
        ),
        MappingProxyType({}),
    )


def _source(answers: Mapping[str, str]) -> TargetSource:
    return TargetSource(answers.get("source") or TargetSource.MANUFACTURER)


def _asked_for(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The numbers that a target of this kind has; what another kind asked for is left alone."""
    return {WORD: (), TargetSource.ESTABLISHED: ("low", "high")}.get(
        answers.get("source", ""), ("mean", "sd", "low", "high")
    )


def _expected(answers: Mapping[str, str], errors: dict[str, str]) -> str:
    """The word or words that pass; empty for a lot that is judged by numbers."""
    field = answers.get("field", "")
    if answers.get("source") != WORD:
        if field and not unit_of(field):
            errors["source"] = "A strip shows no number; choose a word as its target."
        return ""
    words = [" ".join(each.split()) for each in answers.get("expected", "").split(",")]
    if not any(words):
        errors["expected"] = "Type the word that passes, such as negative."
    return ", ".join(filter(None, words))


def _element(answers: Mapping[str, str], identifier: str) -> str:
    plain, _symbology = parted(answers.get("scan", ""))
    return fields_of(plain).get(identifier, "") if plain else ""


def _scanned(answers: Mapping[str, str]) -> tuple[str, date | None]:
    """Lot number and expiry: of a GS1 label (10 and 17), else as they were typed."""
    lot, until = _element(answers, "10"), _element(answers, "17")
    typed = read_day(answers.get("expires", ""))
    scanned = _day_of(until) if until else None
    return lot or answers.get("scan", "").strip(), typed or scanned


def _day_of(digits: str) -> date | None:
    """YYMMDD of a label; day 00 is the last of its month (GS1 General Specifications, 3.4)."""
    if not digits.isdecimal() or len(digits) != len("YYMMDD"):
        return None
    year, month, day = f"20{digits[:2]}", int(digits[2:4]), digits[4:]
    if day == "00" and month in range(1, 13):
        day = str(monthrange(int(year), month)[1])
    return read_day(f"{year}-{digits[2:4]}-{day}")


def _number(answers: Mapping[str, str], key: str, errors: dict[str, str]) -> Decimal | None:
    text = answers.get(key, "").strip()
    if not text:
        return None
    number = typed_number(text)
    if number is None:
        errors[key] = "This is no number; write it like 1.4."
    return number
