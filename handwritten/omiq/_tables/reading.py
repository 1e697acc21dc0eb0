"""Exported files as the blocks of one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import polars as pl

from .._extras import extra
from . import csv_files
from .broken import broken
from .described import Described, Sample
from .headers import FILTER, ROW_NUMBER, Field, Kind, fields
from .layout import Column, key, layout, sample_names

_TYPES: Final[dict[Kind, type[pl.DataType]]] = {
    "row": pl.Int64,
    "number": pl.Float64,
    "text": pl.String,
    "code": pl.Int64,
    "flag": pl.Boolean,
}


class Source(NamedTuple):
    """A file, its columns, and the names of the filters that it tells by numbers."""

    sample: Sample
    fields: tuple[Field, ...]
    names: dict[int, str]

    @property
    def is_fcs(self) -> bool:
        return self.sample.path.suffix.lower() == ".fcs"

    def read(self) -> Iterator[pl.DataFrame]:
        if not self.is_fcs:
            return csv_files.read(self.sample.path, self.fields)
        from . import fcs_files

        return fcs_files.read(self.sample.path, self.fields, self.names)


class Table:
    """The table that exported files make together. Making one reads their headers alone."""

    def __init__(self, described: Described) -> None:
        self.sources = [_source(sample, described) for sample in described.samples]
        self.columns = layout([source.fields for source in self.sources])
        self.texts = [column.name for column in self.columns if column.kind == "text"]
        self._names = sample_names(described.samples)

    def blocks(self) -> Iterator[pl.DataFrame]:
        """Yield the rows of all files, in their order; the first block has none, but the columns."""
        names = pl.Enum(self._names.values())
        own: dict[str, pl.DataType | type[pl.DataType]] = {"sample": names, "file_id": pl.Int64}
        yield pl.DataFrame(schema={**own, **{column.name: _TYPES[column.kind] for column in self.columns}})
        for source in self.sources:
            sample = source.sample
            chosen = _chosen(source.fields, self.columns)
            name = pl.lit(self._names[sample.file_id], names).alias("sample")
            for block in source.read():
                yield block.select(name, pl.lit(sample.file_id, pl.Int64).alias("file_id"), *chosen)


def _source(sample: Sample, described: Described) -> Source:
    names: dict[int, str] = {}
    filter_kind: Kind = "text"
    if Source(sample, (), {}).is_fcs:
        with extra("fcs"):
            from . import fcs_files
        headers, names = fcs_files.headers(sample.path), fcs_files.filter_names(sample)
        filter_kind = "text" if names else "code"
    else:
        headers = csv_files.headers(sample.path)
    for header in _expected(described):
        if header not in headers:
            raise broken(sample.path, f"it has no column {header!r}.")
    return Source(sample, fields(headers, described, filter_kind), names)


def _expected(described: Described) -> Iterator[str]:
    if described.row_numbers:
        yield ROW_NUMBER
    if described.filters and described.membership == "name":
        yield FILTER


def _chosen(fields: Sequence[Field], columns: Sequence[Column]) -> list[pl.Expr]:
    """Return what makes the table's columns of those of a file."""
    places = {key(field): str(place) for place, field in enumerate(fields)}
    return [
        (pl.col(places[column.key]) if column.key in places else pl.lit(None))
        .cast(_TYPES[column.kind])
        .alias(column.name)
        for column in columns
    ]
