"""What an XLSX file would unfold to, found out in bounded memory before a library is let at it.

A few kilobytes can hold gigabytes: as a zip bomb, as two cells in far corners of a sheet (a library fills the area
between, and the process ends when there is no such memory), or as one long text that a million cells refer to. So the
parts are read once as a stream and measured; what the file itself declares about its size is not believed.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

_CHUNK_BYTES = 256 * 1024
_WHATEVER_IS_THERE = 1 << 60
"""Instead of the size that the file declares, at which reading would stop."""
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ROW = re.compile(r"[0-9]{1,7}")
_LETTERS = 26


class UnfoldsTooLarge(Exception):
    """The file unfolds to more than the limits; its text says of what there is too much."""


class NoSpreadsheet(Exception):
    """No XLSX file, or a damaged one."""


@dataclass(frozen=True)
class Limits:
    """``cells``: rows times columns of the area that a sheet covers; ``text_characters``: of all cells together."""

    unpacked_bytes: int
    cells: int
    text_characters: int
    parts: int = 1000


def measure(file: Path | IO[bytes], limits: Limits) -> None:
    """Raises UnfoldsTooLarge, NoSpreadsheet."""
    try:
        with ZipFile(file) as packed:
            _measure(packed, limits)
    except (BadZipFile, LargeZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise NoSpreadsheet from error


def _measure(packed: ZipFile, limits: Limits) -> None:
    parts = packed.infolist()
    if "xl/workbook.xml" not in {part.filename.lower() for part in parts}:
        raise NoSpreadsheet
    if len(parts) > limits.parts:
        raise UnfoldsTooLarge(f"hơn {limits.parts} phần")
    unpacked = 0
    sheets = _Sheets(limits)
    # Shared texts first: the cells of the sheets refer to them.
    for part in sorted(parts, key=lambda one: "sharedstrings" not in one.filename.lower()):
        part.file_size = _WHATEVER_IS_THERE
        with packed.open(part) as stream:
            for chunk in _chunks(stream, part, sheets):
                unpacked += len(chunk)
                if unpacked > limits.unpacked_bytes:
                    raise UnfoldsTooLarge(f"giải nén ra hơn {limits.unpacked_bytes // 1_000_000} MB")


def _chunks(stream: IO[bytes], part: ZipInfo, sheets: "_Sheets") -> Iterator[bytes]:
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    parser = sheets.parser(part.filename.lower()) if is_xml else None
    while chunk := stream.read(_CHUNK_BYTES):
        yield chunk
        if parser:
            try:
                parser.Parse(chunk, False)
            except expat.ExpatError as error:
                raise NoSpreadsheet from error


class _Sheets:
    """Adds up what the sheets hold; raises UnfoldsTooLarge as soon as it is too much."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._shared = array("L")
        self._characters = 0
        self._cells = 0
        self._row = self._column = self._most_column = 0
        self._sheet_cells = 0
        self._text = 0
        self._is_shared = False
        self._index: list[str] | None = None
        self._is_workbooks = False

    def parser(self, part: str) -> expat.XMLParserType:
        """A parser for the next part."""
        self._is_workbooks = part.endswith("workbook.xml.rels")
        self._cells += self._sheet_cells
        self._row = self._column = self._most_column = self._sheet_cells = 0
        made = expat.ParserCreate("UTF-8")  # whatever it declares: the library that comes after us knows no other
        made.buffer_text = True
        made.StartElementHandler = self._start
        made.EndElementHandler = self._end
        made.CharacterDataHandler = self._characters_found
        made.StartDoctypeDeclHandler = self._no_doctype
        return made

    def _no_doctype(self, *_: object) -> None:
        raise NoSpreadsheet

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            stated = attributes.get("r")
            # A library may make a far row of a number that we can't read.
            if stated is not None and not _ROW.fullmatch(stated):
                raise NoSpreadsheet
            self._row = int(stated) if stated else self._row + 1
            self._column = 0
        elif local == "c":
            self._place(attributes.get("r"))
            self._is_shared = attributes.get("t") == "s"
        elif local == "v" and self._is_shared:
            self._index = []
        elif local == "si":
            self._text = 0
        elif local == "Relationship" and self._is_workbooks and not attributes.get("Target", "").endswith(".xml"):
            raise NoSpreadsheet  # a sheet under another name would be unfolded without having been measured

    def _place(self, stated: str | None) -> None:
        if stated is not None:
            match = _PLACE.fullmatch(stated)
            if not match:
                raise NoSpreadsheet
            column = 0
            for letter in match[1].upper():
                column = column * _LETTERS + ord(letter) - ord("A") + 1
            self._column, self._row = column, int(match[2])
        else:
            self._column += 1
        self._most_column = max(self._most_column, self._column)
        self._sheet_cells = max(self._sheet_cells, self._row * self._most_column)
        if self._cells + self._sheet_cells > self._limits.cells:
            raise UnfoldsTooLarge(f"hơn {self._limits.cells} ô")

    def _characters_found(self, text: str) -> None:
        self._text += len(text)
        if self._index is not None:
            self._index.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            self._shared.append(self._text)
        elif self._index is not None and local == "v":
            stated = "".join(self._index).strip()
            self._index = None
            if not stated.isdigit() or len(stated) > 9 or int(stated) >= len(self._shared):
                raise NoSpreadsheet
            self._characters += self._shared[int(stated)]
            if self._characters > self._limits.text_characters:
                raise UnfoldsTooLarge("quá nhiều chữ")
