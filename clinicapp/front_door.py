"""Who comes in at this station: every step of signing in, on a thread of its own."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from clinicapp.domain.errors import Refused
from clinicapp.domain.sign_in import (
    SignInKind,
    Way,
    password_fault,
    pin_fault,
    user_name_fault,
)
from clinicapp.secret_keeper import (
    PASSWORD,
    PIN,
    common_passwords,
    one_time_password,
)
from clinicapp.services.access import By
from clinicapp.services.staff import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ThreadPoolExecutor
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.staff import Actor
    from clinicapp.secret_keeper import SecretKeeper
    from clinicapp.services.staff.sign_in import Asked, Opened, SeenHere
    from clinicapp.store.database_thread import DatabaseThread

T = TypeVar("T")


class SecretsRefused(Refused):
    """A new password, PIN or user name cannot be taken; a sentence for each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


class FrontDoor:
    """Answers come as futures; ``stop`` it before the database.

    Args:
        database: the station's.
        station: its name.
        keeper: hashes and compares.
        now: the clock.
        account: the account of the computer, which is enough until its owner has a password.
    """

    def __init__(
        self,
        database: DatabaseThread,
        station: str,
        keeper: SecretKeeper,
        now: Callable[[], datetime],
        account: str | None = None,
    ) -> None:
        self._database = database
        self._station = station
        self._keeper = keeper
        self._now = now
        self._account = account
        self._gate = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._stopped = False

    @property
    def station(self) -> str:
        """Where this is."""
        return self._station

    def stop(self) -> None:
        """Finish what was begun, and end the thread."""
        with self._gate:
            self._stopped = True
            thread = self._thread
        if thread is not None:
            thread.shutdown(wait=True)

    def by_password(
        self, user_name: str, password: str, before: Actor | None = None
    ) -> Future[Opened]:
        """Sign in with a user name and a password: a full sign-in."""
        ask = partial(self._ask_password, user_name)
        return self._queue(lambda: self._compare(ask, Way.PASSWORD, PASSWORD, password, before))

    def by_pin(self, member_id: UUID, pin: str, before: Actor | None = None) -> Future[Opened]:
        """Come back with a PIN."""
        ask = partial(self._ask_pin, member_id)
        return self._queue(lambda: self._compare(ask, Way.PIN, PIN, pin, before))

    def by_badge(self, label: str, before: Actor | None = None) -> Future[Opened]:
        """Sign in with a scanned badge."""

        def scanned() -> Opened:
            at = self._now()
            found = self._database.run(
                lambda work: sign_in.sign_in_by_badge(work, self._station, label, at, before)
            )
            if isinstance(found, str):
                raise Refused(found)
            return found

        return self._queue(scanned)

    def by_account(self) -> Future[Opened | None]:
        """Sign in as the account of the computer, while its owner has no password; else None."""

        def begin() -> Opened | None:
            account, at = self._account, self._now()
            if account is None:
                return None
            return self._database.run(
                lambda work: sign_in.sign_in_by_account(
                    work, self._station, account, at, until_password=True
                )
            )

        return self._queue(begin)

    def leave(self, actor: Actor, kind: SignInKind) -> Future[None]:
        """Note that somebody locked the station, or signed out."""
        by = By(actor, self._now())
        return self._database.submit(lambda work: sign_in.leave(work, by, kind))

    def seen_here(self) -> Future[tuple[SeenHere, ...]]:
        """Who can come back with a PIN."""
        at = self._now()
        return self._database.submit(
            lambda work: sign_in.seen_here(work, self._station, at), write=False
        )

    def badges(self) -> Future[frozenset[str]]:
        """The numbers of all badges that sign in here."""
        return self._database.submit(lambda work: work.staff.badges(), write=False)

    def still_in(self, actor: Actor) -> Future[Actor | None]:
        """Somebody who is signed in, with their roles of now; None when their access has ended."""
        return self._database.submit(lambda work: sign_in.still_in(work, actor), write=False)

    def set_own(
        self,
        actor: Actor,
        *,
        user_name: str | None,
        password: str | None,
        pin: str | None,
        current: str | None = None,
    ) -> Future[None]:
        """Set one's own password and PIN; None keeps what is there.

        ``current``: the present password, where somebody who is signed in changes it; it counts as
        a try. The future raises ``SecretsRefused`` with a sentence for each field.
        """

        def setting() -> None:
            if current is not None:
                self._check_current(actor, current)
            errors = _faults(actor.name, user_name, password, pin)
            if errors:
                raise SecretsRefused(errors)
            keeper = self._keeper
            hashed = None if password is None else keeper.hash(PASSWORD, actor.id, password)
            pinned = None if pin is None else keeper.hash(PIN, actor.id, pin)
            by = By(actor, self._now())
            try:
                self._database.run(
                    lambda work: sign_in.set_own(work, by, hashed, pinned, user_name)
                )
            except Refused as refusal:
                raise SecretsRefused({"user_name": str(refusal)}) from refusal

        return self._queue(setting)

    def reset(self, actor: Actor, member_id: UUID) -> Future[str]:
        """Give a member a one-time password, which is returned and kept nowhere."""

        def resetting() -> str:
            word = one_time_password()
            hashed = self._keeper.hash(PASSWORD, member_id, word)
            by = By(actor, self._now())
            self._database.run(
                lambda work: sign_in.give_one_time_password(work, by, member_id, hashed)
            )
            return word

        return self._queue(resetting)

    def _check_current(self, actor: Actor, current: str) -> None:
        at, station = self._now(), self._station
        try:
            asked = self._database.run(
                lambda work: sign_in.ask_current(work, station, actor.id, at), write=False
            )
        except Refused as refusal:
            raise SecretsRefused({"current": str(refusal)}) from refusal
        if not self._keeper.fits(asked.hash, PASSWORD, asked.staff_id, current):
            said = self._database.run(
                lambda work: sign_in.turn_away(work, station, asked, Way.PASSWORD, at)
            )
            raise SecretsRefused({"current": said})

    def _ask_password(self, user_name: str, at: datetime) -> Asked:
        return self._database.run(
            lambda work: sign_in.ask_password(work, self._station, user_name, at), write=False
        )

    def _ask_pin(self, member_id: UUID, at: datetime) -> Asked:
        return self._database.run(
            lambda work: sign_in.ask_pin(work, self._station, member_id, at), write=False
        )

    def _compare(
        self,
        ask: Callable[[datetime], Asked],
        way: Way,
        purpose: str,
        secret: str,
        before: Actor | None,
    ) -> Opened:
        asked = ask(self._now())
        fits = self._keeper.fits(asked.hash, purpose, asked.staff_id, secret)
        at, station = self._now(), self._station
        if fits:
            return self._database.run(
                lambda work: sign_in.let_in(work, station, asked, way, at, before)
            )
        raise Refused(
            self._database.run(lambda work: sign_in.turn_away(work, station, asked, way, at))
        )

    def _queue(self, job: Callable[[], T]) -> Future[T]:
        with self._gate:
            if self._stopped:
                raise Refused("The station is closing; start it again to sign in.")
            if self._thread is None:
                from concurrent.futures import ThreadPoolExecutor

                self._thread = ThreadPoolExecutor(1, thread_name_prefix="sign-in")
            return self._thread.submit(job)


def _faults(
    name: str, user_name: str | None, password: str | None, pin: str | None
) -> dict[str, str]:
    common = common_passwords()
    names = [name, *name.split(), user_name or ""]
    found = {
        "user_name": None if user_name is None else user_name_fault(user_name),
        "password": None if password is None else password_fault(password, names, common),
        "pin": None if pin is None else pin_fault(pin, common),
    }
    return {field: sentence for field, sentence in found.items() if sentence is not None}
