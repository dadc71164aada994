"""The form of screens/03-lester-form.png as frozen values; every person in it is invented."""

from clinicapp.ui.viewmodels.card_view import (
    ActionsView,
    ActionView,
    AttemptStrip,
    AttemptView,
    CardState,
    CardView,
    ChipKind,
    ChipView,
    DetailItem,
    DetailRow,
    FigureGrid,
    FigureView,
    LinkType,
    NoteView,
    RuleLine,
    SourceChipView,
    SparklineView,
    StatusView,
    Tone,
    TrustKind,
)
from clinicapp.ui.viewmodels.clinic.device_view import (
    DeviceState,
    DevicesView,
    DeviceTileView,
    PowerKind,
)
from clinicapp.ui.viewmodels.clinic.form_view import (
    BannerView,
    BarState,
    BarView,
    FactView,
    FooterView,
    FormView,
    NewReadingView,
    ThingLeft,
)
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.shell_view import HeaderView, KeyHint, StatusBarView

BANNER = BannerView(
    name="EXAMPLE, Amara",
    title="(Ms)",
    identity="Wristband scanned 09:36",
    scanned=True,
    facts=(
        FactView("Born", "14 Mar 1985 (41 y)"),
        FactView("Sex", "Female"),
        FactView("NHS number", "999 201 4539"),
        FactView("Ward and room", "Ash, room 7", "Room", "7"),
        FactView("Antipsychotic", "Olanzapine, week 12", in_compact=False),
    ),
)

SMOKING = CardView(
    key="smoking",
    title="Smoking",
    icon="cigarette",
    state=CardState.OK,
    chips=(ChipView(ChipKind.OK, "Not red zone"),),
    summary="Ex-smoker",
    short_status="OK",
    value="Ex-smoker",
    value_is_words=True,
    body=(
        RuleLine("Red zone: smokes now"),
        DetailRow((DetailItem("Stopped", "Mar 2023"),)),
        DetailRow((DetailItem("Previous", "Ex-smoker, 18 May 2026"),)),
    ),
    source=SourceChipView(
        LinkType.PERSON, "Asked by Rosa Tester", "09:37", TrustKind.ENTERED, "Entered", "r-1"
    ),
)

FREQUENCY = tuple(
    OptionView(str(score), words)
    for score, words in enumerate(("Never", "Monthly or less", "2 to 4 times a month"))
)
AUDIT_C = EntrySpec(
    card="lifestyle",
    title="Alcohol (AUDIT-C)",
    intro="Ask all three, about the last six months.",
    fields=(
        FieldSpec("often", "How often do you drink alcohol?", FieldKind.CHOICE, options=FREQUENCY),
        FieldSpec(
            "units",
            "Units on a typical day when drinking",
            FieldKind.INTEGER,
            unit="units",
            help_text="A pint of beer is 2 to 3 units.",
        ),
        FieldSpec("six", "How often 6 or more units?", FieldKind.CHOICE, options=FREQUENCY),
    ),
    submit="Save answers",
    absence=(
        FieldSpec("absent_item", "What?", FieldKind.CHOICE, value="alcohol", hidden=True),
        FieldSpec(
            "absence",
            "Why is there no value?",
            FieldKind.CHOICE,
            options=(OptionView("declined", "Declined"), OptionView("unable", "Unable")),
        ),
        FieldSpec("absence_words", "Reason in own words", FieldKind.TEXT),
        FieldSpec(
            "retry",
            "When to try again?",
            FieldKind.CHOICE,
            options=(OptionView("in_a_week", "In 1 week"), OptionView("on_a_day", "On a date")),
        ),
        FieldSpec("retry_on", "Date to try again", FieldKind.TEXT, only_when=("retry", "on_a_day")),
    ),
)
LIFESTYLE = CardView(
    key="lifestyle",
    title="Lifestyle and alcohol",
    short_title="Lifestyle, alcohol",
    icon="salad",
    state=CardState.MISSING,
    chips=(ChipView(ChipKind.MISSING, "Missing"),),
    summary="No alcohol score",
    body=(
        DetailRow((DetailItem("Diet", "Balanced"),), StatusView("OK")),
        DetailRow((DetailItem("Activity", "150 min or more a week"),), StatusView("OK")),
        DetailRow((DetailItem("Alcohol", "AUDIT-C score not recorded", strong=True),)),
        RuleLine("Follow up if AUDIT-C is 5 or over"),
    ),
    primary="Answer 3 alcohol questions",
    primary_icon="wine",
    entry=AUDIT_C,
)

