"""What belongs to the form as a whole: how complete it is, its versions, its correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.lester.vocabulary import Beside, Domain
from clinicapp.domain.screening import not_intervened
from clinicapp.ui.viewmodels.clinic.form_view import AMEND, DetailsView, MeasureView, VersionView
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec
from clinicapp.ui.words.lester import BESIDE, TITLES
from clinicapp.ui.words.plain import day_text, listed, lower_first, moment_text

if TYPE_CHECKING:
    from clinicapp.domain.form_versions import FormVersion
    from clinicapp.domain.lester.judgement import Completeness, Count
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit


def present_measures(complete: Completeness) -> tuple[MeasureView, ...]:
    """The three measures, each counted apart (clinical reference, sections 2.1 and 10)."""
    return (
        _measure("Lester, six domains", complete.lester),
        _measure("NHS England, core six", complete.nhse_core),
        _measure("National audit, seven items", complete.audit),
    )


def _measure(title: str, count: Count) -> MeasureView:
    names = (lower_first(item_name(item)) for item in count.missing)
    return MeasureView(
        title=title,
        count=f"{count.done} of {count.of}",
        is_complete=count.is_complete,
        missing=listed(names),
    )


def item_name(item: Domain | Beside) -> str:
    """An item of a measure; the lifestyle card has alcohol in its title, the domain has not."""
    if item is Domain.LIFESTYLE:
        return "Lifestyle"
    if item is Beside.SUBSTANCES:
        return "Substances"
    return TITLES[item] if isinstance(item, Domain) else BESIDE[item]


def can_be_amended(visit: Visit) -> bool:
    """Whether the form is signed and nothing corrects it yet."""
    return bool(visit.locked_reason) and visit.snapshot.superseded_by is None


def amend_entry(visit: Visit) -> EntrySpec | None:
    """The panel that asks why a signed form is corrected; None when it cannot be."""
    if not can_be_amended(visit):
        return None
    form = visit.snapshot.form
    return EntrySpec(
        card=AMEND,
        title=f"Amend form {form.number}",
        intro=f"This opens version {form.version + 1}, which starts from what stands on this one "
        "and has to be signed again. This version stays as it is.",
        fields=(
            FieldSpec(
                "reason",
                "Why is it corrected?",
                FieldKind.TEXT,
                help_text="A few words, such as: weight typed for another person.",
            ),
        ),
        submit="Open the new version",
    )


def present_details(visit: Visit) -> DetailsView:
    """The form's own story, and every form of the person."""
    form = visit.snapshot.form
    return DetailsView(
        title=f"Form {form.number}, version {form.version}",
        lines=form_lines(visit),
        versions=tuple(_version(visit, each) for each in visit.snapshot.versions),
    )


def form_lines(visit: Visit) -> tuple[str, ...]:
    """What happened to the form, in sentences."""
    snapshot, zone = visit.snapshot, visit.zone
    form, amended = snapshot.form, snapshot.contents.amended
    lines = [f"Opened by {form.opened_by}, {moment_text(form.opened_at, zone)}."]
    if amended is not None:
        lines.append(
            f"Corrects version {form.version - 1} of {day_text(visit.today)}: "
            f"{amended.values['reason'].rstrip('.')}."
        )
    if visit.locked_reason:
        lines.append(visit.locked_reason)
    if superseded := superseded_text(visit):
        lines.append(superseded)
    left = not_intervened(snapshot.assessment, snapshot.contents)
    if left:
        names = listed(lower_first(item_name(domain)) for domain in left)
        lines.append(f"Screened, not intervened: {names}.")
    return tuple(lines)


def superseded_text(visit: Visit) -> str:
    """``Superseded by version 2, signed by ...``; empty while nothing corrects the form."""
    later = visit.snapshot.superseded_by
    if later is None:
        return ""
    found = next(each for each in visit.snapshot.versions if each.form.id == later.id)
    signed = found.contents.signed
    if signed is None:
        begun = moment_text(later.opened_at, visit.zone)
        return (
            f"Version {later.version} was begun by {later.opened_by}, {begun}, and is not signed."
        )
    when = moment_text(signed.at, visit.zone)
    return f"Superseded by version {later.version}, signed by {signed.actor_name}, {when}."


def _version(visit: Visit, each: FormVersion) -> VersionView:
    signed = each.contents.signed
    if signed is None:
        state = f"Draft since {moment_text(each.form.opened_at, visit.zone)}"
    else:
        state = f"Signed by {signed.actor_name}, {moment_text(signed.at, visit.zone)}"
    if each.superseded_by is not None and not each.stands:
        state += f"; superseded by version {each.superseded_by.version}"
    return VersionView(
        key=str(each.form.id),
        title=f"{each.form.number}, version {each.form.version}",
        state=state,
        is_shown=each.form.id == visit.snapshot.form.id,
    )
