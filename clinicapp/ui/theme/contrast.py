"""WCAG 2.x contrast, and the list of colour pairs that the window uses."""

from dataclasses import dataclass

TEXT_MINIMUM = 4.5
GRAPHIC_MINIMUM = 3.0

_LINEAR_LIMIT = 0.04045


@dataclass(frozen=True, slots=True)
class Pair:
    """One colour laid on another.

    Attributes:
        front: Name of a colour in ``Colours``.
        back: Name of the colour under it.
        minimum: The least contrast allowed, 4.5 for text and 3 for icons and edges.
    """

    front: str
    back: str
    minimum: float


def relative_luminance(colour: str) -> float:
    """The relative luminance, 0 to 1, of ``#RRGGBB`` (WCAG 2.2, definitions)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= _LINEAR_LIMIT else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, definitions)."""
    lighter, darker = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _pairs(minimum: float, *names: str) -> tuple[Pair, ...]:
    parts = (name.partition(" on ") for name in names)
    return tuple(Pair(front, back, minimum) for front, _, back in parts)


PAIRS_USED: tuple[Pair, ...] = (
    *_pairs(
        TEXT_MINIMUM,
        "text on panel",
        "text on canvas",
        "text on amber",
        "text on amber_tint",
        "text on blue_tint",
        "muted on panel",
        "muted on canvas",
        "muted_strong on canvas",
        "muted_strong on line_soft",
        "panel on blue",
        "panel on blue_pressed",
        "panel on navy",
        "panel on red",
        "navy_label on navy",
        "blue on panel",
        "blue_text on blue_tint",
        "blue_text on panel",
        "green_text on panel",
        "green_text on green_tint",
        "green_text on canvas",
        "red_text on panel",
        "red_text on red_tint",
        "red_text on canvas",
        "amber_text on panel",
        "amber_text on canvas",
        "amber_text on amber_tint",
    ),
    *_pairs(
        GRAPHIC_MINIMUM,
        "amber_edge on panel",
        "amber_edge on canvas",
        "blue_edge on panel",
        "blue_edge on canvas",
        "blue on blue_tint",
        "red on panel",
        "red on canvas",
        "green on panel",
        "focus on text",
        "muted on line_soft",
    ),
)
