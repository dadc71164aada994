"""Who may do what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.errors import NotAllowed
from clinicapp.domain.staff import GRANTS, Permission, Role
from tests.support.facts import an_actor

ROLES = st.sets(st.sampled_from(Role))
PERMISSIONS = st.sampled_from(Permission)


def test_every_role_grants_something_and_every_permission_is_granted_by_some_role() -> None:
    assert set(GRANTS) == set(Role)
    assert all(GRANTS.values())
    assert set().union(*GRANTS.values()) == set(Permission)


@given(ROLES, PERMISSIONS)
def test_several_hats_grant_what_each_of_them_grants(
    roles: set[Role], permission: Permission
) -> None:
    alone = any(an_actor(role).may(permission) for role in roles)
    assert an_actor(*roles).may(permission) is alone


@given(PERMISSIONS)
def test_nobody_without_a_role_may_do_anything(permission: Permission) -> None:
    with pytest.raises(NotAllowed, match=r"^Rosa Tester may not do this\. Ask someone"):
        an_actor().require(permission, "do this")


def test_the_station_takes_readings_in_and_decides_nothing() -> None:
    assert GRANTS[Role.STATION] == {
        Permission.RECEIVE_READINGS,
        Permission.RECEIVE_ADMISSIONS,
        Permission.FILE_READING,
    }
    people = set(Role) - {Role.STATION}
    assert not any(Permission.RECEIVE_READINGS in GRANTS[role] for role in people)


@pytest.mark.parametrize("role", [Role.EQUIPMENT_LEAD, Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    "permission",
    [
        Permission.VIEW_PEOPLE,
        Permission.RECORD_FORM,
        Permission.SIGN_FORM,
        Permission.USE_HELD_READING,
    ],
)
def test_nobody_without_a_clinical_role_sees_a_person(role: Role, permission: Permission) -> None:
    assert not an_actor(role).may(permission)


@pytest.mark.parametrize("role", [Role.WARD_NURSE, Role.PHYSICAL_HEALTH_LEAD])
def test_who_uses_the_devices_does_not_pass_them(role: Role) -> None:
    assert not an_actor(role).may(Permission.LOG_CHECK)
    assert not an_actor(role).may(Permission.MANAGE_EQUIPMENT)


def test_what_is_permitted_is_let_pass() -> None:
    an_actor(Role.WARD_NURSE).require(Permission.SIGN_FORM, "sign a form")
