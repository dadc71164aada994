"""Quality control results that arrived, as frozen values in words."""

from dataclasses import dataclass

from clinicapp.ui.viewmodels.shell_view import KeyHint


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One control result.

    Attributes:
        reading_id: What ``record_requested`` reports.
        time: "22 Nov 2026, 07:31".
        analyser: "Abbott Afinion 2".
        tag: Tag of the asset, "AF-0001", or empty when none is known.
        analyte: "HbA1c".
        lot: Lot of the control material, or empty when the analyser did not say.
        value: "38", exactly as sent.
        unit: "mmol/mol".
    """

    reading_id: str
    time: str
    analyser: str
    analyte: str
    lot: str
    value: str
    unit: str
    tag: str = ""


QUALITY_HINTS = (
    KeyHint("↑ ↓", "Move row"),
    KeyHint("Enter", "Open record"),
    KeyHint("F1", "Help"),
)


@dataclass(frozen=True, slots=True)
class QualityView:
    """The quality control page.

    Attributes:
        title: "Quality control, Ash ward".
        summary: Beside the title, "3 control results".
        rows: Those read so far, newest first.
        total: How many there are.
        filed: Said of every row, "Never filed on a person".
        order: How they are sorted.
        empty_title: Said when there are no rows.
        empty_hint: What to do then.
    """

    title: str
    summary: str
    rows: tuple[ControlRow, ...]
    total: int
    filed: str = "Never filed on a person"
    order: str = "Newest first"
    empty_title: str = "No control results have arrived."
    empty_hint: str = "Run a control on the analyser; its result appears here by itself."