BMI = CardView(
    key="bmi",
    title="BMI and waist",
    icon="scale",
    state=CardState.NEW,
    chips=(ChipView(ChipKind.NEW, "New"), ChipView(ChipKind.OK, "In range")),
    summary="24.3 kg/m²",
    value="24.3",
    unit="kg/m²",
    sparkline=SparklineView((23.1, 23.4, 23.5, 24.3), 25.0, "Last 4: 23.1, 23.4, 23.5, 24.3"),
    previous="Was 23.5 · 30 Aug 2026",
    body=(
        RuleLine("Red zone: 25 or over, or gain over 5 kg in 3 months"),
        DetailRow(
            (
                DetailItem("Weight", "68.6 kg", strong=True),
                DetailItem("Height", "168 cm", strong=True),
                DetailItem("Waist", "82 cm", strong=True),
            ),
            aligned=False,
        ),
        DetailRow((DetailItem("Gain", "2.4 kg in 12 weeks"),), aligned=False),
    ),
    source=SourceChipView(
        LinkType.USB, "seca 704", "09:49", TrustKind.DUE, "Calibration due 12 Dec", "r-3"
    ),
)

BLOOD_PRESSURE = CardView(
    key="blood_pressure",
    title="Blood pressure",
    icon="heart-pulse",
    state=CardState.RED,
    chips=(ChipView(ChipKind.RED_ZONE, "Red zone"),),
    summary="146/91 mmHg",
    value="146/91",
    unit="mmHg",
    sparkline=SparklineView((126, 131, 138, 146), 140, "Last 4 systolic: 126, 131, 138, 146"),
    previous="Was 138/86 · 18 May 2026",
    body=(
        RuleLine("Red zone: over 140 systolic or over 90 diastolic", Tone.BAD),
        AttemptStrip(
            (AttemptView(1, "152/94", "09:38"), AttemptView(2, "146/91", "09:42", used=True))
        ),
    ),
    source=SourceChipView(
        LinkType.BLUETOOTH, "A&D UA-651", "09:42", TrustKind.CHECKED, "In calibration", "r-4"
    ),
    actions=ActionsView(
        "What will you do?",
        "2 of 4 chosen",
        enough=True,
        actions=(
            ActionView("repeat", "Repeat in 7 days", chosen=True),
            ActionView("diet", "Salt and diet advice", chosen=True),
            ActionView("gp", "Refer to GP"),
            ActionView("medicines", "Medication review"),
        ),
    ),
)

GLUCOSE = CardView(
    key="glucose",
    title="Glucose",
    icon="droplet",
    state=CardState.RED,
    chips=(ChipView(ChipKind.RED_ZONE, "Red zone"),),
    summary="44 mmol/mol",
    value="44",
    unit="mmol/mol HbA1c",
    sparkline=SparklineView((37, 38, 40, 44), 42, "Last 4: 37, 38, 40, 44"),
    previous="Was 40 · 18 May 2026",
    body=(
        RuleLine("Red zone: 42 or over. High risk of diabetes (42–47)", Tone.BAD),  # noqa: RUF001
        FigureGrid((FigureView("Random", "6.4", "mmol/L", "09:40", StatusView("Under 11.1")),)),
    ),
    source=SourceChipView(
        LinkType.SERIAL, "DCA Vantage", "09:47", TrustKind.CHECKED, "QC passed 07:30", "r-5"
    ),
    actions=ActionsView(
        "What will you do?",
        "Choose at least 1",
        enough=False,
        actions=(
            ActionView("lifestyle", "Lifestyle programme"),
            ActionView("metformin", "Consider metformin"),
            ActionView("repeat", "Repeat in 3 months"),
            ActionView("medicines", "Medication review"),
        ),
    ),
)

