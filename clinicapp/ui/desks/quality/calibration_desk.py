"""Serves the calibration dialog: judges as you type, keeps drafts, counts the look-back, signs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from clinicapp.domain.equipment.calibration_entry import (
    CERTIFICATE,
    EntryRefused,
    read_evidence,
    write_evidence,
)
from clinicapp.domain.equipment.calibration_record import Evidence
from clinicapp.domain.quantities import plain
from clinicapp.domain.staff import Permission
from clinicapp.domain.typed_days import day_words
from clinicapp.services.quality.calibration_signing import moment_of
from clinicapp.services.quality.calibrations import keep_draft, sign_calibration
from clinicapp.services.quality.look_backs import count_readings, look_ahead
from clinicapp.ui.viewmodels.quality.present_calibration import (
    Logging,
    as_found,
    present_calibration,
)

if TYPE_CHECKING:
    from datetime import datetime

    from clinicapp.domain.attachments import Attachment
    from clinicapp.domain.equipment.calibration_record import Calibration
    from clinicapp.domain.equipment.look_back import AsFound
    from clinicapp.domain.equipment.tolerances import CalibrationPolicy
    from clinicapp.domain.errors import Refused
    from clinicapp.services.quality.calibration_signing import Started
    from clinicapp.services.quality.calibrations import Signed
    from clinicapp.services.quality.look_backs import LookBackCounts
    from clinicapp.ui.desks.equipment.files_desk import FilesDesk
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.quality.calibration_view_model import CalibrationViewModel

KEEP_AFTER_MS: Final = 800
COUNT_AFTER_MS: Final = 250
SUPERSEDES: Final = "supersedes"
REASON: Final = "reason"


class CalibrationDesk(QObject):
    """Serves one ``CalibrationViewModel`` about one asset.

    Args:
        questions: asks for the person who is signed in.
        model: the meeting point.
        started: what the dialog begins with.
        policy: tolerances and signing rule.
        files: keeps and opens evidence.
        correction: what it corrects, and why; None for a new one.

    Signals: ``signed(Signed)``; ``troubled(sentence)`` when refused; ``list_read(found)`` with
    what ``look_ahead`` answered.
    """

    signed = Signal(object)
    troubled = Signal(str)
    list_read = Signal(object)

    def __init__(
        self,
        questions: Questions,
        model: CalibrationViewModel,
        started: Started,
        policy: CalibrationPolicy,
        files: FilesDesk,
        *,
        correction: Correction | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._files = files
        self._open = True
        # Why something is corrected was typed already.
        self._dirty = correction is not None
        self._asked: AsFound | None = None
        self._logging = first_look(questions, started, policy, correction)
        self._keeping = self._timer(KEEP_AFTER_MS, self._keep)
        self._counting = self._timer(COUNT_AFTER_MS, self._count)
        model.typed.connect(self._typed)
        model.save_pressed.connect(self.save)
        model.sign_pressed.connect(self._sign)
        model.review_pressed.connect(self._look_ahead)
        model.file_chosen.connect(self._add_file)
        model.file_removed.connect(self._remove_file)
        model.file_opened.connect(files.open)

    def _timer(self, after_ms: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(act)
        return timer

    def start(self) -> None:
        """Fill the dialog with the draft, or with what is usual."""
        self._model.fill(dict(self._logging.texts))
        self._present()

    def close(self) -> None:
        """The dialog has gone: what was typed and is not signed is kept."""
        if self._open and self._dirty:
            self._keep()
        self._open = False
        self._keeping.stop()
        self._counting.stop()

    def save(self) -> None:
        """Keep the draft now."""
        self._dirty = True
        self._keep()

    def _typed(self, _field: str, _text: str) -> None:
        self._dirty = True
        self._keeping.start()
        self._update()

    def _update(self) -> None:
        """What was typed is another thing now: judge it, and count anew if it fails."""
        texts = self._model.texts
        errors = {
            field: sentence
            for field, sentence in self._logging.errors.items()
            if texts.get(field, "") == self._logging.texts.get(field, "")
        }
        self._logging = replace(
            self._logging,
            texts=texts,
            evidence=read_evidence(texts),
            now=self._questions.backstage.now(),
            errors=errors,
        )
        found = as_found(self._logging)
        if found != self._asked:
            self._asked = found
            self._logging = replace(self._logging, counts=None)
            if found is not None:
                self._counting.start()
        self._present()

    def _present(self) -> None:
        if self._open:
            self._model.show(present_calibration(self._logging))

    def _count(self) -> None:
        found = self._asked
        if found is None or not self._open:
            return
        backstage = self._questions.backstage
        until = moment_of(self._logging.day, backstage.now(), backstage.zone)

        def counted(counts: LookBackCounts) -> None:
            if found == self._asked:
                self._logging = replace(self._logging, counts=counts)
                self._present()

        self._questions.ask(
            counted,
            self._refused,
            count_readings,
            self._logging.started.asset.id,
            found,
            until,
            (backstage.pack, *backstage.rules.shipped.values()),
        )

    def _look_ahead(self) -> None:
        found = self._asked
        backstage = self._questions.backstage
        if found is not None and self._open:
            self._questions.ask(
                self.list_read.emit,
                self._refused,
                look_ahead,
                self._logging.started.asset.id,
                found,
                moment_of(self._logging.day, backstage.now(), backstage.zone),
                (backstage.pack, *backstage.rules.shipped.values()),
            )

    def _keep(self) -> None:
        self._keeping.stop()
        self._dirty = False
        texts = self._model.texts
        self._questions.ask(
            self._kept, self._refused, keep_draft, self._logging.started.asset.id, texts
        )

    def _kept(self, at: datetime) -> None:
        self._logging = replace(self._logging, saved_at=at)
        self._present()

    def _sign(self) -> None:
        if not self._open:
            return
        self._keeping.stop()
        texts = self._model.texts
        corrected = texts.get(SUPERSEDES)
        self._questions.ask(
            self._done,
            self._not_signed,
            sign_calibration,
            self._logging.started.asset.id,
            texts,
            self._logging.policy,
            self._questions.backstage.zone,
            supersedes=UUID(corrected) if corrected else None,
            reason=texts.get(REASON, ""),
        )

    def _done(self, signed: Signed) -> None:
        self._open = False
        self._dirty = False
        self.signed.emit(signed)
        self._model.done.emit()

    def _not_signed(self, refusal: Refused) -> None:
        if not isinstance(refusal, EntryRefused):
            self._refused(refusal)
            return
        self._model.asked_to_sign = True
        self._logging = replace(self._logging, errors=refusal.errors)
        self._present()
        first = next(iter(refusal.errors), "")
        if first:
            self._model.refused.emit(first)
        if self._dirty:
            self._keeping.start()

    def _add_file(self, path: str) -> None:
        self._files.add(path, self._file_kept, self._refused)

    def _file_kept(self, attachment: Attachment) -> None:
        have = self._logging.evidence
        if all(each.sha256 != attachment.sha256 for each in have):
            added = Evidence(attachment.sha256, attachment.name)
            self._model.type("evidence", write_evidence((*have, added)))

    def _remove_file(self, sha256: str) -> None:
        left = tuple(each for each in self._logging.evidence if each.sha256 != sha256)
        self._model.type("evidence", write_evidence(left))

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))


@dataclass(frozen=True, slots=True)
class Correction:
    """A signed calibration that is corrected by a newer one, and why."""

    supersedes: UUID
    reason: str


def first_look(
    questions: Questions,
    started: Started,
    policy: CalibrationPolicy,
    correction: Correction | None,
) -> Logging:
    """What the dialog shows first: the draft, what is corrected, or the usual set and today.

    What a draft corrects is a part of it, so that it is not forgotten when it is continued.
    """
    backstage = questions.backstage
    draft = started.draft if correction is None else None
    sets = policy.sets_for(started.asset.category)
    today = backstage.now().astimezone(backstage.zone).date()
    texts = {
        "set": sets[0].key if sets else CERTIFICATE,
        "done_on": day_words(today),
        "performed_by": questions.actor.name,
    }
    texts |= {} if draft is None else dict(draft.typed)
    if correction is not None:
        texts[SUPERSEDES], texts[REASON] = str(correction.supersedes), correction.reason
    earlier = {str(each.id): each for each in started.calibrations}
    before = earlier.get(texts.get(SUPERSEDES, ""))
    if before is not None and correction is not None:
        texts |= typed_again(before, started)
    return Logging(
        started=started,
        policy=policy,
        texts=texts,
        evidence=read_evidence(texts),
        now=backstage.now(),
        zone=backstage.zone,
        user=questions.actor.name,
        may_review=questions.actor.may(Permission.REVIEW_LOOK_BACK),
        saved_at=None if draft is None else draft.saved_at,
        supersedes=""
        if before is None
        else f"Supersedes the calibration of {day_words(before.done_on)}, which stays on record.",
    )


def typed_again(before: Calibration, started: Started) -> dict[str, str]:
    """A signed calibration as it was typed, to be corrected."""
    texts = {
        "set": before.tolerance_set,
        "done_on": day_words(before.done_on),
        "performed_by": before.performed_by,
        "room": before.room,
        "adjusted": {True: "yes", False: "no", None: ""}[before.adjusted],
        "adjustment": before.adjustment,
        "certificate_no": before.certificate_no,
        "evidence": write_evidence(before.evidence),
    }
    for each in started.standards:
        if each.standard.id == before.standard_id:
            texts["standard"] = each.standard.tag
    if before.tolerance_set == CERTIFICATE:
        texts["result"] = before.as_left.value
        texts["found_result"] = "" if before.as_found is None else before.as_found.value
    for point in before.points:
        key = point.name or format(point.reference.normalize() + 0, "f")
        texts[f"found.{key}"] = "" if point.as_found is None else plain(point.as_found)
        texts[f"left.{key}"] = "" if point.as_left is None else plain(point.as_left)
    return texts
