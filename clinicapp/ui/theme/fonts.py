"""Inter, read from the package's resources and handed to Qt.

Figures are tabular (OpenType ``tnum``), so that numbers line up and a changing number does not
make its neighbours jump.
"""

from functools import lru_cache
from importlib.resources import files

from PySide6.QtGui import QFont, QFontDatabase

from clinicapp.ui.theme.tokens import FontRole, Tokens, Weight

FAMILY = "Inter"
FALLBACK_FAMILY = "Segoe UI"
_FILES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")
_QT_WEIGHTS = {
    Weight.REGULAR: QFont.Weight.Normal,
    Weight.SEMIBOLD: QFont.Weight.DemiBold,
    Weight.BOLD: QFont.Weight.Bold,
}


def load_fonts() -> tuple[str, ...]:
    """Register the bundled weights once and return the families found.

    Safe to call again: a family already registered is not loaded twice.
    """
    if FAMILY in QFontDatabase.families():
        return (FAMILY,)
    found: list[str] = []
    for name in _FILES:
        data = files("resources").joinpath("fonts", name).read_bytes()
        found += QFontDatabase.applicationFontFamilies(
            QFontDatabase.addApplicationFontFromData(data)
        )
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def wants_tabular(text: str) -> bool:
    """True for numbers; Inter's tabular hyphen and slash are too wide inside words and pairs."""
    return any(letter.isdigit() for letter in text) and not ({"-", "/"} & set(text))


def make_font(tokens: Tokens, role: FontRole, weight: Weight, *, tabular: bool) -> QFont:
    """A font of the type scale at the tokens' text scale, with figures of one width or not."""
    font = QFont([FAMILY, FALLBACK_FAMILY])
    font.setPixelSize(tokens.font_px(role))
    font.setWeight(_QT_WEIGHTS[weight])
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