LIPIDS = CardView(
    key="lipids",
    title="Lipids",
    icon="test-tube",
    state=CardState.OK,
    chips=(ChipView(ChipKind.OK, "In range"),),
    summary="3.9 ratio",
    value="3.9",
    unit="chol:HDL ratio",
    sparkline=SparklineView((4.3, 4.2, 4.0, 3.9), None, "Last 4: 4.3, 4.2, 4.0, 3.9"),
    previous="Was 4.0 · 18 May 2026",
    body=(
        RuleLine("Red zone: QRISK3 10-year risk over 10%"),
        FigureGrid(
            (
                FigureView("QRISK3", "2.1%"),
                FigureView("Total", "5.1", "mmol/L"),
                FigureView("HDL", "1.3", "mmol/L"),
                FigureView("Non-HDL", "3.8", "mmol/L"),
            )
        ),
    ),
    source=SourceChipView(
        LinkType.SERIAL, "cobas b 101", "09:44", TrustKind.CHECKED, "QC passed 07:41", "r-6"
    ),
    note=NoteView("No action needed. Next due Nov 2027"),
)

CARDS = (SMOKING, LIFESTYLE, BMI, BLOOD_PRESSURE, GLUCOSE, LIPIDS)

_MAINS = PowerKind.MAINS
_READY = DeviceState.READY
DEVICES = DevicesView(
    connected="4 of 5 connected",
    tiles=(
        DeviceTileView(
            "A&D UA-651",
            "heart-pulse",
            _READY,
            "Ready",
            "In calibration to 14 Feb 2027",
            power=PowerKind.BATTERY,
            power_text="72%",
            last_reading="146/91 at 09:42",
        ),
        DeviceTileView(
            "seca 704",
            "scale",
            DeviceState.DUE_SOON,
            "Due soon",
            "Calibration due 12 Dec (20 days)",
            check_due=True,
            power=_MAINS,
            power_text="Mains",
            last_reading="68.6 kg at 09:49",
        ),
        DeviceTileView(
            "DCA Vantage",
            "droplet",
            _READY,
            "Ready",
            "QC passed 07:30 today",
            power=_MAINS,
            power_text="Mains",
            last_reading="44 at 09:47",
        ),
        DeviceTileView(
            "cobas b 101",
            "test-tube",
            _READY,
            "Ready",
            "QC passed 07:41 today",
            power=_MAINS,
            power_text="Mains",
            last_reading="3.9 at 09:44",
        ),
        DeviceTileView(
            "HemoCue 201",
            "droplets",
            DeviceState.ASLEEP,
            "Asleep",
            "Press its power button to wake it",
        ),
    ),
)

NEW_READING = NewReadingView(
    reading_id="r-3",
    card="bmi",
    time="09:49",
    value="68.6 kg",
    device="seca 704",
    outcome="Filled BMI for EXAMPLE, Amara",
    short_outcome="Filled BMI and waist",
    seconds_left=8,
)

FOOTER = FooterView(
    complete="5 of 6 complete",
    bars=tuple(
        BarView(card.title, BarState.MISSING if card is LIFESTYLE else BarState.DONE)
        for card in CARDS
    ),
    left="2 things left",
    left_note="before sign-off",
    things=(
        ThingLeft("Alcohol score missing", "lifestyle"),
        ThingLeft("Choose a glucose action", "glucose", is_action=True),
    ),
    can_sign=False,
    why_not="2 things are left: the alcohol score and a glucose action.",
)

FORM = FormView(BANNER, CARDS, DEVICES, FOOTER, NEW_READING)

HEADER = HeaderView(
    ward="Ash ward",
    station="Station ASH-01",
    user="Rosa Tester",
    clock="09:49",
    inbox_count=2,
    devices="4 of 5",
)
STATUS = StatusBarView(
    devices="4 of 5 devices connected",
    saved="Saved 09:49",
    backup="Last backup 22 Nov 2026, 02:00",
    hints=(
        KeyHint("Alt+1–6", "Go to card"),  # noqa: RUF001
        KeyHint("Ctrl+Z", "Undo last fill"),
        KeyHint("Ctrl+F", "Find patient"),
        KeyHint("F1", "Help"),
    ),
)
