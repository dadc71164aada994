"""By which rules a form is judged, of those that are at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clinicapp.domain.forms import Form
    from clinicapp.domain.lester.pack import Pack


@dataclass(frozen=True, slots=True)
class PackChoice:
    """Packs, in the order in which they are preferred."""

    packs: tuple[Pack, ...]

    def of(self, form: Form, version: str | None = None) -> Pack | None:
        """The rules that a form was opened with; None if they are not among these.

        Never another version in their place: what the pack of that name says by now may differ.

        Args:
            form: the form; one from before the content of packs was kept has their name only.
            version: what the signature of such a form says of its pack, if it is signed.
        """
        sha256 = form.pack_sha256
        for pack in self.packs:
            if sha256 is not None:
                if pack.sha256 == sha256:
                    return pack
            elif pack.name == form.pack and version in (None, pack.version):
                return pack
        return None
