"""Every use case checks a permission first and leaves an audit record, or nothing at all."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pytest

from clinicapp import services
from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.domain.staff import GRANTS, Permission, Role
from clinicapp.services.access import By, MissingAudit, record, use_case
from tests.support.back_room import NOW, NURSE, BackRoom
from tests.support.facts import an_actor
from tests.support.store_samples import a_person

if TYPE_CHECKING:
    from clinicapp.store.work import Work

UNGUARDED: Final = {
    # They are parts of use cases, each of which checks its own permission.
    "caseload_import.put": "writes one person of a list that is imported",
    "caseload_import.put_person": "writes one person of a list or a hospital's message",
    "caseload_import.put_happenings": "writes what that changed",
    "sign_in.leave": "everybody may lock the station and sign out",
    "sign_in.set_own": "everybody sets their own password and PIN, and nobody else's",
    "members.end_sign_ins": "ends sign-ins within the use case it is called by",
    "asset_import.known_page": "it asks for the permission; the whole comparison is written down",
    "visit_import.known_devices": "it asks for the permission; the comparison is written down",
    "asset_export.page_of_assets": "it asks for the permission; the whole export is written down",
    "attachments.thumbnail": "it asks for the permission; a small photo of equipment in a record",
    "access.record": "writes the audit record of the use case it is called by",
    "controls.file_control": "files what an analyser sent within the use case it is called by",
    "controls.keep_result": "keeps a control result within the use case it is called by",
    "assets.append_event": "writes what happened to an asset within another use case",
    "assets.append_check": "writes a check within another use case",
    "assets.append_sighting": "writes that a stock-take saw an asset, within that use case",
    "filing.take_back": "takes a value back within the use case it is called by",
    "break_glass.count_use": "counts a use within the use case that uses a held reading",
    "break_glass.spend": "ends an override within the use case that files the reading",
    "stock.ward_stock": "a part of use cases, each of which checks its own permission",
    "notices.find_notice": "a part of use cases, each of which checks its own permission",
    "equipment_list.read_list": "it asks for the permission, and shows no person",
    "equipment_list.look_up": "it asks for the permission, and shows no person",
    "equipment_list.all_listed": "it asks for the permission, and shows no person",
    "equipment_list.read_on": "it asks for the permission, and shows no person",
    "inbox.count_waiting": "a number shows no person and no result",
    "worklist.read_ahead": "it shows nobody; worklist.ward_worklist asks and records",
    "admission_messages.count_waiting_messages": "it asks for it; a number names nobody",
    "progress.progress_facts": "it asks for the permission; counts of months name nobody",
    "inbox.newest_waiting": "it asks for the permission, and shows results that are nobody's yet",
}


def public_functions() -> dict[str, Callable[..., Any]]:
    found = {}
    for info in pkgutil.walk_packages(services.__path__, "clinicapp.services."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__:
                found[f"{info.name.rpartition('.')[2]}.{name}"] = value
    return {name: value for name, value in found.items() if "._" not in name}


def takes_work_and_by(function: Callable[..., Any]) -> bool:
    annotations = [each.annotation for each in inspect.signature(function).parameters.values()]
    return annotations[:2] == ["Work", "By"]


FUNCTIONS: Final = public_functions()
USE_CASES: Final[dict[str, Any]] = {
    name: each for name, each in FUNCTIONS.items() if hasattr(each, "permission")
}


def arguments_of(use_case_: Callable[..., Any]) -> tuple[list[None], dict[str, None]]:
    """None for everything after work and by: a guard that works never looks at them."""
    rest = list(inspect.signature(use_case_).parameters.values())[2:]
    needed = [each for each in rest if each.default is inspect.Parameter.empty]
    keywords = [each.name for each in needed if each.kind is inspect.Parameter.KEYWORD_ONLY]
    return [None] * (len(needed) - len(keywords)), dict.fromkeys(keywords)


def attempt(
    function: Any, by: By, arguments: list[None], keywords: dict[str, None], work: Work
) -> None:
    function(work, by, *arguments, **keywords)


def test_every_function_that_acts_for_somebody_is_guarded_or_listed_with_a_reason() -> None:
    acting = {name for name, each in FUNCTIONS.items() if takes_work_and_by(each)}
    assert acting - set(USE_CASES) == set(UNGUARDED)
    assert set(USE_CASES) <= acting
    assert len(USE_CASES) >= 25, sorted(USE_CASES)


@pytest.mark.parametrize("name", USE_CASES)
def test_without_the_permission_it_is_refused_before_anything_is_looked_at(
    name: str, room: BackRoom
) -> None:
    function = USE_CASES[name]
    permission = function.permission
    without = [role for role in Role if permission not in GRANTS[role]]
    arguments, keywords = arguments_of(function)
    for roles in ((), without):
        by = By(an_actor(*roles), NOW)
        with pytest.raises(NotAllowed, match=r"^Rosa Tester may not [a-z].*\. Ask someone"):
            room.run(partial(attempt, function, by, arguments, keywords))
    assert room.audit() == []


@pytest.mark.parametrize("name", USE_CASES)
def test_somebody_can_be_given_the_permission(name: str) -> None:
    permission = USE_CASES[name].permission
    assert isinstance(permission, Permission)
    assert any(permission in granted for granted in GRANTS.values())


def test_a_change_and_its_audit_record_are_kept_together_or_not_at_all(room: BackRoom) -> None:
    person = a_person()

    @use_case(Permission.VIEW_PEOPLE, "do half of it")
    def half(work: Work, by: By) -> None:
        work.people.add(person)
        record(work, by, "half.done", person.id)
        raise Refused("Then it went wrong; do it again.")

    with pytest.raises(Refused, match="Then it went wrong"):
        room.run(lambda work: half(work, room.by()))
    assert room.run(lambda work: work.people.get(person.id)) is None
    assert room.audit() == []


def test_a_use_case_that_forgets_its_audit_record_changes_nothing(room: BackRoom) -> None:
    person = a_person()

    @use_case(Permission.VIEW_PEOPLE, "forget it")
    def forgetful(work: Work, by: By) -> None:
        work.people.add(person)

    with pytest.raises(MissingAudit, match="forgetful wrote no audit record"):
        room.run(lambda work: forgetful(work, room.by()))
    assert room.run(lambda work: work.people.get(person.id)) is None


def test_an_audit_record_says_who_when_where_and_what(room: BackRoom) -> None:
    person = room.admit()
    form = room.open_form(person)
    (opened,) = room.run(lambda work: [link.record for link in work.audit.chain()])
    assert (opened.actor_id, opened.actor_name) == (NURSE.id, NURSE.name)
    assert (opened.at, opened.station) == (NOW, "ASH-01")
    assert (opened.action, opened.subject) == ("form.opened", str(form.form.id))
    assert opened.detail["person"] == str(person.id)


def test_text_that_utf8_cannot_hold_is_still_recorded(room: BackRoom) -> None:
    @use_case(Permission.VIEW_PEOPLE, "note it")
    def note(work: Work, by: By) -> None:
        record(work, by, "noted", "\ud800", reason="\udcff")

    room.run(lambda work: note(work, room.by()))
    assert room.audit() == ["noted"]
