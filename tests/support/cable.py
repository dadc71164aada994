"""Drivers with code of their own for devices on a cable, and a bench to try them on."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Final

from drivers.driver import Action, Conversation, Driver, Finish, Send
from drivers.readings import NotUnderstood, Reading
from drivers.simulators.double import Double, Done, Say, Vanish, Wait
from tests.support.wired import reports

DOUBLES: Final[dict[str, str]] = {
    "and_tm2655": "AndTm2655Double",
    "and_ua767": "AndUa767Double",
    "suntech": "SuntechDouble",
}
"""The class of each device's double, by the name of its modules."""


def module_driver(name: str) -> Driver:
    """The driver in one module of ``drivers.devices``."""
    driver = importlib.import_module(f"drivers.devices.{name}").DRIVER
    assert isinstance(driver, Driver)
    return driver


def new_double(name: str) -> Double:
    """A new double of one device."""
    make: Callable[[], Double] = getattr(
        importlib.import_module(f"drivers.simulators.{name}"), DOUBLES[name]
    )
    return make()


def all_drivers() -> Iterator[Driver]:
    """Every driver on the bench."""
    return (module_driver(name) for name in DOUBLES)


def visit(
    conversation: Conversation, double: Double, *, patience: int = 12
) -> list[Reading | NotUnderstood]:
    """Let the two talk without a clock, until ``patience`` silences have passed; what was reported.

    A silence is a second or so in which neither said anything: first the double's own waiting
    ends, if it was waiting, and otherwise the conversation's patience.
    """
    found: list[Reading | NotUnderstood] = []
    to_station: list[bytes] = []
    waiting = False

    def follow(steps: object) -> None:
        nonlocal waiting
        assert isinstance(steps, (tuple, list))
        for step in steps:
            assert isinstance(step, Say | Wait | Done | Vanish)
            if isinstance(step, Say):
                to_station.append(step.data)
            waiting = isinstance(step, Wait) or (waiting and isinstance(step, Say))

    def carry_out(actions: object) -> bool:
        assert isinstance(actions, (tuple, list))
        done: list[Action] = list(actions)
        found.extend(reports(done))
        for action in done:
            if isinstance(action, Send):
                follow(double.receive(action.data))
        return any(isinstance(action, Finish) for action in done)

    over = carry_out(conversation.open())
    follow(double.start())
    while not over and patience:
        if to_station:
            over = carry_out(conversation.receive(to_station.pop(0)))
        elif waiting:
            waiting = False
            follow(double.waited())
        else:
            patience -= 1
            over = carry_out(conversation.time_out())
    carry_out(conversation.close())
    return found
