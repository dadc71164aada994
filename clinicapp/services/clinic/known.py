"""What is known of a person and a visit when something is typed on its form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from clinicapp.domain.forms import day_of, fold
from clinicapp.services.clinic.answers import Known

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from clinicapp.domain.forms import Form, FormFact
    from clinicapp.store.work import Work


def moment_of_visit(work: Work, form: Form) -> datetime | None:
    """When the visit was that a form corrects; None for a form that corrects nothing."""
    if form.amends is None:
        return None
    while form.amends is not None:
        form = work.forms.get(form.amends)
    signed = fold(work.forms.facts(form.id)).signed
    return signed.at if signed else None


def known(work: Work, form: Form, at: datetime, zone: tzinfo) -> Known:
    """The person's latest height and weight before now, to hold what is typed against."""
    heights: list[FormFact] = []
    weights: list[FormFact] = []
    for each in reversed(work.forms.for_person(form.person_id)):
        if each.opened_at <= form.opened_at and each.id != form.amends:
            contents = fold(work.forms.facts(each.id))
            heights += [f for f in (contents.answers.get("height"),) if f and each.id != form.id]
            weights += contents.repeats.get("weight", ())
    return Known(
        today=at.astimezone(zone).date(),
        height_cm=Decimal(heights[-1].values["height_cm"]) if heights else None,
        weight=(day_of(weights[-1], zone), Decimal(weights[-1].values["weight_kg"]))
        if weights
        else None,
    )
