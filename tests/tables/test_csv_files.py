"""CSV exports as one table: each way of writing them that OMIQ's documents leave open, and what is broken."""

from __future__ import annotations

import csv
import math
import tempfile
from pathlib import Path
from typing import Literal

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import omiq
from omiq._tables import csv_files
from omiq._tables.described import Sample
from omiq._tables.frames import to_polars
from tests.tables.written import csv_text, described, written

ROWS = [("FSC-A", "BV421-A___CD3", "OmiqFilter"), ("10", "-0.029085", "Zellen µ/CD3+"), ("1693847", "7888.7", "")]


@pytest.mark.parametrize("end", ["", "\n", "\n\n"], ids=["cut", "ended", "blank"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC, csv.QUOTE_ALL])
def test_ways_of_writing_give_one_table(
    tmp_path: Path, quoting: Literal[0, 1, 2], line_end: str, encoding: str, end: str
) -> None:
    """Quotes, line ends, a byte order mark, the encoding and the end of the file make no difference."""
    text = csv_text(ROWS, quoting=quoting).removesuffix("\n") + end
    paths = written(tmp_path, text.replace("\n", line_end).encode(encoding))
    table = to_polars(described(paths))
    assert table.columns == ["sample", "file_id", *ROWS[0]]
    assert table.rows() == [
        ("1.csv", 1, 10.0, -0.029085, "Zellen µ/CD3+"),
        ("1.csv", 1, 1693847.0, 7888.7, None),
    ]


def test_types(tmp_path: Path) -> None:
    """Ids and row numbers are whole, measurements are of double precision, what repeats is categorical."""
    table = to_polars(described(written(tmp_path, "Orig_Row_Number,FSC-A,OmiqFilter\n1,2,A\n")))
    assert dict(table.schema) == {
        "sample": pl.Enum(["1.csv"]),
        "file_id": pl.Int64,
        "Orig_Row_Number": pl.Int64,
        "FSC-A": pl.Float64,
        "OmiqFilter": pl.Categorical,
    }


@pytest.mark.parametrize("first", [0, 1])
def test_row_numbers_are_kept_as_they_are(tmp_path: Path, first: int) -> None:
    """Whether OMIQ counts from 0 or from 1 is not known; the numbers stand as they were exported."""
    paths = written(tmp_path, f"Orig_Row_Number,FSC-A\n{first},5\n{first + 9000000},6\n")
    assert to_polars(described(paths))["Orig_Row_Number"].to_list() == [first, first + 9000000]


@pytest.mark.parametrize(("text", "expected"), [("", None), ("Unfiltered", "Unfiltered"), ("ungated", "ungated")])
def test_row_in_no_filter(tmp_path: Path, text: str, expected: str | None) -> None:
    """A blank is null; any other text that OMIQ may write is kept."""
    paths = written(tmp_path, f"FSC-A,OmiqFilter\n1,{text}\n2,A\n")
    assert to_polars(described(paths))["OmiqFilter"].to_list() == [expected, "A"]


def test_numbers_that_are_none(tmp_path: Path) -> None:
    """What is not finite is read as such, a blank is null."""
    table = to_polars(described(written(tmp_path, 'A,B,C,D\nNaN,Infinity,-Infinity,\nnan,inf,-inf,""\n')))
    assert table["A"].is_nan().all()
    assert table.select("B", "C", "D").rows() == [(math.inf, -math.inf, None)] * 2


def test_files_that_differ_in_columns(tmp_path: Path) -> None:
    """Each has null for what it lacks; a marker that differs is left out of the column's name."""
    one = "FSC-A,B___CD3,C___CD4,umap_1\n1,2,3,4\n"
    two = "C :: CD4,FSC-A,B___CD8\n5,6,7\n"
    table = to_polars(described(written(tmp_path, one, two)))
    assert table.columns[2:] == ["FSC-A", "B", "C___CD4", "umap_1"]
    assert table.drop("sample").rows() == [(1, 1, 2, 3, 4), (2, 6, 7, 5, None)]


@pytest.mark.parametrize("channels", [("A", "A___B", "Time"), ("A___B", "A", "Time")])
def test_channel_that_begins_like_another(tmp_path: Path, channels: tuple[str, ...]) -> None:
    """The longest name that was asked for is a column's, whatever is its marker in another file."""
    texts = "A___CD4,A___B___CD3,Time\n1,2,3\n", "A___CD4,A___B___CD8,Time\n1,2,3\n"
    table = to_polars(described(written(tmp_path, *texts), channels=channels))
    assert table.columns[2:] == ["A___CD4", "A___B", "Time"]


