"""The whole Lester form screen, as frozen values.

A presenter makes a ``FormView`` from what the services return; the page draws it and knows no more.
"""

from dataclasses import dataclass
from enum import StrEnum

from clinicapp.ui.viewmodels.card_view import CardView
from clinicapp.ui.viewmodels.clinic.device_view import DevicesView
from clinicapp.ui.viewmodels.clinic.document_choices import CHOICES, DocumentChoice
from clinicapp.ui.viewmodels.entry_view import EntrySpec

AMEND = "amend"
"""The card key of the panel that asks why a signed form is corrected."""


class BarState(StrEnum):
    """One bar of the completeness meter."""

    DONE = "done"
    MISSING = "missing"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class FactView:
    """A labelled fact of the patient banner.

    Attributes:
        label: "Ward and room".
        value: "Ash, room 7".
        short_label: Label at large text; the label when empty.
        short_value: Value at large text; the value when empty.
        in_compact: False leaves the fact out at large text.
    """

    label: str
    value: str
    short_label: str = ""
    short_value: str = ""
    in_compact: bool = True


@dataclass(frozen=True, slots=True)
class BannerView:
    """The patient banner.

    Attributes:
        name: "EXAMPLE, Amara".
        title: "(Ms)", or empty.
        identity: How the identity was checked, "Wristband scanned 09:36".
        scanned: True when that was by a scan, which has its own icon.
        facts: In order, at most five.
        alert: "Same name on ward", or empty.
    """

    name: str
    title: str
    identity: str
    scanned: bool
    facts: tuple[FactView, ...]
    alert: str = ""


@dataclass(frozen=True, slots=True)
class NewReadingView:
    """A reading that has just filled a card.

    Attributes:
        reading_id: What undo and wrong patient report.
        card: Key of the card it filled.
        time: "09:49".
        value: "68.6 kg".
        device: "seca 704".
        outcome: "Filled BMI for EXAMPLE, Amara".
        short_outcome: At large text, "Filled BMI and waist".
        seconds_left: Whole seconds in which it can still be undone, 0 for none.
    """

    reading_id: str
    card: str
    time: str
    value: str
    device: str
    outcome: str
    short_outcome: str
    seconds_left: int


@dataclass(frozen=True, slots=True)
class BarView:
    """One domain in the completeness meter: its title and state."""

    title: str
    state: BarState


@dataclass(frozen=True, slots=True)
class ThingLeft:
    """One thing to do before sign-off, and the card where it is done."""

    text: str
    card: str
    is_action: bool = False


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure of completeness.

    Attributes:
        title: "NHS England core six".
        count: "5 of 6".
        is_complete: Whether nothing is left.
        missing: What is left, in words, or empty.
    """

    title: str
    count: str
    is_complete: bool
    missing: str = ""


@dataclass(frozen=True, slots=True)
class VersionView:
    """One form of the person: ``key`` opens it, ``is_shown`` for the one on the screen."""

    key: str
    title: str
    state: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class DetailsView:
    """What belongs to the form as a whole.

    Attributes:
        title: "Form LHF-2026-00417, version 2".
        lines: Sentences about it: who opened it, what it corrects and why, what supersedes it.
        versions: All forms of the person, newest first.
    """

    title: str
    lines: tuple[str, ...]
    versions: tuple[VersionView, ...]


@dataclass(frozen=True, slots=True)
class FooterView:
    """The footer.

    Attributes:
        complete: "5 of 6 complete".
        bars: One for each domain.
        left: "2 things left", or "Nothing left".
        left_note: "before sign-off".
        things: What is left, in order.
        can_sign: True when sign-off is allowed now.
        why_not: One sentence why it is not, empty when it is.
        documents: What can be made from the form, in the order of the menu.
        measures: The three measures of completeness, each counted apart.
        amend: Words on the button that corrects a signed form; empty for no such button.
        signed: True for a signed form, which misses nothing and is signed once.
    """

    complete: str
    bars: tuple[BarView, ...]
    left: str
    left_note: str
    things: tuple[ThingLeft, ...]
    can_sign: bool
    why_not: str = ""
    documents: tuple[DocumentChoice, ...] = CHOICES
    measures: tuple[MeasureView, ...] = ()
    amend: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class FormView:
    """The screen: banner, six cards, devices, the new reading or None, and the footer.

    ``key`` is the form's own; ``details`` is what belongs to it as a whole; ``amend`` is the panel
    that asks why a signed form is corrected, or None.
    """

    banner: BannerView
    cards: tuple[CardView, ...]
    devices: DevicesView
    footer: FooterView
    new_reading: NewReadingView | None = None
    key: str = ""
    details: DetailsView | None = None
    amend: EntrySpec | None = None

    def entry(self, card: str) -> EntrySpec | None:
        """The entry panel of a card, or the one that asks why the form is corrected.

        Raises:
            KeyError: when there is no such card.
        """
        return self.amend if card == AMEND else self.card(card).entry

    def card(self, key: str) -> CardView:
        """The card with this key.

        Raises:
            KeyError: when there is none.
        """
        for card in self.cards:
            if card.key == key:
                return card
        raise KeyError(key)
