"""Labels of places: which ward, site and room a location number (GLN) stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.element_strings import check_digit_fits
from clinicapp.domain.equipment.labels import Place, read_label
from clinicapp.domain.equipment.whereabouts import LabelledPlace
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.typed_fields import TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.store.work import Work

_DIGITS = 13


@use_case(Permission.MANAGE_EQUIPMENT, "label places")
def label_place(work: Work, by: By, answers: Mapping[str, str], zone: tzinfo) -> LabelledPlace:
    """Say which place the label with a GLN is on; an earlier place of it counts no more.

    Args:
        work: the transaction.
        by: who, and when.
        answers: ``gln`` (13 digits, or the label as it was scanned), ``ward``, ``site`` and
            ``location``, as typed.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: with a sentence for each field that cannot be taken.
    """
    typed = TypedFields(answers)
    gln = _gln(typed, answers.get("gln", "").strip(), by, zone)
    place = LabelledPlace(
        gln=gln,
        ward=typed.text("ward", "Enter the ward, such as Ash."),
        site=typed.text("site"),
        location=typed.text("location", "Enter the room, such as Clinic room."),
        at=by.at,
        by=by.actor.name,
    )
    typed.check()
    work.place_labels.put(place, uuid7(), by.actor.id)
    record(work, by, "place.labelled", gln, ward=place.ward, location=place.location)
    return place


def _gln(typed: TypedFields, text: str, by: By, zone: tzinfo) -> str:
    label = read_label(text, by.at.astimezone(zone).date())
    if isinstance(label, Place):
        return label.gln
    digits = text.replace(" ", "")
    if len(digits) != _DIGITS or not check_digit_fits(digits):
        typed.wrong("gln", "Scan the label of the place, or type its location number of 13 digits.")
    return digits
