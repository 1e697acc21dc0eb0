"""What an export has made: files, and their events as one table."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from .._tables.described import Described
from .._transfers.results import Transfer, Transfers

if TYPE_CHECKING:
    import anndata
    import pandas
    import polars
    import pyarrow


class Exports(Transfers):
    """What became of each file of an export, in the order of the files; its methods read the events.

    A table has the columns `sample` (the file's name in OMIQ) and `file_id`, then those of the exported files:
    `Orig_Row_Number`, the channels as OMIQ heads them (`PE-A___CD3`), and `OmiqFilter` with the path of a population,
    or one column of true and false for each.
    """

    def __init__(self, entries: Iterable[Transfer], described: Described) -> None:
        super().__init__(entries)
        self.described = described

    def to_polars(self) -> polars.DataFrame:
        """Read the events of all files into one polars table.

        Raises:
            ConfigurationError: polars is not there; `pip install "omiq-client[polars]"`.
            TransferError: a file is no table as OMIQ exports it; it names the place.
        """
        from .._tables.frames import to_polars

        return to_polars(self.described)

    def to_pandas(self) -> pandas.DataFrame:
        """Read the events of all files into one pandas table; raise as `to_polars` does (extra `pandas`)."""
        from .._tables.frames import to_pandas

        return to_pandas(self.described)

    def to_arrow(self) -> pyarrow.Table:
        """Read the events of all files into one Arrow table; raise as `to_polars` does (extra `arrow`)."""
        from .._tables.frames import to_arrow

        return to_arrow(self.described)

    def to_parquet(self, path: str | PathLike[str]) -> Path:
        """Write the events of all files to one Parquet file; raise as `to_polars` does.

        CSV files take constant memory, however many and large they are; an FCS file is read as a whole.
        """
        from .._tables.parquet import to_parquet

        return to_parquet(self.described, Path(path))

    def to_anndata(self, other: Exports | None = None) -> anndata.AnnData:
        """Read the events of all files into an AnnData: X of float32 holds the channels.

        `var` has channel, marker and cofactor; `obs` has sample, file id, filter path, row number and membership;
        `obsm` the embeddings (`X_umap`); `layers` is named by the units; `uns["omiq"]` tells where all this is from.

        Args:
            other: An export of the same files and events in the other units, to be the second layer.

        Raises:
            ConfigurationError: anndata is not there (extra `anndata`), or `other` has other files, events or units.
            TransferError: a file is no table as OMIQ exports it; it names the place.
        """
        from .._tables.annotated import to_anndata

        return to_anndata(self.described, None if other is None else other.described)


Exports.__module__ = "omiq"  # tracebacks and pickles have the public name
