"""The arrows between the packages, and what goes into the wheel."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_contract_of_the_imports_is_kept(tmp_path: Path) -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    found = subprocess.run(
        [sys.executable, "-c", command, "--cache-dir", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert found.returncode == 0, found.stdout
    contracts = len(PROJECT["tool"]["importlinter"]["contracts"])
    assert f"Contracts: {contracts} kept, 0 broken." in found.stdout


def test_the_wheel_holds_three_packages_and_nothing_else() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel == {"packages": ["clinicapp", "drivers", "resources"]}
    for package in wheel["packages"]:
        assert (ROOT / package / "__init__.py").is_file()
        stray = [
            path
            for path in (ROOT / package).rglob("*")
            if path.suffix in {".db", ".log", ".bak", ".orig", ".key", ".pem"}
        ]
        assert stray == []


def test_every_folder_of_code_is_a_package() -> None:
    """A folder without ``__init__.py`` is left out of what is checked and of what is bundled."""
    without = {
        path.parent.relative_to(ROOT).as_posix()
        for package in ("clinicapp", "drivers")
        for path in (ROOT / package).rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    }
    assert without <= {"clinicapp/store/migrations/versions"}


def test_the_programs_entry_is_there() -> None:
    module, _, function = PROJECT["project"]["scripts"]["clinicapp"].partition(":")
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_tests_are_found_by_their_folders_alone() -> None:
    """With ``--import-mode=importlib`` only shared code is a package."""
    packages = {
        path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("__init__.py")
    }
    assert packages == {"tests/support"}


def skips(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"xfail", "skip", "skipif"}


def test_nothing_is_skipped_or_expected_to_fail_but_for_want_of_a_system() -> None:
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        elsewhere = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test).startswith("sys.platform")
            for inner in ast.walk(node)
        }
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if skips(node) and node not in elsewhere and isinstance(node, ast.expr)
        ]
    assert found == []
