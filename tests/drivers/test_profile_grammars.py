"""The engines under the profiles: frames, grammars, and the rules that no grammar can hold."""

from __future__ import annotations

import re
import tracemalloc
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.profile_files import shipped_profiles
from drivers.protocols.grammar import (
    Form,
    Heard,
    LineGrammar,
    Records,
    SplitGrammar,
    UnsafePatternError,
    compile_pattern,
)
from drivers.protocols.judgement import Origin, Refuse, Rules, judge
from drivers.protocols.key_value import KeyValueGrammar
from drivers.protocols.profiled import Framing, ProfileConversation, Speech
from drivers.protocols.quantities import Moment, Quantity, Unfit
from drivers.protocols.tagged import BlockReader, Frame, TagGrammar
from drivers.readings import Kind, NotUnderstood, Reading, Refusal
from tests.support.wired import reports

PROFILES = shipped_profiles().profiles
ORIGIN = Origin("d", "1", b"")
PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='",'))
TAGS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)


def read_alone(key: str, sent: bytes) -> Reading | NotUnderstood:
    conversation = PROFILES[key].driver.converse()
    (item,) = reports([*conversation.receive(sent), *conversation.close()])
    return item


# Patterns


@pytest.mark.parametrize(
    "text", ["(a+)+b", "(a|a)*b", "(?:ab){2,}", "(x", "(?x)(a) *", "(?P<n>a)(?P<n>b)"]
)
def test_a_pattern_that_could_take_for_ever_or_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnsafePatternError, match=r"pattern|expression"):
        compile_pattern(text)


@pytest.mark.parametrize(
    ("text", "matches"),
    [(r"(a)?b", "b"), (r"[)]*", "))"), (r"\)+", ")"), (r"(a) +", "a  "), (r"[^]a)]+x", "bx")],
)
def test_a_pattern_without_a_repeated_group_is_taken(text: str, matches: str) -> None:
    assert compile_pattern(text).fullmatch(matches)


def test_digits_of_other_scripts_are_no_digits() -> None:
    assert not compile_pattern(r"\d+").fullmatch("\u0664\u0662")


# Forms and records


def test_the_first_form_that_matches_all_of_it_is_taken() -> None:
    grammar = LineGrammar(
        (
            Form(re.compile(r"T(?P<time>\d+)"), name="time", note=True),
            Form(re.compile(r"(?P<who>\w+)"), note=True, after="time"),
            Form(re.compile(r"R(?P<value>\d+)(?P<unit>kg)?")),
        )
    )
    assert grammar.read("T12") == Heard("time", note={"time": "12"})
    assert grammar.read("EXAMPLE") is None
    assert grammar.read("EXAMPLE", "time") == Heard(note={"who": "EXAMPLE"})
    assert grammar.read("R7") == Heard(results=({"value": "7"},))
    assert grammar.read("R7 ") is None


@given(st.lists(st.integers(0, 99), max_size=9), st.integers(0, 9))
def test_records_are_as_many_as_their_count_says_and_leave_nothing(
    numbers: list[int], count: int
) -> None:
    grammar = LineGrammar(
        (Form(re.compile(r"(?P<n>\d)(?P<all>.*)")),),
        (Records("all", re.compile(r"(?P<v>\d\d)"), "n", {"user": "1"}),),
    )
    heard = grammar.read(f"{count}{''.join(f'{n:02}' for n in numbers)}")
    if count != len(numbers):
        assert heard is None
        return
    assert heard is not None
    assert [int(words["v"]) for words in heard.results] == numbers
    assert all(words["user"] == "1" for words in heard.results)
    assert grammar.read(f"{count}{'1' * (2 * len(numbers) + 1)}") is None


def test_a_word_is_split_further_or_refuses_the_frame() -> None:
    grammar = SplitGrammar(KeyValueGrammar(), {"Da": re.compile(r"(?P<day>\d\d)/(?P<month>\d\d)")})
    heard = grammar.read("Da,29/02,Wk,82.4")
    assert heard is not None
    assert heard.results[0]["day"] == "29"
    assert grammar.read("Da,29-02") is None
    assert grammar.read("Da,,Wk,82.4") is not None


# Keys and values


