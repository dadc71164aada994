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
    """

    key: str
    label: str
    kind: FieldKind
    unit: str = ""
    options: tuple[OptionView, ...] = ()
    value: str = ""
    help_text: str = ""


@dataclass(frozen=True, slots=True)
class EntrySpec:
    """A panel of questions for one card.

    Attributes:
        card: Key of the card that the answers belong to.
        title: "Alcohol (AUDIT-C)".
        fields: The questions in order.
        intro: One sentence above them.
        submit: Words on the button that saves.
        absences: Reasons for having no value (declined, not clinically appropriate, unable);
            when there are any, the panel offers them below the questions.
    """

    card: str
    title: str
    fields: tuple[FieldSpec, ...]
    intro: str = ""
    submit: str = "Save"
    absences: tuple[OptionView, ...] = ()
