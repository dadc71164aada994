"""Reference standards, calibrations with their second signatures, drafts and look-backs."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, select

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.equipment.calibration_record import (
    Calibration,
    CalibrationDraft,
    Evidence,
    LookBack,
    LookBackReview,
    MeasuredPoint,
    Signature,
    Standard,
    StandardCertificate,
    StandardRecord,
)
from clinicapp.domain.equipment.tolerances import Method
from clinicapp.store.calibration_rows import (
    CALIBRATION_DRAFTS,
    CALIBRATION_SIGNATURES,
    CALIBRATIONS,
    LOOK_BACK_REVIEWS,
    LOOK_BACKS,
    REFERENCE_STANDARDS,
    STANDARD_CERTIFICATES,
)
from clinicapp.store.columns import canonical_json, mapping_json, mapping_of, words_json, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session

_CHANGED: Final = (
    "Somebody else changed this standard first, so your change was not saved. Look at the entry "
    "again and repeat it."
)
_AS_THEY_ARE: Final = (
    *("id", "asset_id", "done_on", "at", "tolerance_set", "policy", "unit", "room", "adjusted"),
    *("adjustment", "standard_id", "certificate_id", "certificate_no", "performed_by"),
    *("signed_by_id", "signed_by", "signed_at", "second_needed", "second_asked", "supersedes"),
    "reason",
)


class Calibrations:
    """What is kept about calibrations. Nothing signed is ever overwritten."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_standard(self, standard: Standard) -> Standard:
        """Add a standard; returned as stored, at version 1.

        Raises:
            AlreadyThere: the tag is another standard's.
        """
        stored = replace(standard, version=1)
        self._session.insert(REFERENCE_STANDARDS, **_plainly(stored))
        return stored

    def save_standard(self, standard: Standard) -> Standard:
        """Overwrite an entry that is still at ``standard.version``; returns the new version of it.

        Raises:
            Stale: (a Conflict) somebody else saved first; nothing was overwritten.
        """
        values = _plainly(standard)
        del values["version"]
        version = self._session.save(REFERENCE_STANDARDS, standard.version, _CHANGED, **values)
        return replace(standard, version=version)

    def append_certificate(self, certificate: StandardCertificate) -> None:
        """Add a certificate of a standard."""
        values = _plainly(certificate) | {"uncertainty": str(certificate.uncertainty)}
        self._session.insert(STANDARD_CERTIFICATES, **values)

    def standards(self) -> tuple[StandardRecord, ...]:
        """Every standard by tag, with its certificates."""
        certificates: dict[UUID, list[StandardCertificate]] = {}
        for row in self._session.rows(
            select(STANDARD_CERTIFICATES).order_by(STANDARD_CERTIFICATES.c.seq)
        ):
            certificate = StandardCertificate(
                **_without_seq(row) | {"uncertainty": Decimal(row["uncertainty"])}
            )
            certificates.setdefault(certificate.standard_id, []).append(certificate)
        rows = self._session.rows(select(REFERENCE_STANDARDS).order_by(REFERENCE_STANDARDS.c.tag))
        return tuple(
            StandardRecord(Standard(**row), tuple(certificates.get(row["id"], ()))) for row in rows
        )

    def append(self, calibration: Calibration) -> None:
        """Keep a signed calibration.

        Raises:
            AlreadyThere: what it supersedes was superseded already.
        """
        self._session.insert(
            CALIBRATIONS,
            **{name: getattr(calibration, name) for name in _AS_THEY_ARE},
            method=calibration.method and calibration.method.value,
            as_found=calibration.as_found and calibration.as_found.value,
            as_left=calibration.as_left.value,
            why=words_json(calibration.why),
            points=canonical_json([_point_json(point) for point in calibration.points]),
            evidence=canonical_json([[each.sha256, each.name] for each in calibration.evidence]),
        )

    def get(self, calibration_id: UUID) -> Calibration | None:
        """A calibration, or None."""
        row = self._session.row(select(CALIBRATIONS).where(CALIBRATIONS.c.id == calibration_id))
        return None if row is None else _calibration(row)

    def of_asset(self, asset_id: UUID) -> tuple[Calibration, ...]:
        """An asset's calibrations in the order in which they were signed."""
        query = select(CALIBRATIONS).where(CALIBRATIONS.c.asset_id == asset_id)
        rows = self._session.rows(query.order_by(CALIBRATIONS.c.seq))
        return tuple(_calibration(row) for row in rows)

    def of_assets(self, ids: Collection[UUID]) -> dict[UUID, tuple[Calibration, ...]]:
        """Those of many assets, each asset's in the order in which they were signed."""
        query = select(CALIBRATIONS).where(CALIBRATIONS.c.asset_id.in_(ids))
        found: dict[UUID, tuple[Calibration, ...]] = {}
        for each in map(_calibration, self._session.rows(query.order_by(CALIBRATIONS.c.seq))):
            found[each.asset_id] = (*found.get(each.asset_id, ()), each)
        return found

    def every(self) -> tuple[Calibration, ...]:
        """All calibrations in the order in which they were signed."""
        rows = self._session.rows(select(CALIBRATIONS).order_by(CALIBRATIONS.c.seq))
        return tuple(_calibration(row) for row in rows)

    def awaiting(self) -> tuple[Calibration, ...]:
        """Calibrations that lack their second signature and are not superseded, oldest first."""
        newer = CALIBRATIONS.alias()
        query = select(CALIBRATIONS).where(
            CALIBRATIONS.c.second_needed,
            ~exists().where(CALIBRATION_SIGNATURES.c.calibration_id == CALIBRATIONS.c.id),
            ~exists().where(newer.c.supersedes == CALIBRATIONS.c.id),
        )
        rows = self._session.rows(query.order_by(CALIBRATIONS.c.seq))
        return tuple(_calibration(row) for row in rows)

    def append_signature(self, signature: Signature) -> None:
        """Add the second signature.

        Raises:
            AlreadyThere: somebody has signed before.
        """
        self._session.insert(CALIBRATION_SIGNATURES, **_plainly(signature))

    def signature(self, calibration_id: UUID) -> Signature | None:
        """The second signature under a calibration, or None."""
        query = select(CALIBRATION_SIGNATURES).where(
            CALIBRATION_SIGNATURES.c.calibration_id == calibration_id
        )
        row = self._session.row(query)
        return None if row is None else Signature(**_without_seq(row))

    def keep_draft(self, draft: CalibrationDraft) -> None:
        """Keep what was typed, in place of what the same person typed before on that asset."""
        self.drop_draft(draft.asset_id, draft.actor_id)
        self._session.insert(
            CALIBRATION_DRAFTS, **_plainly(draft) | {"typed": mapping_json(draft.typed)}
        )

    def drop_draft(self, asset_id: UUID, actor_id: UUID) -> None:
        """Forget what was typed."""
        drafts = CALIBRATION_DRAFTS.c
        self._session.execute(
            CALIBRATION_DRAFTS.delete().where(
                drafts.asset_id == asset_id, drafts.actor_id == actor_id
            )
        )

    def draft(self, asset_id: UUID, actor_id: UUID) -> CalibrationDraft | None:
        """What somebody typed about an asset, or None."""
        drafts = CALIBRATION_DRAFTS.c
        row = self._session.row(
            select(CALIBRATION_DRAFTS).where(
                drafts.asset_id == asset_id, drafts.actor_id == actor_id
            )
        )
        return None if row is None else _draft(row)

    def drafts(self) -> tuple[CalibrationDraft, ...]:
        """Everything that is typed and not signed, newest first."""
        query = select(CALIBRATION_DRAFTS).order_by(CALIBRATION_DRAFTS.c.saved_at.desc())
        return tuple(_draft(row) for row in self._session.rows(query))

    def append_look_back(self, look_back: LookBack) -> None:
        """Open a review."""
        self._session.insert(LOOK_BACKS, **_plainly(look_back))

    def look_back(self, look_back_id: UUID) -> LookBack | None:
        """A review, or None."""
        row = self._session.row(select(LOOK_BACKS).where(LOOK_BACKS.c.id == look_back_id))
        return None if row is None else LookBack(**_without_seq(row))

    def open_look_backs(self) -> tuple[LookBack, ...]:
        """Reviews that nobody has signed, oldest first."""
        query = select(LOOK_BACKS).where(
            ~exists().where(LOOK_BACK_REVIEWS.c.look_back_id == LOOK_BACKS.c.id)
        )
        rows = self._session.rows(query.order_by(LOOK_BACKS.c.seq))
        return tuple(LookBack(**_without_seq(row)) for row in rows)

    def append_review(self, review: LookBackReview) -> None:
        """Sign a review.

        Raises:
            AlreadyThere: it is signed already.
        """
        self._session.insert(LOOK_BACK_REVIEWS, **_plainly(review))

    def review(self, look_back_id: UUID) -> LookBackReview | None:
        """The signature under a review, or None."""
        query = select(LOOK_BACK_REVIEWS).where(LOOK_BACK_REVIEWS.c.look_back_id == look_back_id)
        row = self._session.row(query)
        return None if row is None else LookBackReview(**_without_seq(row))


