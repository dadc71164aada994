"""What may happen to an asset next, and what it is in after it has happened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import Stage, state_of
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.life_cycle import refusal
from clinicapp.domain.equipment.plans import own_rule
from tests.support.facts import a_plan, an_asset, an_event

K = AssetEventKind
ASSET = an_asset()
PLAN = a_plan(ASSET.id, Check.USER_CHECK, every_days=7)
RULES = (own_rule(PLAN),)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def _life(*kinds: AssetEventKind | Verdict) -> list[AssetEvent]:
    """Events an hour apart; a verdict is a user check with that verdict."""
    return [
        an_event(ASSET.id, K.CHECKED, START + timedelta(hours=n), Check.USER_CHECK, kind)
        if isinstance(kind, Verdict)
        else an_event(ASSET.id, kind, START + timedelta(hours=n))
        for n, kind in enumerate(kinds)
    ]


def _refusal(life: list[AssetEvent], kind: AssetEventKind, **details: str) -> str | None:
    return refusal(ASSET, RULES, life, kind, START + timedelta(days=9), details)


def _state(*kinds: AssetEventKind | Verdict):
    return state_of(ASSET, (), _life(*kinds), START + timedelta(days=9))


@pytest.mark.parametrize(
    ("life", "stage", "codes"),
    [
        ((), Stage.IN_ACCEPTANCE, ["NOT_ACCEPTED"]),
        ((K.ORDERED,), Stage.ORDERED, ["NOT_ACCEPTED"]),
        ((K.ORDERED, K.RECEIVED), Stage.IN_ACCEPTANCE, ["NOT_ACCEPTED"]),
        ((K.RECEIVED, K.ACCEPTED), Stage.AVAILABLE, []),
        ((K.ACCEPTED, K.PUT_IN_USE), Stage.IN_USE, []),
        ((K.ACCEPTED, K.PUT_IN_USE, K.LOANED), Stage.ON_LOAN, ["ON_LOAN"]),
        ((K.ACCEPTED, K.PUT_IN_USE, K.LOANED, K.RETURNED), Stage.IN_USE, []),
        ((K.ACCEPTED, K.QUARANTINED, K.LOST), Stage.LOST, ["LOST", "QUARANTINED"]),
        ((K.ACCEPTED, K.QUARANTINED, K.LOST, K.FOUND), Stage.QUARANTINED,
         ["QUARANTINED", "NOT_ACCEPTED"]),
        ((K.ACCEPTED, K.SENT_FOR_REPAIR, K.REPAIRED), Stage.IN_ACCEPTANCE, ["NOT_ACCEPTED"]),
        ((K.ACCEPTED, K.SENT_FOR_REPAIR, K.REPAIRED, Verdict.PASS, K.RELEASED),
         Stage.AVAILABLE, []),
        ((K.ACCEPTED, K.CONTAMINATED), Stage.CONTAMINATED, ["CONTAMINATED"]),
        ((K.ACCEPTED, K.CONTAMINATED, K.CLEANED), Stage.AVAILABLE, []),
        ((K.ACCEPTED, K.RECALLED, K.RELEASED), Stage.RECALLED, ["RECALLED"]),
        ((K.ACCEPTED, K.RECALLED, K.RECALL_CLOSED), Stage.AVAILABLE, []),
        ((K.ACCEPTED, K.FAULT), Stage.AVAILABLE, []),
        ((K.ACCEPTED, K.CONDEMNED, K.DISPOSED), Stage.DISPOSED, ["DISPOSED", "CONDEMNED"]),
    ],
)  # fmt: skip
def test_the_stage_follows_from_what_happened(life, stage: Stage, codes: list[str]) -> None:
    state = _state(*life)
    assert (state.stage, [reason.code for reason in state.reasons]) == (stage, codes)
    assert state.in_service == (not codes)


@pytest.mark.parametrize(
    ("life", "kind", "words"),
    [
        ((), K.PUT_IN_USE, "in acceptance"),
        ((), K.RELEASED, "never been accepted"),
        ((K.ACCEPTED,), K.RELEASED, "not held back"),
        ((K.ACCEPTED, K.QUARANTINED), K.RELEASED, "passed no check"),
        ((K.ACCEPTED, Verdict.PASS, K.QUARANTINED, Verdict.FAIL), K.RELEASED, "passed no check"),
        ((K.ACCEPTED, K.SENT_FOR_REPAIR), K.RELEASED, "in repair"),
        ((K.ACCEPTED, K.SENT_FOR_REPAIR, K.REPAIRED), K.ACCEPTED, "passed no check"),
        ((K.ACCEPTED, K.LOST), K.RELEASED, "found"),
        ((K.ACCEPTED, K.LOST, K.FOUND), K.RELEASED, "passed no check"),
        ((K.ACCEPTED,), K.RETURNED, "not on loan"),
        ((K.ACCEPTED,), K.REPAIRED, "not in repair"),
        ((K.ACCEPTED,), K.FOUND, "not recorded as lost"),
        ((K.ACCEPTED,), K.RECALL_CLOSED, "not under a recall"),
        ((K.ACCEPTED, K.QUARANTINED), K.LOANED, "quarantined"),
        ((K.ACCEPTED,), K.DISPOSED, "not condemned"),
        ((K.ACCEPTED, K.CONDEMNED), K.ACCEPTED, "condemned"),
        ((K.ACCEPTED, K.CLEANED, K.CONDEMNED), K.DISPOSED, "decontaminated"),
        ((K.ACCEPTED, K.CONDEMNED, K.CLEANED), K.DISPOSED, "Wipe"),
        ((K.ACCEPTED, K.CONDEMNED, K.CLEANED, K.DISPOSED), K.FAULT, "disposed of"),
    ],
)
def test_what_may_not_happen_is_said_in_a_sentence(life, kind: K, words: str) -> None:
    sentence = _refusal(_life(*life), kind)
    assert sentence is not None
    assert words in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("life", "kind"),
    [
        ((), K.ACCEPTED),
        ((K.ACCEPTED,), K.PUT_IN_USE),
        ((K.ACCEPTED, K.QUARANTINED, Verdict.PASS), K.RELEASED),
        ((K.ACCEPTED, K.SENT_FOR_REPAIR), K.REPAIRED),
        ((K.ACCEPTED, K.SENT_FOR_REPAIR, K.REPAIRED, Verdict.PASS), K.ACCEPTED),
        ((K.ACCEPTED, K.LOST, K.FOUND, Verdict.PASS), K.RELEASED),
        ((K.ACCEPTED, K.CONDEMNED), K.FAULT),
        ((), K.QUARANTINED),
        ((K.ACCEPTED,), K.LOANED),
    ],
)
def test_what_may_happen_is_not_refused(life, kind: AssetEventKind) -> None:
    assert _refusal(_life(*life), kind) is None


def test_it_is_disposed_of_clean_and_wiped() -> None:
    life = _life(K.ACCEPTED, K.CONDEMNED, K.CLEANED)
    assert _refusal(life, K.DISPOSED, data_wiped="yes") is None
    assert _refusal(life, K.DISPOSED, data_wiped="holds_none") is None
    assert _refusal(life, K.DISPOSED, data_wiped="no") is not None


def test_nothing_is_accepted_that_nobody_will_check() -> None:
    sentence = refusal(ASSET, (), [], K.ACCEPTED, START, {})
    assert sentence is not None
    assert "check plan" in sentence
    bare = an_asset(tag=" ")
    sentence = refusal(bare, RULES, [], K.ACCEPTED, START, {})
    assert sentence is not None
    assert "no tag" in sentence


def test_a_corrected_event_counts_no_more() -> None:
    accepted = an_event(ASSET.id, K.ACCEPTED, START)
    wrong = an_event(ASSET.id, K.LOST, START + timedelta(hours=1))
    right = AssetEvent(
        id=uuid7(),
        asset_id=ASSET.id,
        kind=K.MOVED,
        at=wrong.at,
        recorded_at=START + timedelta(days=1),
        recorded_by="Tom Placeholder",
        supersedes=wrong.id,
    )
    later = START + timedelta(days=9)
    assert state_of(ASSET, (), [accepted, wrong], later).stage is Stage.LOST
    assert state_of(ASSET, (), [right, wrong, accepted], later).stage is Stage.AVAILABLE


def test_past_the_end_of_its_life_it_says_so_from_the_next_day() -> None:
    old = an_asset(end_of_life_on=date(2026, 1, 10))
    accepted = an_event(old.id, K.ACCEPTED, START)
    on = datetime(2026, 1, 10, 23, 59, tzinfo=UTC)
    assert state_of(old, (), [accepted], on).reasons == ()
    (reason,) = state_of(old, (), [accepted], on + timedelta(minutes=1)).reasons
    assert (reason.code, reason.since) == ("END_OF_LIFE", datetime(2026, 1, 11, tzinfo=UTC))
