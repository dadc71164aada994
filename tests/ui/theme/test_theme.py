import re
from importlib.resources import files

import pytest
from PySide6.QtGui import QFontDatabase

from clinicapp.ui.theme.contrast import PAIRS_USED, Pair, contrast_ratio
from clinicapp.ui.theme.fonts import FAMILY, load_fonts, wants_tabular
from clinicapp.ui.theme.icons import Icons
from clinicapp.ui.theme.stylesheet import make_stylesheet
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import Colours, FontRole, Tokens, Weight, stepped_scale

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")


@pytest.mark.parametrize("pair", PAIRS_USED, ids=lambda pair: f"{pair.front} on {pair.back}")
def test_every_pair_of_colours_in_use_has_enough_contrast(pair: Pair) -> None:
    colours = Colours()
    ratio = contrast_ratio(getattr(colours, pair.front), getattr(colours, pair.back))
    assert ratio >= pair.minimum


def test_contrast_agrees_with_the_two_ends_of_the_scale_and_a_published_value() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1)
    # WebAIM's contrast checker gives 4.48 for this grey on white.
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_only_the_tokens_file_names_a_colour() -> None:
    for folder in ("clinicapp/ui", "resources/qss"):
        root = files(folder.split("/")[0])
        for part in folder.split("/")[1:]:
            root = root.joinpath(part)
        assert not list(_with_colours(root))


def _with_colours(folder: object) -> list[str]:
    found: list[str] = []
    for entry in folder.iterdir():  # type: ignore[attr-defined]
        if entry.is_dir() and entry.name not in {"documents", "__pycache__"}:
            found += _with_colours(entry)
        elif entry.name.endswith((".py", ".in")) and entry.name != "tokens.py":
            text = entry.read_text(encoding="utf-8")
            found += [f"{entry.name}: {hit}" for hit in COLOUR.findall(text)]
    return found


def test_inter_is_loaded_from_the_package_in_its_three_weights(qapp: object) -> None:
    assert FAMILY in load_fonts()
    theme = Theme()
    widths = {
        theme.metrics(FontRole.BODY, weight).horizontalAdvance("Blood pressure")
        for weight in Weight
    }
    assert len(widths) == 3
    assert FAMILY in QFontDatabase.families()


def test_tabular_figures_make_numbers_of_one_width(qapp: object) -> None:
    load_fonts()
    metrics = Theme().metrics(FontRole.VALUE, Weight.BOLD, tabular=wants_tabular("111"))
    assert metrics.horizontalAdvance("111") == metrics.horizontalAdvance("888")


def test_words_with_a_hyphen_are_set_without_tabular_figures() -> None:
    assert wants_tabular("24.3")
    assert not wants_tabular("Ex-smoker")
    assert not wants_tabular("146/91")


def test_every_shipped_icon_draws_something_in_the_colour_asked_for(qapp: object) -> None:
    icons, colour = Icons(), Colours().red
    names = [e.name[:-4] for e in files("resources").joinpath("icons").iterdir()]
    for name in (n for n in names if not n.startswith("_")):
        image = icons.pixmap(name, colour, 24).toImage()
        drawn = [
            image.pixelColor(x, y).name().upper()
            for x in range(24)
            for y in range(24)
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert colour in drawn, name


def test_the_sheet_uses_only_names_that_exist_and_leaves_none_unfilled() -> None:
    assert "$" not in make_stylesheet(Tokens()).split("*/", 1)[1]


def test_text_grows_with_the_scale_and_a_target_never_falls_below_44() -> None:
    assert Tokens(1.5).font_px(FontRole.BODY) == 21
    assert all(Tokens(scale / 100).target_px >= 44 for scale in range(100, 201, 5))


def test_the_text_scale_stays_between_100_and_200_per_cent() -> None:
    assert stepped_scale(1.0, -1) == 1.0
    assert stepped_scale(1.0, 1) == 1.25
    assert stepped_scale(2.0, 1) == 2.0


def test_fonts_and_icons_carry_their_licences() -> None:
    licences = files("resources").joinpath("licences")
    assert "SIL OPEN FONT LICENSE" in licences.joinpath("inter-OFL-1.1.txt").read_text("utf-8")
    assert "Lucide Icons" in licences.joinpath("lucide-ISC.txt").read_text("utf-8")
