"""Rows as Qt models: what changes is told exactly, and only what is seen is asked for."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from typing_extensions import override

from clinicapp.ui.models.cells import KEY_ROLE, Cell, text_cell
from clinicapp.ui.models.row_model import Column, Index, RowModel
from clinicapp.ui.models.row_table import RowTable
from clinicapp.ui.models.timeline import TimelineModel
from clinicapp.ui.pages.worklist.worklist_columns import worklist_columns
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.worklist.worklist_view import WorklistRow
from tests.support import page_samples as samples

Pair = tuple[str, int]
PAIRS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 1)), unique_by=lambda pair: pair[0]
).map(tuple)


def key_cell(pair: Pair) -> Cell:
    return text_cell(pair[0])


def number_cell(pair: Pair) -> Cell:
    return text_cell(str(pair[1]))


def pair_model(rows: tuple[Pair, ...] = ()) -> RowModel[Pair]:
    columns = (
        Column("Key", key_cell, text_cell("a")),
        Column("Number", number_cell, text_cell("1")),
    )
    model = RowModel(columns, lambda pair: pair[0])
    model.set_rows(rows, len(rows))
    return model


def words_of(model: RowModel[Pair]) -> list[Pair]:
    return [
        (str(model.index(row, 0).data()), int(str(model.index(row, 1).data())))
        for row in range(model.rowCount())
    ]


@given(before=PAIRS, after=PAIRS)
def test_a_listener_that_only_hears_the_signals_ends_with_the_same_rows(
    before: tuple[Pair, ...], after: tuple[Pair, ...]
) -> None:
    model = pair_model(before)
    heard = list(words_of(model))

    def removed(_parent: QModelIndex, first: int, last: int) -> None:
        del heard[first : last + 1]

    def inserted(_parent: QModelIndex, first: int, last: int) -> None:
        heard[first:first] = words_of(model)[first : last + 1]

    def changed(top: QModelIndex, bottom: QModelIndex) -> None:
        for row in range(top.row(), bottom.row() + 1):
            heard[row] = words_of(model)[row]

    model.rowsRemoved.connect(removed)
    model.rowsInserted.connect(inserted)
    model.dataChanged.connect(changed)
    model.set_rows(after, len(after))
    assert heard == list(after) == words_of(model)


@given(before=PAIRS, new=PAIRS)
def test_rows_that_stay_keep_their_place_when_new_ones_come_on_top(
    before: tuple[Pair, ...], new: tuple[Pair, ...]
) -> None:
    model = pair_model(before)
    kept = [QPersistentModelIndex(model.index(row, 0)) for row in range(len(before))]
    fresh = tuple((f"new {key}", number) for key, number in new)
    model.set_rows((*fresh, *before), len(fresh) + len(before))
    assert [index.data(KEY_ROLE) for index in kept] == [key for key, _ in before]


def test_the_models_pass_qts_own_tester(qtmodeltester: ModelTester) -> None:
    check: Callable[[object], None] = qtmodeltester.check
    model = RowModel(worklist_columns(), lambda row: row.person_id)
    check(model)
    model.set_rows(samples.worklist_rows(), 18)
    model.set_rows(samples.worklist_rows()[2:5], 3)
    model.set_rows(samples.many_people(40), 40)
    timeline = TimelineModel()
    check(timeline)
    timeline.set_entries(samples.ASSET_RECORD.history)


def test_every_cell_speaks_with_the_title_of_its_column() -> None:
    model = RowModel(worklist_columns(), lambda row: row.person_id)
    model.set_rows(samples.worklist_rows(), 12)
    spoken = [
        model.index(6, column).data(Qt.ItemDataRole.AccessibleTextRole)
        for column in range(model.columnCount())
    ]
    assert spoken == [
        "Patient: DEMO, Patrick, 999 030 8241 · room 9",
        "Antipsychotic and start: Haloperidol, 24 Nov 2025",
        "Smoking: Done",
        "Lifestyle + alcohol: Done",
        "BMI + waist: Done",
        "Blood pressure: Red zone, no action",
        "Glucose: Due",
        "Lipids: Due",
        "Next due: 24 Nov 2026, In 2 days",
        "Start, DEMO, Patrick",
    ]
    whole = model.index(6, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert all(words in whole for words in spoken)


class CountingModel(RowModel[WorklistRow]):
    """Counts which rows are asked for."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: list[int] = []

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        self.asked.append(index.row())
        return super().data(index, role)


def test_ten_thousand_rows_paint_only_those_that_are_seen(qtbot: QtBot) -> None:
    theme = Theme()
    model = CountingModel(worklist_columns(), lambda row: row.person_id)
    model.set_rows(samples.many_people(10_000), 10_000)
    window = QWidget()
    qtbot.addWidget(window)
    table = RowTable(theme, model, name="People", row_height=51, parent=window)
    height = 51 * 10 + table.horizontalHeader().sizeHint().height()
    table.setGeometry(0, 0, 1342, height)
    window.resize(1342, height)
    window.show()
    qtbot.waitExposed(window)
    assert set(model.asked) <= set(range(12))
    model.asked.clear()
    table.scrollToBottom()
    table.grab()
    assert set(model.asked) <= set(range(9_985, 10_000))
    assert 0 < len(model.asked) <= 12 * 10 * 4


def test_the_next_rows_are_asked_for_when_the_end_is_seen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    model = RowModel(worklist_columns(), lambda row: row.person_id, window)
    asked: list[int] = []
    model.more_wanted.connect(lambda: asked.append(model.rowCount()))
    model.set_rows(samples.many_people(100), 250)
    table = RowTable(Theme(), model, name="People", row_height=51, parent=window)
    table.setGeometry(0, 0, 1342, 600)
    window.show()
    qtbot.waitExposed(window)
    table.scrollToBottom()
    assert set(asked) == {100}
    model.set_rows(samples.many_people(250), 250)
    table.scrollToBottom()
    assert set(asked) == {100}
