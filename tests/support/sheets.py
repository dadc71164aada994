"""Looking at sheets: what lies over what, what leaves the paper; and a form with much on it."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from clinicapp.domain.people import Diabetes
from clinicapp.ui.documents.imprint import Imprint
from clinicapp.ui.documents.paper import A4, MARGIN, Sheet, TextPiece
from tests.support.snapshots import ZONE, Visit, amara, clock, demo_visit, monitor, scale

TRUST = "Example Mental Health NHS Trust\n1 Some Road\nSometown"
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 3
IMPRINT = Imprint(
    trust=TRUST,
    ward_phone="01632 960 118",
    station="ASH-01",
    printed_at=clock(9, 58),
    zone=ZONE,
)


def poppler_text(path: Path) -> str:
    """The text of a PDF as poppler, which knows nothing of Qt, reads it."""
    found = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, timeout=60
    )
    return found.stdout.decode()


def crowded() -> Visit:
    """Everything red, many readings, many actions, long names and reasons."""
    visit = demo_visit()
    visit.person = replace(
        amara(),
        family_name=LONG,
        given_name=LONG,
        ethnicity="H",
        diabetes=Diabetes.TYPE_2,
        antipsychotic="a medicine with a long name " * 3,
        room="Room with a long name " * 4,
    )
    visit.answer("smoking", smoking="current")
    visit.answer("diet", diet="poor")
    visit.answer("activity", activity="sedentary")
    visit.answer(
        "audit_c", audit_c_frequency="4", audit_c_units="4", audit_c_six_or_more="4", audit_c="12"
    )
    visit.answer("substances", substances="many things " * 15)
    for minute in range(20):
        visit.file(
            monitor(),
            "blood_pressure",
            clock(10, minute),
            systolic_mmhg="190",
            diastolic_mmhg="121",
            reason="a long reason " * 12,
        )
    visit.file(scale(), "weight", clock(10, 30), weight_kg="99.5")
    visit.answer("glucose", glucose_mmol_l="3.1", sample="lab", fasting="no")
    visit.answer("qrisk3", qrisk3_percent="31.4")
    for action in visit.pack.actions:
        visit.choose(action.code, "offered" if action.code.endswith("2") else "accepted")
    visit.sign()
    return visit


def overlapping(sheet: Sheet) -> list[tuple[str, str]]:
    """Texts whose boxes lie over each other; a box is as wide as its longest line."""

    def box(piece: TextPiece) -> tuple[float, float, float, float]:
        lines = [piece.layout.lineAt(i).naturalTextRect() for i in range(piece.layout.lineCount())]
        left = min(line.left() for line in lines)
        right = max(line.right() for line in lines)
        return piece.x + left, piece.y, piece.x + right, piece.y + piece.height

    found = []
    texts = [piece for piece in sheet.texts() if piece.text.strip()]
    for one, other in combinations(texts, 2):
        a, b = box(one), box(other)
        apart = a[2] <= b[0] + 0.5 or b[2] <= a[0] + 0.5 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
        if not apart:
            found.append((one.text, other.text))
    return found


def outside(sheet: Sheet) -> list[str]:
    margin = MARGIN if sheet.paper == A4 else 8.0
    return [
        piece.text
        for piece in sheet.texts()
        if piece.x < margin - 1
        or piece.y < 0
        or piece.y + piece.height > sheet.paper.height
        or any(
            piece.x + piece.layout.lineAt(i).naturalTextRect().right()
            > sheet.paper.width - margin + 2
            for i in range(piece.layout.lineCount())
        )
    ]
