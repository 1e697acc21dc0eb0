"""Reading CSV files: their dialects, what OMIQ's own exports hold, and what is wrong with a file."""

from __future__ import annotations

import tempfile
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_sandbox._cytometry.channels import Channel, NotReadable
from omiq_sandbox._cytometry.events import Events, Table
from omiq_sandbox._cytometry.reader import describe, read_events


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a file"


def events_of(file: Path, content: bytes) -> Events:
    """Return the events of a file of this content, having seen that what describes it agrees."""
    file.write_bytes(content)
    events = read_events(file)
    assert describe(file) == Table(events.channels, len(events.values))
    return events


def refusal(file: Path, content: bytes) -> str:
    """Return why a file of this content cannot be read; describing it and reading it say the same."""
    file.write_bytes(content)
    with pytest.raises(NotReadable) as described:
        describe(file)
    with pytest.raises(NotReadable) as read:
        read_events(file)
    assert str(described.value) == str(read.value)
    return str(read.value)


@pytest.mark.parametrize(
    "content",
    [
        b"FSC-A,CD4\n1,2\n3,-4.5e0\n",
        b"FSC-A,CD4\r\n1,2\r\n3,-4.5\r\n",
        b"FSC-A,CD4\n1,2\n3,-4.5",
        b"FSC-A,CD4\n1,2\n\n3,-4.5\n\n  \n",
        b"\xef\xbb\xbfFSC-A,CD4\n1,2\n3,-4.5\n",
        b'"FSC-A","CD4"\n"1","2"\n"3","-4.5"\n',
        b"FSC-A;CD4\n1;2\n3;-4.5\n",
        b"FSC-A\tCD4\n1\t2\n3\t-4.5\n",
        b" FSC-A , CD4 \n 1 , 2\n3,  -4.5\n",
    ],
)
def test_dialects(file: Path, content: bytes) -> None:
    """Commas, semicolons and tabs, both line ends, a byte order mark, quotation marks, blank lines and blanks."""
    events = events_of(file, content)
    assert events.channels == (Channel("FSC-A"), Channel("CD4"))
    assert events.values.tolist() == [[1, 2], [3, -4.5]]


def test_names_with_markers(file: Path) -> None:
    """A column is called by channel and marker in both of OMIQ's ways (`export-files`)."""
    events = events_of(file, "PE-A___TNFβ,In115Di :: CD3,FSC-A,FSC-A\n1,2,3,4\n".encode())
    assert events.channels == (
        Channel("PE-A", "TNFβ"),
        Channel("In115Di", "CD3"),
        Channel("FSC-A"),
        Channel("FSC-A.2"),
    )


def test_text_columns_of_an_export_are_no_channels(file: Path) -> None:
    """`OmiqFilter` and `OmiqFileIndex` hold text, and are left out."""
    content = 'Orig_Row_Number,FITC-A,OmiqFilter,OmiqFileIndex\n0,7888.7,"T cells, live/CD4+",a.fcs\n1,-2,,b µ.fcs\n'
    events = events_of(file, content.encode())
    assert events.channels == (Channel("Orig_Row_Number"), Channel("FITC-A"))
    assert events.values.tolist() == [[0, 7888.7], [1, -2]]