@given(st.dictionaries(PLAIN.filter(bool), st.one_of(PLAIN, PLAIN.map(lambda t: f"{t},{t}"))))
def test_what_is_written_in_keys_and_values_is_read_again(words: dict[str, str]) -> None:
    sent = ",".join(f'{k},"{v}"' if "," in v else f"{k},{v}" for k, v in words.items())
    heard = KeyValueGrammar().read(sent)
    assert heard == (Heard(results=(words,)) if words else None)


@given(st.text('ab,"', max_size=30))
def test_a_key_without_a_value_or_twice_is_never_read(text: str) -> None:
    heard = KeyValueGrammar().read(text)
    if heard is not None:
        (words,) = heard.results
        assert "" not in words
        outside = re.sub(r'"[^"]*"', "", text)
        assert outside.count(",") == 2 * len(words) - 1


def test_the_first_key_may_be_demanded() -> None:
    assert KeyValueGrammar(first="0").read("0,16,Wk,82.4")
    assert KeyValueGrammar(first="0").read("Wk,82.4") is None


# Tags


@given(st.dictionaries(st.sampled_from("WHBTNI"), TAGS, min_size=1))
def test_what_is_written_in_tags_is_read_again(words: dict[str, str]) -> None:
    sent = "".join(f"\x1b{tag}{word}" for tag, word in words.items())
    assert TagGrammar("\x1b").read(sent) == Heard(results=(words,))


@pytest.mark.parametrize("text", ["", "W82", "x\x1bW82", "\x1b\x1bW82", "\x1bW82\x1bW83", "\x1b"])
def test_tags_that_are_not_written_so_are_not_read(text: str) -> None:
    assert TagGrammar("\x1b").read(text) is None


# Frames


def cut(reader: BlockReader, sent: bytes, sizes: list[int]) -> list[Frame]:
    frames = []
    for size in sizes:
        frames += reader.feed(sent[:size])
        sent = sent[size:]
    frames += reader.feed(sent)
    rest = reader.rest()
    return [*frames, rest] if rest else frames


ALPHABET = st.lists(st.sampled_from([b"\x1bR", b"6R", b"\x1bE", b"\x1b", b"R", b"7", b"\x1bW"]))


@given(ALPHABET.map(b"".join), st.lists(st.integers(1, 9)), st.sampled_from([3, 8, 200]))
def test_frames_do_not_depend_on_how_they_arrive_and_lose_nothing(
    sent: bytes, sizes: list[int], limit: int
) -> None:
    whole = cut(BlockReader([b"\x1bR", b"6R"], b"\x1bE", limit), sent, [])
    assert whole == cut(BlockReader([b"\x1bR", b"6R"], b"\x1bE", limit), sent, sizes)
    assert sum(frame.length for frame in whole) == len(sent)
    assert all(len(frame.raw) <= limit for frame in whole)
    if limit == 200 and len(sent) <= limit:
        assert b"".join(frame.raw for frame in whole) == sent


@given(st.lists(st.tuples(st.binary(max_size=5), st.binary(max_size=9))))
def test_frames_are_found_between_noise(pairs: list[tuple[bytes, bytes]]) -> None:
    table = bytes.maketrans(b"\x02\x03", b"..")
    clean = [(noise.translate(table), inner.translate(table)) for noise, inner in pairs]
    sent = b"".join(noise + b"\x02" + inner + b"\x03" for noise, inner in clean)
    frames = BlockReader([b"\x02"], b"\x03", 100).feed(sent)
    expected = []
    for noise, inner in clean:
        expected += [noise] if noise else []
        expected.append(b"\x02" + inner + b"\x03")
    assert [frame.raw for frame in frames] == expected
    assert [frame.raw for frame in frames if frame.whole] == [
        b"\x02" + inner + b"\x03" for _, inner in clean
    ]


@pytest.mark.parametrize("key", sorted(PROFILES))
@pytest.mark.parametrize("byte", [b"9", b"\n", b"\x02", b"\x1b", b"{"])
def test_an_endless_frame_costs_less_than_four_megabytes(key: str, byte: bytes) -> None:
    conversation = PROFILES[key].driver.converse()
    start = PROFILES[key].speech.framing.starts[:1]
    conversation.receive(b"".join(start))
    tracemalloc.start()
    try:
        conversation.receive(byte * 4096)
        for _ in range(32):
            # What was reported is gone as soon as it is kept.
            conversation.receive(b"9" * 65536)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert held < 4_000_000


