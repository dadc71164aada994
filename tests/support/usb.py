"""USB devices on a bus that stands in for hidapi: running a scenario, and what it may not leave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from drivers.driver import HidLink

IDS: Final = (0x1A79, 0x6002)
SETTINGS: Final = HidLink(usb_ids=((0x1A79, 0x7410), IDS))
METER: Final = "Contour USB"


def workers() -> list[str]:
    """The threads that serve USB devices just now."""
    return [each.name for each in threading.enumerate() if each.name.startswith("devices-hid")]


def run(scenario: Callable[[], Awaitable[Any]]) -> Any:
    """Run it; no thread of ours may be left."""

    async def within() -> Any:
        return await asyncio.wait_for(scenario(), 20)

    found = asyncio.run(within())
    assert workers() == []
    return found


async def first(visits: AsyncIterator[Any]) -> Any:
    """The next visit, within five seconds."""
    return await asyncio.wait_for(anext(visits), 5)