def test_header_alone_is_zero_events(file: Path) -> None:
    """A file may hold none."""
    assert events_of(file, b"A,B\n").values.shape == (0, 2)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"A,B\n1,2\n\n3,x\n", "Line 4, column 2 ('B'): 'x' is not a number."),
        (b"A,OmiqFilter,B\n1,x,2\n3,x,\n", "Line 3, column 3 ('B'): '' is not a number."),
        (b"A,B\n1,2\n3\n", "Line 3 has 1 columns, the header 2."),
        (b"A,B\n1,2,3\n", "Line 2 has 3 columns, the header 2."),
        (b"A,OmiqFilter\n1,x,y\n", "Line 2 has 3 columns, the header 2."),
        (b"A,B\n1,2\n3," + b"9" * 60 + b"z\n", "Line 3, column 2 ('B'): '" + "9" * 40 + "…' is not a number."),
        (b'A,OmiqFilter\n1,"x\n2,"y\n', "Lines 2 to 3 leave a quotation mark open."),
        (b"A,B\n1,1_000\n", "Line 2 is not a line of numbers."),
        (b"A,B\n" + b"1,2\n" * 9000 + b"3\n", "Line 9002 has 1 columns, the header 2."),
        (b"A,,B\n1,2,3\n", "Line 1 gives column 2 no name."),
        (b"1,2\n3,4\n", "Line 1 does not name the channels."),
        (b"OmiqFilter,OmiqFileIndex\n", "Line 1 does not name the channels."),
        (b"A," * 10_000 + b"B\n", "Line 1 names 10001 columns: a file has no more than 10000 channels."),
    ],
)
def test_mistake_is_named_by_line_and_column(file: Path, content: bytes, why: str) -> None:
    """Lines count from 1, the header's, and blank ones count."""
    assert refusal(file, content) == why


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"A\n1\n",
        b"oi21j08cn\n",
        b"\n1,2\n",
        b"\x89PNG\r\n\x1a\n,,,\n",
        "A,B\n1,2\n".encode("utf-16"),
        b"A,\xff\n1,2\n",
        b'"' + b"A," * (1 << 20),
        b"A,B" * (1 << 20),
    ],
)
def test_what_is_no_table_is_refused(file: Path, content: bytes) -> None:
    """A file whose first line cannot be names is neither FCS nor CSV."""
    assert refusal(file, content) == "The file starts neither as an FCS file does nor with a line of channel names."


@given(content=st.binary() | st.text('AB1,;\t"\r\n .-eé\0').map(str.encode))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    """Reading ends in events or in NotReadable."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        try:
            table = describe(Path(file.name))
            assert read_events(Path(file.name)).values.shape == (table.event_count, len(table.channels))
        except NotReadable:
            pass


@given(
    st.lists(st.tuples(*[st.floats(allow_nan=False)] * 3), max_size=20),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_numbers_come_back_as_written(rows: list[tuple[float, ...]], delimiter: str, end: str) -> None:
    """Each number is the float that Python wrote."""
    lines = [delimiter.join("ABC"), *(delimiter.join(map(repr, row)) for row in rows)]
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_text(end.join(lines), newline="")
        assert read_events(Path(file.name)).values.tolist() == [list(row) for row in rows]


def test_large_file_is_read_whole_and_described_in_little_memory(file: Path) -> None:
    """All 20,000 events of 20 channels come back, and describing them takes a part of the memory that they take."""
    values = np.random.default_rng(1).normal(size=(20_000, 20)).round(4)
    header = ",".join(f"C{number}" for number in range(20))
    file.write_text("\n".join([header, *(",".join(map(str, row)) for row in values.tolist())]))
    assert np.array_equal(read_events(file).values, values)
    for copies in (1, 4):
        content = file.read_bytes().partition(b"\n")[2] + b"\n"
        file.write_bytes(header.encode() + b"\n" + content * copies)
        tracemalloc.start()
        try:
            assert describe(file).event_count == 20_000 * copies
            assert tracemalloc.get_traced_memory()[1] < 6_000_000
        finally:
            tracemalloc.stop()


def test_a_line_beyond_all_measure_is_refused(file: Path) -> None:
    """It must not count as two events where a read of it ends."""
    assert refusal(file, b"a,b\n3,4\n1," + b"0" * ((1 << 20) - 2) + b"1,2\n") == "Line 3 is too long."


def test_long_lines_take_no_more_memory_than_short_ones(file: Path) -> None:
    """Lines are read by their size as well as by their number."""
    file.write_bytes(b"a,b\n" + (b"1," + b"0" * 99_998 + b"\n") * 600)
    tracemalloc.start()
    try:
        assert describe(file).event_count == 600
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30 << 20
