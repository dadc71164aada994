"""The help says what the program does: every key works, every sentence is one that is said."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication

from clinicapp.ui.pages.documents.preview_dialog import PreviewDialog
from clinicapp.ui.pages.help.help_dialog import help_pages
from clinicapp.ui.pages.sign_in.sign_in_page import SignInPage
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.staff.sign_in_view import SignInView
from clinicapp.ui.viewmodels.staff.sign_in_view_model import SignInViewModel
from tests.support.journey import CTRL, Nurse, admit

ROOT = Path(__file__).parents[2]
DOTS = "..."


def page(name: str) -> str:
    return files("resources").joinpath("help", name).read_text(encoding="utf-8")


def headings(name: str) -> list[str]:
    return [
        line.removeprefix("### ") for line in page(name).splitlines() if line.startswith("### ")
    ]


def said() -> list[str]:
    """Every text in the program's source, an f-string as its fixed parts one after the other."""
    found = []
    for folder in ("clinicapp", "drivers"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    parts = [
                        part.value if isinstance(part, ast.Constant) else DOTS
                        for part in node.values
                    ]
                    found.append("".join(str(part) for part in parts))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.append(node.value)
    return found


def test_every_trouble_of_the_help_is_one_that_the_program_tells() -> None:
    texts = said()
    for heading in headings("trouble.md"):
        parts = [re.escape(part) for part in heading.split(DOTS)]
        pattern = re.compile(".*?".join(parts).replace(r"\ ", r"\s"), re.DOTALL)
        assert any(pattern.search(text) for text in texts), heading


def test_every_trouble_says_what_to_do() -> None:
    for section in page("trouble.md").split("\n### ")[1:]:
        assert "- **Do:**" in section or "- **Why:**" in section, section


@pytest.mark.parametrize(
    "name", ["calibration.md", "keys.md", "progress.md", "rules.md", "trouble.md", "windows.md"]
)
def test_a_page_has_a_title_and_is_shown(name: str) -> None:
    title, _, text = page(name).partition("\n")
    assert title.startswith("# ")
    assert help_pages()[title.removeprefix("# ")] == text.strip()


def documented_keys() -> set[str]:
    """The keys in the first column of the tables, ranges written out."""
    found: set[str] = set()
    for line in page("keys.md").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 3 or cells[1] in ("Key", "---"):
            continue
        for key in re.split(r", | or ", cells[1]):
            span = re.fullmatch(r"(\w+\+)(\d) to \w+\+(\d)", key)
            if span:
                first, last = int(span[2]), int(span[3])
                found |= {f"{span[1]}{number}" for number in range(first, last + 1)}
            else:
                found.add(key)
    return found


def test_the_keys_page_names_every_shortcut_and_no_other(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Keysofall"))
    for area in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_1):
        nurse.press(area, CTRL)
    nurse.press(Qt.Key.Key_P, CTRL)
    nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), PreviewDialog), "the preview")
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, PreviewDialog)
    real = {shortcut.key().toString() for shortcut in nurse.clinic.window.findChildren(QShortcut)}
    shown.reject()
    cover = SignInPage(SignInViewModel(SignInView("", "")), Theme(), compact=False)
    nurse.qtbot.addWidget(cover)
    real |= {shortcut.key().toString() for shortcut in cover.findChildren(QShortcut)}
    real.add("Esc")
    by_qt_itself = {"Enter", "Up", "Down", "Left", "Right", "Home", "End"}
    assert documented_keys() - by_qt_itself == real
