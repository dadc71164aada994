"""The elements of one POCT1-A document, read so that no document can hurt the station.

Source: CLSI POCT01-A2, annex B: a value stands in the attribute ``V``, its unit in ``U``; a few
makers put it in the element's text instead. Document type definitions are refused before anything
in them is looked at, with every entity (XML 1.0, sections 2.8 and 4): no device needs one, and
they are how a document of a hundred bytes grows to gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from xml.parsers.expat import ExpatError

if TYPE_CHECKING:
    from collections.abc import Callable

ELEMENT_LIMIT: Final = 2000
"""Elements in one document; a full blood count has some 200, and a document of the 32 KiB
that the largest announce has room for 1,300."""

DEPTH_LIMIT: Final = 32


class Unreadable(ValueError):
    """A document that is not read; the message is a sentence for the nurse."""


class Element:
    """One element: its name, its attributes, and the elements in it."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Element] = []
        self.text = ""

    def find(self, name: str) -> Element | None:
        """The first element ``name`` directly in this one."""
        return next((child for child in self.children if child.name == name), None)

    def every(self, name: str) -> Iterator[Element]:
        """The elements ``name`` anywhere below, in the order of the document."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.every(name)

    def value(self, *names: str) -> str:
        """The value of the first of ``names`` that is below and not empty; otherwise empty."""
        for name in names:
            for element in self.every(name):
                if element.said:
                    return element.said
        return ""

    @property
    def said(self) -> str:
        """``V``, or the element's text where that is empty."""
        return (self.attributes.get("V") or self.text).strip()


class _Builder:
    """What the parser tells, as elements. It stops a document that is too large or too deep."""

    def __init__(self) -> None:
        self._open: list[Element] = []
        self._count = 0
        self._root: Element | None = None

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self._count += 1
        if self._count > ELEMENT_LIMIT or len(self._open) >= DEPTH_LIMIT:
            raise Unreadable("The message has too many elements to be a device's; it was refused.")
        element = Element(tag, attrs)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def end(self, tag: str) -> None:
        del tag
        self._open.pop()

    def data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def close(self) -> Element | None:
        return self._root


def read_document(raw: bytes) -> Element:
    """The root of a document.

    Raises:
        Unreadable: it is no XML, or carries a document type definition, or is out of all size.
    """
    parser_of, forbidden = _defused()
    parser = parser_of(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(raw)
        root = parser.close()
    except Unreadable:
        raise
    except forbidden as error:
        raise Unreadable(
            "The message defines a document type, which no device needs; it was refused."
        ) from error
    except (SyntaxError, ExpatError, ValueError, LookupError) as error:
        raise Unreadable("The message is no well-formed XML; it should be sent again.") from error
    if not isinstance(root, Element):
        raise Unreadable("The message is empty; it should be sent again.")
    return root


@cache
def _defused() -> tuple[Callable[..., Any], type[Exception]]:
    """The safe parser and its error; only here, for loading it takes as long as a window's frame
    and few stations have such a device.
    """  # noqa: D205 - one sentence
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

    return DefusedXMLParser, DefusedXmlException
