"""Refusals of the domain and the services: ``str()`` is one plain sentence for the person there."""


class Refused(Exception):
    """A rule says no; the sentence says what happened and what to do next."""


class NotAllowed(Refused):
    """The actor's roles do not permit it."""


class NotFound(Refused):
    """There is no such person, asset, reading or form."""


class Conflict(Refused):
    """Somebody else changed the record first; nothing was overwritten."""
