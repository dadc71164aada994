"""The tokens as a ``QPalette``, for what Fusion draws itself."""

from PySide6.QtGui import QColor, QPalette

from clinicapp.ui.theme.tokens import Colours


def make_palette(colour: Colours) -> QPalette:
    """A palette in which every role that Fusion paints comes from the tokens."""
    palette = QPalette()
    role = QPalette.ColorRole
    for target, value in (
        (role.Window, colour.canvas),
        (role.WindowText, colour.text),
        (role.Base, colour.panel),
        (role.AlternateBase, colour.canvas),
        (role.Text, colour.text),
        (role.Button, colour.panel),
        (role.ButtonText, colour.text),
        (role.ToolTipBase, colour.panel),
        (role.ToolTipText, colour.text),
        (role.PlaceholderText, colour.muted),
        (role.Highlight, colour.blue),
        (role.HighlightedText, colour.panel),
        (role.Link, colour.blue),
    ):
        palette.setColor(target, QColor(value))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colour.muted_strong))
    return palette
