"""The ward panel of the picture, as frozen values."""

from __future__ import annotations

from clinicapp.ui.viewmodels.inbox.inbox_view import InboxRow, WhyKind
from clinicapp.ui.viewmodels.inbox.ward_panel_view import (
    WaitingView,
    WardPanelView,
    WardProgressView,
)
from tests.support.progress_samples import LAST_YEAR

WAITING = (
    WaitingView(
        InboxRow(
            "r-1",
            "scale",
            "Weight 82.4 kg",
            "seca 704",
            "09:28",
            WhyKind.NOBODY,
            "No form was open",
        ),
        assign=True,
    ),
    WaitingView(
        InboxRow(
            "r-2",
            "droplets",
            "Glucose 6.1 mmol/L",
            "HemoCue 201",
            "09:12",
            WhyKind.REFERENCE,
            "Another person's number",
        ),
        assign=True,
    ),
    WaitingView(
        InboxRow(
            "r-3",
            "heart-pulse",
            "Blood pressure 151/93 mmHg",
            "A&D UA-651BLE",
            "22 Nov 2026",
            WhyKind.QUALITY_CONTROL,
            "QC failed",
        ),
        assign=False,
    ),
)
PANEL = WardPanelView(
    count=3,
    waiting=WAITING,
    progress=WardProgressView(
        "Complete screening (Lester six), % of people",
        LAST_YEAR.chart,
        LAST_YEAR.sentence,
        LAST_YEAR.chip,
    ),
    due="3 overdue, 1 red zone with no action.",
)
