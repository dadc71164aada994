"""Entry panels of the Equipment area: what is typed survives Escape, a refusal and a lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clinicapp.ui.widgets.entry_dialog import EntryDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.viewmodels.entry_view import EntrySpec


class OpenPanel(QObject):
    """A panel that is open: the answer to what it submitted is ``saved`` or ``refused``."""

    def __init__(self, dialog: EntryDialog, forget: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.dialog = dialog
        self._forget = forget

    def saved(self) -> None:
        """It is stored: close, and forget what was typed."""
        self._forget()
        self.dialog.accept()

    def refused(self, errors: Mapping[str, str]) -> None:
        """It is not stored: show each sentence at its field (an unknown key: on top only)."""
        self.dialog.show_errors(dict(errors))


class Panels(QObject):
    """Opens one ``EntryDialog`` at a time in front of the window, or of the dialog ``over`` it.

    What was typed into a panel and not saved is kept by ``EntrySpec.card`` until it is saved or
    cleared; give panels about different things different cards.
    """

    def __init__(self, frame: Frame, parent: QObject, over: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._over = over
        self._open: OpenPanel | None = None

    @property
    def dialog(self) -> EntryDialog | None:
        """The panel that is open."""
        return None if self._open is None else self._open.dialog

    def open(self, spec: EntrySpec, submit: Callable[[Mapping[str, str], OpenPanel], None]) -> None:
        """Open a panel; nothing happens while one is open."""
        if self._open is not None:
            return
        theme, _compact = self._frame.clinic_area.look
        dialog = EntryDialog(spec, theme, self._over or self._frame.window)
        # Of whoever opens it: another may have come in when it is put away.
        mine = self._frame.typed.setdefault(self._frame.questions.actor.id, {})
        if spec.card in mine:
            dialog.show_answers(mine[spec.card])
        panel = OpenPanel(dialog, lambda: _keep(mine, spec.card, {}), dialog)
        dialog.typed.connect(lambda answers: _keep(mine, spec.card, answers))
        dialog.submitted.connect(lambda answers: submit(answers, panel))
        dialog.finished.connect(self._closed)
        self._open = panel
        dialog.open()

    def _closed(self) -> None:
        panel, self._open = self._open, None
        if panel is not None:
            panel.dialog.deleteLater()


def _keep(typed: dict[str, dict[str, str]], card: str, answers: dict[str, str]) -> None:
    typed.pop(card, None)
    if answers:
        typed[card] = answers
