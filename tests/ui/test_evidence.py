"""The evidence pack: what is in it, what it does not hide, and how it lies on its sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.errors import NotFound
from clinicapp.services.quality.evidence import WardEvidence, gather
from clinicapp.ui.documents.evidence_document import evidence_document
from clinicapp.ui.documents.evidence_pdf import evidence_printout, lay_out_evidence
from clinicapp.ui.documents.press import pdf_of
from tests.support.back_room import TECHNICIAN, BackRoom
from tests.support.calibration_samples import GOOD, OUT, POLICY, a_standard, sign, typed, verify
from tests.support.facts import LONDON
from tests.support.sheets import IMPRINT, outside, overlapping, poppler_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

ALONE = replace(POLICY, second_signer=frozenset())


@pytest.fixture
def room(tmp_path: Path) -> Iterator[BackRoom]:
    room = BackRoom.open(tmp_path)
    yield room
    room.close()


def pack(room: BackRoom, ward: str | None = "Ash") -> WardEvidence:
    return room.run(lambda work: gather(work, room.by(TECHNICIAN), ward, LONDON))


def a_ward(room: BackRoom) -> None:
    """One calibrated with points by two people, one never, one failed and quarantined."""
    a_standard(room)
    good = room.equip("BP-1", None)
    verify(room, sign(room, good.id, typed(GOOD, room="21 °C")).calibration.id)
    room.equip("BP-2", None)
    bad = room.equip("BP-3", None, AssetEventKind.QUARANTINED)
    sign(room, bad.id, typed(OUT), policy=ALONE)
    room.equip("BP-4", None, AssetEventKind.CONDEMNED)


def test_it_says_what_is_there_and_what_is_not(room: BackRoom) -> None:
    a_ward(room)
    document = evidence_document(pack(room), IMPRINT)
    rows = {row.tag: row for row in document.overview}
    # What is condemned is nobody's equipment any more.
    assert list(rows) == ["BP-1", "BP-2", "BP-3"]
    assert rows["BP-1"].is_good
    assert "due 22 Nov 2027" in rows["BP-1"].checks
    assert not rows["BP-2"].is_good
    assert rows["BP-2"].checks == "Calibration never done"
    assert rows["BP-3"].status == "Quarantined"
    assert document.summary.startswith("3 pieces of equipment: 1 in date")
    against = dict(document.assets[1].facts)["Against it"]
    assert against == "No calibration of this device is recorded."


def test_a_calibration_has_its_points_standard_and_both_names(room: BackRoom) -> None:
    a_ward(room)
    (made,) = evidence_document(pack(room), IMPRINT).assets[0].calibrations
    facts = dict(made.facts)
    assert made.heading == "Calibration of 22 Nov 2026: as found passed, as left passed"
    assert facts["Standard"].startswith("PM-0007, Pressure meter, certificate C-1 valid to")
    assert facts["Signed"].startswith("Tom Placeholder, ")
    assert facts["Verified"].startswith("Joe Sample, ")
    assert [(p.reference, p.tolerance, p.as_found, p.as_left) for p in made.points][2] == (
        "100 mmHg",
        "± 3",
        "101",
        "101",
    )


def test_what_waits_for_a_second_signature_says_that_it_does_not_count(room: BackRoom) -> None:
    a_standard(room)
    asset = room.equip("BP-1", None)
    sign(room, asset.id, typed(GOOD))
    (part,) = evidence_document(pack(room), IMPRINT).assets
    assert "does not count yet" in part.calibrations[0].heading
    assert not part.is_good


def test_a_ward_without_equipment_is_told_so(room: BackRoom) -> None:
    a_ward(room)
    with pytest.raises(NotFound, match="no equipment on this ward"):
        pack(room, "Elm")
    assert pack(room, None).assets
    assert room.audit()[-1] == "evidence.written"


def test_nothing_on_its_sheets_is_cut_or_laid_over(room: BackRoom, qapp: QApplication) -> None:
    a_ward(room)
    document = evidence_document(pack(room), IMPRINT)
    long = "a word that is long " * 12
    crowded = replace(
        document,
        overview=tuple(
            replace(row, device=long, serial="S" * 40, checks=long) for row in document.overview
        )
        * 14,
        assets=tuple(replace(part, title=long, facts=(("Label", long),) * 9)
                     for part in document.assets) * 6,
    )  # fmt: skip
    for each in (document, crowded):
        sheets = lay_out_evidence(each)
        for number, sheet in enumerate(sheets, start=1):
            assert overlapping(sheet) == []
            assert outside(sheet) == []
            assert any(t.text == f"Page {number} of {len(sheets)}" for t in sheet.texts())


def test_its_pdf_is_read_by_others(room: BackRoom, qapp: QApplication, tmp_path: Path) -> None:
    a_ward(room)
    room.now += timedelta(minutes=1)
    file = tmp_path / "evidence.pdf"
    file.write_bytes(pdf_of(evidence_printout(pack(room), IMPRINT)))
    text = poppler_text(file)
    for words in ("Equipment evidence: Ash ward", "BP-3", "PM-0007", "As found", "204"):
        assert words in text
