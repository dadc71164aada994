"""A calibration being logged in words: verdicts as you type, the standard, what falls due next."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.equipment.calibration import Judged, judge
from clinicapp.domain.equipment.calibration_entry import CERTIFICATE, read_points
from clinicapp.domain.equipment.calibration_record import StandardRecord, error_found
from clinicapp.domain.equipment.checks import due_date
from clinicapp.domain.quantities import plain
from clinicapp.domain.typed_days import day_words, read_day
from clinicapp.services.quality.calibration_signing import standard_refused, uncertainty_of
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView, Tone
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.quality.calibration_view import (
    NO_ERRORS,
    CalibrationView,
    FileView,
    PointView,
    SideView,
    ToneLine,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime, tzinfo
    from decimal import Decimal

    from clinicapp.domain.equipment.calibration import CalibrationJudgement
    from clinicapp.domain.equipment.calibration_record import Evidence, MeasuredPoint
    from clinicapp.domain.equipment.look_back import AsFound
    from clinicapp.domain.equipment.tolerances import CalibrationPolicy, ToleranceSet
    from clinicapp.services.quality.calibration_signing import Started
    from clinicapp.services.quality.look_backs import LookBackCounts

_CHIPS: Final[Mapping[Verdict, ChipView]] = MappingProxyType(
    {
        Verdict.PASS: ChipView(ChipKind.OK, "Pass"),
        Verdict.FAIL: ChipView(ChipKind.RED_ZONE, "Fail"),
        Verdict.INDETERMINATE: ChipView(ChipKind.NOTICE, "Unsure"),
    }
)
_TONES: Final[Mapping[Verdict, Tone]] = MappingProxyType(
    {Verdict.PASS: Tone.GOOD, Verdict.FAIL: Tone.BAD, Verdict.INDETERMINATE: Tone.WARN}
)
_WORDS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.INDETERMINATE: "not decided"}
)
_RESULTS: Final = (
    OptionView("pass", "Pass"),
    OptionView("fail", "Fail"),
    OptionView("indeterminate", "Not decided"),
)
ANYBODY: Final = OptionView("", "Anybody who may sign")
_UNKNOWN_STANDARD: Final = "No standard has this tag; scan it again, or choose one with Change."


@dataclass(frozen=True, slots=True, kw_only=True)
class Logging:
    """A calibration as far as it has come, for presenting.

    ``counts`` is what a look-back comes to, None while that is not known.
    """

    started: Started
    policy: CalibrationPolicy
    texts: Mapping[str, str]
    evidence: tuple[Evidence, ...]
    now: datetime
    zone: tzinfo
    user: str
    may_review: bool = False
    counts: LookBackCounts | None = None
    saved_at: datetime | None = None
    errors: Mapping[str, str] = field(default_factory=lambda: NO_ERRORS)
    supersedes: str = ""

    @property
    def day(self) -> date:
        """The day on which it was done; today until another one is typed."""
        typed = read_day(self.texts.get("done_on", ""))
        return typed or self.now.astimezone(self.zone).date()

    @property
    def plan(self) -> ToleranceSet | None:
        """What it is calibrated against; None for a certificate."""
        return self.policy.set_of(self.texts.get("set", ""))

    @property
    def standard(self) -> StandardRecord | None:
        """The standard whose tag is typed, if it may be used at all."""
        tag = self.texts.get("standard", "").strip()
        found = (each for each in self.started.standards if each.standard.tag == tag)
        return next((each for each in found if each.standard.active), None)


def as_found(logging: Logging) -> AsFound | None:
    """What is typed of the device's error, if it fails as found; else None."""
    points, judgement = _judged(logging)
    if judgement is None or judgement.as_found is not Verdict.FAIL:
        return None
    plan = logging.plan
    return None if plan is None else error_found(points, plan.unit)


