"""What the sources may not do, read from their syntax."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).parents[2]
MOST_LINES: Final = 400
MOST_CLASS_LINES: Final = 250
LEVELS: Final = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGERS: Final = {"_log", "log", "logger", "logging"}


@dataclass(frozen=True, slots=True)
class Source:
    """One module."""

    path: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The module's dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def under(self, *packages: str) -> bool:
        """Whether it lies in one of these packages or is one of these modules."""
        return any(self.name == each or self.name.startswith(f"{each}.") for each in packages)


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the two packages."""
    found = []
    for package in ("clinicapp", "drivers"):
        for path in sorted((ROOT / package).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found.append(Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    return tuple(found)


def offenders(
    offends: Callable[[ast.AST], bool],
    *,
    only: tuple[str, ...] = ("clinicapp", "drivers"),
    but: tuple[str, ...] = (),
) -> list[str]:
    """Where something is done that must not be: path and line."""
    return [
        f"{source.path}:{getattr(node, 'lineno', 0)}"
        for source in sources()
        if source.under(*only) and not source.under(*but)
        for node in ast.walk(source.tree)
        if offends(node)
    ]


def dotted(node: ast.AST) -> str:
    """``datetime.now`` for that expression, as far as it is made of names."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(*names: str) -> Callable[[ast.AST], bool]:
    """Whether a node calls something of these dotted names, or ends with one of them."""

    def offends(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        called = dotted(node.func)
        return any(called == name or called.endswith(f".{name}") for name in names)

    return offends


def names(*banned: str) -> Callable[[ast.AST], bool]:
    """Whether a node uses or imports one of these names."""

    def offends(node: ast.AST) -> bool:
        if isinstance(node, ast.alias):
            return node.name.rpartition(".")[2] in banned
        if isinstance(node, ast.Attribute):
            return node.attr in banned
        return isinstance(node, ast.Name) and node.id in banned

    return offends


def test_there_is_something_to_look_at() -> None:
    assert len(sources()) > 150
    # What the other tests look with does find what is there.
    (now,) = offenders(calls("datetime.now"), only=("clinicapp",))
    assert now.startswith("clinicapp/bootstrap.py:")
    assert offenders(calls("setStyleSheet"), only=("clinicapp.ui.theme",))


@pytest.mark.parametrize("banned", ["QTableWidget", "QStandardItemModel", "QtAsyncio"])
def test_what_is_banned_from_every_screen(banned: str) -> None:
    assert offenders(names(banned)) == []


def test_only_the_theme_sets_style_sheets() -> None:
    assert offenders(calls("setStyleSheet"), but=("clinicapp.ui.theme",)) == []


def test_only_the_composition_root_has_a_clock() -> None:
    clock = calls(
        "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "utcfromtimestamp"
    )
    # The doubles of devices have clocks of their own, as devices do.
    assert offenders(clock, but=("clinicapp.bootstrap", "drivers.simulators")) == []


def is_naive(node: ast.AST) -> bool:
    """A datetime made without its zone."""
    if not isinstance(node, ast.Call):
        return False
    called = dotted(node.func)
    given = {keyword.arg for keyword in node.keywords}
    if called in ("datetime", "datetime.datetime"):
        return "tzinfo" not in given and len(node.args) < 8
    if called.endswith("datetime.combine"):
        return "tzinfo" not in given and len(node.args) < 3
    if called.endswith(("datetime.strptime", "utcfromtimestamp")):
        return True
    if called.endswith("fromtimestamp"):
        return "tz" not in given and len(node.args) < 2
    if called.endswith(".replace"):
        return any(
            keyword.arg == "tzinfo"
            and isinstance(keyword.value, ast.Constant)
            and keyword.value.value is None
            for keyword in node.keywords
        )
    return False


def test_no_time_is_naive() -> None:
    for naive in ("datetime(2026, 1, 1)", "datetime.combine(a, b)", "x.replace(tzinfo=None)"):
        assert any(map(is_naive, ast.walk(ast.parse(naive))))
    assert offenders(is_naive) == []


def test_no_amount_is_a_float_in_the_rules() -> None:
    def is_float(node: ast.AST) -> bool:
        if isinstance(node, ast.Constant):
            return isinstance(node.value, float)
        return calls("float")(node)

    assert offenders(is_float, only=("clinicapp.domain", "clinicapp.services")) == []
    decoders = ("drivers.devices", "drivers.protocols", "drivers.framing", "drivers.readings")
    assert offenders(calls("float"), only=decoders) == []


def test_nothing_is_printed() -> None:
    def prints(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and dotted(node.func) == "print"

    assert offenders(prints) == []


def is_a_built_message(node: ast.AST) -> bool:
    """A log call whose message is anything but a constant sentence."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    logger = dotted(node.func.value).rpartition(".")[2].lower()
    if node.func.attr not in LEVELS or logger not in LOGGERS:
        return False
    place = 1 if node.func.attr == "log" else 0
    if len(node.args) <= place:
        return True
    message = node.args[place]
    return not (isinstance(message, ast.Constant) and isinstance(message.value, str))


def test_what_is_logged_is_a_constant_sentence() -> None:
    for built in ('_log.info(f"{x}")', '_log.info("%s" % x)', '_log.info("{}".format(x))'):
        assert any(is_a_built_message(node) for node in ast.walk(ast.parse(built)))
    assert not any(map(is_a_built_message, ast.walk(ast.parse('_log.info("%s", x)'))))
    assert offenders(is_a_built_message) == []


def test_loggers_are_named_after_their_module() -> None:
    def misnamed(node: ast.AST) -> bool:
        if not (isinstance(node, ast.Call) and dotted(node.func) == "logging.getLogger"):
            return False
        return [dotted(each) for each in node.args] not in ([], ["__name__"])

    assert offenders(misnamed, but=("clinicapp.log",)) == []


def test_every_module_says_what_it_is() -> None:
    assert [each.path for each in sources() if not ast.get_docstring(each.tree)] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert [each.path for each in sources() if set(each.name.split(".")) & empty] == []


def test_files_are_short() -> None:
    long = {each.path: each.text.count("\n") for each in sources()}
    assert {path: lines for path, lines in long.items() if lines >= MOST_LINES} == {}


def classes() -> Iterator[tuple[str, int]]:
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef) and node.end_lineno is not None:
                yield f"{source.path}:{node.name}", node.end_lineno - node.lineno + 1


def test_classes_are_short() -> None:
    assert {name: lines for name, lines in classes() if lines >= MOST_CLASS_LINES} == {}


def is_loose_dataclass(node: ast.AST) -> bool:
    """A dataclass that is not both frozen and slotted."""
    if not isinstance(node, ast.ClassDef):
        return False
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        if dotted(call.func if call else decorator).rpartition(".")[2] != "dataclass":
            continue
        on = {
            keyword.arg
            for keyword in (call.keywords if call else ())
            if isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        }
        return not {"frozen", "slots"} <= on
    return False


@pytest.mark.parametrize(
    "package",
    [
        "clinicapp.domain",
        "clinicapp.services",
        "clinicapp.station.events",
        "drivers.readings",
        "drivers.driver",
        "drivers.keeping",
        "drivers.transports.contract",
    ],
)
def test_values_are_frozen_and_slotted(package: str) -> None:
    assert offenders(is_loose_dataclass, only=(package,)) == []


def test_the_rules_import_nothing_that_moves() -> None:
    """import-linter sees modules; this sees ``open`` and ``eval``, which need none."""
    moving = calls("open", "eval", "exec", "__import__", "input")
    assert offenders(moving, only=("clinicapp.domain",)) == []


def test_nothing_is_left_to_do() -> None:
    marks = ("TODO", "FIXME", "XXX", "HACK")
    found = [
        f"{each.path}:{number}"
        for each in sources()
        for number, line in enumerate(each.text.splitlines(), 1)
        if any(mark in line for mark in marks)
    ]
    assert found == []
