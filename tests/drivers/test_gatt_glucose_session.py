"""The conversation with a meter: what is asked, in which order, and what is reported when."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from drivers.devices.gatt_glucose import DRIVER, converse
from drivers.driver import Acknowledge, Action, Finish, Read, Report, Send, SetClock, Subscribe
from drivers.readings import NotUnderstood, Reading, Refusal
from drivers.simulators.gatt_glucose import glucose
from drivers.simulators.store_and_forward import local_now
from tests.support.wired import reports

DONE = bytes.fromhex("06000101")


def record(sequence: int, tenths: int = 50, *, context: bool = False) -> bytes:
    at = local_now().replace(year=2026, month=7, day=21, hour=8, minute=sequence % 60, second=0)
    return glucose(sequence, Decimal(tenths) / 10, at, context=context)


def sequences(actions: Sequence[Action]) -> list[str | None]:
    return [item.sequence for item in reports(actions) if isinstance(item, Reading)]


def written(actions: Sequence[Action]) -> list[str]:
    return [action.data.hex() for action in actions if isinstance(action, Send)]


def test_all_three_are_subscribed_to_before_the_meter_is_asked_anything() -> None:
    actions = list(DRIVER.converse().open())
    assert actions[:3] == [
        Subscribe("2a18"),
        Subscribe("2a34", required=False),
        Subscribe("2a52"),
    ]
    clocks = [n for n, action in enumerate(actions) if isinstance(action, SetClock)]
    assert max(actions.index(Read("2a08")), actions.index(Read("2a2b"))) < min(clocks)
    assert actions[-1] == Send(b"\x04\x01", "2a52")
    assert DRIVER.patience_seconds == 30


def test_the_last_record_is_reported_with_how_many_more_there_are() -> None:
    meter = DRIVER.converse()
    assert written(meter.receive(bytes.fromhex("05003900"), "2a52")) == ["0106"]
    assert list(meter.receive(record(56, 76), "2a18")) == []

    actions = meter.receive(DONE, "2a52")

    (reading,) = reports(actions)
    assert isinstance(reading, Reading)
    assert reading.amounts == {"glucose_mmol_l": Decimal("7.6")}
    assert reading.flags == ("memory_holds_56_more",)
    assert actions[-1] == Finish()
    assert meter.close() == []


def test_a_whole_memory_that_was_sent_is_reported_in_order_and_as_it_comes() -> None:
    meter = DRIVER.converse()
    meter.receive(bytes.fromhex("05000300"), "2a52")
    found = [sequences(meter.receive(record(n), "2a18")) for n in (5, 6, 7)]
    last = meter.receive(DONE, "2a52")
    assert [*found, sequences(last)] == [[], ["5"], ["6"], ["7"]]
    assert all(item.flags == () for item in reports(last) if isinstance(item, Reading))


def test_contexts_are_paired_by_their_number_whatever_the_order() -> None:
    meter = DRIVER.converse()
    said = [
        ("2a34", bytes.fromhex("02090006")),
        ("2a18", record(7, 50, context=True)),
        ("2a18", record(8, 60)),
        ("2a18", record(9, 12, context=True)),
        ("2a34", bytes.fromhex("02070003")),
    ]
    actions = [a for channel, data in said for a in meter.receive(data, channel)]
    actions += meter.close()
    items = [item for item in reports(actions) if isinstance(item, Reading)]
    assert [(i.sequence, i.kind.value, i.flags) for i in items] == [
        ("7", "glucose", ("fasting",)),
        ("8", "glucose", ()),
        ("9", "ketone", ()),
    ]


def test_a_context_of_another_record_is_never_taken_for_this_ones() -> None:
    meter = DRIVER.converse()
    meter.receive(record(7, context=True), "2a18")
    meter.receive(bytes.fromhex("02080006"), "2a34")
    reading, orphan = reports(meter.close())
    assert isinstance(reading, Reading)
    assert (reading.kind.value, reading.flags) == ("glucose", ("context_missing",))
    assert isinstance(orphan, NotUnderstood)
    assert orphan.detail == "the measurement 8, which this is about, did not come"


def test_a_meter_that_sends_everything_although_one_was_wanted_leaves_the_newest() -> None:
    meter = DRIVER.converse()
    meter.receive(bytes.fromhex("05000500"), "2a52")
    assert written(meter.receive(bytes.fromhex("06000104"), "2a52")) == ["0101"]
    actions: list[Action] = []
    for n in (3, 4, 9, 5, 6):
        actions += meter.receive(record(n, context=n == 4), "2a18")
        if n == 4:
            actions += meter.receive(bytes.fromhex("02040001"), "2a34")
    assert actions == []
    (reading,) = reports(meter.receive(DONE, "2a52"))
    assert isinstance(reading, Reading)
    assert (reading.sequence, reading.flags) == ("9", ("memory_holds_4_more",))


def test_with_a_known_number_only_later_records_are_reported_also_beyond_65535() -> None:
    meter = converse(after=65533)
    assert written(meter.receive(bytes.fromhex("05000800"), "2a52")) == ["010301feff"]
    found = [*meter.receive(record(65534), "2a18"), *meter.receive(record(65535), "2a18")]
    again = meter.receive(DONE, "2a52")
    assert written(again) == ["0103010000"]
    for n in (0, 1, 60000, 65533, 65534):
        found += meter.receive(record(n), "2a18")
    found += [*again, *meter.receive(DONE, "2a52")]
    # 65534 comes a second time, because "0 or greater" has it too; the station knows it again.
    assert sequences(found) == ["65534", "65535", "0", "1", "65534"]


def test_a_record_that_has_come_survives_a_link_that_breaks() -> None:
    meter = DRIVER.converse()
    meter.receive(bytes.fromhex("05000500"), "2a52")
    meter.receive(record(7), "2a18")
    (reading,) = reports(meter.close())
    assert isinstance(reading, Reading)
    assert reading.flags == ("memory_holds_4_more",)


def test_silence_aborts_then_reports_what_has_come_and_what_went_wrong() -> None:
    meter = DRIVER.converse()
    meter.receive(bytes.fromhex("05000500"), "2a52")
    meter.receive(record(7), "2a18")
    assert meter.time_out() == (Send(b"\x03\x00", "2a52"),)
    actions = meter.time_out()
    reading, trouble = reports(actions)
    assert isinstance(reading, Reading)
    assert isinstance(trouble, NotUnderstood)
    assert trouble.reason is Refusal.DEVICE_ERROR
    assert trouble.detail == (
        "the meter did not give all that was asked for: it stopped answering; connect it again"
    )
    assert actions[-1] == Finish()


@pytest.mark.parametrize("code", [0xFE, 0x80])
def test_a_busy_meter_is_stopped_and_asked_again(code: int) -> None:
    meter = DRIVER.converse()
    assert written(meter.receive(bytes((code,)), "2a52/refused")) == ["0300"]
    assert written(meter.receive(bytes.fromhex("06000301"), "2a52")) == ["0401"]


@pytest.mark.parametrize("code", [0xFD, 0x81])
def test_a_meter_that_forgot_the_subscription_is_subscribed_to_again(code: int) -> None:
    meter = DRIVER.converse()
    assert meter.receive(bytes((code,)), "2a52/refused") == (
        Subscribe("2a52"),
        Send(b"\x04\x01", "2a52"),
    )


def test_an_empty_meter_ends_the_visit_without_a_word() -> None:
    assert DRIVER.converse().receive(bytes.fromhex("05000000"), "2a52") == (Finish(),)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [("0600", Refusal.TRUNCATED), ("06", Refusal.TRUNCATED), ("0500030201", "not_understood")],
)
def test_answers_that_are_none_are_kept(payload: str, reason: str) -> None:
    (report,) = DRIVER.converse().receive(bytes.fromhex(payload), "2a52")
    assert isinstance(report, Report)
    assert isinstance(report.item, NotUnderstood)
    assert (report.item.reason, report.item.raw.hex()) == (reason, payload)


def test_a_recording_of_both_sides_is_read_as_one_of_the_meters() -> None:
    for request in ("0401", "0101", "0106", "0300", "0103016700"):
        assert DRIVER.converse().receive(bytes.fromhex(request), "2a52") == ()


def test_contexts_without_end_are_not_remembered_without_end() -> None:
    meter = DRIVER.converse()
    reported = 0
    for n in range(2000):
        reported += len(meter.receive(bytes((2, *n.to_bytes(2, "little"), 1)), "2a34"))
    assert reported == 2000 - 64
    assert len(meter.close()) == 64


def test_records_whose_contexts_never_come_are_not_held_without_end() -> None:
    meter = DRIVER.converse()
    found = [s for n in range(200) for s in sequences(meter.receive(record(n, context=True)))]
    assert found == [str(n) for n in range(136)]
    meter.not_kept(Acknowledge(b""))
    assert len(meter.close()) == 64
