"""FCS exports as one table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import omiq
from omiq._tables.described import Sample
from omiq._tables.frames import to_polars
from omiq_sandbox._cytometry.channels import Channel
from omiq_sandbox._cytometry.fcs_writer import write_fcs
from tests.tables.written import described, written

CHANNELS = (Channel("Orig_Row_Number"), Channel("FSC-A", "FSC-A"), Channel("B", "CD3"), Channel("OmiqFilter"))


def fcs(folder: Path, rows: list[list[float]], name: str = "1.fcs") -> Path:
    path = folder / name
    write_fcs(path, CHANNELS, np.array(rows, float).reshape(len(rows), len(CHANNELS)), {})
    return path


def test_columns(tmp_path: Path) -> None:
    """They are called as in CSV; a marker that repeats the name is none, and filters without names are numbers."""
    table = to_polars(described([fcs(tmp_path, [[1, 10, 5, 0], [2, 0.1, -5, 2]])]))
    assert table.schema["OmiqFilter"] == pl.Int64
    assert table.columns[2:] == ["Orig_Row_Number", "FSC-A", "B___CD3", "OmiqFilter"]
    assert table.rows() == [("1.fcs", 1, 1, 10, 5, 0), ("1.fcs", 1, 2, float(np.float32(0.1)), -5, 2)]


def test_values_stand_as_they_are_stored(tmp_path: Path) -> None:
    """Neither a gain is taken out nor a time step put in: an export has the values of its task."""
    path = tmp_path / "1.fcs"
    write_fcs(path, (Channel("Time"), Channel("B")), np.array([[5.0, 6.0]]), {"$TIMESTEP": "3"})
    content = path.read_bytes()
    assert b"$P2G\f1\f" in content
    path.write_bytes(content.replace(b"$P2G\f1\f", b"$P2G\f2\f"))
    assert to_polars(described([path])).select("Time", "B").rows() == [(5, 6)]


@pytest.mark.parametrize("name", ["1", "cells", "1-7_3", "cells-12_345"])
def test_filters_are_named(tmp_path: Path, name: str) -> None:
    """Where the table of names is called after the exported file or OMIQ's; a number that it lacks stays."""
    path = fcs(tmp_path, [[1, 1, 1, number] for number in range(4)])
    (tmp_path / f"{name}_FilterValuesToNames.csv").write_text("Value,Name\n1,A/B\n2,C\n")
    table = to_polars(described([Sample(path, 5, "cells.fcs")]))
    assert table["OmiqFilter"].to_list() == [None, "A/B", "C", "3"]
    assert table.schema["OmiqFilter"] == pl.Categorical


@pytest.mark.parametrize(
    "names", [["other"], ["cells-of-others-1_2"], ["1-7_3", "1-7_4"]], ids=["other", "longer", "differ"]
)
def test_names_of_others_are_not_taken(tmp_path: Path, names: list[str]) -> None:
    """A table of another file, or two that differ, name nothing: the numbers stay."""
    path = fcs(tmp_path, [[1, 1, 1, 1]])
    for name in names:
        (tmp_path / f"{name}_FilterValuesToNames.csv").write_text(f"Value,Name\n1,{name}\n")
    table = to_polars(described([Sample(path, 5, "cells.fcs")]))
    assert table["OmiqFilter"].to_list() == [1]


def test_table_of_names_that_is_none(tmp_path: Path) -> None:
    """A wrong name would be worse than none."""
    path = fcs(tmp_path, [[1, 1, 1, 1]])
    (tmp_path / "1_FilterValuesToNames.csv").write_text("Value,Name\nx,A\n")
    with pytest.raises(omiq.TransferError, match="no table of values and names"):
        to_polars(described([path]))


def test_files_with_names_and_without(tmp_path: Path) -> None:
    """In one table with names a number stands as its digits, beside those of a CSV file too."""
    path = fcs(tmp_path, [[1, 1, 1, 2]])
    table = to_polars(described([path, *written(tmp_path, "FSC-A,OmiqFilter\n1,A\n")]))
    assert table["OmiqFilter"].to_list() == ["2", "A"]


def test_no_events(tmp_path: Path) -> None:
    """An empty population has its columns."""
    table = to_polars(described([fcs(tmp_path, [])]))
    assert table.is_empty()
    assert table.columns[2:] == ["Orig_Row_Number", "FSC-A", "B___CD3", "OmiqFilter"]


def test_number_that_is_not_whole(tmp_path: Path) -> None:
    """A row number or a filter is not rounded."""
    for row in ([1.5, 1, 1, 1], [1, 1, 1, 0.5], [1, 1, 1, float("nan")]):
        with pytest.raises(omiq.TransferError, match="not whole"):
            to_polars(described([fcs(tmp_path, [row])]))


def test_flag_that_is_none(tmp_path: Path) -> None:
    """Whether an event is in a filter is not guessed at."""
    path = fcs(tmp_path, [[1, 1, 1, 1]])
    known = described([path], membership="columns", filters={"a": "FSC-A"})
    assert to_polars(known)["FSC-A"].to_list() == [True]
    fcs(tmp_path, [[1, 2, 1, 1]])
    with pytest.raises(omiq.TransferError, match="neither 0 nor 1"):
        to_polars(known)


def test_cut_off_anywhere(tmp_path: Path) -> None:
    """A part of a file is never taken for the whole."""
    path = fcs(tmp_path, [[number, 1, 1, 1] for number in range(5)])
    content = path.read_bytes()
    for size in range(0, len(content), 3):
        path.write_bytes(content[:size])
        with pytest.raises(omiq.TransferError, match=r"1\.fcs"):
            to_polars(described([path]))
