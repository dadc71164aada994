"""A calibration that is being logged, as frozen values in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from clinicapp.ui.viewmodels.card_view import ChipView, Tone
from clinicapp.ui.viewmodels.entry_view import OptionView

NO_ERRORS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SideView:
    """What one indication came to: "+4" and its verdict; empty and None where nothing was typed."""

    error: str = ""
    verdict: ChipView | None = None


@dataclass(frozen=True, slots=True)
class PointView:
    """One point of the set.

    Attributes:
        key: As in the fields ``found.KEY`` and ``left.KEY``.
        label: "200", or "Leak (mmHg/min)".
        found: As found.
        left: As left.
        fails: Whether either side fails: the row is tinted.
    """

    key: str
    label: str
    found: SideView
    left: SideView
    fails: bool = False


@dataclass(frozen=True, slots=True)
class ToneLine:
    """A sentence and its tone; empty for none."""

    words: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that was added."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationView:
    """The dialog.

    Attributes:
        title: "Log calibration: A&D UA-651, BP-0122".
        subtitle: Serial number, ward, place and what it is calibrated against.
        sets: What it can be calibrated against; the last is a certificate without points.
        set_key: Which of them.
        facts: Label and value: tolerance, uncertainty.
        unit: Of the points, "mmHg"; a point with another one says it in its label.
        unsure: Why these limits are not to be relied on; empty when they were verified.
        points: Empty for a certificate.
        found: "As found: fail.".
        left: "As left: pass.".
        worst: "Worst error +4 found, +1 left".
        standard: Name of the standard and how long its certificate runs.
        standards: Those there are, by tag.
        files: Evidence.
        signers: Who may be asked to sign second; empty where one signature is enough.
        performed_by: Who is signed in.
        next_due: "22 Nov 2027", or why there is none.
        banner_title: "As-found failed: look-back needed."; empty for no banner.
        banner: What the look-back comes to.
        may_review: Whether its list may be looked at already.
        kept: "Draft saved 09:47. Nothing is final until you sign.".
        errors: Sentences by field.
        supersedes: What this one corrects, in words; empty if nothing.
        results: Verdicts to choose from where a certificate is all there is.
    """

    title: str
    subtitle: str
    sets: tuple[OptionView, ...]
    set_key: str
    facts: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    unsure: str = ""
    points: tuple[PointView, ...] = ()
    found: ToneLine = ToneLine()
    left: ToneLine = ToneLine()
    worst: str = ""
    standard: ToneLine = ToneLine()
    standards: tuple[OptionView, ...] = ()
    files: tuple[FileView, ...] = ()
    signers: tuple[OptionView, ...] = ()
    performed_by: str = ""
    next_due: str = ""
    banner_title: str = ""
    banner: str = ""
    may_review: bool = False
    kept: str = ""
    errors: Mapping[str, str] = field(default_factory=lambda: NO_ERRORS)
    supersedes: str = ""
    results: tuple[OptionView, ...] = ()

    @property
    def certificate_only(self) -> bool:
        """Whether there are no points to measure."""
        return not self.points