def test_lines_that_announce_a_result_for_ever_are_not_kept_for_ever() -> None:
    conversation = PROFILES["reflotron"].driver.converse()
    note = b"22.11.26 C1 08:57:57\r\n\r\n"
    found = [item for _ in range(100) for item in reports(conversation.receive(note))]
    assert found
    assert all(isinstance(item, NotUnderstood) for item in found)
    kept = b"".join(item.raw for item in [*found, *reports(conversation.close())])
    assert kept.split() == (note * 100).split()


def test_half_a_line_is_not_read_by_idling_and_neither_is_its_other_half() -> None:
    conversation = PROFILES["rice-lake-350"].driver.converse()
    assert not reports(conversation.receive(b"    1"))
    (half,) = reports(conversation.time_out())
    assert isinstance(half, NotUnderstood)
    assert half.reason is Refusal.TRUNCATED
    assert half.incomplete
    (other,) = reports(conversation.receive(b"     10.0 lb Gross\r\n"))
    assert isinstance(other, NotUnderstood)
    (whole,) = reports(conversation.receive(b"     10.0 lb Gross\r\n"))
    assert isinstance(whole, Reading)


def test_a_block_is_read_after_another_one_broke_off() -> None:
    conversation = PROFILES["health-o-meter"].driver.converse()
    packet = PROFILES["health-o-meter"].printed.written({})
    conversation.receive(packet[:9])
    (half,) = reports(conversation.time_out())
    assert isinstance(half, NotUnderstood)
    (whole,) = reports(conversation.receive(packet))
    assert isinstance(whole, Reading)


def test_a_packet_said_again_after_silence_is_another_weighing() -> None:
    conversation = PROFILES["health-o-meter"].driver.converse()
    packet = PROFILES["health-o-meter"].printed.written({})
    assert len(reports(conversation.receive(packet * 3))) == 1
    conversation.time_out()
    assert len(reports(conversation.receive(packet * 3))) == 1


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_bytes_that_are_no_text_are_refused(encoding: str) -> None:
    speech = Speech(
        key="d",
        version="1",
        protocol="lines",
        framing=Framing(encoding=encoding),
        grammar=LineGrammar((Form(re.compile(r"(?P<v>.*)")),)),
        rules=Rules(kind=Kind.WEIGHT, quantities=(Quantity(field="weight_kg", sources=("v",)),)),
    )
    (item,) = reports(ProfileConversation(speech).receive(b"\xff82.4\r\n"))
    assert isinstance(item, NotUnderstood)
    assert item.raw == b"\xff82.4\r\n"


# Rules


@given(st.integers(1, 2200), st.integers(0, 13), st.integers(0, 32), st.integers(0, 25))
def test_a_time_is_in_the_calendar_or_the_frame_is_refused(
    year: int, month: int, day: int, hour: int
) -> None:
    moment = Moment(parts={"year": "y", "month": "m", "day": "d", "hour": "h"})
    words = {"y": f"{year:04}", "m": f"{month:02}", "d": f"{day:02}", "h": f"{hour:02}"}
    full = year + 2000 if year < 100 else year
    try:
        known = full >= 1582 and hour < 24 and bool(date(full, month, day))
    except ValueError:
        known = False
    if not known:
        with pytest.raises(Unfit):
            moment.read(words)
        return
    read = moment.read(words)
    assert read is not None
    assert (read.year, read.month, read.day, read.hour) == (full, month, day, hour)


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 999))
def test_a_pressure_is_a_reading_exactly_within_what_the_monitor_measures(
    systolic: int, diastolic: int, pulse: int
) -> None:
    line = f"2026,07,11,09,05,{'':20},0,{systolic:03},{diastolic:3},{pulse:03},0\r\n"
    item = read_alone("omron-hbp-9030", line.encode())
    if 60 <= systolic <= 260 and 30 <= diastolic <= 215 and 40 <= pulse <= 180:
        assert isinstance(item, Reading)
        assert item.amounts == {
            "systolic_mmhg": systolic,
            "diastolic_mmhg": diastolic,
            "pulse_per_min": pulse,
        }
    else:
        assert isinstance(item, NotUnderstood)
        assert item.reason is Refusal.NOT_UNDERSTOOD


