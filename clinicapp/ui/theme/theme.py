"""Tokens, fonts and icons in one hand, passed to every widget that draws."""

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from clinicapp.ui.theme.fonts import load_fonts, make_font
from clinicapp.ui.theme.icons import Icons
from clinicapp.ui.theme.palette import make_palette
from clinicapp.ui.theme.stylesheet import make_stylesheet
from clinicapp.ui.theme.tokens import Colours, FontRole, Sizes, Tokens, Weight

_MOST_WIDTHS = 4_096
"""A table asks for the same words many times while it is painted, and then hardly ever again."""


class Theme:
    """What a widget needs in order to draw itself at one text scale."""

    def __init__(self, tokens: Tokens | None = None, icons: Icons | None = None) -> None:
        self.tokens = tokens or Tokens()
        self.icons = icons or Icons()
        self._fonts: dict[tuple[FontRole, Weight, bool], QFont] = {}
        self._widths: dict[tuple[str, FontRole, Weight, bool], int] = {}
        self._metrics: dict[tuple[FontRole, Weight, bool], QFontMetrics] = {}

    @property
    def colour(self) -> Colours:
        """The colours."""
        return self.tokens.colour

    @property
    def size(self) -> Sizes:
        """The lengths, in logical pixels."""
        return self.tokens.size

    def font(
        self, role: FontRole, weight: Weight = Weight.REGULAR, *, tabular: bool = False
    ) -> QFont:
        """The font of a role, made once."""
        key = (role, weight, tabular)
        if key not in self._fonts:
            self._fonts[key] = make_font(self.tokens, role, weight, tabular=tabular)
        return self._fonts[key]

    def metrics(
        self, role: FontRole, weight: Weight = Weight.REGULAR, *, tabular: bool = False
    ) -> QFontMetrics:
        """The metrics of that font, made once."""
        key = (role, weight, tabular)
        if key not in self._metrics:
            self._metrics[key] = QFontMetrics(self.font(role, weight, tabular=tabular))
        return self._metrics[key]

    def text_width(self, text: str, role: FontRole, weight: Weight, *, tabular: bool) -> int:
        """How wide words are, in logical pixels; lately measured ones are remembered."""
        key = (text, role, weight, tabular)
        width = self._widths.get(key)
        if width is None:
            if len(self._widths) >= _MOST_WIDTHS:
                self._widths.clear()
            width = self.metrics(role, weight, tabular=tabular).horizontalAdvance(text)
            self._widths[key] = width
        return width

    def at_scale(self, text_scale: float) -> "Theme":
        """The same theme at another text scale (1.0 to 2.0), sharing the icons."""
        tokens = Tokens(text_scale, self.tokens.colour, self.tokens.size)
        return Theme(tokens, self.icons)

    def apply_to(self, application: QApplication) -> None:
        """Give the program its style, palette, font and sheet."""
        load_fonts()
        application.setStyle("Fusion")
        application.setPalette(make_palette(self.colour))
        application.setFont(self.font(FontRole.BODY))
        application.setStyleSheet(make_stylesheet(self.tokens))
