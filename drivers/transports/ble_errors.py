"""What goes wrong below bleak, as bounded waits and plain sentences."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakGATTProtocolError,
    BleakGATTProtocolErrorCode,
)

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from drivers.errors import DriverError

_Result = TypeVar("_Result")

# What bleak is given to tidy up behind a call that was cut off.
_TIDY_SECONDS: Final = 1.0

_NOT_PAIRED: Final = frozenset(
    {
        BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHENTICATION,
        BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHORIZATION,
        BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION,
        BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION_KEY_SIZE,
    }
)

_NO_SERVICE: Final = (
    "Bluetooth is not running on this computer. Start its Bluetooth service, or ask IT to, and try "
    "again; until then type readings in by hand."
)
_REASONS: Final = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: (
        "No Bluetooth adapter was found. Plug one in, or type readings in by hand."
    ),
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: (
        "This computer's Bluetooth adapter is too old for these devices. Plug in one with "
        "Bluetooth 4.0 or later, or type readings in by hand."
    ),
    BleakBluetoothNotAvailableReason.POWERED_OFF: (
        "Bluetooth is switched off. Switch it on in the computer's settings and try again."
    ),
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: (
        "This program may not use Bluetooth. Allow it in the computer's privacy settings and try "
        "again."
    ),
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: (
        "Your account may not use Bluetooth on this computer. Ask IT to allow it; until then type "
        "readings in by hand."
    ),
}


class StackError(Exception):
    """The system's Bluetooth failed or did not answer; ``__cause__`` is what it raised, if it did.

    bleak lets through whatever is below it: D-Bus and WinRT errors, broken sockets, assertions.
    """

    @property
    def reason(self) -> str:
        """A few words for the end of a sentence."""
        return str(self.__cause__ or self) or type(self.__cause__).__name__


async def bounded(work: Coroutine[Any, Any, _Result], seconds: float) -> _Result:
    """The result of ``work``, waiting for it ``seconds`` at most, whatever it does.

    ``asyncio.timeout`` is not enough: bleak tidies up behind a cancelled call by asking the very
    service that does not answer, so a call that is cut off is given a moment and then left alone.

    Raises:
        StackError: when it failed, or was cut off.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
            task.add_done_callback(_look_at)
    if not task.done():
        await asyncio.wait({task}, timeout=_TIDY_SECONDS)
        raise StackError(f"no answer within {seconds:g} s")
    if task.cancelled():
        raise StackError("it was cut off")
    error = task.exception()
    if error is not None:
        raise StackError from error
    return task.result()


def _look_at(task: asyncio.Future[Any]) -> None:
    """Take note of how a task ended that nobody waits for, or asyncio would log it."""
    if not task.cancelled():
        task.exception()


def adapter_sentence(error: StackError) -> str:
    """Why there is no Bluetooth at all, and what to do."""
    cause = error.__cause__
    if isinstance(cause, BleakBluetoothNotAvailableError) and cause.reason in _REASONS:
        return _REASONS[cause.reason]
    return _NO_SERVICE


def att_code(error: DriverError) -> int | None:
    """The ATT error code with which a device refused what was asked, if that is why it failed."""
    cause = None if error.__cause__ is None else error.__cause__.__cause__
    return int(cause.code) if isinstance(cause, BleakGATTProtocolError) else None


def device_sentence(who: str, error: StackError) -> str:
    """What a device refused, and what to do."""
    cause = error.__cause__
    if isinstance(cause, BleakGATTProtocolError) and cause.code in _NOT_PAIRED:
        return (
            f"{who} asks to be paired with this computer first. Put it into pairing mode, pair it, "
            "and measure again."
        )
    if isinstance(cause, BleakCharacteristicNotFoundError):
        return f"{who} does not have the characteristic {cause.char_specifier}."
    return f"{who} could not be reached ({error.reason}). Keep it close to the computer; try again."
