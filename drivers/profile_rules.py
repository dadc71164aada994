"""The rules of a profile: what is asked of a frame's words once its grammar has named them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from drivers.profile_tables import BadProfile, Table
from drivers.protocols.judgement import Control, Flag, Names, Refuse, Rules, Stable
from drivers.protocols.quantities import Assay, Moment, Quantity
from drivers.readings import DeviceIdentity, Kind, Refusal, Value

_TIME_PARTS: Final = ("year", "month", "day", "hour", "minute", "second")


def read_rules(top: Table) -> Rules:
    """The rules in a profile's tables. Raises BadProfile."""
    stable = _stable(top.table("stable")) if top.has("stable") else None
    moment = _moment(top.table("taken_at")) if top.has("taken_at") else None
    assay = _assay(top.table("assay")) if top.has("assay") else None
    control = _control(top.table("control")) if top.has("control") else None
    kind = top.choice("kind", Kind) if top.has("kind") else None
    quantities = tuple(_quantity(each) for each in top.tables("value"))
    if not quantities and assay is None:
        raise BadProfile("it reads no value; give it [[value]] or [assay]")
    if kind is None and assay is None:
        raise BadProfile("kind is missing")
    return Rules(
        kind=kind,
        kind_with=_kind_with(top),
        any_of=top.texts("any_of", ()),
        quantities=quantities,
        assay=assay,
        together=top.texts("together", ()),
        refuse=tuple(_refuse(each) for each in top.tables("refuse")),
        stable=stable,
        moment=moment,
        flags=tuple(_flag(each) for each in top.tables("flag")),
        control=control,
        names=_names(top.table("names")),
        device=_device(top.table("device")),
        stored=top.truth("stored", default=False),
    )


def _kind_with(top: Table) -> dict[str, Kind]:
    table = top.table("kind_with")
    return {word: table.choice(word, Kind) for word in top.mapping("kind_with")}


def _quantity(table: Table) -> Quantity:
    field = table.text("field")
    sources = table.texts("from")
    factors = table.decimals("factors")
    bounds = table.decimals("range")
    units = table.mapping("units")
    if factors and len(factors) != len(sources):
        raise BadProfile(f"{field} needs a factor for each of its sources")
    if bounds and (len(bounds) != 2 or bounds[0] > bounds[1]):
        raise BadProfile(f"the range of {field} must be its lowest and its highest value")
    if ("{unit}" in field) != bool(units):
        raise BadProfile(f"{field} needs units exactly if it has {{unit}} in its name")
    for name in (field.replace("{unit}", unit) for unit in units.values() or ("",)):
        _check_field(name)
    quantity = Quantity(
        field=field,
        sources=sources,
        factors=factors,
        unit=table.text("unit") if units else "",
        units=units,
        required=table.truth("required", default=True),
        zero_is_blank=table.truth("zero_is_blank", default=False),
        lowest=bounds[0] if bounds else None,
        highest=bounds[1] if bounds else None,
    )
    table.done()
    return quantity


def _check_field(name: str) -> None:
    try:
        Value(name, Decimal(0))
    except ValueError as error:
        raise BadProfile(str(error)) from None


def _refuse(table: Table) -> Refuse:
    refuse = Refuse(
        source=table.text("from"),
        sentences=table.mapping("words"),
        fine=frozenset(table.texts("fine", ())),
        otherwise=table.text("otherwise", ""),
        reason=table.choice("reason", Refusal, Refusal.DEVICE_ERROR),
    )
    table.done()
    return refuse


def _stable(table: Table) -> Stable:
    settled = frozenset(table.texts("words"))
    stable = Stable(source=table.text("from"), settled=settled)
    if table.has("sentence"):
        stable = Stable(source=stable.source, settled=settled, sentence=table.text("sentence"))
    table.done()
    return stable


def _moment(table: Table) -> Moment:
    parts = {part: table.text(part) for part in _TIME_PARTS if table.has(part)}
    missing = [part for part in ("year", "month", "day") if part not in parts]
    if missing:
        raise BadProfile(f"taken_at.{missing[0]} is missing")
    moment = Moment(parts=parts, century=table.whole("century", 2000))
    table.done()
    return moment


def _assay(table: Table) -> Assay:
    assay = Assay(
        code=table.text("code"),
        number=table.text("number"),
        unit=table.text("unit"),
        comparator=table.text("comparator", ""),
        names=table.mapping("names"),
    )
    table.done()
    return assay


def _control(table: Table) -> Control:
    control = Control(source=table.text("from"), words=frozenset(table.texts("words")))
    table.done()
    return control


def _flag(table: Table) -> Flag:
    flag = Flag(
        flag=table.text("flag"),
        source=table.text("from"),
        fine=frozenset(table.texts("fine")),
    )
    table.done()
    return flag


def _names(table: Table) -> Names:
    given = {name: table.text(name, "") for name in Names.__slots__}
    table.done()
    return Names(**given)


def _device(table: Table) -> DeviceIdentity:
    device = DeviceIdentity(
        maker=table.text("maker", "") or None, model=table.text("model", "") or None
    )
    table.done()
    return device