def present_calibration(logging: Logging) -> CalibrationView:
    """The dialog's view."""
    asset, plan = logging.started.asset, logging.plan
    points, judgement = _judged(logging)
    place = ", ".join(filter(None, (f"{asset.ward} ward" if asset.ward else "", asset.location)))
    title = plan.title if plan is not None else "Certificate only"
    errors = dict(logging.errors)
    if plan is not None:
        errors |= read_points(plan, logging.texts, None).errors
    needs_second = logging.policy.needs_second(asset.category)
    return CalibrationView(
        title=f"Log calibration: {asset.name}, {asset.tag}",
        subtitle=" · ".join(filter(None, (f"Serial {asset.serial}", place, title))),
        sets=(
            *(OptionView(s.key, s.title) for s in logging.policy.sets_for(asset.category)),
            OptionView(CERTIFICATE, "Certificate, no points"),
        ),
        set_key=CERTIFICATE if plan is None else plan.key,
        facts=() if plan is None else _facts(logging, plan),
        unit="" if plan is None else plan.unit,
        unsure="" if plan is None else _unsure(plan),
        points=() if plan is None or judgement is None else _points(plan, judgement),
        found=_sentence("As found", judgement, points, left=False),
        left=_sentence("As left", judgement, points, left=True),
        worst="" if judgement is None else _worst(judgement),
        standard=_standard(logging),
        standards=_standards(logging),
        files=tuple(FileView(each.sha256, each.name) for each in logging.evidence),
        signers=_signers(logging) if needs_second else (),
        performed_by=logging.user,
        next_due=_next_due(logging, judgement),
        banner_title=_banner_title(logging, judgement),
        banner=_banner(logging, judgement),
        may_review=logging.may_review and logging.counts is not None,
        kept=_kept(logging),
        errors=MappingProxyType(errors),
        supersedes=logging.supersedes,
        results=_RESULTS,
    )


def _judged(
    logging: Logging,
) -> tuple[tuple[MeasuredPoint, ...], CalibrationJudgement | None]:
    plan, standard = logging.plan, logging.standard
    if plan is None:
        return (), None
    points = read_points(plan, logging.texts, uncertainty_of(logging.texts, standard, logging.day))
    used = None if standard is None else standard.used_on(logging.day)
    judgement = judge([each.point() for each in points.points], (), used, logging.day)
    return points.points, judgement


def _facts(logging: Logging, plan: ToleranceSet) -> tuple[tuple[str, str], ...]:
    tolerances = {point.tolerance for point in plan.points if point.unit == plan.unit}
    least, most = min(tolerances), max(tolerances)
    words = plain(least) if least == most else f"{plain(least)} to {plain(most)}"
    uncertainty = uncertainty_of(logging.texts, logging.standard, logging.day)
    found = "from the standard" if uncertainty is None else f"{plain(uncertainty)} {plan.unit}"
    return (("Tolerance", f"±{words} {plan.unit}"), ("Uncertainty", found))


def _unsure(plan: ToleranceSet) -> str:
    if plan.verified:
        return ""
    return f"These limits are unsure ({plan.mark}): {plan.basis}."


def _points(plan: ToleranceSet, judgement: CalibrationJudgement) -> tuple[PointView, ...]:
    return tuple(
        PointView(
            key=planned.key,
            label=f"{planned.name} ({planned.unit})" if planned.name else plain(planned.reference),
            found=_side(judged.as_found),
            left=_side(judged.as_left),
            fails=any(
                side is not None and side.verdict is Verdict.FAIL
                for side in (judged.as_found, judged.as_left)
            ),
        )
        for planned, judged in zip(plan.points, judgement.points, strict=True)
    )


def _side(judged: Judged | None) -> SideView:
    return SideView() if judged is None else SideView(signed(judged.error), _CHIPS[judged.verdict])


def signed(error: Decimal) -> str:
    """An error with its sign, and a true minus: +4."""
    if error.is_zero():
        return "0"
    return f"+{plain(error)}" if error > 0 else f"\N{MINUS SIGN}{plain(-error)}"


def _sentence(
    side: str,
    judgement: CalibrationJudgement | None,
    points: Iterable[MeasuredPoint],
    *,
    left: bool,
) -> ToneLine:
    measured = any((point.as_left if left else point.as_found) is not None for point in points)
    if judgement is None or not measured:
        return ToneLine(f"{side}: nothing yet.", Tone.MUTED)
    verdict = judgement.as_left if left else judgement.as_found
    return ToneLine(f"{side}: {_WORDS[verdict]}.", _TONES[verdict])


