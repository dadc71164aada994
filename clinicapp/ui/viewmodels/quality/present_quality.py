"""Control results as rows, in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.quantities import plain
from clinicapp.ui.viewmodels.clinic.present_source import unlisted_name
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.quality.quality_view import ControlRow, QualityView
from clinicapp.ui.words.analytes import measured_text
from clinicapp.ui.words.plain import counted, moment_text, sentence_case
from clinicapp.ui.words.values import quantity_text, unit_of, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.observations import Observation, Quantity
    from clinicapp.services.clinic.inbox import ControlResults, ReadingAtHand

_PANEL: Final = "lipids"
_ANALYTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "total_cholesterol": "total",
        "hdl": "HDL",
        "ldl": "LDL",
        "non_hdl": "non-HDL",
        "triglycerides": "triglycerides",
    }
)


def present_quality(found: ControlResults, *, ward: str | None, zone: tzinfo) -> QualityView:
    """The page of control results; ``ward`` None is all wards."""
    place = "all wards" if ward is None else ward_text(ward)
    return QualityView(
        title=f"Quality control, {place}",
        summary=counted(found.total, "control result"),
        rows=control_rows(found.results, zone),
        total=found.total,
    )


def control_rows(results: tuple[ReadingAtHand, ...], zone: tzinfo) -> tuple[ControlRow, ...]:
    """A row for each of them, in the order given."""
    return tuple(_row(each, zone) for each in results)


def _row(found: ReadingAtHand, zone: tzinfo) -> ControlRow:
    reading, seen = found.reading, found.reading.observation
    value, unit = _as_sent(seen)
    return ControlRow(
        reading_id=str(reading.id),
        time=moment_text(seen.measured_at or reading.received_at, zone),
        analyser=unlisted_name(reading) if found.asset is None else found.asset.name,
        analyte=measured_text(seen),
        lot=seen.lot or "",
        value=value,
        unit=unit,
        tag="" if found.asset is None else found.asset.tag,
    )


def _as_sent(seen: Observation) -> tuple[str, str]:
    """The value exactly as sent, and its unit; of a panel every value, ``total 5.1, HDL 1.30``."""
    if seen.kind == _PANEL and len(seen.quantities) > 1:
        units = {unit_of(quantity.field) for quantity in seen.quantities}
        if len(units) == 1:
            (unit,) = units
            parts = (f"{_name(each)} {_bare(each, unit)}" for each in seen.quantities)
            return sentence_case(", ".join(parts)), unit
        parts = (f"{_name(each)} {quantity_text(each)}" for each in seen.quantities)
        return sentence_case(", ".join(parts)), ""
    shown = value_text(seen) or "No value"
    for quantity in seen.quantities:
        if quantity.amount is not None and quantity_text(quantity) == shown:
            return plain(quantity.amount), unit_of(quantity.field)
    return sentence_case(shown), ""


def _bare(quantity: Quantity, unit: str) -> str:
    return quantity_text(quantity).removesuffix(unit).rstrip()


def _name(quantity: Quantity) -> str:
    for stem, name in _ANALYTES.items():
        if quantity.field.startswith(f"{stem}_"):
            return name
    return quantity.field.replace("_", " ")
