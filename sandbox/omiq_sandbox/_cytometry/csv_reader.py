"""CSV files: a row of channel names, then a row of numbers for each event.

Columns are set apart by comma, semicolon or tab; the encoding is UTF-8, with or without a byte order mark. A name is
`name`, `name___marker` or `name :: marker`. The columns of text that OMIQ's exports end with are no channels
(`export-files`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from .channels import MAX_CHANNELS, Channel, NotReadable, distinct, shown
from .events import Events, Table

_TEXT_COLUMNS: Final = frozenset({"OmiqFilter", "OmiqFileIndex"})
_LONGEST_LINE: Final = 1 << 20
_LINES_AT_ONCE: Final = 8192
_BYTES_AT_ONCE: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class _Header:
    names: tuple[str, ...]
    delimiter: str

    @property
    def numeric(self) -> list[int]:
        """Give the places of the columns that are channels."""
        return [index for index, name in enumerate(self.names) if name not in _TEXT_COLUMNS]

    @property
    def channels(self) -> tuple[Channel, ...]:
        return distinct(Channel.of_header(self.names[index]) for index in self.numeric)


def describe_csv(path: Path) -> Table:
    """Give the channels and the number of events, having looked at every number. Raises NotReadable.

    Takes the memory of a few million bytes, however long the file is.
    """
    with path.open("rb") as file:
        header = _header(file)
        return Table(header.channels, sum(len(values) for values in _blocks(file, header)))


def read_csv(path: Path) -> Events:
    """Read all events. Raises NotReadable, naming line and column."""
    with path.open("rb") as file:
        header = _header(file)
        return Events(header.channels, np.concatenate([np.empty((0, len(header.numeric))), *_blocks(file, header)]))


def _header(file: BinaryIO) -> _Header:
    line = file.readline(_LONGEST_LINE)
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
        rows = {delimiter: tuple(name.strip() for name in _cells(text, delimiter)) for delimiter in ",;\t"}
    except (UnicodeDecodeError, csv.Error):
        text, rows = "", {",": ()}
    delimiter, names = max(rows.items(), key=lambda row: len(row[1]))
    if len(names) < 2 or len(line) == _LONGEST_LINE or not text.replace("\t", "").isprintable():
        raise NotReadable("The file starts neither as an FCS file does nor with a line of channel names.")
    header = _Header(names, delimiter)
    if len(names) > MAX_CHANNELS:
        raise NotReadable(f"Line 1 names {len(names)} columns: a file has no more than {MAX_CHANNELS} channels.")
    if "" in names:
        raise NotReadable(f"Line 1 gives column {names.index('') + 1} no name.")
    if all(_is_number(name) for name in names) or not header.numeric:
        raise NotReadable("Line 1 does not name the channels.")
    return header


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _blocks(file: BinaryIO, header: _Header) -> Iterator[NDArray[np.float64]]:
    """Read the lines below the header, some thousand at a time. Blank lines do not count."""
    first = 2
    while block := _block(file, first):
        filled = [line for line in block if line.strip()]
        try:
            values = _values(filled, header)
        except ValueError:
            raise NotReadable(_complaint(block, first, header)) from None
        yield values
        first += len(block)


def _block(file: BinaryIO, first: int) -> list[str]:
    """Read so many lines, or so many bytes; `first` is the number of the first line."""
    lines: list[str] = []
    size = 0
    while size < _BYTES_AT_ONCE and len(lines) < _LINES_AT_ONCE and (line := file.readline(_LONGEST_LINE)):
        if len(line) == _LONGEST_LINE:
            raise NotReadable(f"Line {first + len(lines)} is too long.")
        lines.append(line.decode("latin-1"))
        size += len(line)
    return lines


def _values(lines: list[str], header: _Header) -> NDArray[np.float64]:
    """Read lines of numbers. Raises ValueError where one is none, or has more or fewer cells than the header."""
    if not lines:
        return np.empty((0, len(header.numeric)))
    columns = [(str(index), "U1" if name in _TEXT_COLUMNS else "f8") for index, name in enumerate(header.names)]
    rows = np.loadtxt(lines, np.dtype(columns), comments=None, delimiter=header.delimiter, quotechar='"', ndmin=1)
    if len(rows) != len(lines):
        raise ValueError("a quotation mark is left open")
    return np.column_stack([rows[str(index)] for index in header.numeric])


def _complaint(block: list[str], first: int, header: _Header) -> str:
    """Find the line that cannot be read; `first` is the number of the block's first line."""
    for number, line in enumerate(block, first):
        try:
            _values([line] if line.strip() else [], header)
        except ValueError:
            return f"Line {number}{_fault(line, header)}."
    return f"Lines {first} to {first + len(block) - 1} leave a quotation mark open."


def _fault(line: str, header: _Header) -> str:
    try:
        cells = _cells(line.rstrip("\r\n"), header.delimiter)
    except csv.Error:
        return " is too long"
    if len(cells) != len(header.names):
        return f" has {len(cells)} columns, the header {len(header.names)}"
    for index in header.numeric:
        if not _is_number(cells[index]):
            return f", column {index + 1} ({shown(header.names[index])}): {shown(cells[index])} is not a number"
    return " is not a line of numbers"
