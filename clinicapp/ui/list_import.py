"""Offers the import of a list of people to those who may: dialog, view-model and desk together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.staff import Permission
from clinicapp.ui.desks.clinic.import_desk import ImportDesk
from clinicapp.ui.pages.worklist.import_dialog import ImportDialog, ask_for_file
from clinicapp.ui.viewmodels.import_view import ImportView
from clinicapp.ui.viewmodels.import_view_model import ImportViewModel
from clinicapp.ui.viewmodels.worklist.present_import import CHOOSE_FILE, title_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from clinicapp.domain.staff import Actor
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.theme.theme import Theme


def may_import(actor: Actor, ward: str | None) -> bool:
    """Whether to show a button "Import list" at all: somebody who may, and one ward."""
    return ward is not None and actor.may(Permission.MANAGE_PEOPLE)


def open_list_import(
    questions: Questions,
    ward: str,
    theme: Theme,
    parent: QWidget,
    imported: Callable[[], None],
    *,
    ask: Callable[[QWidget], str] = ask_for_file,
) -> ImportDialog:
    """Open the dialog over a window; everything it is made of goes with it when it is closed.

    Args:
        questions: asks for the person who is signed in, who may manage people.
        ward: the ward that the list is for.
        theme: how to draw.
        parent: the page or window it is opened over.
        imported: called when people have changed, so that what lists them can read again.
        ask: asks for a file.
    """
    model = ImportViewModel(ImportView(title=title_for(ward), sentence=CHOOSE_FILE))
    dialog = ImportDialog(model, theme, parent, ask=ask)
    model.setParent(dialog)
    desk = ImportDesk(questions, model, ward, parent=dialog)
    desk.imported.connect(imported)
    dialog.finished.connect(desk.close)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
