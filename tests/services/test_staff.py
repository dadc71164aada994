"""Who is at the station, and who may become it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.domain.staff import Actor, Role, StaffMember
from clinicapp.services.staff import members
from tests.support.back_room import NOW, BackRoom


def sign_in(room: BackRoom, account: str) -> Actor:
    return room.run(lambda work: members.sign_in(work, account, "ASH-01", NOW))


def add(room: BackRoom, by: Actor, account: str, *roles: Role) -> StaffMember:
    member = StaffMember(
        id=members.staff_id(account), name=account, title="Nurse", roles=frozenset(roles)
    )
    room.run(lambda work: members.add_staff(work, room.by(by), member))
    return member


def set_roles(
    room: BackRoom, by: Actor, member: StaffMember, *roles: Role, active: bool = True
) -> StaffMember:
    return room.run(
        lambda work: members.set_roles(
            work, room.by(by), member.id, frozenset(roles), active=active
        )
    )


def test_the_first_user_of_a_database_administers_it(room: BackRoom) -> None:
    first = sign_in(room, "rosa")
    assert first.roles == set(Role) - {Role.STATION}
    assert (first.name, first.station) == ("rosa", "ASH-01")
    assert sign_in(room, "ROSA").id == first.id
    assert room.audit() == ["staff.signed_in", "staff.signed_in"]


def test_nobody_else_gets_in_unasked(room: BackRoom) -> None:
    sign_in(room, "rosa")
    with pytest.raises(NotAllowed) as caught:
        sign_in(room, "ben")
    assert str(caught.value) == (
        "The account ben is not a member of staff here; "
        "ask the administrator of this station to add you."
    )
    assert room.audit() == ["staff.signed_in"]
    assert len(room.run(lambda work: work.staff.list())) == 1


def test_who_was_added_gets_in_with_their_roles(room: BackRoom) -> None:
    first = sign_in(room, "rosa")
    member = add(room, first, "ben", Role.WARD_NURSE)
    ben = sign_in(room, "Ben")
    assert ben.id == member.id
    assert ben.roles == {Role.WARD_NURSE}


def test_who_has_left_does_not_get_in_even_when_nobody_else_is_left(room: BackRoom) -> None:
    first = sign_in(room, "rosa")
    ben = add(room, first, "ben", Role.WARD_NURSE)
    set_roles(room, first, ben, Role.WARD_NURSE, active=False)
    with pytest.raises(NotAllowed, match="not a member of staff"):
        sign_in(room, "ben")


def test_roles_change_with_the_next_signing_in(room: BackRoom) -> None:
    first = sign_in(room, "rosa")
    ben = add(room, first, "ben", Role.WARD_NURSE)
    changed = set_roles(room, first, ben, Role.EQUIPMENT_LEAD)
    assert changed.version == ben.version + 1
    assert sign_in(room, "ben").roles == {Role.EQUIPMENT_LEAD}
    assert room.audit()[-2:] == ["staff.changed", "staff.signed_in"]


def test_somebody_stays_administrator(room: BackRoom) -> None:
    first = sign_in(room, "rosa")
    rosa = room.run(lambda work: work.staff.get(first.id))
    assert rosa is not None
    with pytest.raises(Refused, match="Somebody must stay administrator"):
        set_roles(room, first, rosa, Role.WARD_NURSE)
    with pytest.raises(Refused, match="Somebody must stay administrator"):
        set_roles(room, first, rosa, *rosa.roles, active=False)
    gone = add(room, first, "gone", Role.ADMINISTRATOR)
    set_roles(room, first, gone, Role.ADMINISTRATOR, active=False)
    with pytest.raises(Refused, match="Somebody must stay administrator"):
        set_roles(room, first, rosa, Role.WARD_NURSE)
    add(room, first, "ben", Role.ADMINISTRATOR)
    assert set_roles(room, first, rosa, Role.WARD_NURSE).roles == {Role.WARD_NURSE}


def test_nobody_becomes_the_station(room: BackRoom) -> None:
    first = sign_in(room, "rosa")
    ben = add(room, first, "ben", Role.WARD_NURSE)
    with pytest.raises(Refused, match="for stations only"):
        add(room, first, "robot", Role.STATION)
    with pytest.raises(Refused, match="for stations only"):
        set_roles(room, first, ben, Role.STATION)
    assert members.station_actor("ASH-01") == members.station_actor("ASH-01")
    assert members.station_actor("ASH-01").id != members.station_actor("ELM-01").id


def test_a_member_who_is_not_there_is_refused(room: BackRoom) -> None:
    first = sign_in(room, "rosa")
    nobody = StaffMember(id=uuid4(), name="x", title="", roles=frozenset())
    with pytest.raises(Refused, match="refresh the list"):
        set_roles(room, first, nobody, Role.WARD_NURSE)


@given(st.text(min_size=1))
def test_an_account_is_the_same_however_its_letters_are_written(account: str) -> None:
    assert members.staff_id(account.upper().casefold()) == members.staff_id(account.upper())
