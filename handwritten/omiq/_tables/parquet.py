"""The events of exported files as one Parquet file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .._extras import extra
from .described import Described

if TYPE_CHECKING:
    import polars

_ROWS: Final = 1 << 17


def check_libraries() -> None:
    """Raise ConfigurationError where the libraries that write Parquet are missing."""
    with extra("arrow"):
        import polars  # noqa: F401
        import pyarrow.parquet  # noqa: F401


def to_parquet(described: Described, path: Path) -> Path:
    """Write the events to a Parquet file, a part at a time; the file is there once it is whole."""
    with extra("arrow"):
        import polars as pl
        from pyarrow.parquet import ParquetWriter

        from .reading import Table
    table = Table(described)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    texts = pl.col(table.texts).cast(pl.Categorical)
    groups = (group.with_columns(texts).to_arrow() for group in _groups(table.blocks()))
    try:
        first = next(groups)
        with ParquetWriter(part, first.schema) as writer:
            writer.write_table(first)
            for group in groups:
                writer.write_table(group)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _groups(blocks: Iterable[polars.DataFrame]) -> Iterator[polars.DataFrame]:
    """Put small blocks together: what a row group holds is worth its head."""
    import polars as pl

    held: list[pl.DataFrame] = []
    rows = 0
    for block in blocks:
        held.append(block)
        rows += len(block)
        if rows >= _ROWS:
            yield pl.concat(held)
            held, rows = [block.clear()], 0
    yield pl.concat(held)
