"""Many pieces in one panel: where they differ it says so, and only what was changed is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clinicapp.domain.equipment.assets import Funding
from clinicapp.domain.errors import Refused
from clinicapp.services.equipment.asset_entry import answers_of
from clinicapp.services.typed_fields import AnswersRefused
from clinicapp.ui.desks.equipment.many_desk import PART, ManyDesk
from clinicapp.ui.viewmodels.equipment.present_asset_entry import (
    SEVERAL,
    changed_of_many,
    many_panel,
    many_values,
)
from tests.support.facts import an_asset

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import Asset


def some(count: int) -> tuple[Asset, ...]:
    return tuple(an_asset(tag=f"BP-{n}", location="Room 3") for n in range(count))


def test_a_field_in_which_they_differ_says_so_and_is_left_alone() -> None:
    pieces = (
        an_asset(location="Room 3", note="Long", funding=Funding.OWNED),
        an_asset(location="Room 3", note="", funding=Funding.LEASED),
    )
    values = many_values(answers_of(each) for each in pieces)
    assert (values["location"], values["note"], values["funding"]) == ("Room 3", SEVERAL, SEVERAL)
    spec = many_panel(2, ("Ash",), values)
    shown = {field.key: field.value for field in spec.fields}
    assert shown == values
    funding = next(field for field in spec.fields if field.key == "funding")
    assert funding.options[0].label == SEVERAL
    assert changed_of_many(values, shown) == {}
    assert changed_of_many(values, shown | {"note": "New", "location": ""}) == {
        "note": "New",
        "location": "",
    }
    one = many_panel(1, (), many_values([answers_of(pieces[0])]))
    assert SEVERAL not in {field.value for field in one.fields}


class Panel:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.closed = False
        self.errors: Mapping[str, str] = {}

    def saved(self) -> None:
        self.closed = True

    def refused(self, errors: Mapping[str, str]) -> None:
        self.errors = errors


class Answering:
    """Answers each part; from ``refuses_at`` on with a refusal."""

    def __init__(self, refusal: Refused | None = None, refuses_at: int = 0) -> None:
        self.parts: list[tuple[int, dict[str, str]]] = []
        self._refusal, self._at = refusal, refuses_at
        self.backstage = type("Backstage", (), {"zone": None})()

    def ask(
        self, answered: Any, refused: Any, _use: Any, part: Any, changed: Any, _zone: Any
    ) -> None:
        if self._refusal is not None and len(self.parts) >= self._at:
            refused(self._refusal)
            return
        self.parts.append((len(part), dict(changed)))
        answered(len(part))


def run(questions: Answering, count: int) -> tuple[Panel, int]:
    pieces, done = some(count), [0]
    values = many_values(answers_of(each) for each in pieces)

    def add() -> None:
        done[0] += 1

    panel = Panel()
    desk = ManyDesk(questions, pieces, values, add)  # type: ignore[arg-type]
    desk.submit(values | {"location": "Store"}, panel)
    return panel, done[0]


def test_many_are_changed_part_by_part() -> None:
    questions = Answering()
    panel, done = run(questions, 2 * PART + 3)
    assert questions.parts == [(PART, {"location": "Store"})] * 2 + [(3, {"location": "Store"})]
    assert (panel.closed, done) == (True, 1)


def test_what_is_refused_first_is_said_at_its_field_and_later_with_the_count() -> None:
    wrong = AnswersRefused({"location": "No such room."}, confirmable=False)
    panel, done = run(Answering(wrong), PART + 1)
    assert (panel.errors, panel.closed, done) == ({"location": "No such room."}, False, 0)
    panel, done = run(Answering(Refused("Somebody changed it."), 1), PART + 1)
    assert "20 pieces were changed, and 1 are left: Somebody changed it." in panel.errors["refused"]
    assert (panel.closed, done) == (False, 1)
