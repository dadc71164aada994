"""Rules are approved by name, on exactly the bytes on which the cases passed, and then used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clinicapp import rule_packs
from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.domain.lester.approval import NoApprovedRules, PackEventKind, WardRules
from clinicapp.domain.lester.pack_reading import pack_of_text
from clinicapp.domain.lester.vocabulary import Zone
from clinicapp.domain.staff import Role
from clinicapp.services import rules
from clinicapp.services.clinic import screening
from clinicapp.services.clinic.screening import a_fact
from clinicapp.services.rules import RulesStanding
from clinicapp.store.errors import AppendOnly, NotConsistent
from tests.support.back_room import NURSE, BackRoom
from tests.support.facts import LONDON, an_actor
from tests.support.store_samples import a_pack_event

if TYPE_CHECKING:
    from clinicapp.domain.lester.approval import PackEvent
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.services.clinic.screening import FormSnapshot

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Lena Lead")
OFFICER = an_actor(Role.CLINICAL_SAFETY_OFFICER, name="Olu Officer")
CASES = rule_packs.cases()
UK, OLD = rule_packs.load("uk-current"), rule_packs.load("lester-2012")
SHIPPED = [rule_packs.load(name) for name in rule_packs.names()]
TODAY = date(2026, 11, 22)
NOTE = "Read against the printed tool"


def edited(pack: Pack, before: str, after: str) -> Pack:
    assert before in pack.text
    return pack_of_text(pack.text.replace(before, after, 1))


def approve(room: BackRoom, pack: Pack = OLD, actor: Any = LEAD, note: str = NOTE) -> PackEvent:
    by = room.by(actor)
    return room.run(lambda work: rules.approve(work, by, pack, CASES, note))


def activate(room: BackRoom, pack: Pack = OLD, day: date = TODAY, ward: str = "Ash") -> PackEvent:
    by = room.by(LEAD)
    return room.run(lambda work: rules.activate(work, by, pack, ward, day, LONDON))


def withdraw(room: BackRoom, pack: Pack = OLD) -> None:
    by = room.by(LEAD)
    room.run(lambda work: rules.withdraw_approval(work, by, pack, "Found a mistake"))


def used(room: BackRoom, day: date = TODAY, ward: str = "Ash", otherwise: Pack = UK) -> WardRules:
    return room.run(lambda work: rules.ward_rules(work, ward, day, otherwise))


def standing(room: BackRoom, shipped: list[Pack] = SHIPPED) -> RulesStanding:
    by = room.by(LEAD)
    return room.run(lambda work: rules.view_rules(work, by, shipped, "Ash", LONDON))


@pytest.mark.parametrize("actor", [LEAD, OFFICER], ids=lambda actor: actor.name)
def test_who_may_approve_does_so_by_name_and_the_trail_says_on_what(
    room: BackRoom, actor: Any
) -> None:
    event = approve(room, actor=actor)
    assert (event.kind, event.actor_name, event.note) == (
        PackEventKind.APPROVED,
        actor.name,
        NOTE,
    )
    assert (event.sha256, event.cases_passed) == (OLD.sha256, len(CASES.of_pack(OLD.name)))
    (stored,) = room.run(lambda work: work.rules.events())
    assert stored == event
    (link,) = room.run(lambda work: list(work.audit.chain()))
    assert (link.record.action, link.record.subject) == ("rules.approved", "lester-2012")
    assert link.record.detail["sha256"] == OLD.sha256
    assert link.record.detail["cases_sha256"] == CASES.sha256
    assert room.run(lambda work: work.rules.text(OLD.sha256)) == OLD.text


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.PHYSICAL_HEALTH_LEAD, Role.CLINICAL_SAFETY_OFFICER})
)
def test_nobody_else_may(room: BackRoom, role: Role) -> None:
    with pytest.raises(NotAllowed, match="may not approve rules"):
        approve(room, actor=an_actor(role))
    assert room.audit() == []


def test_an_approval_needs_words(room: BackRoom) -> None:
    with pytest.raises(Refused, match="what you approve and why"):
        approve(room, note=" \n")
    assert room.audit() == []


def test_a_case_that_fails_bars_approval_whatever_a_screen_has_shown(room: BackRoom) -> None:
    worse = edited(OLD, 'value = "42"', 'value = "43"')
    # What the object says counts for nothing: the cases are run on the text.
    dressed_up = replace(OLD, text=worse.text)
    for pack in (worse, dressed_up):
        with pytest.raises(Refused, match=r"cannot be approved: \d+ of 98 built-in cases failed"):
            approve(room, pack)
    assert room.audit() == []
    by = room.by(LEAD)
    run = room.run(lambda work: rules.try_cases(work, by, worse, CASES))
    assert run.bars_approval
    assert {each.case.number for each in run.results if not each.passed} >= {45, 49}
    (link,) = room.run(lambda work: list(work.audit.chain()))
    assert link.record.detail["failed"] == str(run.failed)


def test_a_pack_of_another_name_has_no_cases_and_is_not_approved_on_nothing(
    room: BackRoom,
) -> None:
    with pytest.raises(Refused, match="cannot be approved: 0 of 0"):
        approve(room, edited(OLD, 'name = "lester-2012"', 'name = "lester-2023"'))


def test_an_approval_does_not_carry_over_to_changed_content(room: BackRoom) -> None:
    approve(room)
    newer = edited(OLD, 'version = "1"', 'version = "2"')
    with pytest.raises(Refused, match=r"Version 2 of .* is not approved"):
        activate(room, newer)
    activate(room)
    # The program was updated: the ward keeps the approved bytes and not the new ones.
    found = used(room, otherwise=newer)
    assert (found.pack.sha256, found.approved) == (OLD.sha256, True)
    assert found.approval is not None
    assert found.approval.actor_name == "Lena Lead"
    shown = standing(room, [newer])
    assert [pack.version for pack in shown.packs] == ["2", "1"]
    assert shown.shipped == {newer.sha256}


def test_it_is_approved_once(room: BackRoom) -> None:
    approve(room)
    with pytest.raises(Refused, match="is approved already"):
        approve(room, actor=OFFICER)


def test_a_ward_uses_an_approved_pack_from_a_day_on_and_no_other_ward_does(
    room: BackRoom,
) -> None:
    approve(room)
    tomorrow = TODAY + timedelta(days=1)
    event = activate(room, day=tomorrow)
    assert (event.ward, event.active_from) == ("Ash", tomorrow)
    assert used(room).why_not is NoApprovedRules.NONE_ACTIVE
    assert used(room).pack == UK
    assert used(room, tomorrow) == WardRules(
        pack=OLD, approval=room.run(lambda work: work.rules.events())[0], activation=event
    )
    assert used(room, tomorrow, ward="Birch").why_not is NoApprovedRules.NONE_ACTIVE
    assert room.audit() == ["rules.approved", "rules.activated"]


def test_rules_are_not_made_active_in_the_past_or_nowhere_or_unapproved(room: BackRoom) -> None:
    with pytest.raises(Refused, match="approve it first"):
        activate(room)
    approve(room)
    with pytest.raises(Refused, match="choose today or a later day"):
        activate(room, day=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="Choose the ward"):
        activate(room, ward=" ")
    assert room.audit() == ["rules.approved"]


def test_a_withdrawn_approval_ends_its_use_for_new_forms(room: BackRoom) -> None:
    approve(room)
    activate(room)
    withdraw(room)
    found = used(room)
    assert (found.pack, found.why_not) == (UK, NoApprovedRules.WITHDRAWN)
    with pytest.raises(Refused, match="is not approved"):
        activate(room)
    with pytest.raises(Refused, match="is not approved; refresh"):
        withdraw(room)
    approve(room, actor=OFFICER)
    assert used(room).approved
    assert room.audit()[-2:] == ["rules.withdrawn", "rules.approved"]


def test_the_database_itself_takes_no_activation_without_an_approval(room: BackRoom) -> None:
    values = {"ward": "Ash", "active_from": TODAY}
    event = a_pack_event(OLD, PackEventKind.ACTIVATED, **values)
    with pytest.raises(AppendOnly, match="These rules are not approved"):
        room.run(lambda work: work.rules.append(event))
    with pytest.raises(NotConsistent, match="refers to something that is not"):
        room.run(lambda work: work.rules.append(a_pack_event(OLD)))


def test_active_rules_that_cannot_be_read_any_more_are_not_guessed(room: BackRoom) -> None:
    broken = replace(OLD, text="[pack]\nname = 'lester-2012'\n", sha256="ab" * 32)

    def as_an_older_program_left_it(work: Any) -> None:
        work.rules.keep(broken, room.now)
        work.rules.append(a_pack_event(broken))
        ward = {"ward": "Ash", "active_from": TODAY}
        work.rules.append(a_pack_event(broken, PackEventKind.ACTIVATED, **ward))

    room.run(as_an_older_program_left_it)
    assert used(room).why_not is NoApprovedRules.UNREADABLE
    assert used(room).pack == UK


def test_the_page_hears_of_packs_events_and_wards(room: BackRoom) -> None:
    room.admit(ward="Birch")
    room.equip("BP-1", ward="Cedar")
    approve(room)
    found = standing(room)
    assert found.packs == tuple(SHIPPED)
    assert found.wards == ("Ash", "Birch", "Cedar")
    assert [event.kind for event in found.events] == [PackEventKind.APPROVED]
    assert found.today == TODAY
    assert room.audit()[-1] == "rules.viewed"


# What it means for forms.

BORDERLINE = {"systolic_mmhg": "140", "diastolic_mmhg": "90", "pulse_regular": "yes"}


def open_with(room: BackRoom, pack: Pack, **person: Any) -> FormSnapshot:
    someone = room.admit(nhs_number=None, **person)
    by = room.by(NURSE)

    def opening(work: Any) -> FormSnapshot:
        form = screening.open_form(work, by, someone.id, pack, LONDON)
        for _ in range(2):
            screening.answer(work, by, form.id, BORDERLINE)
        return screening.snapshot(work, form.id, UK, by.at, LONDON)

    return room.run(opening)


def see(room: BackRoom, form: FormSnapshot, pack: Pack = UK) -> FormSnapshot:
    return room.run(
        lambda work: screening.snapshot(work, form.form.id, pack, room.now, LONDON, {UK.name: UK})
    )


def test_an_open_form_keeps_its_rules_when_others_become_active(room: BackRoom) -> None:
    form = open_with(room, OLD)
    assert form.assessment.blood_pressure.zone is Zone.CLEAR
    approve(room, UK)
    activate(room, UK)
    again = see(room, form)
    assert again.pack.sha256 == OLD.sha256
    assert again.assessment == form.assessment
    other = open_with(room, used(room, otherwise=OLD).pack, given_name="Ben")
    assert other.assessment.blood_pressure.zone is Zone.RED
    assert other.pack.approver == "Lena Lead"


def test_an_open_form_names_who_approved_its_rules_as_long_as_that_stands(
    room: BackRoom,
) -> None:
    form = open_with(room, OLD)
    assert form.pack.approver is None
    approve(room)
    assert see(room, form).pack.approver == "Lena Lead"
    withdraw(room)
    assert see(room, form).pack.approver is None


ANSWERS = {
    "smoking": "never",
    "diet": "adequate",
    "activity": "active",
    "audit_c_frequency": "1",
    "audit_c_units": "0",
    "audit_c_six_or_more": "0",
    "substances": "none",
    "height_cm": "168",
    "weight_kg": "62.5",
    "hba1c_mmol_mol": "36",
    "hba1c_sample": "lab",
    "total_cholesterol_mmol_l": "4.8",
    "hdl_mmol_l": "1.4",
    "qrisk3_percent": "2.1",
}


def signed_form(room: BackRoom, pack: Pack) -> FormSnapshot:
    form = open_with(room, pack)
    by = room.by(NURSE)
    room.run(lambda work: screening.answer(work, by, form.form.id, ANSWERS))
    return room.run(lambda work: screening.sign(work, by, form.form.id, UK, LONDON))


def test_a_signed_form_is_shown_as_it_was_judged_though_nothing_of_its_pack_ships(
    room: BackRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(room)
    form = signed_form(room, OLD)
    withdraw(room)
    # A program that judges otherwise, and ships another pack only.
    monkeypatch.setattr(screening, "assess", lambda *_: pytest.fail("it was judged again"))
    found = see(room, form)
    assert found.assessment == form.assessment
    assert (found.pack.sha256, found.pack.version) == (OLD.sha256, OLD.version)
    assert found.pack.approver == "Lena Lead", "as when it was signed"


def test_what_was_signed_is_in_the_audit_trail_with_its_judgement(room: BackRoom) -> None:
    form = signed_form(room, OLD)
    fact = form.contents.signed
    assert fact is not None
    last = room.run(lambda work: list(work.audit.chain()))[-1].record
    assert last.action == "form.signed"
    for key in ("pack_sha256", "record_sha256", "judgement_sha256"):
        assert last.detail[key] == fact.values[key]


def without_content(room: BackRoom) -> FormSnapshot:
    """A form as revision 1 kept it: with the pack's name only."""
    by = room.by(NURSE)
    someone = room.admit(nhs_number=None)
    form = open_with(room, OLD, given_name="Other").form
    bare = replace(
        form, id=someone.id, number="LHF-2026-09999", person_id=someone.id, pack_version=None,
        pack_sha256=None,
    )  # fmt: skip
    room.run(lambda work: work.forms.add(bare))
    return room.run(lambda work: screening.snapshot(work, bare.id, OLD, by.at, LONDON))


def test_a_form_from_before_is_judged_by_the_pack_of_its_name(room: BackRoom) -> None:
    form = without_content(room)
    assert form.pack == OLD
    with pytest.raises(Refused, match="does not have in that version"):
        see(room, form, UK)


def test_a_form_signed_before_is_not_judged_by_another_version(room: BackRoom) -> None:
    form = without_content(room)
    by = room.by(NURSE)

    def sign_as_then(work: Any) -> None:
        values = {"pack": OLD.name, "pack_version": OLD.version, "record_sha256": "ab"}
        kind = screening.FactKind.SIGNED
        work.forms.append(a_fact(by, form.form.id, kind, "", values))

    room.run(sign_as_then)
    assert see(room, form, OLD).pack == OLD
    with pytest.raises(Refused, match="does not have in that version"):
        see(room, form, edited(OLD, 'version = "1"', 'version = "2"'))


def test_a_form_cannot_name_rules_that_are_not_kept(room: BackRoom) -> None:
    form = open_with(room, OLD).form
    other = replace(form, id=room.admit(nhs_number=None).id, number="X", pack_sha256="cd" * 32)
    with pytest.raises(AppendOnly, match="The rules of this form are not kept"):
        room.run(lambda work: work.forms.add(other))
