"""Offers the hospital's messages that wait to those who may decide: dialog, model and desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.desks.clinic.messages_desk import MessagesDesk
from clinicapp.ui.pages.worklist.messages_dialog import MessagesDialog
from clinicapp.ui.viewmodels.worklist.messages_view import MessagesView
from clinicapp.ui.viewmodels.worklist.messages_view_model import MessagesViewModel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.theme.theme import Theme


def open_messages(
    questions: Questions, theme: Theme, parent: QWidget, decided: Callable[[], None]
) -> MessagesDialog:
    """Open the dialog over a window; everything it is made of goes with it when it is closed.

    Args:
        questions: asks for the person who is signed in, who may manage people.
        theme: how to draw.
        parent: the window it is opened over.
        decided: called when people may have changed.
    """
    model = MessagesViewModel(MessagesView(sentence="Reading the messages."))
    dialog = MessagesDialog(model, theme, parent)
    model.setParent(dialog)
    desk = MessagesDesk(questions, model, parent=dialog)
    desk.decided.connect(decided)
    dialog.finished.connect(desk.close)
    dialog.finished.connect(dialog.deleteLater)
    desk.refresh()
    dialog.open()
    return dialog
