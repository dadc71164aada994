"""What a password and a PIN must be, how long a PIN works, and how tries slow down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.sign_in import (
    PIN_TRIES,
    SignInEvent,
    SignInKind,
    Way,
    badge_fault,
    badge_of,
    delay_after,
    next_try,
    password_fault,
    pin_fault,
    pin_standing,
    user_name_fault,
    user_name_of,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERSON = uuid4()
IN, SWITCHED, OUT, LOCKED, FAILED, ENDED = (
    SignInKind.SIGNED_IN,
    SignInKind.SWITCHED,
    SignInKind.SIGNED_OUT,
    SignInKind.LOCKED,
    SignInKind.FAILED,
    SignInKind.ENDED,
)


def event(kind: SignInKind, minutes_ago: float, way: Way | None = None) -> SignInEvent:
    at = NOW - timedelta(minutes=minutes_ago)
    return SignInEvent(id=uuid4(), kind=kind, at=at, station="ASH-01", way=way, staff_id=PERSON)


def test_a_pin_works_twelve_hours_after_a_full_sign_in_and_no_longer() -> None:
    full = event(IN, 0, Way.PASSWORD)
    assert pin_standing([full], NOW).until == NOW + timedelta(hours=12)
    late = NOW + timedelta(hours=12)
    assert pin_standing([full], late - timedelta(seconds=1)).open
    assert pin_standing([full], late).until is None
    assert pin_standing([full], NOW - timedelta(seconds=1)).until is None, "from the future"


@pytest.mark.parametrize("way", [Way.BADGE, Way.PIN])
def test_neither_a_badge_nor_a_pin_begins_or_prolongs_the_hours(way: Way) -> None:
    assert pin_standing([event(IN, 1, way)], NOW).until is None
    events = [event(IN, 60, Way.ACCOUNT), event(SWITCHED, 1, way)]
    assert pin_standing(events, NOW).until == NOW + timedelta(hours=11)


def test_an_administrator_ends_the_hours() -> None:
    events = [event(IN, 60, Way.PASSWORD), event(ENDED, 1)]
    assert pin_standing(events, NOW).until is None
    assert pin_standing([*events, event(SWITCHED, 0, Way.PASSWORD)], NOW).open


def test_five_wrong_pins_end_them_until_a_full_sign_in() -> None:
    events = [event(IN, 60, Way.PASSWORD)]
    for left in reversed(range(PIN_TRIES)):
        assert pin_standing(events, NOW).open
        events.append(event(FAILED, 1, Way.PIN))
        assert pin_standing(events, NOW).tries_left == left
    assert not pin_standing(events, NOW).open
    assert not pin_standing([*events, event(IN, 1, Way.BADGE)], NOW).open
    assert pin_standing([*events, event(IN, 1, Way.PASSWORD)], NOW).tries_left == PIN_TRIES


def test_a_right_pin_gives_the_tries_back() -> None:
    events = [event(IN, 60, Way.PASSWORD), *[event(FAILED, 2, Way.PIN)] * 4]
    assert pin_standing(events, NOW).tries_left == 1
    assert pin_standing([*events, event(IN, 1, Way.PIN)], NOW).tries_left == PIN_TRIES
    assert pin_standing([*events, event(FAILED, 1, Way.PASSWORD)], NOW).tries_left == 1


KINDS = st.sampled_from(list(SignInKind))
EVENTS = st.lists(
    st.builds(event, KINDS, st.floats(0, 1500), st.sampled_from([None, *Way])), max_size=12
).map(lambda events: sorted(events, key=lambda each: each.at))


@given(EVENTS)
def test_a_pin_is_open_only_by_a_full_sign_in_within_twelve_hours_and_few_failures_since(
    events: list[SignInEvent],
) -> None:
    """An independent reading of the same rule, backwards from now."""
    failures, full = 0, None
    counting = True
    for each in reversed(events):
        opened = each.kind in (IN, SWITCHED)
        if opened and each.way in (Way.PASSWORD, Way.ACCOUNT):
            full = each
            break
        if each.kind is ENDED:
            break
        if opened and each.way is Way.PIN:
            counting = False
        if counting and each.kind is FAILED and each.way is Way.PIN:
            failures += 1
    expected = full is not None and NOW - full.at < timedelta(hours=12) and failures < PIN_TRIES
    assert pin_standing(events, NOW).open is expected


def test_the_delay_doubles_after_three_wrong_tries_to_a_minute() -> None:
    seconds = [int(delay_after(wrong).total_seconds()) for wrong in range(10)]
    assert seconds == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(0, 10**9))
def test_no_delay_is_longer_than_a_minute(wrong: int) -> None:
    assert timedelta(0) <= delay_after(wrong) <= timedelta(minutes=1)


def test_tries_are_heard_again_after_the_delay_and_forgotten_after_a_while() -> None:
    wrong = [event(FAILED, 0, Way.PASSWORD)] * 5
    assert next_try(wrong[:2], NOW) is None
    assert next_try(wrong, NOW) == NOW + timedelta(seconds=8)
    assert next_try(wrong, NOW + timedelta(seconds=8)) is None
    assert next_try([*wrong, event(IN, 0, Way.BADGE)], NOW) is None
    assert next_try([event(FAILED, 16, Way.PASSWORD)] * 9, NOW) is None
    # A clock that was put back keeps nobody out for longer.
    assert next_try(wrong, NOW - timedelta(days=9)) == NOW - timedelta(days=9, seconds=-8)


COMMON = frozenset({"password1", "12345678", "159753"})


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("short77", False),
        ("longer77", True),
        ("Password1", False),
        (" password1 ", False),
        ("aaaaaaaaaaaa", False),
        ("rosa tester", False),
        ("correct horse battery staple", True),
        ("ünïcödé wörds", True),
        ("x y" * 64, True),
        ("ab" * 129, False),
    ],
)
def test_passwords(password: str, taken: bool) -> None:
    fault = password_fault(password, ["Rosa Tester", "rosa"], COMMON)
    assert (fault is None) is taken
    assert fault is None or fault.endswith(".")


@given(st.text(min_size=8, max_size=64))
def test_no_rule_asks_for_kinds_of_characters(password: str) -> None:
    fault = password_fault(password, [], frozenset())
    assert (fault is None) is (len(set(password.casefold().strip())) != 1)


@pytest.mark.parametrize(
    "pin",
    [
        "12345",
        "1234567",
        "12a456",
        "\uff11\uff12\uff13\uff14\uff15\uff16",
        "111111",
        "123456",
        "987654",
        "890123",
        "159753",
    ],
)
def test_pins_that_are_refused(pin: str) -> None:
    assert pin_fault(pin, COMMON) is not None


def test_a_pin_that_is_taken() -> None:
    assert pin_fault("271828", COMMON) is None


def test_user_names_and_badges() -> None:
    assert user_name_of("  Rosa.Tester@Trust ") == "rosa.tester@trust"
    assert user_name_fault("Rosa.Tester") is None
    assert user_name_fault("rosa tester") is not None
    assert badge_of(" ab-1234 ") == "AB-1234"
    assert badge_fault("ab-1234") is None
    assert badge_fault("a 1") is not None
