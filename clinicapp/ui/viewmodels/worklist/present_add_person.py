"""The panel that adds a person to a ward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.people import ETHNIC_GROUPS
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.words.lester import SEX

if TYPE_CHECKING:
    from collections.abc import Mapping


def add_person_panel() -> EntrySpec:
    """The panel that adds a person; its fields are those of ``services.admission``."""
    return EntrySpec(
        card="person",
        title="Add a person to this ward",
        intro=(
            "Check two identifiers, such as the wristband and the date of birth. "
            "Scanning the wristband fills in the NHS number."
        ),
        submit="Add",
        scan_into="nhs_number",
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
