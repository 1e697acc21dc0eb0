"""Exported CSV files as one table: against reading the same files with polars alone, and whether memory stays flat."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import polars as pl

from omiq._tables.annotated import to_anndata
from omiq._tables.described import Described, Sample
from omiq._tables.frames import to_polars
from omiq._tables.parquet import to_parquet

from .fresh import in_fresh_process
from .peak import peak_megabytes
from .table import Row, Size

FILES = 8
FEW, MANY = 4, 20
CHANNELS = 20
FLAT = 1.25
MOST_MEGABYTES = 1_000


def measure(size: Size) -> list[Row]:
    """Compare the seconds that the table takes, and the memory of writing Parquet of few files and of many."""
    with TemporaryDirectory() as folder:
        paths = _written(Path(folder), FILES, size.events)
        runs = min(size.runs, 5)
        ours, annotated, theirs = (
            in_fresh_process(_seconds, read, paths, runs) for read in (_by_omiq, _annotated, _by_polars)
        )
        few, many = (in_fresh_process(_peak, _linked(Path(folder), paths[0], count)) for count in (FEW, MANY))
    what = f"{FILES} exports of {size.events:,} events"
    return [
        Row(f"{what}, to_polars : polars.read_csv and concat", ours, theirs, "s"),
        Row(f"{what}, to_anndata : polars.read_csv and concat", annotated, theirs, "s"),
        Row(f"to_parquet of {MANY} exports, peak memory : {FEW} exports", many, few, "MB", FLAT),
        Row(f"to_parquet of {MANY} exports, peak memory : {MOST_MEGABYTES:,} MB", many, MOST_MEGABYTES, "MB", 1.0),
    ]


def described(paths: Sequence[Path]) -> Described:
    """Describe exports as far as it takes to read them."""
    samples = tuple(Sample(path, number, path.name) for number, path in enumerate(paths, 1))
    return Described(samples, (), {}, "name", {}, "scaled", True, {})


def _by_omiq(paths: Sequence[Path]) -> None:
    to_polars(described(paths))


def _annotated(paths: Sequence[Path]) -> None:
    to_anndata(described(paths), None)


def _by_polars(paths: Sequence[Path]) -> None:
    pl.concat([pl.read_csv(path) for path in paths])


def _seconds(read: Callable[[Sequence[Path]], None], paths: Sequence[Path], runs: int) -> float:
    return median(_timed(read, paths) for _ in range(runs))


def _timed(read: Callable[[Sequence[Path]], None], paths: Sequence[Path]) -> float:
    start = perf_counter()
    read(paths)
    return perf_counter() - start


def _peak(paths: Sequence[Path]) -> float:
    to_parquet(described(paths), paths[0].with_name(f"{len(paths)}.parquet"))
    return peak_megabytes()


def _written(folder: Path, count: int, events: int) -> list[Path]:
    """Write exports as OMIQ does: five significant digits, no exponents, the path of a population last."""
    paths = [folder / f"file_{number}.csv" for number in range(count)]
    channels = [f"Ch{number}-A___Marker{number}" for number in range(CHANNELS)]
    for number, path in enumerate(paths):
        values = np.random.default_rng(number).normal(2, 1, (events, CHANNELS)).round(4)
        pl.DataFrame(values, schema=channels).select(
            pl.int_range(1, events + 1).alias("Orig_Row_Number"),
            *channels,
            pl.when(pl.first() > 2).then(pl.lit("Cells/Live/CD3+")).otherwise(None).alias("OmiqFilter"),
        ).write_csv(path)
    return paths


def _linked(folder: Path, path: Path, count: int) -> list[Path]:
    """Give a file `count` names: what is measured is the reading, not the disk."""
    paths = [folder / f"link_{count}_{number}.csv" for number in range(count)]
    for link in paths:
        os.link(path, link)
    return paths
