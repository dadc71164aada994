"""Errors of links and devices, each one plain sentence that says what happened and what to do."""


class DriverError(Exception):
    """The device's or the cable's doing, never a bug of ours; ``str()`` is the sentence to show."""


class LinkLost(DriverError):
    """The other side has gone: cable out, connection closed, device asleep."""


class LinkRefused(DriverError):
    """The link could not be opened: port taken, no such port, no Bluetooth adapter."""


class NotKept(DriverError):
    """The store could not keep what arrived, so it must not be acknowledged."""


class UnknownDriver(DriverError):
    """No driver has that key."""
