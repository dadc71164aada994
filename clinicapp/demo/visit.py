"""One whole visit, played on the real window: answers, devices, actions, sign-off, documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from clinicapp.demo.journal import Way
from clinicapp.domain.errors import Refused
from clinicapp.domain.screening import Left
from clinicapp.services.clinic.filing import use_held
from clinicapp.ui.application import make_application, pump
from clinicapp.ui.clinic_window import ClinicWindow
from clinicapp.ui.desks.clinic.clinic_desk import Landed
from clinicapp.ui.documents.form_pdf import write_form_pdf
from clinicapp.ui.documents.summary_pdf import write_summary_pdf
from clinicapp.ui.paint_watch import PaintWatch

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from clinicapp.demo.stage import Stage
    from clinicapp.services.clinic.screening import FormSnapshot

SETTLE_SECONDS: Final = 0.2
PATIENCE_SECONDS: Final = 30.0
DEBOUNCE_SECONDS: Final = 3.2
"""A cuff that has just hung up is left alone for three seconds."""
HELD_REASON: Final = "Urgent, and no other device was free"

ANSWERS: Final = (
    ("smoking", {"smoking": "ex", "stopped": "2023-03"}),
    (
        "lifestyle",
        {
            "diet": "adequate",
            "activity": "active",
            "audit_c_frequency": "2",
            "audit_c_units": "1",
            "audit_c_six_or_more": "0",
            "substances": "none",
        },
    ),
    ("weight", {"waist_cm": "82"}),
    ("blood_pressure", {"pulse_regular": "yes"}),
    (
        "lipids",
        {
            "total_cholesterol_mmol_l": "5.1",
            "hdl_mmol_l": "1.3",
            "triglycerides_mmol_l": "1.9",
            "qrisk3_percent": "2.1",
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Played:
    """What the visit came to."""

    snapshot: FormSnapshot
    ways: tuple[Way, ...]
    bluetooth: str
    acknowledged_runs: tuple[int, ...]
    check: tuple[str, ...]


def play(stage: Stage, out: Path, tell: Callable[[str], None]) -> Played:
    """Play the visit without a screen and write its documents into ``out``.

    Raises:
        Refused: a step did not come to its end in time; the sentence names it.
    """
    application = make_application(offscreen=True)
    window = ClinicWindow(
        stage.backstage,
        stage.ward.nurse,
        ward=stage.settings.ward,
        armed_minutes=stage.settings.armed_minutes,
        undo_seconds=1,
        demo_pack=stage.backstage.pack.title,
        trust=stage.settings.trust,
        ward_phone=stage.settings.ward_phone,
    )
    actors = _Actors(stage, window, application, tell)
    try:
        window.show()
        actors.run()
        window.window.grab().save(str(out / "form.png"))
        snapshot = actors.snapshot
        printed_at, zone = stage.backstage.now(), stage.backstage.zone
        write_form_pdf(
            snapshot,
            out / "form.pdf",
            trust=stage.settings.trust,
            station=stage.settings.station,
            printed_at=printed_at,
            zone=zone,
        )
        write_summary_pdf(
            snapshot,
            out / "summary.pdf",
            trust=stage.settings.trust,
            ward_phone=stage.settings.ward_phone,
            printed_at=printed_at,
            zone=zone,
        )
    finally:
        window.close()
    return Played(
        snapshot=snapshot,
        ways=tuple(stage.journal.ways.values()),
        bluetooth=stage.room.bluetooth,
        acknowledged_runs=stage.room.acknowledged_runs,
        check=stage.database.on_database(lambda database: database.check()).result(),
    )


class _Actors:
    """The nurse, and the devices that do as the visit goes."""

    def __init__(
        self,
        stage: Stage,
        window: ClinicWindow,
        application: QApplication,
        tell: Callable[[str], None],
    ) -> None:
        self._stage = stage
        self._window = window
        self._application = application
        self._tell = tell
        self._watch = PaintWatch(window)
        self._watch.painted.connect(
            lambda reading_id, at_ns: stage.journal.shown(UUID(reading_id), at_ns)
        )
        window.clinic.landed.connect(self._landed)

    @property
    def snapshot(self) -> FormSnapshot:
        """The open form."""
        found = self._window.clinic.snapshot
        if found is None:
            raise Refused("The demonstration lost its form; run it again.")
        return found

    def run(self) -> None:
        """The visit, step by step."""
        room, model = self._stage.room, self._window.form_model
        self._tell("Opening the form of EXAMPLE, Amara")
        self._window.open_person(self._stage.ward.patient)
        self._until(lambda: self._window.clinic.snapshot is not None, "opening the form")
        for card, answers in ANSWERS:
            self._filling(partial(model.submit_entry, card, answers), f"the {card} answers")
        self._tell("Blood pressure, first reading, by Bluetooth")
        self._measure(lambda: room.cuff.measure(152, 94, 76), "the first blood pressure")
        self._tell("Weight from the floor scale, by serial line")
        self._measure(lambda: room.weigh(Decimal("68.6")), "the weight")
        self._tell("HbA1c from the analyser, by TCP, and a quality control run that files nowhere")
        self._measure(lambda: room.run_hba1c("6.2", "44"), "the HbA1c")
        self._held(lambda: room.run_hba1c("5.4", "36", control=True), "the control result")
        self._pause(DEBOUNCE_SECONDS)
        self._tell("Blood pressure, second reading")
        self._measure(lambda: room.cuff.measure(146, 91, 74), "the second blood pressure")
        self._tell("Blood pressure on the spare cuff, whose calibration is overdue: held")
        held = self._held(lambda: room.old_cuff.measure(151, 93, 75), "the held blood pressure")
        self._tell(f"Using the held reading with a reason: {HELD_REASON}")
        self._filling(lambda: self._use(held.observation.id), "using the held reading")
        self._choose_actions()
        self._tell("Signing the form")
        self._until(lambda: model.seconds_left == 0, "the end of the undo time")
        model.sign_off()
        self._until(lambda: self.snapshot.contents.signed is not None, "signing")
        # The form is drawn at the end of the turn and laid out after that.
        self._pause(SETTLE_SECONDS)

    def _use(self, reading_id: UUID) -> None:
        form_id = self.snapshot.form.id
        self._window.questions.ask_form(
            self._window.clinic.take, None, form_id, use_held, reading_id, form_id, HELD_REASON
        )

    def _choose_actions(self) -> None:
        """One action for each red domain, on its card."""
        for left in self.snapshot.left:
            if left.kind is not Left.ACTION:
                continue
            code = self.snapshot.assessment.domains[left.domain].actions[0]
            self._tell(f"Choosing action {code} for {left.domain.value.replace('_', ' ')}")
            chosen = len(self.snapshot.contents.actions)
            self._window.form_model.toggle_action(left.domain.value, code)
            self._until(partial(self._has_actions, chosen + 1), f"the action {code}")

    def _has_actions(self, count: int) -> bool:
        return len(self.snapshot.contents.actions) >= count

    def _filling(self, act: Callable[[], object], what: str) -> None:
        """Do something that fills the form; wait until the form has more on it."""
        before = _fact_count(self.snapshot)
        act()
        self._until(lambda: _fact_count(self.snapshot) > before, what)

    def _measure(self, act: Callable[[], object], what: str) -> None:
        """A device measures; wait until its value is painted."""
        ways = self._stage.journal.ways
        before = sum(way.shown_ns is not None for way in ways.values())
        act()
        self._until(lambda: sum(way.shown_ns is not None for way in ways.values()) > before, what)

    def _held(self, act: Callable[[], object], what: str) -> Way:
        """A device measures something that goes onto no form; wait until it is judged."""
        ways = self._stage.journal.ways
        before = set(ways)
        act()
        self._until(
            lambda: any(way.placed for key, way in list(ways.items()) if key not in before), what
        )
        return next(way for key, way in ways.items() if key not in before)

    def _landed(self, landed: Landed) -> None:
        card = self._window.form_page.arrangement.cards.get(landed.card)
        if card is not None:
            self._watch.expect(card, str(landed.event.placed.reading.id))
            card.update()  # it may have been painted with another reading of the same moment

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        if not pump(self._application, condition, PATIENCE_SECONDS):
            raise Refused(f"The demonstration did not get past {what}; run it again.")

    def _pause(self, seconds: float) -> None:
        pump(self._application, lambda: False, seconds)


def _fact_count(snapshot: FormSnapshot) -> int:
    contents = snapshot.contents
    repeats = sum(len(found) for found in contents.repeats.values())
    return len(contents.answers) + repeats
