"""The people of a ward as rows, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clinicapp.domain.people import ETHNIC_GROUPS
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.people_view import FormStatus, PeopleView, PersonRow
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.words.lester import SEX
from clinicapp.ui.words.plain import counted, day_text, lower_first, sentence_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from clinicapp.services.caseload import Caseload, LatestForm, PersonInCare

_ADD_THEM = "Add the first person with the button above, or press Ctrl+N."
_NOBODY_YET = ("Nobody is on this ward yet.", "Ask the physical health lead to add people.")


def present_people(
    found: Caseload,
    *,
    ward: str | None,
    query: str,
    today: date,
    zone: tzinfo,
    may_add: bool = False,
) -> PeopleView:
    """The page of people.

    Args:
        found: the first people who answer the search.
        ward: the ward's name; None for all wards.
        query: what was searched for, as typed; empty for everybody.
        today: the day on which ages are told.
        zone: the ward's time zone.
        may_add: whether the user may add people to this ward.
    """
    place = "all wards" if ward is None else ward_text(ward)
    view = PeopleView(
        title=f"Physical health checks, {place}",
        summary=f"{counted(found.total, 'person', 'people')}, {day_text(today)}",
        rows=person_rows(found.people, today, zone),
        total=found.total,
        query=query,
        order="Sorted by name",
        add=_add_panel() if may_add else None,
    )
    if query or found.total:
        return view
    title, hint = _NOBODY_YET
    return replace(view, order="", empty_title=title, empty_hint=_ADD_THEM if may_add else hint)


def _add_panel() -> EntrySpec:
    """The panel that adds a person; its fields are those of ``services.admission``."""
    return EntrySpec(
        card="person",
        title="Add a person to this ward",
        intro="Check two identifiers, such as the wristband and the date of birth.",
        submit="Add",
        fields=(
            FieldSpec("family_name", "Family name", FieldKind.TEXT),
            FieldSpec("given_name", "Given name", FieldKind.TEXT),
            FieldSpec("title", "Title", FieldKind.TEXT, help_text="Ms, Mr, Mx; may stay empty."),
            FieldSpec("born", "Date of birth", FieldKind.TEXT, help_text="Such as 14 3 1985."),
            FieldSpec(
                "sex",
                "Sex",
                FieldKind.CHOICE,
                options=_options({sex.value: words for sex, words in SEX.items()}),
            ),
            FieldSpec(
                "nhs_number", "NHS number", FieldKind.TEXT, help_text="Empty if it is not known."
            ),
            FieldSpec(
                "ethnicity",
                "Ethnic group",
                FieldKind.CHOICE,
                options=_options(ETHNIC_GROUPS),
                help_text="It decides the BMI from which weight is a risk.",
            ),
            FieldSpec("room", "Room", FieldKind.TEXT),
            FieldSpec("antipsychotic", "Antipsychotic", FieldKind.TEXT),
            FieldSpec(
                "antipsychotic_started",
                "Its start, or the last switch",
                FieldKind.TEXT,
                help_text="The timetable of checks follows this day. Such as 30 8 2026.",
            ),
        ),
    )


def _options(words: Mapping[str, str]) -> tuple[OptionView, ...]:
    return tuple(OptionView(str(code), label) for code, label in words.items())


def person_rows(
    people: tuple[PersonInCare, ...], today: date, zone: tzinfo
) -> tuple[PersonRow, ...]:
    """A row for each of them, in the order given."""
    return tuple(_row(each, today, zone) for each in people)


def _row(each: PersonInCare, today: date, zone: tzinfo) -> PersonRow:
    person = each.person
    status, words = _form(each.latest, zone)
    started = person.antipsychotic_started
    return PersonRow(
        person_id=str(person.id),
        name=person.display_name,
        nhs_number="" if person.nhs_number is None else person.nhs_number.spaced,
        room=_room(person.room or ""),
        born=day_text(person.born),
        age=f"{person.age_on(today)} y",
        antipsychotic=sentence_case(person.antipsychotic or ""),
        started=day_text(started) if person.antipsychotic and started is not None else "",
        form=status,
        form_text=words,
    )


def _room(room: str) -> str:
    """``room 7``, whether the ward writes ``7`` or ``Room 7``."""
    return f"room {room}" if room[:1].isdigit() else lower_first(room)


def _form(latest: LatestForm | None, zone: tzinfo) -> tuple[FormStatus, str]:
    if latest is None:
        return FormStatus.NONE, "No form yet"
    if latest.signed_at is None:
        opened = latest.form.opened_at.astimezone(zone).date()
        return FormStatus.OPEN, f"Open since {day_text(opened)}"
    return FormStatus.SIGNED, f"Signed on {day_text(latest.signed_at.astimezone(zone).date())}"
