"""``clinicapp export forms``: signed forms in a folder or a table, and drafts nowhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from clinicapp.services.access import By
from clinicapp.services.clinic import screening
from tests.services.test_screening import ANSWERS
from tests.support.back_room import NOW
from tests.support.facts import LONDON
from tests.support.home_database import first_user, opened
from tests.support.snapshots import pack_named
from tests.support.store_samples import a_person

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command import Home


@pytest.fixture
def ward(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A station with one signed form of one person, and a draft of another."""
    assert home.run("db", "init").status == 0
    # The first command makes whoever runs it the first user.
    assert home.run("export", "caseload", str(home.folder / "none.csv")).status == 0
    by, pack = By(first_user(), NOW), pack_named()
    with opened(home, monkeypatch) as database, database.transaction() as work:
        for family in ("Example", "Sample"):
            person = a_person(id=uuid7(), family_name=family, nhs_number=None)
            work.people.add(person)
            form = screening.open_form(work, by, person.id, pack, LONDON)
            screening.answer(work, by, form.id, ANSWERS)
            if family == "Example":
                screening.sign(work, by, form.id, pack, LONDON)
    return home


@pytest.mark.parametrize(("form", "ending"), [("hl7", "hl7"), ("fhir", "json"), ("pdf", "pdf")])
def test_each_signed_form_is_a_file(ward: Home, tmp_path: Path, form: str, ending: str) -> None:
    out = tmp_path / "out"
    ran = ward.run("export", "forms", str(out), "--format", form)
    assert ran.status == 0, ran.err
    assert ran.out.startswith("1 signed form written to")
    (file,) = out.iterdir()
    assert file.suffix == f".{ending}"
    data = file.read_bytes()
    if form == "hl7":
        assert data.startswith(b"MSH|^~\\&|clinicapp|")
        assert b"EXAMPLE" in data
    elif form == "fhir":
        assert json.loads(data)["resourceType"] == "Bundle"
    else:
        assert data.startswith(b"%PDF-")
    again = ward.run("export", "forms", str(out), "--format", form)
    assert again.status == 1
    assert again.sentence.startswith("There is a file")
    assert ward.run("db", "check").status == 0


def test_the_table_is_one_file(ward: Home, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    ran = ward.run("export", "forms", str(file), "--format", "csv", "--since", "2026-11-22")
    assert ran.status == 0, ran.err
    text = file.read_text(encoding="utf-8-sig")
    assert text.startswith("Form,Signed at,")
    assert "Sample" not in text


def test_nothing_that_fits_is_one_sentence(ward: Home, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    ran = ward.run("export", "forms", out, "--format", "fhir", "--number", "LHF-0000-1")
    assert ran.status == 1
    assert ran.sentence == "No signed form fits; check the number, the ward and the day."
    assert ward.run("export", "forms", out).status == 2
    assert ward.run("export", "forms", out, "--format", "docx").status == 2
