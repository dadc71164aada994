"""Labels of equipment that leave the program: each is written down before it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.errors import NotFound
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.documents import Way
    from clinicapp.store.work import Work


@use_case(Permission.VIEW_EQUIPMENT, "print labels of equipment")
def let_label_out(work: Work, by: By, asset_id: UUID, way: Way, *, forbids: bool) -> None:
    """Write down that a label is printed or saved; ``forbids`` says that it is a do-not-use label.

    Raises:
        NotFound: there is no such asset.
    """
    asset = work.assets.get(asset_id)
    if asset is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    kind = "do_not_use" if forbids else "asset"
    record(work, by, f"label.{way.value}", asset_id, tag=asset.tag, kind=kind)
