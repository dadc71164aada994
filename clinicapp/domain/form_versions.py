"""A signed form and the forms that correct it: which one stands, and for which visit.

Signing freezes a form. A correction is a new version with the same number that names the one it
amends; it is a form of the same visit, however much later it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from clinicapp.domain.forms import Form, FormContents


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVersion:
    """One form of a person.

    Attributes:
        form: the form.
        contents: its facts, folded.
        root: the first version of it, which is the form itself unless it amends one.
        superseded_by: the version that corrects it, signed or not; None while there is none.
        stands: whether it is signed and no signed version corrects it.
    """

    form: Form
    contents: FormContents
    root: Form
    superseded_by: Form | None
    stands: bool


def versions_of(
    forms: Iterable[Form], contents: Mapping[UUID, FormContents]
) -> tuple[FormVersion, ...]:
    """Every form of a person, newest first as they were given, with its place among the others."""
    ordered = tuple(forms)
    by_id = {form.id: form for form in ordered}
    after = {form.amends: form for form in ordered if form.amends is not None}
    return tuple(
        FormVersion(
            form=form,
            contents=contents[form.id],
            root=_root(form, by_id),
            superseded_by=after.get(form.id),
            stands=contents[form.id].signed is not None
            and not _is_corrected(after.get(form.id), contents),
        )
        for form in ordered
    )


def _root(form: Form, by_id: Mapping[UUID, Form]) -> Form:
    while form.amends is not None and form.amends in by_id:
        form = by_id[form.amends]
    return form


def _is_corrected(later: Form | None, contents: Mapping[UUID, FormContents]) -> bool:
    return later is not None and contents[later.id].signed is not None
