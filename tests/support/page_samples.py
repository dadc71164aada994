"""People, readings, equipment and controls as frozen values; everybody in them is invented."""

from dataclasses import replace

from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView, LinkType, Tone
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.equipment_view import (
    AssetRecordView,
    AssetRow,
    AssetStatus,
    Choices,
    EquipmentView,
    LabelledValue,
    PlanRow,
    QcKind,
    StatusCount,
    TimelineEntry,
    TimelineKind,
)
from clinicapp.ui.viewmodels.inbox.inbox_view import (
    HeldFact,
    HeldView,
    InboxRow,
    InboxView,
    ReadingRecordView,
    ReasonedChoice,
    RefusedView,
    RetakeChoice,
    WhyKind,
)
from clinicapp.ui.viewmodels.quality.quality_view import ControlRow, QualityView
from clinicapp.ui.viewmodels.worklist.worklist_view import (
    CellState,
    DomainCell,
    DueState,
    Filter,
    FilterView,
    WorklistRow,
    WorklistView,
)

_STATES = {
    "x": DomainCell(CellState.DONE, "Done"),
    "o": DomainCell(CellState.DUE, "Due"),
    "-": DomainCell(CellState.DECLINED, "Declined"),
    "!": DomainCell(CellState.RED_ZONE, "Red zone", "no action"),
    "?": DomainCell(CellState.NONE, "No date"),
    "l": DomainCell(CellState.OVERDUE, "Overdue", "12 d", "12 d"),
    "L": DomainCell(CellState.OVERDUE, "Overdue", "1234 d", "1234 d"),
}
_LATE, _AHEAD = DueState.LATE, DueState.AHEAD
_PEOPLE = (
    ("SAMPLE, Idris", "999 526 0182 · room 3", "Clozapine", "10 Nov 2025", "xxxxll",
     "10 Nov 2026", _LATE, "12 d overdue"),
    ("SPECIMEN, Joan", "999 159 0838 · room 11", "Risperidone", "24 Aug 2026", "x-LLLx",
     "16 Nov 2026", _LATE, "123 d overdue"),
    ("PLACEHOLDER, Owen", "999 016 6137 · room 2", "Aripiprazole", "20 Nov 2025", "llxxx-",
     "20 Nov 2026", _LATE, "2 d overdue"),
    ("EXAMPLE, Amara", "999 201 4539 · room 7", "Olanzapine", "30 Aug 2026", "oooooo",
     "22 Nov 2026", _AHEAD, "Today"),
    ("FICTION, Bashir", "999 186 0916 · room 14", "Quetiapine", "25 Oct 2026", "xxoxxx",
     "22 Nov 2026", _AHEAD, "Today"),
    ("TESTCASE, Li Na", "999 390 9963 · room 5", "Amisulpride", "31 Aug 2026", "xooooo",
     "23 Nov 2026", _AHEAD, "In 1 day"),
    ("DEMO, Patrick", "999 030 8241 · room 9", "Haloperidol", "24 Nov 2025", "xxx!oo",
     "24 Nov 2026", _AHEAD, "In 2 days"),
    ("MODEL, Siobhan", "999 628 1949 · room 16", "Paliperidone", "26 Nov 2025", "ooxx-o",
     "26 Nov 2026", _AHEAD, "In 4 days"),
    ("NOTREAL, Gareth", "999 821 9930 · room 1", "Olanzapine", "28 Nov 2025", "xoooxx",
     "28 Nov 2026", _AHEAD, "In 6 days"),
    ("PATTERN, Elsie", "999 518 1908 · room 12", "Zuclopenthixol", "8 Jan 2026", "xxxxxx",
     "8 Jan 2027", DueState.DONE, "All done"),
    ("DRAFT, Noor", "999 000 0042 · room 4", "Lurasidone", "2 Jun 2026", "xxxxxx",
     "2 Jun 2027", DueState.UNSIGNED, "Not signed yet"),
    ("UNKNOWNE, Ada", "", "", "", "??????", "", DueState.UNKNOWN, "No start date"),
)  # fmt: skip


DRAFTS = {1: ("Draft since 12 Nov", "K. Sample"), 4: ("Draft since 09:12", "R. Tester")}
"""By a row's place, what waits on its open form."""


def worklist_rows() -> tuple[WorklistRow, ...]:
    """The people of a ward, by next due."""
    return tuple(
        WorklistRow(
            person_id=f"p-{place}",
            name=name,
            identity=identity,
            antipsychotic=medicine,
            started=started,
            cells=tuple(_STATES[each] for each in states),
            due=due,
            due_state=state,
            due_words=words,
            action="View" if state is DueState.DONE else "Continue" if place in DRAFTS else "Start",
            draft=DRAFTS.get(place, ("", ""))[0],
            born="14 Mar 1985" if place in (1, 3) else "",
            draft_by=DRAFTS.get(place, ("", ""))[1],
            is_overdue=state is _LATE,
            is_due_now=state is _AHEAD,
            found_by=name.casefold(),
        )
        for place, (name, identity, medicine, started, states, due, state, words) in enumerate(
            _PEOPLE
        )
    )


