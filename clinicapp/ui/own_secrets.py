"""Somebody who is signed in chooses a password and a PIN of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QVBoxLayout

from clinicapp.front_door import SecretsRefused
from clinicapp.ui.pages.sign_in.full_panel import SecretsPanel
from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.viewmodels.staff.present_sign_in import initials_of
from clinicapp.ui.viewmodels.staff.sign_in_view import NameTile, SignInView, Step

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinicapp.domain.errors import Refused
    from clinicapp.front_door import FrontDoor
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.theme.theme import Theme


class OwnSecrets(QDialog):
    """Asks until what was typed is taken, or until it is closed."""

    def __init__(
        self,
        door: FrontDoor,
        questions: Questions,
        theme: Theme,
        parent: QWidget,
        needs: tuple[str, ...],
    ) -> None:
        super().__init__(parent)
        self._door = door
        self._questions = questions
        self._ring = FocusRing(self, theme.tokens)
        actor = questions.actor
        self._view = SignInView(
            "",
            "",
            step=Step.SECRETS,
            chosen=NameTile(str(actor.id), actor.name, "", initials_of(actor.name), ""),
            needs=needs,
        )
        self.setMinimumWidth(theme.tokens.scaled(theme.size.dialog_width))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.size.gap_20] * 4)
        self.panel = SecretsPanel(theme, self)
        self.panel.leave.hide()
        self.panel.entered.connect(self._entered)
        self.panel.later.connect(self.reject)
        column.addWidget(self.panel)
        self._show()
        self.setWindowTitle(self.panel.title)
        self.panel.take_focus()

    def _show(self, **changes: object) -> None:
        from dataclasses import replace

        self._view = replace(self._view, **changes)  # type: ignore[arg-type]
        self.panel.show_view(self._view)

    def _entered(self, answers: dict[str, str]) -> None:
        self._show(busy=True, errors={}, sentence="")
        future = self._door.set_own(
            self._questions.actor,
            user_name=answers.get("user_name"),
            password=answers.get("password") or None,
            pin=answers.get("pin") or None,
            current=answers.get("current"),
        )
        self._questions.hear(future, lambda _none: self._taken(), self._refused)

    def _taken(self) -> None:
        self.panel.forget()
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        errors = refusal.errors if isinstance(refusal, SecretsRefused) else {}
        self._show(busy=False, errors=errors, sentence="" if errors else str(refusal))


def choose_secrets(
    door: FrontDoor,
    questions: Questions,
    theme: Theme,
    window: QWidget,
    needs: tuple[str, ...],
    first: bool,  # noqa: FBT001 - said where it is called
) -> OwnSecrets:
    """Open the dialog over a window.

    Args:
        door: where they are kept.
        questions: who is signed in.
        theme: how to draw.
        window: what it is opened over.
        needs: what is asked.
        first: nothing is there to be shown first; else the present password is.
    """
    asked = needs if first else ("current", *needs)
    dialog = OwnSecrets(door, questions, theme, window, asked)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
