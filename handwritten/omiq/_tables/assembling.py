"""Putting an AnnData together: which column goes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import anndata
import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

from .._errors import ConfigurationError
from .computed import embeddings, is_computed
from .described import Described
from .headers import FILTER, ROW_NUMBER
from .layout import Column, distinct
from .reading import Table
from .unstructured import unstructured

_IN_OBS: Final = {ROW_NUMBER: "row_number", FILTER: "filter"}


class _Events(NamedTuple):
    """The measurements, a column for each of `channels`, and all else of the table."""

    channels: tuple[Column, ...]
    values: NDArray[np.float32]
    rest: pl.DataFrame
    computed: tuple[Column, ...]


def assembled(described: Described, other: Described | None) -> anndata.AnnData:
    """Return an AnnData whose X has the units of `described`."""
    events = _read(described)
    layers = {described.units: events.values.copy()}
    if other is not None:
        layers[other.units] = _same_events(described, events, other)
    groups = embeddings(events.computed)
    placed = [name for names in groups.values() for name in names]
    spaces: dict[str, Any] = {f"X_{name}": _matrix(events.rest, columns) for name, columns in groups.items()}
    return anndata.AnnData(
        X=events.values,
        obs=_obs(events.rest.drop(placed)),
        var=_var(events.channels, described),
        layers=layers,
        obsm=spaces,
        uns={"omiq": unstructured(described.provenance)},
    )


def _read(described: Described) -> _Events:
    """Read the events block by block, so that measurements are never held in double precision as a whole."""
    table = Table(described)
    computed = tuple(column for column in table.columns if is_computed(column, described.cofactors))
    channels = tuple(column for column in table.columns if column.kind == "number" and column not in computed)
    names = [column.name for column in channels]
    values, rest = [], []
    for block in table.blocks():
        values.append(_matrix(block, names))
        rest.append(block.drop(names))
    return _Events(channels, np.concatenate(values), pl.concat(rest), computed)


def _matrix(table: pl.DataFrame, names: Sequence[str]) -> NDArray[np.float32]:
    if not names:
        return np.empty((len(table), 0), np.float32)
    return table.select(names).cast(pl.Float32).to_numpy(order="c")


def _same_events(described: Described, events: _Events, other: Described) -> NDArray[np.float32]:
    """Return the measurements of `other`, which has to hold the same events in the other units."""
    places = {sample.file_id: place for place, sample in enumerate(described.samples)}
    files = {sample.file_id for sample in other.samples}
    if other.units == described.units:
        raise ConfigurationError(f"Both exports have {described.units} values; the other layer needs other units.")
    if files != places.keys():
        raise ConfigurationError("The other export has other files; export the same ones in both units.")
    samples = sorted(other.samples, key=lambda sample: places[sample.file_id])
    # what the cofactors tell of computed columns holds for both
    theirs = _read(other._replace(samples=tuple(samples), cofactors=described.cofactors))
    shared = [name for name in ("file_id", ROW_NUMBER, FILTER) if name in events.rest and name in theirs.rest]
    told = "task_id", "drop_unfiltered", *(() if ROW_NUMBER in shared else ("gating_trees",))
    if _asked(described, told) != _asked(other, told) or not events.rest.select(shared).equals(
        theirs.rest.select(shared)
    ):
        raise ConfigurationError("The other export has other events; export with the same filters in both units.")
    ours = [column.key for column in events.channels]
    found = {column.key: place for place, column in enumerate(theirs.channels)}
    if found.keys() != set(ours):
        raise ConfigurationError("The other export has other channels; export the same ones in both units.")
    return theirs.values[:, [found[key] for key in ours]]


def _asked(described: Described, told: Sequence[str]) -> tuple[Mapping[str, str], list[Any]]:
    """Return what of a request says which events it is for."""
    return described.filters, [described.provenance.get(name) for name in told]


def _var(channels: Sequence[Column], described: Described) -> pd.DataFrame:
    names = distinct(column.primary for column in channels)
    cofactors = [described.cofactors.get(column.primary, np.nan) for column in channels]
    return pd.DataFrame(
        {"channel": names, "marker": [column.marker for column in channels], "cofactor": np.array(cofactors, float)},
        index=pd.Index(names, dtype=object),
    )


def _obs(rest: pl.DataFrame) -> pd.DataFrame:
    """Return a row for each event, called after its file's id and its place in the file's export, from 0."""
    places = pl.int_range(pl.len()).over("file_id")
    index = rest.select(pl.concat_str(pl.col("file_id"), places, separator="-")).to_series()
    names = distinct(_IN_OBS.get(name, name.replace("/", " > ")) for name in rest.columns)
    columns = {name: _in_pandas(rest[column]) for name, column in zip(names, rest.columns, strict=True)}
    return pd.DataFrame(columns, index=pd.Index(index.to_list(), dtype=object))


def _in_pandas(column: pl.Series) -> Any:
    """Return a column as one that pandas and HDF5 hold as it is: texts by category, whole numbers as such."""
    if column.dtype == pl.String:
        column = column.cast(pl.Enum(column.drop_nulls().unique().sort()))
    if isinstance(column.dtype, pl.Enum):
        codes: Any = column.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
        return pd.Categorical.from_codes(codes, categories=pd.Index(column.dtype.categories.to_list(), dtype=object))
    if column.dtype == pl.Float64 and _all_whole(column):
        column = column.cast(pl.Int64)
    if column.null_count() and column.dtype in (pl.Int64, pl.Boolean):
        return pd.array(column.to_list(), dtype="Int64" if column.dtype == pl.Int64 else "boolean")
    return column.to_numpy()


def _all_whole(column: pl.Series) -> bool:
    known = column.drop_nulls()
    return bool((known.is_finite() & (known % 1 == 0)).all())
