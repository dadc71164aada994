"""Who may do what: staff, their roles, and the permissions each role grants."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


class Permission(StrEnum):
    """One thing that a use case may ask leave for."""

    RECEIVE_READINGS = "receive_readings"
    RECEIVE_ADMISSIONS = "receive_admissions"
    VIEW_PEOPLE = "view_people"
    MANAGE_PEOPLE = "manage_people"
    RECORD_FORM = "record_form"
    SIGN_FORM = "sign_form"
    AMEND_FORM = "amend_form"
    FILE_READING = "file_reading"
    USE_HELD_READING = "use_held_reading"
    VIEW_EQUIPMENT = "view_equipment"
    MANAGE_EQUIPMENT = "manage_equipment"
    LOG_CHECK = "log_check"
    RUN_CONTROL = "run_control"
    MANAGE_CONTROLS = "manage_controls"
    REVIEW_LOOK_BACK = "review_look_back"
    RECORD_STOCK = "record_stock"
    REPORT_FAULT = "report_fault"
    DECLARE_COMPETENCY = "declare_competency"
    RECORD_COMPETENCY = "record_competency"
    REVIEW_BREAK_GLASS = "review_break_glass"
    ATTACH_FILE = "attach_file"
    TAKE_STOCK = "take_stock"
    MANAGE_STAFF = "manage_staff"
    APPROVE_PACK = "approve_pack"
    VIEW_AUDIT = "view_audit"


class Role(StrEnum):
    """A hat that a member of staff wears; one person may wear several."""

    WARD_NURSE = "ward_nurse"
    EQUIPMENT_LEAD = "equipment_lead"
    PHYSICAL_HEALTH_LEAD = "physical_health_lead"
    CLINICAL_SAFETY_OFFICER = "clinical_safety_officer"
    ADMINISTRATOR = "administrator"
    STATION = "station"


_CLINICAL: Final = frozenset(
    {
        Permission.VIEW_PEOPLE,
        Permission.RECORD_FORM,
        Permission.SIGN_FORM,
        Permission.AMEND_FORM,
        Permission.FILE_READING,
        Permission.USE_HELD_READING,
        Permission.VIEW_EQUIPMENT,
        Permission.RUN_CONTROL,
        Permission.RECORD_STOCK,
        Permission.REPORT_FAULT,
        Permission.DECLARE_COMPETENCY,
        Permission.ATTACH_FILE,
        Permission.TAKE_STOCK,
    }
)

GRANTS: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.WARD_NURSE: _CLINICAL,
        Role.EQUIPMENT_LEAD: frozenset(
            {
                Permission.VIEW_EQUIPMENT,
                Permission.MANAGE_EQUIPMENT,
                Permission.LOG_CHECK,
                Permission.RUN_CONTROL,
                Permission.MANAGE_CONTROLS,
                Permission.RECORD_STOCK,
                Permission.REPORT_FAULT,
                Permission.DECLARE_COMPETENCY,
                Permission.RECORD_COMPETENCY,
                Permission.ATTACH_FILE,
                Permission.TAKE_STOCK,
            }
        ),
        Role.PHYSICAL_HEALTH_LEAD: _CLINICAL
        | {
            Permission.MANAGE_CONTROLS,
            Permission.MANAGE_PEOPLE,
            Permission.APPROVE_PACK,
            Permission.REVIEW_LOOK_BACK,
            Permission.VIEW_AUDIT,
            Permission.RECORD_COMPETENCY,
            Permission.REVIEW_BREAK_GLASS,
        },
        # Answers for the rules and reads the trail (DCB0129); sees no person's record by that.
        Role.CLINICAL_SAFETY_OFFICER: frozenset({Permission.APPROVE_PACK, Permission.VIEW_AUDIT}),
        Role.ADMINISTRATOR: frozenset(
            {
                Permission.MANAGE_STAFF,
                Permission.MANAGE_PEOPLE,
                Permission.MANAGE_EQUIPMENT,
                Permission.VIEW_EQUIPMENT,
                Permission.ATTACH_FILE,
                Permission.TAKE_STOCK,
                Permission.VIEW_AUDIT,
            }
        ),
        # The station itself takes readings and the hospital's messages in and puts them where they
        # belong; where there is a choice it decides nothing.
        Role.STATION: frozenset(
            {
                Permission.RECEIVE_READINGS,
                Permission.FILE_READING,
                Permission.RECEIVE_ADMISSIONS,
            }
        ),
    }
)


NEEDS_FULL: Final = frozenset({Permission.MANAGE_STAFF, Permission.APPROVE_PACK})
"""What nobody does whom a badge or a PIN alone let in (ASVS 7.5.3; equipment reference, 5.5)."""


STATION_NAMED: Final = "Station "
"""What the name of a station's own actor begins with, which files what devices send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Somebody who works with the clinic. ``version`` counts changes (optimistic writing).

    ``badge`` and ``user_name`` as ``sign_in.badge_of`` and ``user_name_of`` write them; no two
    people have the same.
    """

    id: UUID
    name: str
    title: str
    roles: frozenset[Role]
    badge: str | None = None
    user_name: str | None = None
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is doing this, at which station, with which roles right now.

    ``full`` is False for somebody whom a badge or a PIN alone let in.
    """

    id: UUID
    name: str
    roles: frozenset[Role]
    station: str
    full: bool = True

    def may(self, permission: Permission) -> bool:
        """Whether any of the actor's roles grants the permission."""
        return any(permission in GRANTS[role] for role in self.roles)

    def require(self, permission: Permission, doing: str) -> None:
        """Raise NotAllowed unless permitted; ``doing`` completes "X may not ..."."""
        if not self.may(permission):
            raise NotAllowed(
                f"{self.name} may not {doing}. Ask someone with that role, or your administrator."
            )
        if permission in NEEDS_FULL and not self.full:
            raise NotAllowed(
                f"To {doing}, sign in with your user name and password: press F12, then F2."
            )
