"""The panels of quality control: what they ask, and what their answers mean."""

from __future__ import annotations

from calendar import monthrange
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.element_strings import fields_of, parted
from clinicapp.domain.quality.lots import ControlLot, TargetSource
from clinicapp.domain.typed_days import read_day
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.present_control_plan import PLAN, plan_spec
from clinicapp.ui.words.controls import analyte_text, level_text, short_moment, typed_number
from clinicapp.ui.words.held import USE_REASONS
from clinicapp.ui.words.values import quantity_text, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo
    from decimal import Decimal

    from clinicapp.services.quality.quality_board import Board

RUN, ACTION, ASSIGN, LOT, RESULT = "run", "action", "assign", "lot", "result"
OVERRIDE: Final = "override"
NEW_LOT: Final = "new"
ACTIONS: Final = (
    "New vial opened",
    "New lot opened",
    "Cartridges or strips of another lot",
    "Analyser cleaned",
    "Analyser restarted or checked with its own test",
    "Maker or laboratory called",
    "Other, see the reason",
)
FIELDS: Final = (
    "hba1c_mmol_mol",
    "hba1c_percent",
    "glucose_mmol_l",
    "ketone_mmol_l",
    "total_cholesterol_mmol_l",
    "hdl_mmol_l",
    "triglycerides_mmol_l",
)
_NAMES: Final = ("Low", "Normal", "High")


def spec_of(kind: str, board: Board, zone: tzinfo, result_id: str, *, manages: bool) -> EntrySpec:
    """The panel that was asked for.

    Raises:
        ValueError: there is no such panel.
    """
    if kind == RUN:
        return _run(board)
    if kind == ACTION:
        return _action(board, result_id)
    if kind == ASSIGN:
        return _assign(board, zone)
    if kind == LOT:
        return _lot(board, manages=manages)
    if kind == OVERRIDE:
        return _override(board)
    if kind == PLAN:
        return plan_spec(board, zone, manages=manages)
    if kind == RESULT:
        return _result(board, zone, result_id, manages=manages)
    raise ValueError(kind)


def _tag(board: Board) -> str:
    return board.chosen.asset.tag if board.chosen else ""


def _lots_in_use(board: Board) -> tuple[OptionView, ...]:
    state = board.chosen.controls if board.chosen else None
    used = state.in_use if state is not None else ()
    several = len({use.lot.field for use in used}) > 1
    return tuple(
        OptionView(
            str(use.lot.id),
            f"{level_text(use.lot, with_analyte=several)} {use.lot.level_name}, lot {use.lot.lot}",
        )
        for use in used
    )


def _wanted_lot(board: Board) -> str:
    """The lot whose control unlocks."""
    state = board.chosen.controls if board.chosen else None
    if state is None:
        return ""
    places = [(level.field, level.level) for level in state.unlocked_by]
    found = (use for use in state.in_use if (use.lot.field, use.lot.level) in places)
    return next((str(use.lot.id) for use in found), "")


def _run(board: Board) -> EntrySpec:
    state = board.chosen.controls if board.chosen else None
    units = dict.fromkeys(unit_of(use.lot.field) for use in (state.in_use if state else ()))
    return EntrySpec(
        card=RUN,
        title="Run control again",
        intro=(
            f"Run the control on {_tag(board)}: its result is taken in by itself while this stands "
            "open. Or type what the analyser shows."
        ),
        fields=(
            FieldSpec(
                "lot",
                "Which control",
                FieldKind.CHOICE,
                options=_lots_in_use(board),
                value=_wanted_lot(board),
            ),
            FieldSpec("value", "Value shown", FieldKind.DECIMAL, unit=" or ".join(units)),
        ),
        submit="Record",
    )


def _action(board: Board, result: str = "") -> EntrySpec:
    return EntrySpec(
        card=ACTION,
        title="Corrective action",
        intro=(
            f"The rules look only at results after it. {_tag(board)} unlocks when a control passes."
        ),
        fields=(
            FieldSpec(
                "action",
                "What was done",
                FieldKind.CHOICE,
                options=tuple(OptionView(each, each) for each in ACTIONS),
            ),
            FieldSpec("reason", "What was found, and why", FieldKind.TEXT),
            FieldSpec("result", "", FieldKind.TEXT, value=result or _locking(board), hidden=True),
        ),
        submit="Record action",
    )


def _override(board: Board) -> EntrySpec:
    return EntrySpec(
        card=OVERRIDE,
        title=f"Override {_tag(board)} once",
        intro=(
            "The next reading of this analyser is used for the person who is open, with a mark. "
            "It is counted, and the physical health lead reviews it."
        ),
        fields=(
            FieldSpec(
                "reason",
                "Why it is used all the same",
                FieldKind.CHOICE,
                options=tuple(OptionView(*each) for each in USE_REASONS.items()),
            ),
        ),
        submit="Override once",
    )


