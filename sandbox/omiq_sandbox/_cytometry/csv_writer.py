"""CSV files of events: numbers, then columns of text (`export-files`).

Cells are set apart by commas and quoted only where they need it; lines end in a line feed; the encoding is UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from .csv_numbers import number_texts

_CELLS_AT_ONCE: Final = 1 << 16
_COMMA, _LINE_FEED = ord(","), ord("\n")


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of text: of each row, which of the `texts` it holds."""

    texts: Sequence[str]
    codes: NDArray[np.intp]


def csv_line(cells: Iterable[object]) -> bytes:
    """Write a line, with its line feed."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)  # csv quotes no carriage return but one that ends lines
    return line.getvalue().removesuffix("\r\n").encode() + b"\n"


def write_rows(file: BinaryIO, numbers: NDArray[np.float64], labels: Sequence[Labels] = ()) -> None:
    """Write rows of at least one number; `numbers` has a row for each, and so have the labels."""
    rows_at_once = max(1, _CELLS_AT_ONCE // numbers.shape[1])
    texts = [_bytes_of(column.texts) for column in labels]
    for start in range(0, len(numbers), rows_at_once):
        rows = slice(start, start + rows_at_once)
        cells = number_texts(numbers[rows])
        block = np.full((*cells.shape[:2], cells.shape[2] + 1), _COMMA, np.uint8)
        block[:, :, :-1] = cells
        lines = [block.reshape(len(block), -1)]
        for text, column in zip(texts, labels, strict=True):
            lines.append(text[column.codes[rows]])
        whole = np.concatenate(lines, axis=1)
        whole[:, -1] = _LINE_FEED
        file.write(whole[whole != 0].tobytes())


def _bytes_of(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Lay out the texts as cells in rows of one width, a comma in the last place; bytes of 0 are to be dropped."""
    cells = [csv_line([text, ""]).removesuffix(b",\n") for text in texts]
    width = max(map(len, cells)) + 1
    rows = np.frombuffer(b"".join(cell.ljust(width - 1, b"\0") + b"," for cell in cells), np.uint8)
    return rows.reshape(len(cells), width)