@given(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 9))
def test_values_are_blank_all_or_none_and_an_error_code_is_never_a_reading(
    systolic: bool, diastolic: bool, pulse: bool, error: int
) -> None:
    parts = ["120" if systolic else "   ", "080" if diastolic else "   ", "072" if pulse else "   "]
    line = f"2026,07,11,09,05,{'':20},{error},{','.join(parts)},0\r\n"
    item = read_alone("omron-hbp-9030", line.encode())
    if len({systolic, diastolic, pulse}) > 1 or (error == 0 and not systolic):
        assert isinstance(item, NotUnderstood)
        assert item.reason is Refusal.NOT_UNDERSTOOD
    elif error:
        assert isinstance(item, NotUnderstood)
        assert item.reason is Refusal.DEVICE_ERROR
        assert str(error) in item.detail
    else:
        assert isinstance(item, Reading)


WEIGHTS = st.integers(0, 3).flatmap(
    lambda places: st.integers(0, 9999).map(lambda n: Decimal(n).scaleb(-places))
)
WRITTEN = {
    "comma-scale": lambda n: f"ST,NT,+{n:>8}kg\r\n",
    "mt-sics": lambda n: f"S S {n:>10} kg\r\n",
    "ohaus": lambda n: f"{n:>12} kg   G\r\n",
    "rice-lake-350": lambda n: f"{n:>9} kg Net\r\n",
    "sartorius-sbi": lambda n: f"+ {n:>8} kg \r\n",
    "doran-ds8030": lambda n: f"\x02+ {n}#kg#GRS#0.0#kg#0#cm#0#BMI\r\n",
    "health-o-meter": lambda n: f"6R\x1bI1\x1bH0\x1bW{n}\x1bNm\x1bE",
    "tanita-kv": lambda n: f'{{0,16,MO,"WB-3000",Wk,{n},CS,00\r\n',
}


@pytest.mark.parametrize("key", sorted(WRITTEN))
@given(weight=WEIGHTS)
def test_a_weight_keeps_every_digit_that_the_scale_sent(key: str, weight: Decimal) -> None:
    item = read_alone(key, WRITTEN[key](f"{weight:f}").encode())
    assert isinstance(item, Reading)
    assert [value.field for value in item.values] == ["weight_kg"]
    assert str(item.values[0].amount) == str(weight)


@pytest.mark.parametrize("key", sorted(WRITTEN))
@given(weight=WEIGHTS.filter(bool))
def test_less_than_zero_is_never_a_weight(key: str, weight: Decimal) -> None:
    text = f"-{weight:f}"
    line = WRITTEN[key](text).replace("+", "").encode()
    conversation = PROFILES[key].driver.converse()
    found = reports([*conversation.receive(line), *conversation.close()])
    assert found
    assert all(isinstance(item, NotUnderstood) for item in found)


def test_feet_and_inches_are_added_and_nothing_else_is_converted() -> None:
    quantity = Quantity(
        field="height_in", sources=("f", "i"), factors=(Decimal(12), Decimal(1)), required=False
    )
    value = quantity.read({"f": "5", "i": "03.0"})
    assert value is not None
    assert str(value.amount) == "63.0"
    assert quantity.read({}) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [("---", Refusal.DEVICE_ERROR), ("", Refusal.NOT_UNDERSTOOD), ("8x", Refusal.NOT_UNDERSTOOD)],
)
def test_what_is_no_number_is_no_value(text: str, reason: Refusal) -> None:
    rules = Rules(kind=Kind.WEIGHT, quantities=(Quantity(field="weight_kg", sources=("v",)),))
    item = judge(rules, {"v": text}, ORIGIN)
    assert isinstance(item, NotUnderstood)
    assert item.reason is reason
    assert item.detail.endswith(".")


def test_the_devices_own_word_stands_in_the_sentence() -> None:
    refuse = Refuse(source="e", fine=frozenset({"0"}), otherwise="It reports {said}; weigh again.")
    assert refuse.sentence({"e": "7"}) == "It reports 7; weigh again."
    assert refuse.sentence({"e": "0"}) is None
    assert refuse.sentence({}) is None
