"""The entry panels of rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.kit import Requirement

GIVE_UP: Final = EntrySpec(
    card="round.give_up",
    title="Give the round up",
    fields=(FieldSpec("reason", "Why", FieldKind.TEXT),),
    submit="Give up",
)
TYPE: Final = EntrySpec(
    card="round.type",
    title="Type a tag",
    fields=(FieldSpec("tag", "Tag on the label", FieldKind.TEXT),),
    submit="Add",
)


def place_panel(ward: str) -> EntrySpec:
    """Say which place the label with a location number is on."""
    return EntrySpec(
        card="round.place",
        title="Label a place",
        intro="In a stock-take, what is scanned after this label is recorded as being there.",
        fields=(
            FieldSpec(
                "gln",
                "Location number (GLN)",
                FieldKind.TEXT,
                help_text="Scan the label of the place, or type its 13 digits.",
            ),
            FieldSpec("ward", "Ward", FieldKind.TEXT, value=ward),
            FieldSpec("site", "Site", FieldKind.TEXT),
            FieldSpec("location", "Room", FieldKind.TEXT),
        ),
        submit="Keep",
    )


def finish_panel(result: str) -> EntrySpec:
    """Sign a round off; ``result`` is how it stands."""
    return EntrySpec(
        card="round.finish",
        title="Sign the round off",
        intro=f"{result}. Nothing can be added to it afterwards.",
        fields=(FieldSpec("note", "Note, if any", FieldKind.TEXT),),
        submit="Sign off",
    )


def count_panel(line: Requirement) -> EntrySpec:
    """How many of a line of the kit list are there, and work."""
    return EntrySpec(
        card=f"round.count.{line.key}",
        title=line.words,
        intro=f"The list asks for {line.quantity}.",
        fields=(
            FieldSpec("present", "How many are here", FieldKind.INTEGER),
            FieldSpec("working", "How many of them work", FieldKind.INTEGER),
        ),
    )


def read_counts(answers: Mapping[str, str]) -> tuple[int, int] | dict[str, str]:
    """Both numbers, or a sentence for each that is none."""
    numbers = {key: answers.get(key, "").strip() for key in ("present", "working")}
    wrong = {
        key: "Enter a whole number; 0 for none."
        for key, text in numbers.items()
        if not (text.isascii() and text.isdigit() and len(text) < 6)
    }
    return wrong or (int(numbers["present"]), int(numbers["working"]))
