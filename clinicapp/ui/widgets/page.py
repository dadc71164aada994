"""What the window asks of every page."""

from PySide6.QtWidgets import QWidget

from clinicapp.ui.theme.theme import Theme


class Page(QWidget):
    """A page of the window; it draws itself again when text scale or room change."""

    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        """Draw at another text scale, and folded when ``compact``."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Put the focus where the work was; a page without a place of work does nothing."""
