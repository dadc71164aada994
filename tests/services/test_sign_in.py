"""Coming in by password, PIN, badge and account; what is kept of it, and who is turned away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.domain.sign_in import SignInKind, Way
from clinicapp.domain.staff import Actor, Role
from clinicapp.front_door import FrontDoor, SecretsRefused
from clinicapp.services.access import By
from clinicapp.services.staff import members, sign_in, staff_list
from tests.support.back_room import BackRoom
from tests.support.door import GSRN, PASSWORD, PIN, a_door, cheap_keeper, employ, reset


@pytest.fixture
def door(room: BackRoom) -> Iterator[FrontDoor]:
    found = a_door(room.database, lambda: room.now, account="rosa")
    yield found
    found.stop()


@pytest.fixture
def rosa(room: BackRoom, door: FrontDoor) -> Actor:
    return employ(room.database, door, "Rosa Tester", badge=GSRN)


@pytest.fixture
def kofi(room: BackRoom, door: FrontDoor) -> Actor:
    return employ(room.database, door, "Kofi Sample", Role.ADMINISTRATOR, badge="KS-000123")


def kinds(room: BackRoom, who: Actor | None) -> list[tuple[SignInKind, Way | None]]:
    since = room.now - timedelta(hours=24)
    events = room.run(
        lambda work: work.sign_ins.events("ASH-01", None if who is None else who.id, since)
    )
    return [(each.kind, each.way) for each in events]


def refusal(future: object) -> str:
    with pytest.raises(Refused) as caught:
        future.result()  # type: ignore[attr-defined]
    return str(caught.value)


def test_a_password_signs_in_fully_and_starts_twelve_hours_of_pin(
    room: BackRoom, door: FrontDoor, rosa: Actor
) -> None:
    assert door.seen_here().result() == ()
    opened = door.by_password(" ROSA.tester ", PASSWORD).result()
    assert opened.actor == rosa
    assert opened.actor.full
    assert opened.needs == ()
    (seen,) = door.seen_here().result()
    assert (seen.name, seen.pin_until) == ("Rosa Tester", room.now + timedelta(hours=12))
    room.now += timedelta(hours=11, minutes=59)
    again = door.by_pin(rosa.id, PIN).result()
    assert again.actor.id == rosa.id
    assert not again.actor.full
    room.now += timedelta(minutes=1)
    assert door.seen_here().result() == ()
    assert "A PIN is not enough here any more." in refusal(door.by_pin(rosa.id, PIN))
    assert kinds(room, rosa) == [
        (SignInKind.SIGNED_IN, Way.PASSWORD),
        (SignInKind.SIGNED_IN, Way.PIN),
    ]
    assert room.audit()[-2:] == ["staff.signed_in", "staff.signed_in"]


def test_a_pin_is_good_at_no_other_station(room: BackRoom, door: FrontDoor, rosa: Actor) -> None:
    door.by_password("rosa.tester", PASSWORD).result()
    other = a_door(room.database, lambda: room.now, station="ASH-02")
    try:
        assert "not enough here" in refusal(other.by_pin(rosa.id, PIN))
        assert other.seen_here().result() == ()
    finally:
        other.stop()


def test_five_wrong_pins_ask_for_a_full_sign_in(
    room: BackRoom, door: FrontDoor, rosa: Actor
) -> None:
    door.by_password("rosa.tester", PASSWORD).result()
    said = []
    for _ in range(5):
        said.append(refusal(door.by_pin(rosa.id, "000001")))
        room.now += timedelta(minutes=1)
    assert said[0] == "This PIN is wrong; 4 tries are left."
    assert said[2] == "This PIN is wrong; 2 tries are left. The next try is heard in 2 s."
    assert said[3].startswith("This PIN is wrong; 1 try is left.")
    assert said[4].startswith("This PIN is wrong, for the fifth time.")
    assert "Too many PINs were wrong." in refusal(door.by_pin(rosa.id, PIN))
    assert door.seen_here().result() == ()
    door.by_password("rosa.tester", PASSWORD).result()
    assert door.by_pin(rosa.id, PIN).result().actor.id == rosa.id
    assert room.audit().count("staff.sign_in_failed") == 5


def test_wrong_passwords_slow_that_person_down_at_that_station_only(
    room: BackRoom, door: FrontDoor, rosa: Actor, kofi: Actor
) -> None:
    for _ in range(3):
        said = refusal(door.by_password("rosa.tester", "not the password"))
    assert said.endswith("The next try is heard in 2 s.")
    assert refusal(door.by_password("rosa.tester", PASSWORD)).startswith("Wait 2 s")
    # Nobody else waits, nor does she anywhere else, nor with her badge.
    assert door.by_password("kofi.sample", PASSWORD).result().actor.id == kofi.id
    other = a_door(room.database, lambda: room.now, station="ASH-02")
    try:
        assert other.by_password("rosa.tester", PASSWORD).result().actor.id == rosa.id
    finally:
        other.stop()
    assert door.by_badge(f"8017{GSRN}").result().actor.id == rosa.id


def test_an_unknown_name_hears_the_same_as_a_wrong_password(
    room: BackRoom, door: FrontDoor, rosa: Actor
) -> None:
    unknown = refusal(door.by_password("nobody.here", PASSWORD))
    assert unknown == refusal(door.by_password("rosa.tester", "not the password"))
    assert kinds(room, None) == [(SignInKind.FAILED, Way.PASSWORD)]


@pytest.mark.parametrize("label", [f"8017{GSRN}", f"]C18017{GSRN}", f"(8017){GSRN}"])
def test_a_badge_signs_in_straight_away(
    room: BackRoom, door: FrontDoor, rosa: Actor, label: str
) -> None:
    opened = door.by_badge(label).result()
    assert opened.actor.id == rosa.id
    assert not opened.actor.full
    assert kinds(room, rosa) == [(SignInKind.SIGNED_IN, Way.BADGE)]
    assert door.seen_here().result() == (), "a badge starts no hours of PIN"


def test_a_plain_badge_in_either_case_signs_in(door: FrontDoor, kofi: Actor) -> None:
    assert door.by_badge("ks-000123").result().actor.id == kofi.id
    assert door.badges().result() == {"KS-000123"}


@pytest.mark.parametrize("label", ["8017506012345678901245", "XX-999999", "9992014539", "?", ""])
def test_an_unknown_badge_is_one_sentence_and_a_fact(
    room: BackRoom, door: FrontDoor, rosa: Actor, label: str
) -> None:
    said = refusal(door.by_badge(label))
    assert said.startswith("Nobody here has this badge; ")
    assert kinds(room, None) == [(SignInKind.FAILED, Way.BADGE)]


def test_switching_signs_the_first_person_out(
    room: BackRoom, door: FrontDoor, rosa: Actor, kofi: Actor
) -> None:
    first = door.by_password("rosa.tester", PASSWORD).result().actor
    assert door.by_badge("KS-000123", first).result().actor.id == kofi.id
    assert kinds(room, rosa)[-1] == (SignInKind.SIGNED_OUT, None)
    assert kinds(room, kofi) == [(SignInKind.SWITCHED, Way.BADGE)]
    assert room.audit()[-2:] == ["staff.signed_out", "staff.switched"]
    # Coming back to one's own station is no switch.
    assert door.by_badge(f"8017{GSRN}", first).result().actor.id == rosa.id
    assert kinds(room, rosa)[-1] == (SignInKind.SIGNED_IN, Way.BADGE)


def test_a_badge_or_a_pin_is_not_enough_to_manage_staff(
    room: BackRoom, door: FrontDoor, kofi: Actor
) -> None:
    scanned = door.by_badge("KS-000123").result().actor
    with pytest.raises(NotAllowed, match="sign in with your user name and password"):
        room.run(lambda work: staff_list.listed(work, By(scanned, room.now)))
    full = door.by_password("kofi.sample", PASSWORD).result().actor
    (entry,) = room.run(lambda work: staff_list.listed(work, By(full, room.now)))
    assert (entry.member.id, entry.has_password, entry.has_pin) == (kofi.id, True, True)


def test_ending_access_ends_every_way_in(
    room: BackRoom, door: FrontDoor, rosa: Actor, kofi: Actor
) -> None:
    here = door.by_password("rosa.tester", PASSWORD).result().actor
    assert door.still_in(here).result() == here
    by = By(kofi, room.now)
    room.run(lambda work: members.set_roles(work, by, rosa.id, rosa.roles, active=False))
    assert door.still_in(here).result() is None
    assert "not enough here" in refusal(door.by_pin(rosa.id, PIN))
    assert refusal(door.by_password("rosa.tester", PASSWORD)).startswith(sign_in.WRONG)
    assert refusal(door.by_badge(f"8017{GSRN}")).startswith("Nobody here has this badge")
    assert door.badges().result() == {"KS-000123"}


def test_a_one_time_password_has_to_be_changed_and_runs_out(
    room: BackRoom, door: FrontDoor, rosa: Actor, kofi: Actor
) -> None:
    door.by_password("rosa.tester", PASSWORD).result()
    word = reset(door, kofi, rosa.id)
    assert refusal(door.by_password("rosa.tester", PASSWORD)).startswith(sign_in.WRONG)
    assert "not enough here" in refusal(door.by_pin(rosa.id, PIN)), "the reset ended her hours"
    opened = door.by_password("rosa.tester", word).result()
    assert (opened.needs, opened.can_wait) == (("password", "pin"), False)
    door.set_own(opened.actor, user_name=None, password="a better password", pin="836417").result()
    assert door.by_password("rosa.tester", "a better password").result().needs == ()
    assert door.by_pin(rosa.id, "836417").result().actor.id == rosa.id
    word = reset(door, kofi, rosa.id)
    room.now += timedelta(hours=72)
    assert "has run out" in refusal(door.by_password("rosa.tester", word))


def test_what_was_set_is_kept_as_a_hash_that_fits_nobody_else(
    room: BackRoom, door: FrontDoor, rosa: Actor, kofi: Actor
) -> None:
    hers, his = room.run(
        lambda work: (work.sign_ins.secrets(rosa.id), work.sign_ins.secrets(kofi.id))
    )
    assert hers.password_hash is not None
    assert hers.password_hash.startswith("$argon2id$")
    assert len({hers.password_hash, hers.pin_hash, his.password_hash, his.pin_hash}) == 4
    keeper = cheap_keeper()
    assert keeper.fits(hers.password_hash, "password", rosa.id, PASSWORD)
    assert not keeper.fits(hers.password_hash, "password", kofi.id, PASSWORD)
    assert not keeper.fits(hers.password_hash, "pin", rosa.id, PASSWORD)
    assert "argon2" not in repr(hers)


def test_bad_secrets_are_refused_field_by_field(door: FrontDoor, rosa: Actor, kofi: Actor) -> None:
    with pytest.raises(SecretsRefused) as caught:
        door.set_own(rosa, user_name="a b", password="password1", pin="123456").result()
    assert set(caught.value.errors) == {"user_name", "password", "pin"}
    with pytest.raises(SecretsRefused) as caught:
        door.set_own(rosa, user_name="kofi.sample", password=None, pin=None).result()
    assert caught.value.errors == {
        "user_name": "The user name kofi.sample is Kofi Sample's; choose another one."
    }


def test_the_first_user_begins_with_the_computers_account(room: BackRoom, door: FrontDoor) -> None:
    opened = door.by_account().result()
    assert opened is not None
    assert (opened.needs, opened.can_wait) == (("user_name", "password", "pin"), True)
    assert opened.actor.roles == set(Role) - {Role.STATION}
    # Until there is a password; then the account is not enough.
    again = door.by_account().result()
    assert again is not None
    assert again.actor == opened.actor
    door.set_own(opened.actor, user_name="rosa", password=PASSWORD, pin=PIN).result()
    assert door.by_account().result() is None
    assert door.by_pin(opened.actor.id, PIN).result().actor.id == opened.actor.id


def test_another_account_is_nobody_before_there_is_a_password_and_after(room: BackRoom) -> None:
    owner = a_door(room.database, lambda: room.now, account="owner")
    other = a_door(room.database, lambda: room.now, account="ward-pc")
    try:
        opened = owner.by_account().result()
        assert opened is not None
        assert refusal(other.by_account()).startswith("The account ward-pc is not a member")
        owner.set_own(opened.actor, user_name="owner", password=PASSWORD, pin=None).result()
        assert other.by_account().result() is None
    finally:
        owner.stop()
        other.stop()


def test_no_two_people_have_one_badge_or_one_user_name(
    room: BackRoom, door: FrontDoor, rosa: Actor, kofi: Actor
) -> None:
    entry = staff_list.StaffEntry(
        name="Ines Demo",
        title="Night nurse",
        roles=frozenset({Role.WARD_NURSE}),
        badge=f"8017{GSRN}",
        user_name="Kofi.Sample",
    )
    with pytest.raises(staff_list.EntryRefused) as caught:
        room.run(lambda work: staff_list.add_member(work, By(kofi, room.now), entry))
    assert caught.value.errors == {
        "badge": "This badge is Rosa Tester's; scan another one, or take it off there first.",
        "user_name": "The user name kofi.sample is Kofi Sample's; choose another one.",
    }


def test_a_wristband_is_no_badge(room: BackRoom, door: FrontDoor, kofi: Actor) -> None:
    entry = staff_list.StaffEntry(
        name="Ines Demo", title="", roles=frozenset({Role.WARD_NURSE}), badge="9992014539"
    )
    with pytest.raises(staff_list.EntryRefused, match="wristband and no badge"):
        room.run(lambda work: staff_list.add_member(work, By(kofi, room.now), entry))


def test_a_member_is_changed_and_only_from_what_was_seen(
    room: BackRoom, door: FrontDoor, rosa: Actor, kofi: Actor
) -> None:
    member = room.run(lambda work: work.staff.get(rosa.id))
    assert member is not None
    entry = staff_list.StaffEntry(
        name="Rosa Tester-Example",
        title="Physical health nurse",
        roles=frozenset({Role.WARD_NURSE, Role.EQUIPMENT_LEAD}),
        badge="NEW-12345",
        user_name="rosa.tester",
    )
    by = By(kofi, room.now)
    saved = room.run(
        lambda work: staff_list.change_member(work, by, rosa.id, entry, member.version)
    )
    assert (saved.name, saved.badge, saved.roles) == (entry.name, "NEW-12345", entry.roles)
    with pytest.raises(Refused, match="changed this member of staff first"):
        room.run(lambda work: staff_list.change_member(work, by, rosa.id, entry, member.version))
    assert refusal(door.by_badge(f"8017{GSRN}")).startswith("Nobody here")