def _worst(judgement: CalibrationJudgement) -> str:
    words = [
        f"{signed(max(errors, key=abs))} {side}"
        for side, errors in (
            ("found", [p.as_found.error for p in judgement.points if p.as_found is not None]),
            ("left", [p.as_left.error for p in judgement.points if p.as_left is not None]),
        )
        if errors
    ]
    return f"Worst error {', '.join(words)}" if words else ""


def _standard(logging: Logging) -> ToneLine:
    tag = logging.texts.get("standard", "").strip()
    if not tag:
        return ToneLine("Scan the standard's label, or type its tag.", Tone.MUTED)
    standard = logging.standard
    if standard is None:
        return ToneLine(_UNKNOWN_STANDARD, Tone.BAD)
    plan = logging.plan
    unit = standard.standard.unit if plan is None else plan.unit
    refused = standard_refused(standard, logging.day, unit)
    if refused:
        return ToneLine(refused, Tone.BAD)
    covering = standard.certificate_on(logging.day)
    until = "" if covering is None else day_words(covering.valid_to)
    return ToneLine(f"{standard.standard.name}. Certificate valid to {until}", Tone.GOOD)


def _standards(logging: Logging) -> tuple[OptionView, ...]:
    return tuple(
        OptionView(
            each.standard.tag,
            f"{each.standard.tag} {each.standard.name}"
            + ("" if each.certificate_on(logging.day) else ", no certificate for that day"),
        )
        for each in logging.started.standards
        if each.standard.active
        and (logging.plan is None or each.standard.unit == logging.plan.unit)
    )


def _signers(logging: Logging) -> tuple[OptionView, ...]:
    return (
        ANYBODY,
        *(
            OptionView(str(member.id), ", ".join(filter(None, (member.name, member.title))))
            for member in logging.started.signers
        ),
    )


def _next_due(logging: Logging, judgement: CalibrationJudgement | None) -> str:
    plan = next((p for p in logging.started.plans if p.every_hours is None), None)
    if plan is None:
        return "No plan"
    passes = (
        logging.texts.get("result") == Verdict.PASS
        if judgement is None
        else judgement.as_left is Verdict.PASS
    )
    return day_words(due_date(logging.day, plan)) if passes else "When it passes"


def _fails(judgement: CalibrationJudgement | None, texts: Mapping[str, str]) -> bool:
    if judgement is None:
        return texts.get("found_result") == Verdict.FAIL
    return judgement.as_found is Verdict.FAIL


def _banner_title(logging: Logging, judgement: CalibrationJudgement | None) -> str:
    failed = _fails(judgement, logging.texts)
    return "As-found failed: look-back needed." if failed else ""


def _banner(logging: Logging, judgement: CalibrationJudgement | None) -> str:
    if not _fails(judgement, logging.texts):
        return ""
    if logging.counts is None:
        return "Signing opens a review of every reading since the last good check."
    return counted(logging.counts, logging.zone)


def counted(counts: LookBackCounts, zone: tzinfo) -> str:
    """What a look-back comes to: 37 readings from 21 people since the last good check, ..."""
    since = (
        "since it was first used, because no check is known to have found it good"
        if counts.since is None
        else f"since the last good check on {day_words(counts.since.astimezone(zone).date())}"
    )
    readings = _many(counts.readings, "reading", "readings")
    people = _many(counts.people, "person", "people")
    words = f"{readings} from {people} {since}"
    if not counts.readings:
        return f"{words}."
    could = f"{counts.could_have_crossed} could have changed a Lester zone"
    unsure = f", {counts.not_excluded} could not be excluded" if counts.not_excluded else ""
    return f"{words}; {could}{unsure}."


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _kept(logging: Logging) -> str:
    if logging.saved_at is None:
        return "Nothing is final until you sign."
    at = logging.saved_at.astimezone(logging.zone).strftime("%H:%M")
    return f"Draft saved {at}. Nothing is final until you sign."
