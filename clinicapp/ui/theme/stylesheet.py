"""One style sheet for the whole program, filled from the tokens."""

from dataclasses import asdict
from importlib.resources import files
from string import Template

from clinicapp.ui.theme.tokens import FontRole, Tokens


def make_stylesheet(tokens: Tokens) -> str:
    """The sheet with every ``$name`` replaced by a token.

    Raises:
        KeyError: when the sheet names a token that does not exist.
    """
    source = files("resources").joinpath("qss", "base.qss.in").read_text(encoding="utf-8")
    values: dict[str, object] = {**asdict(tokens.colour), **asdict(tokens.size)}
    for role in FontRole:
        values[f"font_{role.value}"] = tokens.font_px(role)
    values["target_px"] = tokens.target_px
    values["icon_choice"] = tokens.scaled(tokens.size.icon_card)
    return Template(source).substitute(values)
