"""A look-back in words: every reading, whose, where it went, and whether the error mattered."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.look_back import Crossing
from clinicapp.domain.typed_days import day_words
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec
from clinicapp.ui.viewmodels.equipment_view import LabelledValue, ToolView
from clinicapp.ui.viewmodels.quality.present_calibration import counted
from clinicapp.ui.viewmodels.register_view import (
    BAD_INK,
    GOOD_INK,
    PLAIN_INK,
    WARN_INK,
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterView,
    StatusView,
)
from clinicapp.ui.words.plain import moment_text
from clinicapp.ui.words.values import values_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.people import Person
    from clinicapp.services.quality.look_backs import LookBackList, LookBackRow

_COLUMNS: Final = (
    RegisterColumn("Person", "PLACEHOLDER, Bartholomew", 3, strong=True),
    RegisterColumn("Value", "22 Nov 2026, 09:41", 2),
    RegisterColumn("Form", "LHF-2026-00417", 2, in_compact=False),
)
OUTCOMES: Final[Mapping[Crossing, StatusView]] = MappingProxyType(
    {
        Crossing.COULD: StatusView("triangle-alert", "Could have crossed", BAD_INK),
        Crossing.NOT_EXCLUDED: StatusView(
            "circle-question-mark", "Could not be excluded", WARN_INK
        ),
        Crossing.EXCLUDED: StatusView("circle-check", "Excluded", GOOD_INK),
        Crossing.NOT_JUDGED: StatusView("info", "Not judged by the form", PLAIN_INK),
    }
)
_MEANINGS: Final[Mapping[Crossing, str]] = MappingProxyType(
    {
        Crossing.COULD: "The error found could have put it on the other side of a Lester "
        "threshold.",
        Crossing.NOT_EXCLUDED: "Nothing that was measured bounds the error there, so that it "
        "could not be excluded.",
        Crossing.EXCLUDED: "No error found beside it would have changed its side of a threshold.",
        Crossing.NOT_JUDGED: "The form judges no value of this kind.",
    }
)
NOBODY: Final = "Nobody"


@dataclass(frozen=True, slots=True)
class Letter:
    """Somebody to write to: what is said of them, one text for each column of the list."""

    name: str
    nhs_number: str
    born: str
    ward: str
    readings: str
    measured: str
    forms: str
    outcome: str


LETTER_HEADER: Final = (
    *("Name", "NHS number", "Born", "Ward", "Readings", "Measured", "Forms"),
    "Outcome",
)


def present_look_back(found: LookBackList, wanted: str, zone: tzinfo) -> RegisterView:
    """The list, with the record of the reading whose key is ``wanted``."""
    chosen = next((row for row in found.rows if str(row.reading.reading_id) == wanted), None)
    letters = len(letters_of(found, zone))
    sign = ToolView("sign", "Sign review", "signature", primary=True)
    lists = (
        ToolView("save", f"Save letter list ({letters})", "download"),
        ToolView("print", "Print letter list", "printer"),
    )
    return RegisterView(
        title=f"Look-back: {found.asset.tag}",
        columns=_COLUMNS,
        rows=tuple(_row(row, zone) for row in found.rows),
        record=None if chosen is None else _record(chosen, found.asset.tag, zone),
        tools=(
            *((sign,) if found.review is None else ()),
            *(lists if letters else ()),
        ),
        status_title="Could it matter?",
        widest_status="Could not be excluded",
        order="What could have crossed first, then newest first",
        empty_title="No reading of this device is kept from that time.",
        empty_hint="Sign the review to close it.",
    )


def present_look_ahead(
    tag: str, rows: tuple[LookBackRow, ...], wanted: str, zone: tzinfo
) -> RegisterView:
    """The list that signing would open; nothing can be done with it yet."""
    chosen = next((row for row in rows if str(row.reading.reading_id) == wanted), None)
    return RegisterView(
        title=f"Look-back: {tag}",
        columns=_COLUMNS,
        rows=tuple(_row(row, zone) for row in rows),
        record=None if chosen is None else _record(chosen, tag, zone),
        status_title="Could it matter?",
        widest_status="Could not be excluded",
        order="What could have crossed first, then newest first",
        empty_title="No reading of this device is kept from that time.",
        empty_hint="Sign the calibration all the same.",
    )


def summary_of(found: LookBackList, zone: tzinfo) -> str:
    """What the look-back comes to, or what was decided when it was signed."""
    if found.review is None:
        return counted(found.counts, zone)
    day = day_words(found.review.at.astimezone(zone).date())
    return f"Reviewed by {found.review.actor_name} on {day}: {found.review.note}"


def _row(row: LookBackRow, zone: tzinfo) -> RegisterRow:
    reading, person, form = row.reading, row.person, row.form
    name, number = (NOBODY, "") if person is None else (person.display_name, _number(person))
    moment = moment_text(reading.at, zone)
    measured = moment if reading.at_known else f"came {moment}"
    return RegisterRow(
        str(reading.reading_id),
        (
            (name, number),
            (values_text(reading.quantities), measured),
            ("On no form" if form is None else form.number, ""),
        ),
        OUTCOMES[row.crossing],
    )


def _record(row: LookBackRow, tag: str, zone: tzinfo) -> RegisterRecord:
    person = row.person
    name = NOBODY if person is None else person.display_name
    return RegisterRecord(
        key=str(row.reading.reading_id),
        title=values_text(row.reading.quantities),
        status=OUTCOMES[row.crossing],
        subtitle=_MEANINGS[row.crossing],
        facts=(
            LabelledValue("Person", name, strong=True),
            LabelledValue("NHS number", "" if person is None else _number(person)),
            LabelledValue("Measured", _measured(row, zone)),
            LabelledValue("Form", "On no form" if row.form is None else row.form.number),
            LabelledValue("Rules", "" if row.form is None else row.form.pack),
            LabelledValue("Device", tag),
        ),
    )


def _measured(row: LookBackRow, zone: tzinfo) -> str:
    moment = moment_text(row.reading.at, zone)
    return moment if row.reading.at_known else f"At an unknown time; it came on {moment}"


def sign_panel(found: LookBackList) -> EntrySpec:
    """What was decided about the readings."""
    return EntrySpec(
        card=f"look_back.{found.look_back.id}",
        title="Sign the review",
        intro="The readings keep their values. Say what was decided: who is measured again, who is "
        "written to, and what is corrected on a form.",
        fields=(FieldSpec("note", "What was decided", FieldKind.TEXT),),
        submit="Sign",
    )


def letters_of(found: LookBackList, zone: tzinfo) -> tuple[Letter, ...]:
    """Everybody with a reading that could have crossed a threshold, or could not be excluded."""
    whose: dict[str, list[LookBackRow]] = {}
    people: dict[str, Person] = {}
    for row in found.rows:
        if row.person is not None and row.crossing in (Crossing.COULD, Crossing.NOT_EXCLUDED):
            key = str(row.person.id)
            people[key] = row.person
            whose.setdefault(key, []).append(row)
    letters = [_letter(people[key], rows, zone) for key, rows in whose.items()]
    return tuple(sorted(letters, key=lambda letter: (letter.name, letter.nhs_number)))


def _letter(person: Person, rows: list[LookBackRow], zone: tzinfo) -> Letter:
    in_time = sorted(rows, key=lambda row: row.reading.at)
    forms = sorted({row.form.number for row in rows if row.form is not None})
    worst = Crossing.COULD if any(r.crossing is Crossing.COULD for r in rows) else rows[0].crossing
    return Letter(
        name=person.display_name,
        nhs_number=_number(person),
        born=day_words(person.born),
        ward=person.ward,
        readings="; ".join(values_text(row.reading.quantities) for row in in_time),
        measured="; ".join(moment_text(row.reading.at, zone) for row in in_time),
        forms="; ".join(forms) or "none",
        outcome=OUTCOMES[worst].text,
    )


def _number(person: Person) -> str:
    return "NHS number not known" if person.nhs_number is None else person.nhs_number.label