def many_people(count: int) -> tuple[WorklistRow, ...]:
    """A large ward."""
    one = worklist_rows()[3]
    return tuple(
        replace(one, person_id=f"p-{n}", name=f"EXAMPLE, Number {n}") for n in range(count)
    )


WORKLIST = WorklistView(
    title="Physical health checks, Ash ward",
    summary="11 patients on antipsychotics, 22 Nov 2026",
    rows=worklist_rows(),
    filters=(
        FilterView(Filter.DUE_NOW, "Due now", 6),
        FilterView(Filter.OVERDUE, "Overdue", 3),
        FilterView(Filter.ALL, "All", 12),
        FilterView(Filter.DRAFTS, "Drafts", 2),
    ),
    order="Sorted by next due, soonest first",
    note="Due now means due in the next 7 days, or a red zone with no action.",
)
NOBODY = replace(WORKLIST, rows=(), query="zzz")

USE_REASONS = (
    OptionView("urgent", "Clinically urgent, no other device is free"),
    OptionView("checked", "Checked against another device just now"),
)
DISCARD_REASONS = (
    OptionView("wrong_person", "Taken from another person"),
    OptionView("faulty", "The measurement went wrong"),
)
HELD = HeldView(
    reading_id="r-11",
    title="Blood pressure reading held",
    chip=ChipView(ChipKind.HELD, "Held"),
    value="151/93",
    unit="mmHg",
    facts=(
        HeldFact("Device", "Omron HBP-1320", strong=True),
        HeldFact("Serial", "BP-0117", strong=True),
        HeldFact("Taken", "22 Nov 2026, 09:40"),
        HeldFact("Last calibration", "14 Nov 2025"),
        HeldFact(
            "Calibration due",
            "14 Nov 2026",
            strong=True,
            chip=ChipView(ChipKind.OVERDUE, "8 days overdue"),
        ),
    ),
    why=(
        "A reading is held when the device is past its calibration date. "
        "Policy: Medical device calibration and use."
    ),
    next_step=(
        "It is kept, is in no record and does not count towards the check. Measure again, use it "
        "with a reason, or discard it with a reason."
    ),
    use=ReasonedChoice(
        reasons=USE_REASONS,
        note="Your name and the reason go in the record with the reading.",
        warning="Break glass: counted and reviewed",
        for_whom="EXAMPLE, Amara",
    ),
    discard=ReasonedChoice(
        reasons=DISCARD_REASONS,
        note="It stays in the store and the audit trail and is never shown as a result.",
    ),
    zone=ChipView(ChipKind.RED_ZONE, "Red zone if used"),
    zone_rule="Over 140 or over 90",
    retake=RetakeChoice(
        "heart-pulse",
        "A&D UA-651",
        "BP-0122",
        "Ready, battery 72%",
        "In calibration to 14 Feb 2027",
    ),
    has_record=True,
)
CONTROL = HeldView(
    reading_id="r-9",
    title="Quality control result",
    chip=ChipView(ChipKind.NOTICE, "Control"),
    value="38",
    unit="mmol/mol",
    facts=(
        HeldFact("Device", "Abbott Afinion 2", strong=True),
        HeldFact("Serial", "AF0012345", strong=True),
        HeldFact("Taken", "22 Nov 2026, 07:31"),
        HeldFact("Lot", "DEMO-1127A"),
    ),
    why="This is a control result. Policy: Medical device calibration and use.",
    next_step="It is kept with the device's quality control and never used for a person.",
    use=ReasonedChoice(
        USE_REASONS,
        "Your name and the reason go in the record with the reading.",
        why_not="This is a quality control result; it can never be filed on a person's form.",
    ),
    discard=HELD.discard,
)
NO_FORM_OPEN = HeldView(
    reading_id="r-10",
    title="Weight reading held",
    chip=ChipView(ChipKind.HELD, "Held"),
    value="82.4",
    unit="kg",
    facts=(
        HeldFact("Device", "seca 704", strong=True),
        HeldFact("Serial", "5704311", strong=True),
        HeldFact("Taken", "22 Nov 2026, 09:28"),
    ),
    why="Nobody's form was open when it arrived.",
    next_step="It is kept and in no record.",
    use=ReasonedChoice(
        USE_REASONS, "", why_not="Open the person first, then choose this reading again."
    ),
    discard=HELD.discard,
)
REFUSED = RefusedView(
    reading_id="r-8",
    title="Not understood",
    facts=(
        HeldFact("Device", "Abbott Afinion 2", strong=True),
        HeldFact("Link", "Network, port 50001"),
        HeldFact("Received", "22 Nov 2026, 08:52"),
    ),
    why="The checksum of the frame does not fit its text, so no value can be trusted.",
    next_step="Send the result again from the analyser. These bytes stay here.",
    raw=b"\x021H|\\^&|||AF2^0012345|||||||P|1|20261122085200\r\x0396\r\n" + b"R|1|^^^HbA1c|44",
    has_record=True,
)
INBOX_ROWS = (
    InboxRow(
        "r-11", "heart-pulse", "Blood pressure 151/93 mmHg", "Omron HBP-1320", "09:40",
        WhyKind.OVERDUE, "Calibration 8 days overdue",
    ),
    InboxRow("r-10", "scale", "Weight 82.4 kg", "seca 704", "09:28", WhyKind.NOBODY,
             "No patient armed"),
    InboxRow("r-9", "droplet", "HbA1c 38 mmol/mol", "Abbott Afinion 2", "07:31", WhyKind.CONTROL,
             "Control result"),
    InboxRow("r-8", "circle-question-mark", "Not understood", "Abbott Afinion 2", "08:52",
             WhyKind.NOT_UNDERSTOOD, "Checksum does not fit"),
)  # fmt: skip
INBOX = InboxView(
    title="Readings inbox",
    summary="4 readings wait at this station",
    rows=INBOX_ROWS,
    total=4,
    selected_id="r-11",
    detail=HELD,
)
EMPTY_INBOX = InboxView("Readings inbox", "", (), 0)
RECORD = ReadingRecordView(
    reading_id="r-4",
    title="Blood pressure 146/91 mmHg",
    device="A&D UA-651BLE",
    serial="519070412",
    driver="gatt-blood-pressure 1.0.0",
    link=LinkType.BLUETOOTH,
    link_text="Bluetooth, 11:22:33:44:55:66",
    device_time="2026-11-22T09:42:03, as sent",
    clock_offset="Device clock 4 s behind the station",
    received="22 Nov 2026, 09:42:09",
    stored="22 Nov 2026, 09:42:09, before the device was told",
    raw=bytes.fromhex("1e92005b006d00ea070b16092a034800010000"),
    events=(
        TimelineEntry(TimelineKind.MOVED, "Filed", "22 Nov 2026, 09:42", "For EXAMPLE, Amara"),
        TimelineEntry(
            TimelineKind.PASSED,
            "Judged: allowed",
            "22 Nov 2026, 09:42",
            "Policy gate-2026-11, asset BP-0122, in calibration to 14 Feb 2027",
        ),
    ),
)

