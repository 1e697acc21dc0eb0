"""Reading exported FCS files with flowio. A file is read as a whole: FCS has no parts that stand by themselves."""

from __future__ import annotations

import csv
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import flowio  # type: ignore[import-untyped]
import numpy as np
import polars as pl

from .broken import broken
from .described import Sample
from .headers import FILTER, Field

_UNREADABLE: Final = (
    flowio.exceptions.FlowIOException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)


def headers(path: Path) -> list[str]:
    """Return what OMIQ's CSV files head the channels with: `$PnN`, or `$PnN___$PnS` where there is a marker."""
    channels = _opened(path, only_text=True).channels
    return [_header(channels[number]["pnn"], channels[number]["pns"]) for number in sorted(channels)]


def _header(name: str, marker: str) -> str:
    return f"{name}___{marker}" if marker and marker != name else name


def read(path: Path, fields: Sequence[Field], names: Mapping[int, str]) -> Iterator[pl.DataFrame]:
    """Yield the events, the columns named by their places; `names` are those of the filters' numbers."""
    data = _opened(path)
    try:
        values = data.as_array(preprocess=False)
    except _UNREADABLE as error:
        raise broken(path, f"it cannot be read as FCS: {error}") from error
    if not len(values):
        return
    columns = [_column(path, field, values[:, place], names) for place, field in enumerate(fields)]
    yield pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns)])


def filter_names(sample: Sample) -> dict[int, str]:
    """Return the names of the filters' numbers from the table beside the file; none where there is no such table.

    OMIQ calls it `…_FilterValuesToNames.csv` (`export-files`); it is taken where it is called after the file. Tables
    that differ tell nothing.
    """
    stems = "|".join(re.escape(stem) for stem in {sample.path.stem, Path(sample.name).stem})
    wanted = re.compile(rf"(?:{stems})(?:-\d+_\d+)?_FilterValuesToNames\.csv")
    tables = [_names(path) for path in sorted(sample.path.parent.iterdir()) if wanted.fullmatch(path.name)]
    return tables[0] if tables and all(table == tables[0] for table in tables) else {}


def _names(path: Path) -> dict[int, str]:
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as text:
        rows = [row for row in csv.reader(text) if row]
    try:
        return {int(float(value)): name for value, name in rows[1:]}
    except ValueError as error:
        raise broken(path, "it is no table of values and names.") from error


def _opened(path: Path, *, only_text: bool = False) -> flowio.FlowData:
    with path.open("rb") as file:
        try:
            return flowio.FlowData(file, only_text=only_text)
        except _UNREADABLE as error:
            raise broken(path, f"it cannot be read as FCS: {error}") from error


def _column(path: Path, field: Field, values: np.ndarray, names: Mapping[int, str]) -> pl.Series:
    if field.kind == "number":
        return pl.Series(values)
    if field.kind == "flag":
        if not np.isin(values, (0, 1)).all():
            raise broken(path, f"the column {field.header!r} holds a number that is neither 0 nor 1.")
        return pl.Series(values == 1)
    if not np.isfinite(values).all() or (values % 1).any():
        raise broken(path, f"the column {field.header!r} holds a number that is not whole.")
    column = pl.Series(values.astype(np.int64))
    if field.kind != "text":
        return column
    texts = {0: None, **names} if field.header == FILTER else names
    return column.replace_strict(
        list(texts), list(texts.values()), default=column.cast(pl.String), return_dtype=pl.String
    )
