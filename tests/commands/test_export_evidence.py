"""``clinicapp export evidence``: a folder that an inspector can be given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.calibration_entry import write_evidence
from clinicapp.domain.equipment.calibration_record import Evidence
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.services import attachments
from clinicapp.services.access import By
from clinicapp.services.equipment import assets
from clinicapp.services.quality import calibrations
from tests.support.attached import a_pdf
from tests.support.back_room import NOW
from tests.support.calibration_samples import POLICY
from tests.support.facts import LONDON, an_asset
from tests.support.home_database import first_user, opened
from tests.support.sheets import poppler_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command import Home


@pytest.fixture
def equipped(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A station with one monitor, calibrated by somebody who left a certificate."""
    assert home.run("db", "init").status == 0
    assert home.run("export", "caseload", str(home.folder / "none.csv")).status == 0
    by, asset = By(first_user(), NOW), an_asset(tag="BP-1")
    plan = CheckPlan(id=uuid7(), asset_id=asset.id, check=Check.CALIBRATION, every_months=12)
    with opened(home, monkeypatch) as database, database.transaction() as work:
        assets.register(work, by, asset, (plan,))
        kept = attachments.attach(work, by, a_pdf(), "certificate.pdf")
        typed = {
            "set": "certificate",
            "certificate_no": "C-7",
            "result": "pass",
            "performed_by": "Example Ltd",
            "done_on": "22 Nov 2026",
            "evidence": write_evidence((Evidence(kept.sha256, kept.name),)),
        }
        calibrations.sign_calibration(work, by, asset.id, typed, POLICY, LONDON)
    return home


def test_a_station_without_equipment_says_so(home: Home, tmp_path: Path) -> None:
    assert home.run("db", "init").status == 0
    ran = home.run("export", "evidence", str(tmp_path / "pack"))
    assert ran.status == 1
    assert ran.sentence.startswith("There is no equipment on this ward")
    assert not (tmp_path / "pack").exists()


def test_the_pack_is_a_folder_of_its_own(equipped: Home, tmp_path: Path) -> None:
    out = tmp_path / "pack"
    ran = equipped.run("export", "evidence", str(out), "--ward", "Ash")
    assert ran.status == 0, ran.err
    assert ran.out.startswith("Evidence of 1 piece of equipment written to")
    files = {file.name: file for file in out.iterdir()}
    assert "BP-1" in poppler_text(files.pop("evidence.pdf"))
    (certificate,) = files.values()
    assert certificate.name.startswith("BP-1-")
    assert certificate.read_bytes().startswith(b"%PDF-")
    again = equipped.run("export", "evidence", str(out))
    assert again.status == 1
    assert again.sentence.startswith("There is a folder")