_USE, _SOON, _LATE = AssetStatus.IN_USE, AssetStatus.DUE_SOON, AssetStatus.OVERDUE
_WARN, _BAD, _CALM = Tone.WARN, Tone.BAD, Tone.MUTED
_ASSETS = (
    ("BP-0122", "A&D UA-651", "519070412", _USE, "In use", "14 Feb 2027", "in 84 days", _CALM,
     QcKind.NOT_NEEDED, "Not needed", "Today, 09:42"),
    ("TH-0031", "Welch Allyn SureTemp", "17209443", _LATE, "Overdue", "15 Nov 2026", "7 days late",
     _BAD, QcKind.NOT_NEEDED, "Not needed", "21 Nov, 16:20"),
    ("SP-0044", "Nonin Onyx 9590", "501883207", AssetStatus.QUARANTINED, "Quarantined",
     "3 Mar 2027", "", _CALM, QcKind.NOT_NEEDED, "Not needed", "18 Nov, 11:05"),
    ("EC-0006", "GE MAC 2000", "SJQ18220", AssetStatus.IN_REPAIR, "In repair", "9 Jan 2027", "",
     _CALM, QcKind.NOT_NEEDED, "Not needed", "12 Nov, 14:30"),
    ("SC-0003", "seca 704", "5704311", _SOON, "Due soon", "12 Dec 2026", "in 20 days", _WARN,
     QcKind.NOT_NEEDED, "Not needed", "Today, 09:49"),
    ("DCA-02", "Siemens DCA Vantage", "H004418", _USE, "In use", "6 May 2027", "", _CALM,
     QcKind.FAILED, "Failed 07:31", "Today, 07:31"),
    ("HQ-0002", "HemoCue 201", "1402211", _USE, "In use", "20 Apr 2027", "", _CALM, QcKind.DUE,
     "Due by 12:00", "21 Nov, 17:02"),
    ("CB-0001", "Roche cobas b 101", "60017345", _USE, "In use", "2 Jun 2027", "", _CALM,
     QcKind.PASSED, "Passed 07:41", "Today, 09:44"),
    ("BP-0130", "A&D UA-651", "519070999", AssetStatus.NEVER_CHECKED, "Not checked",
     "None yet", "", _CALM, QcKind.NOT_NEEDED, "Not needed", "Not yet"),
)  # fmt: skip
ASSET_ROWS = tuple(
    AssetRow(
        f"a-{tag}", tag, name, serial, "Blood pressure", "Clinic room", status, words, due, note,
        tone, qc, qc_text, at,
    )
    for tag, name, serial, status, words, due, note, tone, qc, qc_text, at in sorted(
        _ASSETS, key=lambda each: (list(AssetStatus).index(each[3]), each[0])
    )
)  # fmt: skip
ASSET_RECORD = AssetRecordView(
    asset_id="a-BP-0122",
    tag="BP-0122",
    name="A&D UA-651",
    status=AssetStatus.IN_USE,
    status_text="In use",
    facts=(
        LabelledValue("Category", "Blood pressure monitor"),
        LabelledValue("Serial", "519070412", strong=True),
        LabelledValue("Ward", "Ash"),
        LabelledValue("Link", "Bluetooth, 11:22:33:44:55:66"),
        LabelledValue("Last heard", "Today, 09:42"),
    ),
    plans=(
        PlanRow("Calibration", "12 months", "Due 14 Feb 2027"),
        PlanRow("Electrical safety", "24 months", "Due 11 Mar 2028"),
        PlanRow("User check", "weekly", "Due 27 Nov 2026", Tone.WARN),
    ),
    history=(
        TimelineEntry(TimelineKind.PASSED, "User check: pass", "20 Nov 2026", "Rosa Tester"),
        TimelineEntry(
            TimelineKind.PASSED, "Calibrated: pass", "14 Feb 2026", "Rosa Tester, certificate 771"
        ),
        TimelineEntry(
            TimelineKind.MOVED,
            "Released",
            "9 Feb 2026",
            "J Sample: cuff hose replaced and checked, back to the clinic room of Ash ward",
        ),
        TimelineEntry(
            TimelineKind.WARNED, "Sent for repair", "2 Feb 2026", "Cuff will not inflate"
        ),
        TimelineEntry(TimelineKind.NOTED, "Accepted", "11 Mar 2024", "J Sample"),
    ),
)
OVERDUE_RECORD = AssetRecordView(
    asset_id="a-TH-0031",
    tag="TH-0031",
    name="Welch Allyn SureTemp",
    status=AssetStatus.OVERDUE,
    status_text="Overdue",
    facts=(LabelledValue("Serial", "17209443", strong=True), LabelledValue("Ward", "Ash")),
    plans=(PlanRow("Calibration", "12 months", "7 days late", Tone.BAD),),
    history=(),
    why="Calibration was due on 15 Nov 2026. Its readings are held until it is calibrated.",
)
EQUIPMENT = EquipmentView(
    title="Equipment, Ash ward",
    counts=(
        StatusCount(9, None, "devices"),
        StatusCount(4, AssetStatus.IN_USE, "in use"),
        StatusCount(1, AssetStatus.DUE_SOON, "due soon"),
        StatusCount(1, AssetStatus.OVERDUE, "overdue"),
        StatusCount(1, AssetStatus.QUARANTINED, "quarantined"),
        StatusCount(1, AssetStatus.IN_REPAIR, "in repair"),
    ),
    rows=ASSET_ROWS,
    total=len(ASSET_ROWS),
    selected_id="a-BP-0122",
    record=ASSET_RECORD,
    filters=(
        Choices("Category", (("", "All"), ("bp_monitor", "Blood pressure"))),
        Choices("Status", (("", "All"), ("in_use", "In use"), ("overdue", "Overdue"))),
        Choices("Due within", (("", "Any time"), ("0", "Overdue"), ("30", "30 days"))),
        Choices("Ward", (("", "All"), ("Ash", "Ash"), ("Birch", "Birch")), "Ash"),
    ),
    add=True,
)
NO_EQUIPMENT = EquipmentView("Equipment, Ash ward", (), (), 0)

CONTROL_ROWS = (
    ControlRow("c-3", "22 Nov 2026, 07:31", "Abbott Afinion 2", "HbA1c", "DEMO-1127A", "38",
               "mmol/mol", "AF-0001"),
    ControlRow("c-2", "21 Nov 2026, 07:33", "Abbott Afinion 2", "HbA1c", "DEMO-1127B", "86",
               "mmol/mol", "AF-0001"),
    ControlRow("c-1", "21 Nov 2026, 07:30", "Siemens DCA Vantage", "Total cholesterol", "", "5.10",
               "mmol/L"),
)  # fmt: skip
QUALITY = QualityView(
    title="Quality control, Ash ward",
    summary="3 control results",
    rows=CONTROL_ROWS,
    total=3,
)
NO_CONTROLS = QualityView("Quality control, Ash ward", "", (), 0)