def _locking(board: Board) -> str:
    state = board.chosen.controls if board.chosen else None
    locked = [each.locked_by for each in (state.levels if state else ()) if each.locked_by]
    return str(locked[0].entry.id) if locked else ""


def _assign(board: Board, zone: tzinfo) -> EntrySpec:
    options = tuple(
        OptionView(
            str(each.id),
            f"{short_moment(each.observation.measured_at or each.received_at, zone)}: "
            + ", ".join(map(quantity_text, each.observation.quantities))
            + (f", sample {each.observation.sample_ref}" if each.observation.sample_ref else ""),
        )
        for each in board.waiting
    )
    return EntrySpec(
        card=ASSIGN,
        title="Assign a control result",
        intro="The analyser did not say which lot these are of, or none of that name is in use.",
        fields=(
            FieldSpec(
                "reading",
                "Which result",
                FieldKind.CHOICE,
                options=options,
                value=options[0].code if options else "",
            ),
            FieldSpec("lot", "Which control", FieldKind.CHOICE, options=_lots_in_use(board)),
        ),
        submit="Assign",
    )


def _lot(board: Board, *, manages: bool) -> EntrySpec:
    state = board.chosen.controls if board.chosen else None
    used = state.in_use if state else ()
    fields = list(dict.fromkeys([*(use.lot.field for use in used), *FIELDS]))
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
            only_when=("known", NEW_LOT),
        )

    levels = tuple(OptionView(str(n), f"Level {n}") for n in (1, 2, 3))
    sources = (
        OptionView("manufacturer", "The maker's values"),
        OptionView("established", "Establish from the first 20 results"),
    )
    return EntrySpec(
        card=LOT,
        title=f"Open control material for {_tag(board)}",
        fields=(
            FieldSpec("known", "Which lot", FieldKind.CHOICE, options=(*lots, *new)),
            ask("scan", "Scan the box, or type the lot number", help="GS1 gives lot and expiry."),
            ask("expires", "Expiry", help="Such as 30 Jun 2027. Empty when it was scanned."),
            FieldSpec(
                "field",
                "What it controls",
                FieldKind.CHOICE,
                options=tuple(OptionView(f, f"{analyte_text(f)}, {unit_of(f)}") for f in fields),
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
            ask("mean", "Mean", FieldKind.DECIMAL, help="Empty when there is only a range."),
            ask("sd", "SD", FieldKind.DECIMAL),
            ask("low", "Range from", FieldKind.DECIMAL, help="Where the maker gives no SD."),
            ask("high", "Range to", FieldKind.DECIMAL),
            ask("open_days", "Days that an open vial lasts", FieldKind.INTEGER),
        ),
        submit="Open",
    )


def _result(board: Board, zone: tzinfo, result_id: str, *, manages: bool) -> EntrySpec:
    judged = next(each for each in board.judged if str(each.entry.id) == result_id)
    options = [OptionView("action", "Record a corrective action for it")]
    if judged.entry.reading_id is not None:
        options.insert(0, OptionView("record", "Show what the analyser sent"))
    if manages:
        options.append(OptionView("exclude", "Leave it out of what follows; it stays visible"))
    return EntrySpec(
        card=RESULT,
        title=f"Level {judged.lot.level}, {short_moment(judged.entry.at, zone)}",
        fields=(
            FieldSpec("what", "What to do", FieldKind.CHOICE, options=tuple(options)),
            FieldSpec("reason", "Why", FieldKind.TEXT, only_when=("what", "exclude")),
            FieldSpec("result", "", FieldKind.TEXT, value=result_id, hidden=True),
        ),
        submit="Go on",
    )


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
    numbers = {
        key: _number(answers, key, errors) for key in ("mean", "sd", "low", "high", "open_days")
    }
    for one, other in (("mean", "sd"), ("low", "high")):
        if (numbers[one] is None) != (numbers[other] is None) and not errors.keys() & {one, other}:
            errors[other if numbers[other] is None else one] = "Give both, or neither."
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
            source=TargetSource(answers.get("source") or "manufacturer"),
            expires_on=expires,
            added_at=at,
            added_by=who,
            mean=numbers["mean"],
            sd=numbers["sd"],
            low=numbers["low"],
            high=numbers["high"],
            open_days=int(days) if days is not None else None,
            gtin=_element(answers, "01"),
        ),
        MappingProxyType({}),
    )


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
