"""The members of staff in words: who they are, and what they can sign in with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.staff import Role
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.equipment_view import LabelledValue, ToolView
from clinicapp.ui.viewmodels.register_view import (
    BAD_INK,
    GOOD_INK,
    PLAIN_INK,
    WARN_INK,
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterView,
    StatusView,
)
from clinicapp.ui.words.plain import counted, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.staff import StaffMember
    from clinicapp.services.staff.staff_list import StaffStanding

ROLE_WORDS: Final[Mapping[Role, str]] = {
    Role.WARD_NURSE: "Ward nurse",
    Role.EQUIPMENT_LEAD: "Equipment lead",
    Role.PHYSICAL_HEALTH_LEAD: "Physical health lead",
    Role.CLINICAL_SAFETY_OFFICER: "Clinical safety officer",
    Role.ADMINISTRATOR: "Administrator",
}
"""The roles that a person may have, in words."""
BADGE_FIELD: Final = "badge"
_YES: Final = "yes"
_ADD: Final = ToolView("add", "Add member", "user-plus", primary=True)


def role_text(role: Role) -> str:
    """``Ward nurse``; a role without words of its own as it is called."""
    return ROLE_WORDS.get(role, role.value.replace("_", " ").capitalize())


def roles_text(roles: frozenset[Role]) -> str:
    """``Ward nurse, Equipment lead``, in the order in which roles are listed."""
    return ", ".join(role_text(role) for role in Role if role in roles)


def present_staff(found: tuple[StaffStanding, ...], wanted: str) -> RegisterView:
    """The list, with the record of the one that is chosen."""
    chosen = next((each for each in found if str(each.member.id) == wanted), None)
    active = sum(each.member.active for each in found)
    return RegisterView(
        title="Staff",
        summary=f"{counted(active, 'member')} of staff with access",
        columns=(
            RegisterColumn("Name", "Meera Specimen-Longername", share=2, strong=True),
            RegisterColumn("Roles", "Physical health lead, Administrator", share=3),
            RegisterColumn("Badge", "506012345678901238", share=1, in_compact=False),
        ),
        rows=tuple(_row(each) for each in found),
        record=None if chosen is None else _record(chosen),
        tools=(_ADD,),
        status_title="Signs in",
        widest_status="Badge and password",
        order="By name",
        empty_title="Nobody is a member of staff yet.",
        empty_hint="Add the first one.",
    )


def ways_in(found: StaffStanding) -> StatusView:
    """Whether, and with what, somebody can sign in."""
    if not found.member.active:
        return StatusView("user-x", "Access ended", PLAIN_INK)
    if found.one_time:
        return StatusView("key-round", "One-time password", WARN_INK)
    ways = [
        word
        for word, there in (
            ("badge", found.member.badge is not None),
            ("password", found.has_password),
        )
        if there
    ]
    if not ways:
        return StatusView("circle-alert", "Cannot sign in", BAD_INK)
    return StatusView("circle-check", listed(ways).capitalize(), GOOD_INK)


def _row(found: StaffStanding) -> RegisterRow:
    member = found.member
    return RegisterRow(
        key=str(member.id),
        cells=(
            (member.name, member.title),
            (roles_text(member.roles), ""),
            (member.badge or "None", ""),
        ),
        status=ways_in(found),
    )


def _record(found: StaffStanding) -> RegisterRecord:
    member = found.member
    why = ""
    if member.active and not (member.badge or found.has_password):
        why = (
            "Scan a badge into the entry, or give a one-time password."
            if member.user_name
            else "Scan a badge into the entry, or add a user name and give a one-time password."
        )
    facts = (
        LabelledValue("Roles", roles_text(member.roles) or "None"),
        LabelledValue("User name", member.user_name or "None"),
        LabelledValue("Badge", member.badge or "None"),
        LabelledValue("Password", _password(found)),
        LabelledValue("PIN", "Set" if found.has_pin else "Not set"),
    )
    tools = [ToolView("change", "Change", "pencil-line", primary=True)]
    if member.active and member.user_name:
        tools.append(ToolView("reset", "One-time password", "key-round"))
    if member.active:
        tools.append(ToolView("end", "End access", "user-x"))
    else:
        tools.append(ToolView("restore", "Give access again", "undo-2"))
    return RegisterRecord(
        key=str(member.id),
        title=member.name,
        subtitle=member.title,
        status=ways_in(found),
        why=why,
        facts=facts,
        tools=tuple(tools),
    )


def _password(found: StaffStanding) -> str:
    if found.one_time:
        return "One-time, to be changed"
    return "Set" if found.has_password else "Not set"


def staff_panel(member: StaffMember | None) -> EntrySpec:
    """The panel that adds a member, or changes one."""
    roles = frozenset({Role.WARD_NURSE}) if member is None else member.roles
    options = (OptionView(_YES, "Yes"), OptionView("no", "No"))
    text = FieldKind.TEXT
    fields = [
        FieldSpec("name", "Name", text, value=member.name if member else ""),
        FieldSpec("title", "What they are", text, value=member.title if member else ""),
        FieldSpec(
            "user_name",
            "User name",
            text,
            value=(member.user_name or "") if member else "",
            help_text="Needed for a password; the one that the trust gave them.",
        ),
        FieldSpec(
            BADGE_FIELD,
            "Badge",
            text,
            value=(member.badge or "") if member else "",
            help_text="Scan the badge here; whoever holds it is signed in as this person.",
        ),
    ]
    fields += [
        FieldSpec(
            role.value,
            f"{words}?",
            FieldKind.CHOICE,
            options=options,
            value=_YES if role in roles else "no",
        )
        for role, words in ROLE_WORDS.items()
    ]
    return EntrySpec(
        card="staff new" if member is None else f"staff {member.id}",
        title="Add a member of staff" if member is None else f"Change {member.name}",
        fields=tuple(fields),
        submit="Add" if member is None else "Save",
    )


def roles_of(answers: Mapping[str, str]) -> frozenset[Role]:
    """The roles that were chosen in the panel."""
    return frozenset(role for role in ROLE_WORDS if answers.get(role.value) == _YES)