def test_headers_that_are_doubled_or_taken(tmp_path: Path) -> None:
    """No column is lost: the second of a name has a number behind it."""
    table = to_polars(described(written(tmp_path, "A,A,sample,A.2\n1,2,3,4\n", "A,A\n5,6\n")))
    assert table.columns[2:] == ["A", "A.3", "sample.2", "A.2"]
    assert table.drop("sample").rows() == [(1, 1, 2, 3, 4), (2, 5, 6, None, None)]


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Those that bear one name have their ids behind it, even where a file is called so already."""
    paths = written(tmp_path, *["A\n1\n"] * 4)
    names = zip(paths, (7, 8, 9, 10), ("x.fcs", "x.fcs", "x.fcs (7)", "y.fcs"), strict=True)
    table = to_polars(described(Sample(path, id, name) for path, id, name in names))
    assert table["sample"].to_list() == ["x.fcs (7) (7)", "x.fcs (8)", "x.fcs (7) (9)", "y.fcs"]
    assert table["file_id"].to_list() == [7, 8, 9, 10]


def test_nothing_to_read(tmp_path: Path) -> None:
    """No file makes no row, and a file without events gives its columns."""
    assert to_polars(described([])).columns == ["sample", "file_id"]
    table = to_polars(described(written(tmp_path, "FSC-A,OmiqFilter\n")))
    assert table.columns[2:] == ["FSC-A", "OmiqFilter"]
    assert table.is_empty()


def test_concatenated_export(tmp_path: Path) -> None:
    """The column of file names that OMIQ adds to an export of several files is a text."""
    table = to_polars(described(written(tmp_path, "A,OmiqFilter,OmiqFileIndex\n1,,x.fcs\n2,B,y.fcs\n")))
    assert table["OmiqFileIndex"].to_list() == ["x.fcs", "y.fcs"]


@pytest.mark.parametrize("size", [1, 7, 64])
def test_blocks_leave_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Wherever a block ends, within a quoted cell of two lines too, the table is the same."""
    rows = [("FSC-A", "OmiqFilter"), *((number, "Two\nlines µ" if number % 3 else "A,B") for number in range(40))]
    paths = written(tmp_path, csv_text(rows), csv_text(rows).encode("latin-1"))
    whole = to_polars(described(paths))
    monkeypatch.setattr(csv_files, "_BLOCK", size)
    assert to_polars(described(paths)).equals(whole)
    assert whole["FSC-A"].to_list() == [*range(40)] * 2


def test_flags(tmp_path: Path) -> None:
    """One column of true and false for each filter, however OMIQ writes them; null where a file lacks one."""
    one, two = "A___CD3,Cells/T,Cells\n1,0,1\n2,true,FALSE\n", "A___CD3,Cells\n3,\n"
    paths = written(tmp_path, one, two)
    filters = {"a": "Cells/T", "b": "Cells"}
    for channels in (), ("A",):
        table = to_polars(described(paths, membership="columns", filters=filters, channels=channels))
        assert table.rows() == [
            ("1.csv", 1, 1, False, True),
            ("1.csv", 1, 2, True, False),
            ("2.csv", 2, 3, None, None),
        ]


@pytest.mark.parametrize("header", ["Cells/T", "T"])
def test_header_of_a_flag(tmp_path: Path, header: str) -> None:
    """Whether OMIQ heads a filter's column with its path or its name is not known; it has the header that it has."""
    paths = written(tmp_path, f"A,other,{header}\n5,7,1\n")
    known = described(paths, membership="columns", filters={"a": "Cells/T"}, channels=("A",))
    assert to_polars(known).rows() == [("1.csv", 1, 5.0, 7.0, True)]


def test_filter_called_like_a_channel(tmp_path: Path) -> None:
    """The channel comes first, and the filter has a column of its own."""
    paths = written(tmp_path, "CD3,FSC-A,CD3\n5,6,1\n")
    known = described(paths, membership="columns", filters={"a": "CD3"}, channels=("CD3", "FSC-A"))
    table = to_polars(known)
    assert table.columns[2:] == ["CD3", "FSC-A", "CD3.2"]
    assert table.row(0)[2:] == (5.0, 6.0, True)
    assert table.schema["CD3.2"] == pl.Boolean


@pytest.mark.parametrize(
    ("lines", "place", "words"),
    [
        ("1,x,2,", "line 3", "'x' in the column 'B___CD3' is no number"),
        ("1,1_0,2,", "line 3", "'1_0' in the column 'B___CD3' is no number"),
        ("1.5,1,2,", "line 3", "'1.5' in the column 'Orig_Row_Number' is no whole number"),
        ("1,1", "line 3", "it has 2 cells; the header has 4"),
        ("1,1,2", "line 3", "it has 3 cells; the header has 4"),
        ("1,1,2,A,", "line 3", "it has 5 cells; the header has 4"),
        ("1,1,2,\n\n2,1,2,", "line 4", "it has 0 cells; the header has 4"),
        ('1,1,2,"A\nB"\n2,1', "line 5", "it has 2 cells; the header has 4"),
        ('1,1,2,"A', "1.csv", ""),
    ],
)
def test_broken_line(tmp_path: Path, lines: str, place: str, words: str) -> None:
    """The error names file, line and column, and what to do; nothing is filled up in silence."""
    paths = written(tmp_path, f"Orig_Row_Number,B___CD3,C,OmiqFilter\n0,1,2,\n{lines}\n3,4,5,\n")
    with pytest.raises(omiq.TransferError) as caught:
        to_polars(described(paths))
    assert str(paths[0]) in str(caught.value)
    assert place in str(caught.value)
    assert words in str(caught.value)
    assert "Delete the file" in str(caught.value)


