"""CSV of spreadsheets: bytes of unknown encoding to cells, and cells to bytes that are no formulas.

RFC 4180, and what spreadsheets make of it: a mark at the beginning, semicolons where the comma
parts decimals, tabs, UTF-16, Windows-1252.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MOST_BYTES: Final = 64 * 1024 * 1024
_SEPARATORS: Final = (",", ";", "\t")
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OTHER_FILES: Final = (
    (b"PK\x03\x04", "an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a text document"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_LOOKED_AT: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class CsvText:
    """The text of a file, and how it was found to be written.

    ``note`` is a sentence for whoever should look at the outcome, or empty.
    """

    text: str
    separator: str
    note: str = ""

    def records(self) -> Iterator[list[str]]:
        """The cells of each line; a line that is empty has none.

        Raises:
            Refused: quotation marks are set so that the cells cannot be told.
        """
        reader = csv.reader(
            io.StringIO(self.text, newline=""), delimiter=self.separator, strict=True
        )
        try:
            for cells in reader:
                yield [_plain(cell) for cell in cells] if "'" in "".join(cells) else cells
        except csv.Error as error:
            raise Refused(
                f"Line {reader.line_num} of the file cannot be read ({error}); look at its "
                "quotation marks, or save the list as CSV again."
            ) from None


def read_csv(
    data: bytes,
    knows: Callable[[str], bool],
    *,
    of: str = "people",
    like: str = "NHS number, Surname, Forename, DOB",
) -> CsvText:
    """Find out how a file is written.

    Args:
        data: the whole file.
        knows: whether a text is a heading that is expected; the separator that makes most of them
            is the one.
        of: what the list is of, for the sentence.
        like: what its first line may be like.

    Raises:
        Refused: it is too large, empty, or no CSV at all.
    """
    if len(data) > MOST_BYTES:
        raise Refused(
            f"The file is larger than {MOST_BYTES // 1024 // 1024} MB; part it and import each "
            "part."
        )
    if not data.strip():
        raise Refused("The file is empty; choose another one.")
    for beginning, what in _OTHER_FILES:
        if data.startswith(beginning):
            raise Refused(f"This file is {what} and no CSV; save the list as CSV and choose that.")
    text, note = _decoded(data)
    if "\0" in text:
        raise Refused("This file is no CSV; save the list as CSV in your spreadsheet program.")
    first = text[:_LOOKED_AT].lstrip().split("\n", 1)[0].strip()
    if first[:4].lower() == "sep=" and first[4:] in _SEPARATORS:
        return CsvText(text.lstrip().split("\n", 1)[-1], first[4:], note)
    separator = max(_SEPARATORS, key=lambda each: _known(first, each, knows))
    if not _known(first, separator, knows):
        raise Refused(
            f"This file has no line of headings that is known, so it is no list of {of}; its "
            f"first line should be like: {like}."
        )
    return CsvText(text, separator, note)


def write_csv(records: Iterable[Sequence[str]]) -> bytes:
    """Lines of cells as CSV in UTF-8 with its mark, which spreadsheets need.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it, which reading
    takes away again.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for cells in records:
        writer.writerow([safe_cell(cell) for cell in cells])
    return stream.getvalue().encode("utf-8-sig")


def safe_cell(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (reference/equipment.md, CSV export)."""
    return f"'{cell}" if _would_be_guarded(cell) else cell


def _would_be_guarded(cell: str) -> bool:
    return cell.lstrip("'").startswith(_FORMULA)


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _would_be_guarded(cell) else cell


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), ""
            except UnicodeDecodeError:
                raise Refused(
                    "The file says that it is Unicode, but is not; save the list as CSV again."
                ) from None
    if data[1:2] == b"\0" or data[:1] == b"\0":
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        try:
            return data.decode(encoding), ""
        except UnicodeDecodeError:
            raise Refused(
                "This file is no CSV; save the list as CSV in your spreadsheet program."
            ) from None
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise Refused(
            "The letters of this file cannot be read; save the list as 'CSV UTF-8' and choose that."
        ) from None
    note = "The file was read as Windows-1252 text; look at names with accents before you go on."
    return text, note


def _known(first: str, separator: str, knows: Callable[[str], bool]) -> int:
    try:
        cells = next(csv.reader([first], delimiter=separator))
    except (csv.Error, StopIteration):
        return 0
    return sum(map(knows, cells))
