"""Drivers with code of their own for devices on a cable, and a bench to try them on."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Final

from drivers.driver import Acknowledge, Action, Conversation, Driver, Finish, Send
from drivers.readings import NotUnderstood, Reading
from drivers.simulators.double import Done, Double, Say, Vanish, Wait
from tests.support.wired import reports

DOUBLES: Final[dict[str, str]] = {
    "contec_08a": "Contec08aDouble",
    "omron_790": "Omron790Double",
    "freestyle_neo": "FreestyleNeoDouble",
    "contour_usb": "ContourUsbDouble",
    "afinion_as100": "AfinionAs100Double",
    "taidoc": "TaidocDouble",
    "freestyle_optium": "FreestyleOptiumDouble",
    "onetouch_ultraeasy": "onetouch_binary.OnetouchUltraEasyDouble",
    "onetouch_verio_iq": "onetouch_binary.OnetouchVerioIqDouble",
    "and_tm2655": "AndTm2655Double",
    "and_ua767": "AndUa767Double",
    "suntech": "SuntechDouble",
    "onetouch_ultra2": "OnetouchUltra2Double",
}
"""Each device's double by the name of the driver's module; with a module if that is another."""


def module_driver(name: str) -> Driver:
    """The driver in one module of ``drivers.devices``."""
    driver = importlib.import_module(f"drivers.devices.{name}").DRIVER
    assert isinstance(driver, Driver)
    return driver


def new_double(name: str) -> Double:
    """A new double of one device."""
    module, _, made = DOUBLES[name].rpartition(".")
    simulators = importlib.import_module(f"drivers.simulators.{module or name}")
    make: Callable[[], Double] = getattr(simulators, made)
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
            if isinstance(action, Send | Acknowledge):
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
