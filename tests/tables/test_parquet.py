"""Events as one Parquet file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow.parquet
import pytest

import omiq
from omiq._tables import csv_files, parquet
from omiq._tables.frames import to_polars
from omiq._tables.parquet import to_parquet
from tests.tables.written import described, written

FILES = (
    "Orig_Row_Number,FSC-A,B___CD3,OmiqFilter\n"
    + "".join(f"{n},{n}.5,2,{'A/B' if n % 2 else ''}\n" for n in range(50)),
    "FSC-A,umap_1,OmiqFilter\n" + "".join(f"{n},0,C{n}\n" for n in range(50)),
)


@pytest.mark.parametrize("rows", [1, 20, 1000])
def test_has_what_the_table_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """However many parts it is written in, also where they differ in their texts."""
    monkeypatch.setattr(parquet, "_ROWS", rows)
    monkeypatch.setattr(csv_files, "_BLOCK", 100)
    known = described(written(tmp_path, *FILES))
    path = to_parquet(known, tmp_path / "all.parquet")
    assert path == tmp_path / "all.parquet"
    read, table = pl.read_parquet(path), to_polars(known)
    assert read.schema == table.schema
    assert read.rows() == table.rows()


def test_small_files_share_row_groups(tmp_path: Path) -> None:
    """A row group for each of many small files would be slow to read."""
    path = to_parquet(described(written(tmp_path, *["A\n1\n"] * 30)), tmp_path / "all.parquet")
    assert pyarrow.parquet.ParquetFile(path).num_row_groups == 1


@pytest.mark.parametrize("files", [(), ("FSC-A,OmiqFilter\n",)], ids=["none", "empty"])
def test_no_events(tmp_path: Path, files: tuple[str, ...]) -> None:
    """The columns are there, and no rows."""
    known = described(written(tmp_path, *files))
    assert pl.read_parquet(to_parquet(known, tmp_path / "all.parquet")).equals(to_polars(known))


def test_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken file at the end leaves neither half a table nor its parts."""
    monkeypatch.setattr(parquet, "_ROWS", 1)
    path = tmp_path / "all.parquet"
    path.write_bytes(b"of yesterday")
    before = written(tmp_path, *FILES, "FSC-A\nx\n")
    with pytest.raises(omiq.TransferError, match="line 2"):
        to_parquet(described(before), path)
    assert path.read_bytes() == b"of yesterday"
    assert set(tmp_path.iterdir()) == {path, *before}
