"""What a list of equipment would do: matched, new, duplicate, backwards in time, refused."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.equipment.assets import Asset, Funding
from clinicapp.domain.equipment.categories import category_of
from clinicapp.domain.equipment.intake.known import KnownAsset, Register
from clinicapp.domain.equipment.intake.plan import Standing, applied, make_plan
from clinicapp.domain.errors import Refused
from clinicapp.interop.asset_csv import read_assets, write_assets
from tests.support.asset_lists import GOOD, HEADINGS, TODAY, known, listed, only, planned

GTIN = "09521234543213"


def test_a_new_device_is_new_with_all_that_is_said_of_it() -> None:
    row = only(
        listed(
            "SC-1,Scales,seca,704,X1,Ash,Elm House,Room 3,8004950600013430000001,9521234543213,"
            "Donated,2024-02-01,31 Mar 2030,1/1/2034,1.2,Spare key in the office",
            headings="Tag,Type,Manufacturer,Model,S/N,Ward,Site,Room,GIAI,GTIN,Funding,Purchase "
            "date,Warranty,EOL,Firmware,Notes",
        )
    )
    assert row.standing is Standing.NEW
    assert row.entry is not None
    asset = applied(row.entry, None, uuid7(), None)
    assert (asset.tag, asset.category, asset.name) == ("SC-1", "scale", "seca 704")
    assert (asset.site, asset.location, asset.giai) == (
        "Elm House",
        "Room 3",
        "950600013430000001",
    )
    assert (asset.gtin, asset.funding) == (GTIN, Funding.DONATED)
    assert (asset.purchased_on, asset.warranty_until) == (date(2024, 2, 1), date(2030, 3, 31))
    assert asset.note == "Spare key in the office"


@pytest.mark.parametrize(
    ("row", "register", "standing", "words"),
    [
        (GOOD, (), Standing.NEW, ""),
        (GOOD, (known(),), Standing.CHANGED, ""),
        (GOOD.replace("BP-0001", "bp-0001"), (known(),), Standing.CHANGED, ""),
        ("BP-0001,,,,,,,,", (known(),), Standing.UNCHANGED, ""),
        (",,A&D,UA-651,s-1 ,,,,", (known(),), Standing.UNCHANGED, ""),
        (",,,,S-1,,,,", (known(),), Standing.UNCHANGED, ""),
        # Nothing to know it by, or nothing to call it.
        (",Scale,seca,704,,Ash,,,", (), Standing.REFUSED, "neither a tag nor a serial number"),
        (",Scale,seca,704,S9,Ash,,,", (), Standing.REFUSED, "a new one needs a tag"),
        ("SC-1,,seca,704,S9,Ash,,,", (), Standing.REFUSED, "its category is missing"),
        ("SC-1,Scale,seca,704,S9,,,,", (), Standing.REFUSED, "its ward is missing"),
        ("SC-1,Scale,,,S9,Ash,,,", (), Standing.REFUSED, "neither make nor model"),
        # A label on the wrong device.
        (
            "BP-0001,,,,S-2,,,,",
            (known(),),
            Standing.REFUSED,
            "serial number S-1, and the list says",
        ),
        ("BP-9,,A&D,UA-651,S-1,,,,", (known(),), Standing.REFUSED, "is here as BP-0001 and not as"),
        (
            "BP-0001,,A&D,UA-651,S-7,,,,",
            (known(), known("BP-7", serial="S-7")),
            Standing.REFUSED,
            "the serial number is that of BP-7",
        ),
        (
            ",,,,S-1,,,,",
            (known(), known("SC-7", model="704")),
            Standing.REFUSED,
            "BP-0001 and SC-7 have this serial number",
        ),
        # Days.
        ("BP-1,Scale,a,b,S,Ash,23/11/2026,,", (), Standing.REFUSED, "in the future"),
        ("BP-1,Scale,a,b,S,Ash,31/2/2024,,", (), Standing.REFUSED, "no day of the calendar"),
        ("BP-1,Scale,a,b,S,Ash,45000,,", (), Standing.REFUSED, "bare number"),
        (
            "BP-1,Scale,a,b,S,Ash,1/2/2024,31/1/2024,",
            (),
            Standing.BACKWARDS,
            "accepted on 31 Jan 2024, before it was purchased on 1 Feb 2024",
        ),
        (
            "BP-0001,,,,,,,1/1/2024,",
            (known(purchased_on=date(2024, 2, 1)),),
            Standing.BACKWARDS,
            "before it was purchased",
        ),
        (
            "BP-0001,,,,,,,,14/2/2025",
            (known(calibrated_on=date(2026, 2, 14)),),
            Standing.BACKWARDS,
            "A calibration on 14 Feb 2026 is recorded",
        ),
        (
            "BP-0001,,,,,,,,14/2/2026",
            (known(calibrated_on=date(2026, 2, 14)),),
            Standing.UNCHANGED,
            "",
        ),
        (
            "BP-0001,,,,,,,,15/2/2026",
            (known(calibrated_on=date(2026, 2, 14)),),
            Standing.CHANGED,
            "",
        ),
        # Text is text.
        ("=SUM(1),Scale,a,b,S,Ash,,,", (), Standing.REFUSED, "is no tag"),
        ("BP-1,Scale,a,b,S,Ash,,,,x", (), Standing.REFUSED, "under no heading"),
        (f"BP-1,Scale,{'a' * 81},b,S,Ash,,,", (), Standing.REFUSED, "longer than 80"),
        ("BP-1,Scale,a\x07,b,S,Ash,,,", (), Standing.REFUSED, "cannot be read"),
    ],
)
def test_what_becomes_of_a_row(
    row: str, register: tuple[KnownAsset, ...], standing: Standing, words: str
) -> None:
    found = only(listed(row), *register)
    assert (found.standing, found.row) == (standing, 2)
    assert words in " ".join(found.sentences)
    assert bool(found.sentences) == (
        standing not in (Standing.NEW, Standing.CHANGED, Standing.UNCHANGED)
    )


def test_a_formula_in_a_cell_is_text() -> None:
    row = only(listed('SC-1,Scale,"=HYPERLINK(""x"")",-1+1,@S,Ash,,,'))
    assert row.entry is not None
    asset = applied(row.entry, None, uuid7(), None)
    assert (asset.make, asset.model, asset.serial) == ('=HYPERLINK("x")', "-1+1", "@S")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("GIAI", "9.5E+17", "is no asset identifier"),
        ("GIAI", "abc", "is no asset identifier"),
        ("GTIN", "09521234543214", "check digit does not fit"),
        ("GTIN", "9.52E+12", "has shortened this GTIN"),
        ("Funding", "found it", "write owned, leased, donated"),
        ("Part of", "BP-77", "part of BP-77, which is not known"),
        ("Part of", "CF-1", "part of itself"),
    ],
)
def test_a_field_that_is_not_right_is_named(column: str, value: str, words: str) -> None:
    row = only(
        listed(f"CF-1,Cuff,a,b,S,Ash,{value}", headings=f"Tag,Type,Make,Model,Serial,Ward,{column}")
    )
    assert row.standing is Standing.REFUSED
    assert words in row.sentences[0]


def test_an_identifier_is_nobody_elses() -> None:
    other = known("BP-9", giai="950600013430000001", serial="S-9")
    headings = "Tag,Type,Make,Model,Serial,Ward,GIAI"
    row = only(listed("BP-1,bp,a,b,S,Ash,950600013430000001", headings=headings), other)
    assert row.standing is Standing.REFUSED
    assert "that of BP-9 already" in row.sentences[0]


def test_rows_about_one_device_are_told_apart() -> None:
    plan = planned(
        listed(
            GOOD,
            GOOD,
            "BP-2,bp,A&D,UA-651,S-2,Ash,,,",
            "BP-2,bp,A&D,UA-651,S-3,Ash,,,",
            "BP-4,bp,A&D,UA-651,S-4,Ash,,,",
            "BP-5,bp,A&D,UA-651,S-4,Ash,,,",
            "BP-6,,,,,Elm,,,",
            ",,A&D,UA-651,S-6,,,,",
        ),
        known("BP-6", serial="S-6"),
    )
    assert [row.standing for row in plan.rows] == [
        Standing.NEW,
        *[Standing.DUPLICATE] * 7,
    ]
    assert plan.rows[1].sentences == ("Row 2 says the same of this device; this row is left out.",)
    assert "Row 5 has the same tag" in plan.rows[2].sentences[0]
    assert "Row 7 has the same serial number" in plan.rows[4].sentences[0]
    assert "Another row is about BP-6 too" in plan.rows[7].sentences[0]


def test_a_part_comes_after_what_it_belongs_to() -> None:
    headings = "Tag,Type,Make,Model,Serial,Ward,Part of"
    plan = planned(listed("CF-1,cuff,a,b,S1,Ash,BP-1", "BP-1,bp,a,c,S2,Ash,", headings=headings))
    assert [row.tag for row in plan.used] == ["BP-1", "CF-1"]


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        ("Tag,Tag,Make", "Two columns hold the asset tag"),
        ("Tag,Colour", "'Colour' is not known"),
        ("Tag,Serail number", "is 'Serial number' meant"),
        ("Make,Model", "neither a column for the asset tag"),
        ("a,b,c", "no list of equipment; its first line should be like: Asset tag"),
    ],
)
def test_headings_that_cannot_be_used(headings: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_assets(listed("x,y,z", headings=headings), TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_encoding_of_a_spreadsheet_is_read_or_told(encoding: str) -> None:
    text = f"{HEADINGS}\r\nSC-1,Scale,Möller,704,S,Ash,,,"
    found = read_assets(text.encode(encoding), TODAY)
    entry = found.entries[0]
    assert getattr(entry, "name", "") == "Möller 704"
    assert bool(found.note) == (encoding == "cp1252")


def test_three_bad_rows_of_many_are_the_ones_that_are_shown() -> None:
    rows = [f"BP-{n},bp,A&D,UA-651,S-{n},Ash,,," for n in range(5_000)]
    for place, bad in ((10, "31/2/2024"), (2_500, "tomorrow"), (4_999, "1/1/2030")):
        rows[place] = f"BP-{place},bp,A&D,UA-651,S-{place},Ash,{bad},,"
    plan = planned(listed(*rows))
    assert plan.counts == {Standing.NEW: 4_997, Standing.REFUSED: 3}
    refused = [row.row for row in plan.rows if row.standing is Standing.REFUSED]
    assert refused == [12, 2_502, 5_001]
    assert not plan.whole


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Blood pressure monitor", "bp_monitor"),
        ("BP", "bp_monitor"),
        ("bp_monitor", "bp_monitor"),
        ("Weighing-scales", "scale"),
        ("Hoist, ceiling", "hoist_ceiling"),
    ],
)
def test_a_kind_of_equipment_is_known_by_its_words(text: str, code: str) -> None:
    assert category_of(text) == code


words = st.text("Abz09 =+-@'\t;,\"", max_size=12).map(lambda text: " ".join(text.split()))
past = st.one_of(st.none(), st.dates(date(2020, 1, 1), TODAY))


@st.composite
def registers(draw: st.DrawFn) -> tuple[KnownAsset, ...]:
    """Some devices whose fields a spreadsheet would love to calculate with."""
    found = []
    for place in range(draw(st.integers(1, 5))):
        bought = draw(past)
        asset = Asset(
            id=uuid7(),
            tag=f"T{place}",
            category=draw(st.sampled_from(["bp_monitor", "scale", "hoist_ceiling"])),
            make=draw(words),
            model=f"M{draw(words)}".strip(),
            serial=draw(words),
            ward=draw(words) or "Ash",
            site=draw(words),
            location=draw(words),
            giai=draw(st.one_of(st.none(), st.just(f"95060001343{place}"))),
            gtin=draw(st.one_of(st.none(), st.just(GTIN))),
            funding=draw(st.sampled_from(Funding)),
            purchased_on=bought,
            firmware=draw(words),
            note=draw(words),
            part_of=found[0].asset.id if found and draw(st.booleans()) else None,
        )
        accepted = draw(past) if bought is None else None
        found.append(KnownAsset(asset, accepted, draw(past)))
    return tuple(found)


@given(registers())
@settings(max_examples=200)
def test_what_is_written_is_read_as_nothing_new_and_holds_no_formula(
    register: tuple[KnownAsset, ...],
) -> None:
    tags = {each.asset.id: each.asset.tag for each in register}
    data = write_assets(register, tags)
    for line in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line), line
    rows = make_plan(read_assets(data, TODAY).entries, Register(register)).rows
    told_apart = {Standing.UNCHANGED, Standing.DUPLICATE, Standing.REFUSED}
    serials = [
        (e.asset.make.casefold(), e.asset.model.casefold(), e.asset.serial.casefold())
        for e in register
        if e.asset.serial
    ]
    if len(set(serials)) == len(serials):
        assert {row.standing for row in rows} == {Standing.UNCHANGED}, rows
    else:
        assert {row.standing for row in rows} <= told_apart


@given(registers(), registers())
@settings(max_examples=100)
def test_a_list_that_was_carried_out_says_nothing_new_afterwards(
    register: tuple[KnownAsset, ...], wanted: tuple[KnownAsset, ...]
) -> None:
    data = write_assets(wanted, {each.asset.id: each.asset.tag for each in wanted})
    entries = read_assets(data, TODAY).entries
    after: dict[Any, KnownAsset] = {each.asset.id: each for each in register}
    used = make_plan(entries, Register(register)).used
    for row in used:
        assert row.entry is not None
        before = None if row.before is None else row.before.asset
        parents = [e.asset.id for e in after.values() if e.asset.tag == row.entry.part_of]
        asset = applied(row.entry, before, uuid7(), parents[0] if parents else None)
        known_days = row.before or KnownAsset(asset)
        days = {column.value: day for column, day in row.entry.days.items()}
        after[asset.id] = replace(
            known_days,
            asset=asset,
            accepted_on=known_days.accepted_on or days.get("accepted_on"),
            calibrated_on=days.get("calibrated_on", known_days.calibrated_on),
        )
    again = make_plan(entries, Register(after.values()))
    done = {row.row for row in used}
    left = [r for r in again.rows if r.row in done and r.standing is not Standing.UNCHANGED]
    assert left == []
