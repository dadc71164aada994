"""An entry panel described by data: which questions, and what is said when they are not right."""

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """How a field is answered."""

    CHOICE = "choice"
    DECIMAL = "decimal"
    INTEGER = "integer"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class OptionView:
    """One of several answers: ``code`` is what is reported, ``label`` what is read."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question.

    Attributes:
        key: Name under which the answer is reported.
        label: The question in words.
        kind: How it is answered.
        unit: Unit in words beside the box, empty for none.
        options: The answers of a choice.
        value: What is there now: an option's code, or the text of a number.
        help_text: One line under the field.
        only_when: Another field and the answer for which this one is shown, or several answers with
            spaces between them; an empty one stands for any answer at all. None shows it always.
        hidden: True for what is reported and never asked.
    """

    key: str
    label: str
    kind: FieldKind
    unit: str = ""
    options: tuple[OptionView, ...] = ()
    value: str = ""
    help_text: str = ""
    only_when: tuple[str, str] | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TypedView:
    """What one typed into a panel before and did not save: ``note`` says when and by whom."""

    answers: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class ColleagueTyped:
    """What somebody else typed into the panel and did not save.

    Attributes:
        author: Key of who typed it.
        name: Who that is, in words.
        sentence: Who typed it, and when.
        lines: The answers in words, in the panel's order.
    """

    author: str
    name: str
    sentence: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntrySpec:
    """A panel of questions for one card.

    Attributes:
        card: Key of the card that the answers belong to.
        title: "Alcohol (AUDIT-C)".
        fields: The questions in order.
        intro: One sentence above them.
        submit: Words on the button that saves.
        absence: Questions about why there is no value; when there are any, the panel offers them in
            place of its own.
        wrong: Questions about a value that is to be taken back, below the others.
        typed: What was typed before and not saved, or None.
        colleagues: What others typed there and did not save, to be taken over or discarded.
        scan_into: The field that a scanned wristband fills; empty where none does.
    """

    card: str
    title: str
    fields: tuple[FieldSpec, ...]
    intro: str = ""
    submit: str = "Save"
    absence: tuple[FieldSpec, ...] = ()
    wrong: tuple[FieldSpec, ...] = ()
    typed: TypedView | None = None
    colleagues: tuple[ColleagueTyped, ...] = ()
    scan_into: str = ""
