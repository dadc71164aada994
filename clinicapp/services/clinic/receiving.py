"""Taking in what devices send: the first of the two transactions of a reading's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.observations import Frame, Observation
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from clinicapp.domain.observations import Delivery, Kept
    from clinicapp.store.work import Work


@use_case(Permission.RECEIVE_READINGS, "take readings in")
def receive(work: Work, by: By, delivery: Delivery, *, again: bool = False) -> tuple[Kept, ...]:
    """Keep everything that a device sent; only after this has committed is it acknowledged.

    Args:
        work: the transaction.
        by: the station.
        delivery: what was sent.
        again: the same delivery was offered before and nobody knows whether it was committed (the
            answer came too late); if it was, nothing is added.

    Returns:
        One ``Kept`` for each observation, in order.
    """
    if again and work.readings.has_delivery(delivery):
        record(work, by, "readings.offered_again", delivery.visit_id)
        return ()
    kept = work.readings.keep(delivery)
    results = sum(isinstance(item, Observation) for item in delivery.items)
    frames = sum(isinstance(item, Frame) for item in delivery.items)
    record(
        work,
        by,
        "readings.received",
        delivery.visit_id,
        link=delivery.link,
        driver=delivery.driver,
        results=results,
        frames=frames,
        refused=len(delivery.items) - results - frames,
        duplicates=sum(each.duplicate_of is not None for each in kept),
    )
    return kept
