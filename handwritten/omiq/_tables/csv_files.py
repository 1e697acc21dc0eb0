"""Reading exported CSV files, block by block: polars reads the cells, this sees that none is lost (`export-files`).

What OMIQ's documents leave open is tolerated either way: quotes, line ends, a byte order mark, UTF-8 or Latin-1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from .broken import broken
from .headers import Field, Kind

_BLOCK: Final = 1 << 24
_MARK: Final = b"\xef\xbb\xbf"
_BLANK_ENDS: Final = (b"\n\n", b"\n\r\n")
_FLAGS: Final = {"0": False, "false": False, "1": True, "true": True}
_AS_READ: Final = {"row": pl.Int64, "number": pl.Float64, "text": pl.String, "code": pl.Int64, "flag": pl.String}

_WHOLE: Final = re.compile(r"[+-]?\d+")
_NUMBER: Final = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)", re.IGNORECASE)


def headers(path: Path) -> list[str]:
    """Return the headers of a file's columns; raise TransferError where there are none."""
    with path.open("rb") as file:
        line = _record(file)
    rows = csv.reader(io.StringIO(_utf8(line.removeprefix(_MARK)).decode(), newline="\n"))
    try:
        cells = next(rows, [])
    except csv.Error as error:
        raise _unreadable(path, error, rows.line_num) from error
    if not cells:
        raise broken(path, "it is empty; the headers of the columns are missing.")
    return cells


def read(path: Path, fields: Sequence[Field]) -> Iterator[pl.DataFrame]:
    """Yield the rows in blocks, the columns named by their places; raise TransferError where a cell is broken."""
    with path.open("rb") as file:
        _record(file)
        while block := file.read(_BLOCK):
            try:
                frame = _parsed(block + _record(file, _quotes(block)), fields)
            except (pl.exceptions.PolarsError, csv.Error) as error:
                raise _complaint(path, fields, str(error)) from error
            if frame is None:
                raise _complaint(path, fields, "a line has too few cells.")
            yield frame


def _record(file: BinaryIO, quotes: int = 0) -> bytes:
    """Read to the end of a line that is no part of a quoted cell, where there were so many quotes before."""
    lines = [file.readline()]
    quotes += _quotes(lines[0])
    while quotes % 2 and (line := file.readline()):
        lines.append(line)
        quotes += _quotes(line)
    return b"".join(lines)


def _quotes(text: bytes) -> int:
    return text.count(b'"') if b'"' in text else 0  # looking is quicker than counting, and mostly there are none


def _parsed(block: bytes, fields: Sequence[Field]) -> pl.DataFrame | None:
    """Read the rows of a block; return None where a line has too few cells, which polars fills up in silence."""
    if block.endswith(_BLANK_ENDS):
        block = block.rstrip(b"\r\n")
    block = _utf8(block)
    schema = {str(place): _AS_READ[field.kind] for place, field in enumerate(fields)}
    frame = pl.read_csv(block, has_header=False, schema=schema, raise_if_empty=False)
    if not _is_whole(frame, block):
        return None
    texts = [pl.col(str(place)).replace("", None) for place, field in enumerate(fields) if field.kind == "text"]
    flags = [_flag(pl.col(str(place))) for place, field in enumerate(fields) if field.kind == "flag"]
    return frame.with_columns(*texts, *flags)


def _flag(cell: pl.Expr) -> pl.Expr:
    return cell.replace("", None).str.to_lowercase().replace_strict(_FLAGS, return_dtype=pl.Boolean)


def _utf8(block: bytes) -> bytes:
    if block.isascii():
        return block
    try:
        block.decode()
    except UnicodeDecodeError:
        return block.decode("latin-1").encode()
    return block


def _is_whole(frame: pl.DataFrame, block: bytes) -> bool:
    """Tell whether every line has a cell for each column: one that has not lacks its last cell at least."""
    if frame.width < 2 or not frame.to_series(-1).null_count():
        return True
    if b'"' not in block:
        return block.count(b",") == frame.height * (frame.width - 1)
    rows = csv.reader(io.StringIO(block.decode(), newline=""))
    return all(len(cells) == frame.width for cells in rows)


def _complaint(path: Path, fields: Sequence[Field], otherwise: str) -> Exception:
    """Look for the first line that is broken, cell by cell."""
    with path.open(newline="\n", encoding="utf-8-sig", errors="replace") as text:
        rows = csv.reader(text)
        try:
            next(rows)
            for cells in rows:
                if words := _wrong(cells, fields):
                    return broken(path, words, line=rows.line_num)
        except csv.Error as error:
            return _unreadable(path, error, rows.line_num)
    return broken(path, otherwise.partition("\n")[0])


def _wrong(cells: Sequence[str], fields: Sequence[Field]) -> str | None:
    """Say what is wrong with a line, None where nothing is."""
    if len(cells) != len(fields):
        return f"it has {len(cells)} cells; the header has {len(fields)}."
    for cell, field in zip(cells, fields, strict=True):
        if not _is_right(cell, field.kind):
            return f"{cell[:40]!r} in the column {field.header!r} is {_WORDS[field.kind]}."
    return None


def _unreadable(path: Path, error: csv.Error, line: int) -> Exception:
    words = "a carriage return without a line feed ends no line." if "new-line" in str(error) else f"{error}."
    return broken(path, words, line=line)


_WORDS: Final[dict[Kind, str]] = {"row": "no whole number", "number": "no number", "flag": "neither 0 nor 1"}


def _is_right(cell: str, kind: Kind) -> bool:
    if kind == "flag":
        return cell.lower() in ("", *_FLAGS)
    pattern = {"row": _WHOLE, "number": _NUMBER}.get(kind)
    return not cell or pattern is None or pattern.fullmatch(cell) is not None
