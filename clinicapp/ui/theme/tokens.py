"""The only file with a colour or a size.

The values are those of DESIGN.md section 1. Lengths are logical pixels at 100 % text; a length
that holds text grows with the text scale, gaps and edges do not.
"""

from dataclasses import dataclass, field
from enum import StrEnum

SMALLEST_TEXT_SCALE = 1.0
LARGEST_TEXT_SCALE = 2.0
TEXT_SCALE_STEP = 0.25


class FontRole(StrEnum):
    """The steps of the type scale, each a size and a line height."""

    KEY = "key"
    CAPTION = "caption"
    SMALL = "small"
    BODY = "body"
    CARD_TITLE = "card_title"
    SECTION = "section"
    PAGE = "page"
    NAME = "name"
    WORDS_VALUE = "words_value"
    VALUE = "value"


class Weight(StrEnum):
    """The three weights of Inter that are shipped."""

    REGULAR = "regular"
    SEMIBOLD = "semibold"
    BOLD = "bold"


@dataclass(frozen=True, slots=True)
class TypeStep:
    """One step of the type scale, in logical pixels at 100 %."""

    size: int
    line: int


TYPE_SCALE: dict[FontRole, TypeStep] = {
    FontRole.KEY: TypeStep(11, 14),
    FontRole.CAPTION: TypeStep(12, 16),
    FontRole.SMALL: TypeStep(13, 18),
    FontRole.BODY: TypeStep(14, 20),
    FontRole.CARD_TITLE: TypeStep(15, 22),
    FontRole.SECTION: TypeStep(16, 22),
    FontRole.PAGE: TypeStep(22, 28),
    FontRole.NAME: TypeStep(26, 32),
    FontRole.WORDS_VALUE: TypeStep(24, 42),
    FontRole.VALUE: TypeStep(32, 42),
}


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of the program, as ``#RRGGBB``."""

    text: str = "#212B32"
    muted: str = "#4C6272"
    muted_strong: str = "#3F525F"
    blue: str = "#005EB8"
    blue_text: str = "#00478C"
    blue_tint: str = "#E6F0FA"
    blue_edge: str = "#0072CE"
    blue_soft: str = "#9CC4E8"
    blue_pressed: str = "#004B93"
    navy: str = "#003087"
    navy_label: str = "#D3DDF0"
    navy_line: str = "#5C7DB8"
    green: str = "#007F3B"
    green_text: str = "#00552A"
    green_tint: str = "#E6F3EB"
    green_soft: str = "#9CCBB0"
    red: str = "#D5281B"
    red_text: str = "#9B1A10"
    red_tint: str = "#FCECEA"
    red_soft: str = "#EFA39D"
    amber: str = "#FFB81C"
    amber_text: str = "#5C4000"
    amber_tint: str = "#FFF4DA"
    amber_edge: str = "#B37A00"
    line: str = "#AEB7BD"
    line_soft: str = "#D8DDE0"
    canvas: str = "#F0F4F5"
    panel: str = "#FFFFFF"
    focus: str = "#FFEB3B"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in logical pixels at 100 % text."""

    gap_2: int = 2
    gap_4: int = 4
    gap_6: int = 6
    gap_8: int = 8
    gap_10: int = 10
    gap_12: int = 12
    gap_16: int = 16
    gap_20: int = 20
    gap_24: int = 24
    page_margin: int = 10
    card_padding: int = 12
    target: int = 44
    target_padding: int = 22
    edge: int = 1
    edge_strong: int = 2
    bar: int = 6
    radius_control: int = 4
    radius_panel: int = 6
    radius_chip: int = 12
    chip_height: int = 24
    box_height: int = 32
    focus_dark: int = 2
    focus_yellow: int = 3
    header_height: int = 52
    banner_height: int = 68
    footer_height: int = 66
    status_height: int = 28
    rail_width: int = 278
    rail_padding: int = 12
    bar_width: int = 24
    bar_height: int = 8
    list_width: int = 330
    icon_small: int = 14
    icon_chip: int = 16
    icon_body: int = 18
    icon_card: int = 20
    icon_header: int = 22
    icon_tile: int = 32
    icon_person: int = 44
    label_column: int = 56
    label_column_short: int = 56
    spark_width: int = 105
    spark_height: int = 30
    spark_room: int = 140
    chart_width: int = 620
    chart_height: int = 200
    chart_small_width: int = 256
    chart_small_height: int = 130
    chart_small_most: int = 200
    figure_table_width: int = 430
    ward_panel_width: int = 284
    record_width: int = 304
    photo_width: int = 104
    photo_height: int = 98
    dash: int = 3
    compact_below_width: int = 1280
    compact_below_height: int = 740
    narrow_below_width: int = 800
    dialog_width: int = 560
    dialog_rest_height: int = 330
    first_row_share: int = 212
    second_row_share: int = 312
    list_share: int = 5
    card_share: int = 8
    window_width: int = 1366
    window_height: int = 768
    window_least_width: int = 1024
    window_least_height: int = 600


SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours, sizes and the text scale together.

    Attributes:
        text_scale: 1.0 to 2.0, where 1.0 is 100 %.
    """

    text_scale: float = 1.0
    colour: Colours = field(default_factory=Colours)
    size: Sizes = field(default_factory=Sizes)

    def scaled(self, length: int) -> int:
        """A length that holds text, in logical pixels at this text scale."""
        return round(length * self.text_scale)

    def font_px(self, role: FontRole) -> int:
        """The font size of a role, in logical pixels at this text scale."""
        return self.scaled(TYPE_SCALE[role].size)

    def line_px(self, role: FontRole) -> int:
        """The line height of a role, in logical pixels at this text scale."""
        return self.scaled(TYPE_SCALE[role].line)

    @property
    def target_px(self) -> int:
        """The smallest side of anything that can be pressed, never under 44."""
        return max(self.size.target, self.line_px(FontRole.BODY) + self.size.target_padding)


def stepped_scale(scale: float, steps: int) -> float:
    """The text scale some steps larger or smaller, held between 100 % and 200 %."""
    wanted = scale + steps * TEXT_SCALE_STEP
    return min(LARGEST_TEXT_SCALE, max(SMALLEST_TEXT_SCALE, wanted))
