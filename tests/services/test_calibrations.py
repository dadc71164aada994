"""Logging a calibration: refusals, one and two signatures, superseding, drafts and look-backs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.calibration_entry import EntryRefused
from clinicapp.domain.equipment.calibration_record import SignState
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.services.equipment import assets
from clinicapp.services.quality import calibrations, standards
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.back_room import TECHNICIAN
from tests.support.calibration_samples import (
    ENGINEER,
    GOOD,
    OUT,
    POLICY,
    TODAY,
    a_standard,
    sign,
    typed,
    verify,
)
from tests.support.facts import LONDON

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from tests.support.back_room import BackRoom

ALONE = replace(POLICY, second_signer=frozenset())


def checks(room: BackRoom, asset: Asset) -> list[AssetEvent]:
    events = room.run(lambda work: work.assets.events(asset.id))
    return [event for event in events if event.kind is AssetEventKind.CHECKED]


def standing(room: BackRoom, asset: Asset) -> list[str]:
    (found,) = room.run(lambda work: assets.standings(work, None, room.now, LONDON))
    return [reason.code for reason in found.state.reasons]


def test_a_calibration_is_signed_and_counts(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    assert standing(room, asset) == ["CAL_NEVER"]
    signed = sign(room, asset.id, typed(GOOD, room="21 °C"), policy=ALONE)
    kept = room.run(lambda work: work.calibrations.of_asset(asset.id))
    assert kept == (signed.calibration,)
    assert signed.counts
    assert signed.look_back is None
    (calibration,) = kept
    assert (calibration.as_found, calibration.as_left) == (Verdict.PASS, Verdict.PASS)
    assert [str(point.as_left) for point in calibration.points] == list(GOOD.values())
    assert {str(point.uncertainty) for point in calibration.points} == {"0.5"}
    assert (calibration.room, calibration.performed_by) == ("21 °C", TECHNICIAN.name)
    (event,) = checks(room, asset)
    assert event.verdict is Verdict.PASS
    assert event.details == {"calibration": str(calibration.id), "as_found": "pass"}
    assert standing(room, asset) == []
    assert "calibration.signed" in room.audit()


def test_where_two_have_to_sign_it_counts_with_the_second(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    signed = sign(room, asset.id, typed(GOOD))
    assert not signed.counts
    assert checks(room, asset) == []
    left = room.run(lambda work: calibrations.left_to_do(work, room.by(TECHNICIAN)))
    assert [(each.id, on.tag) for each, on in left.awaiting] == [(signed.calibration.id, "BP-1")]
    with pytest.raises(Refused, match="somebody else has to verify"):
        verify(room, signed.calibration.id, TECHNICIAN)
    verify(room, signed.calibration.id)
    assert standing(room, asset) == []
    with pytest.raises(Refused, match="no second signature any more"):
        verify(room, signed.calibration.id)
    left = room.run(lambda work: calibrations.left_to_do(work, room.by(TECHNICIAN)))
    assert left.awaiting == ()


def test_bad_news_does_not_wait_for_the_second_signature(room: BackRoom) -> None:
    asset = room.equip("BP-1")
    a_standard(room)
    signed = sign(room, asset.id, typed(OUT))
    assert signed.counts
    assert standing(room, asset) == ["CAL_FAILED"]
    assert signed.look_back is not None
    verify(room, signed.calibration.id)
    # The one event is there already.
    assert len(checks(room, asset)) == 2


def test_an_as_found_fail_opens_a_look_back_to_the_last_good_as_found(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    good = sign(room, asset.id, typed(GOOD, done_on="12 Feb 2026"), policy=ALONE)
    adjusted = sign(room, asset.id, typed(OUT, GOOD, done_on="1 Mar 2026"), policy=ALONE)
    signed = sign(room, asset.id, typed(OUT, GOOD), policy=ALONE)
    assert (signed.calibration.as_found, signed.calibration.as_left) == (
        Verdict.FAIL,
        Verdict.PASS,
    )
    assert signed.look_back is not None
    assert signed.look_back.since == good.calibration.at == datetime(2026, 2, 12, 12, tzinfo=LONDON)
    assert signed.look_back.until == signed.calibration.at
    assert adjusted.look_back is not None
    left = room.run(lambda work: calibrations.left_to_do(work, room.by(TECHNICIAN)))
    assert [each.id for each, _on in left.look_backs] == [
        adjusted.look_back.id,
        signed.look_back.id,
    ]
    assert standing(room, asset) == []


def test_a_check_of_which_nobody_says_how_it_was_found_is_no_good_as_found(room: BackRoom) -> None:
    asset = room.equip("BP-1")
    a_standard(room)
    signed = sign(room, asset.id, typed(OUT, GOOD), policy=ALONE)
    assert signed.look_back is not None
    assert signed.look_back.since is None


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"standard": "PM-9"}, "standard", "Scan or choose"),
        ({"standard": "PM-OLD"}, "standard", "ran out on 21 Nov 2026"),
        ({"standard": "MW-2"}, "standard", "MW-2 measures in kg"),
        ({"found.275": "275"}, "found.275", "275 is not in Static pressure"),
        ({"found.100": "1O1"}, "found.100", "Type a number"),
        ({"found.100": "1e2"}, "found.100", "Type a number"),
        ({"done_on": "23 Nov 2026"}, "done_on", "in the future"),
        ({"done_on": "1 Jan 2024"}, "done_on", "accepted on 2 Jan 2024"),
        ({"done_on": "31 Feb 2026"}, "done_on", "Type the date"),
        ({"done_on": "15 Feb 2024"}, "standard", "covers 15 Feb 2024"),
        ({"adjusted": ""}, "adjusted", "Say whether"),
        ({"adjusted": "yes"}, "adjustment", "what was adjusted"),
        ({"set": "scale-iii-200kg-100g"}, "set", "Choose what"),
        ({"uncertainty": "-1"}, "uncertainty", "0 or more"),
        ({"second": "0" * 32}, "second", "second signer"),
    ],
)
def test_what_cannot_be_signed_is_named_by_its_field(
    room: BackRoom, more: dict[str, str], field: str, said: str
) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    a_standard(room, "PM-OLD", TODAY - timedelta(days=1))
    a_standard(room, "MW-2", unit="kg")
    with pytest.raises(EntryRefused, match=said) as refused:
        sign(room, asset.id, typed(GOOD) | more)
    assert field in refused.value.errors
    assert room.run(lambda work: work.calibrations.of_asset(asset.id)) == ()
    assert checks(room, asset) == []


def test_points_that_are_missing_are_signed_as_what_they_are(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    with pytest.raises(EntryRefused, match="Enter what the device showed"):
        sign(room, asset.id, typed({}))
    signed = sign(room, asset.id, typed({"100": "100"}), policy=ALONE)
    assert signed.calibration.as_left is Verdict.INDETERMINATE
    assert signed.calibration.why == ("missing_points",)
    assert standing(room, asset) == ["CAL_FAILED"]


def test_a_calibration_is_superseded_and_never_overwritten(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    wrong = sign(room, asset.id, typed(OUT, done_on="20 Nov 2026"), policy=ALONE).calibration
    assert standing(room, asset) == ["CAL_FAILED"]
    with pytest.raises(Refused, match="Say why"):
        sign(room, asset.id, typed(GOOD), policy=ALONE, supersedes=wrong.id)
    right = sign(
        room,
        asset.id,
        typed(GOOD, done_on="20 Nov 2026"),
        policy=ALONE,
        supersedes=wrong.id,
        reason="204 was typed for 201",
    ).calibration
    assert standing(room, asset) == []
    kept = room.run(lambda work: work.calibrations.of_asset(asset.id))
    assert kept == (wrong, right)
    assert (right.supersedes, right.reason) == (wrong.id, "204 was typed for 201")
    state = room.run(lambda work: calibrations.sign_state(work, wrong))
    assert state is SignState.SUPERSEDED
    first, second = checks(room, asset)
    assert second.supersedes == first.id
    with pytest.raises(Refused, match="superseded already"):
        sign(room, asset.id, typed(GOOD), policy=ALONE, supersedes=wrong.id, reason="x")
    other = room.equip("BP-2", None)
    with pytest.raises(NotFound, match="not one of this asset"):
        sign(room, other.id, typed(GOOD), policy=ALONE, supersedes=right.id, reason="x")


def test_a_draft_is_each_persons_own_and_kept_until_signed(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    half = {"found.0": "0", "found.50": "5O", "adjustment": ""}
    room.run(lambda work: calibrations.keep_draft(work, room.by(TECHNICIAN), asset.id, half))

    def drafted(actor: object) -> object:
        started = room.run(
            lambda work: calibrations.start_calibration(work, room.by(actor), asset.id)  # type: ignore[arg-type]
        )
        return None if started.draft is None else dict(started.draft.typed)

    assert drafted(TECHNICIAN) == {"found.0": "0", "found.50": "5O"}
    assert drafted(ENGINEER) is None
    with pytest.raises(EntryRefused):
        sign(room, asset.id, typed(GOOD) | half)
    assert drafted(TECHNICIAN) is not None
    sign(room, asset.id, typed(GOOD))
    assert drafted(TECHNICIAN) is None


def test_a_certificate_alone_is_allowed_and_says_so(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    bare = {"set": "certificate", "result": "pass"}
    with pytest.raises(EntryRefused, match="number, or add the certificate"):
        sign(room, asset.id, bare, policy=ALONE)
    with pytest.raises(EntryRefused, match="pass or fail"):
        sign(room, asset.id, {"set": "certificate", "certificate_no": "C-77"}, policy=ALONE)
    signed = sign(
        room,
        asset.id,
        bare | {"certificate_no": "C-77", "performed_by": "Example Ltd"},
        policy=ALONE,
    )
    calibration = signed.calibration
    assert (calibration.method, calibration.points) == (None, ())
    assert calibration.why == ("certificate_only",)
    assert (calibration.performed_by, calibration.signed_by) == ("Example Ltd", TECHNICIAN.name)
    assert calibration.as_found is None
    assert standing(room, asset) == []


def test_evidence_has_to_be_kept_here(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    a_standard(room)
    with pytest.raises(Refused, match=r"sticker\.jpg is not kept"):
        sign(room, asset.id, typed(GOOD, evidence=f'[["{"a" * 64}", "sticker.jpg"]]'))


def test_a_newer_certificate_brings_a_standard_back_into_date(room: BackRoom) -> None:
    asset = room.equip("BP-1", None)
    standard = a_standard(room, valid_to=TODAY - timedelta(days=30))
    with pytest.raises(EntryRefused, match="ran out"):
        sign(room, asset.id, typed(GOOD))
    newer = {
        "number": "C-2",
        "issued_on": "1 Nov 2026",
        "valid_to": "1 Nov 2027",
        "uncertainty": "0.4",
    }
    room.run(lambda work: standards.add_certificate(work, room.by(TECHNICIAN), standard.id, newer))
    signed = sign(room, asset.id, typed(GOOD))
    assert {str(point.uncertainty) for point in signed.calibration.points} == {"0.4"}
    (record,) = room.run(lambda work: work.calibrations.standards())
    assert [each.number for each in record.certificates] == ["C-1", "C-2"]
    # For a day that the first one covers, the first one is the one that counts.
    early = sign(room, asset.id, typed(GOOD, done_on="1 Oct 2026"))
    assert early.calibration.certificate_id == record.certificates[0].id
    room.run(lambda work: standards.retire_standard(work, room.by(TECHNICIAN), standard.id))
    with pytest.raises(EntryRefused, match="Scan or choose"):
        sign(room, asset.id, typed(GOOD))


def test_a_standard_without_what_it_needs_is_refused_by_field(room: BackRoom) -> None:
    a_standard(room)
    with pytest.raises(AnswersRefused) as refused:
        a_standard(room, name=" ", number="", issued_on="x", uncertainty="-1")
    assert set(refused.value.errors) == {"tag", "name", "number", "issued_on", "uncertainty"}
    with pytest.raises(AnswersRefused, match="runs out after it was issued"):
        a_standard(room, "PM-8", issued_on="1 Mar 2029")