def _plainly(
    value: Standard
    | StandardCertificate
    | Signature
    | CalibrationDraft
    | LookBack
    | LookBackReview,
) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _without_seq(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "seq"}


def _draft(row: RowMapping) -> CalibrationDraft:
    return CalibrationDraft(**dict(row) | {"typed": mapping_of(row["typed"])})


def _point_json(point: MeasuredPoint) -> dict[str, str]:
    content = {
        "name": point.name,
        "unit": point.unit,
        "reference": str(point.reference),
        "tolerance": str(point.tolerance),
        "uncertainty": str(point.uncertainty),
    }
    if point.as_found is not None:
        content["as_found"] = str(point.as_found)
    if point.as_left is not None:
        content["as_left"] = str(point.as_left)
    return content


def _point(content: Mapping[str, str]) -> MeasuredPoint:
    found, left = content.get("as_found"), content.get("as_left")
    return MeasuredPoint(
        name=content["name"],
        unit=content["unit"],
        reference=Decimal(content["reference"]),
        tolerance=Decimal(content["tolerance"]),
        uncertainty=Decimal(content["uncertainty"]),
        as_found=None if found is None else Decimal(found),
        as_left=None if left is None else Decimal(left),
    )


def _calibration(row: RowMapping) -> Calibration:
    return Calibration(
        **{name: row[name] for name in _AS_THEY_ARE},
        method=None if row["method"] is None else Method(row["method"]),
        as_found=None if row["as_found"] is None else Verdict(row["as_found"]),
        as_left=Verdict(row["as_left"]),
        why=words_of(row["why"]),
        points=tuple(_point(each) for each in json.loads(row["points"])),
        evidence=tuple(Evidence(sha, name) for sha, name in json.loads(row["evidence"])),
    )