@pytest.mark.parametrize("text", ["A,B\r1,2\r", "A,B\r1,2", '"A\rA",B\r1,2\r', "A,B\r1,2\n3,4\n", "A,B\n1,2\r3,4\n"])
def test_carriage_return_is_no_line_end(tmp_path: Path, text: str) -> None:
    """Lines that end so are told, and never taken for a table without rows."""
    paths = written(tmp_path, text)
    with pytest.raises(omiq.TransferError, match=r"1\.csv, line [12]: .*carriage return"):
        to_polars(described(paths))


@pytest.mark.parametrize("text", [f"{'x' * 200_000},B\n1,2\n", f'A,OmiqFilter,B\n1,"{"x" * 200_000}"\n'])
def test_cell_that_is_too_long(tmp_path: Path, text: str) -> None:
    """A file that is no export is told as such, not by an error of the library that reads it."""
    paths = written(tmp_path, text)
    with pytest.raises(omiq.TransferError, match=r"1\.csv, line [12]: .*field larger than"):
        to_polars(described(paths))


def test_broken_flag(tmp_path: Path) -> None:
    """Whether an event is in a filter is not guessed at."""
    paths = written(tmp_path, "A,Cells\n1,1\n2,2\n")
    with pytest.raises(omiq.TransferError, match="line 3: '2' in the column 'Cells' is neither 0 nor 1"):
        to_polars(described(paths, membership="columns", filters={"a": "Cells"}))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is empty"),
        ("\n", "it is empty"),
        ("FSC-A,OmiqFilter\n1,\n", "no column 'Orig_Row_Number'"),
        ("Orig_Row_Number,FSC-A\n1,2\n", "no column 'OmiqFilter'"),
    ],
)
def test_missing_column(tmp_path: Path, content: str, words: str) -> None:
    """A file without what was asked for is none that OMIQ has exported for this."""
    paths = written(tmp_path, content)
    with pytest.raises(omiq.TransferError, match=words):
        to_polars(described(paths, row_numbers=True, filters={"a": "Cells"}))


def test_file_that_is_gone(tmp_path: Path) -> None:
    """A file that was deleted since is the OSError that names it."""
    with pytest.raises(FileNotFoundError, match=r"gone\.csv"):
        to_polars(described([tmp_path / "gone.csv"]))


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


@given(st.lists(st.floats(), min_size=1))
@example([math.nan, math.inf, -0.0, 5e-324, 1.7976931348623157e308])
def test_numbers_round_trip(numbers: list[float]) -> None:
    """Every number comes back to the last bit."""
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), csv_text([("A", "B"), *((number, 1) for number in numbers)]))
        read = to_polars(described(paths))["A"].to_list()
    assert [math.copysign(1, value) for value in read if value == 0] == [
        math.copysign(1, value) for value in numbers if value == 0
    ]
    assert list(map(str, read)) == list(map(str, numbers))


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_headers_round_trip(headers: list[str], quoting: Literal[0, 1, 2]) -> None:
    """Whatever a channel is called, its column is called so, unless the table has that name already."""
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), csv_text([headers, range(len(headers))], quoting=quoting))
        table = to_polars(described(paths))
    assert len(table.columns) == 2 + len(headers)
    by_header = dict(zip(headers, range(len(headers)), strict=True))
    for header in {*headers} - {"sample", "file_id", "OmiqFilter", "OmiqFileIndex"}:
        assert table[header].to_list() == [by_header[header]]


@given(st.lists(NAMES, min_size=1, max_size=5), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_filters_round_trip(texts: list[str], quoting: Literal[0, 1, 2]) -> None:
    """Whatever a filter is called, its path comes back."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [("A", "OmiqFilter", "B"), *((1, text, 2) for text in texts)]
        table = to_polars(described(written(Path(folder), csv_text(rows, quoting=quoting))))
    assert table["OmiqFilter"].to_list() == texts


@given(NAMES, NAMES, st.sampled_from(["___", " :: "]))
def test_marker_is_told_from_a_name_that_was_asked_for(name: str, marker: str, separator: str) -> None:
    """Even where the names of channel and marker hold what sets them apart."""
    with tempfile.TemporaryDirectory() as folder:
        one = csv_text([(name + separator + marker, "Other"), (1, 2)])
        two = csv_text([(f"{name}{separator}x{marker}", "Other"), (1, 2)])
        table = to_polars(described(written(Path(folder), one, two), channels=(name, "Other")))
    assert table.width == 4
