"""What every use case does first and last: check the permission, and write the audit record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from clinicapp.domain.audit import AuditRecord

if TYPE_CHECKING:
    from datetime import datetime

    from clinicapp.domain.staff import Actor, Permission
    from clinicapp.store.work import Work

P = ParamSpec("P")
T = TypeVar("T")


class MissingAudit(Exception):
    """A use case changed something and wrote no audit record: a bug of ours."""


@dataclass(frozen=True, slots=True)
class By:
    """Who is acting, and when (aware)."""

    actor: Actor
    at: datetime


def use_case(
    permission: Permission, doing: str
) -> Callable[[Callable[Concatenate[Work, By, P], T]], Callable[Concatenate[Work, By, P], T]]:
    """Guard a use case: refuse it without ``permission``, fail it without an audit record.

    ``doing`` completes the sentence "X may not ...". The wrapped function runs inside the
    transaction of its ``Work``, so that the change and its audit record commit together or not at
    all.
    """

    def guard(
        function: Callable[Concatenate[Work, By, P], T],
    ) -> Callable[Concatenate[Work, By, P], T]:
        @wraps(function)
        def guarded(work: Work, by: By, /, *args: P.args, **kwargs: P.kwargs) -> T:
            by.actor.require(permission, doing)
            before = work.audit.head().sequence
            result = function(work, by, *args, **kwargs)
            if work.audit.head().sequence == before:
                raise MissingAudit(f"{function.__name__} wrote no audit record")
            return result

        guarded.permission = permission  # type: ignore[attr-defined]  # read by a test of every one
        return guarded

    return guard


def record(work: Work, by: By, action: str, subject: object, **detail: object) -> None:
    """Append one audit record to the transaction. Details are ids, counts, codes, short words."""
    work.audit.append(
        AuditRecord(
            at=by.at,
            actor_id=by.actor.id,
            actor_name=by.actor.name,
            station=by.actor.station,
            action=action,
            subject=str(subject),
            detail={key: str(value) for key, value in detail.items()},
        )
    )
