"""Between the sign-in screen and the desk that serves it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.staff.sign_in_view import SignInView


class SignInViewModel(QObject):
    """Signals: ``changed()``; and what somebody asks for.

    ``name_chosen(key)``, ``back()`` to the names, ``pin_entered(str)``, ``full_requested()``,
    ``forgotten()``, ``password_entered(user_name, password)``, ``account_requested()``,
    ``secrets_entered(dict)`` by field, ``later()``. ``emptied()`` asks the screen to
    forget what was typed: a secret stands nowhere longer than it is needed.
    """

    changed = Signal()
    emptied = Signal()
    name_chosen = Signal(str)
    back = Signal()
    pin_entered = Signal(str)
    full_requested = Signal()
    forgotten = Signal()
    password_entered = Signal(str, str)
    account_requested = Signal()
    secrets_entered = Signal(dict)
    later = Signal()

    def __init__(self, view: SignInView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view

    @property
    def view(self) -> SignInView:
        """What is shown."""
        return self._view

    def show(self, view: SignInView) -> None:
        """Show something else."""
        if view != self._view:
            self._view = view
            self.changed.emit()
