"""A calibration in words: verdicts while typing, the next date, the standard, the look-back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from clinicapp.domain.equipment.calibration_record import (
    Evidence,
    Standard,
    StandardCertificate,
    StandardRecord,
)
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.staff import Role, StaffMember
from clinicapp.services.quality.calibration_signing import Started
from clinicapp.services.quality.look_backs import LookBackCounts
from clinicapp.ui.documents.letter_list import letters_csv, letters_printable
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.quality.present_calibration import (
    Logging,
    as_found,
    counted,
    present_calibration,
)
from clinicapp.ui.viewmodels.quality.present_look_back import Letter
from tests.support.calibration_samples import OUT, POLICY
from tests.support.facts import LONDON, an_asset

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=LONDON)
ASSET = an_asset(tag="BP-0122", category="bp_monitor")


def a_standard(valid_to: date = date(2027, 3, 1), *, active: bool = True) -> StandardRecord:
    standard = Standard(
        id=uuid4(), tag="PM-0007", name="Pressure meter", serial="1", unit="mmHg", active=active
    )
    certificate = StandardCertificate(
        id=uuid4(),
        standard_id=standard.id,
        number="C-1",
        issued_on=date(2026, 3, 1),
        valid_to=valid_to,
        uncertainty=Decimal("0.5"),
        recorded_at=NOW,
        recorded_by="Tom Placeholder",
    )
    return StandardRecord(standard, (certificate,))


def logging(record: StandardRecord | None = None, /, **texts: str) -> Logging:
    started = Started(
        asset=ASSET,
        plans=(CheckPlan(id=uuid4(), asset_id=ASSET.id, check=Check.CALIBRATION, every_months=12),),
        accepted_at=None,
        standards=(record or a_standard(),),
        signers=(
            StaffMember(
                id=uuid4(),
                name="Joe Sample",
                title="device engineer",
                roles=frozenset({Role.EQUIPMENT_LEAD}),
            ),
        ),
        calibrations=(),
        draft=None,
    )
    return Logging(
        started=started,
        policy=POLICY,
        texts={"set": "bp-static", "standard": "PM-0007", **texts},
        evidence=(),
        now=NOW,
        zone=LONDON,
        user="Rosa Tester",
    )


def found(points: dict[str, str], side: str = "found") -> dict[str, str]:
    return {f"{side}.{key}": text for key, text in points.items()}


def test_the_picture() -> None:
    left = dict(zip(OUT, ("0", "50", "100", "151", "201", "251"), strict=True))
    texts = found(OUT) | found(left, "left") | {"adjusted": "yes", "adjustment": "Span reset"}
    view = present_calibration(logging(**texts))
    assert view.title == "Log calibration: A&D UA-651BLE, BP-0122"
    assert view.facts == (("Tolerance", "±3 mmHg"), ("Uncertainty", "0.5 mmHg"))
    errors = [(point.label, point.found.error, point.left.error) for point in view.points]
    assert errors == [
        ("0", "0", "0"),
        ("50", "0", "0"),
        ("100", "+1", "0"),
        ("150", "+2", "+1"),
        ("200", "+4", "+1"),
        ("250", "+2", "+1"),
    ]
    assert [point.fails for point in view.points] == [False] * 4 + [True, False]
    assert (view.found.words, view.found.tone) == ("As found: fail.", Tone.BAD)
    assert (view.left.words, view.left.tone) == ("As left: pass.", Tone.GOOD)
    assert view.worst == "Worst error +4 found, +1 left"
    assert view.standard.words == "Pressure meter. Certificate valid to 1 Mar 2027"
    assert view.next_due == "22 Nov 2027"
    assert view.banner_title == "As-found failed: look-back needed."
    assert [option.label for option in view.signers] == [
        "Anybody who may sign",
        "Joe Sample, device engineer",
    ]


@pytest.mark.parametrize(
    ("done_on", "due"),
    [("29 Feb 2024", "28 Feb 2025"), ("31/01/2026", "31 Jan 2027"), ("nonsense", "22 Nov 2027")],
)
def test_the_next_date_is_derived_and_clamped(done_on: str, due: str) -> None:
    good = {key: key for key in OUT}
    standard = a_standard()
    long_ago = replace(standard.certificates[0], issued_on=date(2020, 1, 1))
    record = StandardRecord(standard.standard, (long_ago,))
    view = present_calibration(logging(record, **found(good), adjusted="no", done_on=done_on))
    assert view.next_due == due


def test_adjusted_no_copies_as_found_to_as_left() -> None:
    good = {key: key for key in OUT}
    view = present_calibration(logging(**found(good), adjusted="no"))
    assert {point.left.error for point in view.points} == {"0"}
    assert view.left.words == "As left: pass."


def test_nothing_typed_says_nothing_and_is_due_when_it_passes() -> None:
    view = present_calibration(logging())
    assert {point.found.verdict for point in view.points} == {None}
    assert (view.found.words, view.worst, view.banner_title) == ("As found: nothing yet.", "", "")
    assert view.next_due == "When it passes"


@pytest.mark.parametrize(
    ("standard", "tag", "said", "tone"),
    [
        (a_standard(date(2026, 11, 21)), "PM-0007", "ran out on 21 Nov 2026", Tone.BAD),
        (a_standard(active=False), "PM-0007", "No standard has this tag", Tone.BAD),
        (a_standard(), "PM-9", "No standard has this tag", Tone.BAD),
        (a_standard(), "", "Scan the standard's label", Tone.MUTED),
    ],
)
def test_how_the_standard_stands(standard: StandardRecord, tag: str, said: str, tone: Tone) -> None:
    view = present_calibration(logging(standard, standard=tag))
    assert said in view.standard.words
    assert view.standard.tone is tone


def test_a_typo_is_named_at_its_field_while_typing() -> None:
    view = present_calibration(logging(**{"found.100": "1O1"}))
    assert view.errors["found.100"] == "Type a number, with a point for decimals."


def test_what_is_not_verified_is_said_to_be_unsure() -> None:
    assert present_calibration(logging()).unsure == ""
    view = present_calibration(logging(set="bp-simulator"))
    assert view.unsure.startswith("These limits are unsure (our design): For stability")


def test_a_certificate_alone_has_no_points() -> None:
    view = present_calibration(logging(set="certificate", result="pass", found_result="fail"))
    assert view.certificate_only
    assert view.next_due == "22 Nov 2027"
    assert view.banner_title == "As-found failed: look-back needed."


def test_the_error_is_told_only_when_it_fails() -> None:
    assert as_found(logging(**found({key: key for key in OUT}))) is None
    error = as_found(logging(**found(OUT)))
    assert error is not None
    assert [str(point.error) for point in error.points] == ["0", "0", "1", "2", "4", "2"]


def test_a_look_back_in_one_sentence() -> None:
    since = datetime(2026, 2, 12, 12, tzinfo=UTC)
    counts = LookBackCounts(
        since=since, readings=37, people=21, could_have_crossed=4, not_excluded=0
    )
    assert counted(counts, LONDON) == (
        "37 readings from 21 people since the last good check on 12 Feb 2026; 4 could have "
        "changed a Lester zone."
    )
    never = replace(counts, since=None, readings=1, people=1, not_excluded=2)
    assert counted(never, LONDON).startswith("1 reading from 1 person since it was first used")
    assert counted(never, LONDON).endswith("zone, 2 could not be excluded.")


LETTER = Letter(
    name="=EXAMPLE, Amara",
    nhs_number="999 000 0018",
    born="14 Mar 1985",
    ward="Ash",
    readings="141/84",
    measured="22 Nov 2026, 09:41",
    forms="LHF-2026-00001",
    outcome="Could have crossed",
)


def test_no_cell_of_the_letter_list_is_a_formula() -> None:
    head, row = letters_csv((LETTER,)).splitlines()
    assert head.startswith('"Name","NHS number","Born"')
    assert row.startswith('"\'=EXAMPLE, Amara","999 000 0018"')


@pytest.mark.parametrize("count", [1, 60])
def test_the_letter_list_takes_as_many_pages_as_it_needs(qapp: object, count: int) -> None:
    printable = letters_printable((LETTER,) * count, "BP-0122", "Two readings.", "Example Trust")
    (variant,) = printable.variants
    sheets = variant.printout.sheets
    texts = [piece.text for sheet in sheets for piece in sheet.texts()]
    assert sum(text == LETTER.name for text in texts) == count
    assert f"Page {len(sheets)} of {len(sheets)}" in texts[-1]
    assert all(piece.y + piece.height <= 1123 for sheet in sheets for piece in sheet.texts())
    assert "EXAMPLE" not in printable.file_name
    assert (len(sheets) == 1) == (count == 1)


def test_evidence_is_listed() -> None:
    files = (Evidence("a" * 64, "certificate.pdf"),)
    view = present_calibration(replace(logging(), evidence=files))
    assert [file.name for file in view.files] == ["certificate.pdf"]
